"""Measure the built-in voice at every hundredth of a speed, so that no listener has to wait until it is calibrated.

    python -m tests.reports.paces              measure at some speeds, compare with coach/speech/paces.json
    python -m tests.reports.paces --write      measure at all speeds, write that file: some minutes

Write it anew when the voice's package, its own paces, the calibration text or the finishing of clips changes.
"""

import argparse
import json
import sys

from coach.script.library import Library
from coach.settings.values import MAX_SPEED, MIN_SPEED
from coach.speech import pace
from coach.speech.finishing import words_of
from coach.speech.hibari import HEART, HibariVoice
from coach.speech.pace import Pace, calibrate, known_pace, measure, pace_for, text_digest

STEP_COUNT = round((MAX_SPEED - MIN_SPEED) * pace.SPEED_STEPS)
SPEEDS = tuple(round(MIN_SPEED + step / pace.SPEED_STEPS, 2) for step in range(STEP_COUNT + 1))
SOME_SPEEDS = (0.5, 0.8, 1.0, 1.25, 1.6, 2.0)


def differing(speeds: tuple[float, ...] = SOME_SPEEDS) -> list[tuple[float, Pace, Pace | None]]:
    """List the speeds at which the voice's pace is not the known one: the speed, the measured and the known pace."""
    voice, text = HibariVoice(), Library().phrasebook().calibration
    paces = [(speed, calibrate(voice, speed, text, words_of), known_pace(voice, speed, text)) for speed in speeds]
    return [(speed, measured, known) for speed, measured, known in paces if measured != known]


def write() -> None:
    """Measure the voice at all speeds, a row of the file for each."""
    voice, text = HibariVoice(), Library().phrasebook().calibration
    rows = []
    for speed in SPEEDS:
        asked_speed, wpm = measure(voice, speed, text, words_of)
        rows.append((round(asked_speed, 4), round(wpm, 4)))
        if pace_for(speed, *rows[-1]) != pace_for(speed, asked_speed, wpm):
            raise SystemExit(f"The measurement at {speed} needs more decimals.")
        print(speed, *rows[-1], flush=True)
    measured = ",\n    ".join(map(json.dumps, rows))
    head = json.dumps({"version": voice.version, "text": text_digest(text)})[:-1]
    pace.KNOWN_PACES.write_text(f'{{"{HEART.name}": {head}, "measured": [\n    {measured}\n]}}}}\n', "utf-8")


def main() -> int:
    """Compare or write, as the options say; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="measure at all speeds and write the file")
    if parser.parse_args().write:
        write()
        return 0
    different = differing()
    for speed, measured, known in different:
        print(f"{speed}: {measured}, known is {known}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
