"""Finds what a session says, so that other programs can be given the same text with the same silences."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from coach.session.session import plan_session
from coach.settings.values import Settings

COACH = (sys.executable, "-m", "coach")
SMALL = """\
stretch: Small
position: standing
source: "hold 5 s"
steps:
  - say: Stand tall. Lift your arms.
  - hold: 5 s
"""
"""The session of an ordinary test run, which is as short as sessions are."""

CALIBRATION_FACTOR = 1.5
"""How many times as long as the longest sentence a text is that is spoken only to measure a voice's pace."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and the silence until the next one begins, or until the session ends, in seconds."""

    text: str
    then_s: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that a session asks its voice for, and at which of coach's speeds."""

    text: str
    speed: float


@dataclass(frozen=True, slots=True)
class Said:
    """A session, all its sentences in their order, and a cache that holds its clips by the built-in voice."""

    name: str
    lines: list[Line]
    cache: Path


def say(folder: Path, *, is_small: bool) -> Said:
    """Have the real command speak the whole routine, or a session of one stretch; keep all in a folder."""
    name, cache = "middle-back", folder / "cache"
    if is_small:
        name = str(folder / "small.yaml")
        Path(name).write_text(SMALL, "utf-8")
    command, environment = [*COACH, "timeline", name, "--json"], {**os.environ, "COACH_CACHE_DIR": str(cache)}
    sheet = subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8").stdout
    rows = [json.loads(line) for line in sheet.splitlines()]
    spoken = [row for row in rows if row["kind"] == "speech"]
    starts_s = [row["start_s"] for row in spoken[1:]] + [max(row["end_s"] for row in rows)]
    lines = [Line(row["text"], round(next_s - row["end_s"], 3)) for row, next_s in zip(spoken, starts_s, strict=True)]
    return Said(name, lines, cache)


def asked_of(voice: type, name: str, settings: Settings) -> list[Asked]:
    """Return the texts that a session asks a voice for while nothing is kept, each once, in the order of their end.

    Args:
        voice: The class of the voice.
        name: The name of the session.
        settings: The settings, which choose that voice.
    """
    asked: list[Asked] = []
    speak = voice.speak  # type: ignore[attr-defined]

    def listen(self: object, text: str, *, speed: float) -> object:
        clip = speak(self, text, speed=speed)
        asked.append(Asked(text, speed))
        return clip

    with _empty_cache(), patch.object(voice, "speak", listen):
        timeline = plan_session(name, settings).timeline()
    longest = max(len(cue.text) for cue in timeline.cues())
    speed = asked[-1].speed  # the first ones may have measured the voice's pace
    return [
        each for each in dict.fromkeys(asked) if each.speed == speed and len(each.text) < CALIBRATION_FACTOR * longest
    ]


@contextmanager
def _empty_cache() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, COACH_CACHE_DIR=folder):
        yield
