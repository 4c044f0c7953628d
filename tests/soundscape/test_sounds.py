"""The shipped sounds: the program makes exactly these files, and ears tell them apart.

Covers also: breath_tone
"""

import itertools
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import loudest_lufs
from coach.audio.pcm import PCM16_FULL_SCALE
from coach.script.vocabulary import Sound
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
    """Make an inhale and an exhale with the lengths of one breath in seconds."""
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
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False
    )


# Measures


def envelope(signal: Signal) -> Signal:
    """Return the amplitude over time: the magnitude of the analytic signal."""
    spectrum = np.fft.fft(signal)
    spectrum[len(signal) // 2 + 1 :] = 0
    return np.asarray(np.abs(np.fft.ifft(spectrum)) * 2)


def band(signal: Signal, low_hz: float, high_hz: float) -> Signal:
    """Keep only the frequencies of a signal between two limits."""
    spectrum = np.fft.rfft(signal)
    frequencies_hz = np.fft.rfftfreq(len(signal), 1 / SAMPLE_RATE)
    spectrum[(frequencies_hz < low_hz) | (frequencies_hz >= high_hz)] = 0
    return np.fft.irfft(spectrum, len(signal))


def pitch_hz(signal: Signal, start_s: float, length_s: float) -> float:
    """Return the strongest frequency from 300 to 1100 Hz, where fundamentals lie, to within 1 Hz."""
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
    loudness_db = np.array([gain_to_db(float(np.std(tone[round(s * SAMPLE_RATE) :][:2400]))) for s in places_s])
    rising = loudness_db[::direction]
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
