"""What is kept of a session that is played: its place while it is unfinished, a line in the history when it is done."""

from collections.abc import Mapping
from contextlib import suppress

from coach.audio import SAMPLE_RATE
from coach.bookmark import Bookmark, BookmarkError, bookmark_path, lasting_name, remove_bookmark, write_bookmark
from coach.history import Practice, append_practice, history_path, local_now
from coach.playback.status import Status
from coach.script.steps import Routine
from coach.units import seconds_to_frames

EVERY_FRAMES = seconds_to_frames(5, SAMPLE_RATE)
"""Of the session, between two times that the place is written: what a power cut may cost, beside what makes sense."""

DONE_SHARE = 0.75
"""Of a stretch, from where on it counts as done when it is heard."""


class Keeper:
    """Follows a session by its statuses.

    Args:
        name: What is played, as the person gave it.
        chosen: The options that shape it, as texts.
    """

    def __init__(self, name: str, chosen: Mapping[str, str]) -> None:
        self._name = lasting_name(name)
        self._chosen = chosen
        self._status: Status | None = None
        self._kept_frame = -EVERY_FRAMES
        self._done: dict[int, str] = {}

    def follow(self, status: Status) -> None:
        """Keep the place, every few seconds; a disk that refuses is no reason to disturb anyone."""
        self._status = status
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
        if self._status is None or section is None or section is self._status.sections[0]:
            return False
        number = self._status.sections.index(section)
        frame = self._status.frame - section.start_frame
        write_bookmark(Bookmark(self._name, self._chosen, number, section.stretch, frame, local_now()), bookmark_path())
        return True

    def forget_place(self) -> None:
        """The session is finished.

        Raises:
            BookmarkError: The place could not be deleted.
        """
        remove_bookmark(bookmark_path())

    def log(self, routine: Routine, practised_s: float) -> None:
        """Write that it was practised.

        Raises:
            HistoryError: It could not be written.
        """
        stretches = tuple(name for _, name in sorted(self._done.items()) if name)
        practice = Practice(local_now(), routine.name, routine.title, stretches, practised_s)
        append_practice(practice, history_path())
