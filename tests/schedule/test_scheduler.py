"""A session is laid out section by section. Covers also: context."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import inf
from pathlib import Path

import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.errors import SettingsError
from coach.schedule import Sounds, schedule_sections
from coach.script.routine import Round
from coach.script.steps import Pause, Repeat, Say, Sides
from coach.script.vocabulary import Level, PauseName, Position, Sound, Verbosity
from coach.settings.values import Lessons, Levels, Pauses, Settings
from coach.timeline import MarkKind, SectionKind
from tests.fakes import FAKE_SOUNDS, fake_clip
from tests.schedule.scheduling import (
    PHRASES,
    TWIST,
    hold,
    marks_of,
    prone,
    routine_of,
    scheduled,
    seconds_of,
    texts_of,
    timeline_of,
)


def test_sections_lie_end_to_end_and_come_one_at_a_time() -> None:
    asked: list[str] = []

    def speak(text: str) -> Audio:
        asked.append(text)
        return fake_clip(text)

    routine = routine_of(prone("ann", hold(30)), prone("bea", hold(30)))
    sections = schedule_sections(routine, Settings(), PHRASES, speak, FAKE_SOUNDS)
    opening = next(sections)
    assert not any("Ann" in text for text in asked)
    rest = list(sections)
    starts = [section.start_frame for section in rest]
    assert starts == [section.end_frame for section in [opening, *rest][:-1]]


def test_every_section_has_its_kind_and_a_title_to_be_shown() -> None:
    sections = scheduled(routine_of(prone("ann"), prone("bea"))).sections
    assert [(section.kind, section.stretch, section.title, section.position) for section in sections] == [
        (SectionKind.OPENING, "", PHRASES.opening_title, None),
        (SectionKind.STRETCH, "ann", "Ann", Position.PRONE),
        (SectionKind.STRETCH, "bea", "Bea", Position.PRONE),
        (SectionKind.CLOSING, "", PHRASES.closing_title, None),
    ]


def test_pauses_scale_and_a_named_one_is_taken_as_given() -> None:
    routine = routine_of(prone("a", Pause(Fraction(4)), Pause(PauseName.REST), hold(30)))
    pauses = Pauses(Fraction(2), ((PauseName.BETWEEN, Fraction(7)),))
    timeline = scheduled(routine, Settings(pauses=pauses))
    assert seconds_of(timeline, MarkKind.PAUSE) == [8]
    assert seconds_of(timeline, MarkKind.PAUSE, "rest") == [20]
    assert seconds_of(timeline, MarkKind.PAUSE, "between") == [7]
    assert seconds_of(timeline, MarkKind.HOLD) == [30]


def test_a_position_is_spoken_only_when_it_changes() -> None:
    (words,) = PHRASES.positions[Position.PRONE]
    assert texts_of(scheduled(routine_of(prone("a"), prone("b")))).count(words) == 1


def test_the_first_and_the_last_stretch_are_called_so() -> None:
    texts = texts_of(scheduled(routine_of(*map(prone, ("ann", "bea", "cas")))))
    assert [text for text in texts if text[-4:-1] in ("Ann", "Bea", "Cas")] == [
        "First: Ann.",
        "Next: Bea.",
        "And the last one: Cas.",
    ]


def test_a_routine_opens_and_closes_with_its_own_words() -> None:
    routine = replace(routine_of(prone("a")), say=("Slowly.",), close=("Well done.",))
    texts = texts_of(scheduled(routine))
    assert texts.index("Slowly.") < texts.index("A.")
    assert texts[-1] == "Well done."
    assert texts_of(scheduled(routine_of(prone("a"))))[-1] == PHRASES.close[-1]


def test_a_session_ends_after_its_last_sound_has_rung_out() -> None:
    timeline = scheduled(routine_of(prone("a", hold(30))))
    *_, last = timeline.cues()
    assert last.sound is Sound.END
    assert timeline.frames == last.end_frame + SAMPLE_RATE // 2


def test_a_session_without_chimes_lasts_until_its_last_pause_is_over() -> None:
    routine = replace(routine_of(prone("a")), close=("Rest.", Pause(Fraction(10))))
    timeline = scheduled(routine, Settings(chimes_db=-inf), sounds=Sounds({}))
    *_, last = timeline.cues()
    assert last.text == "Rest."
    assert timeline.frames == last.end_frame + 10 * SAMPLE_RATE


def test_a_session_of_more_than_a_day_is_refused() -> None:
    with pytest.raises(SettingsError, match="24 hours"):
        scheduled(routine_of(*[prone("a", hold(1800))] * 60))


def test_brief_uses_the_short_wording_on_both_sides_and_reminds_once(tmp_path: Path) -> None:
    texts = texts_of(timeline_of(tmp_path, TWIST, Settings(verbosity=Verbosity.BRIEF)))
    assert "Now the left." in texts
    assert not any(text.startswith("Turn to") for text in texts)
    assert [text for text in texts if "pinches" in text] == ["If anything pinches, do less."]
    assert texts.index("If anything pinches, do less.") < texts.index("Twist.")


def test_tones_speaks_names_and_sides_and_lets_sounds_do_the_rest(tmp_path: Path) -> None:
    timeline = timeline_of(tmp_path, TWIST, Settings(verbosity=Verbosity.TONES, lessons=Lessons.OFF))
    (section,) = (section for section in timeline.sections if section.stretch)
    texts = [cue.text for cue in section.cues if cue.text]
    assert texts == [
        *("Twist.", *PHRASES.stop_rule, *PHRASES.ease[0], *PHRASES.close_eyes),
        *("Left side.", "Right side."),
    ]
    sounds = [cue.sound for cue in section.cues if cue.sound]
    assert sounds.count(Sound.INHALE) == 2
    assert sounds.count(Sound.SWITCH) == 1


def test_a_level_for_one_stretch_changes_that_one_alone() -> None:
    routine = routine_of(prone("a", hold(20, 30)), prone("b", hold(20, 30)))
    levels = Levels(Level.FULL.share, (("b", Level.GENTLE.share),))
    assert seconds_of(scheduled(routine, Settings(levels=levels)), MarkKind.HOLD) == [30, 20]


def test_a_routine_s_own_level_holds_until_the_person_chooses() -> None:
    routine = replace(routine_of(prone("a", hold(20, 30))), level=Level.GENTLE)
    assert seconds_of(scheduled(routine), MarkKind.HOLD) == [20]
    assert seconds_of(scheduled(routine, Settings(levels=Levels(Level.FULL.share))), MarkKind.HOLD) == [30]


def test_a_stretch_s_level_goes_before_the_routine_s_and_after_the_person_s() -> None:
    stretches = (replace(prone("a", hold(20, 30)), level=Level.FULL), prone("b", hold(20, 30)))
    routine = replace(routine_of(*stretches), level=Level.GENTLE)
    assert seconds_of(scheduled(routine), MarkKind.HOLD) == [30, 20]
    chosen = Settings(levels=Levels(Level.STANDARD.share))
    assert seconds_of(scheduled(routine, chosen), MarkKind.HOLD) == [25, 25]


ROUNDS = replace(
    routine_of(),
    items=(
        prone("ann", hold(20)),
        Round(2, (prone("bea", Say(("In pass {n}.",)), hold(20)), prone("cas", hold(20))), ("Pass {n} of {total}.",)),
    ),
)


def test_the_passes_of_a_round_are_called_and_named_in_full_only_once() -> None:
    texts = texts_of(scheduled(ROUNDS))
    heard = [text for text in texts if text.startswith("Pass") or text[-4:-1] in ("Ann", "Bea", "Cas")]
    assert heard == [
        *("First: Ann.", "Pass 1 of 2.", "Next: Bea.", "Next: Cas."),
        *("Pass 2 of 2.", "Bea.", "Cas."),
    ]
    assert [text for text in texts if text.startswith("In pass")] == ["In pass 1.", "In pass 2."]


def test_each_section_of_a_pass_has_a_mark_of_its_round() -> None:
    timeline = scheduled(ROUNDS)
    sections = timeline.sections[2:-1]
    marks = list(marks_of(timeline, MarkKind.ROUND))
    assert [(mark.n, mark.total) for mark in marks] == [(1, 2), (1, 2), (2, 2), (2, 2)]
    spans = [(section.start_frame, section.end_frame) for section in sections]
    assert [(mark.start_frame, mark.end_frame) for mark in marks] == spans


def test_only_the_first_pass_of_a_round_has_reminders() -> None:
    texts = texts_of(scheduled(ROUNDS))
    reminders = {text[0] for text in PHRASES.ease}
    assert len([text for text in texts if text in reminders]) == 3


def test_a_million_passes_are_refused_before_anyone_waits() -> None:
    with pytest.raises(SettingsError, match="24 hours"):
        scheduled(replace(ROUNDS, items=(Round(1_000_000, (prone("a", hold(1800)),)),)))


def test_no_two_stretches_running_announce_a_hold_in_the_same_words() -> None:
    texts = texts_of(scheduled(routine_of(*(prone(name, hold(20)) for name in "abcd"))))
    announced = [text for text in texts if text.endswith("20 seconds.")]
    assert len(announced) == 4
    assert all(before != after for before, after in pairwise(announced))


def test_a_round_s_number_reaches_the_sides_and_the_nearest_repeat_has_its_own() -> None:
    steps = (Sides((Say(("Pass {n}, {side}.",)),)), Repeat(2, (Say(("Set {n}.",)),)))
    routine = replace(routine_of(), items=(Round(1, (prone("a", *steps),)),))
    texts = texts_of(scheduled(routine))
    assert [text for text in texts if text.startswith(("Pass", "Set"))] == [
        *("Pass 1, left.", "Pass 1, right.", "Set 1.", "Set 2."),
    ]
