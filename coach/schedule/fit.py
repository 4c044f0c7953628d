"""A routine, settings and a wished length in; a routine and settings that last so long out.

First the doses move within their ranges, then the pauses between half and double, then the stretches go that the
routine marks as optional. Lengths are measured on real timelines, never guessed.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from coach.errors import SettingsError
from coach.script.steps import Level, Routine
from coach.settings.values import Settings

LengthOf = Callable[[Routine, Settings], Fraction]
"""Schedules a routine and gives its length in seconds."""

SHORTEST_PAUSES, LONGEST_PAUSES = Fraction(1, 2), Fraction(2)
"""Shorter pauses rush people, longer ones lose them; factors on what the person chose."""

SHARE_STEPS = 20
"""Doses move in twentieths of their ranges: half seconds for the usual range of ten, rounded to whole ones."""

TOLERANCE_S = 1
ATTEMPTS = 6
"""A length is all but linear in its pauses, so that two straight lines mostly meet it."""


def fit(routine: Routine, settings: Settings, wanted_s: Fraction, length_of: LengthOf) -> tuple[Routine, Settings]:
    """Make a session last as long as wished, within a second.

    Levels chosen for single stretches and pauses set by name stay as they are. A level that the person or the routine
    chose for all stretches is not exceeded: who wants it gentle gets it longer by pauses, not by strain.

    Args:
        routine: What is to be done.
        settings: As the person chose them.
        wanted_s: Seconds.
        length_of: Measures a candidate; about a dozen are.

    Raises:
        SettingsError: The wish is out of reach; says the shortest and the longest length.
    """
    for candidate in _shortened(routine):
        session = _Session(candidate, settings, length_of)
        if session.shortest_s() <= wanted_s:
            fitted = session.fitted(wanted_s)
            if abs(length_of(candidate, fitted) - wanted_s) <= TOLERANCE_S:
                return candidate, fitted
            break
    shortest_s = _Session(_shortened(routine)[-1], settings, length_of).shortest_s()
    longest_s = _Session(routine, settings, length_of).longest_s()
    problem = f"{routine.title} cannot last {_clock(wanted_s)} with these settings."
    raise SettingsError(problem, f"Wish for {_clock(shortest_s, up=True)} to {_clock(longest_s)}.")


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

    def shortest_s(self) -> Fraction:
        return self.length_s(Fraction(0), SHORTEST_PAUSES)

    def longest_s(self) -> Fraction:
        return self.length_s(self._shares()[-1], LONGEST_PAUSES)

    def fitted(self, wanted_s: Fraction) -> Settings:
        """The doses that come nearest, then the pauses that make up the rest."""
        shares = self._shares()
        above = bisect_right(shares, wanted_s, key=lambda share: self.length_s(share, Fraction(1)))
        near = shares[max(0, above - 1) : above + 1]
        share = min(near, key=lambda share: abs(self.length_s(share, Fraction(1)) - wanted_s))
        return self._moved(share, self._pauses(share, wanted_s))

    def _shares(self) -> list[Fraction]:
        chosen = self.settings.levels.share
        if chosen is None and self.routine.level is not Level.STANDARD:
            chosen = self.routine.level.share
        steps = (Fraction(step, SHARE_STEPS) for step in range(SHARE_STEPS + 1))
        return [share for share in steps if chosen is None or share <= chosen]

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


def _clock(seconds: Fraction, *, up: bool = False) -> str:
    """Minutes and seconds, rounded inwards, so that a wish for just that length comes true."""
    whole = -(-seconds // 1) if up else seconds // 1
    return f"{whole // 60}:{whole % 60:02}"
