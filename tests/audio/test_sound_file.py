import ctypes
import os
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.format import SAMPLE_RATE
from coach.audio.sound_file import read_sound_file
from coach.errors import AudioError
from tests.audio.test_buffer import sine


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3", "aiff"])
def test_the_usual_kinds_are_read_at_coach_s_rate_in_one_channel(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    tone = sine(440, 2, sample_rate=44_100).samples
    soundfile.write(path, np.stack((tone, tone), axis=1), 44_100)
    audio = read_sound_file(path, longest_s=60)
    assert audio.sample_rate == SAMPLE_RATE
    assert audio.duration_s == pytest.approx(2, abs=0.06)  # MP3 rounds up to whole frames of its own
    assert np.std(audio.samples[5_000:40_000]) == pytest.approx(np.std(tone), rel=0.05)


def test_what_is_too_long_is_read_in_part(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sine(440, 5).samples, SAMPLE_RATE)
    assert read_sound_file(tmp_path / "a.wav", longest_s=1.5).frames == 36_000


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3\x04" + bytes(3000), os.urandom(5000), b"fLaC" + bytes(100)])
def test_a_damaged_file_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(AudioError, match=r"a\.wav cannot be used: .*\.") as refused:
        read_sound_file(tmp_path / "a.wav", longest_s=10)
    assert "other programs play" in refused.value.remedy


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.wav", "There is no file"), (tmp_path, "it is a folder, not a file")):
        with pytest.raises(AudioError, match=reason):
            read_sound_file(path, longest_s=10)


def test_samples_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.array([0.0, np.nan, 0.1] * 9_000), SAMPLE_RATE, subtype="FLOAT")
    with pytest.raises(AudioError, match="not numbers"):
        read_sound_file(tmp_path / "a.wav", longest_s=10)


@pytest.mark.skipif(sys.platform == "win32", reason="there a library prints past the descriptors")
def test_what_a_decoder_prints_of_a_damaged_file_reaches_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.sds"
    soundfile.write(path, sine(440, 1).samples, SAMPLE_RATE, format="SDS", subtype="PCM_16")
    content = bytearray(path.read_bytes())
    content[22::127] = bytes([1]) * len(content[22::127])  # in the header of each packet
    path.write_bytes(content)
    with soundfile.SoundFile(path) as file:
        file.read()
    ctypes.CDLL(None).fflush(None)
    assert "Error 1" in capfd.readouterr().out  # it does print
    read_sound_file(path, longest_s=10)
    ctypes.CDLL(None).fflush(None)
    print("afterwards", flush=True)
    assert capfd.readouterr() == ("afterwards\n", "")
