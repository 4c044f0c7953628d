"""Print how fast each voice really speaks: `python -m tests.reports.pace_report [VOICE …]`, by default every voice.

Measures sentences that the voice was not calibrated on. Words a minute are those of a text that is read in sentences of
eight words with half a second between them, as `coach.speech.voice` defines them.
"""

import sys
from collections.abc import Iterable

from coach.errors import CoachError
from coach.script.library import Library
from coach.script.routine import Stretch
from coach.script.steps import Say, Sides
from coach.session.voices import find_voice
from coach.speech.speaker import Speaker
from coach.speech.voice import SENTENCE_PAUSE_S, SENTENCE_WORDS, WORDS_PER_MINUTE

SPEEDS = (0.6, 0.8, 1.0, 1.25, 1.6)
VOICES = ("heart", "system", "joe")


def unheard_sentences() -> list[str]:
    """List the instructions of the shipped stretches with at least six words, if the calibration text lacks them."""
    library = Library()
    texts = (text for name in library.stretch_names() for text in _texts(library, name))
    filled = (text.replace("{side}", "left").replace("{other_side}", "right") for text in texts)
    return [text for text in filled if len(text.split()) >= 6 and text not in library.phrasebook().calibration]


def _texts(library: Library, name: str) -> list[str]:
    script = library.find(name)
    assert isinstance(script, Stretch)
    steps = [step for outer in script.steps for step in (outer.steps if isinstance(outer, Sides) else (outer,))]
    says = [step for step in steps if isinstance(step, Say)]
    return [part for step in says for part in (*step.text, *step.again) if isinstance(part, str)]


def measured_wpm(speaker: Speaker, sentences: list[str]) -> float:
    """Measure the words a minute, pauses included, by the lengths of finished clips."""
    words = sum(len(text.split()) for text in sentences)
    seconds_a_word = sum(speaker.clip(text).duration_s for text in sentences) / words
    return 60 * SENTENCE_WORDS / (SENTENCE_WORDS * seconds_a_word + SENTENCE_PAUSE_S)


def report(name: str, speeds: Iterable[float] = SPEEDS, *, most: int = 100) -> list[tuple[float, float, float]]:
    """Measure a voice at several speeds.

    Args:
        name: The name that `--voice` takes.
        speeds: The speeds; 1.0 is 140 words a minute.
        most: How many sentences to speak at most.

    Returns:
        For each speed the wanted and the measured words a minute, and the error as a fraction.
    """
    sentences, calibration_text = unheard_sentences()[:most], Library().phrasebook().calibration
    rows = []
    for speed in speeds:
        speaker = Speaker(find_voice(name), speed=speed, calibration_text=calibration_text, cache=None)
        wanted, measured = speed * WORDS_PER_MINUTE, measured_wpm(speaker, sentences)
        rows.append((wanted, measured, measured / wanted - 1))
    return rows


def main() -> None:
    """Print the table; a voice that cannot speak here has a sentence instead."""
    print(f"{'voice':<8} {'speed':>5} {'wanted':>7} {'measured':>9} {'error':>7}")
    for name in sys.argv[1:] or VOICES:
        try:
            for speed, (wanted, measured, error) in zip(SPEEDS, report(name), strict=True):
                print(f"{name:<8} {speed:>5} {wanted:>7.1f} {measured:>9.1f} {error:>+7.1%}", flush=True)
        except CoachError as error:
            print(f"{name:<8} {error}")


if __name__ == "__main__":
    main()
