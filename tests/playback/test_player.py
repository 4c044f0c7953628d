"""Plays sessions that tell which frame is heard, with a clock moved by hand and a loudspeaker that records.

Covers also: destination, commands
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.errors import PlaybackError
from coach.playback import sources
from coach.playback.feed import FADE_S
from coach.playback.loudspeaker import SEARCH_S
from coach.playback.player import TICK_S, Player
from coach.playback.sinks.sink import Pull
from coach.playback.states import State, Status
from coach.settings.values import Pauses
from coach.timeline import Mark, MarkKind, Timeline
from tests.fakes import HandClock, HandCommands, HandPreparation, RecordingSink
from tests.playback.coded import GRID_FRAMES, PHRASES, coded_sections, frames_heard, marks, runs, timeline_of

TIMELINE = timeline_of()
HOLD_LEFT, HOLD_RIGHT, HUG, _ = marks(MarkKind.HOLD, TIMELINE)
INHALES = [mark for mark in marks(MarkKind.INHALE, TIMELINE) if mark.end_frame < HUG.start_frame]


class AwaySink(RecordingSink):
    """A loudspeaker that is not there."""

    def start(self, pull: Pull, *, sample_rate: int) -> None:
        raise PlaybackError("The loudspeaker cannot be opened.", "Connect one.")


@dataclass
class Stage:
    """A player with everything around it.

    Attributes:
        timeline: The timeline that it plays.
        sinks: All sinks that were made, in turn.
        away: Whether no sink can be opened.
        asleep: Whether sinks can be opened and take nothing.
        told: The announcements, each with its time in seconds.
        seen: The statuses.
        first_frame: The frame of the session where it begins.
    """

    timeline: Timeline = TIMELINE
    clock: HandClock = field(default_factory=HandClock)
    sinks: list[RecordingSink] = field(default_factory=list)
    away: bool = False
    asleep: bool = False
    told: list[tuple[float, str]] = field(default_factory=list)
    seen: list[Status] = field(default_factory=list)
    first_frame: int = 0

    def __post_init__(self) -> None:
        self.preparation = HandPreparation(self.timeline.sections, mixed=coded_sections(self.timeline.sections))
        self.player = Player(
            self.preparation,
            self.open_sink,
            PHRASES,
            Pauses(),
            partial(sources.session_from, self.preparation, self.first_frame, PHRASES),
            now=self.clock.now,
            commands=HandCommands(self.clock),
        )

    def open_sink(self) -> RecordingSink:
        sink = AwaySink() if self.away else RecordingSink(self.clock)
        sink.connected = not self.asleep
        self.sinks.append(sink)
        return sink

    def play(self) -> None:
        self.player.play(self.seen.append, lambda sentence: self.told.append((self.clock.now_s, sentence)))

    def at(self, frame: int, act: Callable[[], None]) -> None:
        """Do something when the session, played without interruption, reaches a frame."""
        self.clock.at((frame - self.first_frame) / SAMPLE_RATE, act)

    def stop_after(self, frame: int) -> None:
        """Stop when a frame has been heard."""
        self.clock.ticked.append(lambda: self.player.stop() if self.seen and self.seen[-1].frame > frame else None)

    def unplug(self) -> None:
        self.away = True
        self.sinks[-1].connected = False

    def plug_in(self) -> None:
        self.away = False

    @property
    def heard(self) -> Samples:
        return np.concatenate([sink.heard for sink in self.sinks])

    @property
    def runs(self) -> list[tuple[int, int]]:
        return runs(frames_heard(self.heard, self.timeline.frames))


@pytest.fixture
def stage() -> Stage:
    return Stage()


def seconds(frames: int) -> float:
    return frames / SAMPLE_RATE


def spoken(stage: Stage) -> list[str]:
    """List the sentences that the player asked for, each once."""
    return list(dict.fromkeys(stage.preparation.spoken))


def test_it_plays_every_frame_once_and_finishes(stage: Stage) -> None:
    stage.play()
    assert stage.player.state is State.FINISHED
    assert stage.runs == [(0, TIMELINE.frames)]
    assert len(stage.heard) == TIMELINE.frames
    assert stage.sinks[0].closed
    assert stage.told == []


def test_it_tells_what_is_heard_at_that_moment_and_ends_on_the_last_frame(stage: Stage) -> None:
    stage.play()
    for index, status in enumerate(stage.seen, start=1):
        assert abs(status.frame - index * TICK_S * SAMPLE_RATE) <= TICK_S * SAMPLE_RATE
    assert stage.seen[-1].frame == TIMELINE.frames
    assert {status.waiting for status in stage.seen} == {False}


def pause_at(stage: Stage, frame: int, away_s: float) -> None:
    stage.at(frame, stage.player.pause)
    stage.clock.at(seconds(frame - stage.first_frame) + away_s, stage.player.resume)


def test_after_a_pause_in_a_hold_it_says_how_much_is_left_and_goes_on_from_there(stage: Stage) -> None:
    cut = HOLD_LEFT.end_frame - 12 * SAMPLE_RATE
    pause_at(stage, cut, away_s=10)
    stage.play()
    (_, end), (start, last) = stage.runs
    assert cut < end < cut + SAMPLE_RATE  # frames on their way were still heard
    left_s = seconds(HOLD_LEFT.end_frame - start)
    assert (start <= end, left_s, last) == (True, round(left_s), TIMELINE.frames)
    assert ["Twist.", "Left side.", f"{left_s:.0f} seconds left."] == spoken(stage)[1:4]


@pytest.mark.parametrize("away_s", [0.3, 5, 30, 130])
@pytest.mark.parametrize("hold", [HOLD_LEFT, HOLD_RIGHT, HUG], ids=["left", "right", "with breath"])
@given(share=st.floats(0, 1))
@settings(max_examples=5)
def test_the_seconds_of_a_hold_that_are_heard_are_never_fewer_than_its_dose(
    hold: Mark, away_s: float, share: float
) -> None:
    stage = Stage(first_frame=hold.start_frame - SAMPLE_RATE)
    pause_at(stage, hold.start_frame + round(share * (hold.end_frame - hold.start_frame)), away_s)
    stage.stop_after(hold.end_frame)
    stage.play()
    heard = frames_heard(stage.heard, TIMELINE.frames)
    # The first frames after a pause lie between two of the code's cues.
    missing = set(range(hold.start_frame, hold.end_frame)) - set(heard.tolist())
    assert len(missing) <= GRID_FRAMES


def test_after_a_long_pause_the_hold_begins_anew(stage: Stage) -> None:
    pause_at(stage, HOLD_RIGHT.start_frame + 15 * SAMPLE_RATE, away_s=30)
    stage.play()
    assert stage.runs[1][0] == HOLD_RIGHT.start_frame
    assert "Stay here for 20 seconds." in spoken(stage)


def test_after_a_very_long_pause_the_second_side_begins_anew_and_the_first_with_its_stretch() -> None:
    for hold, start in ((HOLD_LEFT, TIMELINE.sections[1].start_frame), (HOLD_RIGHT, second_side())):
        stage = Stage()
        pause_at(stage, hold.start_frame + 5 * SAMPLE_RATE, away_s=200)
        stage.play()
        assert stage.runs[1][0] == start
        assert "We go on." in spoken(stage)


def second_side() -> int:
    return marks(MarkKind.SIDE, TIMELINE)[1].start_frame


def test_after_a_pause_in_a_sentence_that_sentence_is_spoken_again(stage: Stage) -> None:
    cue = next(cue for cue in TIMELINE.sections[1].cues if cue.text == "Sit tall.")
    pause_at(stage, cue.start_frame - SAMPLE_RATE // 10, away_s=5)  # 0.2 s later the sentence is cut
    stage.play()
    assert stage.runs[1][0] == cue.start_frame


def test_after_a_pause_in_a_breath_it_goes_on_with_that_breath(stage: Stage) -> None:
    third = INHALES[2]
    pause_at(stage, third.end_frame + SAMPLE_RATE, away_s=5)  # during the exhale
    stage.play()
    assert stage.runs[1][0] == third.start_frame
    assert "3 breaths left." in spoken(stage)


def test_a_second_pause_while_the_words_are_spoken_loses_nothing(stage: Stage) -> None:
    cut = HOLD_LEFT.end_frame - 12 * SAMPLE_RATE
    pause_at(stage, cut, away_s=5)
    stage.clock.at(seconds(cut) + 5.5, stage.player.pause)
    stage.clock.at(seconds(cut) + 9, stage.player.resume)
    stage.play()
    (_, first_end), (start, end) = stage.runs
    assert (start <= first_end, end) == (True, TIMELINE.frames)


def test_the_key_that_pauses_also_resumes(stage: Stage) -> None:
    stage.clock.at(3, stage.player.toggle)
    stage.clock.at(6, stage.player.toggle)
    stage.play()
    assert {status.state for status in stage.seen[65:115]} == {State.PAUSED}
    assert stage.player.state is State.FINISHED


def test_a_jump_leads_to_the_beginning_of_a_stretch(stage: Stage) -> None:
    starts = [section.start_frame for section in TIMELINE.sections]
    stage.at(HOLD_LEFT.start_frame, lambda: stage.player.jump(1))  # forward to the second
    stage.clock.at(seconds(HOLD_LEFT.start_frame) + 5, lambda: stage.player.jump(0))  # that again
    stage.clock.at(seconds(HOLD_LEFT.start_frame) + 10, lambda: stage.player.jump(-1))  # and back to the first
    stage.play()
    assert [start for start, _ in stage.runs] == [0, starts[2], starts[2], starts[1]]
    assert stage.player.state is State.FINISHED


def test_two_jumps_at_once_are_two_stretches(stage: Stage) -> None:
    for _ in range(2):
        stage.clock.at(3, lambda: stage.player.jump(1))
    stage.play()
    assert stage.runs[1][0] == TIMELINE.sections[2].start_frame


def test_jumps_end_at_the_opening_and_at_the_closing(stage: Stage) -> None:
    stage.clock.at(3, lambda: stage.player.jump(-5))
    stage.clock.at(5, lambda: stage.player.jump(4))
    stage.clock.at(6, lambda: stage.player.jump(1))
    stage.play()
    assert [start for start, _ in stage.runs[:3]] == [0, 0, TIMELINE.sections[4].start_frame]
    assert stage.runs[-1][1] == TIMELINE.frames  # the third jump only gave a blip
    assert [sentence for _, sentence in stage.told] == ["This is the last part of the session."]


def test_a_jump_while_paused_goes_on_there(stage: Stage) -> None:
    stage.clock.at(3, stage.player.pause)
    stage.clock.at(5, lambda: stage.player.jump(1))
    stage.play()
    assert stage.runs[1] == (TIMELINE.sections[1].start_frame, TIMELINE.frames)


def test_keys_are_answered_within_the_fade_and_the_next_pull(stage: Stage) -> None:
    stage.clock.at(3, stage.player.pause)
    stage.clock.at(8, stage.player.stop)
    stage.play()
    frames = frames_heard(stage.heard, TIMELINE.frames)
    last = np.flatnonzero(frames >= 0)[-1]
    assert seconds(int(last)) <= 3 + stage.sinks[0].latency_s + TICK_S + 0.001


def test_stopping_fades_out_and_ends(stage: Stage) -> None:
    stage.clock.at(3, stage.player.stop)
    stage.play()
    assert stage.player.state is State.STOPPED
    assert State.STOPPING in {status.state for status in stage.seen}
    assert stage.clock.now_s <= 3.6
    assert len(stage.heard) == pytest.approx((3.2 + TICK_S + FADE_S) * SAMPLE_RATE, abs=TICK_S * SAMPLE_RATE)


def test_stopping_twice_ends_at_once(stage: Stage) -> None:
    stage.clock.at(3, stage.player.stop)
    stage.clock.at(3.05, stage.player.stop)
    stage.play()
    assert (stage.player.state, stage.clock.now_s) == (State.STOPPED, pytest.approx(3.05))


def test_a_player_that_is_stopped_before_it_begins_plays_nothing(stage: Stage) -> None:
    stage.player.stop()
    stage.play()
    assert (stage.player.state, stage.sinks) == (State.STOPPED, [])


def test_without_a_loudspeaker_it_does_not_begin(stage: Stage) -> None:
    stage.away = True
    with pytest.raises(PlaybackError, match="cannot be opened"):
        stage.play()
    assert stage.player.state is State.LOST


def test_a_lost_loudspeaker_is_noticed_within_two_seconds_and_the_session_goes_on_when_it_is_back(stage: Stage) -> None:
    cut = HOLD_LEFT.start_frame + 5 * SAMPLE_RATE
    stage.at(cut, stage.unplug)
    stage.clock.at(seconds(cut) + 6, stage.plug_in)
    stage.play()
    assert stage.player.state is State.FINISHED
    (lost_s, lost), (back_s, back) = stage.told
    assert "stopped taking sound" in lost
    assert lost_s <= seconds(cut) + 2
    assert "is back" in back
    assert back_s >= seconds(cut) + 6
    (_, end), (start, last) = stage.runs
    assert start <= cut <= end  # what the loudspeaker took and did not play is played again
    assert (seconds(HOLD_LEFT.end_frame - start), last) == (16, TIMELINE.frames)
    assert "16 seconds left." in spoken(stage)
    assert all(sink.closed for sink in stage.sinks if not isinstance(sink, AwaySink))


def test_attempts_to_open_a_lost_loudspeaker_grow_rarer_and_end_after_a_minute(stage: Stage) -> None:
    stage.clock.at(10, stage.unplug)
    with pytest.raises(PlaybackError, match="for a minute"):
        stage.play()
    assert stage.player.state is State.LOST
    assert stage.clock.now_s == pytest.approx(10 + SEARCH_S, abs=0.5)
    assert 12 <= len(stage.sinks) <= 20
    assert abs(stage.seen[-1].frame - 10 * SAMPLE_RATE) <= 0.2 * SAMPLE_RATE  # it remembers where it was


def test_a_loudspeaker_that_opens_and_takes_nothing_does_not_begin_the_minute_anew(stage: Stage) -> None:
    def fall_asleep() -> None:
        stage.asleep = True
        stage.sinks[0].connected = False

    stage.clock.at(10, fall_asleep)
    with pytest.raises(PlaybackError):
        stage.play()
    assert stage.clock.now_s <= 10 + SEARCH_S + 7  # a sink that opens is given five seconds to wake up
    assert [sentence for _, sentence in stage.told] == [stage.told[0][1]]  # it announces nothing twice


def test_a_program_that_was_halted_says_where_we_are(stage: Stage) -> None:
    cut = HOLD_LEFT.start_frame + 5 * SAMPLE_RATE

    def halt() -> None:
        stage.sinks[0].connected = False
        stage.clock.now_s += 30

    stage.at(cut, halt)
    stage.play()
    assert stage.player.state is State.FINISHED
    assert stage.runs[1][0] == HOLD_LEFT.start_frame  # after a long pause the hold begins anew


def test_a_screen_that_blocks_the_player_while_the_sound_goes_on_is_no_loss(stage: Stage) -> None:
    def block() -> None:
        for _ in range(60):
            stage.clock.now_s += 1
            stage.sinks[0].keep_up()

    stage.clock.at(5, block)
    stage.play()
    assert (stage.told, stage.runs) == ([], [(0, TIMELINE.frames)])


def test_a_person_who_pauses_while_the_loudspeaker_is_lost_goes_on_when_they_wish(stage: Stage) -> None:
    cut = HOLD_LEFT.start_frame + 5 * SAMPLE_RATE
    at_s = seconds(cut)
    stage.at(cut, stage.unplug)
    for after_s, act in ((5, stage.player.pause), (100, stage.plug_in), (101, stage.player.resume)):
        stage.clock.at(at_s + after_s, act)
    stage.play()
    assert stage.player.state is State.FINISHED
    assert stage.runs[1][0] == HOLD_LEFT.start_frame


def test_a_person_who_pauses_while_it_is_lost_and_resumes_much_later_is_given_a_minute_again(stage: Stage) -> None:
    stage.clock.at(10, stage.unplug)
    for at_s, act in ((15, stage.player.pause), (200, stage.player.resume), (230, stage.plug_in)):
        stage.clock.at(at_s, act)
    stage.play()
    assert stage.player.state is State.FINISHED


def test_a_loudspeaker_that_is_lost_in_a_pause_is_opened_when_the_session_goes_on(stage: Stage) -> None:
    for at_s, act in ((5, stage.player.pause), (6, stage.unplug), (90, stage.plug_in), (91, stage.player.resume)):
        stage.clock.at(at_s, act)
    stage.play()
    assert (stage.player.state, stage.told) == (State.FINISHED, [])
    assert len(stage.sinks) == 2


def test_a_pause_can_release_the_loudspeaker_and_call_back(stage: Stage) -> None:
    quiet: list[tuple[float, bool]] = []
    stage.clock.at(5, lambda: stage.player.pause(lambda: quiet.append((stage.clock.now_s, stage.sinks[0].closed))))
    stage.clock.at(9, stage.player.resume)
    stage.play()
    ((at_s, closed),) = quiet
    assert closed
    assert at_s < 6
    assert len(stage.sinks) == 2
    assert stage.runs[1][1] == TIMELINE.frames


@pytest.mark.parametrize("after_s", [0.02, 1])
def test_a_jump_that_was_not_heard_yet_survives_a_pause_and_a_loss(after_s: float) -> None:
    for interrupt, resume in (("pause", "resume"), ("unplug", "plug_in")):
        stage = Stage()
        stage.preparation.make(1)
        actor = stage.player if interrupt == "pause" else stage
        stage.clock.at(3, lambda: stage.player.jump(2))  # noqa: B023
        stage.clock.at(3 + after_s, getattr(actor, interrupt))
        stage.clock.at(10, getattr(actor, resume))
        stage.clock.at(15, lambda: stage.preparation.make(5))  # noqa: B023
        stage.play()
        assert stage.runs[1] == (TIMELINE.sections[2].start_frame, TIMELINE.frames), interrupt


def test_a_key_held_down_while_nothing_is_ready_leads_no_further_than_the_closing(stage: Stage) -> None:
    stage.preparation.make(1)
    for _ in range(9):
        stage.clock.at(3, lambda: stage.player.jump(1))
    stage.clock.at(10, lambda: stage.preparation.make(5))
    stage.play()
    assert stage.runs[1] == (TIMELINE.sections[4].start_frame, TIMELINE.frames)


def test_after_a_jump_keys_count_from_the_stretch_that_is_heard(stage: Stage) -> None:
    stage.clock.at(3, lambda: stage.player.jump(2))
    stage.clock.at(8, lambda: stage.player.jump(0))
    stage.clock.at(12, lambda: stage.player.jump(1))
    stage.play()
    starts = [section.start_frame for section in TIMELINE.sections]
    assert [start for start, _ in stage.runs] == [0, starts[2], starts[2], starts[3]]


def test_a_pause_in_the_last_moment_does_not_end_in_silence(stage: Stage) -> None:
    stage.clock.at(seconds(TIMELINE.frames) - 0.1, stage.player.pause)
    stage.clock.at(seconds(TIMELINE.frames) + 5, stage.player.resume)
    stage.play()
    assert stage.player.state is State.FINISHED
    assert "Paused." in spoken(stage)


def test_a_short_second_pause_does_not_make_a_long_one_short(stage: Stage) -> None:
    cut = HOLD_LEFT.start_frame + 15 * SAMPLE_RATE
    pause_at(stage, cut, away_s=60)
    stage.clock.at(seconds(cut) + 60.5, stage.player.pause)
    stage.clock.at(seconds(cut) + 62, stage.player.resume)
    stage.play()
    assert stage.runs[1][0] == HOLD_LEFT.start_frame


def test_no_volume_is_low_enough_for_digital_silence(stage: Stage) -> None:
    stage.clock.at(1, lambda: stage.player.turn_up(-10))
    stage.clock.at(3, stage.player.pause)
    stage.clock.at(20, stage.player.stop)
    stage.play()
    paused = np.rint(stage.heard[8 * SAMPLE_RATE : 18 * SAMPLE_RATE] * 32767)
    assert np.count_nonzero(paused) > 0.9 * len(paused)


def test_a_loudspeaker_may_take_its_time_to_wake_up(stage: Stage) -> None:
    def wake() -> None:
        stage.sinks[0].connected = True

    stage.clock.at(0.05, lambda: setattr(stage.sinks[0], "connected", False))
    stage.clock.at(3.5, wake)
    stage.play()
    assert (stage.told, len(stage.sinks)) == ([], 1)


def test_it_waits_for_a_section_that_is_not_made_and_leaves_nothing_out(stage: Stage) -> None:
    stage.preparation.make(1)
    opening = TIMELINE.sections[1].start_frame
    stage.clock.at(seconds(opening) + 10, lambda: stage.preparation.make(5))
    stage.play()
    assert stage.runs == [(0, opening), (opening, TIMELINE.frames)]
    assert spoken(stage) == ["One moment, please."]
    assert np.all(stage.heard != 0)


def test_a_fault_of_the_preparation_is_spoken_and_raised_after_all_that_was_made(stage: Stage) -> None:
    stage.preparation.make(2)
    stage.preparation.error = ValueError("no more")
    with pytest.raises(ValueError, match="no more"):
        stage.play()
    assert stage.player.state is State.FAILED
    assert stage.runs == [(0, TIMELINE.sections[2].start_frame)]
    assert any("cannot go on" in sentence for sentence in spoken(stage))


def test_the_volume_changes_softly_and_comes_back_bit_for_bit(stage: Stage) -> None:
    stage.clock.at(3, lambda: stage.player.turn_up(-2))
    stage.clock.at(6, lambda: stage.player.turn_up(2))
    stage.play()
    heard = stage.heard
    quieter = heard[4 * SAMPLE_RATE : 5 * SAMPLE_RATE] / heard[SAMPLE_RATE : 2 * SAMPLE_RATE].mean()
    assert float(np.mean(quieter)) == pytest.approx(10 ** (-6 / 20), rel=0.02)
    frames = frames_heard(heard[7 * SAMPLE_RATE :], TIMELINE.frames)
    assert np.array_equal(frames, np.arange(7 * SAMPLE_RATE, TIMELINE.frames))
    assert len(heard) == TIMELINE.frames


def test_no_volume_is_high_enough_to_clip(stage: Stage) -> None:
    stage.clock.at(1, lambda: stage.player.turn_up(100))
    stage.play()
    assert np.max(np.abs(stage.heard)) < 1
    assert stage.player.volume_db == 9


def test_it_plays_once(stage: Stage) -> None:
    stage.play()
    with pytest.raises(RuntimeError):
        stage.play()


def test_until_its_end_it_is_never_silent(stage: Stage) -> None:
    pause_at(stage, HOLD_LEFT.start_frame, away_s=60)
    stage.play()
    assert np.all(np.rint(stage.heard[:-1] * 32767) != 0) or fades_only(stage.heard)


def fades_only(samples: Samples) -> bool:
    silent = np.flatnonzero(np.rint(samples * 32767) == 0)
    return len(silent) < FADE_S * SAMPLE_RATE
