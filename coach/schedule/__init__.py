"""Routine, settings and measured clips in, timeline out: the scripting engine."""

from coach.schedule.session import schedule, schedule_sections

__all__ = ["schedule", "schedule_sections"]
