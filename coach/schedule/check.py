"""Checks a finished timeline against the laws of a session. Law 10, the same bytes, is for tests.

To check more, add to `coach.schedule.laws` a function that takes the evidence and yields findings, and list it below.
"""

from collections.abc import Callable, Iterator

from coach.schedule.laws import breath, doses, moments, places, signs, source, speech, sums, ways
from coach.schedule.laws.evidence import Evidence, Finding
from coach.schedule.laws.sums import Sums, sum_up
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine
from coach.settings.values import Settings
from coach.timeline import Timeline

__all__ = ["Finding", "Sums", "check", "measure"]

CHECKS: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    speech.speech_too_close,
    speech.cues_cut,
    doses.inexact_doses,
    doses.wrong_rounds,
    doses.wrong_counts,
    doses.missing_breaths,
    doses.broken_silences,
    doses.unequal_sides,
    breath.phases_without_prompt,
    breath.teaching_breaths,
    breath.late_prompts,
    breath.late_counts,
    breath.words_left_out,
    moments.misplaced_ends,
    moments.misplaced_countdowns,
    moments.misplaced_count_ins,
    moments.late_names,
    moments.words_at_prompts,
    signs.untaught_sounds,
    signs.late_first_movement,
    signs.long_silences,
    signs.unannounced_silences,
    sums.too_many_words,
    ways.missing_ways,
    ways.missing_ending,
    ways.stop_rule,
    doses.doses_beyond_the_source,
    source.unlike_the_source,
    places.unnamed_things,
    places.eyes_closed_on_the_way,
    ways.rushed_poses,
    speech.repeated_sentences,
    speech.odd_numbers,
)
"""All checks, in the order of the laws."""


def check(routine: Routine, settings: Settings, phrases: Phrasebook, timeline: Timeline) -> list[Finding]:
    """Find every breach of the laws, and whatever these laws allow but want to be told.

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


def measure(routine: Routine, settings: Settings, phrases: Phrasebook, timeline: Timeline) -> list[Sums]:
    """Sum up what is done and heard in each stretch, then in the whole session; the arguments are those of `check`."""
    return sum_up(Evidence(routine, settings, phrases, timeline))
