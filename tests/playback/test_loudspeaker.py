"""Checks how a lost loudspeaker is noticed and looked for, with a clock moved by hand and a sink that records."""

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE
from coach.errors import PlaybackError
from coach.playback.feed import Feed
from coach.playback.loudspeaker import (
    BACK,
    FIRST_RETRY_S,
    LONGEST_RETRY_S,
    LOST,
    LOST_AFTER_S,
    PROOF_S,
    SEARCH_S,
    WAKE_LIMIT_S,
    Loudspeaker,
    Search,
)
from coach.playback.sources import Block
from tests.fakes import HandClock, RecordingSink

TICK_S = 0.05


class Room:
    """A loudspeaker that plays a long session.

    Attributes:
        refuses: Whether no sink can be opened.
        asleep: Whether a sink that is opened takes nothing after its first fill.
        told: The announcements.
    """

    def __init__(self) -> None:
        self.clock = HandClock()
        self.sinks: list[RecordingSink] = []
        self.told: list[str] = []
        self.refuses = self.asleep = False
        samples = np.full(100 * SAMPLE_RATE, 0.1, np.float32)
        feed = Feed(iter([Block(samples, 0, in_session=True)]))
        self.loudspeaker = Loudspeaker(feed, self.open_sink, self.clock.now)
        self.loudspeaker.announce = self.told.append

    def open_sink(self) -> RecordingSink:
        if self.refuses:
            raise PlaybackError("There is none.", "Connect one.")
        sink = RecordingSink(self.clock)
        sink.connected = not self.asleep
        self.sinks.append(sink)
        return sink

    def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds / TICK_S)):
            self.clock.wait(TICK_S)
            self.loudspeaker.look()


@pytest.fixture
def room() -> Room:
    return Room()


def test_an_open_loudspeaker_pulls_and_is_heard(room: Room) -> None:
    room.loudspeaker.open()
    room.pass_time(2)
    assert (room.loudspeaker.is_open, room.loudspeaker.is_lost) == (True, False)
    assert room.loudspeaker.heard.frame == pytest.approx(2 * SAMPLE_RATE, abs=1)


def test_a_loudspeaker_that_cannot_be_opened_stays_closed(room: Room) -> None:
    room.refuses = True
    with pytest.raises(PlaybackError):
        room.loudspeaker.open()
    assert not room.loudspeaker.is_open


def test_closing_closes_the_sink_and_can_be_repeated(room: Room) -> None:
    room.loudspeaker.open()
    room.loudspeaker.close()
    room.loudspeaker.close()
    assert (room.loudspeaker.is_open, room.sinks[0].closed) == (False, True)


def test_it_is_lost_when_it_takes_nothing_for_a_second_and_a_half(room: Room) -> None:
    room.loudspeaker.open()
    room.pass_time(2)
    room.sinks[0].connected = False
    room.pass_time(LOST_AFTER_S - TICK_S)
    assert not room.loudspeaker.is_lost
    room.pass_time(2 * TICK_S)
    assert room.loudspeaker.is_lost


def test_it_is_given_longer_to_wake_up(room: Room) -> None:
    room.asleep = True
    room.loudspeaker.open()
    room.pass_time(WAKE_LIMIT_S - TICK_S)
    assert not room.loudspeaker.is_lost
    room.pass_time(2 * TICK_S)
    assert room.loudspeaker.is_lost


def test_letting_go_tells_how_far_it_was_heard_and_when_it_stopped(room: Room) -> None:
    room.loudspeaker.open()
    room.pass_time(3)
    room.sinks[0].connected = False
    room.pass_time(LOST_AFTER_S)
    frame, stalled_at_s = room.loudspeaker.let_go()
    assert frame == pytest.approx(3 * SAMPLE_RATE, abs=1)
    assert stalled_at_s == pytest.approx(3)
    assert (room.loudspeaker.is_open, room.sinks[0].closed) == (False, True)


def test_a_search_is_announced_once_and_ends_when_the_loudspeaker_has_proved_itself(room: Room) -> None:
    assert room.loudspeaker.begin_search(0)
    assert not room.loudspeaker.begin_search(1)
    assert room.told == [LOST]
    room.loudspeaker.open()
    room.pass_time(PROOF_S / 2)
    room.loudspeaker.confirm_found()
    assert room.told == [LOST]
    room.pass_time(PROOF_S)
    room.loudspeaker.confirm_found()
    room.loudspeaker.confirm_found()
    assert room.told == [LOST, BACK]


def test_a_search_that_is_ended_without_a_loudspeaker_says_nothing(room: Room) -> None:
    room.loudspeaker.begin_search(0)
    room.loudspeaker.end_search()
    assert (room.told, room.loudspeaker.search.running) == ([LOST], False)


def test_attempts_grow_rarer_and_end_after_a_minute() -> None:
    clock = HandClock()
    search = Search(clock.now)
    search.begin(0)
    attempts_s: list[float] = []
    while not search.over:
        if search.due:
            attempts_s.append(clock.now_s)
            search.wait()
        clock.wait(FIRST_RETRY_S)
    waits_s = np.diff(attempts_s)
    assert attempts_s[0] == 0
    assert list(waits_s[:4]) == [0.5, 1, 2, 4]
    assert set(waits_s[4:]) == {LONGEST_RETRY_S}
    assert clock.now_s == SEARCH_S


def test_a_search_that_is_running_keeps_its_time_when_the_loudspeaker_is_lost_again() -> None:
    clock = HandClock()
    search = Search(clock.now)
    search.begin(0)
    clock.wait(SEARCH_S - 1)
    search.begin(clock.now_s)
    assert not search.over
    clock.wait(1)
    assert search.over


def test_without_a_search_there_is_nothing_to_wait_for() -> None:
    search = Search(HandClock().now)
    assert (search.running, search.over) == (False, True)
