"""Makes the sections of a session in the background, ahead of the player, and speaks any sentence on demand.

One thread owns the voice. A sentence that the player asks for is spoken before the next sentence of the sections.
"""

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Self

from coach.audio.buffer import Audio
from coach.schedule.track import Speak
from coach.soundscape.ambient import Ambient
from coach.timeline import Section

STOP_S = 0.5
"""How long to wait at the end for the sentence that is being spoken, in seconds: heart needs a tenth. The thread of a
slower voice is left behind."""

THREAD = "preparation"
"""The name of the background thread."""

IDLE_S = 0.1
"""Seconds between two looks for sentences to speak, once all sections are made. Such a sentence is asked for long
before it is needed."""


class _Unwanted(BaseException):
    """Ends the thread from within `speak`, past any `except Exception` on the way."""


class Preparation:
    """A session that is still being made while its beginning is already played.

    Makes sections inside its `with` block.

    Args:
        make: Gives the sections in turn, end to end; speaks with the function that it is handed.
        speak: Gives the clip of a sentence; called only in the background thread.
        close: Releases the voice; called in that thread at its end, however it ends.
        ambient: The sound that lies under the session; None for none.

    Attributes:
        sections: The sections that are made, in order; only ever grows.
        complete: Whether these are all sections; set last.
        error: The exception that `make` or `speak` raised; `sections` ends before it.
        ambient: The sound that lies under the session.
    """

    def __init__(
        self,
        make: Callable[[Speak], Iterator[Section]],
        speak: Speak,
        close: Callable[[], None] = lambda: None,
        *,
        ambient: Ambient | None = None,
    ) -> None:
        self.sections: tuple[Section, ...] = ()
        self.complete = False
        self.error: Exception | None = None
        self.ambient = ambient
        self._make = make
        self._voice = speak
        self._close_voice = close
        self._clips: dict[str, Audio | None] = {}  # that the player asked for; None while, or because, there is none
        self._asked: SimpleQueue[str] = SimpleQueue()
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)

    def __enter__(self) -> Self:
        """Begin to make sections."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop making sections and release the voice; wait half a second at most for the sentence being spoken."""
        self._unwanted.set()
        self._thread.join(STOP_S)

    @property
    def frames(self) -> int:
        """Number of frames of the session that are made."""
        sections = self.sections
        return sections[-1].end_frame if sections else 0

    @property
    def ended(self) -> bool:
        """Whether no more sections will come."""
        return self.complete or self.error is not None

    def ready(self, frame: int) -> bool:
        """Tell whether a frame of the session can be played, or no wait will help."""
        return frame < self.frames or self.ended

    def over(self, frame: int) -> bool:
        """Tell whether a frame lies beyond everything that will ever be made."""
        return self.ended and frame >= self.frames

    def raise_error(self) -> None:
        """Raise the error of `make` or `speak`, if there was one."""
        if self.error is not None:
            raise self.error

    def section_at(self, frame: int) -> Section | None:
        """Return the section that a frame lies in; None if it is not made."""
        return next((section for section in self.sections if section.start_frame <= frame < section.end_frame), None)

    def index_at(self, frame: int) -> int:
        """Return how many sections end at or before a frame."""
        return len([section for section in self.sections if section.end_frame <= frame])

    def made_sections(self) -> Iterator[Section]:
        """Give one section after another, also those made meanwhile; end where the next is not made yet."""
        index = 0
        while index < len(self.sections):
            yield self.sections[index]
            index += 1

    def clip(self, sentence: str) -> Audio | None:
        """Return the clip of a sentence if it is made; otherwise ask for it and return None at once."""
        if sentence not in self._clips:
            self._clips[sentence] = None
            self._asked.put(sentence)
        return self._clips[sentence]

    def _run(self) -> None:
        try:
            self._prepare()
            while not self._unwanted.is_set():
                self._speak_what_was_asked(wait_s=IDLE_S)
        except _Unwanted:
            pass
        finally:
            self._close_voice()

    def _prepare(self) -> None:
        try:
            for section in self._make(self._speak):
                self.sections = (*self.sections, section)
            self.complete = True
        except Exception as error:  # of any kind: the player raises it where it can be seen
            self.error = error

    def _speak(self, sentence: str) -> Audio:
        self._speak_what_was_asked(wait_s=0)
        return self._voice(sentence)

    def _speak_what_was_asked(self, *, wait_s: float) -> None:
        while not self._unwanted.is_set():
            try:
                sentence = self._asked.get(timeout=wait_s) if wait_s else self._asked.get_nowait()
            except Empty:
                return
            try:
                self._clips[sentence] = self._voice(sentence)
            except Exception:  # noqa: S112 (the session goes on without the player's own words)
                continue
        raise _Unwanted
