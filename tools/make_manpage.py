"""Make src/findscu/cli/findscu.1, the manual, from the tables of the command and the words of `findscu.cli.manual`.

    python tools/make_manpage.py            writes the page
    python tools/make_manpage.py --check    says whether it is up to date

The page is in man(7), which groff and mandoc both read. The wheel carries it twice: as share/man/man1/findscu.1, and
in the package for `findscu man`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from findscu import __version__
from findscu.cli import manual
from findscu.cli.dialects import dialect_named
from findscu.cli.exit_codes import MEANINGS
from findscu.cli.help import meaning_of
from findscu.cli.option import SECTIONS, Option
from findscu.cli.options import OPTIONS
from findscu.cli.subcommands import SUBCOMMANDS

PAGE = Path(__file__).parents[1] / "src/findscu/cli/findscu.1"


def text(words: str) -> str:
    """Return text so that roff prints it: no word of it is a request, no dash a hyphen, no quote a typographic one."""
    for plain, escaped in (
        ("\\", "\\e"),
        ("-", "\\-"),
        ("'", "\\(aq"),
        ("`", "\\(ga"),
        ("^", "\\(ha"),
        ("~", "\\(ti"),
        ("\xa0", "\\ "),
    ):
        words = words.replace(plain, escaped)
    return f"\\&{words}" if words.startswith(".") else words


def bold(words: str) -> str:
    return f"\\fB{text(words)}\\fR"


def italic(words: str) -> str:
    return f"\\fI{text(words)}\\fR"


def paragraphs(texts: Iterable[str]) -> Iterator[str]:
    for words in texts:
        yield from (".PP", text(words))


def entries(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lay out names and what they mean; a name is roff already, a meaning is plain text."""
    for name, meaning in rows:
        yield from (".TP", name, text(meaning))


def option_name(option: Option) -> str:
    """All spellings of an option, then its values."""
    names = ", ".join(map(bold, option.names))
    return " ".join((names, *map(italic, option.values)))


def options() -> Iterator[str]:
    native = dialect_named("native")
    for section in SECTIONS:
        yield f".SS {section}"
        rows = [option for option in OPTIONS if option.section == section]
        yield from entries((option_name(option), meaning_of(option, native)) for option in rows)


def commands() -> Iterator[str]:
    for row in SUBCOMMANDS.values():
        yield from (
            ".TP",
            f"{bold(f'findscu {row.name}')} {text(row.usage)}".rstrip(),
            text(row.text),
            ".RS",
            ".PP",
            ".nf",
        )
        yield from map(text, manual.COMMAND_EXAMPLES[row.name])
        yield from (".fi", ".RE")


def examples() -> Iterator[str]:
    for title, command in manual.EXAMPLES:
        yield from (".PP", text(title if title.endswith("?") else f"{title}:"), ".PP", ".RS 4", ".nf")
        yield from map(text, command.splitlines())
        yield from (".fi", ".RE")


def page() -> str:
    """Return the whole page."""
    sections: Sequence[tuple[str, Iterable[str]]] = (
        ("NAME", [f"findscu \\- {text(manual.SUMMARY)}"]),
        (
            "SYNOPSIS",
            [
                " ".join((bold("findscu"), "[" + italic("options") + "]", italic("PEER"), "[" + italic("PORT") + "]")),
                "[" + italic("QUERY-FILE") + "...]",
                ".br",
                f"{bold('findscu')} {italic('COMMAND')} ...",
            ],
        ),
        ("DESCRIPTION", [*paragraphs(manual.DESCRIPTION), ".SS Peer", text(manual.PEER)]),
        ("EXAMPLES", examples()),
        ("COMMANDS", ["These words stand in the place of", f"{italic('PEER')}:", *commands()]),
        ("OPTIONS", [*paragraphs(manual.NOTES), *options()]),
        ("EXIT STATUS", entries((bold(str(code)), meaning) for code, meaning in MEANINGS)),
        ("ENVIRONMENT", entries((bold(name), meaning) for name, meaning in manual.ENVIRONMENT)),
        ("FILES", entries((italic(name), meaning) for name, meaning in manual.FILES)),
        ("SEE ALSO", [text(manual.SEE_ALSO)]),
    )
    lines = [
        '.\\" Made by tools/make_manpage.py from the tables of the command: do not change it here.',
        f'.TH FINDSCU 1 "{manual.REVISED}" "findscu {__version__}" "User Commands"',
        ".nh",  # a keyword that is cut in two is none any more
        ".ad l",
    ]
    for title, content in sections:
        body = list(content)
        lines += [f".SH {title}", *body[body[:1] == [".PP"] :]]  # right after a heading a paragraph begins by itself
    return "\n".join(lines) + "\n"


def main(words: Sequence[str]) -> int:
    """Write the page, or compare it."""
    if list(words) != ["--check"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(f"{PAGE.name} is out of date: run python tools/make_manpage.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
