"""The command, for the tests of TLS; their certificates are in `peers.fixtures`."""

from __future__ import annotations

from io import BytesIO, StringIO

import pytest

from cli.command import Command, Result
from findscu.cli.run import run


@pytest.fixture
def findscu() -> Command:
    """Run a command line in this process."""

    def command(*words: object) -> Result:
        out, err = BytesIO(), StringIO()
        code = run([str(word) for word in words], out, err)
        return Result(code, out.getvalue().decode("utf-8"), err.getvalue())

    return command
