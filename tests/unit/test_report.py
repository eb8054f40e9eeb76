"""Native's reporter does not derive from `Occurrences` when it runs, so it has to have all of it itself."""

from __future__ import annotations

import inspect

from findscu.cli.occurrences import Occurrences
from findscu.cli.report import Reporter


def test_it_has_a_method_for_each_occurrence() -> None:
    occurrences = {name: what for name, what in vars(Occurrences).items() if not name.startswith("_")}
    for name, what in occurrences.items():
        if callable(what):
            assert list(inspect.signature(vars(Reporter)[name]).parameters) == list(inspect.signature(what).parameters)
        else:
            assert getattr(Reporter(None), name) == what, name
