"""The five sounds: the shipped files are what the program makes, ears tell them apart, damaged files are refused."""

import contextlib
import itertools
import os
import shutil
import struct
import subprocess
import sys
import wave
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import loudest_lufs
from coach.audio.pcm import PCM16_FULL_SCALE
from coach.audio.sound_file import read_sound
from coach.errors import AudioError
from coach.script.steps import Sound
from coach.soundscape.theme import read_sounds, read_theme
from coach.units import seconds_to_frames
from sounds.make_sounds import FADE_OUT_S, LOUDNESS_DBFS, THEMES, loudest_rms, render, render_breath
from tests.reports.spectra import ALIKE_DB, difference_db


def gain_to_db(gain: float) -> float:
    return float(20 * np.log10(gain))


ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "sounds"
BREATHS = (Sound.INHALE, Sound.EXHALE)
STRUCK = tuple(sound for sound in Sound if sound not in BREATHS)
PITCHES_HZ = {
    ("bowl", Sound.START): (450, 600),
    ("bowl", Sound.SWITCH): (600, 400, 600),
    ("bowl", Sound.END): (600, 500, 400),
    ("soft", Sound.START): (400, 600),
    ("soft", Sound.SWITCH): (600, 450, 600),
    ("soft", Sound.END): (600, 450, 400),
}
Signal = NDArray[np.float64]


@pytest.fixture(scope="module", params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def shipped(theme: str) -> Mapping[Sound, Audio]:
    return read_sounds(SHIPPED / theme)


@pytest.fixture(params=list(Sound))
def signal(request: pytest.FixtureRequest, shipped: Mapping[Sound, Audio]) -> Signal:
    return shipped[request.param].samples.astype(np.float64)


@pytest.fixture(params=STRUCK)
def struck(request: pytest.FixtureRequest, shipped: Mapping[Sound, Audio]) -> Signal:
    return shipped[request.param].samples.astype(np.float64)


@pytest.fixture(params=[(1, 1), (4, 6), (8, 12)], ids=str)
def spanning(request: pytest.FixtureRequest, theme: str) -> Mapping[Sound, Signal]:
    """An inhale and an exhale as long as a breath of so many seconds asks for."""
    tone = read_theme(SHIPPED / theme).breath_tone_at(-10)
    assert tone is not None
    return {
        sound: tone(sound, seconds * SAMPLE_RATE).samples.astype(np.float64)
        for sound, seconds in zip(BREATHS, request.param, strict=True)
    }


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "sounds"))


def make_sounds(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "make_sounds.py"), *arguments]
    return subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


# Measures


def envelope(signal: Signal) -> Signal:
    """Amplitude over time: the magnitude of the analytic signal."""
    spectrum = np.fft.fft(signal)
    spectrum[len(signal) // 2 + 1 :] = 0
    return np.asarray(np.abs(np.fft.ifft(spectrum)) * 2)


def band(signal: Signal, low_hz: float, high_hz: float) -> Signal:
    """What is left of a signal between two frequencies."""
    spectrum = np.fft.rfft(signal)
    frequencies_hz = np.fft.rfftfreq(len(signal), 1 / SAMPLE_RATE)
    spectrum[(frequencies_hz < low_hz) | (frequencies_hz >= high_hz)] = 0
    return np.fft.irfft(spectrum, len(signal))


def pitch_hz(signal: Signal, start_s: float, length_s: float) -> float:
    """The strongest frequency where fundamentals lie, to within 1 Hz."""
    start = seconds_to_frames(start_s, SAMPLE_RATE)
    heard = signal[start : start + seconds_to_frames(length_s, SAMPLE_RATE)]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard)), SAMPLE_RATE))
    return 300.0 + float(np.argmax(spectrum[300:800]))


# The program


