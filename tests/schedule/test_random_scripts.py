"""Checks laws on timelines of random routines of the whole language, by what the scripts say and not by `check`."""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach.script.routine import Routine, Stretch
from coach.script.steps import Repeat as RepeatStep
from coach.script.steps import Reps, Sides, Step
from coach.script.vocabulary import Count, Sound, Verbosity
from coach.settings.values import Breath, BreathPrompts, Levels, Pauses, Settings
from coach.timeline import Mark, MarkKind
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import PHRASES, routine_of, scheduled
from tests.schedule.spans import differences, prescribed, spans_in
from tests.script.scripts import routines, stretches

GAP_S = Fraction(15, 100)

ODD = Breath(Fraction(24, 11), Fraction(36, 11))
"""No whole number of frames."""

few = hypothesis_settings(max_examples=170, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def all_settings(draw: st.DrawFn) -> Settings:
    verbosity = draw(st.sampled_from(Verbosity))
    chimes_db = -10.0 if verbosity is Verbosity.TONES else draw(st.sampled_from([-10.0, -math.inf]))
    prompts = list(BreathPrompts)
    if chimes_db == -math.inf:
        prompts.remove(BreathPrompts.TONE)
    if verbosity is Verbosity.TONES:
        prompts.remove(BreathPrompts.WORD)
    return Settings(
        verbosity=verbosity,
        chimes_db=chimes_db,
        breath_prompts=draw(st.sampled_from(prompts)),
        breath=draw(st.sampled_from([Breath(), ODD, Breath(Fraction(2), Fraction(2))])),
        levels=Levels(draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]))),
        pauses=Pauses(draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(7, 3)]))),
    )


speeds = st.sampled_from([0.3, 0.6, 1.0, 1.6])


@few
@given(stretches(choices=False), all_settings(), speeds)
def test_whatever_is_prescribed_is_exact_to_the_frame(stretch: Stretch, settings: Settings, speed: float) -> None:
    timeline = scheduled(routine_of(stretch), settings, speed=speed)
    wanted = prescribed(stretch.steps, settings.breath, share=settings.levels.share or Fraction(0))
    assert differences(spans_in(timeline.sections[1]), wanted, timeline.sample_rate) == []


@few
@given(routines(choices=False), all_settings(), speeds)
def test_no_two_sentences_touch_nothing_sounds_in_a_silence_and_the_end_is_reached(
    routine: Routine, settings: Settings, speed: float
) -> None:
    timeline = scheduled(routine, settings, speed=speed, sounds=FAKE_TONES)
    spoken = sorted((cue.start_frame, cue.end_frame) for cue in timeline.cues() if cue.text)
    assert all(end + GAP_S * timeline.sample_rate <= start for (_, end), (start, _) in pairwise(spoken))
    for section in timeline.sections:
        for silence in (mark for mark in section.marks if mark.kind is MarkKind.SILENCE):
            assert not [
                cue
                for cue in timeline.cues()
                if cue.start_frame < silence.end_frame and silence.start_frame < cue.end_frame
            ]
        assert all(section.start_frame <= cue.start_frame < section.end_frame for cue in section.cues)
        assert all(mark.start_frame <= mark.end_frame <= section.end_frame for mark in section.marks)
    assert all(first.end_frame == second.start_frame for first, second in pairwise(timeline.sections))
    assert timeline.frames >= max(cue.end_frame for cue in timeline.cues())
    if settings.has_chimes:
        assert Sound.END in [cue.sound for cue in timeline.sections[-1].cues]


@few
@given(stretches(choices=False), all_settings())
def test_every_repetition_has_its_number(stretch: Stretch, settings: Settings) -> None:
    section = scheduled(routine_of(stretch), settings).sections[1]
    sets = list(_sets(stretch.steps, settings.levels.share or Fraction(0)))
    marks = [mark for mark in section.marks if mark.kind is MarkKind.REP]
    numbers = [(number, total) for _, total in sets for number in range(1, total + 1)]
    assert [(mark.n, mark.total) for mark in marks] == numbers
    heard = {cue.start_frame: cue.text for cue in section.cues if cue.text}
    left = iter(marks)
    for step, total in sets:
        for mark in (next(left) for _ in range(total)):
            assert _is_counted_right(step, mark, heard.get(mark.start_frame, ""))


def _sets(steps: tuple[Step, ...], share: Fraction) -> Iterator[tuple[Reps, int]]:
    for step in steps:
        match step:
            case Reps():
                yield step, int(step.dose.amount(share))
            case RepeatStep():
                yield from list(_sets(step.steps, share)) * step.times
            case Sides():
                yield from list(_sets(step.steps, share)) * (1 if step.only else 2)


def _is_counted_right(step: Reps, mark: Mark, text: str) -> bool:
    """Whether a repetition begins with its number; the last one may be told as such."""
    numbers = {PHRASES.numbers[index][0]: index + 1 for index in range(len(PHRASES.numbers))}
    if step.quiet or step.count is Count.OFF:
        return text not in numbers
    wanted = mark.n if step.count is Count.UP else mark.total + 1 - mark.n
    return numbers.get(text) == wanted or (mark.n == mark.total and text == PHRASES.last_rep[0])
