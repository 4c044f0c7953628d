"""The time of an export against a bound of its own: `python -m pytest tests/benchmarks -n0 --benchmark-enable`.

With an empty cache the bound is the voice alone, with a filled one the bytes alone. Whole processes are timed in turn;
see `contest`. An ordinary test run exports a session of one stretch once, so that the benchmark keeps working.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.settings.values import Settings
from coach.speech.hibari import PACE, HibariVoice
from coach.speech.system.voice import SystemVoice, native_rate
from coach.speech.voice import articulation_wpm
from tests.benchmarks.contest import Program, Times, take_turns, timed
from tests.benchmarks.ledger import Row, note, note_figures
from tests.benchmarks.rivals import needed, script
from tests.benchmarks.speech import COACH, Asked, Said, asked_of

WRITE = (
    "import os, sys; file = open(sys.argv[1], 'wb'); file.write(bytes(int(sys.argv[2]))); file.flush(); os.fsync(file)"
)
"""Writes and syncs a number of bytes: the whole of the empty Python's work."""


def export(name: str, folder: Path, *options: str, kept: Path | None = None, ending: str = "wav") -> Program:
    """Return the export of a session into a folder; each run finds the clips in `kept`, or else an empty cache."""
    cache = kept or folder / "cache"

    def prepare() -> None:
        if not kept:
            shutil.rmtree(cache, ignore_errors=True)

    command = [*COACH, "export", name, "-o", str(folder / f"session.{ending}"), "--force", *options]
    return Program(command, {"COACH_CACHE_DIR": str(cache)}, prepare)


def row(what: str, ours: Times, against: str, theirs: Times, at_most: float) -> Row:
    processor_ratio = ours.processor_s / theirs.processor_s
    return Row("export", what, ours.wall_s, "s", against, theirs.wall_s, processor_ratio, at_most)


def heart_speed(asked: Asked) -> float:
    """Return hibari's own speed for one of coach's."""
    native_speeds, wpm = zip(*PACE, strict=True)
    return float(np.interp(articulation_wpm(asked.speed), wpm, native_speeds))


def folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("cores", "at_most"), [(2, 0.9), (1, 1.3)])
def test_an_export_with_an_empty_cache(cores: int, at_most: float, said: Said, benchmark: Any, tmp_path: Path) -> None:
    if cores > 1 and not benchmark.enabled:
        pytest.skip("the same on more cores")
    asked = [{"text": each.text, "speed": heart_speed(each)} for each in asked_of(HibariVoice, said.name, Settings())]
    (tmp_path / "asked.json").write_text(json.dumps(asked), "utf-8")
    alone = Program(script("voice_alone", tmp_path / "asked.json"))
    ours, rivals = take_turns(benchmark, export(said.name, tmp_path), {"alone": alone}, cores=cores)
    what = f"export, empty cache, heart, {cores} core{'s' * (cores > 1)}"
    note(benchmark, row(what, ours, "hibari alone, the same texts", rivals["alone"], at_most))
    if cores == 1:
        note_figures(benchmark, texts=len(asked), voice_s=rivals["alone"].processor_s)
        note_figures(benchmark, cold_processor_s=ours.processor_s)


def test_an_export_with_a_filled_cache(said: Said, benchmark: Any, tmp_path: Path) -> None:
    program = export(said.name, tmp_path, kept=said.cache)
    timed(program)
    size_bytes = (tmp_path / "session.wav").stat().st_size
    empty = Program([sys.executable, "-c", WRITE, str(tmp_path / "bytes"), str(size_bytes)])
    ours, rivals = take_turns(benchmark, program, {"bytes": empty})
    against = "an empty Python that writes as many bytes"
    note(benchmark, row("export, filled cache", ours, against, rivals["bytes"], 3))
    session_s, clip_bytes = soundfile.info(tmp_path / "session.wav").duration, folder_bytes(said.cache)
    note_figures(benchmark, session_s=session_s, session_processor_s=ours.processor_s, clip_bytes=clip_bytes)
    note_figures(benchmark, wav_bytes=size_bytes)


def test_an_export_with_the_system_voice(said: Said, benchmark: Any, tmp_path: Path) -> None:
    program = needed("espeak-ng")
    texts = asked_of(SystemVoice, said.name, Settings(voice="system"))
    asked = [{"text": each.text, "rate": native_rate("espeak", each.speed)} for each in texts]
    (tmp_path / "asked.json").write_text(json.dumps(asked), "utf-8")
    processes = Program(script("espeak_processes", program, tmp_path / "asked.json", tmp_path))
    cores = min(2, len(os.sched_getaffinity(0)))
    system = export(said.name, tmp_path, "--voice", "system")
    ours, rivals = take_turns(benchmark, system, {"each": processes}, cores=cores)
    note(benchmark, row("export, empty cache, system", ours, "espeak-ng -w, a process a text", rivals["each"], 2))
