"""The built wheel, installed beside nothing of the checkout: everything that travels in it is found."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel, with no link to the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, *command],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=site.parent,
    )
    return done.stdout


def test_it_is_the_wheel_that_runs(installed: Path) -> None:
    assert run(installed, "-c", "import coach; print(coach.__file__)").startswith(str(installed))


def test_scripts_and_sounds_travel_in_it(installed: Path) -> None:
    assert "middle-back" in run(installed, "-m", "coach", "list")
    code = "from coach import bundled; print(bundled('scripts')); print(bundled('sounds'))"
    assert all(line.startswith(str(installed)) for line in run(installed, "-c", code).splitlines())


def test_it_carries_its_types_and_its_licence(installed: Path) -> None:
    assert (installed / "coach" / "py.typed").is_file()
    assert list(installed.glob("*.dist-info/licenses/LICENSE"))


def test_pages_of_help_and_the_manual_page_travel_in_it(installed: Path) -> None:
    assert run(installed, "-m", "coach", "help", "keys").startswith("Keys\n")
    (manual,) = installed.glob("*.data/data/share/man/man1/coach.1")
    assert manual.read_text("utf-8").startswith('.\\" Made by')


def test_it_exports_a_session(installed: Path) -> None:
    run(installed, "-m", "coach", "export", "wall-angels", "-o", "a.wav")
    assert (installed.parent / "a.wav").stat().st_size > 4_000_000


def test_the_example_of_the_readme_runs_from_it(installed: Path) -> None:
    code = next(iter(re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)))
    assert run(installed, "-c", code).startswith("Middle back relief ")
    assert (installed.parent / "middle-back.mp3").stat().st_size > 1_000_000


def test_its_types_are_found_without_the_checkout(installed: Path) -> None:
    (installed.parent / "use.py").write_text(
        "import coach\n\nsession = coach.open('cobra', speed=0.9)\nreveal_type(session.timeline().duration_s)\n"
    )
    found = run(installed, "-m", "mypy", "--strict", "use.py")
    assert 'Revealed type is "float"' in found or 'Revealed type is "builtins.float"' in found
