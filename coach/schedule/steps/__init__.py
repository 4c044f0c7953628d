"""Lays the steps of a stretch on the track, one module for each kind of step. `lay` knows which one lays which.

`dose` and `breath` hold what several of them share: announcements, start and end of a dose, and the phases of a breath.
"""
