"""Brings a person to a stretch: lays its name, the way into its position, and the words about the eyes."""

from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.text import fill
from coach.script.phrasebook import Phrasebook, Way
from coach.script.routine import Stretch
from coach.script.steps import Pause, Text
from coach.script.vocabulary import Eyes, PauseName, Position
from coach.settings.values import Pauses
from coach.timeline import MarkKind

NOTICE_S = Fraction(3)
"""Law 5: seconds between the name of a stretch and the first words that ask anyone to move."""

LEAST_OF_WAY = Fraction(2, 3)
"""The least share of a way's time that shorter pauses leave: 8 of 12 s between floor and standing, 4 of 6 s elsewhere.

Nobody gets up faster for having less time. A session that is fitted to a short length takes it from other pauses.
"""


class Body:
    """Where the body is, and whether its eyes are closed.

    Args:
        eyes: Whether the routine is done with closed eyes. With open eyes, no words about the eyes are laid.
    """

    def __init__(self, eyes: Eyes) -> None:
        self._wants_closed = eyes is Eyes.CLOSED
        self._closed = False
        self._ever_closed = False
        self._position: Position | None = None

    def move_to(self, stretch: Stretch, context: Context) -> None:
        """Say how to get into a new position, and give the time to get there.

        Eyes open before a change of place and stay open until `settle`.
        """
        track, before, position = context.track, self._position, stretch.position
        if self._closed and before and _place(before) != _place(position):
            track.say_with_beat(context.wording(context.phrases.open_eyes))
            self._closed = False
        way = find_way(before, position, context.phrases)
        if position is not before and context.is_spoken:
            words = way.say if way else context.phrases.positions[position]
            track.say(context.filled(stretch.arrive or words))
        start_s = track.now_s
        track.wait(_time_s(way, before, position, context.settings.pauses))
        track.mark(MarkKind.PAUSE, start_s, name=PauseName.BETWEEN)
        self._position = position

    def settle(self, context: Context) -> None:
        """Ask to close the eyes, if they are open and the routine wants them closed."""
        if not self._wants_closed or self._closed:
            return
        phrases = context.phrases
        context.track.say_with_beat(
            context.wording(phrases.close_eyes_again) if self._ever_closed else phrases.close_eyes
        )
        self._closed = self._ever_closed = True


def find_way(before: Position | None, position: Position, phrases: Phrasebook) -> Way | None:
    """Return the phrasebook's first way from one position to another; None if it has none."""
    for way in phrases.ways:
        if before in way.starts and position in way.ends and before is not position:
            return way
    return None


def say_name(name: Text, stretch: Stretch, context: Context) -> None:
    """Say which stretch comes next, and give notice.

    Args:
        name: Has the placeholder `{stretch}`.
        stretch: Its title is filled in.
        context: As for the steps of the stretch.
    """
    context.track.say(fill(name, stretch=stretch.title))
    context.track.wait(NOTICE_S)


def _place(position: Position) -> str:
    """Return the place of a position. Getting from one place to another takes open eyes."""
    on_the_floor = not position.upright and position is not Position.CHAIR
    return "floor" if on_the_floor else position.value


def _time_s(way: Way | None, before: Position | None, position: Position, pauses: Pauses) -> Fraction:
    """Return how long it takes to get from one position to another, in seconds, after the words for it."""
    if way and PauseName.BETWEEN not in dict(pauses.set_s):
        return max(pauses.length_s(Pause(way.length_s)), LEAST_OF_WAY * way.length_s)
    moved_far = before is not None and before.upright != position.upright
    return pauses.length_s(Pause(PauseName.BETWEEN), times=2 if moved_far else 1)
