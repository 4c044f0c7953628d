"""Puts every kind of special file in every place where coach takes a file: each is refused in a sentence, at once.

A pipe that nobody writes to would be waited for without an end, and a device or a huge file would fill the memory.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest

from coach.audio.sound_file import read_sound_file
from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.export.manifest import NAME, Manifest
from coach.files import bundled
from coach.practice.bookmark import Bookmark, read_bookmark, write_bookmark
from coach.practice.history import Practice, append_practice, local_now, read_history
from coach.practice.unfinished import last_unfinished
from coach.script.library import Library
from coach.script.pronunciation import read_pronunciation
from coach.session.voices import find_voice
from coach.settings.config import config_path, read_choices, set_value
from coach.soundscape.names import BREATH_FILE
from coach.soundscape.theme import read_theme
from coach.speech import piper
from coach.speech.cache import ClipCache

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")

PATIENCE_S = 20
"""Far more than any refusal takes, in seconds."""

KEY = ClipCache.key(text="one")
NOW = local_now()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


def a_loop(path: Path) -> None:
    path.symlink_to(path)


def broken_text(path: Path) -> None:
    path.write_bytes(b"stretch: \xff\xfe\x80\n" * 3)


def a_closed_file(path: Path) -> None:
    path.write_bytes(b"")
    path.chmod(0)


KINDS = [a_pipe, a_device, a_folder, a_huge_file, a_loop, broken_text, a_closed_file]


@dataclass(frozen=True)
class Place:
    """A place where coach takes a file.

    Attributes:
        path: The path of the file in a folder of its own.
        use: Does with the folder what takes the file.
        refuses: Whether it raises an error; otherwise it goes on without the file.
        takes: The kinds that are no fault there.
    """

    path: str
    use: Callable[[Path], object]
    refuses: bool = True
    takes: tuple[Callable[[Path], None], ...] = ()


def settings(folder: Path) -> dict[str, str]:
    return {"COACH_CONFIG": str(folder / "config.toml")}


def read_settings(folder: Path) -> object:
    return read_choices({}, environment=settings(folder))


def change_settings(folder: Path) -> None:
    set_value({"speed": str}, config_path(settings(folder)), "speed", "0.9")


def read_own_theme(folder: Path) -> None:
    for file in (bundled("sounds") / "bowl").iterdir():
        if not os.path.lexists(folder / file.name):
            shutil.copy(file, folder)
    read_theme(folder)


def add_practice(folder: Path) -> None:
    append_practice(Practice(NOW, "cobra", "Cobra pose", ("cobra",), 60.0), folder / "history.jsonl")


def keep_bookmark(folder: Path) -> None:
    write_bookmark(Bookmark("cobra", {}, 1, "cobra", 100, NOW), folder / "a.json")


def resume(folder: Path) -> None:
    os.environ["COACH_DATA_DIR"] = str(folder)  # the fixture puts it back
    last_unfinished()


def speak_with_piper(folder: Path) -> object:
    for name in ("v.onnx", "v.onnx.json"):
        if not os.path.lexists(folder / name):
            (folder / name).write_bytes(b"{}")
    return find_voice(f"piper:{folder / 'v.onnx'}").version


def read_clip(folder: Path) -> None:
    cache = ClipCache(folder)
    assert cache.read(KEY) is None
    cache.write_bytes(KEY, b"ab")
    cache.prune()


PLACES = {
    "a script": Place("a.yaml", lambda folder: Library().find(str(folder / "a.yaml"))),
    "a script of one's own": Place("a.yaml", lambda folder: Library(own=folder).find("a")),
    "a pronunciation": Place("en.yaml", lambda folder: read_pronunciation(folder / "en.yaml")),
    "a theme's sound": Place("start.wav", read_own_theme),
    "a theme's breath": Place(BREATH_FILE, read_own_theme),
    "an ambient sound": Place("a.wav", lambda folder: read_sound_file(folder / "a.wav", longest_s=10)),
    "the configuration": Place("config.toml", read_settings),
    "the configuration, changed": Place("config.toml", change_settings),
    "the history": Place("history.jsonl", lambda folder: read_history(folder / "history.jsonl"), takes=(broken_text,)),
    "the history, added to": Place("history.jsonl", add_practice, takes=(broken_text, a_huge_file)),
    "a bookmark": Place("a.json", lambda folder: read_bookmark(folder / "a.json")),
    "a bookmark, replaced": Place("a.json", keep_bookmark, takes=(broken_text, a_huge_file, a_closed_file)),
    "the bookmark of earlier versions": Place("bookmark.json", resume),
    "one bookmark of many": Place("unfinished/a.json", resume),
    "a voice's model": Place("v.onnx", speak_with_piper, takes=(broken_text,)),
    "a voice's description": Place("v.onnx.json", speak_with_piper, takes=(broken_text,)),
    "a clip": Place(f"{KEY[:2]}/{KEY}", read_clip, refuses=False),
    "a manifest": Place(NAME, Manifest, refuses=False),
}


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail what waits, and put the environment back."""

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError("it waits")

    monkeypatch.setenv("COACH_DATA_DIR", os.environ["COACH_DATA_DIR"])
    monkeypatch.setattr(piper, "version", lambda _: "1.8.0")
    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PLACES)
def test_what_is_no_ordinary_file_is_refused_by_its_name_and_never_waited_for(
    name: str, kind: Callable[[Path], None], tmp_path: Path
) -> None:
    if kind is a_closed_file and os.geteuid() == 0:
        pytest.skip("nothing is closed to the administrator")
    place = PLACES[name]
    path = tmp_path / place.path
    path.parent.mkdir(parents=True, exist_ok=True)
    kind(path)
    if not place.refuses or kind in place.takes:
        place.use(tmp_path)
        return
    with pytest.raises(CoachError) as caught:
        place.use(tmp_path)
    error = caught.value
    if name == "a script of one's own" and kind is a_folder:
        assert isinstance(error, UnknownNameError)  # a folder is no script that could be meant
        return
    assert str(path) in error.problem
    assert "\n" not in str(error)
    assert error.remedy.endswith(".")
    about_settings = "configuration" in name or (kind is a_loop and name in {"a script", "a voice's model"})
    assert isinstance(error, SettingsError) == about_settings  # the exit code is 2 then, otherwise 1
