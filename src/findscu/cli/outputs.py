"""Where the matches of a line go: a writer for a stream, a store for files, or both."""

from __future__ import annotations

from ..errors import UsageError
from ..output import writer_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from ..output import Writer
    from ..output.files import Store
    from ..output.filters import Filter
    from ..output.screen import Screen
    from .dialects import Task
    from .occurrences import Occurrences
    from .option import Arguments


COLUMN_FORMATS = ("table", "csv", "tsv", "arrow", "parquet", "count")
"""Formats that have columns, or nothing at all; from what goes to others `--columns` takes the rest out."""


def format_of(arguments: Arguments, stdout: BinaryIO | None) -> str:
    """Return the format of what goes to the stream, "none" for nothing: files are enough, unless more is asked for."""
    if arguments.format == "dicom":
        return "none"
    if arguments.format is not None:
        return arguments.format
    is_shown = arguments.extract is None if arguments.show_responses is None else arguments.show_responses
    if not is_shown:
        return "none"
    is_seen = stdout is not None and stdout.isatty() and not _has_file(arguments)
    return "table" if is_seen else "text"


def _has_file(arguments: Arguments) -> bool:
    return arguments.output not in (None, "-")


def open_writer(arguments: Arguments, task: Task, stdout: BinaryIO | None) -> Writer:
    """Return the writer of a line.

    Raises:
        UsageError: `--columns` or `--count-by` cannot be used.
    """
    name = format_of(arguments, stdout)
    if arguments.count_by:
        return _counting_writer(arguments, name, task, stdout)
    queries = [] if name == "none" else [question.build() for question in task.questions]
    if name == "table":
        return writer_for(name, queries, chosen=_chosen(arguments), screen=_screen_for(arguments, stdout))
    return writer_for(name, queries, chosen=_chosen(arguments), is_flat=arguments.flat)


def _chosen(arguments: Arguments) -> Sequence[str]:
    if not arguments.columns:
        return ()
    from .keyed import words_of

    return words_of(arguments.columns)


def _screen_for(arguments: Arguments, stdout: BinaryIO | None) -> Screen:
    from .screens import screen_of

    return screen_of(None if _has_file(arguments) else stdout)


def _counting_writer(arguments: Arguments, name: str, task: Task, stdout: BinaryIO | None) -> Writer:
    from ..output.counts import FORMATS, CountByWriter
    from .keyed import words_of

    if arguments.format not in (None, "none", *FORMATS):
        message = f"--count-by does not write {arguments.format}, expected one of {', '.join(FORMATS)}"
        raise UsageError(message, hint="choose another --format, or leave out --count-by")
    queries = [question.build() for question in task.questions]
    screen = _screen_for(arguments, stdout)
    return CountByWriter(queries, words_of(arguments.count_by), name, screen, is_sorted=bool(arguments.sort))


def chain_for(arguments: Arguments, task: Task, stdout: BinaryIO | None) -> Filter | None:
    """Return what stands between the matches and what takes them; None when all go through as they are.

    Raises:
        UsageError: what the line says of it cannot be used.
    """
    if not (arguments.verify_matches or arguments.unique or arguments.sort or arguments.columns):
        return None
    from ..output.filters import Chain

    return Chain(filters_for(arguments, task, format_of(arguments, stdout)))


def filters_for(arguments: Arguments, task: Task, name: str) -> list[Filter]:
    """Return the filters of a line whose format is `name`, in the order in which matches pass them."""
    from .keyed import keyed_filters

    queries = [question.build() for question in task.questions]
    return keyed_filters(arguments, queries, has_columns=bool(arguments.count_by) or name in COLUMN_FORMATS)


def refuse_misfit(arguments: Arguments, writer: Writer, stdout: BinaryIO | None) -> None:
    """Refuse what a format cannot do.

    Raises:
        UsageError: `--flat` for another format than JSON; bytes for a terminal; a file for what goes to many.
    """
    if arguments.flat and arguments.format not in ("json", "jsonl"):
        raise UsageError("--flat is a form of JSON, which is not asked for", hint="add --jsonl or --json")
    goes_to_stdout = arguments.output in (None, "-")
    if writer.is_binary and goes_to_stdout and stdout is not None and stdout.isatty():
        message = f"{arguments.format} is binary, and standard output is a terminal"
        raise UsageError(message, hint=f"write it to a file (-o matches.{arguments.format}), or into a pipe")
    if arguments.format == "dicom" and arguments.output is not None:
        message = "DICOM files are one a match, and -o is the place of one file"
        raise UsageError(message, hint="name their directory with -od, and leave out -o")


def store_for(arguments: Arguments, reporter: Occurrences) -> Store | None:
    """Return the store for what is written to files, None when nothing is."""
    if arguments.extract is None and arguments.format != "dicom":
        return None
    from ..output import files

    directory = arguments.output_directory
    if arguments.extract is None:
        return files.native_store(directory)
    kind, name = arguments.extract
    if kind == "write":
        from .pynetdicom.files import encode_response

        return files.pynetdicom_store(directory, encode_response)
    shared = (reporter.tree_of(arguments), reporter.remarked)
    has_new_vrs = not arguments.without_new_vrs
    if kind == "dicom":
        level = 6 if arguments.deflate_level is None else arguments.deflate_level
        return files.dcmtk_store(directory, *shared, has_new_vrs=has_new_vrs, deflate_level=level)
    if kind == "xml":
        return files.dcmtk_xml_store(directory, *shared, has_new_vrs=has_new_vrs)
    return files.dcmtk_single_xml_store(directory, name, *shared, has_new_vrs=has_new_vrs)
