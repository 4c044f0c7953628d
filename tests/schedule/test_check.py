"""The laws hold for every shipped routine under any settings, and a timeline that breaks one is found out."""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach.audio.format import SAMPLE_RATE
from coach.schedule import schedule
from coach.schedule.check import Finding, check
from coach.script.library import Library, as_routine
from coach.script.steps import Breathe, Hold, Level, PauseName, Routine, Sides, Sound, Stretch, Verbosity
from coach.settings.values import Breath, BreathPrompts, Levels, Pauses, Settings
from coach.timeline import Cue, Mark, MarkKind, Section, Timeline
from tests.fakes import FAKE_SOUNDS, fake_breath_tone, fake_clip

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()
NAMES = LIBRARY.routine_names() + LIBRARY.stretch_names()
ROUTINES = {name: as_routine(LIBRARY.find(name)) for name in NAMES}

seconds = st.fractions(min_value=0, max_value=60, max_denominator=1000)
breaths = st.tuples(
    st.fractions(min_value=1, max_value=10, max_denominator=100),
    st.fractions(min_value=3, max_value=10, max_denominator=100),
).map(lambda phases: Breath(*phases))
pauses = st.builds(
    Pauses,
    st.fractions(min_value=0, max_value=5, max_denominator=100),
    st.dictionaries(st.sampled_from(PauseName), seconds),
)
levels = st.builds(
    Levels,
    st.none() | st.sampled_from(Level).map(lambda level: level.share) | st.fractions(0, 1, max_denominator=20),
    st.dictionaries(st.sampled_from(LIBRARY.stretch_names()), st.sampled_from([Fraction(0), Fraction(1)])),
)
leads = st.sampled_from(
    [
        (Verbosity.FULL, BreathPrompts.BOTH, -10.0),
        (Verbosity.BRIEF, BreathPrompts.BOTH, -10.0),
        (Verbosity.TONES, BreathPrompts.BOTH, -10.0),
        (Verbosity.FULL, BreathPrompts.TONE, -10.0),
        (Verbosity.TONES, BreathPrompts.TONE, -10.0),
        (Verbosity.FULL, BreathPrompts.WORD, -10.0),
        (Verbosity.BRIEF, BreathPrompts.WORD, -10.0),
        (Verbosity.FULL, BreathPrompts.BOTH, -math.inf),
        (Verbosity.BRIEF, BreathPrompts.WORD, -math.inf),
    ]
)
any_settings = st.builds(
    lambda lead, **chosen: Settings(verbosity=lead[0], breath_prompts=lead[1], chimes_db=lead[2], **chosen),
    leads,
    pauses=pauses,
    breath=breaths,
    levels=levels,
)
speeds = st.floats(min_value=0.4, max_value=2.5)


def broken(routine: Routine, chosen: Settings, timeline: Timeline) -> list[Finding]:
    return [finding for finding in check(routine, chosen, PHRASES, timeline) if finding.broken]


def timeline_of(routine: Routine, chosen: Settings, *, speed: float = 1.0) -> Timeline:
    speak = partial(fake_clip, speed=speed)
    return schedule(routine, chosen, PHRASES, speak, FAKE_SOUNDS, breath_tone=fake_breath_tone)


@given(st.sampled_from(NAMES), any_settings, speeds)
@hypothesis_settings(max_examples=200)
def test_every_shipped_script_keeps_the_laws_under_any_settings(name: str, chosen: Settings, speed: float) -> None:
    routine = ROUTINES[name]
    assert broken(routine, chosen, timeline_of(routine, chosen, speed=speed)) == []


@given(any_settings, speeds)
@hypothesis_settings(max_examples=40)
def test_nothing_but_the_level_changes_a_hold(chosen: Settings, speed: float) -> None:
    routine = ROUTINES["middle-back"]
    usual = timeline_of(routine, Settings(levels=chosen.levels, verbosity=chosen.verbosity))
    changed = timeline_of(routine, chosen, speed=speed)
    assert _holds_in_seconds(changed) == _holds_in_seconds(usual)


def _holds_in_seconds(timeline: Timeline) -> list[int]:
    """Lengths in frames of the holds that are counted in seconds; cobra's are counted in breaths."""
    return [
        mark.end_frame - mark.start_frame
        for section in timeline.sections
        for mark in section.marks
        if mark.kind is MarkKind.HOLD and section.stretch != "cobra"
    ]


ROUTINE = ROUTINES["middle-back"]
Change = Callable[[Section], Section]


def _changed(stretch: str, change: Change, chosen: Settings | None = None) -> Timeline:
    timeline = timeline_of(ROUTINE, chosen or Settings())
    sections = tuple(change(section) if section.stretch == stretch else section for section in timeline.sections)
    return replace(timeline, sections=sections)


def _cues(change: Callable[[Cue], Cue | None]) -> Change:
    return lambda section: replace(section, cues=tuple(filter(None, map(change, section.cues))))


def _marks(change: Callable[[Mark], Mark | None]) -> Change:
    return lambda section: replace(section, marks=tuple(filter(None, map(change, section.marks))))


def _without(*texts: str) -> Change:
    return _cues(lambda cue: None if cue.text in texts else cue)


