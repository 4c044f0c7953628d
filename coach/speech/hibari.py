"""Speaks with hibari's small neural voices, and downloads nothing.

`heart`, the built-in default voice, is inside hibari's wheel; the others are files that `hibari_models` installed.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from coach.audio.format import AudioFormat
from coach.errors import SpeechError, UnspeakableError
from coach.speech._onnx import forbid_telemetry
from coach.speech._packages import package_version
from coach.speech.voice import VoiceInfo, articulation_wpm

if TYPE_CHECKING:
    from coach.audio.buffer import Audio

SEED = 0
"""Seed of the noise that hibari adds to its voice. It is fixed, so that the same text always gives the same samples."""

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
"""Pairs of hibari's `speed` and the words a minute inside trimmed sentences that it gave: measured with heart and
hibari-tts 0.2.1 on coaching text. The calibration in `pace.py` starts from them. The steps are uneven because hibari
rounds the length of each sound to whole frames."""

PACE_VERSION = 1
"""Raise it when `PACE` changes."""

HEART = VoiceInfo("heart", "Heart, built in", "en-US", "female")


class HibariVoice:
    """One of hibari's voices. It loads its model on the first `speak`, which takes about half a second.

    Args:
        name: `heart`, which is built in, or the name of an installed voice.
        model: The file of an installed voice, from `hibari_models.model_path`; without it hibari would download one.
    """

    def __init__(self, name: str = HEART.name, model: Path | None = None) -> None:
        self.name = name
        self._model = model
        self._engine: Any = None
        self._loading = Lock()

    @property
    def version(self) -> str:
        """The version of hibari-tts, which decides the samples and fixes each voice's file, and that of `PACE`."""
        return f"hibari-tts {package_version('hibari-tts')} pace {PACE_VERSION}"

    def speak(self, text: str, *, speed: float) -> "Audio":
        """Speak one sentence, at hibari's 24 kHz, with about half a second of near-silence around it.

        Args:
            text: Plain text. Markup for pronunciation is spoken, not obeyed.
            speed: 1.0 is 140 words a minute.

        Raises:
            SpeechError: The engine could not be loaded, failed, or gave no sound.
        """
        import numpy as np

        from coach.audio.buffer import Audio

        native_speeds, wpm = zip(*PACE, strict=True)
        native_speed = float(np.interp(articulation_wpm(speed), wpm, native_speeds))
        engine = self._load()
        try:
            samples = engine(text.translate(_NO_MARKUP), speed=native_speed, seed=SEED)
        except MemoryError:
            raise
        except Exception as error:  # hibari's speller has no errors of its own: 40 digits raise an IndexError
            raise UnspeakableError(
                f"The voice {self.name} cannot speak “{text[:60]}”.", "Write it in English words."
            ) from error
        if not len(samples):
            raise UnspeakableError(f"The voice {self.name} gave no sound for “{text}”.", "Write it in English words.")
        return Audio(np.asarray(samples, dtype=np.float32), AudioFormat(engine.sample_rate))

    def close(self) -> None:
        """Release the model. Speaking again loads it anew."""
        self._engine = None

    def _load(self) -> Any:
        with self._loading:
            if self._engine is None:
                forbid_telemetry()
                try:
                    engine = self._loaded()
                except MemoryError:
                    raise
                except Exception as error:  # onnxruntime's errors have no base of their own
                    problem = f"The voice {self.name} could not be loaded: {error}."
                    raise SpeechError(problem, "Install coach again, or choose another voice.") from error
                self._engine = engine
            return self._engine

    def _loaded(self) -> Any:
        """Load the network and the dictionaries at once: onnxruntime holds no lock of Python while it loads.

        Each takes as long as the other, and the first word waits for both. Left to itself, hibari would load the
        dictionaries for the first sentence, in each thread that speaks one.
        """
        from hibari import Hibari
        from hibari.g2p import G2P
        from hibari.voices import VOICES

        from coach.speech.pool import side_by_side

        model = str(self._model) if self._model else None
        spellers: list[Any] = []

        def spell(text: str) -> Any:
            return spellers[0](text)

        loads: tuple[Callable[[], Any], ...] = (
            lambda: Hibari(voice=self.name, model=model, g2p=spell),
            lambda: spellers.append(G2P(british=VOICES[self.name]["british"])),
        )
        engine, _ = side_by_side(lambda load: load(), loads, workers=len(loads))
        return engine


_NO_MARKUP = str.maketrans("[]", "()")
"""Replaces square brackets, because hibari reads `[word](/sounds/)` as a pronunciation. A text is spoken as written."""
