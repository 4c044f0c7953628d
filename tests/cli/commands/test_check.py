"""Checks what `coach check` prints, and its exit codes, through the real command; the laws have tests of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from coach.schedule.laws.law import Law

BAD = "stretch: Bad\nposition: seated\nsource: 2 minutes of silence\nsteps:\n  - hold: 30 s\n"
NO_YAML = "stretch: [\n"


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(NO_YAML, encoding="utf-8")
    return tmp_path


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_laws_are_listed_with_their_numbers() -> None:
    done = check("--laws")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{law.value:>2}. {law.text}" for law in Law]


def test_a_law_is_explained() -> None:
    done = check("--explain", "9")
    assert done.returncode == 0
    assert all(words in done.stdout for words in ("Law 9. ", Law(9).checked, Law(9).remedy))


def test_an_unknown_law_and_no_script_at_all_are_told() -> None:
    unknown, nothing = check("--explain", "15"), check()
    assert (unknown.returncode, nothing.returncode) == (2, 2)
    assert "There is no law 15." in unknown.stderr
    assert "No script is named." in nothing.stderr


def test_every_file_is_checked_even_if_one_cannot_be_read(scripts: Path) -> None:
    done = check(scripts / "broken.yaml", scripts / "bad.yaml", "cobra")
    assert done.returncode == 1
    assert "broken.yaml:" in done.stderr
    assert "The stretch has no way in before its first dose." in done.stdout
    assert "`coach check --explain 8` says how to keep law 8." in done.stderr
    assert "cobra keeps every law." in done.stderr


def test_a_name_or_a_path_that_is_nothing_keeps_no_other_file_from_being_checked(scripts: Path) -> None:
    odd = ["nosuch", "a" * 300, scripts, f"{scripts}/{'a' * 300}.yaml", "~nosuchuser/x.yaml", "mid"]
    done = check(*odd, scripts / "gone.yaml", scripts / "bad", "Cobra")
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert (done.returncode, len(errors)) == (2, len(odd) + 1)
    assert "The stretch has no way in before its first dose." in done.stdout
    assert "“Cobra” is taken as cobra.\ncobra keeps every law." in done.stderr


def test_what_is_done_is_summed_up() -> None:
    assert "cobra: 70 s under load, 7 breaths led, " in check("cobra").stderr


def test_findings_are_objects_of_json(scripts: Path) -> None:
    done = check(scripts / "bad.yaml", scripts / "broken.yaml", "--json")
    *findings, unread = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (1, "")
    assert [finding["number"] for finding in findings] == list(range(1, len(findings) + 1))
    (silence,) = (finding for finding in findings if finding["law"] == 9 and finding["broken"])
    assert (silence["stretch"], silence["step"]) == ("bad", "")
    assert silence["problem"].startswith("The source prescribes 120 s of silence: use `silence`.")
    assert unread["error"].startswith(str(scripts / "broken.yaml"))


def test_each_mistake_is_an_object_of_json_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("stretch: Two\nposition: sitting\nsteps:\n  - sey: On.\n")
    mistakes = [json.loads(line) for line in check(path, "--json").stdout.splitlines()]
    assert [(mistake["line"], mistake["column"]) for mistake in mistakes] == [(2, 11), (4, 5)]
    assert mistakes[0]["error"] == f"{path}:2:11: “sitting” is not a position. Did you mean “seated”?"
