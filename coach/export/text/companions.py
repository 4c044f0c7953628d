"""What stands beside the audio, or alone: captions, chapters, cue sheet and transcript, by the ending of the name."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from coach.export.target import writing
from coach.export.text.captions import captions
from coach.export.text.chapters import chapters_json
from coach.export.text.cue_sheet import cue_sheet
from coach.export.text.transcript import transcript
from coach.timeline import Timeline


class Companion(StrEnum):
    """A text file made of a timeline."""

    CAPTIONS = "captions"
    CHAPTERS = "chapters"
    CUESHEET = "cuesheet"
    TEXT = "text"


ENDINGS: Mapping[str, Companion] = {
    ".vtt": Companion.CAPTIONS,
    ".json": Companion.CHAPTERS,
    ".jsonl": Companion.CUESHEET,
    ".txt": Companion.TEXT,
}


def _cue_sheet(timeline: Timeline) -> Iterator[str]:
    """As `coach timeline --json` prints it; in ASCII, which every encoding holds."""
    return (json.dumps(row) for row in cue_sheet(timeline))


_WRITERS: Mapping[Companion, Callable[[Timeline], Iterator[str]]] = {
    Companion.CAPTIONS: captions,
    Companion.CHAPTERS: chapters_json,
    Companion.CUESHEET: _cue_sheet,
    Companion.TEXT: transcript,
}


def companion_path(companion: Companion, audio: Path) -> Path:
    """Its place beside an audio file: the same name with its own ending, unless it has that already."""
    if ENDINGS.get(audio.suffix.lower()) is companion:
        return audio
    ending = next(ending for ending, each in ENDINGS.items() if each is companion)
    return audio.with_name(f"{audio.stem}{ending}")


def write_companion(target: Path, timeline: Timeline, companion: Companion) -> None:
    """Write one, in UTF-8.

    Raises:
        ExportError: It could not be written; whatever was at the target still is.
    """
    with writing(target) as file:
        file.writelines(_encoded(_WRITERS[companion](timeline)))


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    return (f"{line}\n".encode() for line in lines)
