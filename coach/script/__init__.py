"""Reads what is to be said and done: script files in, frozen stretches and routines out.

- `steps` are the values that a script consists of, `text`s included.
- `nodes` turns YAML into plain nodes with their locations; `schema` says which shape of node is expected.
- `texts` and `doses` read single values, `step_reader` steps, and `reader` whole files.
- `library` finds files by name. `phrasebook` reads the engine's own words, `pronunciation` how voices spell words.
"""
