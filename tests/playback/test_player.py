"""The player over fakes: a hand-moved clock, a loudspeaker that records."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio import SAMPLE_RATE, Audio, Samples, ramp
from coach.errors import AudioError, PlaybackError
from coach.playback.feed import Feed
from coach.playback.player import FADE_S, TICK_S, WATCH_S, Event, Player, State, state_after
from tests.fakes import HandClock, RecordingSink

TABLE = """
          play     stop     heard     loss     fault
idle      playing  stopped  idle      idle     idle
playing   playing  fading   finished  lost     failed
fading    fading   fading   stopped   stopped  failed
finished  finished finished finished  finished finished
stopped   stopped  stopped  stopped   stopped  stopped
lost      lost     lost     lost      lost     lost
failed    failed   failed   failed    failed   failed
"""


def counting(seconds: float) -> Samples:
    """No two samples alike, so that none can go missing unseen; none is zero."""
    return np.linspace(0.25, 0.75, round(seconds * SAMPLE_RATE), dtype=np.float32)


def blocks(samples: Samples, block_frames: int = 4096) -> Iterator[Audio]:
    for first in range(0, len(samples), block_frames):
        yield Audio(samples[first : first + block_frames])


def failing(samples: Samples, error: Exception) -> Iterator[Audio]:
    yield from blocks(samples)
    raise error


@dataclass
class Stage:
    """A player with everything around it, and where it said it was."""

    samples: Samples = field(default_factory=lambda: counting(5))
    source: Iterator[Audio] | None = None
    clock: HandClock = field(default_factory=HandClock)
    progress: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sink = RecordingSink(self.clock)
        source = blocks(self.samples) if self.source is None else self.source
        self.player = Player(source, len(self.samples), self.sink, now=self.clock.now, wait=self.clock.wait)

    def play(self) -> None:
        self.player.play(lambda frame: self.progress.append((self.clock.now_s, frame)))

    def unplug(self) -> None:
        self.sink.connected = False

    def plug_in(self) -> None:
        self.sink.connected = True


def test_every_event_leads_where_the_table_says_from_every_state() -> None:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    told = {(row[0], event): after for row in rows for event, after in zip(head, row[1:], strict=True)}
    assert {(str(s), str(e)): str(state_after(s, e)) for s in State for e in Event} == told


def test_it_plays_every_frame_once_and_finishes() -> None:
    stage = Stage()
    assert stage.player.state is State.IDLE
    stage.play()
    assert stage.player.state is State.FINISHED
    assert np.array_equal(stage.sink.heard, stage.samples)
    assert (stage.sink.started, stage.sink.closed) == (1, 1)


def test_progress_is_what_is_heard_at_that_moment_and_ends_on_the_last_frame() -> None:
    stage = Stage()
    stage.play()
    tick_frames = TICK_S * SAMPLE_RATE
    assert all(abs(frame - now_s * SAMPLE_RATE) <= tick_frames for now_s, frame in stage.progress)
    assert [frame for _, frame in stage.progress] == sorted(frame for _, frame in stage.progress)
    assert stage.progress[-1][1] == len(stage.samples)


def test_the_end_is_not_cut_off_by_closing_before_it_was_heard() -> None:
    stage = Stage()
    stage.play()
    assert stage.clock.now_s >= len(stage.samples) / SAMPLE_RATE


def test_stopping_fades_out_and_ends_within_half_a_second() -> None:
    stage = Stage(samples=np.full(5 * SAMPLE_RATE, 0.5, np.float32))
    stage.clock.at(2.0, stage.player.stop)
    stage.play()
    fade_frames = round(FADE_S * SAMPLE_RATE)
    assert stage.player.state is State.STOPPED
    assert np.array_equal(stage.sink.heard[-fade_frames:], 0.5 * ramp(fade_frames)[::-1])
    assert np.all(stage.sink.heard[:-fade_frames] == 0.5)
    assert stage.clock.now_s <= 2.5
    assert stage.sink.closed == 1


def test_while_it_fades_it_says_so() -> None:
    stage = Stage()
    seen = []
    stage.clock.at(1.0, stage.player.stop)
    stage.clock.at(1.1, lambda: seen.append(stage.player.state))
    stage.play()
    assert seen == [State.FADING]


def test_stopping_again_does_not_begin_the_fade_anew() -> None:
    once, twice = Stage(), Stage()
    for stage in (once, twice):
        stage.clock.at(1.0, stage.player.stop)
    twice.clock.at(1.1, twice.player.stop)
    once.play()
    twice.play()
    assert np.array_equal(once.sink.heard, twice.sink.heard)
    assert once.clock.now_s == twice.clock.now_s


def test_stopping_within_the_last_moments_plays_no_longer_than_there_is_sound() -> None:
    stage = Stage()
    stage.clock.at(4.75, stage.player.stop)  # less sound is left to pull than a fade would take
    stage.play()
    assert stage.player.state is State.STOPPED
    assert len(stage.sink.heard) == len(stage.samples)


def test_stopping_before_playing_never_opens_the_loudspeaker() -> None:
    stage = Stage()
    stage.player.stop()
    stage.play()
    assert stage.player.state is State.STOPPED
    assert stage.sink.started == 0


def test_stopping_after_the_end_changes_nothing() -> None:
    stage = Stage()
    stage.play()
    stage.player.stop()
    assert stage.player.state is State.FINISHED


def test_a_loudspeaker_that_takes_nothing_for_two_seconds_is_an_error() -> None:
    stage = Stage()
    stage.clock.at(1.0, stage.unplug)
    with pytest.raises(PlaybackError, match=r"stopped taking sound 1 s into the session\. Check that"):
        stage.play()
    assert stage.player.state is State.LOST
    assert WATCH_S <= stage.clock.now_s - 0.95 <= WATCH_S + 2 * TICK_S  # it took its last frames a tick before
    assert stage.sink.closed == 1


def test_a_loudspeaker_that_takes_nothing_from_the_start_is_an_error() -> None:
    stage = Stage()
    stage.unplug()
    with pytest.raises(PlaybackError, match="stopped taking sound"):
        stage.play()


def test_a_short_interruption_loses_no_frame() -> None:
    stage = Stage()
    stage.clock.at(1.0, stage.unplug)
    stage.clock.at(2.5, stage.plug_in)
    stage.play()
    assert stage.player.state is State.FINISHED
    assert np.array_equal(stage.sink.heard, stage.samples)


def test_a_program_that_was_halted_for_a_minute_goes_on() -> None:
    stage = Stage()
    stage.clock.at(1.0, stage.unplug)
    stage.clock.at(1.1, lambda: stage.clock.at(stage.clock.now_s, stage.plug_in))
    stage.clock.at(1.1, lambda: setattr(stage.clock, "now_s", 61.1))
    stage.play()
    assert stage.player.state is State.FINISHED


def test_a_loudspeaker_lost_while_fading_still_ends_within_half_a_second() -> None:
    stage = Stage()
    stage.clock.at(1.0, stage.unplug)
    stage.clock.at(1.0, stage.player.stop)
    stage.play()
    assert stage.player.state is State.STOPPED
    assert stage.clock.now_s <= 1.5


def test_stopping_again_and_again_does_not_put_the_end_off() -> None:
    stage = Stage()
    stage.clock.at(1.0, stage.unplug)
    for at_s in (1.0, 1.2, 1.4):
        stage.clock.at(at_s, stage.player.stop)
    stage.play()
    assert stage.clock.now_s <= 1.5


def test_a_loudspeaker_that_cannot_be_opened_raises_its_own_error() -> None:
    stage = Stage()
    stage.sink.refusal = PlaybackError("There is none.", "Get one.")
    with pytest.raises(PlaybackError) as caught:
        stage.play()
    assert caught.value is stage.sink.refusal
    assert stage.player.state is State.LOST
    assert stage.sink.closed == 1


def test_an_error_of_the_source_is_raised_once_all_before_it_was_heard() -> None:
    error = AudioError("A cue is damaged.", "Delete it.")
    stage = Stage(source=failing(counting(5)[:30_000], error))
    with pytest.raises(AudioError) as caught:
        stage.play()
    assert caught.value is error
    assert stage.player.state is State.FAILED
    assert np.array_equal(stage.sink.heard, stage.samples[:30_000])
    assert stage.clock.now_s >= 30_000 / SAMPLE_RATE
    assert stage.sink.closed == 1


def test_an_error_of_the_source_is_raised_while_fading_too() -> None:
    stage = Stage(source=failing(counting(5)[: round(1.25 * SAMPLE_RATE)], ValueError("no good")))
    stage.clock.at(1.0, stage.player.stop)
    with pytest.raises(ValueError, match="no good"):
        stage.play()


def test_an_error_of_the_progress_display_still_releases_the_loudspeaker() -> None:
    stage = Stage()
    with pytest.raises(ZeroDivisionError):
        stage.player.play(lambda frame: 1 // 0)
    assert stage.sink.closed == 1


def test_a_source_shorter_than_promised_ends_where_it_ends() -> None:
    stage = Stage(source=blocks(counting(5)[:30_000]))
    stage.play()
    assert stage.player.state is State.FINISHED
    assert len(stage.sink.heard) == 30_000


def test_a_session_without_frames_finishes_at_once() -> None:
    stage = Stage(samples=counting(0))
    stage.play()
    assert stage.player.state is State.FINISHED


def test_a_player_plays_once() -> None:
    stage = Stage()
    stage.play()
    with pytest.raises(RuntimeError, match="once"):
        stage.play()


def test_a_sink_may_also_be_moved_by_the_test_itself() -> None:
    clock = HandClock()
    sink = RecordingSink()
    player = Player(blocks(counting(1)), SAMPLE_RATE, sink, now=clock.now, wait=clock.wait)
    clock.ticked.append(lambda: sink.take(5000))
    player.play()
    assert np.array_equal(sink.heard, counting(1))


@given(
    st.lists(st.integers(0, 700), max_size=8).map(lambda sizes: [*sizes, 1]),
    st.lists(st.integers(1, 900), min_size=1, max_size=6),
    st.integers(0, 4000),
)
def test_no_frame_is_lost_or_doubled_however_blocks_and_pulls_are_cut(
    sizes: list[int], asks: list[int], promised: int
) -> None:
    samples = np.arange(sum(sizes), dtype=np.float32)
    source = (Audio(part) for part in np.split(samples, np.cumsum(sizes)[:-1]))
    feed = Feed(source, frames=promised, fade_frames=10)
    parts = []
    while not feed.ended:
        ask = asks[len(parts) % len(asks)]
        parts.append(feed.pull(ask))
        assert len(parts[-1]) == ask or feed.ended
    assert np.array_equal(np.concatenate([samples[:0], *parts]), samples[:promised])
    assert feed.pulled == min(promised, len(samples))
    assert len(feed.pull(100)) == 0


@given(st.lists(st.integers(1, 40), min_size=1, max_size=10), st.integers(0, 200))
def test_a_fade_is_the_same_however_it_is_pulled(asks: list[int], before: int) -> None:
    feed = Feed(blocks(np.ones(1000, np.float32), 64), frames=1000, fade_frames=100)
    feed.pull(before)
    feed.fade_out()
    parts = []
    while not feed.ended:
        parts.append(feed.pull(asks[len(parts) % len(asks)]))
    assert np.array_equal(np.concatenate(parts), ramp(100)[::-1])
