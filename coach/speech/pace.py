"""How to make a voice speak at a speed: what to ask of it, and how much to stretch what it gives.

A voice's own speed setting is coarse, bent or wrong; so a text is spoken once, measured, and corrected.
"""

from collections.abc import Callable
from dataclasses import dataclass

from coach.audio.buffer import Audio
from coach.errors import SpeechError
from coach.script.steps import Text
from coach.settings.values import MAX_SPEED, MIN_SPEED
from coach.speech.voice import Voice, articulation_wpm

TIME_STRETCH_RANGE = (0.9, 1.1)
"""As far as speech is stretched rather than asked for again at another speed: nobody hears it within this."""

CLOSE_ENOUGH = 0.01
"""Less than this is not worth stretching; 4 % is what is promised."""

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Pace:
    """What gives a speed with one voice.

    Attributes:
        asked_speed: What to ask of the voice.
        time_stretch: How much longer to make what it says.
    """

    asked_speed: float
    time_stretch: float


def calibrate(voice: Voice, speed: float, calibration_text: Text, finish: Callable[[Audio], Audio]) -> Pace:
    """Speak the calibration text, and again at another speed while it is far off; takes about a second a time.

    Args:
        voice: Any; the better its own speeds, the fewer times it is asked.
        speed: 1.0 is 140 words a minute.
        calibration_text: Sentences such as the voice will have to speak.
        finish: Trims what the voice gives, so that silence does not count as speech.

    Returns:
        A pace that gives the speed on the calibration text to within 1 %; a voice that cannot come near it is stretched further.

    Raises:
        SpeechError: From the voice.
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
