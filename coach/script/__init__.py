"""Reads script files: the text of YAML files in, frozen stretches and routines out. Nothing is spoken or timed here.

- `vocabulary` has the words of the language and doses, `steps` the things to say and do, `routine` whole scripts.
- `nodes` turns YAML into plain nodes with their locations; `schema` checks their shape.
- `texts` and `doses` read single values, and `kinds` lists the kinds of values that keys have.
- `keys` reads mappings by tables. The tables are in `step_reader`, `stretch_reader` and `routine_reader`; `changes`
  applies a routine's changes to its stretches, `bounds` limits the size of a script, and `reader` reads whole files.
- `choices` keeps the steps that a person has chosen, and `writer` writes scripts.
- `json_schema`, `skeleton` and `reference` make a schema, new files and a reference page from the tables, for authors.
- `library` finds files by name. `phrasebook` reads the engine's own words, and `pronunciation` the respellings that
  make voices say a word correctly.
"""

DEFAULT_NAME = "middle-back"
"""The routine where none is named. It is here because its name alone needs no reader of YAML."""

ENDINGS = (".yaml", ".yml")
"""The endings of script files, the usual one first."""
