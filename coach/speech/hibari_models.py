"""Lists hibari's four other voices, finds the installed ones, and installs one when a person asks for it.

Left alone, hibari downloads a voice on its first use. Coach prevents that: it gives hibari an installed file, or says
that the voice is missing. The files lie where hibari itself looks (`HIBARI_HOME`, or the user's cache folder), so that
both programs share them.
"""

import hashlib
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from coach.errors import SpeechError, UnknownNameError, nearest
from coach.files import replacing
from coach.speech._onnx import forbid_telemetry
from coach.speech.voice import VoiceInfo

TIMEOUT_S = 30
"""How long to wait for the next bytes of a download, in seconds, before it has failed."""

INTERRUPTIBLE_S = 0.2
"""How long to wait at a time, in seconds: meanwhile Windows takes no Ctrl-C."""

DEADLINE_S = 600.0
"""How long a whole download may take, in seconds: 8 MB at the speed of a modem."""

BLOCK_BYTES = 1 << 16

Fetch = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a URL for reading, or raises OSError or HTTPException."""


@dataclass(frozen=True, slots=True)
class Model:
    """The file of a voice, as hibari's registry describes it.

    Attributes:
        info: The voice.
        path: The path of its file, which may not exist.
        url: The address to download the file from.
        size_bytes: Exact size of the file, about 8 million bytes.
        sha256: SHA-256 of the file, in hexadecimal.
    """

    info: VoiceInfo
    path: Path
    url: str
    size_bytes: int
    sha256: str


def known_voices() -> list[VoiceInfo]:
    """Return the voices that can be installed, including the installed ones."""
    return [model.info for model in _models().values()]


def installed_voices() -> list[VoiceInfo]:
    """Return the voices whose file is here and whole."""
    return [model.info for model in _models().values() if _is_whole(model)]


def is_installed(name: str) -> bool:
    """Tell whether a voice's file has the size and the SHA-256 of the registry. The digest takes 10 ms.

    Raises:
        UnknownNameError: Hibari has no such voice.
    """
    return _is_whole(find_model(name))


def model_path(name: str) -> Path:
    """Return the path of an installed voice's file.

    Raises:
        UnknownNameError: Hibari has no such voice.
        SpeechError: The voice is not installed, or its file is damaged.
    """
    model = find_model(name)
    if not _is_whole(model):
        state = "damaged" if model.path.exists() else "not installed"
        raise SpeechError(f"The voice {name} is {state}.", f"Get it with `coach voices install {name}`.")
    return model.path


def install(name: str, *, fetch: Fetch | None = None, on_progress: Callable[[int], None] = lambda _: None) -> Path:
    """Download a voice, unless it is installed. Nothing is written before all of it has arrived and has been checked.

    Args:
        name: The name of one of `known_voices`.
        fetch: Opens the voice's URL; by default over the network.
        on_progress: Called with the number of bytes received so far.

    Returns:
        The path of the voice's file.

    Raises:
        UnknownNameError: Hibari has no such voice.
        SpeechError: The download failed, is not what the registry says, or could not be written. Nothing of it is left.
    """
    model = find_model(name)
    if not _is_whole(model):
        content = _download(model, fetch or _open_url, on_progress)
        if hashlib.sha256(content).hexdigest() != model.sha256:
            raise SpeechError(
                f"The download of the voice {name} is another file: its SHA-256 differs.", _by_hand(model)
            )
        _write(model, content)
    return model.path


def find_model(name: str) -> Model:
    """Return a voice's entry in hibari's registry.

    Raises:
        UnknownNameError: Hibari has no such voice, or the voice is built in.
    """
    models = _models()
    if name not in models:
        raise UnknownNameError(f"There is no voice “{name}” to install.", nearest(name, models))
    return models[name]


def _models() -> dict[str, Model]:
    forbid_telemetry()
    from hibari.voices import BASE_URL, VOICES, cache_dir

    return {
        name: Model(
            info=VoiceInfo(name, f"{name.capitalize()}, by hibari", entry["language"], entry["gender"]),
            path=Path(cache_dir(), entry["file"]),
            url=BASE_URL + entry["file"],
            size_bytes=entry["bytes"],
            sha256=entry["sha256"],
        )
        for name, entry in VOICES.items()
        if not entry["bundled"]
    }


def _is_whole(model: Model) -> bool:
    try:
        if model.path.stat().st_size != model.size_bytes:
            return False
        with model.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == model.sha256
    except OSError:
        return False


def _download(model: Model, fetch: Fetch, on_progress: Callable[[int], None]) -> bytes:
    """Download a model into memory: 8 MB fit, and a killed process leaves no unfinished file behind."""
    content = bytearray()
    try:
        for block in _arriving(fetch, model.url, model.size_bytes + 1):
            content += block
            on_progress(len(content))
    except (OSError, HTTPException) as error:
        problem = f"The voice {model.info.name} could not be downloaded: {_reason(error)}."
        raise SpeechError(problem, _by_hand(model)) from error
    if len(content) != model.size_bytes:
        fault = "longer" if len(content) > model.size_bytes else "shorter"
        raise SpeechError(f"The download of the voice {model.info.name} is {fault} than the voice.", _by_hand(model))
    return bytes(content)


def _arriving(fetch: Fetch, url: str, most_bytes: int) -> Iterator[bytes]:
    """Yield the blocks of a download as they arrive in a thread, which is left behind when the deadline is over.

    The deadline holds for everything: finding the server, its answer, and a connection on which a byte comes now and
    then, which has no end for a socket's own timeout.
    """
    arrived: SimpleQueue[bytes | Exception] = SimpleQueue()

    def load() -> None:
        try:
            with fetch(url) as source:
                for block in _blocks(source, most_bytes):
                    arrived.put(block)
            arrived.put(b"")
        except Exception as error:  # raised again below
            arrived.put(error)

    end_s = time.monotonic() + DEADLINE_S
    threading.Thread(target=load, name="download", daemon=True).start()
    while time.monotonic() < end_s:
        try:
            block = arrived.get(timeout=INTERRUPTIBLE_S)
        except Empty:
            continue
        if isinstance(block, Exception):
            raise block
        if not block:
            return
        yield block
    raise TimeoutError(f"it took longer than {DEADLINE_S:g} s")


def _blocks(source: BinaryIO, most_bytes: int) -> Iterator[bytes]:
    while most_bytes and (block := source.read(min(BLOCK_BYTES, most_bytes))):
        most_bytes -= len(block)
        yield block


def _write(model: Model, content: bytes) -> None:
    """Write a model. If that fails, remove the folders that were made for it."""
    made = [folder for folder in (model.path.parent, *model.path.parent.parents) if not folder.exists()]
    try:
        model.path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(model.path) as file:
            file.write(content)
    except OSError as error:
        problem = f"The voice {model.info.name} could not be written to {model.path}: {_reason(error)}."
        remedy = f"Make room there for {model.size_bytes / 1e6:.0f} MB, or set HIBARI_HOME to a folder of your own."
        raise SpeechError(problem, remedy) from error
    finally:
        for folder in made:
            with suppress(OSError):  # a folder stays if something is in it
                folder.rmdir()


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to another address, but not from HTTPS to HTTP, nor to any other scheme."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # noqa: PLR0913, PLR0917
        """Return the request of the new address.

        Raises:
            URLError: It has another scheme.
        """
        fp.close()  # or all that the server sends with the redirect would be read
        scheme = urlsplit(newurl).scheme
        if scheme != req.type:
            raise URLError(f"the server sends on to another scheme, “{scheme}:” instead of “{req.type}:”")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _open_url(url: str) -> AbstractContextManager[BinaryIO]:
    try:
        return urllib.request.build_opener(_SameScheme).open(url, timeout=TIMEOUT_S)  # type: ignore[no-any-return]
    except HTTPError as refusal:
        refusal.close()  # it holds the connection
        raise


def _by_hand(model: Model) -> str:
    return f"Try again later, or get {model.url} yourself and save it as {model.path}."


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason).rstrip(".") or type(error).__name__
