"""The pytest plugin: the fixture `find_scp`.

    def test_my_worklist(find_scp):
        scp = find_scp(worklist_item(1, modality="MR"))
        assert my_program(scp.host, scp.port) == ["Worklist^Item01"]

Findscu itself is imported when a test asks for the fixture.
"""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .scp import FindScp


@pytest.fixture
def find_scp() -> Iterator[Callable[..., FindScp]]:
    """Start a `FindScp` with the given sources and options; it ends with the test. Call it as often as you like."""
    from contextlib import ExitStack

    from .scp import FindScp

    with ExitStack() as started:
        yield lambda *sources, **options: started.enter_context(FindScp(*sources, **options))
