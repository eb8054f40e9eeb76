"""Statuses: exact code first, then range, else a failure (PS3.7 Annex C, PS3.4)."""

from __future__ import annotations

import pytest

from findscu.status import status_of

# Typed from PS3.7 Annex C and PS3.4 Tables C.4-1, Q.4-1 and §C.6.4.
CATEGORIES = {
    "success": [0x0000],
    "pending": [0xFF00, 0xFF01],
    "cancel": [0xFE00],
    "warning": [0x0001, 0x0107, 0x0116, 0xB000, 0xB001, 0xBFFF],
    "failure": [
        *(0x0105, 0x0106, 0x0110, 0x0111, 0x0112, 0x0115, 0x0117, 0x0118, 0x0119, 0x0120, 0x0121, 0x0122, 0x0123),
        *(0x0124, 0x0210, 0x0211, 0x0212, 0x0213, 0x01FF, 0x02FF),
        *(0xA700, 0xA710, 0xA900, 0xAFFF, 0xC000, 0xC001, 0xC100, 0xC200, 0xCFFF),
        *(0x0002, 0x0300, 0x9FFF, 0xD000, 0xFE01, 0xFF02, 0xFFFF),
    ],
}


@pytest.mark.parametrize(("category", "code"), [(name, code) for name, codes in CATEGORIES.items() for code in codes])
def test_category(category, code):
    status = status_of(code)
    assert (status.code, status.category, status.is_pending) == (code, category, category == "pending")
    assert status.meaning


def test_an_exact_code_says_more_than_its_range():
    assert "out of resources" in status_of(0xA700).meaning
    assert status_of(0xA7FF).meaning == "refused"
    assert "more than one match" in status_of(0xC100).meaning
    assert str(status_of(0xFF02)) == "0xFF02 (unknown status)"
