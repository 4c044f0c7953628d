"""Checks that a feed is exact to the frame for any cut of blocks and pulls, and soft at every seam."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Samples, ramp
from coach.audio.format import SAMPLE_RATE
from coach.playback.feed import BLIP_PEAK, FADE_S, Feed
from coach.playback.sources import Block, Source
from coach.render.mix import FLOOR_PEAK
from coach.units import db_to_gain, seconds_to_frames

FADE = seconds_to_frames(FADE_S, SAMPLE_RATE)
LOUDEST_JUMP = 0.01
"""-40 dBFS, the largest step from one sample to the next that makes no click."""


def part_of_session(samples: Samples, cuts: list[int] | None = None, *, frame: int = 0) -> Source:
    """Play samples as a part of the session, in blocks that end at the cuts."""
    for block in np.split(samples, sorted(cut for cut in cuts or [] if cut < len(samples))):
        yield Block(block, frame, in_session=True)
        frame += len(block)


def constant(value: float, frames: int = 10 * SAMPLE_RATE) -> Source:
    yield Block(np.full(frames, value, np.float32), 0, in_session=True)


def endless() -> Source:
    while True:
        yield Block(np.full(480, 0.001, np.float32))


def failing() -> Iterator[Block]:
    yield Block(np.ones(100, np.float32), 0, in_session=True)
    raise ValueError("broken")


def take(feed: Feed, frames: int, pull: int = 960) -> Samples:
    parts = [feed.pull(min(pull, frames - done)) for done in range(0, frames, pull)]
    return np.concatenate([np.zeros(0, np.float32), *parts])


@given(st.lists(st.integers(1, 5_000)), st.lists(st.integers(1, 2_000), min_size=1, max_size=9))
def test_for_any_cut_of_blocks_and_pulls_every_frame_comes_out_once(cuts: list[int], pulls: list[int]) -> None:
    samples = np.linspace(0.1, 0.9, 5_000, dtype=np.float32)
    feed = Feed(part_of_session(samples, cuts))
    parts = [feed.pull(pulls[index % len(pulls)]) for index in range(5_001)]
    assert np.array_equal(np.concatenate(parts), samples)
    assert (feed.ended, feed.pulled_frames, feed.session_frames) == (True, 5_000, 5_000)


@given(st.integers(0, 6_000), st.lists(st.integers(1, 3_000), min_size=20, max_size=20))
def test_a_switch_fades_one_source_out_and_begins_the_other_unfaded(before: int, pulls: list[int]) -> None:
    feed = Feed(constant(0.5))
    heard = [take(feed, before, 500)]
    feed.switch(part_of_session(np.full(4_000, 0.25, np.float32)))
    heard += [feed.pull(frames) for frames in pulls]
    samples = np.concatenate([*heard, take(feed, 10_000)])
    assert np.all(samples[:before] == 0.5)
    assert np.allclose(samples[before : before + FADE], 0.5 * ramp(FADE)[::-1])
    assert np.all(samples[before + FADE :][:4_000] == 0.25)
    assert feed.cut_frame == (before or -1)  # without any frame heard, the place is not known


def test_faded_frames_do_not_count_as_heard() -> None:
    feed = Feed(constant(0.5))
    take(feed, 5_000)
    feed.switch(endless())
    take(feed, FADE + 960)
    assert (feed.cut_frame, feed.heard(0).frame, feed.heard(0).in_session) == (5_000, 5_000, False)
    feed.switch(endless())
    take(feed, FADE + 960)
    assert feed.cut_frame == 5_000


def test_of_two_switches_at_once_the_last_wins_after_one_fade() -> None:
    feed = Feed(constant(0.5))
    take(feed, 1_000)
    feed.switch(constant(0.1))
    feed.switch(constant(0.2))
    samples = take(feed, FADE + 1_000)
    assert set(np.unique(samples[FADE:])) == {np.float32(0.2)}


def test_a_fade_makes_no_click() -> None:
    feed = Feed(constant(0.7))
    samples = [take(feed, 1_000)]
    feed.switch(endless())
    samples.append(take(feed, 2 * FADE))
    assert np.max(np.abs(np.diff(np.concatenate(samples)))) < LOUDEST_JUMP


def test_it_tells_what_was_pulled_some_frames_ago() -> None:
    feed = Feed(part_of_session(np.zeros(5_000, np.float32), [1_000, 3_000], frame=70_000))
    take(feed, 4_000)
    assert [feed.heard(ago).frame for ago in (0, 1, 2_500, 4_000)] == [74_000, 73_999, 71_500, 70_000]


def test_a_restart_does_not_fade_and_keeps_the_count_of_frames() -> None:
    feed = Feed(constant(0.5))
    take(feed, 3_000)
    feed.restart(constant(0.25), 777)
    assert feed.cut_frame == 777
    assert np.all(take(feed, 100) == 0.25)
    assert feed.pulled_frames == 3_100


def test_an_error_of_a_source_ends_the_sound_and_is_kept() -> None:
    feed = Feed(failing())
    assert len(feed.pull(500)) == 100
    assert (feed.ended, str(feed.error)) == (True, "broken")
    assert len(feed.pull(500)) == 0


@pytest.mark.parametrize("volume_db", [-30, -3, 0])
def test_the_volume_moves_without_a_click_to_exactly_what_was_asked_for(volume_db: float) -> None:
    feed = Feed(constant(0.5))
    take(feed, 1_000)
    feed.set_volume(volume_db)
    samples = take(feed, SAMPLE_RATE)
    assert samples[-1] == pytest.approx(0.5 * db_to_gain(volume_db), abs=FLOOR_PEAK)
    assert np.max(np.abs(np.diff(samples))) < LOUDEST_JUMP


def test_a_volume_of_zero_decibels_leaves_every_bit_as_it_was() -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, 30_000).astype(np.float32)
    feed = Feed(part_of_session(samples))
    take(feed, 3_000)
    feed.set_volume(-3)
    take(feed, 3_000)
    feed.set_volume(0)
    take(feed, 4_000)
    assert np.array_equal(take(feed, 20_000), samples[10_000:])


def test_sound_that_is_turned_up_stays_below_full_scale_and_bends_smoothly() -> None:
    rising = np.linspace(-1, 1, 3 * SAMPLE_RATE, dtype=np.float32)
    feed = Feed(part_of_session(rising))
    feed.set_volume(9)
    samples = take(feed, 3 * SAMPLE_RATE)[SAMPLE_RATE // 2 :]
    assert np.max(np.abs(samples)) < 1
    assert np.all(np.diff(samples) >= 0)


def test_a_blip_answers_a_key_in_silence() -> None:
    feed = Feed(endless())
    take(feed, 1_000)
    feed.blip()
    samples = take(feed, 2_400, 480)
    assert 0.8 * BLIP_PEAK < np.max(samples) < 1.2 * BLIP_PEAK
    assert np.max(np.abs(np.diff(samples))) < LOUDEST_JUMP
    assert np.all(take(feed, 1_000) == np.float32(0.001))
