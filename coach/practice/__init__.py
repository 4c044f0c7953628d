"""Keeps what lasts of a practice.

`bookmark` holds where an unfinished session was left, `unfinished` finds all bookmarks, `history` logs the sessions
that were finished, `recorder` follows a session that is played and writes both, and `start` finds where playing begins.
"""
