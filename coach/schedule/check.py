"""Checks a finished timeline against laws 1 to 9 of a session. Law 10, the same bytes, is for tests.

To check more, add to `coach.schedule.laws` a function that takes the evidence and yields findings, and list it below.
"""

from collections.abc import Callable, Iterator

from coach.schedule.laws.breath import late_prompts, phases_without_prompt, teaching_breaths
from coach.schedule.laws.doses import doses_beyond_the_source, inexact_holds, unequal_sides
from coach.schedule.laws.evidence import Evidence, Finding
from coach.schedule.laws.moments import late_names, misplaced_countdowns, misplaced_ends
from coach.schedule.laws.signs import long_silences, untaught_sounds
from coach.schedule.laws.speech import cues_cut, speech_too_close
from coach.schedule.laws.ways import missing_ending, missing_ways
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Routine
from coach.settings.values import Settings
from coach.timeline import Timeline

__all__ = ["Finding", "check"]

CHECKS: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    speech_too_close,
    cues_cut,
    inexact_holds,
    unequal_sides,
    phases_without_prompt,
    teaching_breaths,
    late_prompts,
    misplaced_ends,
    misplaced_countdowns,
    late_names,
    untaught_sounds,
    long_silences,
    missing_ways,
    missing_ending,
    doses_beyond_the_source,
)
"""All checks, in the order of the laws."""


def check(routine: Routine, settings: Settings, phrases: Phrasebook, timeline: Timeline) -> list[Finding]:
    """Find every breach of laws 1 to 9, and whatever these laws allow but want to be told.

    Args:
        routine: The stretches that the timeline was made from.
        settings: The settings that it was made with.
        phrases: The phrasebook that it was made with.
        timeline: The session as it will be heard.

    Returns:
        Findings in order of time, then of the law's number.
    """
    evidence = Evidence(routine, settings, phrases, timeline)
    findings = [finding for find in CHECKS for finding in find(evidence)]
    return sorted(findings, key=lambda finding: (finding.start_s, finding.law))
