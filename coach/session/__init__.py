"""Makes a session of a name and settings: a finished timeline, or one that is still being made while it plays.

- `choices` reads settings as a person gives them; `voices` finds the concrete voice.
- `session` plans a session and makes its timeline; `preparation` makes it in the background.
- `estimate` guesses the lengths of clips that are not spoken yet; `overview` lists scripts with their lengths.
"""
