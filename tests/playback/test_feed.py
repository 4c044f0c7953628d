"""The feed: exact to the frame for any cut of blocks and pulls; soft at every seam."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.buffer import Samples, ramp
from coach.audio.format import SAMPLE_RATE
from coach.playback.feed import FADE_S, TICK_PEAK, Feed
from coach.playback.sources import Block, Source
from coach.render.mix import FLOOR_PEAK
from coach.units import db_to_gain, seconds_to_frames

FADE = seconds_to_frames(FADE_S, SAMPLE_RATE)
LOUDEST_JUMP = 0.01
"""-40 dBFS."""


def passage(samples: Samples, cuts: list[int] | None = None, *, frame: int = 0) -> Source:
    """A part of the session, in blocks that end at the cuts."""
    for block in np.split(samples, sorted(cut for cut in cuts or [] if cut < len(samples))):
        yield Block(block, frame, moving=True)
        frame += len(block)


def level(value: float, frames: int = 10 * SAMPLE_RATE) -> Source:
    yield Block(np.full(frames, value, np.float32), 0, moving=True)


def endless() -> Source:
    while True:
        yield Block(np.full(480, 0.001, np.float32))


def failing() -> Iterator[Block]:
    yield Block(np.ones(100, np.float32), 0, moving=True)
    raise ValueError("broken")


def take(feed: Feed, frames: int, pull: int = 960) -> Samples:
    parts = [feed.pull(min(pull, frames - done)) for done in range(0, frames, pull)]
    return np.concatenate([np.zeros(0, np.float32), *parts])


@given(st.lists(st.integers(1, 5_000)), st.lists(st.integers(1, 2_000), min_size=1, max_size=9))
def test_however_blocks_and_pulls_are_cut_every_frame_comes_out_once(cuts: list[int], pulls: list[int]) -> None:
    samples = np.linspace(0.1, 0.9, 5_000, dtype=np.float32)
    feed = Feed(passage(samples, cuts))
    parts = [feed.pull(pulls[index % len(pulls)]) for index in range(5_001)]
    assert np.array_equal(np.concatenate(parts), samples)
    assert (feed.ended, feed.pulled, feed.moved) == (True, 5_000, 5_000)


@given(st.integers(0, 6_000), st.lists(st.integers(1, 3_000), min_size=20, max_size=20))
def test_a_switch_fades_one_passage_out_and_begins_the_other_whole(before: int, pulls: list[int]) -> None:
    feed = Feed(level(0.5))
    heard = [take(feed, before, 500)]
    feed.switch(passage(np.full(4_000, 0.25, np.float32)))
    heard += [feed.pull(frames) for frames in pulls]
    samples = np.concatenate([*heard, take(feed, 10_000)])
    assert np.all(samples[:before] == 0.5)
    assert np.allclose(samples[before : before + FADE], 0.5 * ramp(FADE)[::-1])
    assert np.all(samples[before + FADE :][:4_000] == 0.25)
    assert feed.cut == (before or -1)  # nothing was heard yet, nobody knows of where


def test_what_was_faded_does_not_count_as_heard() -> None:
    feed = Feed(level(0.5))
    take(feed, 5_000)
    feed.switch(endless())
    take(feed, FADE + 960)
    assert (feed.cut, feed.heard(0).frame, feed.heard(0).moving) == (5_000, 5_000, False)
    feed.switch(endless())
    take(feed, FADE + 960)
    assert feed.cut == 5_000


def test_of_two_switches_at_once_the_last_wins_and_one_fade_is_enough() -> None:
    feed = Feed(level(0.5))
    take(feed, 1_000)
    feed.switch(level(0.1))
    feed.switch(level(0.2))
    samples = take(feed, FADE + 1_000)
    assert set(np.unique(samples[FADE:])) == {np.float32(0.2)}


def test_no_fade_steps_by_more_than_forty_decibels_below_full_scale() -> None:
    feed = Feed(level(0.7))
    samples = [take(feed, 1_000)]
    feed.switch(endless())
    samples.append(take(feed, 2 * FADE))
    assert np.max(np.abs(np.diff(np.concatenate(samples)))) < LOUDEST_JUMP


def test_it_tells_what_was_given_out_some_frames_ago() -> None:
    feed = Feed(passage(np.zeros(5_000, np.float32), [1_000, 3_000], frame=70_000))
    take(feed, 4_000)
    assert [feed.heard(ago).frame for ago in (0, 1, 2_500, 4_000)] == [74_000, 73_999, 71_500, 70_000]


def test_a_restart_is_at_once_and_keeps_the_count() -> None:
    feed = Feed(level(0.5))
    take(feed, 3_000)
    feed.restart(level(0.25), 777)
    assert feed.cut == 777
    assert np.all(take(feed, 100) == 0.25)
    assert feed.pulled == 3_100


def test_an_error_of_a_passage_ends_the_sound_and_is_kept() -> None:
    feed = Feed(failing())
    assert len(feed.pull(500)) == 100
    assert (feed.ended, str(feed.error)) == (True, "broken")
    assert len(feed.pull(500)) == 0


@pytest.mark.parametrize("volume_db", [-30, -3, 0])
def test_the_volume_moves_without_a_step_to_just_what_was_wished_for(volume_db: float) -> None:
    feed = Feed(level(0.5))
    take(feed, 1_000)
    feed.set_volume(volume_db)
    samples = take(feed, SAMPLE_RATE)
    assert samples[-1] == pytest.approx(0.5 * db_to_gain(volume_db), abs=FLOOR_PEAK)
    assert np.max(np.abs(np.diff(samples))) < LOUDEST_JUMP


def test_volume_at_zero_leaves_every_bit_as_it_was() -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, 30_000).astype(np.float32)
    feed = Feed(passage(samples))
    take(feed, 3_000)
    feed.set_volume(-3)
    take(feed, 3_000)
    feed.set_volume(0)
    take(feed, 4_000)
    assert np.array_equal(take(feed, 20_000), samples[10_000:])


def test_nothing_that_is_turned_up_leaves_full_scale_or_jumps_where_it_is_bent() -> None:
    rising = np.linspace(-1, 1, 3 * SAMPLE_RATE, dtype=np.float32)
    feed = Feed(passage(rising))
    feed.set_volume(9)
    samples = take(feed, 3 * SAMPLE_RATE)[SAMPLE_RATE // 2 :]
    assert np.max(np.abs(samples)) < 1
    assert np.all(np.diff(samples) >= 0)


def test_a_blip_answers_a_key_in_silence() -> None:
    feed = Feed(endless())
    take(feed, 1_000)
    feed.blip()
    samples = take(feed, 2_400, 480)
    assert 0.8 * TICK_PEAK < np.max(samples) < 1.2 * TICK_PEAK
    assert np.max(np.abs(np.diff(samples))) < LOUDEST_JUMP
    assert np.all(take(feed, 1_000) == np.float32(0.001))
