"""Write blocks of samples to an MPEG-4 file (.m4a, .m4b) with the program ffmpeg: AAC, tags, chapters and cover.

coach brings no AAC encoder: the packages that have one are large, and their libraries are under the GPL. ffmpeg is used
where the person has installed it. The same version of ffmpeg makes the same bytes of the same session.

Source for chapters and tags: ffmpeg's metadata format, https://ffmpeg.org/ffmpeg-formats.html#Metadata-1.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, BinaryIO, cast

from coach.audio.buffer import Samples
from coach.audio.format import AudioFormat
from coach.errors import ExportError
from coach.export.audio.tags import Tags
from coach.units import seconds_to_ms

SAMPLE_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Source: ISO/IEC 14496-3, the sampling frequency index; without those above 48 kHz."""

CHANNEL_KBPS = 64
"""Bit rate for each channel. At this bit rate chimes too sound like the original."""

AUDIOBOOK = "2"
"""The media type of an audiobook in iTunes's atom `stik`, which tells a player to keep the place in it."""

_SPECIAL = re.compile(r"([=;#\\\n])")
"""The characters that the metadata format gives a meaning."""


def encode(  # noqa: PLR0913 (the encoders of all formats take the first five)
    file: BinaryIO,
    blocks: Iterable[Samples],
    audio_format: AudioFormat,
    frames: int,  # noqa: ARG001 (not needed, as ffmpeg counts them)
    tags: Tags | None,
    *,
    audiobook: bool = False,
) -> None:
    """Write a whole MPEG-4 file from front to back, after ffmpeg has made all of it in a temporary folder.

    Args:
        file: A file or a pipe, open for writing.
        blocks: Consecutive samples, float32, shape (frames,) or (frames, channels).
        audio_format: The sample rate and channels; the bits are ignored.
        frames: Number of frames in the whole file.
        tags: The file's tags; None writes none.
        audiobook: Mark the file as an audiobook, as players expect of an .m4b file.

    Raises:
        ExportError: ffmpeg is missing, or failed.
    """
    with TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _running(_command(folder, audio_format, tags, audiobook=audiobook), folder) as sound:
            for block in blocks:
                sound.write(block.astype("<f4").tobytes())
        with (folder / "made").open("rb") as made:
            shutil.copyfileobj(made, file)


def find_program() -> str:
    """Return the path of ffmpeg. One that only happens to be in the current folder is not run.

    Raises:
        ExportError: It is not installed.
    """
    program = shutil.which("ffmpeg")
    if program is None or not Path(program).is_absolute():
        raise ExportError("MPEG-4 files need the program ffmpeg.", "Install it, or choose .opus or .mp3.")
    return program


def metadata(tags: Tags, *, audiobook: bool = False) -> str:
    """Return the tags and the chapters in ffmpeg's metadata format. There is no place for the sides of a stretch."""
    values = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "track": tags.track,
        "genre": tags.genre,
        "date": tags.date,
        "comment": tags.comment,
        "media_type": AUDIOBOOK if audiobook else "",
    }
    lines = [";FFMETADATA1", *_lines(values)]
    for chapter in tags.chapters:
        times = {"START": str(seconds_to_ms(chapter.start_s)), "END": str(seconds_to_ms(chapter.end_s))}
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", *_lines({**times, "title": chapter.title})]
    return "".join(f"{line}\n" for line in lines)


def _lines(values: dict[str, str]) -> Iterator[str]:
    for name, value in values.items():
        if value:
            escaped = _SPECIAL.sub(r"\\\1", value.replace("\0", " "))
            yield f"{name}={escaped}"


def _command(folder: Path, audio_format: AudioFormat, tags: Tags | None, *, audiobook: bool) -> list[str]:
    """Return ffmpeg's command line: sound from its standard input, everything else from and to the folder."""
    command = [find_program(), "-nostdin", "-hide_banner", "-loglevel", "error"]
    command += ["-f", "f32le", "-ar", str(audio_format.sample_rate), "-ac", str(audio_format.channels), "-i", "pipe:0"]
    output = ["-map", "0:a", "-c:a", "aac", "-b:a", f"{CHANNEL_KBPS * audio_format.channels}k", "-threads", "1"]
    if tags:
        (folder / "tags").write_text(metadata(tags, audiobook=audiobook), "utf-8", newline="\n")
        command += ["-f", "ffmetadata", "-i", str(folder / "tags")]
        output += ["-map_metadata", "1", "-map_chapters", "1"]
    if tags and tags.cover_png:
        (folder / "cover.png").write_bytes(tags.cover_png)
        command += ["-i", str(folder / "cover.png")]
        output += ["-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"]
    brand = ["-brand", "M4B " if audiobook else "M4A "]
    same_bytes = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
    return [*command, *output, *brand, *same_bytes, "-movflags", "+faststart", "-f", "ipod", str(folder / "made")]


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[IO[bytes]]:
    """Run ffmpeg inside a `with`, which gets its standard input; end it with the input, or at once after an exception.

    It is in a process group of its own, so that an interrupt from the keyboard reaches coach alone.

    Raises:
        ExportError: It could not be started, or failed; with its own last words.
    """
    own_group: dict[str, Any] = {"process_group": 0}
    if sys.platform == "win32":
        own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    said = folder / "said"
    try:
        with said.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 (no shell, and every argument is coach's own)
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, **own_group
            )
    except OSError as error:
        raise ExportError(f"ffmpeg could not be started: {error.strerror or error}.", _ANOTHER_FORMAT) from error
    sound, complete = cast(IO[bytes], process.stdin), False
    try:
        with suppress(BrokenPipeError):  # it has ended early, and says why
            yield sound
            sound.close()
            complete = True
        if process.wait() != 0 or not complete:
            *_, reason = ["it says nothing", *said.read_text("utf-8", "replace").split("\n")[:-1]]
            raise ExportError(f"ffmpeg failed: {reason}.", _ANOTHER_FORMAT)
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            sound.close()


_ANOTHER_FORMAT = "Choose another format, such as .opus or .mp3."
