"""Reads any bytes as a script. What can be read is scheduled and checked; the rest is refused in sentences."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coach.audio.buffer import Audio
from coach.errors import CoachError
from coach.export.text.cue_sheet import cue_sheet
from coach.files import bundled
from coach.schedule import schedule
from coach.schedule.check import check, measure
from coach.script.choices import choose
from coach.script.library import Library, as_routine
from coach.script.reference import reference
from coach.script.routine import Routine
from coach.settings.values import Settings
from tests.fakes import FAKE_TONES, WORD_FRAMES
from tests.schedule import practices

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()

WORDS = (
    *dict.fromkeys(re.findall(r"`(\w+):?`", reference())),
    *(
        "\n  - ",
        "\n    - ",
        ": ",
        "20-30 s",
        "5-10 breaths",
        "4:4:4:4",
        "{side}",
        "{n}",
        "[pause: 2 s]",
        "| ",
        "> ",
        '"',
    ),
)
"""Keys, verbs and values of the language, and marks of YAML."""


def seeds() -> Iterator[bytes]:
    """Return the scripts that come with coach, and those of six kinds of practice."""
    for path in sorted(bundled("scripts").glob("*s/*.yaml")):
        yield path.read_bytes()
    for text in vars(practices).values():
        if isinstance(text, str) and re.match(r"(stretch|routine): ", text):
            yield text.encode()


def fuzz(data: bytes) -> None:
    """Read, schedule and check a script."""
    path = Path(os.environ["HOME"], "a.yaml")
    path.write_bytes(data)
    try:
        do_all_with(choose(as_routine(LIBRARY.read(path)), {}), Settings())
    except CoachError as error:
        assert_readable(error)


def do_all_with(routine: Routine, settings: Settings) -> None:
    """Schedule a routine, check it and write its cue sheet."""
    timeline = schedule(routine, settings, PHRASES, _clip, FAKE_TONES)
    check(routine, settings, PHRASES, timeline)
    measure(routine, settings, PHRASES, timeline)
    assert list(cue_sheet(timeline))


def assert_readable(error: CoachError) -> None:
    """Check that an error is short, and says what is wrong and what to do."""
    assert error.problem
    assert error.remedy
    assert len(str(error)) < 10_000, f"an error of {len(str(error))} characters"


def _clip(text: str) -> Audio:
    """Return a clip of a quarter of a second a word, which takes no memory however long it is."""
    return Audio(np.broadcast_to(np.float32(0.25), len(text.split()) * WORD_FRAMES or 1))
