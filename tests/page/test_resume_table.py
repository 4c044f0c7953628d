"""Proves the tables of where to go on against the player's own answers, in shipped and in random routines."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach.audio.format import SAMPLE_RATE
from coach.page import resume_table
from coach.page.resume_table import LIMITS_S, ResumeRow, resume_tables
from coach.playback.resume_point import LONG_S, VERY_LONG_S, resume_point_after
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.script.routine import Routine
from coach.settings.values import Pauses
from coach.timeline import Timeline
from coach.units import seconds_to_frames
from tests.fakes import FAKE_TONES
from tests.schedule.practices import BODY_SCAN, BREATHING, INTERVALS, KNEE, SUN_SALUTATION
from tests.schedule.scheduling import LIBRARY, PHRASES, scheduled
from tests.script.scripts import routines, write

ABSENCES_S = (LONG_S - 0.001, VERY_LONG_S - 0.001, 7200.0)
"""One in each class."""

PRACTICES = {"knee": KNEE, "breathing": BREATHING, "scan": BODY_SCAN, "sun": SUN_SALUTATION, "intervals": INTERVALS}


def shipped(name: str) -> Timeline:
    return scheduled(choose(as_routine(LIBRARY.find(name)), {}), sounds=FAKE_TONES)


def differing(
    timeline: Timeline, table: Sequence[ResumeRow], away_s: float, frames: Iterable[int], pauses: Pauses
) -> list[int]:
    """Return the frames for which a table says something else than the player."""
    starts = [row.from_frame for row in table]
    different = []
    for frame in frames:
        point = resume_point_after(timeline.section_at(frame), frame, away_s, PHRASES, pauses)
        row = table[bisect_right(starts, frame) - 1]
        place = frame if row.place_frame is None else row.place_frame
        told = (place, row.sentences, row.settle_frames)
        if told != (point.frame, point.sentences, seconds_to_frames(point.settle_s, SAMPLE_RATE)):
            different.append(frame)
    return different


def edges(timeline: Timeline, table: Iterable[ResumeRow]) -> list[int]:
    """Return the frames around the beginning of each row."""
    near = (row.from_frame + step for row in table for step in (-1, 0, 1))
    return [frame for frame in near if 0 <= frame < timeline.frames]


def seconds(timeline: Timeline) -> list[int]:
    """Return each second and each half of one, and the frames beside it, from the beginning of each section."""
    return [
        frame
        for section in timeline.sections
        for second in range(section.start_frame, section.end_frame, SAMPLE_RATE // 2)
        for frame in (second - 1, second, second + 1)
        if section.start_frame <= frame < section.end_frame
    ]


def assert_the_player_says_the_same(timeline: Timeline, frames: Sequence[int], pauses: Pauses = Pauses()) -> None:  # noqa: B008 (frozen)
    for away_s, table in zip(ABSENCES_S, resume_tables(timeline, PHRASES, pauses), strict=True):
        assert differing(timeline, table, away_s, [*frames, *edges(timeline, table)], pauses) == []


@pytest.mark.parametrize("name", ["middle-back", "wind-down", "back-strength"])
def test_at_each_half_second_and_around_each_change_the_table_says_what_the_player_says(name: str) -> None:
    timeline = shipped(name)
    assert_the_player_says_the_same(timeline, seconds(timeline)[::8])


@pytest.mark.parametrize("name", PRACTICES)
def test_so_it_does_in_efforts_rests_rounds_patterns_and_silences(name: str, tmp_path: Path) -> None:
    routine = choose(as_routine(LIBRARY.read(write(tmp_path, PRACTICES[name], "a.yaml"))), {})
    timeline = scheduled(routine, sounds=FAKE_TONES)
    assert_the_player_says_the_same(timeline, seconds(timeline)[::4], Pauses(scale=Fraction(2)))


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(routines(choices=False), st.sampled_from([0.3, 1.0, 1.6]), st.data())
def test_so_it_does_at_any_frame_of_a_random_routine(routine: Routine, speed: float, data: st.DataObject) -> None:
    timeline = scheduled(routine, speed=speed, sounds=FAKE_TONES)
    moments = st.integers(0, timeline.frames - 1)
    assert_the_player_says_the_same(timeline, data.draw(st.lists(moments, min_size=20, max_size=40)))


def test_a_change_that_nothing_announces_is_found_by_halving(monkeypatch: pytest.MonkeyPatch) -> None:
    timeline = shipped("cobra")
    expected = resume_tables(timeline, PHRASES, Pauses())
    monkeypatch.setattr(resume_table, "_seconds", lambda mark, before: set())
    assert resume_tables(timeline, PHRASES, Pauses()) == expected


def test_the_rows_are_in_order_from_the_first_frame_on_and_lead_forward_never() -> None:
    for table in resume_tables(shipped("middle-back"), PHRASES, Pauses()):
        starts = [row.from_frame for row in table]
        assert starts == sorted(set(starts))
        assert starts[0] == 0
        assert all((row.place_frame or 0) <= row.from_frame for row in table)


def test_the_limits_are_those_of_the_player() -> None:
    assert LIMITS_S == (LONG_S, VERY_LONG_S)
