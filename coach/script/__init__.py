"""Reads what is to be said and done: script files in, frozen stretches and routines out.

- `steps` are the values that a script is read to, texts and doses included.
- `_nodes` turns YAML into plain nodes with their locations; `schema` says which shape of node is expected.
- `_texts` and `_doses` read single values, `_step_reader` steps, and `_reader` whole files.
- `library` finds files by name. `phrasebook` reads the engine's own words, `pronunciation` how voices spell words.
"""
