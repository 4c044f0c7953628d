"""Each verb is read with its keys, and each mistake of a step is told with its place.

Covers also: breath_verbs, effort_verbs.
"""

from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from coach.errors import ScriptError
from coach.script._nodes import Mapping, read_nodes
from coach.script._step_reader import VERBS, Scope, read_steps
from coach.script.steps import (
    Breathe,
    BreathWords,
    Chime,
    Flow,
    FlowItem,
    Hold,
    Pattern,
    Phase,
    Repeat,
    Reps,
    Rest,
    Say,
    Sides,
    Silence,
    Step,
    Work,
)
from coach.script.vocabulary import Count, Dose, DoseUnit, FlowPhase, Side, Sound
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


def seconds(low: float, high: float | None = None) -> Dose:
    return Dose(Fraction(low), Fraction(low if high is None else high), DoseUnit.SECONDS)


def counted(low: int, high: int, unit: DoseUnit) -> Dose:
    return Dose(Fraction(low), Fraction(high), unit)


BOX = Pattern(Fraction(4), Fraction(4), Fraction(4), Fraction(4))


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("silence: 2 min", Silence(Fraction(120))),
        ("{silence: 90 s, announce: false, sound: false}", Silence(Fraction(90), announce=False, sound=False)),
        ("{hold: 20-30 s, feel: Here., quiet: true}", Hold(seconds(20, 30), False, ("Here.",), quiet=True)),
        ("breathe: 5 min", Breathe(seconds(300))),
        (
            "{breathe: 4, pattern: 4-4-4-4, quiet: true}",
            Breathe(counted(4, 4, DoseUnit.CYCLES), pattern=BOX, quiet=True),
        ),
        (
            "{breathe: 4, pattern: 4-7-8, hold_in: Stay., exhale_again: Out.}",
            Breathe(
                counted(4, 4, DoseUnit.CYCLES),
                BreathWords(hold_in=("Stay.",), exhale_again=("Out.",)),
                Pattern(Fraction(4), Fraction(7), Fraction(8), Fraction(0)),
            ),
        ),
        (
            "{flow: [{inhale: Up.}, {exhale: Down.}, {breath: Stay.}], pattern: 5.5-5.5}",
            Flow(
                (
                    FlowItem(FlowPhase.INHALE, ("Up.",)),
                    FlowItem(FlowPhase.EXHALE, ("Down.",)),
                    FlowItem(FlowPhase.BREATH, ("Stay.",)),
                ),
                Pattern(Fraction(11, 2), Fraction(0), Fraction(11, 2), Fraction(0)),
            ),
        ),
        (
            "{reps: 8-12, phases: [{say: Up., for: 1.5 s}], count: down, quiet: true}",
            Reps(counted(8, 12, DoseUnit.REPS), (Phase(("Up.",), Fraction(3, 2)),), Count.DOWN, quiet=True),
        ),
        (
            "{work: 40 s, say: Squats., halfway: false, countdown: false}",
            Work(Fraction(40), ("Squats.",), halfway=False, countdown=False),
        ),
        ("{rest: 20 s, next: Lunges.}", Rest(Fraction(20), ("Lunges.",))),
        (
            "{rest: 30 s, repeat: 3, call: 'Set {n} of {total}.', steps: [{say: On., again: Again.}]}",
            Repeat(3, (Say(("On.",), ("Again.",)),), ("Set {n} of {total}.",), Fraction(30)),
        ),
        ("{sides: [{chime: end}], only: right}", Sides((Chime(Sound.END),), only=Side.RIGHT)),
        ("{sides: [{chime: end}], first: right}", Sides((Chime(Sound.END),), first=Side.RIGHT)),
    ],
)
def test_every_step_is_read_with_every_key(tmp_path: Path, text: str, step: Step) -> None:
    assert steps_of(tmp_path, f"steps:\n  - {text}\n") == (step,)


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("{breathe: 4, hold_in: Stay.}", "“hold_in” is never spoken", "such as 4-7-8"),
        ("{breathe: 4, pattern: 4-31}", "a part lasts up to 30 s", "4-6 (in, out)"),
        ("{breathe: 4, pattern: 30-30-30}", "a breath 2 to 60 s", "4-6 (in, out)"),
        ("{breathe: 4, pattern: 0-6}", "has no inhale", "4-6 (in, out)"),
        ("{flow: [{inhale: Up.}], pattern: 4-4-4-4}", "its breath is not held", "such as 4-6"),
        ("{flow: [{inhale: Up., exhale: Down.}]}", "one phase of the breath", "each with a dash"),
        ("{sides: [{say: On.}], only: left, first: left}", "no other side to be first", "Keep one"),
        ("{say: On., pause: 3 s}", "`pause` is a step of its own", "a dash"),
        ("{say: 'Set {n}.'}", "{n} cannot be filled in", "only inside `repeat:`"),
        ("{wait: 3 s}", "“wait” is not a step", "Did you mean “pause”?"),
        ("{loop: 3, steps: []}", "“loop” is not a step", "Did you mean “repeat”?"),
        ("{frobnicate: 3}", "“frobnicate” is not a step", "Known names: breathe, chime, flow, hold"),
        ("{silence: 2 h}", "“2 h” is not a dose", "Write seconds or minutes"),
        ("{silence: 61 min}", "more than 60 minutes", "smaller"),
        ("{work: 0.5 s}", "shorter than 1 s", "longer"),
        ("{reps: 10 s, phases: [{say: Up., for: 2 s}]}", "not a number of repetitions", "such as 10"),
        ("{reps: 10, phases: [{for: 2 s}]}", "`phase` needs the key “say”", "say: …"),
        ("{reps: 10, phases: [{say: Up., for: 2 s, fro: 2 s}]}", "“fro” is not a key of `phase`", "Leave it out"),
        ("{repeat: 3, steps: [{say: On.}], reapeat: 2}", "“reapeat” is not a key", "Known names: call, rest, when"),
        ("{repeat: three, steps: [{say: On.}]}", "not a number of rounds", "whole number"),
        ("{repeat: 200, steps: [{repeat: 200, steps: [{say: On.}]}]}", "40200 in all", "fewer rounds"),
        (f"{'{repeat: 2, steps: [' * 4}{{sides: [{{say: On.}}]}}{']}' * 4}", "nested deeper than 4", "one after"),
        ("{repeat: 2, steps: []}", "this one is empty", "at least one item"),
        ("{say: On., when: chair}", "“chair” is not a value of `choices`", "Declare it first"),
    ],
)
def test_what_contradicts_itself_in_a_step_is_an_error(tmp_path: Path, text: str, problem: str, remedy: str) -> None:
    with pytest.raises(ScriptError) as caught:
        steps_of(tmp_path, f"steps:\n  - {text}\n")
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_four_steps_may_be_nested_and_texts_know_the_side_and_the_round(tmp_path: Path) -> None:
    inner = "{reps: 3, phases: [{say: '{side}, {n}.', for: 2 s}]}"
    text = f"{{repeat: 2, steps: [{{sides: [{{repeat: 2, steps: [{inner}]}}]}}]}}"
    assert steps_of(tmp_path, f"steps:\n  - {text}\n")
