"""Documentation that can be wrong is tested: deviations, decisions, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_each_deviation_is_listed_and_each_listed_one_exists():
    tags = {
        tag
        for source in (ROOT / "src").rglob("*.py")
        for tag in re.findall(r"DEVIATION\(([a-z0-9-]+)\)", source.read_text(encoding="utf-8"))
    }
    rows = set(re.findall(r"^\| `([a-z0-9-]+)` \|", (ROOT / "docs/deviations.md").read_text(encoding="utf-8"), re.M))
    assert tags == rows


def test_each_deviation_names_a_test_that_is_there():
    page = (ROOT / "docs/deviations.md").read_text(encoding="utf-8")
    for test in re.findall(r"`([a-z]+/test_[a-z_]+\.py)` \|$", page, re.M):
        assert (ROOT / "tests" / test).is_file(), test


def test_the_index_leads_to_every_page():
    index = ROOT / "docs/README.md"
    targets = re.findall(r"\]\(([^)#:]+)\)", index.read_text(encoding="utf-8"))
    linked = {(index.parent / target).resolve() for target in targets}
    assert {page for page in PAGES if page.parent.name != "decisions" and page != index} <= linked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
