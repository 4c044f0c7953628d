"""Finds out what is wrong: for a person at once, and for a bug report.

- `faults` reports errors that coach did not expect, and `log` writes the log of a run with `--verbose`.
- `checkup` tries what depends on the machine for `coach doctor`, and `versions` tells versions for all of these.
"""
