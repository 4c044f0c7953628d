"""Speaks with the voice of the operating system: espeak-ng on Linux, Apple's on macOS, Microsoft's on Windows.

Each utterance is recorded by a process of its own: on Linux a fork of one that has started the engine (`_warm.py`),
else a new one (`_process.py`). Apple's and Microsoft's engines are used as pyttsx3 documents them; coach has been tried
with espeak-ng only.
"""

import difflib
import functools
import re
import sys
import threading
import unicodedata
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from coach.audio.buffer import Audio
from coach.audio.pcm_file import PcmFileError, parse_pcm_file
from coach.errors import SpeechError, UnknownNameError, UnspeakableError
from coach.installation import install_command
from coach.speech.system._child import Answer, Message
from coach.speech.system._process import COMMAND, EngineLostError, ask_engine
from coach.speech.system._version import engine_version
from coach.speech.system._warm import WarmEngine
from coach.speech.voice import VoiceInfo, articulation_wpm

ESPEAK_PACE = (
    (80, 103.0),
    (90, 110.0),
    (100, 123.0),
    (120, 148.0),
    (140, 174.0),
    (160, 198.0),
    (180, 224.0),
    (200, 249.0),
    (240, 300.0),
    (280, 353.0),
    (320, 405.0),
)
"""Pairs of espeak-ng's rate and the words a minute inside trimmed sentences that it gave: measured with espeak-ng 1.52
and the voice gmw/en-us on the calibration text in tests/speech/system/test_voice.py. 80 is its lowest rate. Its other
voices are up to 8 % off."""

PREFERRED_LANGUAGES = ("en-us", "en-gb")
"""Languages of the voice `system` on Linux, best first. The default of espeak-ng itself depends on how it was built."""

LONGEST_TEXT = 2_000
"""Longest text in characters, some minutes of speech. pyttsx3 lets espeak-ng read ten times the text's bytes, which
crashes from 15,750 bytes on; even with four bytes a character this limit is half of that."""

PATIENCE_S = 10.0
PATIENCE_PER_CHARACTER_S = 0.1
"""How long to wait for an engine, in seconds: for its start, and for each character longer than anyone speaks."""

SHORTEST_S = 0.05
FAINTEST = 0.01
"""Length, and peak amplitude, below which a recording is not speech. A lone full stop gives 0.005 s of silence."""


class Ask(Protocol):
    """Asks an engine: `ask_engine` for a command, or `WarmEngine.ask`."""

    def __call__(self, request: Message, *, timeout_s: float) -> Answer:
        """Return the answer, or raise `EngineLostError`."""
        ...


OTHER_VOICE_REMEDY = "Try again, or choose another voice: `coach voices` lists them."


