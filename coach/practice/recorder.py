"""Follows a session that is played: writes its bookmark while it is unfinished, and its line in the history at the end.

Statuses of a player go in. It neither plays nor decides when a session is over.
"""

from collections.abc import Mapping
from contextlib import suppress

from coach.audio.format import SAMPLE_RATE
from coach.playback.states import Status
from coach.practice.bookmark import Bookmark, BookmarkError, lasting_name, remove_bookmark, write_bookmark
from coach.practice.history import Practice, append_practice, history_path, local_now
from coach.practice.unfinished import Unfinished, forget_oldest, new_bookmark_path
from coach.script.routine import Routine
from coach.timeline import SectionKind
from coach.units import seconds_to_frames

EVERY_FRAMES = seconds_to_frames(5, SAMPLE_RATE)
"""Frames of the session between two times that the bookmark is written: the most that a crash may cost."""

DONE_SHARE = 0.75
"""The share of a stretch from which it counts as done."""


class Recorder:
    """Follows a session by its statuses.

    Args:
        name: The name or path of what is played, as the person gave it.
        chosen: The options that shape the session, as texts.
        before: The unfinished session that it goes on from, if there is one.
    """

    def __init__(self, name: str, chosen: Mapping[str, str], before: Unfinished | None = None) -> None:
        self._path = new_bookmark_path()
        self._before = before
        self._is_kept = False
        self._name = lasting_name(name)
        self._chosen = chosen
        self._status: Status | None = None
        self._kept_frame = -EVERY_FRAMES
        self._done: dict[int, str] = {}  # names of stretches by the first frames of their sections
        self._done_before = before.bookmark.done if before else ()
        self._practised_s = self._practised_before_s = before.bookmark.practised_s if before else 0.0

    @property
    def practised_s(self) -> float:
        """Seconds of the session that were practised, with those before it was resumed."""
        return self._practised_s

    @property
    def done(self) -> tuple[str, ...]:
        """The names of the stretches that were heard to their end, or nearly; without those that were skipped."""
        return (*self._done_before, *(name for _, name in sorted(self._done.items()) if name))

    def follow(self, status: Status, practised_s: float) -> None:
        """Write the bookmark every few seconds; if the disk refuses, go on without disturbing anyone.

        Args:
            status: The player's status.
            practised_s: Seconds of the session that the player has played so far.
        """
        self._status, self._practised_s = status, self._practised_before_s + practised_s
        section = status.section
        if section is None or status.waiting:
            return
        if status.frame >= section.start_frame + DONE_SHARE * (section.end_frame - section.start_frame):
            self._done[section.start_frame] = section.stretch
        if abs(status.frame - self._kept_frame) >= EVERY_FRAMES:
            self._kept_frame = status.frame
            with suppress(BookmarkError):
                self.keep_bookmark()

    def keep_bookmark(self) -> bool:
        """Write the bookmark now, unless the session is still in its opening, since nobody has to go back to that.

        It takes the place of the bookmark that the session goes on from. The oldest ones are deleted.

        Returns:
            Whether there was something to write.

        Raises:
            BookmarkError: It could not be written.
        """
        section = self._status.section if self._status else None
        if self._status is None or section is None or section.kind is SectionKind.OPENING:
            return False
        bookmark = Bookmark(
            name=self._name,
            options=self._chosen,
            section_index=self._status.sections.index(section),
            stretch=section.stretch,
            frame=self._status.frame - section.start_frame,
            saved_at=local_now(),
            practised_s=self._practised_s,
            done=self.done,
        )
        write_bookmark(bookmark, self._path)
        if not self._is_kept:
            self._is_kept = True
            with suppress(BookmarkError):
                self._drop_before()
            forget_oldest(self._path)
        return True

    def drop_bookmark(self) -> None:
        """Delete the bookmark, since the session is finished.

        Raises:
            BookmarkError: It could not be deleted.
        """
        remove_bookmark(self._path)
        self._drop_before()

    def _drop_before(self) -> None:
        if self._before:
            remove_bookmark(self._before.path)

    def log(self, routine: Routine) -> None:
        """Write a line in the history, if any stretch was done.

        Raises:
            HistoryError: It could not be written.
        """
        if self.done:
            practice = Practice(local_now(), routine.name, routine.title, self.done, self._practised_s)
            append_practice(practice, history_path())
