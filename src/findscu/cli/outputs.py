"""Where the matches of a line go: a writer for a stream, a store for files, or both."""

from __future__ import annotations

from ..output import writer_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..output import Writer
    from ..output.files import Store
    from .dialects import Task
    from .occurrences import Occurrences
    from .option import Arguments


def format_of(arguments: Arguments) -> str:
    """Return the format of what goes to the stream, "none" for nothing: files are enough, unless more is asked for."""
    if arguments.format == "dicom":
        return "none"
    if arguments.format is not None:
        return arguments.format
    is_shown = arguments.extract is None if arguments.show_responses is None else arguments.show_responses
    return "text" if is_shown else "none"


def open_writer(arguments: Arguments, task: Task) -> Writer:
    """Return the writer of a line."""
    name = format_of(arguments)
    return writer_for(name, [] if name == "none" else [question.build() for question in task.questions])


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
