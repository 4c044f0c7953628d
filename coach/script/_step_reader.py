"""Reads steps: a mapping of one verb and its keys in, a frozen step out.

`VERBS` is the table of all steps, each with its keys and the function that makes the step from their values. To add a
step, write such a function and list it there; the schema, the skeletons and the reference page are made from the table.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from coach.errors import ScriptError, closest, nearest
from coach.script._bounds import MAX_ROUNDS, rounds_in
from coach.script._keys import Key, Values, keys_schema, read_keys
from coach.script._nodes import Mapping, Node, Scalar
from coach.script._schema import gather, sequence
from coach.script.kinds import (
    BREATHE,
    CALL,
    FLAG,
    HOLD,
    PATTERN,
    PAUSE,
    REPS,
    ROUNDS,
    TEXT,
    WHEN,
    Definitions,
    JsonSchema,
    Kind,
    Scope,
    duration,
    listed,
    one_of,
)
from coach.script.steps import (
    Breathe,
    BreathWords,
    Chime,
    Flow,
    FlowItem,
    Hold,
    Phase,
    Repeat,
    Reps,
    Rest,
    Say,
    Sides,
    Silence,
    Step,
    When,
    Work,
)
from coach.script.vocabulary import BreathPhase, Count, DoseUnit, FlowPhase, Side, Sound

MAX_STEPS = 200
"""The most steps in a list: far above any real stretch. It bounds the work that a stranger's file can cause."""

MAX_NESTED = 4
"""How deep `repeat`, `sides` and `reps` may be nested."""

MAX_PHASES = 12
"""The most phases of a repetition."""

Build: TypeAlias = Callable[[Values, Scope], Step]
"""Makes a step from the values of its keys; raises ScriptError if they contradict each other."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of step.

    Attributes:
        build: Makes the step.
        keys: Its keys; the first one has the verb's own name.
        nests: Whether it counts as a level of nesting, of which there may be four.
    """

    build: Build
    keys: tuple[Key, ...]
    nests: bool = False


def read_steps(node: Node, scope: Scope, name: str = "steps") -> tuple[Step, ...]:
    """Read a list of at least one step.

    Args:
        node: The list.
        scope: The surroundings of the list.
        name: The name of the list in errors.

    Raises:
        ScriptError: There are more than 200 steps, or a step has a mistake; the error tells all of their mistakes.
    """
    return tuple(gather(partial(_read_step, item, scope) for item in sequence(node, name, most=MAX_STEPS)))


def steps_schema(definitions: Definitions, scope: Scope) -> JsonSchema:
    """Return the JSON Schema of a list of steps."""
    return {
        "type": "array",
        "items": {
            "anyOf": [
                definitions.part(name, keys_schema((*verb.keys, WHEN_KEY), definitions, scope))
                for name, verb in VERBS.items()
                if fits(name, scope)
            ]
        },
        "minItems": 1,
        "maxItems": MAX_STEPS,
    }


def fits(verb: str, scope: Scope) -> bool:
    """Return whether a step may be in these surroundings."""
    return not (VERBS[verb].nests and scope.depth >= MAX_NESTED) and not (verb == "sides" and scope.inside_sides)


def _read_step(node: Node, scope: Scope) -> Step:
    if not isinstance(node, Mapping) or not node.items:
        remedy = "Write a verb and a colon, such as `say: Breathe out.`"
        raise ScriptError(node.location, "a step is missing its verb.", remedy)
    name = _find_verb([key for key, _ in node.items])
    if not fits(name, scope):
        if name == "sides" and scope.inside_sides:
            problem = "`sides` cannot be inside `sides`."
        else:
            problem = f"`{name}` is nested deeper than {MAX_NESTED}."
        raise ScriptError(node.location, problem, "Write the steps one after another.")
    verb = VERBS[name]
    values = read_keys(node, (*verb.keys, WHEN_KEY), scope)
    step = verb.build(values, scope)
    return When(values["when"], step) if "when" in values else step


