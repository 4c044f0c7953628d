import math
from fractions import Fraction

import pytest

from coach.script.vocabulary import Sound, Verbosity
from coach.settings.values import Breath, BreathPrompts, Lessons, Settings
from coach.timeline import MarkKind, Timeline
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import breaths, marks_of, prone, routine_of, scheduled

PHASES = (MarkKind.INHALE, MarkKind.EXHALE)
ODD = Breath(Fraction(60, 11) * 2 / 5, Fraction(60, 11) * 3 / 5)
"""No whole number of frames."""


def nine_breaths(prompts: BreathPrompts, chimes_db: float = -10.0, verbosity: Verbosity = Verbosity.FULL) -> Timeline:
    settings = Settings(
        breath=ODD, breath_prompts=prompts, chimes_db=chimes_db, verbosity=verbosity, lessons=Lessons.OFF
    )
    return scheduled(routine_of(prone("a", breaths(9))), settings, sounds=FAKE_TONES)


@pytest.mark.parametrize("prompts", [BreathPrompts.BOTH, BreathPrompts.TONE])
def test_a_tone_spans_its_breath_to_the_frame(prompts: BreathPrompts) -> None:
    timeline = nine_breaths(prompts)
    section = timeline.sections[1]
    tones = [(cue.start_frame, cue.end_frame) for cue in section.cues if cue.sound in (Sound.INHALE, Sound.EXHALE)]
    assert tones == [(phase.start_frame, phase.end_frame) for phase in marks_of(timeline, *PHASES)]
    assert len(tones) == 18


@pytest.mark.parametrize(
    ("verbosity", "spoken"), [(Verbosity.FULL, [0, 1, 4, 8]), (Verbosity.BRIEF, [0, 6]), (Verbosity.TONES, [])]
)
def test_words_give_way_to_tones_breath_by_breath(verbosity: Verbosity, spoken: list[int]) -> None:
    timeline = nine_breaths(BreathPrompts.BOTH, verbosity=verbosity)
    words = {cue.start_frame for cue in timeline.cues() if cue.text in ("Inhale.", "Exhale.")}
    phases = list(marks_of(timeline, *PHASES))
    assert words == {phase.start_frame for breath in spoken for phase in phases[2 * breath : 2 * breath + 2]}


@pytest.mark.parametrize(("prompts", "chimes_db"), [(BreathPrompts.WORD, -10), (BreathPrompts.BOTH, -math.inf)])
def test_where_no_tone_leads_every_breath_has_its_word(prompts: BreathPrompts, chimes_db: float) -> None:
    timeline = nine_breaths(prompts, chimes_db)
    words = [cue.start_frame for cue in timeline.cues() if cue.text in ("Inhale.", "Exhale.")]
    assert words == [phase.start_frame for phase in marks_of(timeline, *PHASES)]
    assert not {Sound.INHALE, Sound.EXHALE} & {cue.sound for cue in timeline.cues()}
