import errno
import hashlib
import io
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.errors import SpeechError, UnknownNameError
from coach.speech import hibari_models
from coach.speech.hibari_models import install, installed_voices, is_installed, known_voices, model_path

CONTENT = bytes(range(256)) * 1000


class Shelf(BaseHTTPRequestHandler):
    """Serves the files that a test put on it, and 404 for every other path."""

    files: dict[str, bytes]
    length: int | None
    redirects: dict[str, str]

    def do_GET(self) -> None:
        if self.path in self.redirects:
            self.send_response(302)
            self.send_header("Location", self.redirects[self.path])
            self.end_headers()
            return
        content = self.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(self.length or len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "made" / "when needed"
    monkeypatch.setenv("HIBARI_HOME", str(folder))
    return folder


@pytest.fixture
def shelf(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Shelf]]:
    """Serve the voice wren from this machine, and add it to hibari's registry."""
    handler = type("OneShelf", (Shelf,), {"files": {"/wren.onnx": CONTENT}, "length": None, "redirects": {}})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    register(monkeypatch, f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


def register(monkeypatch: pytest.MonkeyPatch, base_url: str, content: bytes = CONTENT) -> None:
    import hibari.voices

    entry = {
        "language": "en-GB",
        "gender": "female",
        "file": "wren.onnx",
        "bundled": False,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "british": False,
    }
    monkeypatch.setattr(hibari.voices, "BASE_URL", base_url)
    monkeypatch.setitem(hibari.voices.VOICES, "wren", entry)


def test_the_four_voices_are_known_and_none_is_installed(home: Path) -> None:
    voices = {voice.name: (voice.language, voice.gender) for voice in known_voices()}
    assert voices == {
        "emma": ("en-GB", "female"),
        "fable": ("en-GB", "male"),
        "fenrir": ("en-US", "male"),
        "kore": ("en-US", "female"),
    }
    assert installed_voices() == []


def test_looking_opens_no_connection(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert known_voices()
    assert not is_installed("emma")
    with pytest.raises(SpeechError, match="not installed"):
        model_path("emma")
    assert not home.exists()


def test_installing_puts_the_file_where_hibari_looks(shelf: type[Shelf], home: Path) -> None:
    from hibari.voices import voice_path

    received: list[int] = []
    path = install("wren", on_progress=received.append)
    assert path.read_bytes() == CONTENT
    assert path == Path(voice_path("wren", download_missing=False)) == model_path("wren")
    assert [voice.name for voice in installed_voices()] == ["wren"]
    assert list(home.iterdir()) == [path]
    assert received == sorted(received)
    assert received[-1] == len(CONTENT)


def test_what_is_installed_is_not_fetched_again(shelf: type[Shelf]) -> None:
    def refuse(url: str) -> Any:
        raise AssertionError(url)

    assert install("wren") == install("wren", fetch=refuse)


@pytest.mark.parametrize("damaged", [CONTENT[:-1], bytes(len(CONTENT)), b""])
def test_a_damaged_file_counts_as_not_installed_and_is_replaced(shelf: type[Shelf], home: Path, damaged: bytes) -> None:
    home.mkdir(parents=True)
    (home / "wren.onnx").write_bytes(damaged)
    assert not is_installed("wren")
    with pytest.raises(SpeechError, match="damaged") as caught:
        model_path("wren")
    assert "coach voices install wren" in caught.value.remedy
    assert install("wren").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("served", "length", "problem"),
    [
        (bytes(len(CONTENT)), None, "SHA-256 differs"),
        (CONTENT + b"!", None, "longer than"),
        (CONTENT[:-1], None, "shorter than"),
        (CONTENT[:-1], len(CONTENT), "shorter than"),
        (None, None, "could not be downloaded: Not Found"),
    ],
    ids=["other content", "too long", "too short", "cut off", "not there"],
)
def test_a_download_that_is_not_the_voice_leaves_nothing_behind(
    shelf: type[Shelf], home: Path, served: bytes | None, length: int | None, problem: str
) -> None:
    shelf.files = {} if served is None else {"/wren.onnx": served}
    shelf.length = length
    with pytest.raises(SpeechError, match=problem) as caught:
        install("wren")
    assert str(home / "wren.onnx") in caught.value.remedy
    assert not home.parent.exists()


def test_a_download_without_end_is_given_up_at_the_size_of_the_voice(shelf: type[Shelf], home: Path) -> None:
    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size: int = -1) -> bytes:
            assert self.read_bytes <= len(CONTENT), "it reads on"
            self.read_bytes += size
            return bytes(size)

    endless = Endless()
    with pytest.raises(SpeechError, match="longer than"):
        install("wren", fetch=lambda _: closing(endless))  # type: ignore[arg-type]
    assert endless.read_bytes == len(CONTENT) + 1
    assert not home.parent.exists()


