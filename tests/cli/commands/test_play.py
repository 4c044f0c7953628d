"""Checks on a recorded null sink that `coach play` plays the same cues at the same distances as the export."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from tests.listening import Row, differences_s, find, frame, read_cue_sheet, read_wav
from tests.playback.null_sink import Rig, null_sink, recorded, urgently
from tests.require import require

SCRIPT = """\
stretch: Short
position: seated
steps:
  - say: Sit tall.
  - hold: 8 s
    breathing: true
  - say: Rest.
"""
"""With its opening and closing it lasts three quarters of a minute and has some twenty sentences and as many chimes."""

BRISK = ("--speed", "1.6", "--pause", "0.2")
SINKS = ["miniaudio", "simpleaudio"]


def run(*arguments: str | Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [*urgently(), sys.executable, "-m", "coach", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=150, check=False
    )


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("script") / "short.yaml"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory, script: Path) -> Path:
    """Fill a cache of clips, since the cache in the rig's own home is empty."""
    folder = tmp_path_factory.mktemp("clips")
    run("timeline", script, *BRISK, environment={**os.environ, "COACH_CACHE_DIR": str(folder)})
    return folder


@pytest.fixture(scope="module")
def exported(script: Path) -> tuple[Samples, list[Row]]:
    path = script.with_suffix(".wav")
    run("export", script, "-o", path, *BRISK)
    return read_wav(path), read_cue_sheet(run("timeline", script, "--json", *BRISK).stdout)


@pytest.fixture(scope="module")
def recordings(script: Path, clips: Path) -> dict[str, Samples]:
    def play(sink: str) -> Samples:
        def take(rig: Rig) -> Samples:
            environment = {**rig.environment, "COACH_CACHE_DIR": str(clips)}
            done = run("play", script, "--sink", sink, "--lead-in", "0", *BRISK, environment=environment)
            assert (done.returncode, done.stdout) == (0, "")
            assert re.fullmatch(
                r"Done: 1 stretch in 0:\d\d\.\nThe first day of a streak; in all \d sessions?, 1 min\.\n", done.stderr
            )
            return rig.recording

        return recorded(take)

    with ThreadPoolExecutor() as pool:  # at the same time, since they last as long as they sound
        installed = [sink for sink in SINKS if importlib.util.find_spec(sink)]
        return dict(zip(installed, pool.map(play, installed), strict=True))


@pytest.mark.parametrize("sink", SINKS)
def test_every_cue_is_played_where_the_export_has_it(
    recordings: dict[str, Samples], exported: tuple[Samples, list[Row]], sink: str
) -> None:
    require(sink in recordings, f"{sink} is not installed")
    samples, sheet = exported
    heard = recordings[sink]
    cues = [row for row in sheet if row["kind"] in ("speech", "chime")]
    first = frame(cues[0]["start_s"])
    lead = find(samples[first : first + SAMPLE_RATE], heard, near=len(heard) // 2, reach=len(heard)) - first
    for row in cues:
        start = frame(row["start_s"])
        found = find(samples[start : start + SAMPLE_RATE // 2], heard, near=start + lead, reach=SAMPLE_RATE // 4)
        assert abs(found - start - lead) <= 0.005 * SAMPLE_RATE, row
    # Sample by sample from the first word on; before it the server may take a moment to let the sound through.
    assert differences_s(heard[lead + first : lead + len(samples)], samples[first:]) == []


@pytest.fixture
def rig() -> Iterator[Rig]:
    with null_sink() as started:
        started.record()
        yield started


def test_without_a_loudspeaker_it_says_so_in_one_sentence(rig: Rig, script: Path, clips: Path) -> None:
    rig.end_server()
    done = run("play", script, *BRISK, environment={**rig.environment, "COACH_CACHE_DIR": str(clips)})
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The loudspeaker cannot be opened")
    assert done.stderr.count("\n") == 1
