"""Where secrets come from, so that none has to be on the command line: a prompt, a file, the environment, a command.

`ask`, `file:PATH`, `env:NAME` or `command:COMMAND`; a secret is the first line of what is found there. `read_whole` is
for those that are no line of text, such as Kerberos tickets. No message here ever holds one.
"""

from __future__ import annotations

import os

from .errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND_TIMEOUT = 60.0
"""Seconds for a command that tells a secret; it may ask somebody."""

MAX_SECRET_LENGTH = 1 << 20
"""Bytes read of a secret: what is longer is no secret, but the wrong file."""


def read_secret(source: str, what: str, option: str) -> str:
    """Return a secret that is a line of text.

    Args:
        source: where it comes from.
        what: what it is, for messages: "the passcode".
        option: which option says so, for hints.
    Raises:
        UsageError: there is no such source, or nothing in it.
    """
    raw = read_whole(source, what, option)
    try:
        text = raw.decode("utf-8").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        place = f" in {source[5:]}" if source.startswith("file:") else ""
        raise UsageError(f"cannot read {what}{place}: it is no text") from None
    if not text:
        raise UsageError(f"{what} is empty")
    return text


def read_whole(source: str, what: str, option: str) -> bytes:
    """Return a secret as it is, all of it; see `read_secret`."""
    check_source(source, what, option)
    kind, _, rest = source.partition(":")
    return _READERS[kind](rest, what) if rest else _ask(what, option).encode()


def check_source(source: str, what: str, option: str) -> None:
    """Look whether a secret can come from there; what stands there instead may be the secret itself, and is not shown.

    Raises:
        UsageError: it cannot.
    """
    kind, _, rest = source.partition(":")
    if source != "ask" and (kind not in _READERS or not rest):
        hint = f"write {option} with ask, file:PATH, env:NAME or command:COMMAND"
        raise UsageError(f"{what} cannot come from what {option} says", hint=hint)


def exposure_of(source: str) -> str:
    """Say that others than its owner may read a file that holds a secret, and what to do: "" when they may not.

    Args:
        source: as for `read_secret`; all but files are nobody's to see. On Windows files are not looked at.
    """
    kind, _, path = source.partition(":")
    if kind != "file" or os.name == "nt":
        return ""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return ""  # whoever reads it tells
    is_file = mode & 0o170000 == 0o100000
    return f"{path} holds a secret, and others than its owner can read it" if is_file and mode & 0o077 else ""


def _ask(what: str, option: str) -> str:
    from getpass import getpass
    from sys import stdin

    if stdin is None or not stdin.isatty():
        hint = f"say where it comes from: {option} with file:PATH, env:NAME or command:COMMAND"
        raise UsageError(f"there is no terminal to ask for {what}", hint=hint)
    try:
        return getpass(f"{what[0].upper()}{what[1:]}: ")
    except EOFError:
        raise UsageError(f"nothing was given for {what}") from None


def _in_file(path: str, what: str) -> bytes:
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_SECRET_LENGTH + 1)
    except OSError as error:
        raise UsageError(f"cannot read {what} in {path}: {(error.strerror or str(error)).lower()}") from None
    if len(raw) > MAX_SECRET_LENGTH:
        raise UsageError(f"cannot read {what} in {path}: it is longer than {MAX_SECRET_LENGTH} bytes")
    return raw


def _in_environment(name: str, what: str) -> bytes:
    if name not in os.environ:
        raise UsageError(f"the environment has no {name}, where {what} should be")
    return os.fsencode(os.environ[name])


def _of_command(line: str, what: str) -> bytes:
    """Run a command, without a shell, and return what it prints."""
    import shlex
    import subprocess

    try:
        words = shlex.split(line)
        done = subprocess.run(words, stdout=subprocess.PIPE, stdin=None, timeout=COMMAND_TIMEOUT, check=True)
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        program = line.split(" ")[0]
        raise UsageError(f"the command {program} does not tell {what}: {_reason_of(error)}") from None
    return done.stdout[: MAX_SECRET_LENGTH + 1]


def _reason_of(error: Exception) -> str:
    """Say why a command told nothing, without its words, which may hold a secret."""
    from subprocess import CalledProcessError, TimeoutExpired

    if isinstance(error, CalledProcessError):
        return f"it ended with exit status {error.returncode}"
    if isinstance(error, TimeoutExpired):
        return f"it took longer than {COMMAND_TIMEOUT:g} s"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return "there is no command, or a quote is not closed"


_READERS: dict[str, Callable[[str, str], bytes]] = {
    "file": _in_file,
    "env": _in_environment,
    "command": _of_command,
}
