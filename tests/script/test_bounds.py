"""What a script asks for is bounded by its doses, before anything is laid."""

from fractions import Fraction
from pathlib import Path

import pytest

from coach.errors import ScriptError
from coach.script._bounds import instructions_in, least_s, rounds_in
from coach.script.library import Library
from coach.script.routine import Stretch
from tests.script.scripts import write

SETS = """\
stretch: Sets
position: prone
steps:
  - repeat: 3
    rest: 30 s
    steps:
      - {reps: 8-12, phases: [{say: Up., for: 2 s}, {say: Down., for: 3 s}]}
      - sides:
          - hold: 20-30 s
          - repeat: 2
            steps: [{work: 10 s}]
  - {sides: [{breathe: 2, pattern: 4-7-8}], only: left}
"""


def read(folder: Path, text: str, name: str = "sets.yaml") -> Stretch:
    script = Library().read(write(folder, text, name))
    assert isinstance(script, Stretch)
    return script


def test_the_least_time_of_a_script_is_that_of_its_low_doses(tmp_path: Path) -> None:
    steps = read(tmp_path, SETS).steps
    assert least_s(steps) == 3 * (8 * 5 + 2 * (20 + 2 * 10)) + 2 * 30 + 2 * Fraction(19)


def test_rounds_inside_rounds_are_multiplied(tmp_path: Path) -> None:
    assert rounds_in(read(tmp_path, SETS).steps) == 3 * (1 + 2 * 2)


def test_instructions_are_counted_with_all_rounds(tmp_path: Path) -> None:
    assert instructions_in(read(tmp_path, SETS).steps) == 3 * (1 + 8 * 2 + 2 * (1 + 2 * (1 + 1))) + 1


@pytest.mark.parametrize("step", ["{say: Hi.}", "{chime: end}", "{pause: 1 s}"])
def test_a_stretch_of_too_many_instructions_is_refused_at_its_steps(tmp_path: Path, step: str) -> None:
    rounds = f"  - {{repeat: 200, steps: [{', '.join([step] * 26)}]}}\n"
    with pytest.raises(ScriptError, match="4:3: these steps make more than 5000 instructions"):
        read(tmp_path, f"stretch: Much\nposition: prone\nsteps:\n{rounds}")


def test_a_routine_of_too_many_instructions_is_refused_at_its_stretches(tmp_path: Path) -> None:
    steps = ", ".join(["{say: Hi.}"] * 26)
    write(tmp_path, f"stretch: Half\nposition: prone\nsteps: [{steps}]\n", "half.yaml")
    with pytest.raises(ScriptError, match="2:12: its stretches make more than 5000 instructions"):
        read(tmp_path, "routine: Much\nstretches: [{repeat: 200, stretches: [half]}]\n", "much.yaml")


def test_a_stretch_of_more_than_a_day_is_refused_at_its_steps(tmp_path: Path) -> None:
    text = "stretch: Long\nposition: prone\nsteps:\n  - {repeat: 50, steps: [{hold: 30 min}]}\n"
    with pytest.raises(ScriptError, match=r"4:3: these steps last longer than 24 hours"):
        read(tmp_path, text)


def test_a_routine_of_more_than_a_day_is_refused_at_its_stretches(tmp_path: Path) -> None:
    write(tmp_path, "stretch: Half\nposition: prone\nsteps: [{repeat: 20, steps: [{hold: 30 min}]}]\n", "half.yaml")
    with pytest.raises(ScriptError, match=r"2:12: this routine lasts longer than 24 hours"):
        read(tmp_path, "routine: Long\nstretches: [half, half, {repeat: 2, stretches: [half]}]\n", "long.yaml")


def test_a_routine_of_too_many_passes_is_refused(tmp_path: Path) -> None:
    passes = ", ".join(["{repeat: 200, stretches: [cobra]}"] * 11)
    with pytest.raises(ScriptError, match="its rounds make 2200 stretches"):
        read(tmp_path, f"routine: Long\nstretches: [{passes}]\n", "long.yaml")


def test_rounds_side_by_side_are_bounded_too(tmp_path: Path) -> None:
    steps = "  - {repeat: 200, steps: [{repeat: 8, steps: [{say: On.}]}]}\n" * 2
    with pytest.raises(ScriptError, match="more than 2000 rounds"):
        read(tmp_path, f"stretch: Many\nposition: prone\nsteps:\n{steps}")


def test_a_source_that_is_no_dose_but_a_book_is_refused_at_once(tmp_path: Path) -> None:
    script = 'stretch: A\nposition: seated\nsource: "{}"\nsteps:\n  - say: Sit tall.\n'
    with pytest.raises(ScriptError, match=r"a\.yaml:3:9: this has 501 characters; a source has at most 500\."):
        Library().read(write(tmp_path, script.format("1" * 501), "a.yaml"))
    assert Library().read(write(tmp_path, script.format("1" * 500), "b.yaml"))
