"""Print how coach/ is built: `python -m tests.reports.structure [REVISION]`.

Counts modules, functions, imports and the openings of docstrings in the working tree and, where a git revision is
given, in that revision beside it. Reads syntax trees alone: nothing of coach is imported.
"""

import ast
import io
import re
import statistics
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "coach"

RIDDLES = ("What", "Of", "At most", "In all", "Them", "The same")
"""Openings of a docstring, or of an entry of its Args, Attributes or Raises, that leave out the verb or the subject."""

_RIDDLE = re.compile(rf"({'|'.join(RIDDLES)})\b")
_ENTRY = re.compile(r"^[ \t]+\w+: +(.+)$", re.MULTILINE)

Definition = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Graph = Mapping[str, set[str]]
"""The modules that each module imports, by their names."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module and its syntax tree.

    Attributes:
        path: Its file, from the folder that holds coach/.
        lines: Number of lines in the file, comments and empty ones included.
        tree: Its syntax tree.
    """

    path: PurePosixPath
    lines: int
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name; an `__init__` has the name of its package."""
        return ".".join(self.path.parent.parts if self.is_package else self.path.with_suffix("").parts)

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a package."""
        return self.path.stem == "__init__"

    @property
    def is_loose(self) -> bool:
        """Whether it lies in the root of coach/, where only `__init__` and `__main__` belong."""
        return self.path.parent.name == PACKAGE and not self.path.stem.startswith("__")

    @property
    def is_empty(self) -> bool:
        """Whether it holds no more than a docstring, as many an `__init__` does."""
        return all(_text_in(statement) for statement in self.tree.body)


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method.

    Attributes:
        name: The dotted name, with the module and the class.
        lines: Number of lines in the body, without the docstring.
    """

    name: str
    lines: int


@dataclass(frozen=True, slots=True)
class Docstring:
    """A text that documents something.

    Attributes:
        name: The dotted name of the module, class, function or attribute that it documents.
        text: The docstring, or the first line of one entry in its Args, Attributes or Raises.
        is_entry: Whether it is such an entry.
    """

    name: str
    text: str
    is_entry: bool

    @property
    def riddle(self) -> str:
        """The words of `RIDDLES` that it opens with; empty if there are none."""
        match = _RIDDLE.match(self.text)
        return match.group(1) if match else ""

    @property
    def is_public(self) -> bool:
        """Whether no part of the name begins with an underscore; names such as `__init__` are public."""
        return not any(re.match(r"_(?!_)", part) for part in self.name.split("."))


def modules_in(folder: Path) -> list[Module]:
    """Read the modules of the coach/ in a folder, sorted by their paths."""
    files = sorted((folder / PACKAGE).rglob("*.py"))
    return [read_module(file.relative_to(folder).as_posix(), file.read_text("utf-8")) for file in files]


def modules_at(revision: str) -> list[Module]:
    """Read the modules of coach/ in a git revision.

    Raises:
        CalledProcessError: There is no such revision.
    """
    command = ["git", "archive", revision, PACKAGE]
    archive = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    modules = []
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            content = files.extractfile(member)  # None for a folder
            if content is not None and member.name.endswith(".py"):
                modules.append(read_module(member.name, content.read().decode()))
    return modules


def read_module(path: str, source: str) -> Module:
    """Parse one module."""
    return Module(PurePosixPath(path), len(source.splitlines()), ast.parse(source))


def functions(module: Module) -> Iterator[Function]:
    """Yield the functions and methods that have a body, unlike those of a Protocol."""
    for name, definition in _definitions(module):
        if isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
            body = [statement for statement in definition.body if not _is_constant(statement)]
            if body:
                yield Function(name, (body[-1].end_lineno or 0) - body[0].lineno + 1)


def docstrings(module: Module) -> Iterator[Docstring]:
    """Yield the docstrings of the module, its classes, functions and attributes, each followed by its entries."""
    for name, definition in _definitions(module):
        documented = name
        for statement in definition.body:
            if text := _text_in(statement):
                yield Docstring(documented, text.strip(), is_entry=False)
                yield from (Docstring(documented, entry, is_entry=True) for entry in _ENTRY.findall(text))
            documented = f"{name}.{_assigned_name(statement)}"


def imports(modules: Sequence[Module], *, for_types: bool = False) -> dict[str, set[str]]:
    """Find which modules of coach each module imports, inside its functions too.

    Args:
        modules: All modules of coach.
        for_types: Include the imports under `if TYPE_CHECKING`, which never run.
    """
    names = {module.name for module in modules}
    graph = {}
    for module in modules:
        targets = {
            target
            for statement in _imports_in(module.tree, for_types=for_types)
            for target in _targets(statement, module)
        }
        # `from coach.a import b` means the module coach.a.b if there is one, else something in coach.a
        graph[module.name] = {target if target in names else target.rpartition(".")[0] for target in targets} & names
    return graph


def circles(graph: Graph) -> list[set[str]]:
    """Find the groups of modules in which each imports every other, directly or through others of the group."""
    reached = {name: _reachable(graph, name) for name in graph}
    groups: list[set[str]] = []
    for name in graph:
        group = {other for other in reached[name] if name in reached[other]}
        if group and group not in groups:
            groups.append(group)
    return groups


def figures(modules: Sequence[Module]) -> dict[str, str]:
    """Measure a tree; returns the figures by their captions, in the order of the printed table."""
    sizes = [(module.lines, module.name) for module in modules if not module.is_empty]
    bodies = [(function.lines, function.name) for module in modules for function in functions(module)]
    run, seen = imports(modules), imports(modules, for_types=True)
    run_circles = circles(run)
    opened = [docstring for module in modules for docstring in docstrings(module) if docstring.riddle]
    return {
        "modules, empty __init__ left out": str(len(sizes)),
        "median module, lines": _median(sizes),
        "largest module, lines": _largest(sizes),
        "functions": str(len(bodies)),
        "median function, lines": _median(bodies),
        "largest function, lines": _largest(bodies),
        "loose modules in the root": str(sum(1 for module in modules if module.is_loose)),
        "import circles": _listed(run_circles),
        "import circles, for types alone": _listed([group for group in circles(seen) if group not in run_circles]),
        "imports per module": f"{sum(map(len, seen.values())) / len(sizes):.1f}",
        **{f"docstrings with “{words} …”": _counted(opened, words) for words in RIDDLES},
    }


def main() -> None:
    """Print the table."""
    columns = {"now": figures(modules_in(ROOT))}
    for revision in sys.argv[1:]:
        columns = {revision: figures(modules_at(revision)), **columns}
    cells = [["", *columns["now"]], *([name, *column.values()] for name, column in columns.items())]
    widths = [max(map(len, column)) for column in cells]
    for row in zip(*cells, strict=True):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _definitions(module: Module) -> Iterator[tuple[str, Definition]]:
    """Yield the module and, in their order, the classes and functions in it, each with its dotted name."""
    yield module.name, module.tree
    yield from _inside(module.tree, module.name)


def _inside(node: ast.AST, name: str) -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name}.{child.name}", child
            yield from _inside(child, f"{name}.{child.name}")
        else:
            yield from _inside(child, name)


def _is_constant(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring or the `...` that stands for a body."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _text_in(statement: ast.stmt) -> str:
    """The text of a statement that is a string; empty for any other."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return statement.value.value if isinstance(statement.value.value, str) else ""
    return ""


