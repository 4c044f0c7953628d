"""Write a session to files.

`job` holds what to write where, and `runner` runs several jobs at once, in the processes of `workers` or on another
executor. `audio` encodes the sound; `text` makes captions, chapters, cue sheet and transcript; `picture` draws; `parts`
cuts a timeline into a part for each file. `target` writes every file safely, and `inputs` spares those that a session
is made from. `manifest` remembers what `export --all` has written to a folder.
"""
