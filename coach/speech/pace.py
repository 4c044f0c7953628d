"""Finds out how to make a voice speak at a speed: the speed to ask for, and how much to time-stretch the result.

The speed setting of a voice is coarse, uneven or wrong. So a text is spoken once, measured, and corrected.
"""

from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Pace:
    """The correction that gives a speed with one voice.

    Attributes:
        asked_speed: The speed to ask the voice for.
        time_stretch: The factor to lengthen its speech by.
    """

    asked_speed: float
    time_stretch: float


def calibrate(voice: Voice, speed: float, calibration_text: Text, finish: Callable[[Audio], Audio]) -> Pace:
    """Speak the calibration text, and speak it again at another speed while it is far off; each try takes about 1 s.

    Args:
        voice: Any voice. The better its own speeds, the fewer tries it needs.
        speed: 1.0 is 140 words a minute.
        calibration_text: Sentences like the ones that the voice will speak.
        finish: Trims the voice's speech, so that silence does not count.

    Returns:
        A pace that gives the speed on the calibration text to within 1 %. A voice that does not come near the speed in
        four tries is time-stretched further than `TIME_STRETCH_RANGE`.

    Raises:
        SpeechError: The voice failed, or gave no sound.
    """
    asked = speed
    for attempt in range(1, ATTEMPTS + 1):
        time_stretch = _measured_wpm(voice, asked, calibration_text, finish) / articulation_wpm(speed)
        if TIME_STRETCH_RANGE[0] <= time_stretch <= TIME_STRETCH_RANGE[1] or attempt == ATTEMPTS:
            break
        asked = min(max(asked / time_stretch, MIN_SPEED / 2), MAX_SPEED * 2)
    return Pace(round(asked, 4), 1.0 if abs(time_stretch - 1) < CLOSE_ENOUGH else round(time_stretch, 4))


def _measured_wpm(voice: Voice, speed: float, calibration_text: Text, finish: Callable[[Audio], Audio]) -> float:
    sentences = [sentence for sentence in calibration_text if isinstance(sentence, str)]
    seconds = sum(finish(voice.speak(sentence, speed=speed)).duration_s for sentence in sentences)
    if not seconds:
        raise SpeechError(f"The voice {voice.name} gave no sound.", "Choose another voice: `coach voices` lists them.")
    return 60 * sum(len(sentence.split()) for sentence in sentences) / seconds
