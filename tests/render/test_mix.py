import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.audio.pcm import samples_to_pcm16
from coach.audio.true_peak import true_peak
from coach.errors import AudioError
from coach.render.mix import FLOOR_PEAK, mix, mix_sections
from coach.timeline import Cue, Section, SectionKind, Timeline
from coach.units import db_to_gain

cue_lists = st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 3_000)), max_size=6).map(sorted)


def timeline_of(*cues: Cue, frames: int = 12_000, cut: int = 5_000) -> Timeline:
    """Make a timeline of two sections, so that cues can ring over the border between them."""
    first = tuple(cue for cue in cues if cue.start_frame < cut)
    second = tuple(cue for cue in cues if cue.start_frame >= cut)
    sections = (
        Section(SectionKind.STRETCH, "a", "A", None, 0, cut, first, ()),
        Section(SectionKind.STRETCH, "b", "B", None, cut, frames, second, ()),
    )
    return Timeline("T", sections)


def cue(start: int, frames: int, amplitude: float = 0.1) -> Cue:
    return Cue(start, Audio(np.full(frames, amplitude, np.float32)), text="word")


def mixed(timeline: Timeline, block_frames: int = 4096) -> np.ndarray:
    return np.concatenate([block.samples for block in mix(timeline, block_frames=block_frames)])


@given(cue_lists, st.integers(1, 20_000))
def test_the_block_size_does_not_change_the_sound(places: list[tuple[int, int]], block_frames: int) -> None:
    timeline = timeline_of(*(cue(*place) for place in places))
    assert np.array_equal(mixed(timeline), mixed(timeline, max(block_frames, 97)))


@given(cue_lists)
def test_the_mix_is_the_sum_of_its_cues(places: list[tuple[int, int]]) -> None:
    timeline = timeline_of(*(cue(*place) for place in places))
    expected = np.zeros(12_000)
    for start, frames in places:
        expected[start : start + frames] += 0.1
    difference = mixed(timeline) - expected
    assert len(difference) == 12_000
    assert np.max(np.abs(difference)) <= FLOOR_PEAK + 1e-6


@given(cue_lists, st.integers(0, 12_000))
def test_a_mix_from_a_frame_holds_only_what_begins_there_or_later(
    places: list[tuple[int, int]], first_frame: int
) -> None:
    timeline = timeline_of(*(cue(*place) for place in places))
    later = timeline_of(*(cue(*place) for place in places if place[0] >= first_frame))
    blocks = mix_sections(timeline.sections, sample_rate=SAMPLE_RATE, first_frame=first_frame)
    heard = np.concatenate([np.zeros(0, np.float32), *(block.samples for block in blocks)])
    assert np.array_equal(heard, mixed(later)[first_frame:])


def test_no_sample_of_a_quiet_session_is_digital_silence() -> None:
    pcm = samples_to_pcm16(mixed(timeline_of(frames=200_000)))
    assert np.all(pcm != 0)
    assert np.max(np.abs(pcm)) <= 4


def test_a_cue_at_another_rate_is_refused() -> None:
    stranger = Cue(0, Audio(np.zeros(10, np.float32), AudioFormat(2 * SAMPLE_RATE)), text="word")
    with pytest.raises(AudioError, match="48000 Hz"):
        mixed(timeline_of(stranger))


def test_a_cue_that_would_be_cut_is_refused() -> None:
    early = Section(SectionKind.STRETCH, "b", "B", None, 5_000, 12_000, (cue(4_000, 3_000),), ())
    timeline = Timeline("T", (Section(SectionKind.STRETCH, "a", "A", None, 0, 5_000, (), ()), early))
    with pytest.raises(AudioError, match="would be cut"):
        mixed(timeline)


@given(st.integers(0, 2**32 - 1), st.floats(0, 2), st.integers(1, 9_000))
@hypothesis_settings(max_examples=30)
def test_no_peak_of_whatever_is_summed_is_above_the_ceiling(seed: int, amplitude: float, block_frames: int) -> None:
    rng = np.random.default_rng(seed)
    loud = [np.sign(rng.normal(0, 1, 3_000)), rng.normal(0, 1, 3_000), np.tile([1, 1, -1, -1], 750)]
    cues = [
        Cue(int(rng.integers(0, 9_000)), Audio((amplitude * each).astype(np.float32)), text="loud") for each in loud
    ]
    timeline = timeline_of(*sorted(cues, key=lambda cue: cue.start_frame))
    heard = mixed(timeline, block_frames)
    assert true_peak(heard) <= db_to_gain(-1)
    assert np.array_equal(heard, mixed(timeline))


def test_an_empty_session_has_no_blocks() -> None:
    assert list(mix(Timeline("T", ()))) == []
