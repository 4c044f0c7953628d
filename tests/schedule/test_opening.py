"""The opening says what is needed and when to stop, and soon asks to move."""

from dataclasses import replace
from fractions import Fraction

import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.schedule import schedule
from coach.schedule._opening import things_needed
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.script.vocabulary import Position, Teaching, Verbosity
from coach.settings.values import Lessons, Settings
from coach.timeline import SectionKind, Timeline
from tests.fakes import FAKE_SOUNDS, fake_clip
from tests.schedule.scheduling import LIBRARY, PHRASES, hold, prone, routine_of, scheduled, texts_of

NEWCOMER, REGULAR = Settings(lessons=Lessons.ON), Settings(lessons=Lessons.OFF)
STOP = PHRASES.stop_rule[0]


def opening_of(timeline: Timeline) -> list[str]:
    return [cue.text or f"({cue.sound})" for cue in timeline.sections[0].cues]


def test_what_is_needed_is_named_once_and_in_order() -> None:
    routine = replace(
        routine_of(
            replace(prone("a"), needs=("a mat", "a rolled towel")), replace(prone("b"), needs=("a mat", "a free wall"))
        ),
        needs=("a blanket",),
    )
    assert things_needed(routine, PHRASES) == ("a blanket", "a mat", "a rolled towel", "a free wall")
    assert opening_of(scheduled(routine))[:2] == [
        "Welcome.",
        "You will need a blanket, a mat, a rolled towel and a free wall.",
    ]


def test_what_the_words_for_a_position_speak_of_is_needed_unless_the_script_names_its_own() -> None:
    floor, standing = prone("a"), replace(prone("b"), position=Position.STANDING)
    assert things_needed(routine_of(floor), PHRASES) == ("a mat",)
    assert things_needed(routine_of(standing), PHRASES) == ()
    assert things_needed(routine_of(standing, replace(floor, needs=("a thick mat",))), PHRASES) == ("a thick mat",)
    assert things_needed(routine_of(replace(floor, arrive=("Lie down on your bed.",))), PHRASES) == ()
    assert things_needed(routine_of(replace(floor, position=Position.WALL), floor), PHRASES) == ("a free wall", "a mat")


def test_a_list_of_one_has_no_and_and_an_empty_one_is_not_spoken() -> None:
    assert "You will need a mat." in opening_of(scheduled(routine_of(prone("a"))))
    standing = replace(prone("a"), position=Position.STANDING)
    assert not any("need" in text for text in opening_of(scheduled(routine_of(standing))))


def test_a_routine_s_own_welcome_replaces_the_phrasebook_s() -> None:
    opening = opening_of(scheduled(replace(routine_of(prone("a")), welcome=("Good morning.",), say=("Slowly.",))))
    assert opening == ["Good morning.", "You will need a mat.", "Slowly.", STOP]


@pytest.mark.parametrize("verbosity", Verbosity)
@pytest.mark.parametrize("lessons", [Lessons.ON, Lessons.OFF])
def test_the_rule_for_stopping_is_spoken_once(verbosity: Verbosity, lessons: Lessons) -> None:
    routine = routine_of(prone("a", hold(30)), prone("b", hold(30)))
    texts = texts_of(scheduled(routine, Settings(verbosity=verbosity, lessons=lessons)))
    assert texts.count(STOP) == 1


def test_a_regular_hears_what_it_is_about_on_arriving_in_the_first_position() -> None:
    routine = replace(routine_of(prone("a", hold(30)), prone("b", hold(30))), say=("Slowly.",))
    timeline = scheduled(routine, REGULAR)
    assert opening_of(timeline) == ["Welcome.", "You will need a mat."]
    texts = [cue.text for cue in timeline.sections[1].cues if cue.text]
    assert texts[1:5] == ["Lie down on the mat, on your belly.", "Slowly.", STOP, "Close your eyes."]
    assert "Slowly." not in [cue.text for cue in timeline.sections[2].cues]


def test_the_sounds_are_taught_first_where_a_routine_wants_it_so_and_the_listener_is_new() -> None:
    routine = replace(routine_of(prone("a", hold(30))), sounds=Teaching.FIRST)
    assert opening_of(scheduled(routine, NEWCOMER))[2:-1] == [
        *(PHRASES.teach[sound][0] if words else f"({sound})" for sound in FIRST_SOUNDS for words in (True, False)),
    ]
    assert "(start)" not in opening_of(scheduled(routine, REGULAR))


FIRST_SOUNDS = ("start", "inhale", "exhale", "end")
"""The sounds of a hold; nobody changes sides in it."""


@pytest.mark.parametrize(("settings", "within_s"), [(NEWCOMER, 25), (REGULAR, 12)])
def test_the_first_movement_of_middle_back_comes_soon(settings: Settings, within_s: int) -> None:
    routine = choose(as_routine(LIBRARY.find("middle-back")), {})
    speed = 140 / 240  # a fake word takes a quarter of a second; at 140 words a minute it takes 0.43 s

    def speak(text: str) -> Audio:
        return fake_clip(text, speed=speed)

    _, first, *_ = schedule(routine, settings, PHRASES, speak, FAKE_SOUNDS).sections
    assert first.kind is SectionKind.STRETCH
    moving = first.cues[1]  # the first cue is the name
    assert moving.text == PHRASES.positions[routine.stretches[0].position][0]
    assert Fraction(moving.start_frame, SAMPLE_RATE) <= within_s
