"""Checks what the recorder keeps of a session, for statuses such as a player gives."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.playback.states import State, Status
from coach.practice.bookmark import Bookmark, BookmarkError
from coach.practice.history import history_path, read_history
from coach.practice.recorder import DONE_SHARE, EVERY_FRAMES, Recorder
from coach.practice.unfinished import last_unfinished, unfinished_sessions
from coach.script.routine import Routine
from coach.timeline import Section, SectionKind

LENGTH = 10 * EVERY_FRAMES
NAMES = ("", "cat-cow", "cobra", "")
KINDS = (SectionKind.OPENING, SectionKind.STRETCH, SectionKind.STRETCH, SectionKind.CLOSING)
SECTIONS = tuple(
    Section(kind, name, name.title(), None, index * LENGTH, (index + 1) * LENGTH, (), ())
    for index, (kind, name) in enumerate(zip(KINDS, NAMES, strict=True))
)
ROUTINE = Routine("mornings", "Mornings", ())
CHOSEN = {"speed": "0.9"}


def status(frame: int, *, waiting: bool = False) -> Status:
    return Status(State.PLAYING, frame, SECTIONS, complete=True, waiting=waiting, volume_db=0)


def follow(recorder: Recorder, first_frame: int, end_frame: int) -> None:
    """Follow a session from one frame to another, in steps of a second or so."""
    for frame in range(first_frame, end_frame, EVERY_FRAMES // 4):
        recorder.follow(status(frame), practised_s=frame / 1000)


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))


@pytest.fixture
def mornings() -> Recorder:
    return Recorder("mornings", CHOSEN)


def kept() -> Bookmark:
    return last_unfinished().bookmark


def is_kept() -> bool:
    return bool(unfinished_sessions()[0])


def test_in_the_opening_there_is_no_bookmark_to_keep(mornings: Recorder) -> None:
    assert not mornings.keep_bookmark()
    follow(mornings, 0, LENGTH)
    assert not mornings.keep_bookmark()
    assert not is_kept()


def test_the_bookmark_is_where_the_session_was_left(mornings: Recorder) -> None:
    mornings.follow(status(2 * LENGTH + 300), practised_s=12.5)
    assert mornings.keep_bookmark()
    bookmark = kept()
    assert (bookmark.name, bookmark.options) == ("mornings", CHOSEN)
    assert (bookmark.section_index, bookmark.stretch, bookmark.frame) == (2, "cobra", 300)
    assert bookmark.practised_s == 12.5


def test_it_is_written_every_five_seconds_of_the_session(mornings: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    monkeypatch.setattr(f"{Recorder.__module__}.write_bookmark", lambda bookmark, _: written.append(bookmark.frame))
    follow(mornings, LENGTH, 2 * LENGTH)
    assert written == [index * EVERY_FRAMES for index in range(10)]


def test_nothing_is_written_while_the_session_waits(mornings: Recorder) -> None:
    mornings.follow(status(LENGTH + 1, waiting=True), practised_s=1)
    assert not is_kept()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes a file for an empty folder")
def test_a_disk_that_refuses_disturbs_nobody_until_the_end(mornings: Recorder, tmp_path: Path) -> None:
    (tmp_path / "unfinished").write_text("")
    follow(mornings, LENGTH, LENGTH + EVERY_FRAMES)
    with pytest.raises(BookmarkError):
        mornings.keep_bookmark()
    with pytest.raises(BookmarkError):
        mornings.drop_bookmark()


def test_a_stretch_counts_as_done_when_most_of_it_was_heard(mornings: Recorder) -> None:
    enough = LENGTH + int(DONE_SHARE * LENGTH)
    mornings.follow(status(enough - 1), practised_s=1)
    assert mornings.done == ()
    mornings.follow(status(enough + 1), practised_s=1)
    assert mornings.done == ("cat-cow",)


def test_skipped_stretches_are_not_done_and_the_others_are_in_the_order_of_the_session(mornings: Recorder) -> None:
    follow(mornings, 2 * LENGTH, 3 * LENGTH)
    assert mornings.done == ("cobra",)
    follow(mornings, LENGTH, 2 * LENGTH)
    assert mornings.done == ("cat-cow", "cobra")


def test_a_resumed_session_adds_to_what_was_done_before(mornings: Recorder) -> None:
    follow(mornings, LENGTH, 2 * LENGTH)
    mornings.keep_bookmark()
    left = last_unfinished()
    before = replace(left, bookmark=replace(left.bookmark, practised_s=100.0))
    resumed = Recorder("mornings", CHOSEN, before)
    resumed.follow(status(3 * LENGTH - 1), practised_s=20.0)
    resumed.log(ROUTINE)
    (practice,) = read_history(history_path()).practices
    assert (practice.name, practice.title) == ("mornings", "Mornings")
    assert (practice.stretches, practice.practised_s) == (("cat-cow", "cobra"), 120.0)


def test_a_session_without_a_stretch_done_is_not_logged(mornings: Recorder) -> None:
    follow(mornings, 0, LENGTH)
    mornings.log(ROUTINE)
    assert read_history(history_path()).practices == ()


def test_a_finished_session_leaves_no_bookmark(mornings: Recorder) -> None:
    follow(mornings, LENGTH, 2 * LENGTH)
    mornings.drop_bookmark()
    assert not is_kept()


def test_two_sessions_at_once_have_a_bookmark_each(mornings: Recorder) -> None:
    evenings = Recorder("evenings", CHOSEN)
    for recorder in (mornings, evenings, mornings):
        recorder.follow(status(2 * LENGTH + 300), practised_s=12.5)
        recorder.keep_bookmark()
    assert sorted(each.bookmark.name for each in unfinished_sessions()[0]) == ["evenings", "mornings"]
    evenings.drop_bookmark()
    assert [each.bookmark.name for each in unfinished_sessions()[0]] == ["mornings"]


def test_a_resumed_session_takes_the_place_of_its_bookmark_once_it_has_one_of_its_own(mornings: Recorder) -> None:
    follow(mornings, 2 * LENGTH, 3 * LENGTH)
    before = last_unfinished()
    resumed = Recorder("mornings", CHOSEN, before)
    resumed.follow(status(300), practised_s=1)
    assert not resumed.keep_bookmark()  # it is in its opening still
    assert unfinished_sessions()[0] == [before]
    follow(resumed, 3 * LENGTH, 3 * LENGTH + EVERY_FRAMES)
    (after,) = unfinished_sessions()[0]
    assert after.path != before.path
    assert after.bookmark.section_index == 3


def test_a_session_that_is_resumed_twice_at_once_is_lost_in_neither(mornings: Recorder) -> None:
    follow(mornings, 2 * LENGTH, 3 * LENGTH)
    before = last_unfinished()
    first, second = (Recorder("mornings", CHOSEN, before) for _ in range(2))
    follow(first, 2 * LENGTH, 3 * LENGTH)
    follow(second, LENGTH, 2 * LENGTH)
    assert {each.bookmark.stretch for each in unfinished_sessions()[0]} == {"cat-cow", "cobra"}
    first.drop_bookmark()
    assert kept().stretch == "cat-cow"


def test_a_clock_that_jumps_costs_neither_the_place_nor_the_line_in_the_history(
    mornings: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = cycle((2026, 1970, 2040, 2025, 2038))
    monkeypatch.setattr(f"{Recorder.__module__}.local_now", lambda: datetime(next(years), 3, 4, tzinfo=UTC))
    for frame in range(LENGTH, 3 * LENGTH, EVERY_FRAMES):
        mornings.follow(status(frame), practised_s=frame / SAMPLE_RATE)
        mornings.keep_bookmark()
        section = SECTIONS[kept().section_index]
        assert section.start_frame + kept().frame == frame
    mornings.log(ROUTINE)
    mornings.drop_bookmark()
    (practice,) = read_history(history_path()).practices
    assert practice.stretches == ("cat-cow", "cobra")
    assert not is_kept()
