"""The engine's side of the system voice: a program that takes one request, answers it and ends.

It reads a line of JSON from standard input, which stays open as long as its parent lives. It writes a line of JSON to
standard output, and the recording to a file. It is the only module that imports pyttsx3, and imports nothing of coach,
so that it starts quickly and from any kind of installation.
"""

import ctypes
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NoReturn, TypeAlias

Message: TypeAlias = dict[str, Any]
"""A request has `folder`, a private folder of the parent's. A request to speak also has `text`, `voice` (None for the
engine's default) and `rate`. An answer has one of `voices` (with `engine`), `recording` (a path), `lost` (another try
may help), `failed` (no try will help) or `missing` (there is no engine); the last three say why."""

Fail: TypeAlias = Callable[[object], NoReturn]
"""Answers with an error and ends the process."""

SETTLE_S = 0.05
"""Seconds that espeak-ng needs to adopt a changed rate. Four of ten runs that begin earlier ignore the rate."""

ESPEAK_PATH_CHARACTERS = 144
"""Longest ESPEAK_DATA_PATH in bytes: espeak-ng appends `/espeak-ng-data` to it in a buffer of 160 bytes."""

SYSTEM_ESPEAK = ("libespeak-ng.so.1", "/usr/local/lib/libespeak-ng.so.1")
"""The libraries that pyttsx3 tries to load on Linux."""


def main() -> None:
    """Answer the one request on standard input."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl+C reaches every process of the terminal; the parent decides what it means
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # pyttsx3 prints, which must not get into the answer

    def answer(message: Message) -> NoReturn:
        answers.write(json.dumps(message))
        answers.flush()
        os._exit(0)  # unloading espeak-ng does not always succeed

    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, args=(request["folder"],), daemon=True).start()
    try:
        answer(respond(request, lambda error: answer({"failed": str(error)})))
    except Exception as error:  # the parent has to be told of every error
        answer({"failed": f"{type(error).__name__}: {error}"})


def _end_with_parent(folder: str) -> None:
    """Wait until standard input ends, because the parent has ended. It is a thread, because the engine may hang."""
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def respond(request: Message, fail: Fail) -> Message:
    """Start the engine and answer the request; `fail` answers instead, from any thread."""
    try:
        engine = start_engine(Path(request["folder"]))
    except (ImportError, OSError, RuntimeError) as error:
        return {"missing": str(error)}
    if "text" in request:
        return _record(engine, request, fail)
    return {"engine": str(engine), "voices": [_describe(voice) for voice in engine.getProperty("voices")]}


def start_engine(folder: Path) -> Any:
    """Start the platform's pyttsx3 engine; on Linux with the package's espeak-ng if the system has none."""
    if sys.platform not in ("darwin", "win32") and not has_system_espeak():
        _load_packaged_espeak(folder)
    import pyttsx3

    return pyttsx3.init()


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
    if len(os.fsencode(target)) <= ESPEAK_PATH_CHARACTERS:
        return str(target)
    link = folder / "espeak"
    link.symlink_to(target, target_is_directory=True)
    return str(link)


def _describe(voice: Any) -> Message:
    return {
        "id": voice.id,
        "title": voice.name or "",
        "language": (voice.languages or [""])[0] or "",
        "gender": voice.gender or "",
    }


def _record(engine: Any, request: Message, fail: Fail) -> Message:
    """Speak the text into a file, and wait until it is complete."""
    recording = str(Path(request["folder"], "speech.wav"))
    ends: SimpleQueue[bool] = SimpleQueue()
    engine.connect("finished-utterance", lambda name, completed: ends.put(completed))  # noqa: ARG005 - called by name
    engine.connect("error", lambda name, exception: fail(exception))  # noqa: ARG005 - called by name
    sys.unraisablehook = lambda lost: fail(lost.exc_value)  # espeak's callback raises if it cannot write the file
    # The voice is set before the rate, because a new voice may bring its own rate.
    wanted = {name: request[name] for name in ("voice", "rate") if request[name] is not None}
    _set(engine, wanted)
    engine.save_to_file(request["text"], recording)
    engine.runAndWait()
    if str(engine) != "sapi5" and not ends.get():  # Microsoft's has written the file by now and reports no end
        return {"lost": "stopped before the end of the text"}
    refused = [name for name, value in wanted.items() if engine.getProperty(name) != value]
    return {"lost": f"did not take the {' and the '.join(refused)}"} if refused else {"recording": recording}


def _set(engine: Any, wanted: Message) -> None:
    """Set the engine's properties; all engines but espeak queue them, and adopt them in order before the text.

    pyttsx3 starts out busy and queues everything until it runs. In a run espeak begins to speak too soon after its
    settings and ignores them. So espeak is told that it is not busy, adopts the settings at once, and gets time. An
    empty run would have the same effect, but in three of a hundred cases it leaves a request to stop behind; on macOS a
    second run stops its own recording, and on Windows it never ends.
    """
    is_espeak = str(engine) == "espeak"
    if is_espeak:
        engine.proxy.setBusy(False)
    for name, value in wanted.items():
        engine.setProperty(name, value)
    if is_espeak:
        time.sleep(SETTLE_S)


if __name__ == "__main__":
    main()
