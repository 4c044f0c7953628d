"""Write the text files that stand beside the audio, or alone: captions, chapters, cue sheet and transcript."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from coach.errors import SettingsError, nearest
from coach.export.target import writing
from coach.export.text.captions import captions, subrip
from coach.export.text.chapters import chapters_json
from coach.export.text.cue_sheet import cue_sheet
from coach.export.text.transcript import transcript
from coach.timeline import Timeline


class Companion(StrEnum):
    """A kind of text file made from a timeline."""

    CAPTIONS = "captions"
    SRT = "srt"
    CHAPTERS = "chapters"
    CUESHEET = "cuesheet"
    TEXT = "text"


ENDINGS: Mapping[str, Companion] = {
    ".vtt": Companion.CAPTIONS,
    ".srt": Companion.SRT,
    ".json": Companion.CHAPTERS,
    ".jsonl": Companion.CUESHEET,
    ".txt": Companion.TEXT,
}


def _cue_sheet(timeline: Timeline) -> Iterator[str]:
    """Yield the lines that `coach timeline --json` prints, in ASCII, so that every encoding can hold them."""
    return (json.dumps(row) for row in cue_sheet(timeline))


_WRITERS: Mapping[Companion, Callable[[Timeline], Iterator[str]]] = {
    Companion.CAPTIONS: captions,
    Companion.SRT: subrip,
    Companion.CHAPTERS: chapters_json,
    Companion.CUESHEET: _cue_sheet,
    Companion.TEXT: transcript,
}


def read_companions(text: str) -> tuple[Companion, ...]:
    """Read the kinds of text files: `captions,text` gives each of them once, in that order.

    Raises:
        SettingsError: There is no such kind; with the nearest one.
    """
    names = [name.strip().lower() for name in text.split(",")]
    for name in names:
        if name not in set(Companion):
            raise SettingsError(f"“{name}” cannot be written beside the audio.", nearest(name, Companion))
    return tuple(Companion(name) for name in dict.fromkeys(names))


def companion_path(companion: Companion, audio: Path) -> Path:
    """Return a companion's place beside an audio file: the same name with the companion's ending.

    A name that already has this ending stays as it is.
    """
    if ENDINGS.get(audio.suffix.lower()) is companion:
        return audio
    ending = next(ending for ending, each in ENDINGS.items() if each is companion)
    return audio.with_name(f"{audio.stem}{ending}")


def write_companion(target: Path, timeline: Timeline, companion: Companion) -> None:
    """Write one companion in UTF-8.

    Raises:
        ExportError: The file could not be written; whatever was at the target still is.
    """
    with writing(target) as file:
        file.writelines(_encoded(_WRITERS[companion](timeline)))


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    return (f"{line}\n".encode() for line in lines)
