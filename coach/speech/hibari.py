"""hibari's small neural voices. `heart`, the built-in default, is inside its wheel; nothing is ever downloaded here."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import AudioFormat
from coach.errors import SpeechError
from coach.speech.onnx import forbid_telemetry
from coach.speech.voice import VoiceInfo, articulation_wpm

SEED = 0
"""hibari adds a little noise to its voice; with a fixed seed the same text always gives the same samples."""

PACE = (
    (0.35, 84.0),
    (0.40, 98.0),
    (0.45, 116.0),
    (0.50, 121.0),
    (0.56, 128.0),
    (0.58, 143.0),
    (0.66, 152.0),
    (0.68, 169.0),
    (0.75, 179.0),
    (0.80, 198.0),
    (0.85, 220.0),
    (0.90, 233.0),
    (1.00, 244.0),
    (1.20, 270.0),
    (1.30, 281.0),
    (1.34, 352.0),
    (1.60, 381.0),
    (2.00, 423.0),
)
"""hibari's `speed` and the words a minute inside trimmed sentences that heart gave with hibari-tts 0.2.1 on coaching
text: where the calibration in `pace.py` starts from. The steps are its own: it rounds each sound to whole frames."""

PACE_VERSION = 1
"""Counts the changes of `PACE`."""

HEART = VoiceInfo("heart", "Heart, built in", "en-US", "female")


class HibariVoice:
    """One of hibari's voices; loads its model, in about half a second, on the first `speak`.

    Args:
        name: `heart`, which is built in, or an installed one.
        model: The file of an installed one, from `hibari_models.model_path`. Given one, hibari downloads nothing.
    """

    def __init__(self, name: str = HEART.name, model: Path | None = None) -> None:
        self.name = name
        self._model = model
        self._engine: Any = None

    @property
    def version(self) -> str:
        """The installed hibari-tts decides what a text sounds like, down to each voice's file; `PACE` how fast."""
        return f"hibari-tts {version('hibari-tts')} pace {PACE_VERSION}"

    def speak(self, text: str, *, speed: float) -> Audio:
        """Speak one sentence, at hibari's 24 kHz, with about half a second of near-silence around it.

        Args:
            text: Plain text; markup for pronunciation is not interpreted.
            speed: 1.0 is 140 words a minute.

        Raises:
            SpeechError: The engine could not be loaded, or gave no sound.
        """
        native_speeds, wpm = zip(*PACE, strict=True)
        native_speed = float(np.interp(articulation_wpm(speed), wpm, native_speeds))
        engine = self._load()
        try:
            samples = engine(text.translate(_NO_MARKUP), speed=native_speed, seed=SEED)
        except Exception as error:  # its speller raises whatever it runs into, such as IndexError on 40 digits
            raise SpeechError(
                f"The voice {self.name} cannot speak “{text[:60]}”.", "Write it in English words."
            ) from error
        if not len(samples):
            raise SpeechError(f"The voice {self.name} gave no sound for “{text}”.", "Write it in English words.")
        return Audio(np.asarray(samples, dtype=np.float32), AudioFormat(engine.sample_rate))

    def close(self) -> None:
        """Forget the model."""
        self._engine = None

    def _load(self) -> Any:
        if self._engine is None:
            forbid_telemetry()
            try:
                from hibari import Hibari

                self._engine = Hibari(voice=self.name, model=str(self._model) if self._model else None)
            except Exception as error:  # onnxruntime's errors have no base of their own
                problem = f"The voice {self.name} could not be loaded: {error}."
                raise SpeechError(problem, "Install coach again, or choose another voice.") from error
        return self._engine


_NO_MARKUP = str.maketrans("[]", "()")
"""hibari reads `[word](/sounds/)` as a pronunciation; an author's text is spoken as written."""
