"""`python -m findscu`: always this findscu, whatever else is installed under the name."""

from .cli import main

main()
