from fractions import Fraction

from coach.script.steps import BreathWords, Pattern, Phase, Reps
from coach.script.vocabulary import BreathPhase, Dose, DoseUnit


def test_a_phase_of_no_time_is_left_out_of_a_pattern() -> None:
    pattern = Pattern(Fraction(4), Fraction(7), Fraction(8), Fraction(0))
    phases = [(BreathPhase.INHALE, 4), (BreathPhase.HOLD_IN, 7), (BreathPhase.EXHALE, 8)]
    assert list(pattern.phases()) == phases
    assert pattern.cycle_s == 19


def test_the_first_breath_has_the_whole_words_and_the_others_the_short_form() -> None:
    words = BreathWords(inhale=("Lift your chest.",), inhale_again=("Lift.",), hold_out=("Stay.",))
    assert words.of(BreathPhase.INHALE, again=False) == ("Lift your chest.",)
    assert words.of(BreathPhase.INHALE, again=True) == ("Lift.",)
    assert words.of(BreathPhase.HOLD_OUT, again=False) == ("Stay.",)
    assert words.of(BreathPhase.EXHALE, again=True) == ()


def test_a_repetition_lasts_as_long_as_its_phases() -> None:
    phases = (Phase(("Lift.",), Fraction(2)), Phase((), Fraction(7, 2)))
    assert Reps(Dose(Fraction(10), Fraction(10), DoseUnit.REPS), phases).rep_s == Fraction(11, 2)