def _later(texts: str, frames: int) -> Change:
    return _cues(lambda cue: replace(cue, start_frame=cue.start_frame + frames) if cue.text == texts else cue)


def _longer(kind: MarkKind) -> Change:
    return _marks(lambda mark: replace(mark, end_frame=mark.end_frame + 1) if mark.kind is kind else mark)


@pytest.mark.parametrize(
    ("law", "stretch", "change"),
    [
        (1, "cobra", _later("Hands flat under your shoulders.", 9000)),
        (1, "cobra", _later("Cheek on the mat.", 100 * SAMPLE_RATE)),
        (2, "childs-pose", _longer(MarkKind.HOLD)),
        (3, "hip-flexor", _marks(lambda m: None if m.kind is MarkKind.INHALE and m.side == "left" else m)),
        (4, "wall-angels", _cues(lambda cue: None if cue.sound is Sound.EXHALE else cue)),
        (5, "childs-pose", _later("One.", 1)),
        (5, "childs-pose", _cues(lambda cue: None if cue.sound is Sound.END else cue)),
        (5, "cobra", _later("Next: Cobra pose.", 2 * SAMPLE_RATE)),
        (5, "cobra", _without("Next: Cobra pose.")),
        (6, "", _cues(lambda cue: None if cue.sound is Sound.SWITCH else cue)),
        (7, "wall-angels", lambda section: replace(section, cues=section.cues[:12] + section.cues[-1:])),
        (8, "", lambda section: replace(section, cues=section.cues[:-1])),
        (8, "cobra", _without("If anything pinches, do less.", "Keep it low if your lower back feels it.")),
        (8, "wall-angels", _without("Arms down by your sides.", "Step away from the wall.")),
    ],
)
def test_a_timeline_that_breaks_a_law_is_found_out(law: int, stretch: str, change: Change) -> None:
    laws = {finding.law for finding in broken(ROUTINE, Settings(), _changed(stretch, change))}
    assert law in laws


WORDS = Settings(breath_prompts=BreathPrompts.WORD)
SILENT = Settings(chimes_db=-math.inf)


@pytest.mark.parametrize(
    ("law", "chosen", "stretch", "change"),
    [
        (4, WORDS, "wall-angels", _without("Inhale.")),
        (4, WORDS, "wall-angels", _later("Exhale.", 1)),
        (4, Settings(), "cobra", _later("Exhale.", 1)),
        (5, SILENT, "childs-pose", _without("Let go.")),
        (5, SILENT, "childs-pose", _later("Let go.", 1)),
        (6, WORDS, "", _cues(lambda cue: None if cue.sound is Sound.SWITCH else cue)),
        (7, SILENT, "wall-angels", lambda section: replace(section, cues=section.cues[:12] + section.cues[-1:])),
        (8, SILENT, "", lambda section: replace(section, cues=())),
    ],
)
def test_the_laws_hold_for_words_alone_too(law: int, chosen: Settings, stretch: str, change: Change) -> None:
    assert broken(ROUTINE, chosen, timeline_of(ROUTINE, chosen)) == []
    laws = {finding.law for finding in broken(ROUTINE, chosen, _changed(stretch, change, chosen))}
    assert law in laws


def test_a_dose_beyond_its_source_is_told_but_allowed() -> None:
    stretch = replace(ROUTINES["cobra"].stretches[0], source="hold 2–3 breaths")
    routine = Routine("r", "R", (stretch,))
    found = check(routine, Settings(), PHRASES, timeline_of(routine, Settings()))
    assert [(finding.law, finding.broken) for finding in found] == [(9, False)]


SOURCE = {
    "standing-cat-cow": ("5–10 cycles",),
    "seated-spinal-twist": ("20–30 s",),
    "childs-pose": ("60–120 s",),
    "cobra": ("5–8 breaths",),
    "chest-opener": ("30 s",),
    "supine-spinal-twist": ("20 s",),
    "kneeling-back-bend": ("20–30 s",),
    "wall-angels": ("5 cycles",),
    "hip-flexor": ("20–30 s",),
}
"""The article's doses, in its order."""


def test_the_nine_stretches_have_the_doses_and_the_order_of_their_source() -> None:
    def doses(stretch: Stretch) -> tuple[str, ...]:
        steps = [step for outer in stretch.steps for step in (outer.steps if isinstance(outer, Sides) else (outer,))]
        holds = [step.dose for step in steps if isinstance(step, Hold)]
        breathing = [step.cycles for step in steps if isinstance(step, Breathe)]
        return tuple(map(str, holds + breathing))

    assert {stretch.name: doses(stretch) for stretch in ROUTINE.stretches} == SOURCE
    assert [stretch.name for stretch in ROUTINE.stretches] == list(SOURCE)


def test_no_shipped_text_asks_anyone_to_look() -> None:
    looking = {"look", "see", "watch", "screen", "below", "above the"}
    for routine in ROUTINES.values():
        words = {
            word.strip(".,").lower() for cue in timeline_of(routine, Settings()).cues() for word in cue.text.split()
        }
        assert not words & looking


def test_fractions_of_seconds_survive_the_whole_way() -> None:
    settings = Settings(pauses=Pauses(Fraction(1, 3)))
    assert broken(ROUTINE, settings, timeline_of(ROUTINE, settings)) == []
