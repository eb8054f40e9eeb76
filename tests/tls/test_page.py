"""docs/tls.md says what the tables say."""

from __future__ import annotations

from pathlib import Path

import pytest

from findscu.cli.tls_options import TLS_OPTIONS
from findscu.tls.profiles import PROFILES

PAGE = (Path(__file__).parents[2] / "docs" / "tls.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_each_profile_has_its_row(profile):
    row = next(line for line in PAGE.splitlines() if f"| `{profile.name}` |" in line)
    assert f"| {profile.title} ({profile.clause}) |" in row
    oldest = "{}.{}".format(*profile.oldest)
    newest = "1.3" if profile.has_1_3 else "1.2"
    versions = row.split(" | ")[3]
    assert (versions[:3], versions[-3:]) == (oldest, newest)
    option = next(option for option in TLS_OPTIONS if option.constant == profile.name and option.field == "tls_profile")
    assert all(f"`{name}`" in row for name in option.names)
    assert ("no others may be added" in row) == (not profile.takes_others)
    assert ("at least 2048" in row or "as `+pg`" in row) == (profile.level == 2)


@pytest.mark.parametrize("option", TLS_OPTIONS, ids=lambda option: option.names[0])
def test_each_option_is_on_the_page(option):
    assert any(f"`{name}" in PAGE or f" {name} " in PAGE for name in option.names)
