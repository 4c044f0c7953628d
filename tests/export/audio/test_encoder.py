import sys

import pytest

from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.errors import ExportError
from coach.export.audio._encoder import Codec, pieces
from coach.export.audio._flac import CODEC as FLAC
from coach.export.audio._opus import CODEC as OPUS
from tests.export.sessions import tone

AUDIO = tone(SAMPLE_RATE)


def test_pieces_follow_one_another_and_only_corrections_at_the_end_go_back() -> None:
    found = list(pieces([AUDIO.samples] * 3, AUDIO.format, FLAC))
    end = 0
    while found and found[0].offset == end:
        end += len(found.pop(0).data)
    assert found
    assert all(piece.offset + len(piece.data) < 50 for piece in found)  # they correct the header


@pytest.mark.parametrize("codec", [FLAC, OPUS])
def test_the_size_of_the_blocks_does_not_change_the_stream(codec: Codec) -> None:
    def stream(block_frames: int) -> bytes:
        data = bytearray()
        starts = range(0, AUDIO.frames, block_frames)
        for piece in pieces((AUDIO.samples[at : at + block_frames] for at in starts), AUDIO.format, codec):
            data[piece.offset : piece.offset + len(piece.data)] = piece.data
        return bytes(data)

    assert len(stream(1000)) == len(stream(AUDIO.frames))
    if codec.lossless:  # libsndfile gives Ogg streams a random serial number, which `_opus` replaces
        assert stream(1000) == stream(AUDIO.frames)


def test_a_format_that_the_library_refuses_is_told() -> None:
    with pytest.raises(ExportError, match=r"OGG cannot hold 44100 Hz in 1 channels: .*\.wav or \.flac"):
        list(pieces([], AudioFormat(44_100), OPUS))


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(ExportError, match="FLAC files need the package soundfile"):
        list(pieces([AUDIO.samples], AUDIO.format, FLAC))


def test_a_failure_in_the_blocks_is_raised_as_it_is() -> None:
    def blocks() -> object:
        yield AUDIO.samples
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(pieces(blocks(), AUDIO.format, FLAC))
