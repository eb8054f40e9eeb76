"""How a session behaves where the standard leaves room, or where a program that it stands in for does not follow it.

A session has findscu's own manners unless it is told otherwise. A dialect of the command, which is to be
indistinguishable on the wire from the program whose place it takes, hands over that program's. Nobody else needs any of
this, and no two of these habits depend on each other.
"""

from __future__ import annotations

from . import errors
from .pdu import iter_pdvs
from .records import Record
from .wire import PDU_HEADER_LENGTH

DCMTK_PDU_LENGTH = 131072
"""The longest PDU that DCMTK sends; it counts the header of the PDU too."""


class Manners(Record):
    """The habits of one side of an association. The defaults are ours; all others are those of another program.

    Attributes:
        is_lenient: send AE titles as they are, cut at 16 characters, even if PS3.5 §6.2 does not allow them; and
            propose PDU lengths below 16.
        is_abrupt: do as DCMTK does with the reserved byte of a proposed context, and with the end of an association: an
            A-ABORT of the user amid a query, also when the peer wants to release it then, and not a word anywhere else.
        is_strict: refuse fragments of odd length, and PDUs longer than we said we take; and take a pending response to
            have an identifier, any other to have none, whatever it says. A C-CANCEL goes out even if it is too late.
        drops_when_silent: when a response is late, close the connection without an A-ABORT.
        takes_any_response: take each C-FIND-RSP for an answer to the query under way, whatever message and context it
            names, and a pending one without an identifier too.
        aborts_as_provider: when no context was accepted, or the release is not answered, send an A-ABORT of the service
            provider instead of a release, or of the service user's A-ABORT; and give no reasons.
    """

    is_lenient: bool = False
    is_abrupt: bool = False
    is_strict: bool = False
    drops_when_silent: bool = False
    takes_any_response: bool = False
    aborts_as_provider: bool = False

    def sending_limit(self, maximum: int) -> int:
        """Return the length of a P-DATA-TF that is kept to when sending, 0 for any, for what the peer takes."""
        if not self.is_abrupt:
            return maximum
        length = min(maximum or DCMTK_PDU_LENGTH, DCMTK_PDU_LENGTH) & ~1
        return length - PDU_HEADER_LENGTH if length >= 24 else maximum


OURS = Manners()


def check_p_data(body: bytes, limit: int) -> None:
    """Refuse what is tolerated but where `is_strict` holds.

    Raises:
        MalformedMessage: a PDU that is longer than we said, in bytes, or fragments of odd length.
    """
    if 0 < limit < len(body):
        text = f"P-DATA-TF of {len(body)} bytes, expected at most {limit}"
        raise errors.MalformedMessage(text, fault=("length", len(body), limit))
    for _, _, fragment in iter_pdvs(body):
        if len(fragment) & 1:
            text = f"fragment of {len(fragment)} bytes, expected an even number"
            raise errors.MalformedMessage(text, fault=("odd", len(fragment)))
