"""Reads the steps that lead the breath: `breathe` and `flow`."""

from coach.errors import ScriptError
from coach.script._keys import Key, Values, keys_schema, read_keys
from coach.script._nodes import Node
from coach.script._verb import MAX_STEPS, QUIET_KEY, Verb
from coach.script.kinds import BREATHE, PATTERN, TEXT, Kind, Scope, listed
from coach.script.steps import Breathe, BreathWords, Flow, FlowItem
from coach.script.vocabulary import BreathPhase, FlowPhase


def _read_flow_item(node: Node, scope: Scope) -> FlowItem:
    values = read_keys(node, FLOW_KEYS, scope)
    if len(values.values) != 1:
        problem = "an item of a flow takes one phase of the breath."
        raise ScriptError(node.location, problem, "Write `inhale: …`, `exhale: …` or `breath: …`, each with a dash.")
    ((phase, text),) = values.values.items()
    return FlowItem(FlowPhase(phase), text)


def _build_breathe(values: Values, _scope: Scope) -> Breathe:
    pattern = values.get("pattern", None)
    phases = {phase for phase, _ in pattern.phases()} if pattern else {BreathPhase.INHALE, BreathPhase.EXHALE}
    words = {key.name: values[key.name] for key in BREATH_KEYS if key.name in values}
    for name in words:
        if BreathPhase(name.removesuffix("_again")) not in phases:
            problem = f"“{name}” is never spoken: the breath has no such part."
            raise values.error(name, problem, "Give it a `pattern` of three or four parts, such as 4-7-8.")
    return Breathe(values["breathe"], BreathWords(**words), pattern, values.get("quiet", False))


def _build_flow(values: Values, _scope: Scope) -> Flow:
    pattern = values.get("pattern", None)
    if pattern and (pattern.hold_in_s or pattern.hold_out_s):
        problem = "a flow moves on each inhale and exhale, and its breath is not held."
        raise values.error("pattern", problem, "Write the seconds in and out, such as 4-6.")
    return Flow(values["flow"], pattern)


FLOW_KEYS = tuple(
    Key(name, TEXT, f"The movement that takes {part}.")
    for name, part in (("inhale", "an inhale"), ("exhale", "an exhale"), ("breath", "a whole breath"))
)

_BREATH_PARTS = (
    ("inhale", "the inhale", "Arch."),
    ("hold_in", "the hold after the inhale", "Stay full."),
    ("exhale", "the exhale", "Round."),
    ("hold_out", "the hold after the exhale", "Stay empty."),
)

BREATH_KEYS = tuple(
    key
    for name, part, example in _BREATH_PARTS
    for key in (
        Key(name, TEXT, f"The words for {part}.", example),
        Key(f"{name}_again", TEXT, f"Shorter words for {part}, after the first breath.", example),
    )
)

FLOW_EXAMPLE = "[{inhale: Arms float up.}, {exhale: Fold forward.}]"

_FLOW = listed(
    Kind(
        "`inhale: TEXT`, `exhale: TEXT` or `breath: TEXT`",
        _read_flow_item,
        lambda definitions, scope: {
            **keys_schema(FLOW_KEYS, definitions, scope),
            "minProperties": 1,
            "maxProperties": 1,
        },
    ),
    "flow",
    MAX_STEPS,
)

BREATH_VERBS: dict[str, Verb] = {
    "breathe": Verb(
        _build_breathe,
        (
            Key("breathe", BREATHE, "Breath cycles; of a time, the nearest whole number.", "5-10", required=True),
            Key("pattern", PATTERN, "The exact seconds in, hold, out, hold.", "4-7-8"),
            *BREATH_KEYS,
            QUIET_KEY,
        ),
    ),
    "flow": Verb(
        _build_flow,
        (
            Key("flow", _FLOW, "Movements in order, a breath phase each.", FLOW_EXAMPLE, required=True),
            Key("pattern", PATTERN, "The seconds in and out.", "4-6"),
        ),
    ),
}
"""The steps that lead the breath, by their verbs."""
