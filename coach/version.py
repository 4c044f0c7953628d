"""The version of coach and its date, in one place. Read by the build and wherever a file says what made it."""

__version__ = "0.1.0"

RELEASED = "2026-11-25"
"""The day of this version, year-month-day; changed together with it.

It is the date in the tags of every exported file. The day of the export would make two exports of a session differ.
"""
