"""Reads any bytes as each file that coach keeps for a person, and as the texts of settings."""

import os
from collections.abc import Iterator
from pathlib import Path

from coach.cli.session.options import READERS
from coach.errors import CoachError, SettingsError
from coach.practice.bookmark import read_bookmark
from coach.practice.history import read_history
from coach.settings.config import read_choices, set_value, unset_value
from tests.fuzz.scripts import assert_readable

WORDS = (
    *(f"{name} = " for name in READERS),
    *("[profile.evening]\n", '"gentle"', "4:6", "0.9", "off", "cobra=gentle", "settle=6", "piper:", "12:30"),
    *("1e307", "NaN", "\\u0000", "\ufeff", "'''", '"""', '{"format": 1, ', '"frame": ', '"started_at": '),
)

SEEDS = (
    b'speed = 0.9\nlevel = "gentle"\npause = "1.5,settle=6"\n[profile.evening]\nvoice = "system"\nminutes = "12:30"\n',
    b'breath = "4:6"\nchimes = -12\nambient = "rain"\nlead-in = 0\nchoose = "place=chair"\nchannels = 2\n',
    b'{"format": 1, "name": "cobra", "options": {"speed": "1.0"}, "section_index": 1, "stretch": "cobra", "frame": 9, '
    b'"saved_at": "2026-11-25T07:00:00+01:00", "practised_s": 12.5, "done": []}\n',
    b'{"format": 1, "name": "cobra", "started_at": "2026-11-25T07:00:00+01:00", "practised_s": 60.0}\n',
)


def seeds() -> Iterator[bytes]:
    """Return two files of settings, a bookmark and a line of a history."""
    yield from SEEDS


def fuzz(data: bytes) -> None:
    """Read bytes as a configuration, change it, and read them as a bookmark and as a history."""
    path = Path(os.environ["HOME"], "kept")
    path.write_bytes(data)
    _read_as_configuration(path)
    path.write_bytes(data)
    for read in (read_bookmark, read_history):
        try:
            read(path)
        except CoachError as error:
            assert_readable(error)
    _read_as_texts(data)


def _read_as_configuration(path: Path) -> None:
    environment = {"COACH_CONFIG": str(path)}
    try:
        before = read_choices(READERS, environment=environment)
        set_value(READERS, path, "speed", "0.9")
        after = read_choices(READERS, environment=environment)
        assert (after.pop("speed").text, after) == ("0.9", {key: before[key] for key in before if key != "speed"})
        unset_value(READERS, path, "speed")
        assert read_choices(READERS, environment=environment) == after
    except SettingsError as error:
        assert_readable(error)


def _read_as_texts(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")[:100]
    for name in sorted(READERS.keys() - {"voice"}):  # a voice's text may name a file, which `sound_files` tries
        try:
            READERS[name](text)
        except CoachError as error:
            assert_readable(error)
