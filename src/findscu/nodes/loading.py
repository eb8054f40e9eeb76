"""Where the configuration file is, and reading it."""

from __future__ import annotations

import os
import sys

from ..errors import UsageError
from .node import Configuration

MAX_FILE_LENGTH = 4 << 20
"""Bytes: thousands of nodes. What is longer is no configuration file but a mistake."""


def load(path: str | os.PathLike[str] | None = None) -> Configuration:
    """Read the configuration file.

    Args:
        path: the file; None for the one that `default_path` names, which need not be there.
    Returns:
        What it says; an empty configuration if there is no file.

    Raises:
        UsageError: the file cannot be read, or says something that it cannot say; one line, with table and key.
    """
    place = os.fspath(path) if path is not None else default_path()
    try:
        with open(place, "rb") as file:
            raw = file.read(MAX_FILE_LENGTH + 1)
    except OSError as error:
        is_missing = isinstance(error, (FileNotFoundError, NotADirectoryError))
        if is_missing and path is None and not os.environ.get("FINDSCU_CONFIG"):
            return Configuration(place)
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot read the configuration file {place}: {reason}", hint=_PLACES) from None
    from .reading import read_configuration

    return read_configuration(raw, place)


def default_path() -> str:
    """Return where the configuration file is: FINDSCU_CONFIG, or config.toml in the user's configuration folder."""
    if named := os.environ.get("FINDSCU_CONFIG"):
        return named
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA") or os.path.join(os.path.expanduser("~"), "AppData", "Roaming")
    else:
        folder = os.environ.get("XDG_CONFIG_HOME", "")
        if not os.path.isabs(folder):  # as the XDG Base Directory Specification wants it
            folder = os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(folder, "findscu", "config.toml")


_PLACES = "name another with --config or FINDSCU_CONFIG"
