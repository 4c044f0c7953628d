"""Reads any bytes as a sound file, as a sound of a theme and as `breath.toml`; the rest is refused in sentences."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from coach.audio.sound_file import read_sound_file
from coach.errors import CoachError
from coach.files import bundled
from coach.soundscape.ambient import loop_of
from coach.soundscape.breath_file import read_breath_file
from coach.soundscape.theme import read_sound
from tests.fuzz.scripts import assert_readable

WORDS = (
    "RIFF",
    "WAVE",
    "fmt ",
    "data",
    "LIST",
    "RF64",
    "ds64",
    "fLaC",
    "OggS",
    "vorbis",
    "OpusHead",
    "ID3",
    "FORM",
    "AIFF",
)
"""Names of formats and of their parts."""

KINDS = (
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
)


def seeds() -> Iterator[bytes]:
    """Return a twentieth of a second in each format, and a shipped timbre of breaths."""
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(1_200) / 24_000)
    for container, encoding in KINDS:
        file = io.BytesIO()
        soundfile.write(file, tone, 24_000, format=container, subtype=encoding)
        yield file.getvalue()
    yield from (path.read_bytes() for path in sorted(bundled("sounds").glob("*/breath.toml")))


def fuzz(data: bytes) -> None:
    """Read bytes in every place that takes a file of sound."""
    path = Path(os.environ["HOME"], "sound.wav")
    path.write_bytes(data)
    for read in (_read_ambient, read_sound, read_breath_file):
        try:
            read(path)
        except CoachError as error:
            assert_readable(error)


def _read_ambient(path: Path) -> None:
    recording = read_sound_file(path, longest_s=2)
    assert np.all(np.isfinite(loop_of(recording, -18).loop.samples))
