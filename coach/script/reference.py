"""Makes the reference page of the script language from the tables that the reader reads by."""

from collections.abc import Iterable

from coach.script._breath_verbs import FLOW_KEYS
from coach.script._effort_verbs import PHASE_KEYS
from coach.script._keys import Key
from coach.script._routine_reader import CHANGE_KEYS, ROUND_KEYS, ROUTINE_KEYS
from coach.script._step_reader import VERBS, WHEN_KEY
from coach.script._stretch_reader import INLINE_KEYS, STRETCH_KEYS
from coach.script.kinds import NAME
from coach.script.skeleton import example

INLINE_ONLY = tuple(key for key in INLINE_KEYS if key not in STRETCH_KEYS)


def reference() -> str:
    """Return all keys of stretches and routines and all steps, as Markdown."""
    steps = [_section(3, f"`{name}`", verb.keys, f"`{example(name)}`") for name, verb in VERBS.items()]
    parts = [
        _section(2, "A stretch", STRETCH_KEYS, "A file of these keys."),
        _section(2, "A routine", ROUTINE_KEYS, "A file of these keys."),
        _section(3, "An item that changes a stretch", CHANGE_KEYS, "Among the `stretches` of a routine."),
        _section(3, "An item that repeats stretches", ROUND_KEYS, "Among the `stretches` of a routine."),
        _section(3, "A stretch written in a routine", INLINE_ONLY, "The keys of a stretch, and these."),
        "## Steps\n\nEach step is a mapping with one verb and its keys.",
        *steps,
        _section(3, "Any step", (WHEN_KEY,), "Whatever its verb."),
        _section(3, "An item of `flow`", FLOW_KEYS, "Exactly one of these."),
        _section(3, "An item of `phases`", PHASE_KEYS, "Both of these."),
    ]
    return "\n\n".join(parts) + f"\n\nNames of scripts, choices and values match `{NAME}`.\n"


def _section(depth: int, title: str, keys: Iterable[Key], words: str) -> str:
    head = ["| key | value | meaning |", "|---|---|---|"]
    return "\n".join([f"{'#' * depth} {title}", "", words, "", *head, *map(_row, keys)])


def _row(key: Key) -> str:
    needed = " Required." if key.required else ""
    return f"| `{key.name}` | {key.kind.words} | {key.doc}{needed} |"
