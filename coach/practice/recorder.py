"""What is kept of a session that is played: its place while it is unfinished, a line in the history when it is done."""

from collections.abc import Mapping
from contextlib import suppress

from coach.audio.format import SAMPLE_RATE
from coach.playback.states import Status
from coach.practice.bookmark import (
    Bookmark,
    BookmarkError,
    bookmark_path,
    lasting_name,
    remove_bookmark,
    write_bookmark,
)
from coach.practice.history import Practice, append_practice, history_path, local_now
from coach.script.steps import Routine
from coach.timeline import SectionKind
from coach.units import seconds_to_frames

EVERY_FRAMES = seconds_to_frames(5, SAMPLE_RATE)
"""Of the session, between two times that the place is written: what a power cut may cost, beside what makes sense."""

DONE_SHARE = 0.75
"""Of a stretch, from where on it counts as done when it is heard."""


class Recorder:
    """Follows a session by its statuses.

    Args:
        name: What is played, as the person gave it.
        chosen: The options that shape it, as texts.
        before: What was done of it before, if it is gone on with.
    """

    def __init__(self, name: str, chosen: Mapping[str, str], before: Bookmark | None = None) -> None:
        self._name = lasting_name(name)
        self._chosen = chosen
        self._status: Status | None = None
        self._kept_frame = -EVERY_FRAMES
        self._done: dict[int, str] = {}
        self._done_before = before.done if before else ()
        self._practised_s = self._practised_before_s = before.practised_s if before else 0.0

    @property
    def done(self) -> tuple[str, ...]:
        """The names of the stretches that were heard to their end, or nearly; not those that were skipped."""
        return (*self._done_before, *(name for _, name in sorted(self._done.items()) if name))

    def follow(self, status: Status, practised_s: float) -> None:
        """Keep the place, every few seconds; a disk that refuses is no reason to disturb anyone.

        Args:
            status: The player's.
            practised_s: Seconds of the session that it has played so far.
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
                self.keep_place()

    def keep_place(self) -> bool:
        """Keep the place now, unless there is none to speak of: before the first stretch, an older one is worth more.

        Returns:
            Whether there was one.

        Raises:
            BookmarkError: It could not be written.
        """
        section = self._status.section if self._status else None
        if self._status is None or section is None or section.kind is SectionKind.OPENING:
            return False
        number = self._status.sections.index(section)
        place = (number, section.stretch, self._status.frame - section.start_frame, local_now())
        bookmark = Bookmark(self._name, self._chosen, *place, self._practised_s, self.done)
        write_bookmark(bookmark, bookmark_path())
        return True

    def forget_place(self) -> None:
        """The session is finished.

        Raises:
            BookmarkError: The place could not be deleted.
        """
        remove_bookmark(bookmark_path())

    def log(self, routine: Routine) -> None:
        """Write that it was practised, if any of it was.

        Raises:
            HistoryError: It could not be written.
        """
        if self.done:
            practice = Practice(local_now(), routine.name, routine.title, self.done, self._practised_s)
            append_practice(practice, history_path())
