"""The JSON formats: matches as objects of the DICOM JSON Model (PS3.18 §F.2), one a line or all in one array."""

from __future__ import annotations

from ..dicom_json import format_member
from ..identifier import SPECIFIC_CHARACTER_SET
from . import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..identifier import Element
    from ..matches import Match


class JsonLinesWriter(Writer):
    """Writes one object a line. A match whose structure is broken is left out, and noted in `unread`."""

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the objects of some matches, in UTF-8."""
        return "".join([f"{text}\n" for text in self._objects(matches)]).encode()

    def render(self, element: Element) -> str:
        """Return an element as a member of an object."""
        return format_member(element)

    def frame(self, tag: int, vr: str) -> tuple[str, str] | None:
        """Return what stands around a plain text; DS and IS become numbers, and the character set is ours."""
        if vr in ("DS", "IS") or tag == SPECIFIC_CHARACTER_SET:
            return None
        label = '{"Alphabetic":' if vr == "PN" else ""
        return f'"{tag:08X}":{{"vr":"{vr}","Value":[{label}"', f'"{label and "}"}]}}'

    def _objects(self, matches: Sequence[Match]) -> Iterator[str]:
        for match in matches:
            members = self._walk(match)
            if members is not None:
                yield f"{{{','.join(filter(None, members))}}}"  # "" is what the model excludes


class JsonArrayWriter(JsonLinesWriter):
    """Writes one array of objects over all queries; it is closed whatever happens."""

    _has_any = False

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the objects of some matches, each on a line of its own, in UTF-8."""
        text = ""
        for object_text in self._objects(matches):
            text += f"{',' if self._has_any else '['}\n{object_text}"
            self._has_any = True
        return text.encode()

    def close(self) -> bytes:
        """Return the end of the array, or an empty one."""
        return b"\n]\n" if self._has_any else b"[]\n"
