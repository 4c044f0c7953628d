"""Sections made in the background, ahead of whoever plays them, and any sentence at hand on demand.

One thread owns the voice. A sentence that the player asks for comes before the sections' next one.
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
"""At most, for the sentence that is being spoken at the end: heart needs a tenth. Who has others, leaves the thread."""

THREAD = "preparation"

IDLE_S = 0.1
"""Between two looks for sentences to speak, once all sections are made; such a sentence is asked for long before it is
needed."""


class _Unwanted(BaseException):
    """Ends the thread from within `speak`; no `except Exception` on the way takes it for a fault."""


class Preparation:
    """A session that is being made while its beginning is already played.

    Works inside a `with`.

    Args:
        make: Gives the sections in turn, end to end, with the `speak` that it is handed.
        speak: Gives the clip of a sentence; called in the background thread alone.
        close: Called in that thread at its end, however it ends.
        ambient: What lies under the session, if anything.

    Attributes:
        sections: Those that are made, in order; only ever grows.
        complete: These are all; set last.
        error: What `make` or `speak` raised; `sections` ends before it.
        ambient: As it was given.
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
        self._clips: dict[str, Audio | None] = {}  # asked for by the player; None while or because there is none
        self._asked: SimpleQueue[str] = SimpleQueue()
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)

    def __enter__(self) -> Self:
        """Begin to make sections."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Make no more, and release the voice; waits for the sentence that is being spoken, half a second at most."""
        self._unwanted.set()
        self._thread.join(STOP_S)

    @property
    def frames(self) -> int:
        """How much of the session is made."""
        sections = self.sections
        return sections[-1].end_frame if sections else 0

    @property
    def ended(self) -> bool:
        """Whether no section is to be expected any more."""
        return self.complete or self.error is not None

    def ready(self, frame: int) -> bool:
        """Whether a frame of the session can be played, or never will be."""
        return frame < self.frames or self.ended

    def over(self, frame: int) -> bool:
        """Whether a frame lies behind all that will ever be there."""
        return self.ended and frame >= self.frames

    def raise_error(self) -> None:
        """Raise what went wrong, if anything did."""
        if self.error is not None:
            raise self.error

    def section_at(self, frame: int) -> Section | None:
        """The section that a frame lies in, if it is made."""
        return next((section for section in self.sections if section.start_frame <= frame < section.end_frame), None)

    def index_at(self, frame: int) -> int:
        """How many sections end at or before a frame."""
        return sum(section.end_frame <= frame for section in self.sections)

    def made_sections(self) -> Iterator[Section]:
        """One after another, those that are made meanwhile too; ends where the next is not made yet."""
        index = 0
        while index < len(self.sections):
            yield self.sections[index]
            index += 1

    def clip(self, sentence: str) -> Audio | None:
        """The clip of a sentence, if it is at hand; else it is asked for, to be at hand later. Never waits."""
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
        except Exception as error:  # whatever it is: the player raises it where it can be seen
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
            except Exception:  # noqa: S112 (a courtesy that cannot be spoken is left out)
                continue
        raise _Unwanted