def _find_verb(keys: list[Scalar]) -> str:
    """Return the verb of a step. Some verbs are also keys of other verbs, as `rest` is a key of `repeat`."""
    verbs = [key for key in keys if key.text in VERBS]
    for verb in verbs:
        names = {key.name for key in VERBS[verb.text].keys}
        if all(other.text in names for other in verbs):
            return verb.text
    if verbs:
        first, second = verbs[:2]
        problem = f"`{second.text}` is a step of its own, not a key of `{first.text}`."
        raise ScriptError(second.location, problem, "Begin it with a dash on a line of its own.", second.text)
    misspelt = next((key for key in keys if closest(key.text, VERBS, SYNONYMS)), keys[0])
    remedy = nearest(misspelt.text, VERBS, SYNONYMS)
    raise ScriptError(misspelt.location, f"“{misspelt.text}” is not a step.", remedy, misspelt.text)


def _inside(scope: Scope, *, sides: bool = False, repeat: bool = False) -> Scope:
    return replace(
        scope,
        inside_sides=scope.inside_sides or sides,
        inside_repeat=scope.inside_repeat or repeat,
        depth=scope.depth + 1,
    )


def _steps_kind(name: str, **inside: bool) -> Kind:
    """Return the kind of a list of steps inside another step."""
    return Kind(
        "a list of steps",
        lambda node, scope: read_steps(node, _inside(scope, **inside), name),
        lambda definitions, scope: definitions.steps(_inside(scope, **inside)),
    )


def _read_phase(node: Node, scope: Scope) -> Phase:
    values = read_keys(node, PHASE_KEYS, scope, "phase")
    return Phase(values["say"], values["for"])


def _read_flow_item(node: Node, scope: Scope) -> FlowItem:
    values = read_keys(node, FLOW_KEYS, scope)
    if len(values.values) != 1:
        problem = "an item of a flow takes one phase of the breath."
        raise ScriptError(node.location, problem, "Write `inhale: …`, `exhale: …` or `breath: …`, each with a dash.")
    ((phase, text),) = values.values.items()
    return FlowItem(FlowPhase(phase), text)


def _build_say(values: Values, _scope: Scope) -> Say:
    return Say(values["say"], values.get("again"))


def _build_silence(values: Values, _scope: Scope) -> Silence:
    return Silence(values["silence"], values.get("announce", True), values.get("sound", True))


def _build_hold(values: Values, _scope: Scope) -> Hold:
    dose = values["hold"]
    breathing = dose.unit is DoseUnit.BREATHS or values.get("breathing", False)
    return Hold(dose, breathing, values.get("feel"), values.get("quiet", False))


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


def _build_reps(values: Values, _scope: Scope) -> Reps:
    return Reps(values["reps"], values["phases"], values.get("count", Count.UP), values.get("quiet", False))


def _build_work(values: Values, _scope: Scope) -> Work:
    return Work(values["work"], values.get("say"), values.get("halfway", True), values.get("countdown", True))


def _build_repeat(values: Values, _scope: Scope) -> Repeat:
    repeat = Repeat(values["repeat"], values["steps"], values.get("call"), values.get("rest", None))
    if rounds_in((repeat,)) > MAX_ROUNDS:
        problem = f"these rounds of rounds are {rounds_in((repeat,))} in all, more than {MAX_ROUNDS}."
        raise values.error("repeat", problem, "Write fewer rounds.")
    return repeat


def _build_sides(values: Values, _scope: Scope) -> Sides:
    if "only" in values and "first" in values:
        raise values.error("first", "with `only` there is no other side to be first.", "Keep one of the two.")
    return Sides(values["sides"], values.get("only", None), values.get("first", Side.LEFT))


SYNONYMS = {
    "speak": "say",
    "tell": "say",
    "text": "say",
    "wait": "pause",
    "quiet": "silence",
    "stay": "hold",
    "stretch": "hold",
    "breath": "breathe",
    "breaths": "breathe",
    "cycles": "breathe",
    "vinyasa": "flow",
    "rep": "reps",
    "repetitions": "reps",
    "times": "reps",
    "effort": "work",
    "interval": "work",
    "break": "rest",
    "recover": "rest",
    "loop": "repeat",
    "rounds": "repeat",
    "sets": "repeat",
    "set": "repeat",
    "side": "sides",
    "each_side": "sides",
    "bell": "chime",
    "sound": "chime",
}
"""Words that people write for a verb, with the verb that they mean."""

SOUND_SYNONYMS = {"begin": "start", "in": "inhale", "out": "exhale", "change": "switch", "stop": "end", "finish": "end"}

WHEN_KEY = Key("when", WHEN, "Do the step only where this value is chosen; of a list, where all are.", "chair")