def test_a_redirect_is_followed_on_the_same_scheme_and_on_no_other(shelf: type[Shelf], home: Path) -> None:
    shelf.redirects = {"/wren.onnx": "/elsewhere"}
    shelf.files = {"/elsewhere": CONTENT}
    for url in ("https://127.0.0.1/wren.onnx", "ftp://127.0.0.1/wren.onnx"):
        shelf.redirects["/wren.onnx"] = url
        with pytest.raises(SpeechError, match="the server sends on to another scheme, “"):
            install("wren")
    shelf.redirects["/wren.onnx"] = "file:///etc/passwd"
    with pytest.raises(SpeechError, match="could not be downloaded"):
        install("wren")
    assert not home.parent.exists()
    shelf.redirects["/wren.onnx"] = "/elsewhere"
    assert install("wren").read_bytes() == CONTENT


@pytest.mark.parametrize("stalls", ["connecting", "answering", "between the bytes"])
def test_a_download_that_goes_on_and_on_has_a_deadline(
    home: Path, monkeypatch: pytest.MonkeyPatch, stalls: str
) -> None:
    over = threading.Event()

    class Trickle(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            over.wait(0.01 if stalls == "between the bytes" else None)
            return b"!"

    def fetch(_: str) -> Any:
        if stalls == "connecting":
            over.wait()
        return closing(Trickle())

    register(monkeypatch, "http://127.0.0.1/", bytes(1 << 20))
    monkeypatch.setattr(hibari_models, "DEADLINE_S", 0.3)
    monkeypatch.setattr(hibari_models, "INTERRUPTIBLE_S", 0.05)
    with pytest.raises(SpeechError, match=r"could not be downloaded: it took longer than 0\.3 s\."):
        install("wren", fetch=fetch)
    over.set()
    assert not home.parent.exists()


def test_no_network_is_one_sentence_and_a_way_by_hand(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        register(monkeypatch, f"http://127.0.0.1:{unused.getsockname()[1]}/")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with pytest.raises(SpeechError, match="could not be downloaded: Connection refused") as caught:
            install("wren")
    assert "wren.onnx" in caught.value.remedy
    assert not home.parent.exists()


def test_ctrl_c_leaves_nothing_behind(shelf: type[Shelf], home: Path) -> None:
    def press(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install("wren", on_progress=press)
    assert not home.parent.exists()


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_ctrl_c_while_writing_leaves_nothing_behind(
    shelf: type[Shelf], home: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(*_: object) -> None:
        assert list(home.iterdir())
        raise failure

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises((SpeechError, KeyboardInterrupt)) as caught:
        install("wren")
    assert not home.parent.exists()
    if isinstance(caught.value, SpeechError):
        assert "No space left" in caught.value.problem
        assert "HIBARI_HOME" in caught.value.remedy


def test_a_damaged_file_survives_a_failed_install(shelf: type[Shelf], home: Path) -> None:
    home.mkdir(parents=True)
    (home / "wren.onnx").write_bytes(b"as it was")
    shelf.files = {}
    with pytest.raises(SpeechError):
        install("wren")
    assert [path.read_bytes() for path in home.iterdir()] == [b"as it was"]


def test_a_place_that_cannot_be_written_is_one_sentence(
    shelf: type[Shelf], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "file" / "folder"))
    with pytest.raises(SpeechError, match="could not be written") as caught:
        install("wren")
    assert "HIBARI_HOME" in caught.value.remedy


@pytest.mark.parametrize("name", ["ema", "heart", "../emma"])
def test_a_name_that_cannot_be_installed_is_answered_with_those_that_can(home: Path, name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        install(name)
    assert "emma" in caught.value.remedy


def test_hibari_speaks_an_installed_voice_from_its_file_without_a_connection(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    package = find_spec("hibari")
    assert package
    assert package.origin
    bundled = Path(package.origin).with_name("assets") / "hibari.onnx"
    register(monkeypatch, "https://voices.invalid/", bundled.read_bytes())
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(hibari_models, "_open_url", refuse)
    home.mkdir(parents=True)
    shutil.copy(bundled, home / "wren.onnx")
    from hibari import Hibari

    wren = Hibari(voice="wren", model=str(model_path("wren")))
    assert np.array_equal(wren("Inhale.", seed=0), Hibari()("Inhale.", seed=0))
