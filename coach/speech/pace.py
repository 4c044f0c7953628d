"""Finds out how to make a voice speak at a speed: the speed to ask for, and how much to time-stretch the result.

The speed setting of a voice is coarse, uneven or wrong. So a text is spoken once, measured, and corrected. What that
gives for the built-in voice is known beforehand: see `known_pace`.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from coach.audio.buffer import Audio
from coach.errors import SpeechError
from coach.script.steps import Text
from coach.settings.values import MAX_SPEED, MIN_SPEED
from coach.speech.voice import Voice, articulation_wpm

TIME_STRETCH_RANGE = (0.9, 1.1)
"""Factors of time-stretching that nobody hears. Outside of them, the voice is asked again at another speed."""

CLOSE_ENOUGH = 0.01
"""Error of the speed that is not worth time-stretching. Coach promises 4 %."""

ATTEMPTS = 4

KNOWN_PACES = Path(__file__).with_name("paces.json")
"""Measurements of the built-in voice at every hundredth of a speed, made by `python -m tests.reports.paces --write`."""

SPEED_STEPS = 100
"""Speeds between 1.0 and 2.0 at which the voice was measured."""

Each: TypeAlias = Callable[[Callable[[str], float], Iterable[str]], Iterable[float]]
"""Applies a function to each sentence and gives the results in their order, as `map` does; it may do so in threads."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The correction that gives a speed with one voice.

    Attributes:
        asked_speed: The speed to ask the voice for.
        time_stretch: The factor to lengthen its speech by.
    """

    asked_speed: float
    time_stretch: float


def calibrate(
    voice: Voice, speed: float, calibration_text: Text, finish: Callable[[Audio], Audio], *, each: Each = map
) -> Pace:
    """Speak the calibration text, and speak it again at another speed while it is far off; each try takes about 1 s.

    Args:
        voice: Any voice. The better its own speeds, the fewer tries it needs.
        speed: 1.0 is 140 words a minute.
        calibration_text: Sentences like the ones that the voice will speak.
        finish: Trims the voice's speech, so that silence does not count.
        each: Speaks the sentences; something other than `map` may speak several at a time.

    Returns:
        A pace that gives the speed on the calibration text to within 1 %. A voice that does not come near the speed in
        four tries is time-stretched further than `TIME_STRETCH_RANGE`.

    Raises:
        SpeechError: The voice failed, or gave no sound.
    """
    return pace_for(speed, *measure(voice, speed, calibration_text, finish, each=each))


def measure(
    voice: Voice, speed: float, calibration_text: Text, finish: Callable[[Audio], Audio], *, each: Each = map
) -> tuple[float, float]:
    """Find the speed to ask a voice for, as `calibrate` does; return it and the words a minute that it gives."""
    asked = speed
    for attempt in range(1, ATTEMPTS + 1):
        wpm = _measured_wpm(voice, asked, calibration_text, finish, each)
        time_stretch = wpm / articulation_wpm(speed)
        if TIME_STRETCH_RANGE[0] <= time_stretch <= TIME_STRETCH_RANGE[1] or attempt == ATTEMPTS:
            break
        asked = min(max(asked / time_stretch, MIN_SPEED / 2), MAX_SPEED * 2)
    return asked, wpm


def pace_for(speed: float, asked_speed: float, wpm: float) -> Pace:
    """Return the pace that gives a speed with a voice that speaks `wpm` words a minute at the speed asked for."""
    time_stretch = wpm / articulation_wpm(speed)
    return Pace(round(asked_speed, 4), 1.0 if abs(time_stretch - 1) < CLOSE_ENOUGH else round(time_stretch, 4))


def known_pace(voice: Voice, speed: float, calibration_text: Text) -> Pace | None:
    """Look up what `calibrate` would find out for a voice, a speed and a text; None if it was not measured beforehand.

    Between two hundredths the nearer one's measurement holds, so that such a speed is as exact as `calibrate` makes it.
    """
    known = _known_paces().get(voice.name) if MIN_SPEED <= speed <= MAX_SPEED else None
    if known is None or (known["version"], known["text"]) != (voice.version, text_digest(calibration_text)):
        return None
    asked_speed, wpm = known["measured"][round((speed - MIN_SPEED) * SPEED_STEPS)]
    return pace_for(speed, asked_speed, wpm)


def text_digest(calibration_text: Text) -> str:
    """Return a digest by which a calibration text is known again."""
    return sha256(str(calibration_text).encode()).hexdigest()[:16]


@cache
def _known_paces() -> dict[str, Any]:
    """Return the measurements by voice: its version, the digest of its text, and pairs of asked speed and words."""
    known: dict[str, Any] = json.loads(KNOWN_PACES.read_text("utf-8"))
    return known


def _measured_wpm(
    voice: Voice, speed: float, calibration_text: Text, finish: Callable[[Audio], Audio], each: Each
) -> float:
    sentences = [sentence for sentence in calibration_text if isinstance(sentence, str)]
    seconds = sum(each(lambda sentence: finish(voice.speak(sentence, speed=speed)).duration_s, sentences))
    if not seconds:
        raise SpeechError(f"The voice {voice.name} gave no sound.", "Choose another voice: `coach voices` lists them.")
    return 60 * sum(len(sentence.split()) for sentence in sentences) / seconds
