"""Runs the commands as a person does, in another process, and checks their output, exit codes and files.

Covers also: cli.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coach import __version__
from coach.audio.format import SAMPLE_RATE
from tests.listening import read_wav
from tests.require import require

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def environment(cache_folder: Path) -> dict[str, str]:
    return {**os.environ, "COACH_CACHE_DIR": str(cache_folder), "COLUMNS": "100", "NO_COLOR": "1"}


@pytest.fixture
def coach(tmp_path: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", *map(str, arguments)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment,
            timeout=300,
            check=False,
        )

    return run


def rows(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_list_names_every_routine_and_stretch_with_dose_and_length(coach: Run) -> None:
    done = coach("list")
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["middle-back", "Middle", "back", "relief", "(default)", "9"] in [line[:6] for line in lines]
    cobra = next(line for line in lines if line[:1] == ["cobra"])
    assert cobra[1:5] == ["Cobra", "pose", "prone", "5–8"]
    assert cobra[-1].startswith("~2:")


def test_show_draws_a_stretch_and_prints_its_words_with_times(coach: Run) -> None:
    done = coach("show", "cobra")
    assert done.returncode == 0
    assert "1. Cobra pose · prone" in done.stdout
    assert "═" * 30 in done.stdout
    assert "Legs long behind you." in done.stdout


def test_timeline_prints_one_json_object_a_line_and_nothing_else(coach: Run) -> None:
    done = coach("timeline", "cobra", "--json")
    sheet = rows(done.stdout)
    assert done.stderr == ""
    assert {row["kind"] for row in sheet} == {"speech", "chime", "stretch", "hold", "inhale", "exhale", "pause"}
    assert all({"kind", "start_s", "end_s", "stretch"} <= set(row) for row in sheet)
    assert [row["start_s"] for row in sheet] == sorted(row["start_s"] for row in sheet)


def test_timeline_without_json_is_for_reading(coach: Run) -> None:
    assert "Legs long behind you." in coach("timeline", "cobra").stdout


def test_two_exports_are_the_same_file_and_say_where_they_are(coach: Run, tmp_path: Path) -> None:
    first, second = coach("export", "cobra"), coach("export", "cobra", "-o", "again.wav")
    assert (first.returncode, second.returncode, first.stdout) == (0, 0, "")
    assert "cobra.wav" in first.stderr
    assert (tmp_path / "cobra.wav").read_bytes() == (tmp_path / "again.wav").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["again.wav", "cobra.wav"]


def test_a_cached_clip_sounds_as_a_fresh_one(coach: Run, tmp_path: Path, environment: dict[str, str]) -> None:
    coach("export", "cobra", "-o", "cached.wav")
    environment["COACH_CACHE_DIR"] = str(tmp_path / "fresh")
    coach("export", "cobra", "-o", "fresh.wav")
    assert (tmp_path / "cached.wav").read_bytes() == (tmp_path / "fresh.wav").read_bytes()


def test_a_script_of_ones_own_is_exported_from_its_file(coach: Run, tmp_path: Path) -> None:
    script = tmp_path / "mine.yaml"
    script.write_text("stretch: Mine\nposition: seated\nsteps:\n  - say: Sit.\n  - hold: 10 s\n  - say: Done.\n")
    assert coach("export", script).returncode == 0
    assert (tmp_path / "mine.wav").is_file()


TROUBLE = [
    (["export", "midle-back"], 2, "Did you mean “middle-back”?"),
    (["export", "missing.yaml"], 1, "missing.yaml"),
    (["export", "sya.yaml"], 1, "sya.yaml:4:5: “sya” is not a step. Did you mean “say”?"),
    (["export", "minus.yaml"], 1, "minus.yaml:4:11: “-5 s” is not a dose."),
    (["export", "cobra", "-o", "none/a.wav"], 1, "The folder none does not exist."),
    (["export", "cobra", "-o", "folder.wav"], 1, "folder.wav is a folder."),
    (["export", "cobra", "-o", "cobra.aac"], 1, "cannot write .aac"),
    (["export", "cobra", "-o", "sya.yaml"], 1, "cannot write .yaml"),
    (["export", "cobra", "-o", "a.mp3", "--format", "flac"], 2, "no flac file"),
    (["export", "cobra", "-o", "a.mp3", "--bits", "24"], 1, "for WAV and FLAC"),
    (["export", "cobra", "--bits", "20"], 2, "16 or 24"),
    (["export", "cobra", "--with", "caption"], 2, "“captions”"),
    (["export", "cobra", "-o", "-", "--format", "mp3", "--sample-rate", "96k"], 2, "48000"),
    (["export", "cobra", "-o", "-", "--with", "text"], 2, "no place for --with"),
    (["export", "cobra", "--all"], 2, "takes no name"),
    (["export", "cobra", "--split", "stretch", "-o", "minus.yaml"], 1, "minus.yaml could not be made"),
    (["export", "--all", "-o", "minus.yaml"], 1, "minus.yaml could not be made"),
    (["show", "cobra", "--picture", "a.gif"], 1, ".svg or .png"),
    (["show", "cobra", "--picture", "minus.yaml"], 1, ".svg or .png"),
    (["export", "cobra", "--speed", "3"], 2, "0.5 to 2.0"),
    (["export", "cobra", "--pause", "setle=3"], 2, "“settle”"),
    (["export", "cobra", "--breath", "1:1"], 2, "4 to 20 s"),
    (["export", "cobra", "--level", "ful"], 2, "“full”"),
    (["export", "cobra", "--voice", "hart"], 2, "“heart”"),
    (["play", "cobra", "--sink", "speaker"], 2, "no sink “speaker”"),
    (["exprot"], 2, "exprot"),
    (["export", "--sped", "1"], 2, "--sped"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), TROUBLE, ids=lambda value: str(value)[:40])
def test_bad_input_is_one_clear_message_and_nothing_is_lost(
    coach: Run, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "sya.yaml").write_text("stretch: A\nposition: seated\nsteps:\n  - sya: Sit.\n")
    (tmp_path / "minus.yaml").write_text("stretch: A\nposition: seated\nsteps:\n  - hold: -5 s\n")
    before = sorted(os.listdir(tmp_path))
    done = coach(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_a_full_disk_is_told(coach: Run) -> None:
    done = coach("export", "cobra", "-o", "/dev/full")
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to root")
def test_an_unreadable_file_is_told(coach: Run, tmp_path: Path) -> None:
    script = tmp_path / "a.yaml"
    script.write_text("")
    script.chmod(0)
    assert "Permission denied" in coach("export", script).stderr


def test_an_output_that_cannot_be_shown_in_this_encoding_is_no_traceback(
    coach: Run, environment: dict[str, str]
) -> None:
    environment["PYTHONIOENCODING"] = "ascii"
    done = coach("show", "cobra")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_pipe_gets_utf_8_whatever_the_encoding_of_the_system(coach: Run, environment: dict[str, str]) -> None:
    environment.pop("PYTHONIOENCODING", None)
    environment |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}  # ASCII; Windows has a code page
    assert coach("show", "cobra").stdout.startswith("Cobra pose · ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_export_leaves_the_old_file_and_no_litter(
    tmp_path: Path, environment: dict[str, str], number: signal.Signals, code: int
) -> None:
    (tmp_path / "a.wav").write_bytes(b"old")
    environment["COACH_CACHE_DIR"] = str(tmp_path / "cache")  # empty: there are seconds of work to interrupt
    command = [sys.executable, "-m", "coach", "export", "middle-back", "-o", "a.wav", "--force"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as process:
        while not (tmp_path / "cache").exists():
            assert process.poll() is None
            time.sleep(0.01)  # until it is at work; there is no other sign of it
        process.send_signal(number)
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in complaints
    assert (tmp_path / "a.wav").read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["a.wav", "cache"]
    assert not list(tmp_path.glob("cache/**/.*"))


@pytest.mark.skipif(shutil.which("head") is None, reason="needs a program that stops reading")
@pytest.mark.parametrize("command", ["timeline middle-back --json", "show middle-back", "list", "export cobra -o -"])
def test_a_command_ends_with_its_reader_and_without_a_word(
    environment: dict[str, str], tmp_path: Path, command: str
) -> None:
    piped = f'{{ "{sys.executable}" -m coach {command}; echo $? >&2; }} | true'
    done = subprocess.run(
        ["sh", "-c", piped], capture_output=True, encoding="utf-8", env=environment, cwd=tmp_path, check=True
    )
    assert done.stderr.splitlines()[-1] == "141"
    assert "rror" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", ["list", "show cobra", "timeline cobra --json", "voices"])
def test_an_output_that_cannot_be_written_is_told(environment: dict[str, str], tmp_path: Path, command: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "coach", *command.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "Error: The output could not be written: No space left on device."
    assert "Traceback" not in done.stderr


def test_check_says_what_a_script_keeps_and_fails_on_what_it_breaks(coach: Run, tmp_path: Path) -> None:
    good = coach("check", "cobra")
    assert (good.returncode, good.stdout) == (0, "")
    verdict, *sums = good.stderr.splitlines()
    assert verdict == "cobra keeps every law."
    assert [line.partition(":")[0] for line in sums] == ["  cobra", "  session"]
    bad = tmp_path / "bad.yaml"
    bad.write_text("stretch: Bad\nposition: seated\nsteps:\n  - hold: 30 s\n")
    done = coach("check", bad)
    assert done.returncode == 1
    assert "breaks law 8: The stretch has no way in" in done.stdout


@pytest.mark.parametrize(("minutes", "seconds"), [("8", 480), ("12", 720), ("18", 1080)])
def test_a_session_fits_the_minutes_wished_for(coach: Run, tmp_path: Path, minutes: str, seconds: int) -> None:
    assert coach("export", "--minutes", minutes, "-o", "a.wav").returncode == 0
    assert abs(len(read_wav(tmp_path / "a.wav")) / SAMPLE_RATE - seconds) <= 1


def test_minutes_out_of_reach_are_refused_with_the_shortest_length(coach: Run, tmp_path: Path) -> None:
    done = coach("export", "--minutes", "2")
    assert done.returncode == 2
    shortest = done.stderr.split("Choose a length from ")[1].split()[0]
    assert list(tmp_path.iterdir()) == []
    assert coach("export", "--minutes", shortest, "-o", "a.wav").returncode == 0


def test_a_level_for_one_stretch_changes_that_one(coach: Run) -> None:
    def holds(*options: str) -> dict[object, float]:
        sheet = rows(coach("timeline", "wind-down", "--json", *options).stdout)
        return {row["stretch"]: float(row["end_s"]) - float(row["start_s"]) for row in sheet if row["kind"] == "hold"}

    usual, changed = holds(), holds("--level", "cobra=gentle")
    assert {name for name in usual if abs(usual[name] - changed[name]) > 1} == {"cobra"}
    assert changed["cobra"] == pytest.approx(50)


def test_a_level_for_a_stretch_that_nobody_knows_is_refused(coach: Run) -> None:
    done = coach("export", "--level", "cobar=gentle")
    assert done.returncode == 2
    assert "“cobra”" in done.stderr


def test_what_is_remembered_holds_until_the_command_line_says_otherwise(
    coach: Run, environment: dict[str, str]
) -> None:
    environment["COACH_CONFIG"] = str(Path(environment["COACH_CACHE_DIR"]).parent / "test-config" / "config.toml")

    def speed_and_verbosity(*options: str) -> tuple[str, str]:
        lines = [line.split() for line in coach("config", "show", *options).stdout.splitlines()]
        values = {line[0]: line[1] for line in lines}
        return values["speed"], values["verbosity"]

    def first_hold_words(*options: str) -> bool:
        return "Stay here" in coach("timeline", "childs-pose", *options).stdout

    assert coach("config", "set", "speed", "1.2").returncode == 0
    assert coach("config", "set", "verbosity", "tones", "--profile", "evening").returncode == 0
    assert speed_and_verbosity() == ("1.2", "full")
    assert speed_and_verbosity("--profile", "evening") == ("1.2", "tones")
    assert first_hold_words()
    assert not first_hold_words("--profile", "evening")
    environment["COACH_VERBOSITY"] = "brief"
    assert first_hold_words("--profile", "evening")
    assert not first_hold_words("--verbosity", "tones")
    assert coach("config", "unset", "speed").returncode == 0
    assert speed_and_verbosity()[0] == "1.0"
    assert coach("config", "path").stdout.strip() == environment["COACH_CONFIG"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["config", "set", "sped", "1"], "“speed”"),
        (["config", "set", "speed", "9"], "0.5 to 2.0"),
        (["show", "--profile", "evning"], "evning"),
    ],
)
def test_what_cannot_be_remembered_is_refused_by_name(coach: Run, arguments: list[str], words: str) -> None:
    done = coach(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_export_survives_its_speech_engine_being_killed(environment: dict[str, str], tmp_path: Path) -> None:
    require(Path("/proc").is_dir(), "finds the engine's process in /proc")
    environment |= {"COACH_CACHE_DIR": str(tmp_path / "cache"), "COACH_WORKERS": "1"}
    (tmp_path / "a.wav").write_bytes(b"old")
    command = [sys.executable, "-m", "coach", "export", "wall-angels", "--voice", "system", "-o", "a.wav", "--force"]
    killed, spoken = 0, -1
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as process:
        while process.poll() is None and killed < 3:
            clips = sum(path.is_file() for path in (tmp_path / "cache").rglob("*"))
            if clips > spoken and (dead := _kill_children(process.pid)):  # two deaths at one sentence are the end of it
                killed, spoken = killed + dead, clips
            time.sleep(0.01)
        _, complaints = process.communicate(timeout=120)
    require("no speech engine" not in complaints, "no speech engine of the system")
    assert (process.returncode, killed) == (0, 3), complaints
    assert len(read_wav(tmp_path / "a.wav")) > 60 * SAMPLE_RATE


def _kill_children(parent: int) -> int:
    """Kill what the process has started; returns how many."""
    killed = 0
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split():
        os.kill(int(child), signal.SIGKILL)
        killed += 1
    return killed


def test_the_version_is_told(coach: Run) -> None:
    assert coach("--version").stdout == f"coach {__version__}\n"


@pytest.mark.parametrize("command", ["list", "show", "timeline", "export", "play", "check", "voices", "config"])
def test_every_command_has_a_help_text(coach: Run, command: str) -> None:
    done = coach(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout
