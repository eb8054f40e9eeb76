"""What the configuration file, and the environment, put into a command line: nodes and saved queries.

Options count most, then FINDSCU_CALLING_AET, then a saved query, then the node. Loaded only for a line that may name a
node, or asks a saved query; a peer that is written as an address needs no file.
"""

from __future__ import annotations

import os

from ..errors import UsageError
from ..nodes import Configuration, load
from ..nodes.node import hint_for
from ..nodes.quirks import IGNORED, REPLACED
from .option import OUTPUT, QUERY, Arguments
from .options import OPTIONS
from .parse import check_needs, store
from .subcommands import SUBCOMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..models import Model
    from ..nodes import Node, SavedQuery
    from ..query import Query
    from .occurrences import Occurrences
    from .option import Option

_ALSO_SAVED = frozenset({"limit", "cancel_after", "priority", "max_time", "response_timeout", "charset"})
_NEVER_SAVED = frozenset({"saved", "parameters"})


def load_configuration(arguments: Arguments) -> Configuration:
    """Read the configuration file of a line.

    Raises:
        UsageError: it cannot be read, or something in it is wrong.
    """
    configuration = load(arguments.config)
    for name in configuration.nodes:
        if name in SUBCOMMANDS:
            raise UsageError(
                f"{configuration.path}: [nodes] {name} is a sub-command, which comes first", hint="give it another name"
            )
    return configuration


# The peer


def use_peer(arguments: Arguments, reporter: Occurrences) -> None:
    """Put the peer into a line that names a node, or nobody.

    Raises:
        UsageError: the configuration file cannot be used.
    """
    configuration = load_configuration(arguments)
    if not arguments.positionals:
        arguments.positionals = configuration.default_peer.split()
    name = next(iter(arguments.positionals), "")
    if name in configuration.nodes and not _has_port(arguments.positionals):
        use_node(arguments, configuration[name])
        reporter.noted(f"node {name} of {configuration.path}: {configuration[name].peer}")
    elif configuration.nodes:
        arguments.peer_hint = _hint_for_peer(name, configuration.nodes)


def use_node(arguments: Arguments, node: Node) -> None:
    """Put what a node says into a line that begins with its name; what the line says itself stays."""
    arguments.node = node
    arguments.positionals = [node.peer.host, str(node.peer.port), *arguments.positionals[1:]]
    said = {"called_ae_title": node.peer.called_ae_title, **node.said}
    for field, value in said.items():
        if field not in arguments.given and field != "model" and value != "":
            setattr(arguments, field, value)


def ask_node(
    query: Query, build: Callable[[Model], Query], arguments: Arguments, reporter: Occurrences, place: str
) -> tuple[Query, Query]:
    """Return a query as the node that the line names wants it, by its model and with its quirks; and how to judge it.

    The second is the same with the standard's word for the level, which is what checks go by.

    Args:
        query: as it is for any peer.
        build: makes it anew, for a model.
        arguments: the line.
        reporter: hears what is changed.
        place: "query 2 of 3: " when there are several.
    """
    node = arguments.node
    assert node is not None
    if arguments.model is None and (model := node.model_for(query, arguments.level)) is not None:
        query = build(model)
        reporter.noted(f"{place}information model {model.name}, as the node {node.name} has it")
    adapted, notes = node.quirks.apply(query)
    for note in notes:
        _tell(f"{place}{node.name} {note.message}", note.kind, arguments, reporter)
    return adapted, node.quirks.replace(image_level="").apply(query)[0]


def _tell(message: str, kind: str, arguments: Arguments, reporter: Occurrences) -> None:
    if kind == REPLACED or (kind == IGNORED and arguments.verify_matches):
        reporter.noted(message, is_asked_for=arguments.dry_run)
    else:
        hint = "--verify-matches drops the answers that do not fit" if kind == IGNORED else ""
        reporter.cautioned(f"{message}; answers may come that do not fit", hint)


def _has_port(words: Sequence[str]) -> bool:
    return len(words) > 1 and words[1].isascii() and words[1].isdigit()


def _hint_for_peer(name: str, nodes: Mapping[str, Node]) -> str:
    hint = hint_for(name, nodes) if "." not in name else ""
    return f"if a node is meant: {hint}" if hint else ""


# Saved queries


