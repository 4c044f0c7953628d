import os
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
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(AudioError, match="There is no file"):
            read_sound_file(path, longest_s=10)


def test_samples_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.array([0.0, np.nan, 0.1] * 9_000), SAMPLE_RATE, subtype="FLOAT")
    with pytest.raises(AudioError, match="not numbers"):
        read_sound_file(tmp_path / "a.wav", longest_s=10)
