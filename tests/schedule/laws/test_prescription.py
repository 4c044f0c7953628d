"""The words of a `source` are read as the numbers that they prescribe."""

from fractions import Fraction

import pytest

from coach.schedule.laws.prescription import Prescription, read_prescription


def seconds(*lengths_s: float) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, lengths_s))


LIFTS = Prescription(sets=(3, 3), reps=(10, 10), phases_s=seconds(2, 3, 2))
EFFORTS = Prescription(work_s=Fraction(40), rest_s=Fraction(20))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("3 sets of 10", Prescription(sets=(3, 3), reps=(10, 10))),
        ("3 x 10", Prescription(sets=(3, 3), reps=(10, 10))),
        ("2–3 sets of 8–12", Prescription(sets=(2, 3), reps=(8, 12))),
        ("2-3 X 8-12", Prescription(sets=(2, 3), reps=(8, 12))),
        ("3 sets of 10: 2 s up, 3 s hold, 2 s down", LIFTS),
        ("3×10, tempo 2-3-2", LIFTS),
        ("1 set of 5, 1.5 s lift, 2 sec lower", Prescription(sets=(1, 1), reps=(5, 5), phases_s=seconds(1.5, 2))),
        ("2 sets of 5, rest 1 min", Prescription(sets=(2, 2), reps=(5, 5), rest_s=Fraction(60))),
    ],
)
def test_sets_repetitions_and_their_phases_are_read(source: str, wanted: Prescription) -> None:
    assert read_prescription(source) == wanted


@pytest.mark.parametrize(
    ("source", "pattern_s"),
    [
        ("box breathing 4-4-4-4, 5 min", seconds(4, 4, 4, 4)),
        ("4-7-8, 4 breaths", seconds(4, 7, 8)),
        ("4–0–6.5–0", seconds(4, 0, 6.5, 0)),
    ],
)
def test_a_pattern_of_the_breath_is_read(source: str, pattern_s: tuple[Fraction, ...]) -> None:
    assert read_prescription(source) == Prescription(pattern_s=pattern_s)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("40 s work, 20 s rest, 8 rounds", EFFORTS),
        ("40 s on, 20 s off", EFFORTS),
        ("8 rounds, 40/20", EFFORTS),
        ("40 s / 20 s", EFFORTS),
        ("40 seconds of effort, resting for 20 seconds", EFFORTS),
        ("1 min of work", Prescription(work_s=Fraction(60))),
    ],
)
def test_efforts_and_the_rest_between_them_are_read(source: str, wanted: Prescription) -> None:
    assert read_prescription(source) == wanted


@pytest.mark.parametrize(
    ("source", "silence_s"),
    [
        ("2 minutes of silence", 120),
        ("body scan, with two minutes of silence at the end", 120),
        ("One minute silence", 60),
        ("silence for 90 s", 90),
        ("silence: 30 s", 30),
        ("1 min of silence, later 3 min of silence", 180),
    ],
)
def test_the_longest_silence_is_read_in_seconds(source: str, silence_s: int) -> None:
    assert read_prescription(source) == Prescription(silence_s=Fraction(silence_s))


@pytest.mark.parametrize(
    "source", ["one breath a movement", "a breath for each movement", "A movement per breath", "breath by breath"]
)
def test_a_breath_a_movement_is_read(source: str) -> None:
    assert read_prescription(source) == Prescription(breath_a_movement=True)


@pytest.mark.parametrize("source", ["chair yoga", "in a chair", "On the chair"])
def test_a_chair_is_read(source: str) -> None:
    assert read_prescription(source) == Prescription(on_a_chair=True)


@pytest.mark.parametrize(
    ("source", "side"), [("left side only", "left"), ("Right only", "right"), ("only the left", "left")]
)
def test_the_only_side_is_read(source: str, side: str) -> None:
    assert read_prescription(source) == Prescription(only_side=side)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "hold 20–30 s per side",
        "3 x 30 s",
        "3 sets of 30 seconds",
        "5 breaths",
        "2–3 times a day",
        "10-20-30-40-50",
        "both sides, on 25/11/2024",
        "a wheelchair user's program",
    ],
)
def test_nothing_is_read_from_a_simple_dose_or_from_other_words(source: str) -> None:
    assert read_prescription(source) == Prescription()


@pytest.mark.parametrize("source", ["1/2 of your weight", "an effort of 5/10"])
def test_a_fraction_is_no_interval_of_work_and_rest(source: str) -> None:
    assert read_prescription(source) == read_prescription("")
