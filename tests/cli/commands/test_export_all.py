"""`export --all` knows a file by all that decides what is in it, and leaves out what a person wants to keep."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.cli import delivery
from coach.cli.commands import export_all as module
from coach.export.audio.formats import FileFormat
from coach.export.catalogue import Catalogue
from coach.export.job import Job
from coach.export.manifest import NAME, job_key, sound_key
from coach.script.library import Library
from coach.settings.values import Settings
from coach.soundscape.names import find_theme

COACH = [sys.executable, "-m", "coach"]


def test_a_file_is_known_by_its_shape_and_by_what_sounds_in_it(tmp_path: Path) -> None:
    theme, air = tmp_path / "own", tmp_path / "air.wav"
    shutil.copytree(find_theme("bowl"), theme)
    shutil.copy(theme / "start.wav", air)
    settings = Settings(theme=str(theme), ambient=str(air))

    def key(audio_format: AudioFormat = SESSION_FORMAT) -> str:
        return job_key(Job("cobra", tmp_path, FileFormat.WAV, settings, audio_format=audio_format), sound_key(settings))

    keys = [key(), key(AudioFormat(48_000)), key(AudioFormat(channels=2))]
    assert key() == keys[0]
    (theme / "notes.txt").write_text("of no matter")
    assert key() == keys[0]
    shutil.copy(find_theme("soft") / "switch.wav", theme)
    keys.append(key())
    (theme / "breath.toml").unlink()
    keys.append(key())
    shutil.copy(theme / "end.wav", air)
    keys.append(key())
    assert len(set(keys)) == len(keys)


def test_a_routine_whose_file_a_person_wants_to_keep_is_left_out_and_the_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def keep_one(targets: Sequence[Path], *, force: bool, declined: str) -> bool:
        return not any(target.stem == "desk-break" for target in targets)

    def run(changed: Sequence[module.Changed], *_: object) -> list[str]:
        written.extend(each.name for each in changed)
        return []

    monkeypatch.setattr(delivery, "may_write", keep_one)
    monkeypatch.setattr(module, "_run", run)
    module.export_all(Catalogue(), Job("", tmp_path, FileFormat.WAV, Settings()), {}, force=False)
    assert written == [name for name in Library().routine_names() if name != "desk-break"]


def finished(folder: Path) -> set[str]:
    """Return the names of the files that a manifest says are finished."""
    lines = (folder / NAME).read_text().splitlines() if (folder / NAME).exists() else []
    return {name for name, _key, digest, *_ in map(json.loads, lines) if digest}


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_run_that_was_killed_goes_on_and_makes_nothing_twice(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*COACH, "export", "--all", "-o", str(out), "--levels", "all", "--verbosity", "tones"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        until_s = time.monotonic() + 120
        while len(finished(out)) < 2:
            assert time.monotonic() < until_s
            time.sleep(0.005)  # of another process there is no other sign
        process.kill()
    done = {name: (out / name).stat().st_mtime_ns for name in finished(out)}
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert "Traceback" not in again.stderr
    assert {name: (out / name).stat().st_mtime_ns for name in done} == done
    assert len(list(out.glob("*.wav"))) == 3 * len(Library().routine_names())
    assert list(out.glob(".coach-*.part")) == []
