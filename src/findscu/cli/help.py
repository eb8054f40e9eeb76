"""`--help`, `--version` and the short usage, made from the option table. Loaded only when somebody asks."""

from __future__ import annotations

from ..settings import Settings
from .exit_codes import MEANINGS
from .option import SECTIONS, Arguments, Option
from .options import OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .dialects import Dialect

WIDTH = 79
_COLUMN = 26

USAGE = """\
usage: findscu [options] PEER [PORT] [QUERY-FILE...]
       findscu [options] echo PEER [PORT]
       findscu demo [--serve]
"""

SHORT_USAGE = f"""\
{USAGE}
example: findscu PACS@10.0.0.5:11112 -L STUDY -k 'PatientName=DOE*'

findscu --help says more; findscu demo shows it at work.
"""

EXAMPLES = """\
Examples:
  Studies since New Year of everybody called Doe:
    findscu PACS@10.0.0.5:11112 -L STUDY -k 'PatientName=DOE*' \\
            -k StudyDate=20260101-
  The series of a study, as JSON lines:
    findscu PACS@10.0.0.5:11112 -L SERIES -k StudyInstanceUID=1.2.3 --jsonl
  The CT worklist, as a table for a spreadsheet:
    findscu RIS@ris.example:104 -L WORKLIST --csv -o worklist.csv \\
            -k ScheduledProcedureStepSequence.Modality=CT
  As DCMTK's and pynetdicom's findscu are called:
    findscu -S -aec PACS 10.0.0.5 11112 -k QueryRetrieveLevel=STUDY \\
            -k PatientName= -k StudyInstanceUID=
  What a query file would send, without sending it:
    findscu --dry-run localhost worklist.dump -k PatientName='DOE*'
  Is anybody there?
    findscu echo PACS@10.0.0.5:11112
"""

PEER = """\
Peer:
  HOST PORT, HOST:PORT, AET@HOST:PORT, AET@[IPV6]:PORT, dicom://AET@HOST:PORT;
  the port is 104 when none is given. A host may be called echo or demo: it is
  taken for one when a port number and something to ask follow.
"""

NOTES = """\
Without one of -W -P -S -O -U -M the query decides: Modality Worklist without a
level, Patient Root for PATIENT, Study Root for any other. Of options that
exclude one another, the rightmost on the line holds. Matches go to standard
output, everything else to standard error.
"""


def help_text(dialect: Dialect) -> str:
    """Return the text of `--help`, at most 79 characters wide."""
    parts = ["findscu - ask DICOM systems what they have (C-FIND)\n", USAGE, EXAMPLES, PEER]
    for section in SECTIONS:
        rows = [option for option in OPTIONS if option.section == section]
        parts.append(f"{section}:\n" + "".join(_row(option, dialect) for option in rows))
    parts.append(NOTES)
    parts.append("Exit codes:\n" + "".join(_entry(f"{code:3}", meaning, 7) for code, meaning in MEANINGS))
    return "\n".join(parts)


def version_text() -> str:
    """Return the text of `--version`: everything that decides how we talk and read."""
    import platform
    import ssl
    import zlib
    from importlib.metadata import version

    from .. import __version__

    return (
        f"findscu {__version__}\n"
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n"
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}\n"
        f"{ssl.OPENSSL_VERSION}\n"
        f"pydicom {version('pydicom')}\n"
    )


def _row(option: Option, dialect: Dialect) -> str:
    names = " ".join((*option.names, *option.values))
    text = option.text
    if text.endswith(":"):
        text += f" {', '.join(option.words)}"
    default = default_of(option, dialect)
    return _entry(names, f"{text} (default:\xa0{default})" if default else text, _COLUMN)


def default_of(option: Option, dialect: Dialect) -> str:
    """Return what the option's field is when no option sets it, "" when there is nothing to tell."""
    if not option.values or option.repeats:
        return ""
    value = dialect.defaults.get(option.field, getattr(Arguments, option.field))
    if value is None:
        value = getattr(Settings, option.field, None)
    return "" if value is None or value == "" else f"{value:g}" if isinstance(value, float) else str(value)


def _entry(head: str, text: str, column: int) -> str:
    """Lay out a name and what it means in two columns; a long name has a line of its own."""
    lines = [line.replace("\xa0", " ") for line in _wrap(text.split(" "), WIDTH - column)]
    gap = " " * column
    head = f"  {head}"
    first = f"{head:<{column}}" if len(head) < column else f"{head}\n{gap}"
    return first + f"\n{gap}".join(lines) + "\n"


def _wrap(words: Iterable[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".lstrip()
    yield line
