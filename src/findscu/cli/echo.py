"""`findscu echo [PEER... | --all]`: do the peers answer a C-ECHO, how fast, and what else do they accept?

One peer in a pipe is a C-ECHO and a line, for scripts; on a terminal, with --json, and with several peers `probe` also
finds out what each accepts.
"""

from __future__ import annotations

from ..errors import ConnectError, UsageError
from ..output.sink import open_sink
from ..settings import Settings
from ..transport import Interrupted
from .ask import hang_up, open_association
from .exit_codes import STATUS, SUCCESS, USAGE
from .interrupts import Interrupts
from .peer import find_peer, hint_at_node, is_number, prepare_association, settings_of, split_positionals
from .screens import is_terminal
from .subcommands import refuse_surplus, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from .occurrences import Occurrences
    from .option import Arguments
    from .probe import Finding

FORMATS = ("text", "table", "json", "jsonl")

_ALLOWED = frozenset(Settings._fields) | {"config", "format", "all_nodes", "user", "user_secret", "proxy_secret"}
"""Fields that mean something here, beside those for TLS."""


def run(arguments: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:
    """Verify the peers, print their answers and return the exit code, which is that of the worst.

    Raises:
        UsageError: options that make no sense here, no peer, or one that cannot be asked.
        FindscuError: the only peer cannot be reached, or does not answer.
    """
    refuse_surplus(arguments, _ALLOWED | {field for field in arguments.given if field.startswith("tls_")})
    if arguments.format is not None and arguments.format not in FORMATS:
        raise UsageError(f"findscu echo has no format {arguments.format}", hint=f"choose one of {', '.join(FORMATS)}")
    peers = _peers_of(arguments)
    is_one = len(peers) == 1 and not arguments.all_nodes
    if is_one and arguments.format in (None, "text") and not is_terminal(stdout):
        return _echo(_line_for(arguments, peers[0], reporter), stdout, reporter)
    from .probe import probe_all, text_of

    lines = [_line_for(arguments, words, reporter) for words in peers]
    findings, code = probe_all([_target(line, reporter) for line in lines])
    hints = {line.positionals[0]: line.peer_hint for line in lines if line.positionals}
    for finding in findings:
        hint_at_node(finding.error, hints.get(getattr(finding.error, "unknown_host", None) or "", ""))
    open_sink(None, stdout).write(text_of(findings, arguments.format or "table").encode())
    return code


def _peers_of(arguments: Arguments) -> list[Sequence[str]]:
    """Return the words that name each peer."""
    words = arguments.positionals[1:]
    if arguments.all_nodes:
        from .configuration import load_configuration

        nodes = load_configuration(arguments).nodes
        if words or not nodes:
            what = f"--all and {words[0]!r}" if words else "--all, and there are no nodes"
            raise UsageError(f"findscu echo has {what}", hint="name the peers, or add nodes with findscu nodes add")
        return [[name] for name in nodes]
    if len(words) == 2 and is_number(words[1]):
        return [words]
    if number := next(filter(is_number, words), ""):
        raise UsageError(f"findscu echo takes no {number}", hint=usage_of("echo"))
    return [[word] for word in words] or [[]]


def _line_for(arguments: Arguments, words: Sequence[str], reporter: Occurrences) -> Arguments:
    """Return the line as it would be for one peer, with what its node says."""
    line = type(arguments)(**arguments.__dict__)
    line.given = dict(arguments.given)
    line.positionals = words
    find_peer(line, reporter)
    return line


def _target(line: Arguments, reporter: Occurrences) -> tuple[str, Settings | Finding]:
    """Return the node's name, if it is one, and how to reach the peer; or why it cannot be tried."""
    from .probe import Finding

    name = "" if line.node is None else line.node.name
    try:
        return name, _settings_of(line, reporter)
    except UsageError as error:
        if not line.positionals:
            raise  # there is no peer at all
        peer = line.positionals[0] if line.node is None else str(line.node.peer)
        return name, Finding(name, peer, error, code=USAGE)


def _settings_of(line: Arguments, reporter: Occurrences) -> Settings:
    peer, port, _ = split_positionals(line.positionals)
    prepare_association(line, reporter, [])
    return settings_of(line, peer, port, ["verification"])


def _echo(line: Arguments, stdout: BinaryIO | None, reporter: Occurrences) -> int:
    settings = _settings_of(line, reporter)
    with Interrupts(streams=(reporter.talk,)) as interrupts:
        try:
            with open_association(settings, reporter, interrupts) as association:
                echo = association.echo()
                said = f"{settings.asked} answered {echo.status} in {echo.seconds * 1000:.1f} ms\n"
                open_sink(None, stdout).write(said.encode())
                hang_up(association, reporter)
        except Interrupted:
            return interrupts.exit_code
        except ConnectError as error:
            hint_at_node(error, line.peer_hint)
            raise
    return SUCCESS if echo.status.category == "success" else STATUS
