"""A routine, settings and a wished length in; a routine and settings that last so long out.

First the doses move within their ranges, then the pauses between half and double, then the stretches go that the
routine marks as optional. Lengths are measured on real timelines, never guessed.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from coach.errors import SettingsError
from coach.script.steps import Routine
from coach.settings import Settings

LengthOf = Callable[[Routine, Settings], Fraction]
"""Schedules a routine and gives its length in seconds."""

SHORTEST_PAUSES, LONGEST_PAUSES = Fraction(1, 2), Fraction(2)
"""Shorter pauses rush people, longer ones lose them; factors on what the person chose."""

SHARES = [Fraction(step, 20) for step in range(21)]
"""Doses move in twentieths of their ranges: half seconds for the usual range of ten, rounded to whole ones."""

TOLERANCE_S = 1
ATTEMPTS = 6
"""A length is all but linear in its pauses, so that two straight lines mostly meet it."""


def fit(routine: Routine, settings: Settings, wanted_s: Fraction, length_of: LengthOf) -> tuple[Routine, Settings]:
    """Make a session last as long as wished, within a second.

    Levels chosen for single stretches and pauses set by name stay as they are.

    Args:
        routine: What is to be done.
        settings: As the person chose them; the level of all stretches gives way.
        wanted_s: Seconds.
        length_of: Measures a candidate; about a dozen are.

    Raises:
        SettingsError: The wish is out of reach; says the shortest and the longest length.
    """
    for candidate in _shortened(routine):
        session = _Session(candidate, settings, length_of)
        if session.length_s(SHARES[0], SHORTEST_PAUSES) <= wanted_s:
            fitted = session.fitted(wanted_s)
            if abs(length_of(candidate, fitted) - wanted_s) <= TOLERANCE_S:
                return candidate, fitted
            break
    shortest_s = _Session(_shortened(routine)[-1], settings, length_of).length_s(SHARES[0], SHORTEST_PAUSES)
    longest_s = _Session(routine, settings, length_of).length_s(SHARES[-1], LONGEST_PAUSES)
    problem = f"{routine.title} cannot last {_minutes(wanted_s)} minutes."
    raise SettingsError(problem, f"Wish for {_minutes(shortest_s, up=True)} to {_minutes(longest_s)} minutes.")


def _shortened(routine: Routine) -> list[Routine]:
    """The routine, and what is left of it as its optional stretches go, one after another."""
    routines = [routine]
    for name in routine.optional:
        left = tuple(stretch for stretch in routines[-1].stretches if stretch.name != name)
        routines.append(replace(routines[-1], stretches=left))
    return routines


@dataclass(frozen=True, slots=True)
class _Session:
    """One choice of stretches, whose doses and pauses can still be moved."""

    routine: Routine
    settings: Settings
    length_of: LengthOf

    def length_s(self, share: Fraction, pauses: Fraction) -> Fraction:
        return self.length_of(self.routine, self._moved(share, pauses))

    def fitted(self, wanted_s: Fraction) -> Settings:
        """The doses that come nearest, then the pauses that make up the rest."""
        above = bisect_right(SHARES, wanted_s, key=lambda share: self.length_s(share, Fraction(1)))
        near = SHARES[max(0, above - 1) : above + 1]
        share = min(near, key=lambda share: abs(self.length_s(share, Fraction(1)) - wanted_s))
        return self._moved(share, self._pauses(share, wanted_s))

    def _pauses(self, share: Fraction, wanted_s: Fraction) -> Fraction:
        """The factor on all pauses, by straight lines between the nearest lengths on both sides."""
        low, high = SHORTEST_PAUSES, LONGEST_PAUSES
        low_s, high_s = self.length_s(share, low), self.length_s(share, high)
        for _ in range(ATTEMPTS):
            if not low_s < wanted_s < high_s:
                break
            pauses = (low + (high - low) * (wanted_s - low_s) / (high_s - low_s)).limit_denominator(10_000)
            length_s = self.length_s(share, pauses)
            if abs(length_s - wanted_s) <= Fraction(TOLERANCE_S, 10):
                return pauses
            low, low_s, high, high_s = (
                (pauses, length_s, high, high_s) if length_s < wanted_s else (low, low_s, pauses, length_s)
            )
        return low if abs(low_s - wanted_s) <= abs(high_s - wanted_s) else high

    def _moved(self, share: Fraction, pauses: Fraction) -> Settings:
        chosen = self.settings
        return replace(
            chosen,
            levels=replace(chosen.levels, share=share),
            pauses=replace(chosen.pauses, scale=chosen.pauses.scale * pauses),
        )


def _minutes(seconds: Fraction, *, up: bool = False) -> str:
    """With two decimals, rounded inwards, so that a wish for just that length comes true."""
    hundredths = -(-seconds * 100 // 60) if up else seconds * 100 // 60
    return f"{float(hundredths) / 100:g}"
