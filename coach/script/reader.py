"""Script files in, frozen stretches and routines out; every mistake is an error with its line and column.

Names of stretches inside a routine are looked up by a function that the caller hands in: this module opens one file.
"""

from collections.abc import Callable
from pathlib import Path

from coach.errors import ScriptError, nearest
from coach.script.nodes import Mapping, Node, Scalar, read_nodes
from coach.script.schema import fields, flag, scalar, sequence, word
from coach.script.steps import (
    Breathe,
    Chime,
    Dose,
    DoseUnit,
    Hold,
    Level,
    Position,
    Routine,
    Say,
    Sides,
    Sound,
    Step,
    Stretch,
    Text,
)
from coach.script.texts import read_dose, read_pause, read_text

SIDE_WORDS = ("side", "other_side")
MAX_STRETCHES = 2_000
MAX_STEPS = 200
"""Far above any real session; they bound the work that a stranger's file can cause."""


def read_script(path: Path, find_stretch: Callable[[Scalar], Stretch]) -> Stretch | Routine:
    """Read a stretch or a routine.

    Args:
        path: A YAML file; its stem becomes the name.
        find_stretch: Gives the stretch that a name in a routine stands for, or raises ScriptError.

    Raises:
        ScriptError: Anything wrong, with line and column and the nearest valid name.
    """
    document = read_nodes(path)
    if isinstance(document, Mapping):
        keys = {key.text for key, _ in document.items}
        if "stretch" in keys:
            return _read_stretch(path, document)
        if "routine" in keys:
            return _read_routine(path, document, find_stretch)
    raise ScriptError(
        document.location, "this is neither a stretch nor a routine.", "Begin with `stretch: NAME` or `routine: NAME`."
    )


def _read_stretch(path: Path, document: Mapping) -> Stretch:
    keys = fields(document, required=("stretch", "position", "steps"), optional=("source", "ease"))
    source = keys.get("source")
    ease = keys.get("ease")
    return Stretch(
        name=path.stem,
        title=_title(keys["stretch"]),
        position=word(Position, keys["position"], "position"),
        source=scalar(source).text if source else "",
        steps=_read_steps(keys["steps"], inside_sides=False),
        ease=read_text(scalar(ease)) if ease else (),
    )


def _read_routine(path: Path, document: Mapping, find_stretch: Callable[[Scalar], Stretch]) -> Routine:
    keys = fields(document, required=("routine", "stretches"), optional=("say", "close", "optional", "level"))
    names = sequence(keys["stretches"], "stretches", most=MAX_STRETCHES)
    say, close = keys.get("say"), keys.get("close")
    return Routine(
        name=path.stem,
        title=_title(keys["routine"]),
        stretches=tuple(find_stretch(scalar(name)) for name in names),
        say=read_text(scalar(say)) if say else (),
        close=read_text(scalar(close)) if close else (),
        optional=_read_optional(keys["optional"], {scalar(name).text for name in names}) if "optional" in keys else (),
        level=word(Level, keys["level"], "level") if "level" in keys else Level.STANDARD,
    )


def _read_optional(node: Node, stretches: set[str]) -> tuple[str, ...]:
    names = [scalar(item) for item in sequence(node, "optional", most=MAX_STRETCHES)]
    for name in names:
        if name.text not in stretches:
            problem = f"“{name.text}” is not a stretch of this routine."
            raise ScriptError(name.location, problem, nearest(name.text, stretches), name.text)
    if stretches <= {name.text for name in names}:
        raise ScriptError(node.location, "every stretch is optional.", "Leave one out of this list.")
    return tuple(name.text for name in names)


def _read_steps(node: Node, *, inside_sides: bool) -> tuple[Step, ...]:
    return tuple(_read_step(item, inside_sides) for item in sequence(node, "steps", most=MAX_STEPS))


def _read_step(node: Node, inside_sides: bool) -> Step:
    if not isinstance(node, Mapping) or not node.items:
        remedy = "Write a verb and a colon, such as `say: Breathe out.`"
        raise ScriptError(node.location, "a step is missing its verb.", remedy)
    written = [key for key, _ in node.items]
    verb = next((key for key in written if key.text in _VERBS), written[0])
    reader = _VERBS.get(verb.text)
    if reader is None:
        raise ScriptError(verb.location, f"“{verb.text}” is not a step.", nearest(verb.text, _VERBS), verb.text)
    return reader(node, inside_sides)


def _read_say(node: Mapping, inside_sides: bool) -> Say:
    keys = fields(node, required=("say",), optional=("again",) if inside_sides else ())
    again = keys.get("again")
    return Say(_text(keys["say"], inside_sides), _text(again, inside_sides) if again else ())


def _read_pause(node: Mapping, _inside_sides: bool) -> Step:
    return read_pause(scalar(fields(node, required=("pause",))["pause"]))


def _read_breathe(node: Mapping, inside_sides: bool) -> Breathe:
    prompts = ("inhale", "exhale", "inhale_again", "exhale_again")
    keys = fields(node, required=("breathe",), optional=prompts)
    cycles = scalar(keys["breathe"])
    dose = read_dose(cycles, default_unit="cycles")
    if dose.unit is DoseUnit.SECONDS:
        problem = f"“{cycles.text}” counts seconds; `breathe` counts cycles."
        raise ScriptError(cycles.location, problem, "Write a number of cycles, such as 5-10.", cycles.text)
    texts = {name: _text(keys[name], inside_sides) for name in prompts if name in keys}
    return Breathe(Dose(dose.low, dose.high, DoseUnit.CYCLES), **texts)


def _read_hold(node: Mapping, _inside_sides: bool) -> Hold:
    keys = fields(node, required=("hold",), optional=("breathing",))
    written = scalar(keys["hold"])
    dose = read_dose(written)
    if dose.unit is DoseUnit.CYCLES:
        raise ScriptError(
            written.location, "a hold has breaths, not cycles.", "Write breaths, or seconds.", written.text
        )
    if dose.low < 1:
        raise ScriptError(
            written.location, "a hold is shorter than a second.", "Write a `pause` instead.", written.text
        )
    breathing = keys.get("breathing")
    return Hold(dose, dose.unit is DoseUnit.BREATHS or (breathing is not None and flag(breathing)))


def _read_chime(node: Mapping, _inside_sides: bool) -> Chime:
    return Chime(word(Sound, fields(node, required=("chime",))["chime"], "sound"))


def _read_sides(node: Mapping, inside_sides: bool) -> Sides:
    if inside_sides:
        raise ScriptError(node.location, "`sides` cannot stand inside `sides`.", "Write the steps one after another.")
    return Sides(_read_steps(fields(node, required=("sides",))["sides"], inside_sides=True))


_VERBS: dict[str, Callable[[Mapping, bool], Step]] = {
    "say": _read_say,
    "pause": _read_pause,
    "breathe": _read_breathe,
    "hold": _read_hold,
    "chime": _read_chime,
    "sides": _read_sides,
}


def _title(node: Node) -> str:
    """A name is spoken and shown: a text of one sentence with nothing to fill in."""
    sentences = read_text(scalar(node))
    if len(sentences) != 1 or not isinstance(sentences[0], str):
        raise ScriptError(node.location, "a name is one phrase.", "Move the rest into a `say` step.", scalar(node).text)
    return sentences[0]


def _text(node: Node, inside_sides: bool) -> Text:
    return read_text(scalar(node), placeholders=SIDE_WORDS if inside_sides else ())
