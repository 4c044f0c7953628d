"""Finds where playing begins: at the beginning, at a stretch, or where an unfinished session was left."""

from datetime import UTC, datetime
from fractions import Fraction
from itertools import chain

from coach.errors import SettingsError, UnknownNameError, nearest
from coach.playback import sources
from coach.playback.resume_point import LONG_S
from coach.playback.sources import Source
from coach.practice.bookmark import Bookmark, bookmarked_frame
from coach.script.guess import guess
from coach.script.routine import Routine
from coach.session.preparation import Preparation
from coach.session.session import SessionPlan


def bookmark_at(routine: Routine, first: str) -> Bookmark:
    """Return a bookmark at the beginning of a stretch.

    Args:
        routine: The routine to be played.
        first: The stretch's number, counted from 1, its name or its title, or the beginning of one that no other
            stretch shares.

    Raises:
        SettingsError: The routine has no stretch of that number.
        UnknownNameError: The routine has no stretch of that name, or several; with those that are near.
    """
    number = _stretch_number(routine, first)
    return Bookmark(routine.name, {}, number, routine.stretches[number - 1].name, 0, datetime.now(UTC))


def begin(preparation: Preparation, plan: SessionPlan, start: Bookmark | None, lead_in_s: Fraction) -> Source:
    """Return a source of the lead-in, then of the session from its start as soon as that is prepared.

    Args:
        preparation: The session that is being made.
        plan: The script, settings, voice and sounds of the session.
        start: Where to begin; None for the beginning.
        lead_in_s: Seconds before it begins.

    Raises:
        SettingsError: When the source is played: the session was made so short that it leaves the stretch out.
    """
    phrases = plan.phrases
    if start is None:
        return chain(sources.lead_in(preparation, phrases, lead_in_s), sources.session_from(preparation, 0, phrases))

    def find_start() -> int | None:
        made = preparation.sections[start.section_index : start.section_index + 1]
        there = preparation.ended or any(section.stretch == start.stretch for section in made)
        return bookmarked_frame(start, preparation.sections) if there else None

    def go_on() -> Source:
        frame = find_start() or 0
        made = {section.stretch for section in preparation.sections}
        if not start.frame and preparation.complete and start.stretch not in made:
            problem = f"The session is so short that it leaves {start.stretch} out."
            raise SettingsError(problem, "Begin with another stretch, or without --minutes.")
        if not start.frame:
            return sources.session_from(preparation, frame, phrases)
        away_s = max(LONG_S, (datetime.now(UTC) - start.saved_at).total_seconds())
        return sources.resumed(preparation, frame, away_s, phrases, plan.settings.pauses)

    return chain(
        sources.lead_in(preparation, phrases, lead_in_s, find_start),
        sources.when_ready(lambda: find_start() is not None, preparation, go_on, phrases),
    )


def _stretch_number(routine: Routine, first: str) -> int:
    names = [stretch.name for stretch in routine.stretches]
    if first.isdecimal():
        if 1 <= int(first) <= len(names):
            return int(first)
        several = f"Give --from a number from 1 to {len(names)}, or a name."
        remedy = several if len(names) > 1 else "It has only one: leave --from out."
        raise SettingsError(f"{routine.title} has no stretch {first}.", remedy)
    spellings = {stretch.name: {stretch.name, stretch.title} for stretch in routine.stretches}
    meant = guess(first, spellings)
    if len(meant) != 1:
        remedy = f"It may be {' or '.join(f'“{name}”' for name in meant)}." if meant else nearest(first, names)
        raise UnknownNameError(f"{routine.title} has no stretch “{first}”.", remedy)
    return names.index(meant[0]) + 1
