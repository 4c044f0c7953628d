"""Stretches and routines are read from files. Covers also: schema."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import Location, ScriptError
from coach.script.nodes import Scalar
from coach.script.reader import read_script
from coach.script.steps import (
    Breathe,
    BreathWords,
    Chime,
    Dose,
    DoseUnit,
    Hold,
    Level,
    Pause,
    PauseName,
    Position,
    Routine,
    Say,
    Sides,
    Sound,
    Stretch,
)
from tests.script.scripts import TWIST, write


def find(name: Scalar) -> Stretch:
    """A stretch that has nothing but its name."""
    return Stretch(name.text, name.text.title(), Position.PRONE, "", ())


def test_a_stretch_is_read_to_frozen_steps(tmp_path: Path) -> None:
    assert read_script(write(tmp_path, TWIST), find) == Stretch(
        name="twist",
        title="Twist",
        position=Position.SEATED,
        source="hold 20–30 s per side",
        steps=(
            Say(("Sit tall.",)),
            Pause(PauseName.SETTLE),
            Sides(
                (
                    Say(("Turn to the {side}.",), ("Now the {side}.",)),
                    Hold(Dose(Fraction(20), Fraction(30), DoseUnit.SECONDS), breathing=True),
                )
            ),
            Breathe(Dose(Fraction(5), Fraction(10), DoseUnit.CYCLES), BreathWords(("Arch.",), (), ("Round.",))),
            Chime(Sound.SWITCH),
        ),
    )


ROUTINE = """\
routine: Evening
level: gentle
say: Slowly.
stretches: [ann, bea, ann]
optional:
  - bea
close: That is all.
"""


def test_a_routine_is_read_with_the_stretches_that_it_names(tmp_path: Path) -> None:
    ann, bea = (find(Scalar(Location(tmp_path), name)) for name in ("ann", "bea"))
    assert read_script(write(tmp_path, ROUTINE, "evening.yaml"), find) == Routine(
        name="evening",
        title="Evening",
        items=(ann, bea, ann),
        say=("Slowly.",),
        close=("That is all.",),
        optional=("bea",),
        level=Level.GENTLE,
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "problem", "remedy"),
    [
        ("position: seated", "position: seeted", 2, 11, "“seeted” is not a position.", "“seated”"),
        ("position:", "positoin:", 2, 1, "“positoin” is not a key of `stretch`.", "“position”"),
        ("position: seated\n", "", 1, 1, "`stretch` needs the key “position”.", "position: …"),
        ("stretch: Twist", "stretch: Twist. And turn.", 1, 10, "a name is one phrase", "`say` step"),
        ("stretch:", "strech:", 1, 1, "neither a stretch nor a routine", "stretch: NAME"),
        ("steps:\n", "ease:\nsteps:\n", 4, 6, "one text or number", "double quotes"),
        ("steps:\n", "steps: []\nease:\n", 4, 8, "“steps” is a list", "dash"),
    ],
)
def test_a_mistake_in_a_stretch_is_told_with_line_column_and_what_to_do(
    tmp_path: Path, old: str, new: str, line: int, column: int, problem: str, remedy: str
) -> None:
    assert old in TWIST
    path = write(tmp_path, TWIST.replace(old, new, 1))
    with pytest.raises(ScriptError) as caught:
        read_script(path, find)
    assert caught.value.location == Location(path, line, column)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "problem", "remedy"),
    [
        ("level: gentle", "level: gentel", 2, 8, "“gentel” is not a level.", "“gentle”"),
        ("[ann, bea, ann]", "ann", 4, 12, "“stretches” is a list", "dash"),
        ("[ann, bea, ann]", f"[{'ann, ' * 2000}bea]", 4, 10013, "more than 2000 items", "Split the file"),
        ("- bea", "- bee", 6, 5, "“bee” is not a stretch of this routine.", "“bea”"),
        ("- bea", "- bea\n  - ann", 6, 3, "every stretch is optional", "Leave one out"),
    ],
)
def test_a_mistake_in_a_routine_is_told_with_line_column_and_what_to_do(
    tmp_path: Path, old: str, new: str, line: int, column: int, problem: str, remedy: str
) -> None:
    assert old in ROUTINE
    path = write(tmp_path, ROUTINE.replace(old, new, 1))
    with pytest.raises(ScriptError) as caught:
        read_script(path, find)
    assert caught.value.location == Location(path, line, column)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


@given(st.text(alphabet="stretch: position\n-{}[]\"'ab", max_size=120))
def test_any_text_is_read_or_refused_with_its_path(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.getbasetemp(), text, "any.yaml")
    with pytest.raises(ScriptError, match=r"any\.yaml"):
        read_script(path, find)
