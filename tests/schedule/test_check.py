"""The laws hold for every script that comes with coach, under any settings; `laws/test_law.py` breaks them."""

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach.schedule.check import Finding, check
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.script.routine import Routine, Stretch
from coach.script.steps import Breathe, Hold, Sides
from coach.script.vocabulary import Level, PauseName, Verbosity
from coach.settings.values import Breath, BreathPrompts, Levels, Pauses, Settings
from coach.timeline import MarkKind, Timeline
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import LIBRARY, PHRASES, marks_of, scheduled

NAMES = LIBRARY.routine_names() + LIBRARY.stretch_names()
ROUTINES = {name: choose(as_routine(LIBRARY.find(name)), {}) for name in NAMES}


def pairs(values: Mapping[Any, Any]) -> tuple[tuple[Any, Any], ...]:
    return tuple(values.items())


seconds = st.fractions(min_value=0, max_value=60, max_denominator=1000)
breaths = st.tuples(
    st.fractions(min_value=1, max_value=10, max_denominator=100),
    st.fractions(min_value=3, max_value=10, max_denominator=100),
).map(lambda phases: Breath(*phases))
pauses = st.builds(
    Pauses,
    st.fractions(min_value=0, max_value=5, max_denominator=100),
    st.dictionaries(st.sampled_from(PauseName), seconds).map(pairs),
)
levels = st.builds(
    Levels,
    st.none() | st.sampled_from(Level).map(lambda level: level.share),  # shares between them are for `fit` to choose
    st.dictionaries(st.sampled_from(LIBRARY.stretch_names()), st.sampled_from([Fraction(0), Fraction(1)])).map(pairs),
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
    return scheduled(routine, chosen, sounds=FAKE_TONES, speed=speed)


@given(st.sampled_from(NAMES), any_settings, speeds)
@hypothesis_settings(max_examples=200)
def test_every_shipped_script_keeps_the_laws_under_any_settings(name: str, chosen: Settings, speed: float) -> None:
    routine, chosen = ROUTINES[name], replace(chosen, speed=speed)
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
    sections = tuple(section for section in timeline.sections if section.stretch != "cobra")
    holds = marks_of(replace(timeline, sections=sections), MarkKind.HOLD)
    return [hold.end_frame - hold.start_frame for hold in holds]


ROUTINE = ROUTINES["middle-back"]

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
        breathing = [step.dose for step in steps if isinstance(step, Breathe)]
        return tuple(map(str, holds + breathing))

    assert {stretch.name: doses(stretch) for stretch in ROUTINE.stretches} == SOURCE
    assert [stretch.name for stretch in ROUTINE.stretches] == list(SOURCE)


def test_no_shipped_text_asks_anyone_to_look_before_the_eyes_are_open_again() -> None:
    looking = {"look", "see", "watch", "screen", "below", "above the"}
    for routine in ROUTINES.values():
        before_the_end = timeline_of(routine, Settings()).sections[:-1]
        texts = [cue.text for section in before_the_end for cue in section.cues]
        words = {word.strip(".,").lower() for text in texts for word in text.split()}
        assert not words & looking


def test_fractions_of_seconds_survive_the_whole_way() -> None:
    settings = Settings(pauses=Pauses(Fraction(1, 3)))
    assert broken(ROUTINE, settings, timeline_of(ROUTINE, settings)) == []
