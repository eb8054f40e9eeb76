"""The rows of the option table that are about what is written, and where: DCMTK's and pynetdicom's, and our own.

Rows only, for whoever reads the table; what they do stands in `outputs` and `keyed`.
"""

from __future__ import annotations

from .option import INTEGER, OUTPUT, Option

_EXTRACTING = ("-X", "-Xx", "-Xs")

OUTPUT_OPTIONS: tuple[Option, ...] = (
    Option(
        OUTPUT,
        "--columns",
        "columns",
        "these attributes only, and in this order where there are columns: keywords, tags or paths with commas between "
        "them; they are asked for too",
        values="KEYS",
        repeats=True,
    ),
    Option(
        OUTPUT,
        "--sort",
        "sort",
        "in the order of these attributes; with a leading dash what is greatest comes first: -StudyDate,PatientName",
        values="KEYS",
        repeats=True,
    ),
    Option(
        OUTPUT,
        "--unique",
        "unique",
        "of matches that have the same values of these attributes only the first",
        values="KEYS",
        repeats=True,
    ),
    Option(
        OUTPUT,
        "--count-by",
        "count_by",
        "how many matches there are of each value of these attributes, instead of the matches",
        values="KEYS",
        repeats=True,
    ),
    Option(
        OUTPUT,
        "-o --output",
        "output",
        "write to a file instead of standard output; whole or not at all",
        values="FILE",
    ),
    Option(OUTPUT, "-X --extract", "extract", "write each match to a DICOM file, rsp0001.dcm", constant=("dicom", "")),
    Option(
        OUTPUT, "-Xx --extract-xml", "extract", "write each match to an XML file, rsp0001.xml", constant=("xml", "")
    ),
    Option(
        OUTPUT,
        "-Xs --extract-xml-single",
        "extract",
        "write all matches to one XML file",
        values="FILE",
        label="single-xml",
    ),
    Option(OUTPUT, "-w --write", "extract", "write each match to a DICOM file, rsp000001.dcm", constant=("write", "")),
    Option(
        OUTPUT,
        "-Xlo --limit-output",
        "extract_limit",
        "write no more than N files",
        values="N",
        kind=INTEGER,
        low=1,
        high=2**31,
        needs=(*_EXTRACTING, "-w"),
    ),
    Option(
        OUTPUT,
        "-od --output-directory",
        "output_directory",
        "where the files go, a directory that exists (default:\xa0here)",
        values="DIRECTORY",
        needs=(*_EXTRACTING, "-w", "--format"),
    ),
    Option(
        OUTPUT,
        "+dc --enable-correction",
        "corrects",
        "put right padding and odd lengths in what is written to DICOM and XML files",
    ),
    Option(OUTPUT, "-dc --disable-correction", "corrects", "leave values as they came", constant=False),
    Option(OUTPUT, "+sr --show-responses", "show_responses", "show matches also when they are written to files"),
    Option(OUTPUT, "-sr --hide-responses", "show_responses", "do not show matches", constant=False),
)
