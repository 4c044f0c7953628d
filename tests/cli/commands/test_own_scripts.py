"""Checks through the real command that scripts of one's own are found without a path, and what is chosen in them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.require import link

Run = Callable[..., subprocess.CompletedProcess[str]]

NECK = """
stretch: Neck
position: seated
choices: {place: [floor, chair]}
steps:
  - say: Sit.
  - {say: Sit on a chair., when: chair}
  - hold: 10 s
  - say: Done.
"""


@pytest.fixture(scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def environment(cache_folder: Path, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "COACH_CACHE_DIR": str(cache_folder),
        "COACH_DATA_DIR": str(tmp_path / "data"),
        "COACH_CONFIG": str(tmp_path / "config.toml"),
        "NO_COLOR": "1",
    }


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "scripts"
    (folder / "stretches").mkdir(parents=True)
    (folder / "routines").mkdir()
    return folder


@pytest.fixture
def coach(here: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", *map(str, arguments)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=here,
            env=environment,
            timeout=300,
            check=False,
        )

    return run


def words(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row["text"] for row in rows if row["kind"] == "speech"]


def test_scripts_of_ones_own_are_listed_under_a_heading_of_their_own_and_broken_ones_with_their_first_mistake(
    coach: Run, own: Path
) -> None:
    (own / "stretches" / "neck.yaml").write_text(NECK)
    (own / "routines" / "evening.yaml").write_text("routine: Evening\nstretches: [neck, cobra]\n")
    (own / "torn.yaml").write_text("stretch: Torn\nposition: seated\nsteps:\n  - sya: Sit.\n  - hodl: 3 s\n")
    done = coach("list")
    assert done.returncode == 0, done.stderr
    mine, shipped = done.stdout.split("\nWith coach:\n")
    assert mine.startswith(f"Your own, in {own}:")
    assert [line.split()[:3] for line in mine.splitlines() if line.startswith(("evening", "neck"))] == [
        ["evening", "Evening", "2"],
        ["neck", "Neck", "seated"],
    ]
    assert "torn cannot be played: " in mine
    assert "torn.yaml:4:5: “sya” is not a step." in mine
    assert "hodl" not in mine
    assert "middle-back" in shipped
    assert "evening, neck" in next(line for line in shipped.splitlines() if line.startswith("place  "))


def test_a_folder_that_is_remembered_takes_the_place_of_the_usual_one(coach: Run, own: Path, tmp_path: Path) -> None:
    (own / "usual.yaml").write_text(NECK)
    other = tmp_path / "other"
    other.mkdir()
    (other / "neck.yaml").write_text(NECK)
    assert coach("config", "set", "scripts", "../other").returncode == 0
    assert "Sit." in words(coach("timeline", "neck", "--json", "--lessons", "off"))
    assert coach("timeline", "usual").returncode == 2


def test_the_folder_one_stands_in_comes_first_then_ones_own_and_what_they_hide_is_told(
    coach: Run, own: Path, here: Path
) -> None:
    (own / "cobra.yaml").write_text(NECK.replace("Sit.", "Sit in the folder."))
    done = coach("timeline", "cobra", "--json")
    assert "Sit in the folder." in words(done)
    assert "“cobra” is your own" in done.stderr
    (here / "cobra.yaml").write_text(NECK.replace("Sit.", "Sit here."))
    done = coach("timeline", "cobra", "--json")
    assert "Sit here." in words(done)
    assert "“cobra” is your own, cobra.yaml," in done.stderr
    assert coach("timeline", "childs-pose").stderr == ""


@pytest.mark.parametrize("folder", ["own", "here"])
def test_a_link_that_leads_out_of_the_folder_is_refused(
    coach: Run, own: Path, here: Path, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "secret.yaml").write_text(NECK)
    link({"own": own, "here": here}[folder] / "neck.yaml", tmp_path / "secret.yaml")
    done = coach("timeline", "neck")
    assert done.returncode == 1
    assert "leads out of its folder" in done.stderr
    (own / "My Neck.yaml").write_text(NECK)
    link(own / "gone.yaml", tmp_path / "nothing.yaml")
    listed = coach("list")
    assert listed.returncode == 0, listed.stderr
    assert "My Neck cannot be played: " in listed.stdout
    assert ("neck cannot be played: " in listed.stdout) == (folder == "own")
    assert "floor or chair" not in listed.stdout.split("With coach:")[0]


def test_what_is_chosen_is_said_and_the_rest_is_not(coach: Run, here: Path) -> None:
    (here / "neck.yaml").write_text(NECK)
    assert "Sit on a chair." not in words(coach("timeline", "neck", "--json"))
    assert "Sit on a chair." in words(coach("timeline", "neck", "--json", "--choose", "place=chair"))
    assert coach("config", "set", "choose", "place=chair").returncode == 0
    assert "Sit on a chair." in words(coach("timeline", "neck", "--json"))
    assert "Choice: place=chair of floor, chair." in coach("show", "neck").stdout


def test_a_choice_of_another_script_is_ignored_and_one_of_none_is_refused(coach: Run, here: Path, own: Path) -> None:
    (here / "neck.yaml").write_text(NECK)
    (own / "knee.yaml").write_text(NECK.replace("place: [floor, chair]", "knees: [fine, chair]"))
    assert coach("timeline", "neck", "--choose", "knees=chair").returncode == 0
    done = coach("timeline", "neck", "--choose", "place=roof")
    assert (done.returncode, done.stdout) == (2, "")
    assert "“roof” is no choice of “place”. Known names: chair, floor." in done.stderr
    done = coach("timeline", "neck", "--choose", "plaec=chair")
    assert "no choice “plaec”. Did you mean “place”?" in done.stderr
    assert coach("timeline", "neck", "--choose", "chair").returncode == 2


def test_who_has_finished_three_sessions_hears_no_lessons_unless_they_ask(
    coach: Run, environment: dict[str, str]
) -> None:
    practice = {"finished_at": datetime.now(UTC).isoformat(), "name": "cobra", "title": "Cobra", "stretches": ["cobra"]}
    log = Path(environment["COACH_DATA_DIR"], "history.jsonl")
    log.parent.mkdir()
    log.write_text(2 * (json.dumps({**practice, "practised_s": 120.0}) + "\n"), encoding="utf-8")
    newcomer = words(coach("timeline", "cobra", "--json"))
    log.write_text(3 * (json.dumps({**practice, "practised_s": 120.0}) + "\n"), encoding="utf-8")
    regular = words(coach("timeline", "cobra", "--json"))
    assert len(regular) < len(newcomer)
    assert words(coach("timeline", "cobra", "--json", "--lessons", "on")) == newcomer
    log.write_bytes(b"\0torn")
    assert words(coach("timeline", "cobra", "--json")) == newcomer
