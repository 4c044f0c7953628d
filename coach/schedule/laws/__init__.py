"""The laws of a session, and how each is checked on a finished timeline.

`law` numbers and words all of them. Each other module checks a few: it takes the `evidence` and gives findings.
"""
