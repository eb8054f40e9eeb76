"""Where files go, and how they get there: whole or not at all, and never through somebody else's symbolic link."""

from __future__ import annotations

import os
from stat import S_ISLNK, S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


def directory_fault(directory: str) -> str:
    """Return what is wrong with an output directory, in DCMTK's words; "" when nothing is."""
    if not directory or not os.path.isdir(directory):
        return "specified output directory does not exist"
    return "" if os.access(directory, os.W_OK) else "specified output directory is not writeable"


def combine(directory: str, name: str) -> str:
    """Join a directory and a file's name as DCMTK does: an absolute name stands alone, "." is left out."""
    if os.path.isabs(name):
        return name
    bare = directory.rstrip(_SEPARATORS) or directory[:1]
    start = "" if bare in ("", ".") else bare
    if name in ("", "."):
        return start
    return f"{start}{'' if not start or start[-1] in _SEPARATORS else os.sep}{name}"


_SEPARATORS = f"{os.sep}{os.altsep or ''}"


def is_direct(path: str) -> bool:
    """Return whether a path of the user's is written to as it is: a device, a named pipe, or /dev/stdout.

    /dev/stdout is a symbolic link; those in /dev are the system's own, and followed. Others are not.
    """
    try:
        mode = os.lstat(path).st_mode
        if S_ISLNK(mode):
            return os.path.dirname(os.path.abspath(path)) == "/dev" and not S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False
    return not S_ISREG(mode)


def replace_file(path: str, content: bytes) -> None:
    """Write a file whole or not at all, in place of what stands there; raises OSError."""
    temporary, file = open_temporary(path)
    try:
        with file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        remove_temporary(temporary)
        raise


def open_temporary(path: str) -> tuple[str, BinaryIO]:
    """Make a new file beside the place where it is to go; return its path, and itself to be written.

    Its mode is that of the regular file that it will replace, or the usual one of new files.
    """
    try:
        mode = os.lstat(path).st_mode
        permissions = mode & 0o777 if S_ISREG(mode) else 0o666
    except FileNotFoundError:
        permissions = 0o666
    directory, name = os.path.split(path)
    temporary = os.path.join(directory, f".{name}.{os.urandom(4).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return temporary, os.fdopen(os.open(temporary, flags, permissions), "wb")


def remove_temporary(path: str) -> None:
    """Remove an unfinished file if there is one."""
    try:
        if path:
            os.unlink(path)
    except OSError:
        pass  # it is gone, or the directory is
