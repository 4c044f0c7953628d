"""Checks that a watch tells what is heard and whether a sink keeps pulling, with a clock moved by hand."""

from collections.abc import Iterator

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE
from coach.playback.feed import NOWHERE, Feed
from coach.playback.sources import Block
from coach.playback.watch import GAP_S, Watch, awake_or_asleep_s
from tests.fakes import HandClock

LATENCY_S = 0.2
TICK_S = 0.05


def session(length_s: float) -> Iterator[Block]:
    yield Block(np.full(round(length_s * SAMPLE_RATE), 0.1, np.float32), 0, in_session=True)


class Bench:
    """A feed, its watch, and a sink that the test pulls by hand."""

    def __init__(self, length_s: float = 100.0) -> None:
        self.clock = HandClock()
        self.feed = Feed(session(length_s))
        self.watch = Watch(self.feed, self.clock.now)
        self.pull(LATENCY_S)

    def pull(self, seconds: float) -> None:
        self.feed.pull(round(seconds * SAMPLE_RATE))

    def wait(self, seconds: float, *, pulled_s: float = 0.0) -> None:
        """Let time pass in which the sink pulls, then look."""
        self.clock.wait(seconds)
        self.pull(pulled_s)
        self.watch.look(LATENCY_S)

    def play(self, seconds: float) -> None:
        """Let the sink keep up with the clock."""
        for _ in range(round(seconds / TICK_S)):
            self.wait(TICK_S, pulled_s=TICK_S)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_before_the_first_look_nobody_knows_what_is_heard(bench: Bench) -> None:
    assert (bench.watch.heard, bench.watch.all_heard, bench.watch.taken_s) == (NOWHERE, False, 0)


def test_frames_are_heard_a_latency_after_they_were_pulled(bench: Bench) -> None:
    bench.play(3)
    assert (bench.watch.heard.frame, bench.watch.heard.in_session) == (3 * SAMPLE_RATE, True)
    assert bench.watch.taken_s == pytest.approx(3 + LATENCY_S)


def test_a_sink_that_stops_pulling_is_stalled_and_its_last_frames_are_still_heard(bench: Bench) -> None:
    bench.play(3)
    bench.wait(0.1)
    assert bench.watch.heard.frame == pytest.approx(3.1 * SAMPLE_RATE, abs=1)
    assert not bench.watch.all_heard
    bench.wait(0.9)
    assert bench.watch.stalled_s == pytest.approx(1.0)
    assert bench.watch.all_heard
    assert bench.watch.surely_heard_frame(LATENCY_S) == 3 * SAMPLE_RATE


def test_a_sink_that_pulls_again_is_not_stalled(bench: Bench) -> None:
    bench.play(1)
    bench.wait(1.0)
    bench.wait(TICK_S, pulled_s=TICK_S)
    assert bench.watch.stalled_s == 0


def test_a_program_that_was_halted_with_its_sink_is_stalled(bench: Bench) -> None:
    bench.play(1)
    bench.wait(30.0, pulled_s=0.1)
    assert bench.watch.stalled_s == pytest.approx(29.9)


def test_a_sink_that_kept_up_while_nobody_looked_is_not_stalled(bench: Bench) -> None:
    bench.play(1)
    bench.wait(30.0, pulled_s=30.0 - GAP_S / 2)
    assert bench.watch.stalled_s == 0


def test_at_the_end_of_the_sound_a_sink_that_pulls_nothing_is_not_stalled() -> None:
    bench = Bench(length_s=1.0)
    bench.pull(2)
    bench.wait(0.1)
    bench.wait(10.0)
    assert bench.feed.ended
    assert (bench.watch.stalled_s, bench.watch.all_heard) == (0, True)


def test_a_dry_buffer_that_is_filled_again_does_not_lead_back(bench: Bench) -> None:
    bench.play(1)
    bench.wait(1.0)
    before = bench.watch.heard.frame
    bench.wait(TICK_S, pulled_s=TICK_S)
    assert bench.watch.heard.frame == before


def test_after_a_restart_it_counts_for_the_new_sink(bench: Bench) -> None:
    bench.play(1)
    bench.wait(2.0)
    bench.watch.restart()
    assert (bench.watch.taken_s, bench.watch.stalled_s) == (0, 0)


def test_the_real_clock_never_goes_back() -> None:
    assert awake_or_asleep_s() <= awake_or_asleep_s()
