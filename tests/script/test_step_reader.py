from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from coach.errors import ScriptError
from coach.script.nodes import Mapping, read_nodes
from coach.script.step_reader import VERBS, Scope, read_steps
from coach.script.steps import Breathe, Dose, DoseUnit, Hold, Say, Step
from tests.script.scripts import TWIST, write


def steps_of(folder: Path, text: str) -> tuple[Step, ...]:
    """The steps of a script, whatever else it has."""
    document = read_nodes(write(folder, text))
    assert isinstance(document, Mapping)
    return read_steps({key.text: node for key, node in document.items}["steps"], Scope())


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "problem", "remedy"),
    [
        ("- say: Sit", "- sya: Sit", 5, 5, "“sya” is not a step.", "Did you mean “say”?"),
        ("  - say: Sit tall.\n", "  - Sit tall.\n", 5, 5, "missing its verb", "Write a verb"),
        ("  - pause: settle\n", "  - {}\n", 6, 5, "missing its verb", "Write a verb"),
        ("again:", "agian:", 9, 9, "“agian” is not a key of `say`.", "“again”"),
        (
            "  - say: Sit tall.\n",
            "  - say: Sit.\n    again: Sit.\n",
            6,
            5,
            "“again” is not a key",
            "inside `sides` or `repeat`",
        ),
        ("Turn to the {side}.", "Turn to the {sid}.", 8, 14, "{sid}", "{side} and {other_side}"),
        ("Sit tall.", "Sit {side}.", 5, 10, "{side}", "only inside `sides:`"),
        ("Sit tall.", "[Sit, tall]", 5, 10, "one text or number", "double quotes"),
        ("pause: settle", "pause: setle", 6, 12, "neither a named pause", "settle"),
        ("hold: 20-30 s", "hold: -5 s", 10, 15, "“-5 s” is not a dose.", "above zero"),
        ("hold: 20-30 s", "hold: 0.4 s", 10, 15, "shorter than a second", "`pause`"),
        ("hold: 20-30 s", "hold: 5 cycles", 10, 15, "breaths, not cycles", "breaths or seconds"),
        ("breathing: true", "breathing: yes", 11, 20, "neither true nor false", "true or false"),
        ("breathe: 5-10", "breathe: 20 reps", 12, 14, "counts repetitions", "5-10"),
        ("chime: switch", "chime: swich", 15, 12, "“swich” is not a sound.", "“switch”"),
        ("      - hold:", "      - sides: []\n      - hold:", 10, 9, "inside `sides`", "one after"),
    ],
)
def test_a_mistake_in_a_step_is_told_with_line_column_and_what_to_do(
    tmp_path: Path, old: str, new: str, line: int, column: int, problem: str, remedy: str
) -> None:
    assert old in TWIST
    with pytest.raises(ScriptError) as caught:
        steps_of(tmp_path, TWIST.replace(old, new, 1))
    assert (caught.value.location.line, caught.value.location.column) == (line, column)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_a_hold_in_breaths_always_leads_the_breath_and_one_in_seconds_when_asked_to(tmp_path: Path) -> None:
    def is_breathing(text: str) -> bool:
        (hold,) = steps_of(tmp_path, f"steps:\n  - {text}\n")
        assert isinstance(hold, Hold)
        return hold.breathing

    assert is_breathing("hold: 5 breaths")
    assert is_breathing("{hold: 20 s, breathing: true}")
    assert not is_breathing("{hold: 20 s, breathing: false}")
    assert not is_breathing("hold: 20 s")


def test_breathing_is_counted_in_cycles_under_any_name(tmp_path: Path) -> None:
    five = Breathe(Dose(Fraction(5), Fraction(5), DoseUnit.CYCLES))
    for text in ("5", "5 cycles", "5 breaths"):
        assert steps_of(tmp_path, f"steps: [breathe: {text}]") == (five,)


def test_the_verb_is_found_wherever_it_is_written(tmp_path: Path) -> None:
    (sides,) = steps_of(tmp_path, "steps: [{sides: [{again: Now., say: Turn.}]}]")
    assert sides.steps == (Say(("Turn.",), ("Now.",)),)  # type: ignore[union-attr]


def test_a_list_of_steps_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="more than 200 items"):
        steps_of(tmp_path, "steps:\n" + "  - say: On.\n" * 201)


def test_every_step_has_a_verb_and_its_first_key_has_the_same_name() -> None:
    assert set(VERBS) == {step.__name__.lower() for step in get_args(Step)} - {"when"}
    assert all(verb.keys[0].name == name and verb.keys[0].required for name, verb in VERBS.items())
