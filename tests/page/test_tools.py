"""Checks all JavaScript by the compiler and the linter, and all pages by the validator of HTML; each is one program.

They are installed by `npm ci` in `tests/page/tools`.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.made import Made
from tests.page.test_views import PAGES
from tests.reports.structure import ROOT
from tests.require import require

TOOLS = Path(__file__).parent / "tools"
SCRIPTS = sorted((ROOT / "coach" / "page").rglob("*.js"))


def run(program: str, *arguments: str | Path) -> None:
    """Run one of the programs on the project, and fail with what it says."""
    node = shutil.which("node")
    path = TOOLS / "node_modules" / program
    require(node and path.is_file(), f"{program} is not installed: run npm ci in tests/page/tools")
    command = [str(node), str(path), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("project", ["tsconfig.json", "tsconfig.worker.json"])
def test_the_types_of_all_scripts_are_right(project: str) -> None:
    run("typescript/bin/tsc", "-p", TOOLS / project)


def test_the_linter_finds_nothing_in_any_script() -> None:
    assert len(SCRIPTS) > 10
    run("eslint/bin/eslint.js", "--max-warnings=0", "-c", TOOLS / "eslint.config.js", *SCRIPTS)


def pages(made: Made) -> Iterator[tuple[str, str]]:
    yield "session", (made.site / "index.html").read_text("utf-8")
    for name, page in PAGES.items():
        yield name, page()


def test_the_validator_finds_nothing_in_any_page(made: Made, tmp_path: Path) -> None:
    for name, page in pages(made):
        (tmp_path / f"{name.replace(' ', '-')}.html").write_text(page, "utf-8")
    run("html-validate/bin/html-validate.mjs", "--config", TOOLS / "htmlvalidate.json", *sorted(tmp_path.iterdir()))
