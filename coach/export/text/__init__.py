"""Texts made from a timeline: `captions`, `chapters`, `cue_sheet` and `transcript`.

`companions` writes them to files.
"""
