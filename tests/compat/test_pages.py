"""The pages on compatibility and conformance are what the tables say."""

from __future__ import annotations

import make_compatibility
import make_conformance
import pytest

from findscu.models import MODELS
from findscu.tls.profiles import PROFILES


@pytest.mark.parametrize("tool", [make_compatibility, make_conformance], ids=lambda tool: tool.__name__)
def test_up_to_date(tool):
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), f"run tools/{tool.__name__}.py"


def test_conformance_has_every_sop_class_and_profile():
    page = make_conformance.page()
    assert [model.uid for model in MODELS if f"| {model.title} | {model.uid} | yes" not in page] == []
    assert [profile.title for profile in PROFILES if profile.title not in page] == []


def test_conformance_has_every_section_of_ps3_2():
    heads = [line for line in make_conformance.page().splitlines() if line.startswith("## ")]
    assert [head.split(" ", 2)[1] for head in heads] == [str(number) for number in range(1, 9)]
