"""Makes the session that the tests of the page press: once for all processes of a run, with the real voice.

It is there as one file with everything in it, and as a folder whose page names its sound, for a server to give.
"""

import fcntl
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import coach
from coach.audio.buffer import Audio, Samples
from coach.audio.format import SAMPLE_RATE
from coach.page.contents import AudioAddresses, Links, contents_json, contents_of, page_session
from coach.page.document import session_document
from coach.page.sound import write_mp3
from coach.page.texts import page_texts
from coach.render.render import render
from coach.session.session import plan_session
from coach.settings.values import Settings

ROUTINE = Path(__file__).with_name("mat.yaml")
"""Breaths in a hold, two sides with holds, and words before each: five minutes and more."""


@dataclass(frozen=True)
class Made:
    """A session in a folder.

    Attributes:
        folder: Holds `session.html` with all in it; `site/index.html` with `audio.mp3` and `words.mp3` beside it, and
            `site/rtl.html` from right to left; `contents.json`; and the samples of the session and of the words track.
    """

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "session.html"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @cached_property
    def contents(self) -> Any:
        return json.loads((self.folder / "contents.json").read_text("utf-8"))

    @cached_property
    def samples(self) -> Samples:
        return np.asarray(np.load(self.folder / "session.npy"))

    @cached_property
    def words(self) -> Samples:
        return np.asarray(np.load(self.folder / "words.npy"))

    def spans(self, kind: str) -> list[Any]:
        return [span for span in self.contents["spans"] if span["kind"] == kind]

    def sentences(self) -> list[Any]:
        return [cue for cue in self.contents["cues"] if "text" in cue]

    def section(self, name: str) -> Any:
        return next(section for section in self.contents["sections"] if section["name"] == name)


def made_once(folder: Path) -> Made:
    """Return the session of a folder; the first process that asks makes it, and all others wait for that."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            new = folder.with_suffix(".new")
            shutil.rmtree(new, ignore_errors=True)  # of a process that was ended
            make(new)
            new.rename(folder)
    return Made(folder)


def make(folder: Path, name: Path | str = ROUTINE) -> None:
    """Speak a session and write it with its page in both ways."""
    site = folder / "site"
    site.mkdir(parents=True)
    plan = plan_session(str(name), Settings())
    timeline = plan.timeline()
    session = page_session(str(name), plan, timeline)
    samples = _joined([*render(timeline)])
    words = _joined([*session.words.blocks()])
    np.save(folder / "session.npy", samples)
    np.save(folder / "words.npy", words)
    for path, sound in (site / "audio.mp3", samples), (site / "words.mp3", words):
        with path.open("wb") as file:
            write_mp3(file, [Audio(sound)], len(sound))
    texts = page_texts("session")
    (folder / "contents.json").write_text(contents_json(contents_of(session, texts)), "utf-8")
    links = Links(library="./", download="audio.mp3", practised=None)
    named = contents_of(session, texts, audio=AudioAddresses(session="audio.mp3", words="words.mp3"), links=links)
    (site / "index.html").write_text("".join(session_document(named)), "utf-8")
    named["direction"] = "rtl"
    (site / "rtl.html").write_text("".join(session_document(named)), "utf-8")
    coach.open(name).export(folder / "session.html")


def _joined(blocks: list[Audio]) -> Samples:
    assert all(block.format.sample_rate == SAMPLE_RATE for block in blocks)
    return np.concatenate([block.samples for block in blocks])
