"""Makes the text of a new script: every key once, explained by the tables that the reader reads by.

Keys that may be left out stand behind a `#`, and so does one step of each verb that is not used. The text is read
without an error, as it is and without the `#`.
"""

import json
import textwrap
from collections.abc import Callable, Iterable

from coach.script._keys import Key
from coach.script._step_reader import VERBS
from coach.script._stretch_reader import STRETCH_KEYS
from coach.script.json_schema import DOCUMENTS

COMMENT_COLUMN = 46
"""Where the explanation of a key begins, if its line is shorter."""

STEPS = """\
- say: Stand tall, feet hip-width apart.
- pause: settle
- sides:
    - say: One arm up, and lean to the {other_side}. You feel it along your {side} side.
      again: Now the {side} arm up, and lean to the {other_side}.
    - pause: beat
    - hold: 20-30 s
      breathing: true
    - say: Come back up, slowly.
- say: Arms down, and rest.
"""
"""The steps of a new stretch."""

OTHER_STEPS = tuple(verb for verb in VERBS if f"- {verb}:" not in STEPS)


def skeleton(kind: str, title: str) -> str:
    """Return the text of a new file.

    Args:
        kind: `stretch` or `routine`.
        title: The name that is spoken and shown.
    """
    quoted = json.dumps(title, ensure_ascii=False)
    blocks: dict[str, Callable[[], str]] = {"steps": lambda: _steps(STEPS), "stretches": _stretches}
    lines = [f"# A {kind} for coach. `coach check` says what it breaks. Lines behind a # may be left out."]
    for key in _in_order(DOCUMENTS[kind]):
        if key.name == kind:
            lines.append(_line(f"{key.name}: {quoted}", key))
        elif key.name in blocks:
            lines += [_line(f"{key.name}:", key), blocks[key.name]()]
        else:
            mark = "" if key.required else "# "
            lines.append(_line(f"{mark}{key.name}: {key.example}", key))
    return "\n".join(lines).rstrip() + "\n"


def _in_order(keys: Iterable[Key]) -> list[Key]:
    """Return the keys with the long lists last."""
    return sorted(keys, key=lambda key: key.name in ("steps", "stretches"))


def _line(text: str, key: Key) -> str:
    return f"{text.ljust(COMMENT_COLUMN)} # {key.doc}"


def _steps(steps: str) -> str:
    others = [f"# {example(verb).ljust(COMMENT_COLUMN)} # {VERBS[verb].keys[0].doc}" for verb in OTHER_STEPS]
    return textwrap.indent(steps + "\n".join(others), "  ")


def example(verb: str) -> str:
    """Return one step as it is written in a file, with the keys that it has to have."""
    keys = [f"{key.name}: {key.example}" for key in VERBS[verb].keys if key.required]
    return f"- {keys[0]}" if len(keys) == 1 else f"- {{{', '.join(keys)}}}"


def _stretches() -> str:
    """Return the items of a new routine: one that is written there, since it needs no other file."""
    position = next(key for key in STRETCH_KEYS if key.name == "position")
    inline = f"- stretch: Side bend\n  position: {position.example}\n  steps:\n{textwrap.indent(STEPS, '    ')}"
    named = "# - cobra                                   # a stretch by its name; see `coach list`\n"
    return textwrap.indent(inline + named, "  ")
