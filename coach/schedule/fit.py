"""Changes a routine and its settings so that the session has a wanted length.

First the doses move within their ranges, then the pauses between half and double, and last the stretches go that the
routine marks as optional. Lengths are measured on real timelines, never guessed.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

from coach.errors import SettingsError, about
from coach.script.routine import Item, Round, Routine
from coach.script.vocabulary import Level
from coach.settings.values import Settings
from coach.units import clock

LengthOf: TypeAlias = Callable[[Routine, Settings], Fraction]
"""Schedules a routine and returns its length in seconds."""

SHORTEST_PAUSES, LONGEST_PAUSES = Fraction(1, 2), Fraction(2)
"""The least and the greatest factor on the pauses that the person chose: shorter pauses rush people, longer ones lose
them."""

SHARE_STEPS = 20
"""Doses move in twentieths of their ranges: half seconds for the usual range of ten, rounded to whole ones."""

TOLERANCE_S = 1
"""How far a fitted session may be from the wanted length, in seconds."""

ATTEMPTS = 6
"""How often the factor on the pauses is corrected. Length and pauses are nearly linear: two attempts mostly suffice."""


@about("minutes")
def fit(routine: Routine, settings: Settings, wanted_s: Fraction, length_of: LengthOf) -> tuple[Routine, Settings]:
    """Make a session last as long as wanted, to within a second.

    Levels chosen for single stretches and pauses set by name stay as they are. A level that the person or the routine
    chose for all stretches is not exceeded: a gentle session gets longer by its pauses, not by strain.

    Args:
        routine: The stretches to be done.
        settings: The person's choices.
        wanted_s: The length in seconds.
        length_of: Measures a candidate; called about a dozen times.

    Returns:
        The routine, without some optional stretches if need be, and the settings with other doses and pauses.

    Raises:
        SettingsError: The wanted length cannot be reached; the error names the shortest and the longest one.
    """
    for shortened in _shortened(routine):
        candidate = _Candidate(shortened, settings, length_of)
        if candidate.shortest_s() <= wanted_s:
            fitted = candidate.fitted(wanted_s)
            if abs(length_of(shortened, fitted) - wanted_s) <= TOLERANCE_S:
                return shortened, fitted
            break
    shortest_s = _Candidate(_shortened(routine)[-1], settings, length_of).shortest_s()
    longest_s = _Candidate(routine, settings, length_of).longest_s()
    problem = f"{routine.title} cannot last {clock(floor(wanted_s))} with these settings."
    # rounded inwards, so that exactly these two lengths can be chosen
    raise SettingsError(problem, f"Choose a length from {clock(ceil(shortest_s))} to {clock(floor(longest_s))}.")


def _shortened(routine: Routine) -> list[Routine]:
    """Return the routine, then what is left of it as its optional stretches go, one after another."""
    routines = [routine]
    for name in routine.optional:
        routines.append(replace(routines[-1], items=_without(name, routines[-1].items)))
    return routines


def _without(name: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Leave a stretch out, wherever it is; a round that is empty then goes too."""
    left: list[Item] = []
    for item in items:
        if isinstance(item, Round):
            inside = tuple(stretch for stretch in item.items if stretch.name != name)
            left += [replace(item, items=inside)] if inside else []
        elif item.name != name:
            left.append(item)
    return tuple(left)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A choice of stretches whose doses and pauses can still be moved.

    Two numbers move them: `share` says how far up its range each dose is, `pauses` is a factor on the pauses.
    """

    routine: Routine
    settings: Settings
    length_of: LengthOf

    def length_s(self, share: Fraction, pauses: Fraction) -> Fraction:
        return self.length_of(self.routine, self._moved(share, pauses))

    def shortest_s(self) -> Fraction:
        return self.length_s(Fraction(0), SHORTEST_PAUSES)

    def longest_s(self) -> Fraction:
        return self.length_s(self._shares()[-1], LONGEST_PAUSES)

    def fitted(self, wanted_s: Fraction) -> Settings:
        """Return settings with the doses that come nearest, and with the pauses that make up the rest."""
        shares = self._shares()
        above = bisect_right(shares, wanted_s, key=lambda share: self.length_s(share, Fraction(1)))
        near = shares[max(0, above - 1) : above + 1]
        share = min(near, key=lambda share: abs(self.length_s(share, Fraction(1)) - wanted_s))
        return self._moved(share, self._pauses(share, wanted_s))

    def _shares(self) -> list[Fraction]:
        """Return the shares that doses may have, in rising order: none above a level chosen for all stretches."""
        chosen = self.settings.levels.share
        if chosen is None and self.routine.level is not Level.STANDARD:
            chosen = self.routine.level.share
        shares = [Fraction(step, SHARE_STEPS) for step in range(SHARE_STEPS + 1)]
        return [share for share in shares if chosen is None or share <= chosen]

    def _pauses(self, share: Fraction, wanted_s: Fraction) -> Fraction:
        """Return the factor on the pauses, found by straight lines between the nearest lengths below and above."""
        low, high = SHORTEST_PAUSES, LONGEST_PAUSES
        low_s, high_s = self.length_s(share, low), self.length_s(share, high)
        for _ in range(ATTEMPTS):
            if not low_s < wanted_s < high_s:
                break
            pauses = (low + (high - low) * (wanted_s - low_s) / (high_s - low_s)).limit_denominator(10_000)
            length_s = self.length_s(share, pauses)
            if abs(length_s - wanted_s) <= Fraction(TOLERANCE_S, 10):
                return pauses
            if length_s < wanted_s:
                low, low_s = pauses, length_s
            else:
                high, high_s = pauses, length_s
        return low if abs(low_s - wanted_s) <= abs(high_s - wanted_s) else high

    def _moved(self, share: Fraction, pauses: Fraction) -> Settings:
        chosen = self.settings
        return replace(
            chosen,
            levels=replace(chosen.levels, share=share),
            pauses=replace(chosen.pauses, scale=chosen.pauses.scale * pauses),
        )