PHASE_KEYS = (
    Key("say", TEXT, "The words on its first frame.", "Lift.", required=True),
    Key("for", duration(0, 60), "How long it lasts, exactly.", "2 s", required=True),
)

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
PHASES_EXAMPLE = "[{say: Lift., for: 2 s}, {say: Lower., for: 2 s}]"
STEPS_EXAMPLE = "[{say: Lean.}, {hold: 20 s}]"

QUIET_KEY = Key("quiet", FLAG, "Without announcement and sounds.", "true")

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

_PHASES = listed(
    Kind(
        "`{say: TEXT, for: TIME}`",
        _read_phase,
        lambda definitions, scope: keys_schema(PHASE_KEYS, definitions, scope),
    ),
    "phases",
    MAX_PHASES,
)

VERBS: dict[str, Verb] = {
    "say": Verb(
        _build_say,
        (
            Key("say", TEXT, "Speak.", "Sit tall.", required=True),
            Key("again", TEXT, "Words for the second side and later rounds.", "Now the {side}.", later=True),
        ),
    ),
    "pause": Verb(
        lambda values, _scope: values["pause"],
        (Key("pause", PAUSE, "Quiet for a moment, which `--pause` scales.", "settle", required=True),),
    ),
    "silence": Verb(
        _build_silence,
        (
            Key("silence", duration(1, 3600), "Nothing sounds, exactly so long.", "2 min", required=True),
            Key("announce", FLAG, "Whether it is said before; true unless you write false.", "false"),
            Key("sound", FLAG, "Whether a sound ends it; true unless you write false.", "false"),
        ),
    ),
    "hold": Verb(
        _build_hold,
        (
            Key("hold", HOLD, "Stay for exactly so long.", "20-30 s", required=True),
            Key("breathing", FLAG, "Lead the breath meanwhile; a hold in breaths always does.", "true"),
            Key("feel", TEXT, "Where it is felt, spoken as written, once early in the hold.", "Feel your side open."),
            Key("quiet", FLAG, "Without announcement, sounds, countdown and signs.", "true"),
        ),
    ),
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
    "reps": Verb(
        _build_reps,
        (
            Key("reps", REPS, "Repetitions, each the same phases.", "8-12", required=True),
            Key("phases", _PHASES, "The parts of a repetition, each exact.", PHASES_EXAMPLE, required=True),
            Key("count", one_of(Count, "way to count"), "How they are counted aloud.", "down"),
            QUIET_KEY,
        ),
        nests=True,
    ),
    "work": Verb(
        _build_work,
        (
            Key("work", duration(1, 1800), "An effort, counted in and counted out.", "40 s", required=True),
            Key("say", TEXT, "What to do, spoken before.", "Squats."),
            Key("halfway", FLAG, "Whether its middle is told; true unless you write false.", "false"),
            Key("countdown", FLAG, "Whether its end is counted down; true unless you write false.", "false"),
        ),
    ),
    "rest": Verb(
        lambda values, _scope: Rest(values["rest"], values.get("next")),
        (
            Key("rest", duration(1, 1800), "A rest between efforts, exactly so long.", "20 s", required=True),
            Key("next", TEXT, "What comes next, spoken before it ends.", "Next: push-ups."),
        ),
    ),
    "repeat": Verb(
        _build_repeat,
        (
            Key("repeat", ROUNDS, "Rounds of its `steps`.", "3", required=True),
            Key("call", CALL, "Spoken at the beginning of each round.", '"Set {n} of {total}."'),
            Key("rest", duration(1, 1800), "A rest between the rounds.", "30 s"),
            Key("steps", _steps_kind("steps", repeat=True), "The steps of each round.", STEPS_EXAMPLE, required=True),
        ),
        nests=True,
    ),
    "sides": Verb(
        _build_sides,
        (
            Key(
                "sides",
                _steps_kind("sides", sides=True),
                "Its steps, once for each side.",
                STEPS_EXAMPLE,
                required=True,
            ),
            Key("only", one_of(Side, "side"), "The one side that is done.", "left"),
            Key("first", one_of(Side, "side"), "The side that comes first.", "right"),
        ),
        nests=True,
    ),
    "chime": Verb(
        lambda values, _scope: Chime(values["chime"]),
        (Key("chime", one_of(Sound, "sound", SOUND_SYNONYMS), "One of the five sounds.", "switch", required=True),),
    ),
}
"""All steps by their verbs."""
