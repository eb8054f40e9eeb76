"""The words of `--help` and of the manual that stand in no table: examples, and what the parts of a line mean.

`help` lays them out for a terminal, tools/make_manpage.py for `man`. Tests read every example as the command would.
"""

from __future__ import annotations

REVISED = "2026-11-22"
"""The day on which the manual was last gone through."""

SUMMARY = "ask DICOM systems what they have (C-FIND)"

DESCRIPTION = (
    "findscu asks a DICOM system, such as an archive (PACS) or a worklist, which patients, studies, series, images or "
    "procedure steps it has, and shows the answers: as a table for eyes, as text, JSON, CSV or XML for pipes and "
    "programs.",
    "Matches go to standard output, everything else to standard error. What is doubtful about a query is said before "
    "it is sent, with the clause of the standard. The exit status says how it ended.",
)

AS_BEFORE = (
    "As DCMTK's and pynetdicom's findscu are called",
    "findscu -S -aec PACS 10.0.0.5 11112 -k QueryRetrieveLevel=STUDY \\\n        -k PatientName= -k StudyInstanceUID=",
)
"""The example that all dialects understand."""

EXAMPLES = (
    ("Today's studies", "findscu PACS@10.0.0.5:11112 -L STUDY -k StudyDate=today"),
    (
        "Studies since New Year of everybody called Doe",
        "findscu PACS@10.0.0.5:11112 -L STUDY -k 'PatientName=DOE*' \\\n        -k StudyDate=20260101-",
    ),
    (
        "The series of a study, as JSON lines",
        "findscu PACS@10.0.0.5:11112 -L SERIES --jsonl \\\n        -k StudyInstanceUID=1.2.3",
    ),
    (
        "The CT worklist of today, for a spreadsheet",
        "findscu RIS@ris.example:104 --today --modality CT --csv -o ct.csv",
    ),
    AS_BEFORE,
    (
        "What a query file would send, without sending it",
        "findscu --dry-run localhost worklist.dump -k PatientName='DOE*'",
    ),
    ("Is anybody there?", "findscu echo PACS@10.0.0.5:11112"),
)
"""What it does, and how."""

OVERVIEW_EXAMPLE_COUNT = 4
"""The first of the examples are those of every day."""

COMMAND_EXAMPLES = {
    "echo": ("findscu echo PACS@10.0.0.5:11112", "findscu echo --tls pacs ris", "findscu echo --all --jsonl"),
    "nodes": (
        "findscu nodes",
        "findscu nodes add pacs PACS@10.0.0.5:11112 --tls",
        "findscu nodes show pacs",
        "findscu nodes remove pacs",
    ),
    "demo": ("findscu demo", "findscu demo --serve --port 11112"),
    "explain": ("findscu explain PatientName", "findscu explain STUDY worklist", "findscu explain 0xA900"),
    "completion": (
        "source <(findscu completion bash)",
        "findscu completion zsh > ~/.zfunc/_findscu",
        "findscu completion fish > ~/.config/fish/completions/findscu.fish",
    ),
    "help": ("findscu help nodes",),
    "man": ("findscu man", "findscu man > ~/.local/share/man/man1/findscu.1"),
}
"""Lines for each sub-command."""

PEER = (
    "HOST PORT, HOST:PORT, AET@HOST:PORT, AET@[IPV6]:PORT, dicom://AET@HOST:PORT, or the name of a node of the "
    "configuration file; the port is 104 when none is given, 2762 with TLS. A host may have the name of a command, "
    "such as echo: it is taken for one when a port number and something to ask follow."
)

NOTES = (
    "Without one of -W -P -S -O -U -M the query decides: Modality Worklist without a level, Patient Root for PATIENT, "
    "Study Root for any other. Of options that exclude one another, the rightmost on the line holds. @FILE stands for "
    "the words in a file, -- ends the options.",
)

DIALECT = (
    "In the dialect {name} the words of a line, defaults, messages and exit codes are those of {name}'s findscu; the "
    "options are one union, and findscu-native --help tells how the others work."
)
"""For the help of the older programs' dialects."""

ENVIRONMENT = (
    ("FINDSCU_DIALECT", "the dialect, when --dialect does not name one"),
    ("FINDSCU_CONFIG", "the configuration file, when --config does not name one"),
    ("FINDSCU_PEER", "the peer, when the line names none"),
    ("FINDSCU_CALLING_AET", "our own AE title, when -aet does not give it"),
    ("NO_COLOR", "when it is set and not empty, no colours"),
    ("FORCE_COLOR", "when it is set and neither empty, 0 nor false, colours also where there is no terminal"),
    ("COLUMNS", "how wide a table may be, in place of the width of the terminal"),
    ("DCMDICTPATH", "data dictionaries of DCMTK's form, in its dialect"),
)

FILES = (
    (
        "findscu/config.toml",
        "nodes and saved queries, in $XDG_CONFIG_HOME, or else ~/.config; on Windows in %APPDATA%",
    ),
)

SEE_ALSO = "https://www.dicomstandard.org"
