"""Reads what is to be said and done: script files in, frozen stretches and routines out.

- `steps` are the values that a script consists of.
- `nodes` turns YAML into plain nodes with their locations; `schema` says which shape of node is expected.
- `texts` and `doses` read single values, and `kinds` names all kinds of values that keys have.
- `keys` reads mappings by tables. The tables are in `step_reader`, `stretch_reader` and `routine_reader`; `changes`
  applies what a routine changes, `bounds` says how much is too much, and `reader` reads whole files.
- `choices` leaves what a person has chosen, and `writer` writes scripts.
- `json_schema`, `skeleton` and `reference` are made from the tables, for authors.
- `library` finds files by name. `phrasebook` reads the engine's own words, `pronunciation` how voices spell words.
"""
