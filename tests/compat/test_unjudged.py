"""What Debian's DCMTK 3.6.7 does not have: IP versions, TLS 3.7's profiles and server names. The manual judges."""

from __future__ import annotations

from pathlib import Path

import pytest

from compat.dcmtk_lines import UNJUDGED
from compat.judge import Judge
from compat.lines import Line

REFUSED = "E: Association Request Failed: 000b:"
EXPECTED = {
    "ipv4": (2, "E: Association Request Failed: "),
    "ipv6": (0, ""),
    "ip-auto": (0, ""),
    "profiles": (0, ""),
    "profile-8996": (2, REFUSED),  # a key of 1024 bits is too short for it
    "profile-8996-mod": (2, REFUSED),
    "profile-basic": (1, "error: "),  # OpenSSL 3 has no 3DES: an error, never another profile in silence
    "no-sni": (1, "error: "),  # it conflicts with --request-sni
    "request-sni": (0, ""),
}
"""Exit code, and how the last line on standard error begins that is no answer."""


@pytest.mark.parametrize("line", UNJUDGED, ids=lambda line: line.id)
def test_as_the_manual_says(dcmtk_judge: Judge, tmp_path: Path, line: Line) -> None:
    dcmtk_judge.start_peer(line)
    seen = dcmtk_judge.observe(dcmtk_judge.ours, line, tmp_path / "ours")
    code, message = EXPECTED[line.id.removesuffix("-long")]
    errors = [text for text in seen.stderr.decode().splitlines() if text.startswith(("E: ", "F: ", "error: "))]
    assert seen.code == code
    assert bool(errors) == bool(message)
    assert not errors or errors[-1].startswith(message)
    if line.id == "request-sni":
        assert "connection 1: TLS, server name b'pacs.example'" in seen.lines()
    if line.id.startswith("profiles"):
        assert b"BCP 195 RFC 8996" in seen.stdout
