"""Checks that a decoder finds each frame of a page's sound at its own time, whatever the file begins with."""

import io
import struct

import numpy as np
import pytest

from coach.audio.buffer import Audio, Samples
from coach.audio.format import SAMPLE_RATE
from coach.errors import ExportError
from coach.export.audio.tags import Tags
from coach.page.sound import MP3_FRAME_BYTES, MP3_FRAME_FRAMES, write_mp3

CLICKS_S = (0.5, 1.7, 2.9)
FRAMES = 4 * SAMPLE_RATE + 123


def clicks() -> Samples:
    """Return a sound with a short tone at each of some times."""
    samples = np.full(FRAMES, 1e-4, np.float32)
    for at_s in CLICKS_S:
        at = round(at_s * SAMPLE_RATE)
        samples[at : at + 600] += 0.5 * np.sin(2 * np.pi * 1000 * np.arange(600) / SAMPLE_RATE).astype(np.float32)
    return samples


def written(tags: Tags | None = None) -> bytes:
    file, samples = io.BytesIO(), clicks()
    write_mp3(file, (Audio(samples[at : at + 4096]) for at in range(0, FRAMES, 4096)), FRAMES, tags)
    return file.getvalue()


def split(mp3: bytes) -> tuple[bytes, bytes, bytes]:
    """Split an MP3 into its tag, its header and its frames."""
    tag = mp3.index(b"\xff\xf3")
    return mp3[:tag], mp3[tag : tag + MP3_FRAME_BYTES], mp3[tag + MP3_FRAME_BYTES :]


def decoded(mp3: bytes) -> Samples:
    """Decode the frames alone, from which no decoder leaves anything out."""
    import soundfile

    return np.asarray(soundfile.read(io.BytesIO(split(mp3)[2]), dtype="float32")[0])


def test_what_is_written_at_a_time_is_heard_at_that_time() -> None:
    heard, expected = decoded(written()), clicks()
    for at_s in CLICKS_S:
        at = round(at_s * SAMPLE_RATE)
        near = heard[at - 2000 : at + 2600]
        assert np.argmax(np.correlate(near, expected[at : at + 600], "valid")) == 2000


def test_the_header_tells_the_frames_that_are_there_and_no_delay() -> None:
    _, header, frames = split(written())
    at = header.index(b"Info")
    flags, count, size = struct.unpack(">III", header[at + 4 : at + 16])
    assert (flags, count, size) == (3, len(frames) // MP3_FRAME_BYTES, len(frames))
    assert not any(header[at + 16 :])
    assert FRAMES <= count * MP3_FRAME_FRAMES < FRAMES + 4 * MP3_FRAME_FRAMES


def test_all_frames_have_one_length_so_that_a_place_is_a_product() -> None:
    _, _, frames = split(written())
    assert len(frames) % MP3_FRAME_BYTES == 0
    assert {frames[at : at + 2] for at in range(0, len(frames), MP3_FRAME_BYTES)} == {b"\xff\xf3"}


def test_tags_come_before_and_change_nothing() -> None:
    tags = Tags("Ü", "coach", "a comment", cover_png=b"\x89PNG" * 400)
    plain, tagged = written(), written(tags)
    tag, header, frames = split(tagged)
    assert tag.startswith(b"ID3")
    assert header + frames == plain


def test_the_same_sound_gives_the_same_bytes() -> None:
    assert written() == written()


def test_an_encoder_that_writes_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.page.sound.MP3_FRAME_BYTES", 200)
    with pytest.raises(ExportError, match="another form"):
        written()
