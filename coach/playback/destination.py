"""Knows where playing goes on: where the person asked to go, or where the session was cut.

Makes sources from a preparation; knows no sink, no state and no clock.
"""

from collections.abc import Callable

from coach.playback import sources
from coach.playback.sources import Source
from coach.script.phrasebook import Phrasebook
from coach.session.preparation import Preparation
from coach.settings.values import Pauses


class Destination:
    """Remembers what was asked for until the session is heard there.

    Args:
        preparation: The session.
        phrases: The words between times.
        pauses: The time it takes to get back into a pose.
        begin: Makes the source to play first; it counts as asked for.
    """

    def __init__(
        self, preparation: Preparation, phrases: Phrasebook, pauses: Pauses, begin: Callable[[], Source]
    ) -> None:
        self._preparation = preparation
        self._phrases = phrases
        self._pauses = pauses
        self._wanted: Callable[[], Source] | None = begin
        self._section_index: int | None = None  # the section that was jumped to

    def jump(self, stretches: int, heard_frame: int) -> bool:
        """Aim at the beginning of another section.

        Args:
            stretches: How many sections to go forward, or back if negative. They are counted from the section that was
                aimed at last or, once that is reached, from the section that is heard.
            heard_frame: The frame of the session that is heard.

        Returns:
            Whether there is such a section; without one the destination stays as it was.
        """
        here = self._preparation.index_at(heard_frame) if self._section_index is None else self._section_index
        index = max(0, here + stretches)
        if self._preparation.ended and index >= len(self._preparation.sections):
            return False
        self._section_index = index
        self._wanted = lambda: sources.section_from_start(self._preparation, index, self._phrases)
        return True

    def reach(self) -> None:
        """Forget what was asked for, since the session is heard there."""
        self._wanted = self._section_index = None

    def source(self, cut_frame: int, away_s: float) -> Source:
        """Make the source that goes on.

        Args:
            cut_frame: The first frame of the session that was not heard.
            away_s: How long ago that was, in seconds.
        """
        if self._wanted is not None:
            return self._wanted()
        return sources.resumed(self._preparation, cut_frame, away_s, self._phrases, self._pauses)

    def ask_for_words(self, cut_frame: int) -> None:
        """Have the words made that may be needed to go on after a cut."""
        sources.ask_for_words(self._preparation, cut_frame, self._phrases, self._pauses)
