"""The sounds of a session apart from its voice: the five sounds, the tones that span a breath, and the ambient sound.

In the order of the data: `names` names themes and ambient sounds without loading them; `theme` reads a folder with the
five sounds; `breath_file` reads, and `breath_tone` plays, what its breath tones are made of; `ambient` makes and ducks
what lies under a whole session. Nothing here knows a timeline.
"""
