"""The table of the structure report, on a small tree."""

import subprocess
from pathlib import Path

import pytest

from tests.reports import structure
from tests.reports.structure import circles, docstrings, figures, functions, imports, main, modules_at, modules_in

TREE = {
    "coach/__init__.py": '"""The root."""\n',
    "coach/loose.py": "import coach.high.low\n",
    "coach/high/__init__.py": "",
    "coach/high/low.py": '''\
"""Reads numbers."""

from typing import TYPE_CHECKING

from coach import loose
from coach.high.other import read

if TYPE_CHECKING:
    from .other import _Reader
else:
    _Reader = object

LIMIT = 3
"""At most so many."""
''',
    "coach/high/other.py": '''\
"""What reads.

Everything here is slow.
"""


class _Reader:
    """Them.

    Attributes:
        count: In all.
        name: What it is called.
        path: Where the file is.
    """

    count: int
    """The same as above."""

    def read(self) -> int:
        """Return a number,
        and nothing else.
        """
        from . import low

        return low.LIMIT

    def close(self) -> None: ...


def read() -> int:
    number = _Reader().read()

    # after a comment
    return number
''',
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_modules_are_named_by_their_paths(tree: Path) -> None:
    modules = modules_in(tree)
    assert [each.name for each in modules] == [
        "coach",
        "coach.high",
        "coach.high.low",
        "coach.high.other",
        "coach.loose",
    ]
    assert [each.name for each in modules if each.is_loose] == ["coach.loose"]
    assert [each.name for each in modules if each.is_empty] == ["coach", "coach.high"]


def test_docstrings_and_stubs_do_not_count_as_lines_of_a_function(tree: Path) -> None:
    found = {each.name: each.lines for module in modules_in(tree) for each in functions(module)}
    assert found == {"coach.high.other._Reader.read": 3, "coach.high.other.read": 4}


def test_imports_inside_functions_count_and_those_for_types_are_told_apart(tree: Path) -> None:
    graph = imports(modules_in(tree))
    assert graph["coach.high.low"] == {"coach.loose", "coach.high.other"}
    assert graph["coach.high.other"] == {"coach.high.low"}
    assert graph["coach.loose"] == {"coach.high.low"}
    low = structure.read_module("coach/high/low.py", "if TYPE_CHECKING:\n    from coach import loose\n")
    loose = structure.read_module("coach/loose.py", "")
    assert imports([low, loose])["coach.high.low"] == set()
    assert imports([low, loose], for_types=True)["coach.high.low"] == {"coach.loose"}


def test_a_circle_is_found_whole_and_once() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set(), "f": {"a"}, "g": {"h"}, "h": {"g"}}
    assert circles(graph) == [{"a", "b", "c"}, {"g", "h"}]


def test_riddles_are_found_in_docstrings_and_in_their_entries(tree: Path) -> None:
    found = {(each.name, each.riddle, each.is_entry) for module in modules_in(tree) for each in docstrings(module)}
    assert {each for each in found if each[1]} == {
        ("coach.high.low.LIMIT", "At most", False),
        ("coach.high.other", "What", False),
        ("coach.high.other._Reader", "Them", False),
        ("coach.high.other._Reader", "In all", True),
        ("coach.high.other._Reader", "What", True),
        ("coach.high.other._Reader.count", "The same", False),
    }


def test_names_with_an_underscore_are_not_public(tree: Path) -> None:
    texts = [each for module in modules_in(tree) for each in docstrings(module)]
    assert not any(each.is_public for each in texts if "_Reader" in each.name)
    assert all(each.is_public for each in texts if "_Reader" not in each.name)


def test_the_figures_of_a_tree(tree: Path) -> None:
    assert figures(modules_in(tree)) == {
        "modules, empty __init__ left out": "3",
        "median module, lines": "14",
        "largest module, lines": "34 (high.other)",
        "functions": "2",
        "median function, lines": "3.5",
        "largest function, lines": "4 (high.other.read)",
        "loose modules in the root": "1",
        "import circles": "1 (high.low and 2 more)",
        "import circles, for types alone": "0",
        "imports per module": "1.3",
        "docstrings with “What …”": "1 and 1 entries",
        "docstrings with “Of …”": "0 and 0 entries",
        "docstrings with “At most …”": "1 and 0 entries",
        "docstrings with “In all …”": "0 and 1 entries",
        "docstrings with “Them …”": "1 and 0 entries",
        "docstrings with “The same …”": "1 and 0 entries",
    }


def test_a_revision_stands_beside_the_working_tree(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@localhost"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "before"]):
        subprocess.run([*git, *command], cwd=tree, check=True)
    (tree / "coach/loose.py").unlink()
    monkeypatch.setattr(structure, "ROOT", tree)
    monkeypatch.setattr("sys.argv", ["structure", "HEAD"])
    assert [module.name for module in modules_at("HEAD")] == [*(each.name for each in modules_in(tree)), "coach.loose"]
    main()
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["HEAD", "now"]
    assert lines[7] == ["loose", "modules", "in", "the", "root", "1", "0"]
