"""Check which module imports what: `python tools/check_layers.py [folder]` prints each broken rule.

Imports point down, or sideways without a cycle; the PS3.8 family and the PS3.5 family do not know each other; the core
does no input or output and has no clock; nothing uses the interpreter's private modules; nothing that a plain query
loads imports a heavy module while it is loaded. Imports under `if TYPE_CHECKING:` count nowhere, those in functions
everywhere but in the last rule.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# Lowest first. A word is a module or a package of findscu; families in one row, parted by "|", know nothing of another.
ROWS = (
    "errors limits uids records escaping",
    "wire user_information associate pdu state negotiation acceptance refusals |"
    "_dictionary_table _dictionary_names dictionary entries iso2022 charset charset_names values elements validity "
    "reader encoder shelves columns identifier redaction dicom_json flat acr_nema",
    "dimse status",
    "models asking key_hints service_options identities keys key_values attributes value_checks checks dump "
    "query_file query matching contradictions matches tabular cells arrow",
    "peer manners proxy settings continuing search session",
    "flows",
    "lookup transport clock tls secrets credentials",
    "html handles arguments client aio options nodes",
    "output testing",
    "demo cli __main__ __init__",
)
PLACES = {
    word: (height, family)
    for height, row in enumerate(ROWS)
    for family, words in enumerate(row.split("|"))
    for word in words.split()
}
CORE_HEIGHT = PLACES["flows"][0]
INPUT_OUTPUT_AND_CLOCK = {"socket", "ssl", "asyncio", "threading", "time", "os", "select", "selectors", "signal"}
HEAVY = {"typing", "dataclasses", "re", "json", "logging", "inspect", "pathlib", "argparse", "asyncio", "ssl"}
HEAVY |= {"pydicom", "importlib.metadata"}
LATE = {
    "asking.spoken_dates",
    "clock",
    "aio",
    "html",
    "options",
    "dicom_json",
    "flat",
    "arrow",
    "attributes",
    "dump",
    "query_file",
    "testing",
    "tls",
    "demo",
    "nodes",
}
LATE |= {"cli.tls_setup", "cli.probe", "cli.dcmtk.tls", "cli.pynetdicom.foreign"}
"""Loaded only when somebody asks for what they do, so they may load what they like; modules or whole packages."""


class Imports(ast.NodeVisitor):
    """Collect what a module imports as (full name, line, whether while it is loaded)."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.found: list[tuple[str, int, bool]] = []
        self.depth = 0

    def visit_Import(self, node: ast.Import) -> None:
        self.found += [(alias.name, node.lineno, not self.depth) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self.package.rsplit(".", node.level - 1)[0] if node.level else ""
        module = ".".join(filter(None, (base, node.module)))
        self.found += [(f"{module}.{alias.name}", node.lineno, not self.depth) for alias in node.names]

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for statement in node.orelse:
                self.visit(statement)
        else:
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    visit_AsyncFunctionDef = visit_FunctionDef


def read_imports(folder: Path) -> dict[str, list[tuple[str, int, bool]]]:
    """Return the imports of each module below `folder`, by full name; a package counts as its `__init__`."""
    read = {}
    for path in sorted(folder.rglob("*.py")):
        module = ".".join((folder.name, *path.relative_to(folder).with_suffix("").parts))
        imports = Imports(module.rpartition(".")[0])
        imports.visit(ast.parse(path.read_text(encoding="utf-8"), path))
        read[module] = imports.found
    return read


def target_of(name: str, modules: set[str]) -> str | None:
    """Return the module that holds an imported name, None when it is not ours or is only the version."""
    if name.partition(".")[0] not in {module.partition(".")[0] for module in modules} or name.endswith(".__version__"):
        return None
    while name not in modules and f"{name}.__init__" not in modules:
        name = name.rpartition(".")[0]
    return name if name in modules else f"{name}.__init__"


def part_of(module: str) -> str:
    """Return the word under which `ROWS` lists a module."""
    return module.split(".")[1]


def broken_rules(module: str, imports: list[tuple[str, int, bool]], modules: set[str]) -> Iterator[str]:
    """Yield what is wrong with one module's imports."""
    part = part_of(module)
    if part not in PLACES:
        yield f"{module} belongs to no group: add it to ROWS in tools/check_layers.py"
        return
    for name, line, is_at_load in imports:
        target = target_of(name, modules)
        if target is not None:
            reason = wrong_direction(part, part_of(target))
        else:
            reason = forbidden_outside(module, name, is_at_load)
        if reason:
            yield f"{module}, line {line}: imports {target or name}, {reason}"


def wrong_direction(part: str, target: str) -> str:
    (height, family), (target_height, target_family) = PLACES[part], PLACES.get(target, (len(ROWS), 0))
    if target_height > height:
        return "which is above it"
    if target_height == height and target_family != family:
        return "which is of another family"
    return ""


def forbidden_outside(module: str, name: str, is_at_load: bool) -> str:
    part = part_of(module)
    prefixes = {name.rsplit(".", count)[0] for count in range(name.count(".") + 1)}
    if name.startswith("_") and not name.startswith("__future__"):
        return "a private module of the interpreter"
    if PLACES[part][0] <= CORE_HEIGHT and prefixes & INPUT_OUTPUT_AND_CLOCK:
        return "but the core does no input or output and has no clock"
    is_late = part in LATE or module.partition(".")[2] in LATE
    if is_at_load and not is_late and prefixes & HEAVY:
        return "which is too slow to load on the way of a plain query"
    return ""


def find_cycle(read: dict[str, list[tuple[str, int, bool]]]) -> Iterator[str]:
    """Yield one sentence if modules import each other in a circle while they are loaded."""
    modules = set(read)
    graph = {
        module: {target for name, _, is_at_load in imports if is_at_load and (target := target_of(name, modules))}
        for module, imports in read.items()
    }
    try:
        TopologicalSorter({module: targets - {module} for module, targets in graph.items()}).prepare()
    except CycleError as error:
        yield "a circle of imports: " + " <- ".join(error.args[1])


def check(folder: Path) -> list[str]:
    """Return every broken rule below `folder`, which is the package."""
    read = read_imports(folder)
    broken = [line for module, imports in read.items() for line in broken_rules(module, imports, set(read))]
    return [*broken, *find_cycle(read)]


if __name__ == "__main__":
    package = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "src" / "findscu")
    problems = check(package)
    print("\n".join(problems) or "import rules hold")
    sys.exit(bool(problems))
