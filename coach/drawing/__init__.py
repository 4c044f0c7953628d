"""Pictures of a timeline, in shapes and in characters.

`_lanes` reads from a timeline what can be drawn. `chart` draws the whole session to scale, and `cover` a small square.
Both draw with `_shapes`, which `svg` and `png` convert to files. `outline` draws the session in characters, for a
terminal.
"""
