"""The engine's side of the system voice: a program that answers one request and ends, or stays warm and forks.

It answers with a line of JSON on standard output, after which the bytes of the recording follow if there is one.
Started plainly, it reads one request, a line of JSON, from standard input, which stays open as long as its parent
lives. Started with `--warm` (Linux only), it starts espeak-ng once, and answers each request in a fork of itself. It is
the only module that imports pyttsx3, and imports nothing of coach, so that it starts quickly and from any kind of
installation.
"""

import contextlib
import ctypes
import gc
import io
import json
import os
import select
import shutil
import signal
import socket
import sys
import threading
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, NoReturn, Protocol, TypeAlias

Message: TypeAlias = dict[str, Any]
"""A request to speak has `text`, `voice` (None for the engine's default) and `rate`; without them it asks for the
voices. A request on standard input also has `folder`, a private folder of the parent's. An answer has one of `voices`
(with `engine`), `spoken` (the bytes of the recording, which
follows), `lost` (another try may help), `failed` (no try will help) or
`missing` (there is no engine); the last three say why."""

Answer: TypeAlias = tuple[Message, bytes]
"""A message, and the bytes of the WAV or AIFF file that belongs to it; empty if none does."""

Fail: TypeAlias = Callable[[object], NoReturn]
"""Answers with an error and ends the process."""

REQUEST_BYTES = 65_536
"""Longest request to a warm process, twice as long as 2,000 characters can get in JSON."""

ESPEAK_PATH_BYTES = 144
"""Longest ESPEAK_DATA_PATH in bytes: espeak-ng appends `/espeak-ng-data` to it in a buffer of 160 bytes."""

SYSTEM_ESPEAK = ("libespeak-ng.so.1", "/usr/local/lib/libespeak-ng.so.1")
"""The libraries that pyttsx3 tries to load on Linux."""

BUFFER_MS = 1000
"""Length of the pieces that espeak-ng hands over: pyttsx3's own."""

DIE_WITH_PARENT = 1
"""Linux' PR_SET_PDEATHSIG, see prctl(2)."""

NO_SOUND_SERVER = " "
"""The address of a sound server that libpulse takes for none. Debian's espeak-ng would ask one at its start, play
nothing, and leave a cookie at home."""

HAS_ESPEAK = sys.platform not in ("darwin", "win32")
"""Whether the system's voice is espeak-ng."""


class Engine(Protocol):
    """Speaks, and lists its voices: espeak-ng itself, or an engine of pyttsx3's."""

    def prepare(self, request: Message) -> None:
        """Do that part of the work for a request which leaves no trace in its samples or in those of others."""
        ...

    def voices(self) -> Message:
        """Return the answer that names the engine and its voices."""
        ...

    def record(self, request: Message, fail: Fail) -> Answer:
        """Speak a text, and return its recording; `fail` may be called from any thread."""
        ...


