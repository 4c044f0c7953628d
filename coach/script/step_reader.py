"""Reads steps: a node whose keys say what is to be said or done in, a frozen step out.

`VERBS` names the function that reads each kind of step. To add a kind, write such a function and list it there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from coach.errors import ScriptError, nearest
from coach.script.doses import read_dose, read_pause
from coach.script.nodes import Mapping, Node
from coach.script.schema import fields, flag, scalar, sequence, word
from coach.script.steps import Breathe, BreathWords, Chime, Dose, DoseUnit, Hold, Pause, Say, Sides, Sound, Step, Text
from coach.script.texts import read_text

MAX_STEPS = 200
"""The most steps in a list. Far above any real stretch; it bounds the work that a stranger's file can cause."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The surroundings of a step. They decide which keys and placeholders it may have.

    Attributes:
        inside_sides: Whether the step is done once for each side.
    """

    inside_sides: bool = False

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names that texts may have between `{` and `}`."""
        return ("side", "other_side") if self.inside_sides else ()


ReadStep: TypeAlias = Callable[[Mapping, Scope], Step]
"""Reads one kind of step; raises ScriptError for any mistake in it."""


def read_steps(node: Node, scope: Scope) -> tuple[Step, ...]:
    """Read a list of at least one step.

    Args:
        node: The list.
        scope: The surroundings of the list.

    Raises:
        ScriptError: A step has a mistake, or there are more than 200.
    """
    return tuple(_read_step(item, scope) for item in sequence(node, "steps", most=MAX_STEPS))


def _read_step(node: Node, scope: Scope) -> Step:
    if not isinstance(node, Mapping) or not node.items:
        remedy = "Write a verb and a colon, such as `say: Breathe out.`"
        raise ScriptError(node.location, "a step is missing its verb.", remedy)
    keys = [key for key, _ in node.items]
    verb = next((key for key in keys if key.text in VERBS), keys[0])
    if verb.text not in VERBS:
        raise ScriptError(verb.location, f"“{verb.text}” is not a step.", nearest(verb.text, VERBS), verb.text)
    return VERBS[verb.text](node, scope)


def _read_say(node: Mapping, scope: Scope) -> Say:
    keys = fields(node, required=("say",), optional=("again",) if scope.inside_sides else ())
    return Say(_read_text(keys["say"], scope), _read_text(keys["again"], scope) if "again" in keys else ())


def _read_pause(node: Mapping, _scope: Scope) -> Pause:
    return read_pause(scalar(fields(node, required=("pause",))["pause"]))


def _read_breathe(node: Mapping, scope: Scope) -> Breathe:
    texts = ("inhale", "exhale", "inhale_again", "exhale_again")
    keys = fields(node, required=("breathe",), optional=texts)
    cycles = scalar(keys["breathe"])
    dose = read_dose(cycles, default_unit="cycles")
    if dose.unit is DoseUnit.SECONDS:
        problem = f"“{cycles.text}” counts seconds; `breathe` counts cycles."
        raise ScriptError(cycles.location, problem, "Write a number of cycles, such as 5-10.", cycles.text)
    words = {name: _read_text(keys[name], scope) for name in texts if name in keys}
    return Breathe(Dose(dose.low, dose.high, DoseUnit.CYCLES), BreathWords(**words))


def _read_hold(node: Mapping, _scope: Scope) -> Hold:
    keys = fields(node, required=("hold",), optional=("breathing",))
    written = scalar(keys["hold"])
    dose = read_dose(written)
    if dose.unit is DoseUnit.CYCLES:
        problem = "a hold has breaths, not cycles."
        raise ScriptError(written.location, problem, "Write breaths or seconds.", written.text)
    if dose.low < 1:
        problem = "a hold is shorter than a second."
        raise ScriptError(written.location, problem, "Write a `pause` instead.", written.text)
    if dose.unit is DoseUnit.BREATHS:
        return Hold(dose, breathing=True)
    return Hold(dose, breathing=flag(keys["breathing"]) if "breathing" in keys else False)


def _read_chime(node: Mapping, _scope: Scope) -> Chime:
    return Chime(word(Sound, fields(node, required=("chime",))["chime"], "sound"))


def _read_sides(node: Mapping, scope: Scope) -> Sides:
    if scope.inside_sides:
        raise ScriptError(node.location, "`sides` cannot be inside `sides`.", "Write the steps one after another.")
    return Sides(read_steps(fields(node, required=("sides",))["sides"], Scope(inside_sides=True)))


def _read_text(node: Node, scope: Scope) -> Text:
    return read_text(scalar(node), placeholders=scope.placeholders)


VERBS: dict[str, ReadStep] = {
    "say": _read_say,
    "pause": _read_pause,
    "breathe": _read_breathe,
    "hold": _read_hold,
    "chime": _read_chime,
    "sides": _read_sides,
}
"""The function that reads a step, by the step's verb."""
