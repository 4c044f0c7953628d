import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.pcm_file import parse_pcm_file
from coach.errors import AudioError

PCM = np.array([0, 1000, -1000, 32767, -32767, 5], dtype=np.int16)


def wav(pcm=PCM, channels=1, width=2, sample_rate=22_050):
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(sample_rate)
        file.writeframes(pcm.astype("<i2").tobytes())
    return stream.getvalue()


def chunk(name, body):
    return name + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)


def aiff(pcm=PCM, compression=None, order=">"):
    """Write a file as Apple describes it: 22,050 Hz is 0x400D AC44 0000 0000 0000 as an 80-bit number."""
    rate = bytes.fromhex("400dac44000000000000")
    pascal_name = b"\x0enot compressed\x00"
    common = struct.pack(">hLh", 1, len(pcm), 16) + rate + (compression + pascal_name if compression else b"")
    form = b"AIFC" if compression else b"AIFF"
    version = chunk(b"FVER", bytes.fromhex("a2805140")) if compression else b""
    sound = struct.pack(">LL", 0, 0) + pcm.astype(f"{order}i2").tobytes()
    body = form + version + chunk(b"COMM", common) + chunk(b"SSND", sound)
    return b"FORM" + struct.pack(">I", len(body)) + body


@pytest.mark.parametrize(
    "data",
    [wav(), aiff(), aiff(compression=b"NONE"), aiff(compression=b"twos"), aiff(compression=b"sowt", order="<")],
    ids=["WAV", "AIFF", "AIFF-C", "AIFF-C twos", "AIFF-C sowt"],
)
def test_every_kind_of_recording_gives_its_samples(data):
    audio = parse_pcm_file(data)
    assert audio.sample_rate == 22_050
    assert audio.samples.dtype == np.float32
    assert np.array_equal(np.rint(audio.samples * 32767), PCM)


def test_two_channels_are_mixed_to_one():
    assert np.allclose(parse_pcm_file(wav(channels=2)).samples * 32767, [500, 15883.5, -16381], atol=0.01)


def test_a_header_in_the_extensible_form_is_understood():
    plain = wav()
    header = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 22_050, 44_100, 2, 16, 22, 16, 0) + struct.pack("<H", 1) + bytes(14)
    chunks = b"fmt " + struct.pack("<I", len(header)) + header + plain[36:]
    extensible = b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks
    assert np.array_equal(parse_pcm_file(extensible).samples, parse_pcm_file(plain).samples)


def test_other_chunks_are_skipped_even_of_odd_length():
    data = wav()
    extra = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    longer = data[:4] + struct.pack("<I", len(data) - 8 + len(extra)) + data[8:12] + extra + data[12:]
    assert np.array_equal(parse_pcm_file(longer).samples, parse_pcm_file(data).samples)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"RIFF\x04\0\0\0WAVE",
        b"FORM\0\0\0\x04AIFF",
        b"just some text, nothing else",
        wav(width=1),
        wav(channels=9, pcm=np.zeros(18, np.int16)),
        wav(sample_rate=1),
        wav()[:20] + struct.pack("<H", 3) + wav()[22:],
        wav().replace(struct.pack("<4sI", b"data", 12), struct.pack("<4sI", b"data", 0xFFFFFFFF)),
        wav().replace(struct.pack("<4sI", b"data", 12), struct.pack("<4sI", b"data", 11)),
        aiff(compression=b"ulaw"),
        aiff().replace(struct.pack(">hL", 1, 6), struct.pack(">hL", 1, 7)),
        aiff().replace(bytes.fromhex("400dac44"), bytes.fromhex("7fffac44")),
    ],
)
def test_a_damaged_or_foreign_recording_is_refused(data):
    with pytest.raises(AudioError):
        parse_pcm_file(data)


@pytest.mark.parametrize("data", [wav(), aiff(), aiff(compression=b"sowt", order="<")], ids=["WAV", "AIFF", "AIFF-C"])
def test_a_recording_cut_anywhere_is_refused(data):
    for length in range(len(data)):
        with pytest.raises(AudioError):
            parse_pcm_file(data[:length])


@given(st.sampled_from([wav(), aiff(), aiff(compression=b"NONE")]), st.integers(0, 60), st.binary(max_size=8))
def test_crafted_headers_raise_nothing_but_audio_errors(data, at, patch):
    try:
        audio = parse_pcm_file(data[:at] + patch + data[at + len(patch) :])
    except AudioError:
        return
    assert audio.frames <= len(data)
