"""Read files back with ffprobe, ffmpeg and sox."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.require import require


@dataclass(frozen=True)
class Probed:
    """The facts that ffprobe finds in a file; each chapter is a title, a start and an end in seconds."""

    duration_s: float
    chapters: list[tuple[str, float, float]]
    tags: dict[str, str]
    streams: list[str]
    sample_rate: int
    channels: int


def probe(path: Path) -> Probed:
    require(shutil.which("ffprobe"), "no ffprobe")
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    found = json.loads(done.stdout)
    tags = {
        name.lower(): value
        for part in (found["format"], found["streams"][0])
        for name, value in part.get("tags", {}).items()
    }
    chapters = [
        (chapter["tags"]["title"], float(chapter["start_time"]), float(chapter["end_time"]))
        for chapter in found["chapters"]
    ]
    streams = [stream["codec_name"] for stream in found["streams"]]
    sound = found["streams"][0]
    duration_s = float(sound.get("duration") or found["format"]["duration"])
    return Probed(duration_s, chapters, tags, streams, int(sound["sample_rate"]), sound["channels"])


def decode(path: Path) -> NDArray[np.int16]:
    """Decode a file with ffmpeg at its own sample rate; shape (samples,)."""
    require(shutil.which("ffmpeg"), "no ffmpeg")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, "<i2")


def sox_frames(path: Path) -> int:
    """Count the frames that sox finds while it reads the whole file."""
    require(shutil.which("sox"), "no sox")
    command = ["sox", str(path), "-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return len(done.stdout) // 2