def test_the_shipped_files_are_what_the_program_makes() -> None:
    ran = make_sounds(SHIPPED, "--check")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_check_names_the_files_that_differ_and_leaves_them_alone_until_asked(copied: Path) -> None:
    damaged = bytearray((copied / "bowl" / "switch.wav").read_bytes())
    damaged[1000] ^= 1
    (copied / "bowl" / "switch.wav").write_bytes(damaged)
    (copied / "soft" / "end.wav").unlink()
    (copied / "soft" / "breath.toml").write_text("low_hz = 1")

    ran = make_sounds(copied, "--check")
    assert ran.returncode == 1
    assert "bowl/switch.wav, soft/end.wav, soft/breath.toml." in ran.stderr
    assert "start.wav" not in ran.stderr
    assert (copied / "bowl" / "switch.wav").read_bytes() == damaged

    assert make_sounds(copied).returncode == 0
    for path in SHIPPED.glob("*/*"):
        assert (copied / path.relative_to(SHIPPED)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("sound", Sound)
def test_no_sample_lies_so_near_a_rounding_edge_that_another_processor_could_tip_it(theme: str, sound: Sound) -> None:
    # Sines and powers of other processors differ in their last digit: by some 1e-11 of a 16-bit step here.
    made = THEMES[theme]
    samples = render_breath(made.breath, sound) if sound in BREATHS else render(made.chimes[sound])
    scaled = np.abs(samples) * PCM16_FULL_SCALE
    assert np.min(np.abs(scaled % 1.0 - 0.5)) > 1e-8


# The sounds


def test_every_sound_is_one_small_file(theme: str, shipped: Mapping[Sound, Audio]) -> None:
    assert {path.stem for path in (SHIPPED / theme).glob("*.wav")} == set(Sound)
    for sound in Sound:
        with wave.open(str(SHIPPED / theme / f"{sound}.wav")) as file:
            assert file.getparams()[:3] == (1, 2, 24_000)
    for sound in BREATHS:
        assert 1.0 <= shipped[sound].duration_s <= 1.6
    for sound in STRUCK:
        assert 2.0 <= shipped[sound].duration_s <= 4.5


def test_what_is_struck_rises_in_10_to_30_ms(struck: Signal) -> None:
    risen = envelope(struck)[: SAMPLE_RATE // 10]
    assert 0.01 <= np.argmax(risen > 0.95 * risen.max()) / SAMPLE_RATE <= 0.03


def test_a_breath_is_heard_to_begin_within_30_ms(spanning: Mapping[Sound, Signal]) -> None:
    # No more than 10 dB below its height: above the floor of any room in which the voice is understood.
    for tone in spanning.values():
        begun = envelope(tone)[: round(0.03 * SAMPLE_RATE)]
        assert gain_to_db(float(begun.max() / envelope(tone).max())) > -10
        assert begun[: round(0.002 * SAMPLE_RATE)].max() < 0.1 * begun.max()  # and not with a click


def test_it_is_as_loud_as_the_others_and_never_near_full_scale(signal: Signal) -> None:
    assert gain_to_db(loudest_rms(signal)) == pytest.approx(LOUDNESS_DBFS, abs=0.01)
    assert gain_to_db(float(np.max(np.abs(signal)))) <= -6.0


def test_it_has_no_offset_and_begins_and_ends_at_zero(signal: Signal) -> None:
    assert abs(np.mean(signal)) * PCM16_FULL_SCALE < 0.05
    assert signal[0] == 0.0
    assert abs(signal[-1]) * PCM16_FULL_SCALE <= 1.0


def test_its_tail_dies_away_before_it_ends(struck: Signal) -> None:
    assert not np.any(struck[-SAMPLE_RATE // 100 :])
    tail = struck[-seconds_to_frames(FADE_OUT_S, SAMPLE_RATE) :]
    assert gain_to_db(float(np.max(np.abs(tail)) / np.max(np.abs(struck)))) < -45.0


def test_it_never_clicks(signal: Signal) -> None:
    # A click, a cut or aliasing shows above the highest partial. Rounding to 16 bits alone leaves about -80 dB there.
    above = np.max(np.abs(band(signal, 3000, SAMPLE_RATE)))
    assert gain_to_db(float(above / np.max(np.abs(signal)))) < -70.0


def test_a_small_loudspeaker_plays_it_and_older_ears_hear_it(signal: Signal) -> None:
    assert np.sum(band(signal, 300, 2500) ** 2) > 0.999 * np.sum(signal**2)


def test_a_small_loudspeaker_at_half_volume_still_plays_switch_and_end(shipped: Mapping[Sound, Audio]) -> None:
    # A laptop's falls by 12 dB an octave below 400 Hz. At half volume, 10 dB less, the voice has some 55 dB in
    # the room; the sounds are 10 dB below it, and may lose 3 of the 15 dB that they then stand above a quiet one's 30.
    for sound in (Sound.SWITCH, Sound.END):
        spectrum = np.fft.rfft(shipped[sound].samples, 8 * SAMPLE_RATE)
        ratio = (np.fft.rfftfreq(8 * SAMPLE_RATE, 1 / SAMPLE_RATE) / 400) ** 2
        played = np.fft.irfft(spectrum * ratio / np.sqrt(1 + ratio**2), 8 * SAMPLE_RATE)
        lost_lu = loudest_lufs(shipped[sound]) - loudest_lufs(Audio(played.astype(np.float32)))
        assert lost_lu < 3.0


@pytest.mark.parametrize(("sound", "direction"), [(Sound.INHALE, 1), (Sound.EXHALE, -1)])
def test_an_inhale_rises_and_swells_and_an_exhale_falls_and_fades_whatever_its_length(
    sound: Sound, direction: int, spanning: Mapping[Sound, Signal]
) -> None:
    tone = spanning[sound]
    length_s = len(tone) / SAMPLE_RATE
    places_s = np.linspace(0.03, length_s * 0.72 - 0.1, 7)
    pitches_hz = np.array([pitch_hz(tone, start_s, 0.1) for start_s in places_s])
    assert np.all(np.diff(pitches_hz) * direction >= 0)
    assert (pitches_hz[-1] / pitches_hz[0]) ** direction > 1.3
    levels_db = np.array([gain_to_db(float(np.std(tone[round(s * SAMPLE_RATE) :][:2400]))) for s in places_s])
    rising = levels_db[::direction]
    assert rising[-1] - rising[0] > 3
    assert np.all(np.diff(rising) > -1.5)


def test_a_breath_is_gone_when_the_next_begins(spanning: Mapping[Sound, Signal]) -> None:
    for tone in spanning.values():
        assert abs(tone[0]) + abs(tone[-1]) < 1e-4
        assert np.max(np.abs(tone[-240:])) < 0.01 * np.max(np.abs(tone))


@pytest.mark.parametrize("sound", STRUCK)
def test_start_rises_and_end_falls_and_switch_goes_to_and_fro(
    sound: Sound, theme: str, shipped: Mapping[Sound, Audio]
) -> None:
    samples = shipped[sound].samples.astype(np.float64)
    starts_s = [note.start_s for note in THEMES[theme].chimes[sound].notes]
    heard_hz = [pitch_hz(samples, start_s + 0.02, 0.15) for start_s in starts_s]
    assert heard_hz == pytest.approx(PITCHES_HZ[theme, sound], abs=10)


def test_ears_tell_long_breaths_from_each_other_and_from_all_other_sounds(
    spanning: Mapping[Sound, Signal], shipped: Mapping[Sound, Audio]
) -> None:
    inhale, exhale = spanning[Sound.INHALE], spanning[Sound.EXHALE]
    assert difference_db(inhale, exhale) > ALIKE_DB
    for sound in STRUCK:
        assert min(difference_db(breath, shipped[sound].samples) for breath in (inhale, exhale)) > ALIKE_DB


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(Sound, 2)))
def test_ears_tell_any_two_sounds_apart(one: Sound, other: Sound, shipped: Mapping[Sound, Audio]) -> None:
    assert difference_db(shipped[one].samples.astype(np.float64), shipped[other].samples.astype(np.float64)) > ALIKE_DB


def test_a_sound_heard_late_or_faint_or_out_of_tune_is_still_itself(signal: Signal) -> None:
    out_of_tune = np.interp(np.arange(len(signal)) * 1.01, np.arange(len(signal)), signal)
    for heard in (np.concatenate((np.zeros(600), signal)), signal / 4, out_of_tune):
        assert difference_db(signal, heard) < ALIKE_DB / 2


# Reading


def wav(
    pcm: bytes,
    channels: int = 1,
    sample_rate: int = SAMPLE_RATE,
    bits: int = 16,
    kind: int = 1,
    size: int | None = None,
) -> bytes:
    frame_bytes = channels * bits // 8
    header = struct.pack("<HHLLHH", kind, channels, sample_rate, sample_rate * frame_bytes, frame_bytes, bits)
    chunks = b"fmt " + struct.pack("<L", 16) + header
    chunks += b"data" + struct.pack("<L", len(pcm) if size is None else size) + pcm
    return b"RIFF" + struct.pack("<L", 4 + len(chunks)) + b"WAVE" + chunks


def sine_pcm(frequency_hz: float, frames: int, sample_rate: int) -> NDArray[np.int16]:
    turns = frequency_hz * np.arange(frames) / sample_rate
    return np.asarray(np.rint(16_000 * np.sin(2 * np.pi * turns)), dtype="<i2")


TENTH_S = bytes(2 * SAMPLE_RATE // 10)
GOOD = wav(TENTH_S)


def test_samples_are_the_file_s_own(theme: str, shipped: Mapping[Sound, Audio]) -> None:
    for sound, audio in shipped.items():
        with wave.open(str(SHIPPED / theme / f"{sound}.wav")) as file:
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
    (tmp_path / "start.wav").write_bytes(
        wav(sine_pcm(500, sample_rate, sample_rate).tobytes(), sample_rate=sample_rate)
    )
    audio = read_sound(tmp_path / "start.wav")
    assert audio.sample_rate == SAMPLE_RATE
    assert audio.duration_s == pytest.approx(1.0, abs=0.001)
    assert pitch_hz(audio.samples.astype(np.float64), 0.1, 0.8) == pytest.approx(500, abs=1)


def test_a_file_with_a_title_before_and_after_its_sound_is_read(tmp_path: Path) -> None:
    title = b"LIST" + struct.pack("<L", 4) + b"INFO"
    chunks = GOOD[12:36] + title + GOOD[36:] + title
    (tmp_path / "start.wav").write_bytes(b"RIFF" + struct.pack("<L", 4 + len(chunks)) + b"WAVE" + chunks)
    assert read_sound(tmp_path / "start.wav").frames == 2400


DAMAGED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is cut short"),
    "not a WAV file": (b"ID3\x04" + bytes(3000), "file does not start with RIFF id"),
    "cut off within its header": (GOOD[:30], "it is cut short"),
    "cut off within its samples": (GOOD[:-1], "it is cut short"),
    "cut off behind its samples": (GOOD[:4] + struct.pack("<L", len(GOOD)) + GOOD[8:], "it is cut short"),
    "promising 4 GiB": (wav(bytes(16), size=0xFFFFFFFE), "it lasts 89478.485 s"),
    "promising 10 s": (wav(bytes(16), size=480_000), "it is cut short"),
    "with a chunk that reaches beyond its end": (GOOD[:12] + b"LIST" + b"\xff" * 4 + GOOD[12:], "it is cut short"),
    "of 8 bits": (wav(TENTH_S, bits=8), "it has 8 bits a sample"),
    "of 24 bits": (wav(TENTH_S, bits=24), "it has 24 bits a sample"),
    "of floats": (wav(TENTH_S, bits=32, kind=3), "unknown format: 3"),
    "without channels": (wav(TENTH_S, channels=0), "bad # of channels"),
    "without a sample rate": (wav(TENTH_S, sample_rate=0), "its sample rate is 0 Hz"),
    "of an absurd sample rate": (wav(TENTH_S, sample_rate=1_000_000), "its sample rate is 1000000 Hz"),
    "without samples": (wav(b""), "it lasts 0.000 s"),
    "too short": (wav(bytes(2 * 1199)), "it lasts 0.050 s"),
    "too long": (wav(bytes(2 * 240_001)), "it lasts 10.000 s"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_with_its_path_the_reason_and_what_to_do(damage: str, copied: Path) -> None:
    contents, reason = DAMAGED[damage]
    (copied / "bowl" / "exhale.wav").write_bytes(contents)
    with pytest.raises(AudioError) as refused:
        read_sounds(copied / "bowl")
    assert refused.value.problem == f"The sound {copied / 'bowl' / 'exhale.wav'} cannot be used: {reason}."
    assert refused.value.remedy.startswith("Put a 16-bit PCM WAV file of 0.05 to 10 s in its place")


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "bowl" / "inhale.wav").unlink()
    with pytest.raises(AudioError, match=r"inhale\.wav is missing"):
        read_sounds(copied / "bowl")


def test_a_folder_in_place_of_a_file_is_refused(copied: Path) -> None:
    (copied / "bowl" / "inhale.wav").unlink()
    (copied / "bowl" / "inhale.wav").mkdir()
    with pytest.raises(AudioError, match=r"inhale\.wav cannot be read: "):
        read_sounds(copied / "bowl")


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
        contents = bytearray(GOOD)
        contents[place] = change(contents[place])
        path.write_bytes(contents)
        with contextlib.suppress(AudioError):
            read_sound(path)


def test_reading_the_shipped_sounds_loads_neither_resampler_nor_scipy() -> None:
    code = f"""if True:
        import sys, pathlib, coach.soundscape.theme
        coach.soundscape.theme.read_sounds(pathlib.Path({str(SHIPPED / "bowl")!r}))
        sys.exit(", ".join({{"scipy", "soxr", "soundfile"}} & sys.modules.keys()) or 0)"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