def main() -> None:
    """Answer the request on standard input, or with `--warm FOLDER` all those that arrive on it."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl+C reaches every process of the terminal; the parent decides what it means
    if sys.argv[1:2] == ["--warm"]:
        serve(socket.socket(fileno=0), Path(sys.argv[2]))
        return
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # pyttsx3 prints, which must not get into the answer
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, args=(request["folder"],), daemon=True).start()
    answer_and_end(answers, lambda fail: respond(request, fail))


def answer_and_end(answers: BinaryIO, respond: Callable[[Fail], Answer]) -> NoReturn:
    """Write what `respond` returns, or why it failed, and end the process."""

    def answer(message: Message, recording: bytes = b"") -> NoReturn:
        answers.write(json.dumps(message).encode() + b"\n" + recording)
        answers.flush()
        os._exit(0)  # unloading espeak-ng does not always succeed

    try:
        answer(*respond(lambda error: answer({"failed": str(error)})))
    except Exception as error:  # the parent has to be told of every error
        answer({"failed": f"{type(error).__name__}: {error}"})


def _end_with_parent(folder: str) -> None:
    """Wait until standard input ends, because the parent has ended. It is a thread, because the engine may hang."""
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def serve(requests: socket.socket, folder: Path) -> None:
    """Start the engine, and answer each request in a fork of this process, as if it were its first.

    espeak-ng's samples depend on all that it has spoken before. So this process never speaks, and each fork once.

    A packet on `requests` is a request, with three descriptors: a pipe that the parent keeps open as long as it wants
    the answer, one for the answer, and a file for standard error. Whenever such a pipe ends, its fork is killed. When
    `requests` and all the pipes have ended, because the parent has, `folder` is removed and this process ends.
    """
    try:
        is_alone = len([*Path("/proc/self/task").iterdir()]) == 1  # a fork would lack the other threads
        # The one that espeak-ng starts up to version 1.51 is not missed: it waits for what is asked asynchronously.
        engine = start_engine(folder)
        gc.freeze()  # a fork that tidied up would copy all the pages that it shares
        if is_alone:
            _fork_for_each(requests, engine)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # unloading espeak-ng does not always succeed


def _fork_for_each(requests: socket.socket, engine: Engine) -> None:
    forks: dict[int, int] = {}
    die_with_parent = partial(ctypes.CDLL(None).prctl, DIE_WITH_PARENT, signal.SIGKILL)
    events = select.poll()
    events.register(requests, select.POLLIN)
    is_open = True
    while is_open or forks:
        for descriptor, _ in events.poll():
            if descriptor in forks:
                events.unregister(descriptor)
                os.close(descriptor)
                process = forks.pop(descriptor)
                os.kill(process, signal.SIGKILL)  # it has mostly ended by itself, and is a zombie until the next line
                os.waitpid(process, 0)
                continue
            packet, descriptors, _, _ = socket.recv_fds(requests, REQUEST_BYTES, 3)
            if is_open := bool(packet):
                wanted, answers, errors = descriptors
                request = json.loads(packet)
                engine.prepare(request)
                forks[wanted] = _fork(partial(_answer, engine, request), answers, errors, die_with_parent)
                events.register(wanted, 0)  # tells of its end alone
            else:
                events.unregister(requests)


def _fork(respond: Callable[[Fail], Answer], answers: int, errors: int, die_with_parent: Callable[[], object]) -> int:
    """Let a fork answer, and return its process ID."""
    parent = os.getpid()
    process = os.fork()
    if process == 0:
        try:
            die_with_parent()
            os.dup2(errors, 0)  # else the fork would keep alive what its parent reads
            os.dup2(errors, 1)
            os.dup2(errors, 2)
            if os.getppid() == parent:
                answer_and_end(os.fdopen(answers, "wb"), respond)
        finally:
            os._exit(1)  # the answer could not be written
    os.close(answers)
    os.close(errors)
    return process


def respond(request: Message, fail: Fail) -> Answer:
    """Start the engine and answer the request; `fail` answers instead, from any thread."""
    try:
        engine = start_engine(Path(request["folder"]))
    except (ImportError, OSError, RuntimeError) as error:
        return {"missing": str(error)}, b""
    return _answer(engine, request, fail)


def _answer(engine: Engine, request: Message, fail: Fail) -> Answer:
    return engine.record(request, fail) if "text" in request else (engine.voices(), b"")


def start_engine(folder: Path) -> Engine:
    """Start the system's engine; on Linux with the package's espeak-ng if the system has none.

    Args:
        folder: An empty folder that the engine may use as long as it runs.
    """
    if not HAS_ESPEAK:
        return Pyttsx3Engine(folder)
    os.environ["PULSE_SERVER"] = NO_SOUND_SERVER
    if not has_system_espeak():
        _load_packaged_espeak(folder)
    return EspeakEngine()


def has_system_espeak() -> bool:
    """Tell whether the dynamic linker finds espeak-ng."""
    for library in SYSTEM_ESPEAK:
        try:
            ctypes.CDLL(library)
        except OSError:
            continue
        return True
    return False


def _load_packaged_espeak(folder: Path) -> None:
    """Load espeakng-loader's library, if it is installed, so that pyttsx3 finds it under the library's own name."""
    try:
        import espeakng_loader
    except ImportError:
        return
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = short_path(Path(espeakng_loader.get_data_path()).parent, folder)


def short_path(target: Path, folder: Path) -> str:
    """Return a path that espeak-ng takes: `target` itself if it is short enough, else a link to it in `folder`."""
    if len(os.fsencode(target)) <= ESPEAK_PATH_BYTES:
        return str(target)
    link = folder / "espeak"
    link.symlink_to(target, target_is_directory=True)
    return str(link)


class EspeakEngine:
    """espeak-ng in its synchronous mode, by pyttsx3's binding of its functions.

    pyttsx3's own engine runs it in a thread, which loses settings that are followed too soon by a text, and which a
    fork would lack. In this mode the thread that asks does all the work; the samples are the same.
    """

    def __init__(self) -> None:
        from pyttsx3.drivers import _espeak

        self._espeak = _espeak
        self._sample_rate = _espeak.Initialize(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS)
        if self._sample_rate <= 0:
            raise RuntimeError("espeak-ng could not be started")
        # A voice keeps traces of the one before it, so pyttsx3's own start is repeated: its default voice and its rate.
        default = _espeak.GetCurrentVoice()
        _espeak.SetVoiceByName((default and default.contents.name) or b"gmw/en")
        _espeak.SetParameter(_espeak.RATE, 200, 0)
        self._voice: str | None = None

    def prepare(self, request: Message) -> None:
        """Load the voice, which takes as long as a sentence does, unless another was loaded before."""
        voice = request.get("voice")
        if self._voice is None and voice and self._espeak.SetVoiceByName(voice.encode()) == self._espeak.EE_OK:
            self._voice = voice

    def voices(self) -> Message:
        """Return every voice; the language comes after a byte that tells how well the voice speaks it."""
        genders = ("", "Male", "Female")
        return {
            "engine": "espeak",
            "voices": [
                {
                    "id": voice.identifier.decode().lower(),
                    "title": voice.name.decode(),
                    "language": (voice.languages or b"")[1:].decode(errors="ignore"),
                    "gender": genders[voice.gender] if voice.gender < len(genders) else "",
                }
                for voice in self._espeak.ListVoices(None)
            ],
        }

    def record(self, request: Message, fail: Fail) -> Answer:
        """Speak a text with the voice and the rate of the request."""
        espeak = self._espeak
        samples = bytearray()

        def keep(wav: Any, frames: int, events: object) -> int:  # noqa: ARG001 - espeak-ng's signature
            if frames > 0:
                samples.extend(ctypes.string_at(wav, frames * ctypes.sizeof(ctypes.c_short)))
            return 0

        sys.unraisablehook = lambda lost: fail(lost.exc_value)  # an error in `keep` gets there alone
        espeak.SetSynthCallback(keep)
        self.prepare(request)
        if self._voice is None and request["voice"]:
            return {"failed": "it refused the voice"}, b""
        if self._voice != request["voice"]:
            return {"lost": "has another voice already"}, b""
        # The rate is set after the voice, because a new voice may bring its own rate.
        espeak.SetParameter(espeak.RATE, request["rate"], 0)
        if espeak.Synth(request["text"], flags=espeak.ENDPAUSE | espeak.CHARS_UTF8) != espeak.EE_OK:
            return {"failed": "it refused the text"}, b""
        return _spoken(_wav(samples, self._sample_rate))


def _spoken(recording: bytes) -> Answer:
    return {"spoken": len(recording)}, recording


def _wav(samples: bytearray, sample_rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(ctypes.sizeof(ctypes.c_short))
        recording.setframerate(sample_rate)
        recording.writeframes(samples)
    return file.getvalue()


class Pyttsx3Engine:
    """The engine that pyttsx3 has for this system: Apple's or Microsoft's."""

    def __init__(self, folder: Path) -> None:
        import pyttsx3

        self._engine = pyttsx3.init()
        self._path = folder / "speech.wav"

    def prepare(self, request: Message) -> None:
        """Do nothing: all the work is done in one run."""

    def voices(self) -> Message:
        """Return every voice as pyttsx3 describes it."""
        return {
            "engine": str(self._engine),
            "voices": [
                {
                    "id": voice.id,
                    "title": voice.name or "",
                    "language": (voice.languages or [""])[0] or "",
                    "gender": voice.gender or "",
                }
                for voice in self._engine.getProperty("voices")
            ],
        }

    def record(self, request: Message, fail: Fail) -> Answer:
        """Speak the text into a file, wait until it is complete, and return what is in it."""
        engine = self._engine
        ends: SimpleQueue[bool] = SimpleQueue()
        engine.connect("finished-utterance", lambda name, completed: ends.put(completed))  # noqa: ARG005 - by name
        engine.connect("error", lambda name, exception: fail(exception))  # noqa: ARG005 - called by name
        # Both engines queue all this and do it in a single run: on macOS a second run stops its own recording, and on
        # Windows it never ends. The voice is set before the rate, because a new voice may bring its own rate.
        wanted = {name: request[name] for name in ("voice", "rate") if request[name] is not None}
        for name, value in wanted.items():
            engine.setProperty(name, value)
        engine.save_to_file(request["text"], str(self._path))
        engine.runAndWait()
        if str(engine) != "sapi5" and not ends.get():  # Microsoft's has written the file by now and reports no end
            return {"lost": "stopped before the end of the text"}, b""
        refused = [name for name, value in wanted.items() if engine.getProperty(name) != value]
        if refused:
            return {"lost": f"did not take the {' and the '.join(refused)}"}, b""
        with contextlib.suppress(OSError):
            return _spoken(self._path.read_bytes())
        return {"lost": "left no recording"}, b""


if __name__ == "__main__":
    main()
