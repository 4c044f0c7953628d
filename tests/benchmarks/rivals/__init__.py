"""Programs that coach is measured against, each written as a person would who needs no more than it does.

`voice_alone` and `encoder_alone` bound what coach itself can reach. `espeak_processes` is the plain way to many
sentences. `pyttsx3_and_pydub`, `espeak-ng -m` and `piper_and_sox` are what a person might pick instead of coach.
"""

import shutil
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.benchmarks.speech import Line

FOLDER = Path(__file__).parent

SHORTCOMINGS = {
    "": ("coach", "pyttsx3 + pydub", "espeak-ng -m", "piper + sox"),
    "holds exact, whatever is said inside": ("yes", "no", "no", "no"),
    "prompts on the frame where their phase begins": ("yes", "no", "no", "no"),
    "every sentence at the same loudness": ("yes", "no", "no", "its peak alone"),
    "true peaks held": ("yes", "no", "no", "no"),
    "chimes and breath tones": ("yes", "no", "no", "no"),
    "chapters and tags": ("yes", "no", "no", "no"),
    "a sentence sounds the same whatever was said before": ("yes", "no", "no", "no"),
    "a recording that failed is noticed": ("yes", "no", "no", "no"),
    "a run that was killed goes on": ("yes", "no", "no", "no"),
}
"""What coach does, and each of the others does not; the silences that they are given are coach's own."""
"""What each program of the comparison does of all that coach does, as far as its script goes."""


def script(name: str, *arguments: object) -> list[str]:
    """Return the command of one of the scripts in this folder."""
    return [sys.executable, str(FOLDER / f"{name}.py"), *map(str, arguments)]


def needed(program: str) -> str:
    """Return the path of a rival's program; skip the test where it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def ssml(lines: list[Line]) -> str:
    """Write lines as SSML with a break after each, in whole milliseconds."""
    parts = (f'{escape(line.text)}<break time="{round(1000 * line.then_s)}ms"/>' for line in lines)
    return f"<speak>{' '.join(parts)}</speak>"


def shortcomings() -> list[str]:
    """Lay out `SHORTCOMINGS` as lines of text."""
    widths = [
        max(map(len, SHORTCOMINGS)),
        *(max(map(len, column)) for column in zip(*SHORTCOMINGS.values(), strict=True)),
    ]
    rows = [(name or "does it have", *cells) for name, cells in SHORTCOMINGS.items()]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
