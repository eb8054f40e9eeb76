"""Files for responses as pynetdicom's `-w` writes them.

They hold what pydicom writes of a data set that it has looked at. Of an ordinary one that is what came; any other is
written by pydicom itself: values without superfluous padding, elements it does not know the group length of. What it
cannot write stands in the file as it came.
"""

from __future__ import annotations

from ...errors import DecodeError
from ...output.part10 import encode_file, new_uid
from . import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...identifier import DataSet
    from ...matches import Match

SOP_CLASS_UID, SOP_INSTANCE_UID = 0x00080016, 0x00080018


def encode_response(match: Match, model_uid: str) -> bytes:
    """Return the file of one response.

    Its meta information names the SOP class and instance that the response names, or else the information model and a
    UID that is made up.
    """
    try:
        dataset = match.dataset
        raw = match.declared() if _is_ordinary(match) else _rewritten(match)
    except DecodeError:
        return encode_file(_rewritten(match), match.syntax, model_uid.encode("ascii"), new_uid())
    sop_class = _uid_in(dataset, SOP_CLASS_UID) or model_uid.encode("ascii")
    return encode_file(raw, match.syntax, sop_class, _uid_in(dataset, SOP_INSTANCE_UID) or new_uid())


def _is_ordinary(match: Match) -> bool:
    is_explicit = match.syntax.is_explicit
    elements = match.dataset.values()
    return not match.dataset.issues and all(lines.is_ordinary(one, is_explicit=is_explicit) for one in elements)


def _rewritten(match: Match) -> bytes:
    from .foreign import rewrite

    return rewrite(match.declared(), match.syntax)


def _uid_in(dataset: DataSet, tag: int) -> bytes:
    return dataset.text_of(tag).encode("ascii", "replace")[:64]
