"""Rules for the whole tree: every module is tested, told in plain words, and named in the import contracts."""

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.reports.structure import PACKAGE, ROOT, Module, docstrings, modules_in

SMALL_LINES = 60
"""A module with no more lines than this may be tested through its neighbours."""

MODULES = modules_in(ROOT)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def test_every_larger_module_has_a_test_file_of_its_name_or_one_that_says_it_covers_the_module() -> None:
    larger = [module for module in MODULES if module.lines > SMALL_LINES]
    untested = [module.name for module in larger if _tested_name(module) not in _covered_by(_mirror(module))]
    assert not untested, "\n".join(untested)


def test_no_public_docstring_opens_with_a_riddle() -> None:
    texts = [each for module in MODULES for each in docstrings(module) if each.is_public and each.riddle]
    assert not texts, "\n".join(f"{each.name}: {each.text[:60]}" for each in texts)


@pytest.mark.parametrize("container", [PACKAGE, f"{PACKAGE}.page"])
def test_every_part_of_a_package_is_a_layer_of_its_import_contract(container: str) -> None:
    (layers,) = [contract for contract in CONTRACTS if contract.get("containers") == [container]]
    named = [name.strip() for layer in layers["layers"] for name in layer.split("|")]
    names = [module.name for module in MODULES if module.name.startswith(f"{container}.")]
    parts = {name.removeprefix(f"{container}.").split(".")[0] for name in names}
    assert (layers["type"], layers["exhaustive"]) == ("layers", True)
    assert sorted(named) == sorted(parts)


def test_every_module_that_an_import_contract_names_exists() -> None:
    modules = [module.name for module in MODULES]
    named = [name for contract in CONTRACTS for name in _modules_named_in(contract)]
    assert [name for name in named if not any(fnmatchcase(module, name) for module in modules)] == []


def _mirror(module: Module) -> Path:
    """Return the folder of the tests that mirrors a module's own."""
    return ROOT.joinpath("tests", *module.path.parent.parts[1:])


def _tested_name(module: Module) -> str:
    """Return the name of a module's file, or of the package for an `__init__`, without a leading underscore."""
    return (module.path.parent.name if module.is_package else module.path.stem).lstrip("_")


def _covered_by(folder: Path) -> set[str]:
    """Return the names of a folder's test files and those that follow “Covers also:” in their docstrings."""
    files = list(folder.glob("test_*.py"))
    texts = [ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "" for file in files]
    lists = [names for text in texts for names in re.findall(r"Covers also: ([\w\s,]+)", text)]
    covered = {name.strip().lstrip("_") for names in lists for name in names.split(",")}
    return covered | {file.stem.removeprefix("test_") for file in files}


def _modules_named_in(contract: dict[str, Any]) -> Iterator[str]:
    """Yield the modules of coach that a contract forbids something or allows an exception."""
    yield from contract.get("source_modules", [])
    for exception in contract.get("ignore_imports", []):
        importer, _, imported = exception.partition(" -> ")
        yield from (name for name in (importer, imported) if name.split(".")[0] == PACKAGE)
