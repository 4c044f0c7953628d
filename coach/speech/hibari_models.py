"""Hibari's other four voices: which there are, which are installed, and installing one, when a person asked for it.

hibari fetches a voice by itself on first use; coach never lets it: a voice is spoken from its file, or is missing.
The files lie where hibari itself looks (`HIBARI_HOME`, or the user's cache folder), so both programs share them.
"""

import hashlib
import secrets
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError

from coach.errors import SpeechError, UnknownNameError, nearest
from coach.speech.onnx import forbid_telemetry
from coach.speech.voice import VoiceInfo

TIMEOUT_S = 30
"""Without a byte for this long, a download has failed."""

BLOCK_BYTES = 1 << 16

Fetch = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens an address for reading; raises OSError or HTTPException when it cannot."""


@dataclass(frozen=True, slots=True)
class Model:
    """A voice's file, as hibari's registry describes it.

    Attributes:
        info: The voice it is.
        path: Where it is, or would be.
        url: Where it comes from.
        size_bytes: Its exact size, about 8 million.
        sha256: In hexadecimal.
    """

    info: VoiceInfo
    path: Path
    url: str
    size_bytes: int
    sha256: str


def known_voices() -> list[VoiceInfo]:
    """The voices that can be installed, whether or not they are."""
    return [model.info for model in _models().values()]


def installed_voices() -> list[VoiceInfo]:
    """Those whose file is here and whole."""
    return [model.info for model in _models().values() if _is_whole(model)]


def is_installed(name: str) -> bool:
    """Whether a voice's file is here and whole: its size and its SHA-256, which takes 10 ms, are the registry's."""
    return _is_whole(find_model(name))


def model_path(name: str) -> Path:
    """The file of an installed voice.

    Raises:
        UnknownNameError: hibari has no such voice.
        SpeechError: It is not installed, or its file is damaged.
    """
    model = find_model(name)
    if not _is_whole(model):
        state = "damaged" if model.path.exists() else "not installed"
        raise SpeechError(f"The voice {name} is {state}.", f"Get it with `coach voices install {name}`.")
    return model.path


def install(name: str, *, fetch: Fetch | None = None, on_progress: Callable[[int], None] = lambda _: None) -> Path:
    """Download a voice, unless it is here already. Nothing is written before all of it came and is what it should be.

    Args:
        name: One of `known_voices`.
        fetch: Opens the address; by default over the network.
        on_progress: Called with the bytes received so far.

    Returns:
        Where it is now.

    Raises:
        UnknownNameError: hibari has no such voice.
        SpeechError: It could not be had, is not what the registry says, or could not be written; nothing is left.
    """
    model = find_model(name)
    if not _is_whole(model):
        content = _download(model, fetch or _open_url, on_progress)
        if hashlib.sha256(content).hexdigest() != model.sha256:
            raise SpeechError(
                f"What came for the voice {name} is something else: its SHA-256 differs.", _by_hand(model)
            )
        _write(model, content)
    return model.path


def find_model(name: str) -> Model:
    """What the registry says of a voice.

    Raises:
        UnknownNameError: hibari has no such voice, or it is the one that is built in.
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
    """All of a model, in memory: 8 MB need no unfinished file on disk, which a killed process would leave behind."""
    content = bytearray()
    try:
        with fetch(model.url) as source:
            for block in _blocks(source, model.size_bytes + 1):
                content += block
                on_progress(len(content))
    except (OSError, HTTPException) as error:
        problem = f"The voice {model.info.name} could not be downloaded: {_reason(error)}."
        raise SpeechError(problem, _by_hand(model)) from error
    if len(content) != model.size_bytes:
        amount = "more" if len(content) > model.size_bytes else "less"
        raise SpeechError(f"What came for the voice {model.info.name} is {amount} than that voice.", _by_hand(model))
    return bytes(content)


def _blocks(source: BinaryIO, most_bytes: int) -> Iterator[bytes]:
    while most_bytes and (block := source.read(min(BLOCK_BYTES, most_bytes))):
        most_bytes -= len(block)
        yield block


def _write(model: Model, content: bytes) -> None:
    made = [folder for folder in (model.path.parent, *model.path.parent.parents) if not folder.exists()]
    unfinished = model.path.with_name(f".{model.path.name}.{secrets.token_hex(4)}.part")
    try:
        model.path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as file:
            file.write(content)
        unfinished.replace(model.path)
    except BaseException as error:
        _remove(unfinished, made)
        if not isinstance(error, OSError):
            raise
        problem = f"The voice {model.info.name} could not be written to {model.path}: {_reason(error)}."
        remedy = f"Make room there for {model.size_bytes / 1e6:.0f} MB, or set HIBARI_HOME to a folder of your own."
        raise SpeechError(problem, remedy) from error


def _remove(file: Path, folders: list[Path]) -> None:
    try:
        file.unlink(missing_ok=True)
        for folder in folders:
            folder.rmdir()
    except OSError:
        return  # never made, or someone else put something there


def _open_url(url: str) -> AbstractContextManager[BinaryIO]:
    try:
        return urllib.request.urlopen(url, timeout=TIMEOUT_S)  # type: ignore[no-any-return]  # noqa: S310 - the registry's
    except HTTPError as refusal:
        refusal.close()  # it holds the connection
        raise


def _by_hand(model: Model) -> str:
    return f"Try again later, or get {model.url} yourself and save it as {model.path}."


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason).rstrip(".") or type(error).__name__
