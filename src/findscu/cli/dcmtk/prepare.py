"""What a line comes to in DCMTK's dialect: everything is looked at before anything connects, but for the queries.

DCMTK reads query files and keys when the association stands already, one query at a time; so do we.
"""

from __future__ import annotations

import os

from ...errors import TlsSetupError, UsageError
from ...manners import Manners
from ...models import model_of, model_of_level
from ...output.dcmtk_tree import ERROR
from ...output.files import NET
from ...output.placing import combine, directory_fault
from ...peer import Peer
from ..dialects import Question, Task
from ..option import KEYED, LONGEST_TIMEOUT
from ..options import LOCAL_FIRST, OPTIONS
from ..peer import prepare_negotiation, settings_for
from .checks import check_line
from .dictionary import VARIABLE, load_dictionary
from .query import build_query
from .report import FAILED, Fatal, Reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...models import Model
    from ...query import Query
    from ..occurrences import Occurrences
    from ..option import Arguments
    from .dictionary import Dictionary
    from .query import DcmtkQuery

DEFAULTS = {
    "format": "none",
    "model": "worklist",
    "address_family": "ipv4",
    "transfer_syntaxes": LOCAL_FIRST,
    "connect_timeout": LONGEST_TIMEOUT,
    "socket_timeout": 60,
    "association_timeout": 30.0,
    "release_timeout": None,
    "output_directory": ".",
    "continues": False,
    "log_level": "warn",
}


def prepare(arguments: Arguments, reporter: Occurrences) -> Task:
    """Look at the whole line, load the dictionary, find out whom to ask.

    Raises:
        LineError: the line cannot be used.
        Fatal: a file or folder that it names cannot be.
    """
    assert isinstance(reporter, Reporter)
    check_line(arguments, OPTIONS)
    if any(getattr(arguments, name) for name in KEYED):
        from ..keyed import add_return_keys

        add_return_keys(arguments)
    _check_tls(arguments)
    dictionary = load_dictionary(os.environ.get(VARIABLE))
    reporter.began(dictionary, arguments)
    fault = "" if arguments.extract is None else directory_fault(arguments.output_directory)
    if fault:
        raise Fatal(fault)
    _prepare_tls(arguments, reporter)
    _check_name(arguments)
    model = _model_of(arguments)
    if arguments.release_timeout is None:
        arguments.release_timeout = arguments.association_timeout
    peer = Peer(arguments.positionals[0], int(arguments.positionals[1]))
    _negotiate(arguments, reporter, model)
    is_patient = arguments.response_timeout is not None
    settings = settings_for(arguments, peer, [model]).replace(
        manners=Manners(is_lenient=True, is_abrupt=True, is_strict=True, drops_when_silent=not is_patient),
        tls_timeout=arguments.socket_timeout if (arguments.socket_timeout or 0) > 0 else LONGEST_TIMEOUT,
    )
    return Task(settings, _questions(model, arguments, dictionary))


def _negotiate(arguments: Arguments, reporter: Reporter, model: Model) -> None:
    """Prepare what native's options want that DCMTK does not have."""
    try:
        prepare_negotiation(arguments, reporter, [model])
    except UsageError as error:
        raise Fatal(str(error)) from None


def _model_of(arguments: Arguments) -> Model:
    """Return the information model: what the line says, else what native's `-L` implies, else DCMTK's default."""
    level = arguments.level
    if level is None or "model" in arguments.given:
        return model_of(str(arguments.model))
    return model_of_level(level) or model_of("patient" if level.upper() == "PATIENT" else "study")


def _questions(model: Model, arguments: Arguments, dictionary: Dictionary) -> list[Question]:
    names = [*arguments.query_files, *arguments.positionals[2:]] or [""]
    questions = []
    for name in names:
        build = _Builder(model, name, arguments, dictionary)
        questions += [Question("", name, build)] * arguments.repeat_count
    return questions


class _Builder:
    """Builds the query of a file when it is first asked."""

    def __init__(self, model: Model, name: str, arguments: Arguments, dictionary: Dictionary) -> None:
        self._what = model, name, arguments, dictionary
        self._query: DcmtkQuery | None = None

    def __call__(self) -> Query:
        if self._query is None:
            self._query = build_query(*self._what)
        return self._query


def _check_name(arguments: Arguments) -> None:
    kind, name = arguments.extract or ("", "")
    if kind == "single-xml" and not combine(arguments.output_directory, name):
        raise Fatal("Cannot create response file with empty filename", logger=NET, level=ERROR, code=FAILED)


def _uses_tls(arguments: Arguments) -> bool:
    return any(field.startswith("tls_") for field in arguments.given)


def _check_tls(arguments: Arguments) -> None:
    if _uses_tls(arguments):
        from .tls import check_tls

        check_tls(arguments)


def _prepare_tls(arguments: Arguments, reporter: Reporter) -> None:
    if not (_uses_tls(arguments) and arguments.tls_mode):
        return
    from .tls import prepare_tls

    try:
        prepare_tls(arguments, reporter)
    except TlsSetupError as error:
        raise Fatal(str(error)) from None
