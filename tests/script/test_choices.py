"""What a person chooses decides which steps are done. Covers also: changes."""

from pathlib import Path

import pytest
from hypothesis import given

from coach.errors import ScriptError, SettingsError, UnknownNameError
from coach.script.choices import choices_of, choose
from coach.script.library import Library, as_routine
from coach.script.routine import Routine
from coach.script.steps import Hold, Say, Step
from coach.script.vocabulary import Dose, DoseUnit, Level
from tests.script.scripts import routines, write

STRETCH = """\
stretch: Twist
position: chair
choices: {place: [floor, chair], knees: [fine, sore]}
steps:
  - say: Down.
    when: floor
  - say: Sit.
    when: chair
  - say: Sit, with a pillow.
    when: [chair, sore]
  - repeat: 2
    steps:
      - say: On the floor.
        when: floor
  - hold: 30 s
"""


def twist(folder: Path) -> Routine:
    return as_routine(Library().read(write(folder, STRETCH)))


def routine(folder: Path, text: str) -> Routine:
    write(folder, STRETCH)
    read = Library().read(write(folder, text, "mine.yaml"))
    assert isinstance(read, Routine)
    return read


def said(routine: Routine) -> list[str]:
    steps: tuple[Step, ...] = tuple(step for stretch in routine.stretches for step in stretch.steps)
    return [" ".join(map(str, step.text)) if isinstance(step, Say) else type(step).__name__ for step in steps]


def test_without_a_choice_the_first_value_counts(tmp_path: Path) -> None:
    assert said(choose(twist(tmp_path), {})) == ["Down.", "Repeat", "Hold"]


def test_steps_of_other_values_are_left_out_and_rounds_that_become_empty_too(tmp_path: Path) -> None:
    assert said(choose(twist(tmp_path), {"place": "chair"})) == ["Sit.", "Hold"]


def test_a_step_of_two_values_needs_both(tmp_path: Path) -> None:
    chosen = choose(twist(tmp_path), {"place": "chair", "knees": "sore"})
    assert said(chosen) == ["Sit.", "Sit, with a pillow.", "Hold"]


def test_an_unknown_name_or_value_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Known names: knees, place"):
        choose(twist(tmp_path), {"weather": "fine"})
    with pytest.raises(UnknownNameError, match="Known names: chair, floor"):
        choose(twist(tmp_path), {"place": "garden"})


def test_a_name_of_another_script_is_passed_over_when_asked_to(tmp_path: Path) -> None:
    assert said(choose(twist(tmp_path), {"weather": "rain"}, strict=False)) == ["Down.", "Repeat", "Hold"]


def test_the_default_of_a_routine_goes_before_that_of_its_stretches(tmp_path: Path) -> None:
    mine = routine(tmp_path, "routine: Mine\nchoices: {place: [chair, floor]}\nstretches: [twist]\n")
    assert choices_of(mine) == (("place", ("chair", "floor")), ("knees", ("fine", "sore")))
    assert said(choose(mine, {})) == ["Sit.", "Hold"]


def test_a_routine_can_decide_the_choices_of_a_stretch(tmp_path: Path) -> None:
    mine = routine(tmp_path, "routine: Mine\nstretches: [twist, {stretch: twist, choose: {place: chair}}]\n")
    assert mine.stretches[1].choices == (("place", ("chair",)), ("knees", ("fine", "sore")))
    assert said(choose(mine, {"place": "floor"})) == ["Down.", "Repeat", "Hold", "Sit.", "Hold"]


def test_a_stretch_of_another_value_is_left_out_of_a_routine_and_of_its_optional_ones(tmp_path: Path) -> None:
    text = """\
routine: Mine
choices: {place: [floor, chair]}
stretches:
  - stretch: twist
    when: chair
  - {stretch: Rest, position: supine, steps: [{hold: 1 min}]}
optional: [twist]
"""
    mine = routine(tmp_path, text)
    assert said(choose(mine, {"place": "chair"})) == ["Sit.", "Hold", "Hold"]
    assert [stretch.name for stretch in choose(mine, {}).stretches] == ["rest"]
    assert choose(mine, {}).optional == ()


def test_choosing_so_that_nothing_is_left_is_an_error(tmp_path: Path) -> None:
    text = "routine: Mine\nchoices: {a: [b, c]}\nstretches: [{stretch: twist, when: c}]\n"
    with pytest.raises(SettingsError, match="nothing is left"):
        choose(routine(tmp_path, text), {})


def test_a_routine_can_change_the_level_and_the_dose_of_a_stretch(tmp_path: Path) -> None:
    mine = routine(tmp_path, "routine: Mine\nstretches: [{stretch: twist, level: gentle, dose: 3 breaths}]\n")
    (stretch,) = mine.stretches
    assert stretch.level is Level.GENTLE
    assert stretch.steps[-1] == Hold(Dose(3, 3, DoseUnit.BREATHS), breathing=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "column", "problem"),
    [
        ("{stretch: twist, dose: 3 reps}", 38, "not counted in repetitions"),
        ("{stretch: wall-angels, dose: 20 parsecs}", 44, "is not a dose"),
        ("{stretch: twist, choose: {plaec: chair}}", 41, "has no choice “plaec”"),
        ("{stretch: twist, choose: {place: bed}}", 48, "“bed” is not a value of “place”"),
        ("{stretch: twist, choose: chair}", 40, "“choose” is a mapping"),
        ("{stretch: twist, when: chair}", 38, "“chair” is not a value of `choices`"),
        ("{stretch: twist, dosis: 3 s}", 32, "“dosis” is not a key of `stretch`"),
    ],
)
def test_a_change_that_does_not_fit_its_stretch_is_an_error_at_its_place(
    tmp_path: Path, item: str, column: int, problem: str
) -> None:
    with pytest.raises(ScriptError) as caught:
        routine(tmp_path, f"routine: Mine\nstretches: [{item}]\n")
    assert problem in caught.value.problem
    assert caught.value.location.line == 2
    assert caught.value.location.column == column - 2


def test_a_dose_for_a_stretch_with_several_or_none_is_an_error(tmp_path: Path) -> None:
    for steps, problem in (("{hold: 5 s}, {hold: 6 s}", "has 2 doses"), ("{say: On.}", "has no dose")):
        write(tmp_path, f"stretch: Two\nposition: prone\nsteps: [{steps}]\n", "two.yaml")
        with pytest.raises(ScriptError, match=problem):
            routine(tmp_path, "routine: Mine\nstretches: [{stretch: two, dose: 3 s}]\n")


@given(routines())
def test_after_choosing_no_step_and_no_stretch_depends_on_a_choice(mine: Routine) -> None:
    last = {name: values[-1] for name, values in choices_of(mine)}
    for chosen in ({}, last):
        try:
            done = choose(mine, chosen)
        except SettingsError:
            continue
        assert "When(" not in repr(done)
        assert not any(stretch.when for stretch in done.stretches)
        assert choose(done, chosen, strict=False) == done
