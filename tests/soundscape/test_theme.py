"""Themes are read, checked and brought to a loudness.

Covers also: names, breath_file
"""

import contextlib
import itertools
import shutil
import struct
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import VOICE_LUFS, loudest_lufs
from coach.errors import AudioError
from coach.script.vocabulary import Sound
from coach.soundscape.names import find_theme, theme_names
from coach.soundscape.theme import LARGEST_FILE_BYTES, read_sound, read_sounds, read_theme


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_theme("bowl"), tmp_path / "own"))


def test_two_themes_come_with_coach_and_a_folder_is_a_third(own: Path) -> None:
    assert theme_names() == ["bowl", "soft"]
    assert find_theme(str(own)) == own
    assert set(read_theme(own).sounds) == set(Sound)


@pytest.mark.parametrize("name", ["bowl", "soft"])
@pytest.mark.parametrize("frames", [SAMPLE_RATE, 95_999, 20 * SAMPLE_RATE])
def test_a_breath_tone_has_the_length_and_the_loudness_that_are_asked_for(name: str, frames: int) -> None:
    tone = read_theme(find_theme(name)).breath_tone_at(-10)
    assert tone is not None
    for sound in (Sound.INHALE, Sound.EXHALE):
        assert tone(sound, frames).frames == frames
        assert loudest_lufs(tone(sound, frames)) == pytest.approx(VOICE_LUFS - 10, abs=0.05)
        assert tone(sound, frames) is tone(sound, frames)


def test_off_is_no_sound_at_all() -> None:
    theme = read_theme(find_theme("bowl"))
    assert theme.sounds_at(-np.inf) == {}
    assert theme.breath_tone_at(-np.inf) is None


