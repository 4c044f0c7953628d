"""Ambient sounds have no seam, are always the same, and make way for the voice.

Covers also: loops
"""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import VOICE_LUFS, loudness_lufs
from coach.errors import AudioError
from coach.render.mix import mix, mix_sections
from coach.soundscape.ambient import (
    ATTACK_S,
    CROSSFADE_S,
    DUCKED_DB,
    FADE_IN_S,
    FADE_OUT_S,
    HOLD_S,
    RELEASE_S,
    Ambient,
    loop_of,
    synthesise,
)
from coach.soundscape.names import AmbientName
from coach.timeline import Cue, Section, SectionKind, Timeline
from coach.units import db_to_gain
from tests.audio.test_buffer import sine

LOUDNESS_DB = -18.0
ONES = Ambient(Audio(np.ones(7_919, np.float32)))
"""An ambient sound of ones, whose samples under a session are its gain."""

DUCKED = db_to_gain(DUCKED_DB)
SECOND = SAMPLE_RATE


@pytest.fixture(scope="module", params=AmbientName)
def made(request: pytest.FixtureRequest) -> Ambient:
    return synthesise(request.param, LOUDNESS_DB)


def test_it_has_its_loudness_against_the_voice(made: Ambient) -> None:
    assert loudness_lufs(made.loop) == pytest.approx(VOICE_LUFS + LOUDNESS_DB, abs=0.1)
    assert made.loop.peak < db_to_gain(-18)


def test_it_has_no_offset_and_no_seam(made: Ambient) -> None:
    samples = made.loop.samples.astype(np.float64)
    assert abs(np.mean(samples)) < 1e-6
    around = np.abs(np.diff(np.concatenate((samples[-2_000:], samples[:2_000]))))
    assert around[1_999] <= np.max(around[:1_900])
    edge = np.concatenate((samples[-6_000:], samples[:6_000]))
    powers = [float(np.mean(part**2)) for part in np.split(edge, 4)]
    assert max(powers) < 6 * min(powers)  # no dip and no bump where it starts again


def test_an_offset_and_rumble_are_neither_heard_nor_measured() -> None:
    time_s = np.arange(20 * SECOND) / SECOND
    heard = 0.01 * np.sin(2 * np.pi * 440 * time_s)
    rumble = 0.5 * np.sin(2 * np.pi * 12 * time_s) + 0.19
    clean, rumbling = (loop_of(Audio(samples.astype(np.float32)), -18) for samples in (heard, heard + rumble))
    assert np.max(np.abs(clean.loop.samples - rumbling.loop.samples)) < 0.01 * clean.loop.peak
    with pytest.raises(AudioError, match="nothing in it that can be heard"):
        loop_of(Audio(rumble.astype(np.float32)), -18)


def test_it_is_the_same_every_time() -> None:
    code = """if True:
        import hashlib
        from coach.soundscape.ambient import synthesise
        from coach.soundscape.names import AmbientName
        print([hashlib.sha256(synthesise(name, -18).loop.samples.tobytes()).hexdigest() for name in AmbientName])"""
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True) for _ in "ab"
    ]
    assert runs[0].stdout == runs[1].stdout


def test_a_small_loudspeaker_plays_enough_of_it(made: Ambient) -> None:
    spectrum = np.abs(np.fft.rfft(made.loop.samples)) ** 2
    hz = np.fft.rfftfreq(made.loop.frames, 1 / SAMPLE_RATE)
    assert 10 * np.log10(np.sum(spectrum[hz > 280]) / np.sum(spectrum)) > -7


spans = st.lists(st.integers(0, 400_000), min_size=2, max_size=8, unique=True).map(
    lambda frames: list(pairwise(sorted(frames)))[::2]
)


@given(spans, st.lists(st.integers(0, 400_000), max_size=6))
@settings(max_examples=25)
def test_it_is_the_same_however_a_session_is_cut(speech: list[tuple[int, int]], cuts: list[int]) -> None:
    whole = ONES.under(0, 400_000, speech, last_frame=400_000)
    edges = [0, *sorted(cuts), 400_000]
    parts = [ONES.under(start, end, speech, last_frame=400_000) for start, end in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), whole)
    assert np.max(np.abs(np.diff(whole))) < 0.001  # slower than any click


def test_it_has_made_way_before_a_word_begins_and_comes_back_slowly_after_the_last() -> None:
    first, last = 10 * SECOND, 12 * SECOND
    gain = ONES.under(0, 30 * SECOND, [(first, last)])
    assert gain[first - round(ATTACK_S * SECOND) - 1] == 1
    assert np.all(gain[first : last + round(HOLD_S * SECOND)] == pytest.approx(DUCKED))
    assert gain[last + round((HOLD_S + RELEASE_S) * SECOND)] == 1


