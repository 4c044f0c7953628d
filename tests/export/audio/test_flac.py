"""Tests of what only FLAC has: a checksum of the audio in its header, if the file can seek."""

import hashlib
import io
from pathlib import Path

import mutagen.flac

from coach.audio.format import SAMPLE_RATE, SESSION_FORMAT
from coach.audio.pcm import samples_to_pcm16
from coach.export.audio.formats import FileFormat, stream_audio, write_audio
from tests.export.sessions import tone

AUDIO = tone(3 * SAMPLE_RATE)


def test_a_file_has_the_checksum_of_its_audio(tmp_path: Path) -> None:
    write_audio(tmp_path / "a.flac", [AUDIO], SESSION_FORMAT, AUDIO.frames)
    expected = hashlib.md5(samples_to_pcm16(AUDIO.samples).tobytes(), usedforsecurity=False).hexdigest()
    assert f"{mutagen.flac.FLAC(tmp_path / 'a.flac').info.md5_signature:032x}" == expected


def test_a_stream_has_none_but_is_the_same_file_otherwise(tmp_path: Path) -> None:
    write_audio(tmp_path / "a.flac", [AUDIO], SESSION_FORMAT, AUDIO.frames)
    stream = io.BytesIO()
    stream_audio(stream, [AUDIO], SESSION_FORMAT, AUDIO.frames, file_format=FileFormat.FLAC)
    (tmp_path / "b.flac").write_bytes(stream.getvalue())
    assert mutagen.flac.FLAC(tmp_path / "b.flac").info.md5_signature == 0
    assert mutagen.flac.FLAC(tmp_path / "b.flac").info.total_samples == AUDIO.frames
    assert (tmp_path / "a.flac").read_bytes()[42:] == stream.getvalue()[42:]
