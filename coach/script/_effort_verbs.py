"""Reads the steps of exercise: `reps`, `work` and `rest`."""

from coach.script._keys import Key, Values, keys_schema, read_keys
from coach.script._nodes import Node
from coach.script._verb import QUIET_KEY, Verb
from coach.script.kinds import FLAG, REPS, TEXT, Kind, Scope, duration, listed, one_of
from coach.script.steps import Phase, Reps, Rest, Work
from coach.script.vocabulary import Count

MAX_PHASES = 12
"""The most phases of a repetition."""


def _read_phase(node: Node, scope: Scope) -> Phase:
    values = read_keys(node, PHASE_KEYS, scope, "phase")
    return Phase(values["say"], values["for"])


def _build_reps(values: Values, _scope: Scope) -> Reps:
    return Reps(values["reps"], values["phases"], values.get("count", Count.UP), values.get("quiet", False))


def _build_work(values: Values, _scope: Scope) -> Work:
    return Work(values["work"], values.get("say"), values.get("halfway", True), values.get("countdown", True))


PHASE_KEYS = (
    Key("say", TEXT, "The words on its first frame.", "Lift.", required=True),
    Key("for", duration(0, 60), "How long it lasts, exactly.", "2 s", required=True),
)

PHASES_EXAMPLE = "[{say: Lift., for: 2 s}, {say: Lower., for: 2 s}]"

_PHASES = listed(
    Kind(
        "`{say: TEXT, for: TIME}`",
        _read_phase,
        lambda definitions, scope: keys_schema(PHASE_KEYS, definitions, scope),
    ),
    "phases",
    MAX_PHASES,
)

EFFORT_VERBS: dict[str, Verb] = {
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
}
"""The steps of exercise, by their verbs."""
