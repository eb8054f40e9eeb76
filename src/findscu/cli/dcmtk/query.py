"""A query as DCMTK builds it: a data set of a file or none, with keys on top, once the association stands."""

from __future__ import annotations

from copy import deepcopy

from ...asking.presets import STANDARD, return_keys
from ...dictionary import parse_tag, tag_of
from ...errors import DecodeError, EncodeError, FindscuError
from ...identifier import EXPLICIT_LE, DataSet, decode_dataset
from ...models import QUERY_RETRIEVE_LEVEL, model_of_level
from ...output.dcmtk_tree import Tree
from ...output.dcmtk_writer import encode_tree
from ...query import Query
from .keys import BadKey, apply_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...charset import Charset
    from ...identifier import Syntax
    from ...models import Model
    from ..option import Arguments
    from .dictionary import Dictionary


class BadQuery(FindscuError):
    """A query that cannot be built.

    The message is DCMTK's first line about it, `condition` its second; `messages` are logged before.
    """

    condition: str = ""
    messages: Iterable[tuple[int, str]] = ()


class DcmtkQuery(Query):
    """A query that holds its data set as DCMTK does; `identifier` is the same in our own terms."""

    tree: Tree = Tree(EXPLICIT_LE)

    def encode(self, syntax: Syntax, *, deflate_level: int = 6, without_new_vrs: bool = False) -> bytes:
        """Return the identifier as it goes out.

        Raises:
            EncodeError: there is nothing in it.
        """
        raw = encode_tree(self.tree, syntax, has_new_vrs=not without_new_vrs, deflate_level=deflate_level)
        if not self.tree.nodes or not raw:
            raise EncodeError("dataset is empty")
        return raw


def build_query(model: Model, name: str, arguments: Arguments, dictionary: Dictionary) -> DcmtkQuery:
    """Read the query file, if there is one, and apply the keys.

    Raises:
        BadQuery: the file or a key cannot be used.
    """
    tree = _read_file(name, dictionary, arguments.corrects) if name else Tree(EXPLICIT_LE)
    charset = None
    if arguments.charset:
        charset, tree = _in_charset(arguments.charset, tree, name)
    tree.is_corrected = arguments.corrects
    for key in [*_asked_back(tree, model, arguments), *arguments.keys]:
        try:
            apply_key(tree, key, dictionary, corrects=arguments.corrects, charset=charset)
        except BadKey as error:
            raise BadQuery(f"Bad override key/path: {key}", condition=str(error)) from None
    return DcmtkQuery(model, _dataset_of(tree), tree=tree)


def _in_charset(name: str, tree: Tree, file: str) -> tuple[Charset, Tree]:
    """Return the character set of native's `--charset`, and a query file in it.

    Raises:
        UsageError: there is no such set, or the file holds text that it does not have.
    """
    from ...charset_names import check_terms
    from ...identifier import SPECIFIC_CHARACTER_SET, encode_dataset
    from ...output.dcmtk_reader import read_tree

    dataset = _dataset_of(tree) if file else DataSet()
    dataset.set(SPECIFIC_CHARACTER_SET, check_terms(name))
    try:
        return dataset.charset, read_tree(encode_dataset(dataset, EXPLICIT_LE), EXPLICIT_LE)
    except EncodeError as error:
        raise BadQuery(f"Bad DICOM file: {file}: {error.message}") from None


def _asked_back(tree: Tree, model: Model, arguments: Arguments) -> Iterator[str]:
    """Yield native's `-L` and `-r` as keys: the level, and what is to be returned unless the query file has it.

    Raises:
        UsageError: there is no such level.
    """
    level = arguments.level
    if level is not None and model_of_level(level) is None:
        yield f"QueryRetrieveLevel={level.upper()}"
    usual = _usual(tree, model, arguments)
    present = {node.tag for node in tree.nodes}
    for path in (*usual, *arguments.return_keys):
        *sequences, last = path.split(".")
        first = path.partition(".")[0].partition("[")[0]
        if (tag_of(first) or parse_tag(first)) not in present:
            yield ".".join([*(name if name.endswith("]") else f"{name}[0]" for name in sequences), last])


def _usual(tree: Tree, model: Model, arguments: Arguments) -> Sequence[str]:
    """Return what native's `-L` and `--keys` ask for."""
    if arguments.level is None and arguments.preset is None:
        return ()
    node = tree.find(QUERY_RETRIEVE_LEVEL)
    level = arguments.level or ("" if node is None else (node.value or b"").decode("latin-1").strip(" \0"))
    return return_keys(model, level, arguments.preset or STANDARD)


def _dataset_of(tree: Tree) -> DataSet:
    """Return a data set in our own terms, for formats that DCMTK does not have."""
    raw = encode_tree(deepcopy(tree), EXPLICIT_LE)
    try:
        return decode_dataset(raw, EXPLICIT_LE)
    except DecodeError:
        return DataSet()


def _read_file(name: str, dictionary: Dictionary, corrects: bool) -> Tree:
    from .query_file import BadFile, read_file

    try:
        return read_file(name, dictionary, corrects=corrects)
    except BadFile as error:
        text = f"Bad DICOM file: {name}: {error.message}"
        raise BadQuery(text, condition=error.condition, messages=error.messages) from None


def dump_file_format(dataset: str) -> str:
    """Return a file without header that holds a data set, as DCMTK prints it."""
    meta = "\n# Dicom-Meta-Information-Header\n# Used TransferSyntax: Little Endian Explicit\n"
    return f"\n# Dicom-File-Format\n{meta}{dataset}"