class SystemVoice:
    """A voice of the operating system.

    Each utterance has a process of its own, so that the same text and speed always give the same samples, and so that
    coach survives an engine that hangs or crashes. On Linux these are forks of a process that has started the engine;
    it begins with the first utterance, and ends with `close`, or when this process ends in whatever way.

    `speak` may be called from several threads at once; as many as there are cores are useful.

    Args:
        voice_id: The name of one of `list_system_voices()` without its `system:`. Empty means an English voice on
            Linux, and the engine's default on other systems.
        command: The program that runs the engine.
        patience_s: Seconds to wait for a silent engine, not counting the time for the length of the text.
    """

    def __init__(
        self,
        voice_id: str = "",
        *,
        command: Sequence[str] = COMMAND,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.name = f"system:{voice_id}" if voice_id else "system"
        self._wanted_id = voice_id
        self._engine = WarmEngine(tuple(command))
        self._ask_alone = functools.partial(ask_engine, tuple(command))
        self._patience_s = patience_s
        self._setup: tuple[str, str | None] | None = None
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """See `engine_version`. It does not notice that the default voice of macOS or Windows was changed."""
        return engine_version()

    def speak(self, text: str, *, speed: float) -> Audio:
        """Speak one sentence.

        Args:
            text: Plain text of at most 2,000 characters. Markup and commands are spoken, not obeyed.
            speed: 1.0 is 140 words a minute. espeak-ng cannot speak slower than at 0.66.

        Returns:
            Audio at the engine's sample rate (22,050 Hz for espeak-ng), with silence at both ends.

        Raises:
            SpeechError: There is no engine, it failed twice, the text is empty or too long, or nothing was audible.
            UnknownNameError: The system has no voice with this ID.
        """
        words = plain_text(text)
        if not words or len(words) > LONGEST_TEXT:
            raise _unspeakable(words)
        with self._lock:
            engine, voice_id = self._setup = self._setup or self._choose()
        request = {"text": words, "voice": voice_id, "rate": native_rate(engine, speed)}
        patience_s = self._patience_s + PATIENCE_PER_CHARACTER_S * len(words)
        _, recording = self._ask(request, patience_s)
        return _audible(recording, words)

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def _choose(self) -> tuple[str, str | None]:
        """Return the engine's name, and the ID of the voice to speak with, or None for the engine's default."""
        answer, _ = self._ask({}, self._patience_s)
        engine, voices = str(answer["engine"]), answer["voices"]
        if self._wanted_id:
            return engine, _known_id(self._wanted_id, [str(voice["id"]) for voice in voices])
        return engine, _default_id(voices) if engine == "espeak" else None

    def _ask(self, request: Message, timeout_s: float) -> Answer:
        """Ask the engine, and if it is lost once more, in a new process that shares nothing with others."""
        return _ask(self._engine.ask, self._ask_alone, request, timeout_s)


def list_system_voices(command: Sequence[str] = COMMAND) -> list[VoiceInfo]:
    """Return every voice of the operating system, in the engine's order.

    Raises:
        SpeechError: There is no engine, or it failed twice.
    """
    ask = functools.partial(ask_engine, tuple(command))
    answer, _ = _ask(ask, ask, {}, PATIENCE_S)
    return [
        VoiceInfo(f"system:{voice['id']}", voice["title"], bcp47(voice["language"]), plain_gender(voice["gender"]))
        for voice in answer["voices"]
    ]


def plain_text(text: str) -> str:
    r"""Return a text without anything that an engine would obey instead of speaking it.

    Control characters are removed, because espeak-ng obeys commands after a `\x01` and keeps to them; so are private
    characters, which it uses for its own purposes. `[[` would open a command on macOS, and a leading `<` would make the
    text XML on Windows.
    """
    printable = "".join(" " if unicodedata.category(each) in ("Cc", "Cs", "Co") else each for each in text)
    words = re.sub(r"\[(?=\[)", "[ ", " ".join(printable.split()))
    return f", {words}" if words.startswith("<") else words


def native_rate(engine: str, speed: float) -> int:
    """Convert a speed to the engine's own rate.

    For espeak-ng it is measured. The other engines promise that their rate is in words a minute, which is unmeasured.
    """
    wpm = articulation_wpm(speed)
    if engine != "espeak":
        return round(wpm)
    rates, measured_wpm = zip(*ESPEAK_PACE, strict=True)
    return round(float(np.interp(wpm, measured_wpm, rates)))


def bcp47(code: str) -> str:
    """Return the usual spelling of an engine's language code (`en-us`, `en_US`); empty if it is no code."""
    parts = code.replace("_", "-").lower().split("-")
    if not all(part.isalnum() and part.isascii() for part in parts):
        return ""
    private = parts.index("x") if "x" in parts else len(parts)
    regions = [part.upper() if len(part) == 2 else part for part in parts[1:private]]
    return "-".join([parts[0], *regions, *parts[private:]])


def plain_gender(gender: str) -> str:
    """Return an engine's word for a gender in lower case, without Apple's `VoiceGender` in front."""
    return gender.removeprefix("VoiceGender").lower()


def _known_id(wanted: str, ids: list[str]) -> str:
    """Return an ID as the engine spells it. A person may leave out the folder in it: `en-us` finds `gmw/en-us`."""
    short = {known.rpartition("/")[2].casefold(): known for known in reversed(ids)}
    spelled = short | {known.casefold(): known for known in ids}
    if wanted.casefold() in spelled:
        return spelled[wanted.casefold()]
    near = [f"system:{known}" for known in difflib.get_close_matches(wanted, ids)]
    meant = f"Did you mean {' or '.join(near)}?" if near else "`coach voices` lists them."
    raise UnknownNameError(f"The system has no voice `{wanted}`.", meant)


def _default_id(voices: list[Message]) -> str | None:
    by_language = {str(voice["language"]): str(voice["id"]) for voice in reversed(voices)}
    return next((by_language[code] for code in PREFERRED_LANGUAGES if code in by_language), None)


def _ask(first: Ask, second: Ask, request: Message, timeout_s: float) -> Answer:
    """Ask the engine in one way, and in another if it is lost."""
    try:
        answer, recording = first(request, timeout_s=timeout_s)
    except EngineLostError:
        answer, recording = _ask_again(second, request, timeout_s)
    if "missing" in answer:
        raise _no_engine(str(answer["missing"]))
    if "failed" in answer:
        raise SpeechError(f"The system's speech engine failed: {answer['failed']}.", OTHER_VOICE_REMEDY)
    return answer, recording


def _ask_again(ask: Ask, request: Message, timeout_s: float) -> Answer:
    try:
        return ask(request, timeout_s=timeout_s)
    except EngineLostError as lost:
        raise SpeechError(f"The system's speech engine {lost}, twice.", OTHER_VOICE_REMEDY) from None


def _no_engine(reason: str) -> SpeechError:
    problem = "The system has no speech engine that can be used"
    if sys.platform in ("darwin", "win32"):  # where the engine is a part of the system, and pyttsx3 comes with coach
        return SpeechError(f"{problem} ({reason}).", "Install coach again, or choose another voice.")
    package_manager = "the system's package manager (Debian and Ubuntu: `sudo apt install espeak-ng`)"
    return SpeechError(
        f"{problem}.", f"Install espeak-ng with {package_manager}, or with `{install_command('espeakng-loader')}`."
    )


def _audible(recording: bytes, words: str) -> Audio:
    try:
        audio = parse_pcm_file(recording)
    except PcmFileError as error:
        problem = f"The system's speech engine failed: its recording cannot be used, because {error.reason}."
        raise SpeechError(problem, OTHER_VOICE_REMEDY) from None
    if audio.duration_s < SHORTEST_S or audio.peak < FAINTEST:
        problem = f"The system voice gave nothing audible for “{words[:60]}”."
        raise UnspeakableError(problem, "Write words it can speak.")
    return audio


def _unspeakable(words: str) -> UnspeakableError:
    if not words:
        return UnspeakableError("A text to be spoken is empty.", "Give it words, or leave it out.")
    problem = (
        f"A text of {len(words):,} characters is too long for the system voice, which speaks {LONGEST_TEXT:,} at once."
    )
    return UnspeakableError(problem, "Split it into sentences.")
