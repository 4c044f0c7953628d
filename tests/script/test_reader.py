"""Stretches and routines are read from files. Covers also: schema, keys, kinds, stretch_reader, routine_reader."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import Location, ScriptError, ScriptErrors
from coach.script._nodes import Scalar
from coach.script._reader import read_script
from coach.script.library import Library
from coach.script.routine import Round, Routine, Stretch
from coach.script.steps import Breathe, BreathWords, Chime, Hold, Pause, Say, Sides, When
from coach.script.vocabulary import Dose, DoseUnit, Eyes, Level, PauseName, Position, Sound, Teaching
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


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sitting", "seated"),
        ("Hands and knees", "all-fours"),
        ("lying", "supine"),
        ("face down", "prone"),
        ("chiar", "chair"),
        ("halfkneeling", "half-kneeling"),
    ],
)
def test_a_position_in_other_words_is_answered_with_its_own(tmp_path: Path, written: str, meant: str) -> None:
    path = write(tmp_path, TWIST.replace("seated", written, 1))
    with pytest.raises(ScriptError) as caught:
        read_script(path, find)
    assert caught.value.remedy == f"Did you mean “{meant}”?"


def test_a_word_that_is_close_to_nothing_is_answered_with_all_that_are_possible(tmp_path: Path) -> None:
    with pytest.raises(ScriptError) as caught:
        read_script(write(tmp_path, TWIST.replace("seated", "floating", 1)), find)
    assert caught.value.remedy.startswith("Known names: all-fours, chair, half-kneeling, kneeling, prone")


MISTAKEN = """\
stretch: Twist
position: seeted
needs: a mat
steps:
  - sya: Sit tall.
  - hold: 20 secs
    breathing: yes
  - repeat: 3
    call: Set {m}.
    steps:
      - reps: 10
      - say: Turn to the {side}.
        when: sofa
colour: red
colour: blue
"""


def test_all_mistakes_of_a_file_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, MISTAKEN)
    with pytest.raises(ScriptErrors) as caught:
        read_script(path, find)
    places = [(error.location.line, error.location.column) for error in caught.value.errors]
    assert places == [(2, 11), (3, 8), (5, 5), (6, 11), (7, 16), (9, 11), (11, 9), (12, 14), (13, 15), (14, 1), (15, 1)]
    lines = str(caught.value).splitlines()
    assert len(lines) == 11
    assert lines[3] == f"{path}:6:11: “20 secs” is not a dose. Did you mean “20 s”?"
    assert caught.value.location == Location(path, 2, 11)


def test_at_most_twenty_mistakes_are_told_and_the_others_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "stretch: Twist\nposition: seated\nsteps:\n" + "  - sya: On.\n" * 25)
    with pytest.raises(ScriptErrors) as caught:
        read_script(path, find)
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "5 more mistakes are not shown.")


def test_a_mistake_in_a_stretch_is_told_once_however_often_a_routine_has_it(tmp_path: Path) -> None:
    write(tmp_path, TWIST.replace("seated", "seeted"), "twist.yaml")
    path = write(tmp_path, "routine: R\nlevel: gentel\nstretches: [twist, nobody, twist]\n", "r.yaml")
    with pytest.raises(ScriptErrors) as caught:
        Library().read(path)
    places = [(error.location.path.stem, error.location.line) for error in caught.value.errors]
    assert places == [("r", 2), ("r", 3), ("twist", 2)]


WHOLE_ROUTINE = """\
routine: Chair morning
needs: [a steady chair]
welcome: Good morning. Sit where you can see the room.
eyes: open
sounds: off
choices: {place: [floor, chair]}
stretches:
  - ann
  - stretch: bea
    level: gentle
  - repeat: 5
    call: "Round {n} of {total}."
    stretches: [ann, bea]
  - stretch: Shoulder rolls
    position: chair
    ease: none
    steps:
      - say: Roll.
        when: chair
      - say: Rest.
"""


def test_every_key_of_a_routine_is_read(tmp_path: Path) -> None:
    ann, bea = (find(Scalar(Location(tmp_path), name)) for name in ("ann", "bea"))
    rolls = Stretch(
        "shoulder-rolls",
        "Shoulder rolls",
        Position.CHAIR,
        "",
        (When(("chair",), Say(("Roll.",))), Say(("Rest.",))),
        ease=None,
    )
    routine = read_script(write(tmp_path, WHOLE_ROUTINE, "chair-morning.yaml"), find)
    assert routine == Routine(
        name="chair-morning",
        title="Chair morning",
        items=(ann, replace(bea, level=Level.GENTLE), Round(5, (ann, bea), ("Round {n} of {total}.",)), rolls),
        needs=("a steady chair",),
        welcome=("Good morning.", "Sit where you can see the room."),
        eyes=Eyes.OPEN,
        sounds=Teaching.OFF,
        choices=(("place", ("floor", "chair")),),
    )
    assert isinstance(routine, Routine)
    assert len(routine.stretches) == 13


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "problem"),
    [
        ("[floor, chair]", "[floor, floor]", 6, 26, "“floor” is already a value of “place”."),
        ("when: chair", "when: [chair, floor]", 19, 15, "two values of “place” are never chosen together"),
        ("when: chair", "when: chiar", 19, 15, "“chiar” is not a value of `choices`."),
        ("    ease: none\n", "    choices: {seat: [chair, sofa]}\n", 16, 14, "a value of the routine's “place”"),
        ("repeat: 5", "repeat: 1000000", 11, 13, "more than 200 rounds"),
        ("repeat: 5\n", "repeat: 200\n" + " " * 4 + "name: x\n", 12, 5, "“name” is not a key of `repeat`"),
    ],
)
def test_what_contradicts_itself_in_a_routine_is_an_error(
    tmp_path: Path, old: str, new: str, line: int, column: int, problem: str
) -> None:
    path = write(tmp_path, WHOLE_ROUTINE.replace(old, new, 1))
    with pytest.raises(ScriptError) as caught:
        read_script(path, find)
    assert problem in caught.value.problem
    assert caught.value.location == Location(path, line, column)


@given(st.text(alphabet="stretch: position\n-{}[]\"'ab", max_size=120))
def test_any_text_is_read_or_refused_with_its_path(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.getbasetemp(), text, "any.yaml")
    with pytest.raises(ScriptError, match=r"any\.yaml"):
        read_script(path, find)
