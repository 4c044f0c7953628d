"""The sums of a session count what is done and measure what is heard, and too many words are told of."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.schedule.laws.evidence import Evidence
from coach.schedule.laws.law import Law
from coach.schedule.laws.sums import LONG_S, Sums, sum_up, too_many_words
from coach.script.steps import Breathe, Pattern, Phase, Reps, Step, Work
from coach.script.vocabulary import Dose, DoseUnit, Sound, Verbosity
from coach.settings.values import Settings
from coach.timeline import Cue, Section, SectionKind, Timeline
from tests.schedule.scheduling import PHRASES, hold, prone, routine_of, scheduled

LIFTS = Reps(Dose(Fraction(4), Fraction(4), DoseUnit.REPS), (Phase(("Lift.",), Fraction(5)),))
BOXES = Breathe(
    Dose(Fraction(3), Fraction(3), DoseUnit.CYCLES),
    pattern=Pattern(Fraction(4), Fraction(4), Fraction(4), Fraction(4)),
)
EFFORT = Work(Fraction(30))


def sums_of(*stretches: Sequence[Step]) -> list[Sums]:
    """Schedule stretches named a, b and so on, and sum them up."""
    routine = routine_of(*(prone(name, *steps) for name, steps in zip("abc", stretches, strict=False)))
    return sum_up(Evidence(routine, Settings(), PHRASES, scheduled(routine)))


def lasting(length_s: float) -> Audio:
    return Audio(np.zeros(round(length_s * SAMPLE_RATE), np.float32))


def spoken(start_s: float, end_s: float, words: int) -> Cue:
    text = " ".join(["word"] * words)
    return Cue(round(start_s * SAMPLE_RATE), lasting(end_s - start_s), text)


def evidence_of(duration_s: int, *cues: Cue, verbosity: Verbosity = Verbosity.FULL) -> Evidence:
    """Make the evidence of one section without stretches, in which these cues are heard."""
    section = Section(SectionKind.OPENING, "", "", None, 0, duration_s * SAMPLE_RATE, cues, ())
    return Evidence(routine_of(), Settings(verbosity=verbosity), PHRASES, Timeline("", (section,)))


def problems(evidence: Evidence) -> list[str]:
    found = list(too_many_words(evidence))
    assert all(one.law is Law.SIGNS_OF_LIFE and not one.broken for one in found)
    return [one.problem for one in found]


def test_holds_repetitions_and_efforts_are_load_and_led_breaths_are_counted() -> None:
    first, second, whole = sums_of([hold(20), LIFTS], [BOXES, EFFORT])
    assert (first.stretch, first.under_load_s, first.reps, first.breaths) == ("a", 20 + 4 * 5, 4, 0)
    assert (second.stretch, second.under_load_s, second.reps, second.breaths) == ("b", 30, 0, 3)
    assert (whole.stretch, whole.under_load_s, whole.reps, whole.breaths) == ("", 70, 4, 3)


def test_words_a_minute_and_the_shares_are_measured_in_all_the_time() -> None:
    (whole,) = sum_up(evidence_of(120, spoken(0, 12, 20), spoken(60, 78, 40)))
    assert whole.words_a_minute == 30
    assert whole.speech_share == 0.25
    assert whole.silence_share == 0.75


def test_time_in_which_two_cues_sound_counts_once() -> None:
    tone = Cue(0, lasting(30), sound=Sound.INHALE)
    (whole,) = sum_up(evidence_of(100, tone, spoken(10, 20, 5), spoken(25, 50, 5)))
    assert whole.silence_share == 0.5
    assert whole.speech_share == 0.35


def test_a_session_in_which_nothing_is_heard_is_all_lasting() -> None:
    (whole,) = sum_up(evidence_of(60))
    assert (whole.words_a_minute, whole.speech_share, whole.silence_share) == (0, 0, 1)


@pytest.mark.parametrize(
    ("sums", "line"),
    [
        (Sums("a", 0, 0, 0, 12.4, 0.5, 0.1), "12 words a minute, 50% silence"),
        (Sums("a", 40.5, 0, 0, 12.4, 0.5, 0.1), "40.5 s under load, 12 words a minute, 50% silence"),
        (Sums("a", 0, 3, 8, 12.4, 0.5, 0.1), "8 repetitions, 3 breaths led, 12 words a minute, 50% silence"),
    ],
)
def test_the_line_names_only_what_is_done(sums: Sums, line: str) -> None:
    assert str(sums) == line


def test_too_many_words_and_too_much_speech_are_notes() -> None:
    evidence = evidence_of(LONG_S, spoken(0, LONG_S * 0.6, 5 * 70))
    assert problems(evidence) == [
        "70 words a minute; up to 60 are easy to follow.",
        "60% of the session is speech; up to 45% leaves room to feel.",
    ]


@pytest.mark.parametrize(
    "evidence",
    [
        evidence_of(LONG_S, spoken(0, LONG_S * 0.45, 5 * 60)),
        evidence_of(LONG_S - 1, spoken(0, LONG_S - 1, 5 * 70)),
        evidence_of(LONG_S, spoken(0, LONG_S, 5 * 70), verbosity=Verbosity.TONES),
    ],
    ids=["not more than the most", "a short session", "tones"],
)
def test_no_note_is_made_of_few_words_of_a_short_session_or_of_tones(evidence: Evidence) -> None:
    assert problems(evidence) == []
