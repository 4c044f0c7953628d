"""Turns a timeline into the blocks of audio that are played and exported.

`mix` sums cues and the ambient sound at the session's own format; `render` is the way in for every other format.
"""
