"""Makes the reference page of the script language from the tables that the reader reads by."""

from collections.abc import Iterable

from coach.script._bounds import MAX_INSTRUCTIONS, MAX_ROUNDS, MAX_SESSION_S
from coach.script._breath_verbs import FLOW_KEYS
from coach.script._effort_verbs import PHASE_KEYS
from coach.script._keys import Key
from coach.script._nodes import MAX_DEPTH, MAX_SIZE_BYTES
from coach.script._routine_reader import CHANGE_KEYS, MAX_STRETCHES, ROUND_KEYS, ROUTINE_KEYS
from coach.script._step_reader import VERBS, WHEN_KEY
from coach.script._stretch_reader import INLINE_KEYS, STRETCH_KEYS
from coach.script._texts import MAX_SENTENCE_CHARACTERS
from coach.script.kinds import MAX_SOURCE_CHARACTERS, NAME
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
    parts += [f"Names of scripts, choices and values match `{NAME}`.", _limits()]
    return "\n\n".join(parts) + "\n"


def _limits() -> str:
    limits = (
        f"A file has up to {MAX_SIZE_BYTES // 1024} KiB, and is nested up to {MAX_DEPTH} deep.",
        f"A stretch or a routine has up to {MAX_INSTRUCTIONS:,} instructions with all rounds counted: texts, movements "
        f"and other steps; a routine up to {MAX_STRETCHES:,} stretches, a stretch up to {MAX_ROUNDS:,} rounds.",
        f"A session lasts up to {MAX_SESSION_S // 3600} hours.",
        f"A sentence has up to {MAX_SENTENCE_CHARACTERS} characters, a `source` up to {MAX_SOURCE_CHARACTERS}.",
    )
    return "\n".join(["## Limits", "", *(f"- {limit}" for limit in limits)])


def _section(depth: int, title: str, keys: Iterable[Key], words: str) -> str:
    head = ["| key | value | meaning |", "|---|---|---|"]
    return "\n".join([f"{'#' * depth} {title}", "", words, "", *head, *map(_row, keys)])


def _row(key: Key) -> str:
    needed = " Required." if key.required else ""
    return f"| `{key.name}` | {key.kind.words} | {key.doc}{needed} |"
