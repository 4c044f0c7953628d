"""The engine's side of the system voice: a program that takes one request, answers it and ends.

In: a line of JSON on standard input, which stays open as long as the parent lives. Out: a line of JSON on standard
output, and the recording as a file. The only module that imports pyttsx3; it imports nothing of coach, so that it
starts quickly and from any kind of installation.
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
"""Request: `folder` (private, the parent's), and to speak: `text`, `voice` (None for the engine's own), `rate`.
Answer: one of `voices` (with `engine`), `recording` (a path), `lost` (worth another try), `failed` (not worth it),
`missing` (no engine); the last three say why."""

Fail: TypeAlias = Callable[[object], NoReturn]
"""Answers with an error, and ends the process."""

SETTLE_S = 0.05
"""Seconds that espeak-ng takes to take over a changed rate: a run that begins earlier loses it in four of ten cases."""

ESPEAK_PATH_CHARACTERS = 144
"""The longest ESPEAK_DATA_PATH that espeak-ng takes; its buffer is 160 bytes, `/espeak-ng-data` goes behind it."""

SYSTEM_ESPEAK = ("libespeak-ng.so.1", "/usr/local/lib/libespeak-ng.so.1")
"""Where pyttsx3 looks for espeak-ng on Linux."""


def main() -> None:
    """Answer the one request on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole terminal; what it means is the parent's
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # pyttsx3 prints: not into the answer

    def answer(message: Message) -> NoReturn:
        answers.write(json.dumps(message))
        answers.flush()
        os._exit(0)  # espeak-ng cannot always be unloaded in peace

    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, args=(request["folder"],), daemon=True).start()
    try:
        answer(respond(request, lambda error: answer({"failed": str(error)})))
    except Exception as error:  # whatever it is, the parent is the one to tell
        answer({"failed": f"{type(error).__name__}: {error}"})


def _end_with_parent(folder: str) -> None:
    """Wait for the end of standard input, which is the parent's end; a thread, for the engine itself may hang."""
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def respond(request: Message, fail: Fail) -> Message:
    """Start the engine and do what the request asks for; `fail` answers in its stead, from any thread."""
    try:
        engine = start_engine(Path(request["folder"]))
    except (ImportError, OSError, RuntimeError) as error:
        return {"missing": str(error)}
    if "text" in request:
        return _record(engine, request, fail)
    return {"engine": str(engine), "voices": [_describe(voice) for voice in engine.getProperty("voices")]}


def start_engine(folder: Path) -> Any:
    """The platform's pyttsx3 engine; on Linux with the espeak-ng from a package where the system has none."""
    if sys.platform not in ("darwin", "win32") and not has_system_espeak():
        _load_packaged_espeak(folder)
    import pyttsx3

    return pyttsx3.init()


def has_system_espeak() -> bool:
    """Whether the dynamic linker finds espeak-ng without help."""
    for library in SYSTEM_ESPEAK:
        try:
            ctypes.CDLL(library)
        except OSError:
            continue
        return True
    return False


def _load_packaged_espeak(folder: Path) -> None:
    """Load espeakng-loader's library, if it is installed; pyttsx3 then finds it under the library's own name."""
    try:
        import espeakng_loader
    except ImportError:
        return
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = short_path(Path(espeakng_loader.get_data_path()).parent, folder)


def short_path(target: Path, folder: Path) -> str:
    """The path itself if espeak-ng takes it, else that of a link to it in the folder."""
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
    """Speak the text into a file, and wait for it."""
    recording = str(Path(request["folder"], "speech.wav"))
    ends: SimpleQueue[bool] = SimpleQueue()
    engine.connect("finished-utterance", lambda name, completed: ends.put(completed))  # noqa: ARG005 - called by name
    engine.connect("error", lambda name, exception: fail(exception))  # noqa: ARG005 - called by name
    sys.unraisablehook = lambda lost: fail(lost.exc_value)  # what espeak's callback raises: a file it cannot write
    # In this order: a new voice may bring its own rate.
    wanted = {name: request[name] for name in ("voice", "rate") if request[name] is not None}
    _set(engine, wanted)
    engine.save_to_file(request["text"], recording)
    engine.runAndWait()
    if str(engine) != "sapi5" and not ends.get():  # Microsoft's has written the file by now, and tells of no end
        return {"lost": "stopped before the end of the text"}
    refused = [name for name, value in wanted.items() if engine.getProperty(name) != value]
    return {"lost": f"did not take the {' and the '.join(refused)}"} if refused else {"recording": recording}


def _set(engine: Any, wanted: Message) -> None:
    """Set the engine's properties, or leave them in its queue, where it takes them in order before the text.

    pyttsx3 is born busy and queues everything until it runs. There espeak begins too soon behind its settings, and
    drops them: so it is told that it is not busy, takes them at once, and gets time. An empty run would do the same,
    but leaves a request to stop behind in three of a hundred cases; on macOS a second run stops its own recording,
    and on Windows it never ends.
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
