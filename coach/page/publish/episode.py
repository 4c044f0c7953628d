"""Keeps what is known of a published routine, so that its page and the feed are written again without its sound."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from coach.files import read_given
from coach.page.contents import Contents

MOST_BYTES = 256 * 1024 * 1024
"""The largest record that is read; that of ten hours has under 10 MiB."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a routine, each as its path from the folder of the site.

    Attributes:
        audio: The session.
        words: The sentences that the page says after a pause.
        captions: The transcript with times, as WebVTT.
        chapters: The chapters, as JSON.
        text: The transcript.
        cover: The cover, as PNG.
    """

    audio: str
    words: str
    captions: str
    chapters: str
    text: str
    cover: str

    def by_kind(self) -> dict[str, str]:
        """Return all of them, by the names above."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Episode:
    """A routine as it was published.

    Attributes:
        name: Its name, which is also that of its folder.
        title: Its title.
        key: Changes with all that decides its files.
        duration_s: The length of its session.
        audio_bytes: The size of its sound.
        files: Its files.
        contents: The contents of its page, without the page's own words and the addresses.
    """

    name: str
    title: str
    key: str
    duration_s: float
    audio_bytes: int
    files: Files
    contents: Contents

    @property
    def stretches(self) -> tuple[str, ...]:
        """The titles of its stretches, in order."""
        return tuple(section["title"] for section in self.contents["sections"] if section["kind"] == "stretch")

    @property
    def language(self) -> str:
        """The language of its words."""
        return self.contents["language"]


def episode_json(episode: Episode) -> str:
    """Write an episode as JSON."""
    return json.dumps(asdict(episode), ensure_ascii=False, separators=(",", ":"))


def read_episode(path: Path) -> Episode | None:
    """Read an episode; None without a file, or if it is damaged, so that the routine is made again."""
    try:
        kept = json.loads(read_given(path, MOST_BYTES))
        return _episode(kept)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _episode(kept: Mapping[str, object]) -> Episode:
    files = Files(**cast("dict[str, str]", kept["files"]))
    if not all(isinstance(path, str) for path in files.by_kind().values()):
        raise TypeError("A path is a text.")
    episode = Episode(**{**kept, "files": files})  # type: ignore[arg-type]
    _ = episode.stretches, episode.language, episode.duration_s + episode.audio_bytes
    return episode
