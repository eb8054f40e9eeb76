"""What the value of an option can be: its words, or what its placeholder in the help stands for."""

from __future__ import annotations

from ..option import WORD
from .keywords import LEVEL_WORDS, MODALITIES, SPOKEN_DATES, key_candidates, keyword_candidates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ...nodes import Configuration
    from ..option import Arguments, Option

    Candidate = tuple[str, str]
    Source = Callable[[str, Arguments], Iterable[Candidate]]

FILES, FOLDERS = ":files", ":folders"

UNGUESSED = frozenset("AET N SECONDS BYTES NAME PASSWORD SHA256 URL".split())  # noqa: SIM905
"""Placeholders of values that nobody can guess."""


def value_candidates(option: Option, number: int, current: str, arguments: Arguments) -> Iterable[Candidate]:
    """Return what a value can become.

    Args:
        option: the option.
        number: which of its values, from 0.
        current: as far as it is written.
        arguments: what is known of the line before it.
    """
    if option.kind == WORD:
        return _plain(option.words)
    if option.field == "keys":
        return key_candidates(current, arguments)
    return SOURCES.get(option.values[number], _nothing)(current, arguments)


def node_candidates(arguments: Arguments) -> Iterator[Candidate]:
    """Yield the nodes of the configuration file, with their addresses."""
    configuration = _configuration(arguments)
    if configuration is not None:
        yield from ((name, str(node.peer)) for name, node in configuration.nodes.items())


def model_candidates() -> Iterator[Candidate]:
    """Yield the information models, with their titles."""
    from ...models import MODELS

    return ((model.name, model.title) for model in MODELS)


def _configuration(arguments: Arguments) -> Configuration | None:
    from ...errors import UsageError
    from ...nodes import load

    try:
        return load(arguments.config)
    except UsageError:
        return None  # whoever asks something of it is told


def _nothing(_current: str, _arguments: Arguments) -> Iterable[Candidate]:
    return ()


def _plain(words: Iterable[str]) -> Iterable[Candidate]:
    return ((word, "") for word in words)


def _keys(current: str, arguments: Arguments) -> Iterable[Candidate]:
    """Complete the last of keys with commas between them; a dash before one sorts the other way."""
    last = current.rpartition(",")[2].removeprefix("-")
    before = current.removesuffix(last)
    return ((f"{before}{word}", meaning) for word, meaning in keyword_candidates(last, arguments))


def _charsets(_current: str, _arguments: Arguments) -> Iterable[Candidate]:
    from ...charset import DEFINED_TERMS

    return _plain(filter(None, DEFINED_TERMS))


def _saved_queries(_current: str, arguments: Arguments) -> Iterable[Candidate]:
    configuration = _configuration(arguments)
    return (
        [] if configuration is None else [(query.name, query.description) for query in configuration.queries.values()]
    )


def _parameters(_current: str, arguments: Arguments) -> Iterable[Candidate]:
    configuration = _configuration(arguments)
    query = None if configuration is None else configuration.queries.get(arguments.saved or "")
    if query is None:
        return []
    return [(f"{name}=", query.parameters.get(name, "")) for name in query.placeholders]


def _fixed(*words: str) -> Source:
    return lambda _current, _arguments: _plain(words)


SOURCES: dict[str, Source] = {
    "KEY": keyword_candidates,
    "KEYS": _keys,
    "LEVEL": _fixed(*LEVEL_WORDS),
    "NAME|UID": lambda _current, _arguments: model_candidates(),
    "MODALITY": _fixed(*MODALITIES),
    "WHEN": _fixed(*SPOKEN_DATES),
    "CHARSET": _charsets,
    "QUERY": _saved_queries,
    "NAME=VALUE": _parameters,
    "SOURCE": _fixed("ask", "file:", "env:", "command:"),
    "FILE": _fixed(FILES),
    "PATH": _fixed(FILES),
    "KEY-FILE": _fixed(FILES),
    "CERTIFICATE-FILE": _fixed(FILES),
    "FOLDER": _fixed(FOLDERS),
    "DIRECTORY": _fixed(FOLDERS),
}
"""By placeholder. What is a list of words has no need to stand here."""