def _assigned_name(statement: ast.stmt) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    return target.id if isinstance(target, ast.Name) else ""


def _imports_in(node: ast.AST, *, for_types: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node
        return
    children = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING") and not for_types:
        children = iter(node.orelse)
    for child in children:
        yield from _imports_in(child, for_types=for_types)


def _targets(statement: ast.Import | ast.ImportFrom, module: Module) -> Iterator[str]:
    """Yield the dotted names that an import asks for."""
    names = [alias.name for alias in statement.names]
    if isinstance(statement, ast.Import):
        yield from names
        return
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    above = package[: len(package) + 1 - statement.level] if statement.level else []
    yield from (".".join(filter(None, [*above, statement.module, name])) for name in names)


def _reachable(graph: Graph, start: str) -> set[str]:
    reached: set[str] = set()
    ahead = [*graph[start]]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += graph[name]
    return reached


def _median(sizes: Sequence[tuple[int, str]]) -> str:
    return f"{statistics.median(size for size, _ in sizes):g}"


def _largest(sizes: Sequence[tuple[int, str]]) -> str:
    size, name = max(sizes)
    return f"{size} ({_short(name)})"


def _listed(groups: Sequence[set[str]]) -> str:
    """Count the groups and name one module of each."""
    names = ", ".join(f"{_short(min(group))} and {len(group) - 1} more" for group in groups)
    return f"{len(groups)} ({names})" if groups else "0"


def _short(name: str) -> str:
    return name.removeprefix(f"{PACKAGE}.")


def _counted(opened: Sequence[Docstring], words: str) -> str:
    entries = [docstring.is_entry for docstring in opened if docstring.riddle == words]
    return f"{entries.count(False)} and {entries.count(True)} entries"


if __name__ == "__main__":
    main()
