"""Reads steps: a mapping of one verb and its keys in, a frozen step out.

`VERBS` is the table of all steps, each with its keys and the function that makes the step from their values; those that
lead the breath and those of exercise have a module each. To add a step, write such a function and list it in a table;
the schema, the skeletons and the reference page are made from `VERBS`.
"""

from dataclasses import replace
from functools import partial

from coach.errors import ScriptError, closest, nearest
from coach.script._bounds import MAX_ROUNDS, rounds_in
from coach.script._breath_verbs import BREATH_VERBS
from coach.script._effort_verbs import EFFORT_VERBS
from coach.script._keys import Key, Values, keys_schema, read_keys
from coach.script._nodes import Mapping, Node, Scalar
from coach.script._schema import gather, sequence
from coach.script._verb import MAX_STEPS, Verb
from coach.script.kinds import (
    CALL,
    FLAG,
    HOLD,
    PAUSE,
    ROUNDS,
    TEXT,
    WHEN,
    Definitions,
    JsonSchema,
    Kind,
    Scope,
    duration,
    one_of,
)
from coach.script.steps import (
    Chime,
    Hold,
    Repeat,
    Say,
    Sides,
    Silence,
    Step,
    When,
)
from coach.script.vocabulary import DoseUnit, Side, Sound

MAX_NESTED = 4
"""How deep `repeat`, `sides` and `reps` may be nested."""


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


def _build_say(values: Values, _scope: Scope) -> Say:
    return Say(values["say"], values.get("again"))


def _build_silence(values: Values, _scope: Scope) -> Silence:
    return Silence(values["silence"], values.get("announce", True), values.get("sound", True))


def _build_hold(values: Values, _scope: Scope) -> Hold:
    dose = values["hold"]
    breathing = dose.unit is DoseUnit.BREATHS or values.get("breathing", False)
    return Hold(dose, breathing, values.get("feel"), values.get("quiet", False))


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

STEPS_EXAMPLE = "[{say: Lean.}, {hold: 20 s}]"

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
    **BREATH_VERBS,
    **EFFORT_VERBS,
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
