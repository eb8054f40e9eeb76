"""`findscu echo PEER [PORT]`: does the peer answer a C-ECHO?"""

from __future__ import annotations

from ..errors import UsageError
from ..output.sink import open_sink
from ..settings import Settings
from ..transport import Interrupted
from .ask import hang_up, open_association
from .exit_codes import STATUS, SUCCESS
from .interrupts import Interrupts
from .peer import settings_of, split_positionals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from .occurrences import Occurrences
    from .option import Arguments

_ALLOWED = frozenset(Settings._fields) | {"log_level"}
"""Fields that mean something here; an option that does not is a mistake, not to be passed over."""


def run_echo(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:
    """Verify the peer, print its answer and return the exit code.

    Raises:
        UsageError: options that make no sense here, or no peer.
        FindscuError: the peer cannot be reached, or does not answer.
    """
    peer, port, rest = split_positionals(arguments.positionals[1:])
    given = arguments.given.items()
    surplus = [name for field, name in given if field not in _ALLOWED and not field.startswith("tls_")] + rest
    if surplus:
        raise UsageError(f"findscu echo takes no {surplus[0]}", hint="write findscu echo [options] PEER [PORT]")
    if arguments.tls_mode:
        from .tls_setup import prepare_tls

        prepare_tls(arguments, reporter)
    settings = settings_of(arguments, peer, port, ["verification"])
    with Interrupts() as interrupts:
        try:
            with open_association(settings, reporter, interrupts) as association:
                echo = association.echo()
                line = f"{settings.asked} answered {echo.status} in {echo.seconds * 1000:.1f} ms\n"
                open_sink(None, stdout).write(line.encode())
                hang_up(association, reporter)
        except Interrupted:
            return interrupts.exit_code
    return SUCCESS if echo.status.category == "success" else STATUS
