"""docs/negotiation.md and docs/character-sets.md name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from findscu.cli.negotiation_options import ASSOCIATION_OPTIONS, CHARSET_OPTIONS, SERVICE_OPTIONS
from findscu.cli.options import OPTIONS
from findscu.service_options import MEANINGS
from findscu.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("negotiation.md", "character-sets.md")}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_options_that_are_named_exist(page):
    known = {name for option in OPTIONS for name in option.names}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page)) <= known


@pytest.mark.parametrize(
    "option", [*SERVICE_OPTIONS, *ASSOCIATION_OPTIONS, *CHARSET_OPTIONS], ids=lambda one: one.names[0]
)
def test_options_that_exist_are_named(option):
    assert any(f"`{option.names[0]}" in page or f" {option.names[0]} " in page for page in PAGES.values())


def test_the_table_of_the_service_is_that_of_the_code():
    rows = re.findall(r"^\| `(--[a-z-]+)` \| `([a-z_]+)` \| (\d) \|", PAGES["negotiation.md"], re.M)
    fields = {option.names[0]: option.field for option in SERVICE_OPTIONS}
    assert rows == [(name, field, str(number)) for number, (name, field) in enumerate(fields.items(), 1)]
    assert list(fields.values()) == list(MEANINGS)


def test_the_arguments_in_the_examples_are_fields():
    said = set(re.findall(r"^    ([a-z_]+)=", PAGES["negotiation.md"], re.M))
    assert said <= set(Settings._fields)