def test_a_folder_without_breath_toml_plays_its_short_sounds(own: Path) -> None:
    (own / "breath.toml").unlink()
    assert read_theme(own).breath_tone_at(-10) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("low_hz = 400", "it has low_hz"),
        ("", "it has nothing"),
        ("low_hz = [", "it is not TOML"),
        ("\xff", "it is not TOML"),
        ("[" * 5000, "it is not TOML"),
        ("#" * 20_000, "it is larger than 16 KiB"),
        ("low_hz = 1\nhigh_hz = 600\npartials = [[1, 0]]", "low_hz is not a number from 80 to 2000"),
        ("low_hz = 400\nhigh_hz = true\npartials = [[1, 0]]", "high_hz is not a number"),
        ("low_hz = 400\nhigh_hz = nan\npartials = [[1, 0]]", "high_hz is not a number"),
        ("low_hz = 400\nhigh_hz = 600\npartials = []", "partials is not a list of 1 to 16"),
        ("low_hz = 400\nhigh_hz = 600\npartials = [[1, 0, 2]]", "a partial is not two numbers"),
        ("low_hz = 400\nhigh_hz = 600\npartials = [[99, 0]]", "a ratio is not a number from 0.25 to 16"),
        ("low_hz = 400\nhigh_hz = 600\npartials = [[1, 3]]", "a gain is not a number from -80 to 0"),
    ],
)
def test_a_breath_that_cannot_be_made_is_told_in_a_sentence(text: str, reason: str, own: Path) -> None:
    (own / "breath.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(AudioError, match=r"breath\.toml cannot be used") as refused:
        read_theme(own)
    assert reason in refused.value.problem
    assert "as the shipped themes do" in refused.value.remedy


def test_a_sound_that_is_missing_is_named(own: Path) -> None:
    (own / "switch.wav").unlink()
    with pytest.raises(AudioError, match=r"switch\.wav is missing"):
        read_theme(own)


# Reading a sound


def wav(
    pcm: bytes,
    channels: int = 1,
    sample_rate: int = SAMPLE_RATE,
    bits: int = 16,
    tag: int = 1,
    size: int | None = None,
) -> bytes:
    frame_bytes = channels * bits // 8
    header = struct.pack("<HHLLHH", tag, channels, sample_rate, sample_rate * frame_bytes, frame_bytes, bits)
    chunks = b"fmt " + struct.pack("<L", 16) + header
    chunks += b"data" + struct.pack("<L", len(pcm) if size is None else size) + pcm
    return b"RIFF" + struct.pack("<L", 4 + len(chunks)) + b"WAVE" + chunks


def sine_pcm(frequency_hz: float, frames: int, sample_rate: int) -> NDArray[np.int16]:
    turns = frequency_hz * np.arange(frames) / sample_rate
    return np.asarray(np.rint(16_000 * np.sin(2 * np.pi * turns)), dtype="<i2")


TENTH_S = bytes(2 * SAMPLE_RATE // 10)
GOOD = wav(TENTH_S)


@pytest.mark.parametrize("name", ["bowl", "soft"])
def test_samples_are_the_file_s_own(name: str) -> None:
    for sound, audio in read_sounds(find_theme(name)).items():
        with wave.open(str(find_theme(name) / f"{sound}.wav")) as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        assert audio.sample_rate == SAMPLE_RATE
        assert audio.samples.dtype == np.float32
        assert audio.samples.shape == pcm.shape
        assert np.array_equal(audio.samples, pcm.astype(np.float32) / np.float32(32_767))


def test_channels_are_averaged(tmp_path: Path) -> None:
    left = sine_pcm(500, 2400, SAMPLE_RATE)
    (tmp_path / "start.wav").write_bytes(wav(np.stack((left, np.zeros_like(left)), axis=1).tobytes(), channels=2))
    samples = read_sound(tmp_path / "start.wav").samples
    assert samples.shape == (2400,)
    assert samples.dtype == np.float32
    assert samples == pytest.approx(left / 32_767 / 2)


@pytest.mark.parametrize("sample_rate", [8_000, 44_100, 48_000, 192_000])
def test_other_sample_rates_are_resampled(sample_rate: int, tmp_path: Path) -> None:
    pcm = sine_pcm(500, sample_rate, sample_rate).tobytes()
    (tmp_path / "start.wav").write_bytes(wav(pcm, sample_rate=sample_rate))
    audio = read_sound(tmp_path / "start.wav")
    assert audio.sample_rate == SAMPLE_RATE
    assert audio.duration_s == pytest.approx(1.0, abs=0.001)
    assert np.argmax(np.abs(np.fft.rfft(audio.samples[:SAMPLE_RATE]))) == pytest.approx(500, abs=1)


def test_a_file_with_a_title_before_and_after_its_sound_is_read(tmp_path: Path) -> None:
    title = b"LIST" + struct.pack("<L", 4) + b"INFO"
    chunks = GOOD[12:36] + title + GOOD[36:] + title
    (tmp_path / "start.wav").write_bytes(b"RIFF" + struct.pack("<L", 4 + len(chunks)) + b"WAVE" + chunks)
    assert read_sound(tmp_path / "start.wav").frames == 2400


DAMAGED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is neither a WAV nor an AIFF file"),
    "not a WAV file": (b"ID3\x04" + bytes(3000), "it is neither a WAV nor an AIFF file"),
    "cut off within its header": (GOOD[:30], "it is cut short"),
    "cut off within its samples": (GOOD[:-1], "it is cut short"),
    "cut off behind its samples": (GOOD[:4] + struct.pack("<L", len(GOOD)) + GOOD[8:], "it is cut short"),
    "promising 4 GiB": (wav(bytes(16), size=0xFFFFFFFE), "it is cut short"),
    "promising 10 s": (wav(bytes(16), size=480_000), "it is cut short"),
    "with a chunk that reaches beyond its end": (GOOD[:12] + b"LIST" + b"\xff" * 4 + GOOD[12:], "it is cut short"),
    "of 8 bits": (wav(TENTH_S, bits=8), "it has 8 bits a sample"),
    "of 24 bits": (wav(TENTH_S, bits=24), "it has 24 bits a sample"),
    "of floats": (wav(TENTH_S, bits=32, tag=3), "it is not plain PCM"),
    "without channels": (wav(TENTH_S, channels=0), "it has 0 channels"),
    "without a sample rate": (wav(TENTH_S, sample_rate=0), "its sample rate is 0 Hz"),
    "of an absurd sample rate": (wav(TENTH_S, sample_rate=1_000_000), "its sample rate is 1000000 Hz"),
    "without samples": (wav(b""), "it lasts 0.000 s"),
    "too short": (wav(bytes(2 * 1199)), "it lasts 0.050 s"),
    "too long": (wav(bytes(2 * 240_001)), "it lasts 10.000 s"),
    "far too large": (GOOD + bytes(LARGEST_FILE_BYTES), "it is larger than 64 MiB"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_with_its_path_the_reason_and_what_to_do(damage: str, own: Path) -> None:
    content, reason = DAMAGED[damage]
    (own / "exhale.wav").write_bytes(content)
    with pytest.raises(AudioError) as refused:
        read_sounds(own)
    assert refused.value.problem == f"The sound {own / 'exhale.wav'} cannot be used: {reason}."
    assert refused.value.remedy.startswith("Put a 16-bit PCM WAV file of 0.05 to 10 s in its place")


def test_a_folder_in_place_of_a_file_is_refused(own: Path) -> None:
    (own / "inhale.wav").unlink()
    (own / "inhale.wav").mkdir()
    with pytest.raises(AudioError, match=r"inhale\.wav cannot be used: "):
        read_sounds(own)


@pytest.mark.parametrize("frames", [1200, 240_000])
def test_the_shortest_and_the_longest_allowed_are_read(frames: int, tmp_path: Path) -> None:
    (tmp_path / "start.wav").write_bytes(wav(bytes(2 * frames)))
    assert read_sound(tmp_path / "start.wav").frames == frames


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "start.wav"
    for length in itertools.chain(range(100), range(100, len(GOOD), 97), [len(GOOD) - 1]):
        path.write_bytes(GOOD[:length])
        with pytest.raises(AudioError):
            read_sound(path)


@pytest.mark.parametrize("change", [lambda byte: byte ^ 1, lambda byte: byte ^ 0x80, lambda _: 0, lambda _: 0xFF])
def test_a_changed_header_is_read_or_refused_but_nothing_else(change: Callable[[int], int], tmp_path: Path) -> None:
    path = tmp_path / "start.wav"
    for place in range(44):
        content = bytearray(GOOD)
        content[place] = change(content[place])
        path.write_bytes(content)
        with contextlib.suppress(AudioError):
            read_sound(path)


def test_names_load_no_numpy_and_the_shipped_sounds_no_other_library() -> None:
    code = f"""if True:
        import sys, pathlib, coach.soundscape.names
        named = {{"numpy"}} & sys.modules.keys()
        import coach.soundscape.theme
        coach.soundscape.theme.read_sounds(pathlib.Path({str(find_theme("bowl"))!r}))
        sys.exit(", ".join(named | {{"scipy", "soxr", "soundfile"}} & sys.modules.keys()) or 0)"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
