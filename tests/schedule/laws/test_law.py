"""A timeline of holds and breaths that breaks a law is found out.

Covers also: evidence, speech, doses, breath, moments, signs, ways, places. `test_new_steps.py` damages the steps that
are neither holds nor breaths, and `test_fakes.py` checks whole practices against their sources.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.schedule.check import check
from coach.schedule.laws.law import Law
from coach.schedule.text import sentences_of
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.script.routine import Stretch
from coach.script.steps import Say
from coach.script.vocabulary import Sound
from coach.settings.values import Breath, BreathPrompts, Settings
from coach.timeline import Cue, Mark, MarkKind, Section, Timeline
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import LIBRARY, PHRASES, hold, prone, routine_of, scheduled

ROUTINE = choose(as_routine(LIBRARY.find("middle-back")), {})
Change = Callable[[Section], Section]


def _broken(timeline: Timeline, settings: Settings) -> set[Law]:
    return {finding.law for finding in check(ROUTINE, settings, PHRASES, timeline) if finding.broken}


def _changed(stretch: str | None, change: Change, settings: Settings) -> Timeline:
    timeline = scheduled(ROUTINE, settings, sounds=FAKE_TONES)
    sections = tuple(
        change(section) if stretch is None or section.stretch == stretch else section for section in timeline.sections
    )
    return replace(timeline, sections=sections)


def _cues(change: Callable[[Cue], Cue | None]) -> Change:
    return lambda section: replace(section, cues=tuple(filter(None, map(change, section.cues))))


def _marks(change: Callable[[Mark], Mark | None]) -> Change:
    return lambda section: replace(section, marks=tuple(filter(None, map(change, section.marks))))


def _without(*texts: str) -> Change:
    return _cues(lambda cue: None if cue.text in texts else cue)


def _said(text: str, other: str) -> Change:
    """Say something else in place of a text."""
    return _cues(lambda cue: replace(cue, text=other) if cue.text == text else cue)


def _ease_of(name: str) -> tuple[str, ...]:
    (stretch,) = (stretch for stretch in ROUTINE.stretches if stretch.name == name)
    return sentences_of(stretch.ease or ())


def _silent(sound: Sound) -> Change:
    return _cues(lambda cue: None if cue.sound is sound else cue)


def _quiet(section: Section) -> Section:
    """Leave out everything from the middle of a stretch to its last cue."""
    return replace(section, cues=section.cues[:12] + section.cues[-1:])


def _later(text: str, frames: int) -> Change:
    return _cues(lambda cue: replace(cue, start_frame=cue.start_frame + frames) if cue.text == text else cue)


def _longer(kind: MarkKind) -> Change:
    return _marks(lambda mark: replace(mark, end_frame=mark.end_frame + 1) if mark.kind is kind else mark)


def test_every_law_is_worded_and_numbered_without_a_gap() -> None:
    assert [law.value for law in Law] == list(range(1, 15))
    assert all(text.endswith(".") for law in Law for text in (law.text, law.checked, law.remedy))


@pytest.mark.parametrize(
    ("law", "stretch", "change"),
    [
        (Law.SPEECH_APART, "cobra", _later("Hands flat under your shoulders.", 9000)),
        (Law.SPEECH_APART, "cobra", _later("Cheek on the mat.", 100 * SAMPLE_RATE)),
        (Law.EXACT_DOSES, "childs-pose", _longer(MarkKind.HOLD)),
        (
            Law.EQUAL_SIDES,
            "hip-flexor",
            _marks(lambda mark: None if mark.kind is MarkKind.INHALE and mark.side == "left" else mark),
        ),
        (Law.PROMPTS_ON_TIME, "wall-angels", _silent(Sound.EXHALE)),
        (Law.PROMPTS_ON_TIME, "cobra", _later("Exhale.", 1)),
        (Law.TIMED_BACKWARDS, "childs-pose", _later("One.", 1)),
        (Law.TIMED_BACKWARDS, "childs-pose", _silent(Sound.END)),
        (Law.TIMED_BACKWARDS, "cobra", _later("Next: Cobra pose.", 2 * SAMPLE_RATE)),
        (Law.TIMED_BACKWARDS, "cobra", _without("Next: Cobra pose.")),
        (Law.SOUNDS_TAUGHT, None, _without("This means begin.")),
        (Law.SIGNS_OF_LIFE, "wall-angels", _quiet),
        (Law.WAYS_IN_AND_OUT, "", lambda section: replace(section, cues=section.cues[:-1])),
        (
            Law.WAYS_IN_AND_OUT,
            "cobra",
            _without(*_ease_of("cobra")),
        ),
        (Law.WAYS_IN_AND_OUT, None, _without("If anything hurts, stop.")),
        (Law.THINGS_NAMED, "", _without("You will need a mat and a free wall.")),
        (Law.EYES_CLOSED_IN_PLACE, None, _without("Open your eyes to move.", "Eyes open, to move.")),
        (Law.EYES_CLOSED_IN_PLACE, "", _without("Open your eyes when you are ready.")),
        (
            Law.POSE_REACHED,
            "cobra",
            _later("Elbows slightly bent, press into your hands, and slowly lift your chest.", 6 * SAMPLE_RATE),
        ),
        (Law.NOTHING_SAID_TWICE, "cobra", _said("Elbows close to your ribs.", "Legs long behind you.")),
        (Law.NOTHING_SAID_TWICE, "childs-pose", _said("Halfway.", "12 seconds left.")),
        (Law.TIMED_BACKWARDS, "childs-pose", _later("Halfway.", -SAMPLE_RATE)),
        (Law.WAYS_IN_AND_OUT, "wall-angels", _without("Lower your arms, slowly.", "Lean on the wall, and rest.")),
    ],
)
def test_a_timeline_that_breaks_a_law_is_found_out(law: Law, stretch: str | None, change: Change) -> None:
    assert _broken(scheduled(ROUTINE, sounds=FAKE_TONES), Settings()) == set()
    assert law in _broken(_changed(stretch, change, Settings()), Settings())


WORDS = Settings(breath_prompts=BreathPrompts.WORD)
SILENT = Settings(chimes_db=-math.inf)


@pytest.mark.parametrize(
    ("law", "settings", "stretch", "change"),
    [
        (Law.PROMPTS_ON_TIME, WORDS, "wall-angels", _without("Inhale.")),
        (Law.PROMPTS_ON_TIME, WORDS, "wall-angels", _later("Exhale.", 1)),
        (Law.TIMED_BACKWARDS, SILENT, "childs-pose", _without("Come out, slowly.")),
        (Law.TIMED_BACKWARDS, SILENT, "childs-pose", _later("Come out, slowly.", 1)),
        (Law.SOUNDS_TAUGHT, WORDS, None, _without("This means begin.")),
        (Law.SIGNS_OF_LIFE, SILENT, "wall-angels", _quiet),
        (Law.WAYS_IN_AND_OUT, SILENT, "", lambda section: replace(section, cues=())),
    ],
)
def test_the_laws_hold_for_words_alone_too(law: Law, settings: Settings, stretch: str | None, change: Change) -> None:
    assert _broken(scheduled(ROUTINE, settings), settings) == set()
    assert law in _broken(_changed(stretch, change, settings), settings)


def test_a_stretch_without_a_dose_or_a_way_in_breaks_law_8() -> None:
    for stretch, problem in (
        (prone("a", Say(("Lie still.",))), "no hold and no breathing"),
        (prone("a", hold(30), Say(("Let go.",))), "no way in"),
        (prone("a", Say(("Lie still.",)), hold(30)), "no way out"),
    ):
        routine = routine_of(stretch)
        found = check(routine, Settings(), PHRASES, scheduled(routine))
        (breach,) = (finding for finding in found if finding.law is Law.WAYS_IN_AND_OUT)
        assert problem in breach.problem
        assert breach.stretch == "a"


def test_a_dose_beyond_its_source_is_told_but_allowed() -> None:
    stretch = replace(_stretch("cobra"), source="hold 2–3 breaths")
    routine = routine_of(stretch)
    (found,) = check(routine, Settings(), PHRASES, scheduled(routine))
    assert (found.law, found.broken) == (Law.DOSES_OF_THE_SOURCE, False)
    assert found.problem == "The dose of 5–8 breaths is not within the source's “hold 2–3 breaths”."


def test_a_teaching_breath_is_told_but_allowed() -> None:
    routine = routine_of(_stretch("standing-cat-cow"))
    settings = Settings(speed=0.5, breath=Breath(Fraction(2), Fraction(3)))
    found = check(routine, settings, PHRASES, scheduled(routine, settings, speed=0.5))
    assert (Law.PROMPTS_ON_TIME, False) in {(finding.law, finding.broken) for finding in found}
    assert not any(finding.broken for finding in found)


def _stretch(name: str) -> Stretch:
    (stretch,) = as_routine(LIBRARY.find(name)).stretches
    return stretch
