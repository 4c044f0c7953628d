"""The speed of the engine in multiples of real time: `python -m pytest tests/benchmarks -n0 --benchmark-enable`.

An ordinary test run does each once, so that it keeps working.
"""

from functools import partial
from pathlib import Path
from typing import Any

from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.export.audio.formats import write_audio
from coach.render.mix import mix
from coach.render.render import render
from coach.schedule import schedule
from coach.script.library import Library, as_routine
from coach.settings.values import Settings
from coach.soundscape.ambient import synthesise
from coach.soundscape.names import AmbientName
from tests.fakes import FAKE_SOUNDS, fake_clip

LIBRARY = Library()
ROUTINE, PHRASES = as_routine(LIBRARY.find("middle-back")), LIBRARY.phrasebook()
SCHEDULE = partial(schedule, ROUTINE, Settings(), PHRASES, fake_clip, FAKE_SOUNDS)
TIMELINE = SCHEDULE()


def tell_times_real_time(benchmark: Any) -> None:
    if benchmark.enabled:
        benchmark.extra_info["times_real_time"] = round(TIMELINE.duration_s / benchmark.stats.stats.median)


def test_scheduling(benchmark: Any) -> None:
    benchmark(SCHEDULE)
    tell_times_real_time(benchmark)


def test_mixing(benchmark: Any) -> None:
    benchmark(lambda: sum(block.frames for block in mix(TIMELINE)))
    tell_times_real_time(benchmark)


def test_rendering_with_all_of_it_on(benchmark: Any) -> None:
    air = synthesise(AmbientName.RAIN, -18)
    benchmark(lambda: sum(block.frames for block in render(TIMELINE, AudioFormat(48_000, 2), ambient=air)))
    tell_times_real_time(benchmark)


def test_writing_a_wav_file(benchmark: Any, tmp_path: Path) -> None:
    def write() -> None:
        write_audio(tmp_path / "a.wav", mix(TIMELINE), SESSION_FORMAT, TIMELINE.frames)

    benchmark(write)
    tell_times_real_time(benchmark)
