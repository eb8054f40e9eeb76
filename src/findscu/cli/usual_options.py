"""The rows of the option table that most lines are written with: those that each section of it begins with.

The whole table is `options.OPTIONS`. It has more than a hundred rows, which take longer to make than a small query to
ask, so a line is read by these few where they suffice. No row here `needs` one that is not.
"""

from __future__ import annotations

from .option import MESSAGES, NETWORK, OUTPUT, QUERY, WORD, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("text", "table", "jsonl", "json", "csv", "tsv", "xml", "native-xml", "arrow", "parquet", "dicom")

PRESETS = ("minimal", "standard", "all")

USUAL_QUERY = (
    Option(
        QUERY,
        "-k --key --keyword",
        "keys",
        "match or return an attribute: PatientName=DOE*, StudyDate=20260101-, 0010,0020=4711, or no value to have it "
        "returned; a path for nested ones: ScheduledProcedureStepSequence.Modality=CT",
        values="KEY",
        repeats=True,
    ),
    Option(
        QUERY,
        "-L --level",
        "level",
        "query level: PATIENT, STUDY, SERIES, IMAGE, or WORKLIST, UPS; also asks for the attributes that one usually "
        "wants to know there",
        values="LEVEL",
    ),
    Option(
        QUERY,
        "--keys",
        "preset",
        "which attributes to have returned, of the level or the model: the required ones, the usual ones (as -L does), "
        "or all that the standard lists:",
        values="PRESET",
        kind=WORD,
        words=PRESETS,
    ),
    Option(
        QUERY,
        "--today",
        "when",
        "what is scheduled for today, or was done today; where the line names neither level nor model, this and the "
        "next three ask for the worklist, as -L WORKLIST does",
        constant="today",
    ),
    Option(
        QUERY,
        "--date",
        "when",
        "the same for any day or days: tomorrow, -7d, last-month, 2026-11-21, 2026-11-01..2026-11-21",
        values="WHEN",
    ),
    Option(QUERY, "--station", "station", "what is scheduled for the station with this AE title", values="AET"),
    Option(QUERY, "--modality", "modality", "of this modality, such as CT", values="MODALITY"),
    Option(QUERY, "-r --return-key", "return_keys", "have an attribute returned", values="KEY", repeats=True),
    Option(
        QUERY,
        "-f --file",
        "query_files",
        "take the query from a file: DICOM, text dump or DICOM JSON; -k and -r change it. Each file is a query of its "
        "own, all on one association",
        values="FILE",
        repeats=True,
    ),
    Option(QUERY, "-W --worklist", "model", "information model: Modality Worklist", constant="worklist"),
    Option(QUERY, "-P --patient", "model", "information model: Patient Root", constant="patient"),
    Option(QUERY, "-S --study", "model", "information model: Study Root", constant="study"),
    Option(QUERY, "-O --psonly", "model", "information model: Patient/Study Only (retired)", constant="psonly"),
    Option(QUERY, "-U --ups", "model", "information model: UPS Pull", constant="ups"),
    Option(
        QUERY,
        "-M --model",
        "model",
        "information model by name, such as repository or hanging-protocol, or by its SOP Class UID",
        values="NAME|UID",
    ),
)

USUAL_NETWORK = (
    Option(NETWORK, "-aet --aetitle --calling-aet", "calling_ae_title", "our own AE title", values="AET"),
    Option(
        NETWORK,
        "-aec --call --called-aet",
        "called_ae_title",
        "the peer's AE title (default:\xa0that of PEER, or\xa0ANY-SCP)",
        values="AET",
    ),
)

USUAL_OUTPUT = (
    Option(
        OUTPUT,
        "--format",
        "format",
        "how matches are written (default:\xa0table on a terminal, text elsewhere):",
        values="FORMAT",
        kind=WORD,
        words=FORMATS,
    ),
    Option(OUTPUT, "--json", "format", "one array in the DICOM JSON Model", constant="json"),
    Option(OUTPUT, "--jsonl", "format", "one DICOM JSON object a line", constant="jsonl"),
    Option(OUTPUT, "--csv", "format", "one row a match, one column a key", constant="csv"),
    Option(OUTPUT, "--flat", "flat", "with --json and --jsonl: keyword and value, without tags and VRs"),
    Option(OUTPUT, "--count", "format", "only the number of matches", constant="count"),
)

USUAL_MESSAGES = (
    Option(MESSAGES, "-q --quiet", "log_level", "nothing on standard error", constant="fatal"),
    Option(MESSAGES, "-v --verbose", "log_level", "what happens, step by step", constant="info"),
    Option(
        MESSAGES,
        "-d --debug",
        "log_level",
        "also each PDU, each message and the query with its values",
        constant="debug",
    ),
)

USUAL = (*USUAL_QUERY, *USUAL_NETWORK, *USUAL_OUTPUT, *USUAL_MESSAGES)


def rows_for(words: Sequence[str]) -> Sequence[Option]:
    """Return the rows by which a line can be read: these, or the whole table where a word may be another option."""
    names = {name for option in USUAL for name in option.names}
    if all(word in names or word[:1] not in ("-", "+", "@") for word in words):
        return USUAL
    from .options import OPTIONS

    return OPTIONS
