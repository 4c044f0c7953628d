"""Makes the JSON Schema of stretches and routines from the tables that the reader reads by.

It refuses each file whose shape the reader refuses: keys, words, lists, amounts and nesting. It does not know whether a
text makes sense, a placeholder fits, or a stretch exists.
"""

from itertools import count

from coach.script._keys import Key, keys_schema
from coach.script._routine_reader import ROUTINE_KEYS
from coach.script._step_reader import steps_schema
from coach.script._stretch_reader import STRETCH_KEYS
from coach.script.kinds import JsonSchema, Scope

DRAFT = "https://json-schema.org/draft/2020-12/schema"

DOCUMENTS: dict[str, tuple[Key, ...]] = {"stretch": STRETCH_KEYS, "routine": ROUTINE_KEYS}
"""The keys of each kind of file."""


def json_schema(kind: str) -> JsonSchema:
    """Return the JSON Schema, draft 2020-12, of a kind of file: `stretch` or `routine`.

    It is meant for YAML 1.2, where `off` and `no` are texts.
    """
    definitions = _Definitions()
    document = keys_schema(DOCUMENTS[kind], definitions, Scope())
    return {
        "$schema": DRAFT,
        "title": f"A {kind} for coach",
        **document,
        "$defs": definitions.schemas,
    }


class _Definitions:
    """Collects the schemas that others refer to; lists of steps have one for each kind of surroundings."""

    def __init__(self) -> None:
        self.schemas: dict[str, JsonSchema] = {}

    def steps(self, scope: Scope) -> JsonSchema:
        """Return a reference to the schema of a list of steps; the first call for these surroundings makes it."""
        inside = [
            name for name, is_inside in (("sides", scope.inside_sides), ("repeat", scope.inside_repeat)) if is_inside
        ]
        name = "-".join(["steps", *inside, str(scope.depth)])
        if name not in self.schemas:
            self.schemas[name] = {}  # so that steps inside steps refer to it and do not make it again
            self.schemas[name] = steps_schema(self, scope)
        return _reference(name)

    def part(self, name: str, schema: JsonSchema) -> JsonSchema:
        """Return a reference to a schema; equal schemas of a name are kept once, different ones get a number."""
        for number in count(1):
            numbered = name if number == 1 else f"{name}-{number}"
            if self.schemas.setdefault(numbered, schema) == schema:
                return _reference(numbered)
        raise AssertionError("There is always a next number.")


def _reference(name: str) -> JsonSchema:
    return {"$ref": f"#/$defs/{name}"}
