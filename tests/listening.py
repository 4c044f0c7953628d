"""Finds cues in the samples of a session: takes its chimes away, and tells where speech begins."""

import json
import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import pcm16_to_samples
from coach.script.vocabulary import Sound
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme

AUDIBLE = 0.0045
"""-47 dBFS: the threshold that clips are trimmed at, less what noise and rounding can take from a sample."""

Row = dict[str, str | float]


def read_cue_sheet(output: str) -> list[Row]:
    return [json.loads(line) for line in output.splitlines()]


def read_wav(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        assert file.getparams()[:3] == (1, 2, SAMPLE_RATE)
        return pcm16_to_samples(np.frombuffer(file.readframes(file.getnframes()), "<i2"))


def without_chimes(samples: Samples, sheet: Iterable[Row]) -> Samples:
    """Take every chime and every breath tone of its cue sheet out of a session's samples."""
    theme, chimes_db = read_theme(find_theme(Settings().theme)), Settings().chimes_db
    chimes, tone = theme.sounds_at(chimes_db), theme.breath_tone_at(chimes_db)
    assert tone is not None
    rest = samples.copy()
    for row in sheet:
        if row["kind"] == "chime":
            start, sound = frame(row["start_s"]), Sound(row["sound"])
            frames = frame(row["end_s"]) - start
            heard = chimes[sound] if chimes[sound].frames == frames else tone(sound, frames)
            rest[start : start + frames] -= heard.samples
    return rest


def onset_errors_s(speech: Samples, sheet: Iterable[Row]) -> list[float]:
    """Measure the seconds from each speech cue's `start_s` to the first audible sample after the silence before it."""
    errors = []
    for row in sheet:
        if row["kind"] == "speech":
            start, gap = frame(row["start_s"]), frame(0.14)  # any two cues are 0.15 s apart
            audible = np.flatnonzero(np.abs(speech[start - gap : frame(row["end_s"])]) > AUDIBLE)
            errors.append((int(audible[0]) - gap) / SAMPLE_RATE)
    return errors


def frame(seconds: float | str) -> int:
    return round(float(seconds) * SAMPLE_RATE)


def differences_s(heard: Samples, expected: Samples) -> list[tuple[float, float]]:
    """Return where samples differ, from the first to the last in each stretch of a tenth of a second, in seconds.

    Whatever one of them has more is a difference too.
    """
    common = min(len(heard), len(expected))
    differing = np.flatnonzero(heard[:common] != expected[:common])
    groups = np.split(differing, np.flatnonzero(np.diff(differing) > SAMPLE_RATE // 10) + 1)
    found = [(int(group[0]) / SAMPLE_RATE, int(group[-1] + 1) / SAMPLE_RATE) for group in groups if len(group)]
    if len(heard) != len(expected):
        found.append((common / SAMPLE_RATE, max(len(heard), len(expected)) / SAMPLE_RATE))
    return found


def find(needle: Samples, samples: Samples, *, near: int, reach: int) -> int:
    """Find the frame where `needle` lies in `samples`, within `reach` frames of `near`, by normalised correlation."""
    first = max(0, near - reach)
    window = samples[first : near + reach + len(needle)].astype(np.float64)
    size = 1 << (len(window) + len(needle)).bit_length()
    spectrum = np.fft.rfft(window, size) * np.conj(np.fft.rfft(needle, size))
    scores = np.fft.irfft(spectrum, size)[: len(window) - len(needle) + 1]
    energy = np.concatenate(([0.0], np.cumsum(window**2)))
    return first + int(np.argmax(scores / np.sqrt(energy[len(needle) :] - energy[: -len(needle)] + 1e-6)))
