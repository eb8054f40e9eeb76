"""Make docs/compatibility.md from the table of all options of both manuals, which lies beside the tests.

python tools/make_compatibility.py            writes the page
python tools/make_compatibility.py --check    says whether it is up to date
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # where the tables lie

from compat import dcmtk_lines, pynetdicom_lines  # type: ignore[import-not-found] # noqa: E402
from compat.lines import CLOSED  # type: ignore[import-not-found] # noqa: E402
from compat.manual_options import OPTIONS  # type: ignore[import-not-found] # noqa: E402

PAGE = ROOT / "docs" / "compatibility.md"
TEMPLATE = Path(__file__).with_name("compatibility_template.md")
STATES = {True: "as the program does", False: "**unjudged**: as the manual says"}


def options(manual: str) -> str:
    """Return the table of one manual's options: spellings, state, tests."""
    rows = ["| option | state | test |", "|---|---|---|"]
    for option in OPTIONS:
        if option.manual == manual:
            names = " ".join(f"`{name}`" for name in option.names)
            tests = ", ".join(f"`{line.id}`" for line in option.lines)
            rows.append(f"| {names} | {STATES[option.is_judged]} | {tests} |")
    return "\n".join([f"<!-- {manual} -->", *rows, "<!-- end -->", ""])


def page() -> str:
    """Return the whole page."""
    return TEMPLATE.read_text(encoding="utf-8").format(
        dcmtk_count=len(dcmtk_lines.LINES),
        pynetdicom_count=len(pynetdicom_lines.LINES),
        differences="".join(f"* {words}\n" for words in CLOSED.values()),
        dcmtk_options=options("dcmtk"),
        pynetdicom_options=options("pynetdicom"),
    )


def main(words: Sequence[str]) -> int:
    """Write the page, or check it."""
    if words == ["--check"]:
        is_same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        print(f"docs/compatibility.md: {'up to date' if is_same else 'run tools/make_compatibility.py'}")
        return 0 if is_same else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