def use_saved_query(arguments: Arguments) -> None:
    """Put a saved query into the line that asks for it.

    Raises:
        UsageError: there is no such query, a parameter is missing or unknown, or an option in it cannot be used.
    """
    configuration = load_configuration(arguments)
    name = arguments.saved
    if name is None:
        return  # --config alone: the file has been looked at
    if name not in configuration.queries:
        raise UsageError(f"no saved query {name!r} in {configuration.path}", hint=hint_for(name, configuration.queries))
    query = configuration.queries[name]
    merge(arguments, read_saved_query(query, values_of(query, arguments.parameters), configuration.path))


def values_of(query: SavedQuery, said: Sequence[str]) -> dict[str, str]:
    """Return what each placeholder of a saved query stands for.

    Args:
        query: the query.
        said: NAME=VALUE, as the line has them.

    Raises:
        UsageError: one that the query does not have, or one without a value.
    """
    values = dict(query.parameters)
    for text in said:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"parameter {name!r} has no value", hint="write -p NAME=VALUE")
        if name not in query.placeholders:
            known = hint_for(name, dict.fromkeys(query.placeholders)) if query.placeholders else "it has none"
            raise UsageError(f"saved query {query.name} has no parameter {name!r}", hint=known)
        values[name] = value
    missing = [name for name in query.placeholders if name not in values]
    if missing:
        raise UsageError(f"saved query {query.name} needs a value for {missing[0]}", hint=f"add -p {missing[0]}=VALUE")
    return values


def read_saved_query(query: SavedQuery, values: Mapping[str, str], path: str) -> Arguments:
    """Read a saved query as if it were a line of its own.

    Raises:
        UsageError: it has something that is no option, or a value that the option does not take.
    """
    by_key = _savable_options()
    read = Arguments()
    for key, said in query.options.items():
        place = f"{path}: [queries.{query.name}] {key}"
        option = by_key.get(key)
        if option is None:
            raise UsageError(f"{place} is no option that a query can have", hint=hint_for(key, by_key))
        for words in _words_of(option, said, values, place, os.path.dirname(os.path.abspath(path))):
            try:
                store(read, option, f"--{key}", words)
            except UsageError as error:
                raise UsageError(f"{place}: {error}", hint=error.hint) from None
    return read


def merge(arguments: Arguments, saved: Arguments) -> None:
    """Put what a saved query says into a line: keys before its own, anything else where the line says nothing."""
    rows = {name: option for option in OPTIONS for name in option.names}
    for field, name in saved.given.items():
        if rows[name].repeats and rows[name].section == QUERY:
            setattr(arguments, field, [*getattr(saved, field), *getattr(arguments, field)])
        elif field in arguments.given:
            continue
        else:
            setattr(arguments, field, getattr(saved, field))
        arguments.given.setdefault(field, name)
    arguments.saved_key_count = len(saved.keys)
    check_needs(arguments, rows)


def _savable_options() -> dict[str, Option]:
    """Return the options that a saved query can have, by their long names without dashes."""
    rows = [option for option in OPTIONS if option.section in (QUERY, OUTPUT) or option.field in _ALSO_SAVED]
    return {
        name[2:]: option
        for option in rows
        if option.field not in _NEVER_SAVED and len(option.values) < 2
        for name in option.names
        if name.startswith("--")
    }


def _words_of(option: Option, said: Any, values: Mapping[str, str], place: str, folder: str) -> list[list[str]]:
    """Return the values of each use of an option that a key of a saved query stands for."""
    if not option.values:
        if type(said) is not bool:
            raise UsageError(f"{place} takes no value", hint=f"write {place.rpartition(' ')[2]} = true")
        return [[]] if said else []
    if type(said) is bool:
        raise UsageError(f"{place} is {str(said).lower()}, expected {option.values[0]}", hint="write it between quotes")
    texts = [_filled(str(one), values) for one in (said if isinstance(said, list) else [said])]
    if option.field == "query_files":
        texts = [os.path.join(folder, os.path.expanduser(one)) for one in texts]
    return [[one] for one in texts] if option.repeats else [[",".join(texts)]]


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of placeholders, and braces in that of double ones."""
    from ..nodes.reading import PLACEHOLDER

    return PLACEHOLDER.sub(lambda found: values[found[1]] if found[1] else found[0][0], text)
