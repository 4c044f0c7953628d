"""Runs the real commands on the nine stretches with the real voice, and measures what they print and write."""

import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE
from tests.listening import Row, onset_errors_s, read_cue_sheet, read_wav, without_chimes

ORDER = [
    "standing-cat-cow",
    "seated-spinal-twist",
    "childs-pose",
    "cobra",
    "chest-opener",
    "supine-spinal-twist",
    "kneeling-back-bend",
    "wall-angels",
    "hip-flexor",
]

HOLDS_S = {
    "seated-spinal-twist": [25.0, 25.0],
    "childs-pose": [90.0],
    "cobra": [70.0],
    "chest-opener": [30.0],
    "supine-spinal-twist": [20.0, 20.0],
    "kneeling-back-bend": [25.0, 25.0],
    "hip-flexor": [25.0, 25.0],
}
"""Seconds of each hold: the middle of the source's dose; for cobra, 7 breaths of 10 s."""


def run(*arguments: str | Path) -> str:
    command = [sys.executable, "-m", "coach", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def sheet() -> list[Row]:
    return read_cue_sheet(run("timeline", "middle-back", "--json"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "middle-back.wav"
    run("export", "-o", path)
    return path


def spans(sheet: list[Row], kind: str) -> list[Row]:
    return [row for row in sheet if row["kind"] == kind]


def frames(row: Row) -> int:
    return round(float(row["end_s"]) * SAMPLE_RATE) - round(float(row["start_s"]) * SAMPLE_RATE)


def test_all_nine_stretches_come_in_order(sheet: list[Row]) -> None:
    assert [row["stretch"] for row in spans(sheet, "stretch")] == ORDER


@pytest.mark.parametrize(
    "options", [[], ["--speed", "0.7"], ["--speed", "1.4"], ["--pause", "0.5"], ["--pause", "2"]], ids=" ".join
)
def test_every_hold_is_its_dose_to_the_frame_whatever_the_speed_and_the_pauses(options: list[str]) -> None:
    sheet = read_cue_sheet(run("timeline", "middle-back", "--json", *options))
    holds = {name: [frames(row) for row in spans(sheet, "hold") if row["stretch"] == name] for name in HOLDS_S}
    assert holds == {name: [round(seconds * SAMPLE_RATE) for seconds in doses] for name, doses in HOLDS_S.items()}
    speech = spans(sheet, "speech")
    gaps = [float(after["start_s"]) - float(before["end_s"]) for before, after in pairwise(speech)]
    assert min(gaps) >= 0.15 - 1e-6


def test_breaths_are_counted_as_prescribed(sheet: list[Row]) -> None:
    def count(kind: str) -> Counter[object]:
        return Counter(row["stretch"] for row in spans(sheet, kind))

    assert count("inhale")["standing-cat-cow"] == count("exhale")["standing-cat-cow"] == 8
    assert count("inhale")["cobra"] == count("exhale")["cobra"] == 7
    assert count("inhale")["wall-angels"] == count("exhale")["wall-angels"] == 5


def test_every_cue_is_heard_within_5_ms_of_its_time(sheet: list[Row], exported: Path) -> None:
    errors_s = onset_errors_s(without_chimes(read_wav(exported), sheet), sheet)
    assert len(errors_s) > 200
    assert max(map(abs, errors_s)) <= 0.005


def test_nothing_is_heard_between_the_words_but_chimes(sheet: list[Row], exported: Path) -> None:
    speech = without_chimes(read_wav(exported), sheet)
    for row in spans(sheet, "speech"):
        speech[round(float(row["start_s"]) * SAMPLE_RATE) : round(float(row["end_s"]) * SAMPLE_RATE)] = 0
    assert np.max(np.abs(speech)) < 0.0005


def test_the_session_lasts_12_to_20_minutes_and_never_clips(exported: Path) -> None:
    samples = read_wav(exported)
    assert 12 * 60 <= len(samples) / SAMPLE_RATE <= 20 * 60
    assert np.max(np.abs(samples)) <= 10 ** (-1 / 20)


def test_a_second_export_is_the_same_file(exported: Path, tmp_path: Path) -> None:
    run("export", "-o", tmp_path / "again.wav")
    assert (tmp_path / "again.wav").read_bytes() == exported.read_bytes()


NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "urllib")):
        sys.exit(f"went to the network: {event} {arguments}")

sys.addaudithook(refuse)
from coach.cli import main
main()
"""


def test_no_connection_is_opened(tmp_path: Path) -> None:
    command = [sys.executable, "-c", NO_NETWORK, "export", "cobra", "-o", str(tmp_path / "a.wav")]
    environment = {**os.environ, "COACH_CACHE_DIR": str(tmp_path / "empty")}
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=environment)
    assert (done.returncode, "network" in done.stderr) == (0, False)
    assert (tmp_path / "a.wav").stat().st_size > 1_000_000
