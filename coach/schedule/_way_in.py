"""Keeps how far a person is on the way into a pose: the movements asked for, since when, and the words still to say."""

from enum import StrEnum
from fractions import Fraction

from coach.script.steps import Text
from coach.script.vocabulary import Position

MOVEMENT_S = Fraction(3, 2)
"""Law 13: seconds that each instruction takes, spoken or not. People who only hear the side move as far as others."""

SETTLE_UPRIGHT_S, SETTLE_S = Fraction(2), Fraction(3)
"""Law 13: seconds from the last instruction to the announcement of a dose, upright or on a chair and on the floor."""

UNANNOUNCED_S = Fraction(2)
"""Additional seconds before a dose that is not announced."""


class Once(StrEnum):
    """Words that only the first side hears: those after the way in, and what the start sound means."""

    REMINDER = "reminder"
    LESSON = "lesson"


class WayIn:
    """The way into the poses of one stretch.

    Args:
        position: The position of the stretch.
        reminder: The reminder that easing off is fine, to be spoken before the first dose; empty for none.
    """

    def __init__(self, position: Position = Position.STANDING, reminder: Text = ()) -> None:
        is_up = position.upright or position is Position.CHAIR
        self._settle_s = SETTLE_UPRIGHT_S if is_up else SETTLE_S
        self._reminder = reminder
        self._side = ""
        self._since_s: Fraction | None = None
        self._until_s = Fraction(0)
        self._movements = 0
        self._owed: dict[Once, tuple[str, Fraction]] = {}

    def enter(self, side: str, now_s: Fraction) -> None:
        """Note the side that steps are done on; with a new one the way in begins anew."""
        if side and side != self._side:
            self.left()
            self._since_s = self._until_s = now_s
        self._side = side

    def ask(self, movements: int, start_s: Fraction, end_s: Fraction) -> None:
        """Note instructions, and the time in which they were spoken or, with few words, would have been spoken."""
        if self._since_s is None:
            self._since_s = start_s
        self._until_s = end_s
        self._movements += movements

    def left(self) -> None:
        """Note that a dose is over: nothing is asked of anyone now."""
        self._since_s, self._movements = None, 0

    def ready_s(self, *, announced: bool) -> Fraction:
        """Return the earliest time, in seconds, at which a dose or its announcement may begin."""
        if self._since_s is None:
            return Fraction(0)
        settle_s = self._settle_s + (0 if announced else UNANNOUNCED_S)
        return settle_s + max(self._until_s, self._since_s + self._movements * MOVEMENT_S)

    def take_reminder(self) -> Text:
        """Return the reminder at the first call, and an empty text later."""
        reminder, self._reminder = self._reminder, ()
        return reminder

    def owe(self, words: Once, length_s: Fraction) -> None:
        """Note that words which are spoken once took time on this side; the other side gets the same time."""
        if self._side:
            self._owed[words] = (self._side, length_s)

    def take_owed_s(self, words: Once) -> Fraction:
        """Return the seconds owed to this side for words that only the other side heard; the next call returns 0."""
        side, length_s = self._owed.get(words, ("", Fraction(0)))
        if not self._side or side == self._side:
            return Fraction(0)
        self._owed.pop(words, None)
        return length_s