def test_it_stays_down_between_the_sentences_of_one_instruction() -> None:
    speech = [(10 * SECOND, 12 * SECOND), (12 * SECOND + SECOND // 2, 14 * SECOND)]
    gain = ONES.under(0, 30 * SECOND, speech)
    assert np.all(gain[10 * SECOND : 14 * SECOND] == pytest.approx(DUCKED))


def test_it_fades_in_wherever_a_session_is_entered_and_out_at_its_end() -> None:
    gain = ONES.under(5 * SECOND, 60 * SECOND, [], first_frame=5 * SECOND, last_frame=60 * SECOND)
    assert gain[0] < 0.001
    assert gain[round(FADE_IN_S * SECOND)] == 1
    assert gain[-1] < 0.001
    assert gain[-round(FADE_OUT_S * SECOND) - 1] == 1


def timeline_of_words(seconds: int = 40) -> Timeline:
    word = Audio(np.zeros(SECOND, np.float32))
    sections = []
    for index, start in enumerate(range(0, seconds, 10)):
        cues = (Cue((start + 9) * SECOND, word, text="word"),) if index % 2 else (Cue(start * SECOND, word, text="w"),)
        sections.append(Section(SectionKind.STRETCH, "a", "A", None, start * SECOND, (start + 10) * SECOND, cues, ()))
    return Timeline("T", tuple(sections))


def heard(timeline: Timeline, ambient: Ambient, block_frames: int = 4096) -> np.ndarray:
    return np.concatenate([block.samples for block in mix(timeline, ambient=ambient, block_frames=block_frames)])


QUIET_ONES = Ambient(Audio(np.full(7_919, 0.1, np.float32)))


def test_in_a_mix_it_knows_the_words_of_the_next_section_and_the_end() -> None:
    gain = heard(timeline_of_words(), QUIET_ONES) / 0.1
    for cue in list(timeline_of_words().cues())[1:-1]:  # the first lies in the fade in, the last in the fade out
        assert gain[cue.start_frame + 100] == pytest.approx(DUCKED, abs=0.01)
    assert gain[-1] < 0.01
    assert np.array_equal(heard(timeline_of_words(), QUIET_ONES, 1_001), heard(timeline_of_words(), QUIET_ONES))


@given(st.integers(0, 30 * SECOND))
@settings(max_examples=8)
def test_a_session_entered_in_its_middle_has_the_same_air_once_it_has_faded_in(first_frame: int) -> None:
    whole = heard(timeline_of_words(), QUIET_ONES)
    blocks = mix_sections(timeline_of_words().sections, sample_rate=SECOND, first_frame=first_frame, ambient=QUIET_ONES)
    later = np.concatenate([block.samples for block in blocks])
    faded_in = round(FADE_IN_S * SECOND)
    assert np.array_equal(later[faded_in:], whole[first_frame + faded_in :])
    assert abs(later[0]) < 0.001


def test_a_recording_is_looped_without_a_seam_at_its_loudness() -> None:
    noise = Audio(np.random.default_rng(2).normal(0, 0.2, 20 * SECOND).astype(np.float32))
    loop = loop_of(noise, LOUDNESS_DB).loop
    assert loop.frames == 20 * SECOND - round(CROSSFADE_S * SECOND)
    assert loudness_lufs(loop) == pytest.approx(VOICE_LUFS + LOUDNESS_DB, abs=0.3)
    crossed = loop.samples[: round(CROSSFADE_S * SECOND)]
    rest = loop.samples[round(CROSSFADE_S * SECOND) :]
    assert np.std(crossed) == pytest.approx(np.std(rest), rel=0.03)  # equal power: no dip in the middle
    joint = np.concatenate((rest[-1:], crossed[:1])) / np.std(rest)
    whole = noise.samples / np.std(noise.samples)
    assert joint == pytest.approx(whole[-crossed.size - 1 : -crossed.size + 1], abs=0.05)  # it goes on as it was


def test_a_recording_that_is_silent_or_too_short_is_refused() -> None:
    silent, short = Audio(np.zeros(5 * SECOND, np.float32)), sine(440, 0.9)
    for recording, reason in ((silent, "nothing in it that can be heard"), (short, "is too short")):
        with pytest.raises(AudioError, match=reason):
            loop_of(recording, LOUDNESS_DB)
