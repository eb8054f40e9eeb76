"""A command line to compare two programs by, and the closed list of what may differ."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field

CLOSED = {
    "crash": "crashes, hangs and unbounded memory",
    "traceback": "no traceback",
    "identity": "implementation identity",
    "wording": "the wording of --help, --version and cipher or profile lists",
    "inner": "the inner lines of -d and trace",
    "control": "control characters from the peer on a terminal",
    "secret": "secrets shown by --arguments",
    "symlink": "symbolic links not followed when writing",
}
"""What may differ, and what is compared all the same: see `judge.py`. The page on compatibility lists
it, and only "wording", "traceback", "crash", "secret" and "symlink" have lines of their own."""


@dataclass(frozen=True)
class Line:
    """One command line.

    Attributes:
        id: names the test.
        peer: whom it talks to: a fixture of `peers.fixtures`, or a script of `scps`, "@" and an address to listen on;
            "/" and the name of a certificate puts TLS before it; "" for nobody.
        text: the words, quoted as for a POSIX shell. `{peer}` stands for AE title, host and port, and is added at the
            end where neither it nor `{host}` is there.
        environment: variables that are set.
        stdin: what it can read.
        differs: the item of the closed list for which the line is there.
        made_up: files whose bytes are random.
        races: the program itself is not the same in two runs; ours must be what one of its runs is.
    """

    id: str
    peer: str
    text: str
    environment: dict[str, str] = field(default_factory=dict)
    stdin: bytes = b""
    differs: str = ""
    races: bool = False
    made_up: tuple[str, ...] = ()

    @property
    def script(self) -> str:
        """The name of the script, or of the fixture."""
        return self.peer.partition("@")[0]

    @property
    def host(self) -> str:
        """The address that the script listens on, "" for the usual one."""
        return self.peer.partition("@")[2]

    def words(self, ae_title: str, host: str, port: int) -> list[str]:
        """Return the words of the command line."""
        text = self.text
        if self.peer and "{peer}" not in text and "{host}" not in text and "{port}" not in text:
            text += " {peer}"
        words = shlex.split(text)
        if "{peer}" in words:
            place = words.index("{peer}")
            address = ["-aec", ae_title, host, str(port)] if ae_title else [host, str(port)]
            words[place : place + 1] = address
        return [word.replace("{host}", host).replace("{port}", str(port)) for word in words]


def line(
    id: str,
    peer: str,
    text: str,
    *,
    stdin: bytes = b"",
    differs: str = "",
    races: bool = False,
    made_up: tuple[str, ...] = (),
    **environment: str,
) -> Line:
    """Return a command line; further names are environment variables."""
    assert not differs or differs in CLOSED, differs
    return Line(id, peer, text, environment, stdin, differs, races, made_up)
