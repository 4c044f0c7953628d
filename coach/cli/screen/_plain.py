"""Shows a session as lines of text, for screen readers, logs and pipes: draws, moves and colours nothing.

The session plays on when the lines cannot be written, and ends when the reader of a pipe is gone: see `background`.
"""

import sys
import time
from collections.abc import Callable, Iterator
from typing import IO, Self

from coach.audio.format import SAMPLE_RATE
from coach.cli.keyboard.keys import Key
from coach.cli.screen._key_list import key_lines
from coach.cli.screen._moment import stretch_titles
from coach.cli.screen._stream import print_line
from coach.playback.player import MAX_VOLUME_DB, MIN_VOLUME_DB
from coach.playback.states import State, Status
from coach.script.routine import Routine
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind
from coach.units import clock, seconds_to_frames

SLACK_S = 0.5
"""How much further than the clock a session may move between two statuses, in seconds; if it moves more, it jumped."""

_ANSWERS = {
    Key.FORWARD: "To the next stretch.",
    Key.BACK: "To the stretch before.",
    Key.REPEAT: "This stretch again.",
}
"""The words for keys after which it takes a moment until something is heard."""

_TIMED = {MarkKind.WORK: "Work", MarkKind.REST: "Rest", MarkKind.SILENCE: "Silence"}
"""The spans whose length is printed when they begin."""


class QuietDisplay:
    """Prints announcements and nothing else.

    Args:
        stream: The stream for the announcements; None prints nothing.
    """

    def __init__(self, stream: IO[str] | None) -> None:
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, status: Status) -> None:
        """Do nothing."""

    def announce(self, sentence: str) -> None:
        """Print a sentence."""
        print_line(sentence, self._stream)

    def answer(self, key: Key) -> None:
        """Print the keys if one asked for them."""
        if key is Key.HELP:
            for line in key_lines():
                self.announce(line)

    def suspend(self) -> None:
        """Do nothing: there is nothing to give back."""

    def resume(self) -> None:
        """Do nothing: there is nothing to take again."""


class PlainDisplay:
    """Prints each cue, round, effort, rest and silence as it begins to be heard, with its time in the session.

    Args:
        routine: The routine that is played.
        stream: The stream for the lines; standard output by default.
        now: A clock in seconds that never goes back.
    """

    def __init__(
        self, routine: Routine, stream: IO[str] | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._routine = routine
        self._stream = sys.stdout if stream is None else stream
        self._now = now
        self._shown_at_s = now()
        self._frame = 0
        self._next_frame = 0  # the first frame that was not heard yet
        self._named_frame = -1  # where the section begins whose heading was printed last
        self._state = State.IDLE
        self._saying = ""
        self._volume_db = 0
        self._turned: Key | None = None  # the key that asked for another volume and is not answered yet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def suspend(self) -> None:
        """Do nothing: there is nothing to give back."""

    def resume(self) -> None:
        """Do nothing: there is nothing to take again."""

    def show(self, status: Status) -> None:
        """Print the cues that began since the last call: none twice, and none that was jumped over."""
        now_s = self._now()
        passed_s, self._shown_at_s = now_s - self._shown_at_s, now_s
        self._frame = status.frame
        self._print_state(status.state)
        self._print_volume(status.volume_db)
        self._print_saying("" if status.state is State.PAUSED else status.saying)  # “Paused.” was printed already
        if status.waiting or status.state not in {State.PLAYING, State.FINISHED}:
            self._next_frame = status.frame
            return
        first_frame = self._first_heard(status, passed_s)
        self._next_frame = status.frame + 1
        for frame, words in self._lines(status, first_frame):
            self._print(frame, words)

    def announce(self, sentence: str) -> None:
        """Print a sentence with the time in the session."""
        self._print(self._frame, sentence)

    def answer(self, key: Key) -> None:
        """Print the keys, or where a key leads. The other keys change the status, which is printed then."""
        if key is Key.HELP:
            for line in key_lines():
                self.announce(line)
        elif key in _ANSWERS:
            self.announce(_ANSWERS[key])
        elif key in {Key.LOUDER, Key.QUIETER}:
            self._turned = key

    def _print_state(self, state: State) -> None:
        before, self._state = self._state, state
        if state is State.PAUSED and before is not State.PAUSED:
            self.announce("Paused.")
        elif state is State.PLAYING and before is State.PAUSED:
            self.announce("Going on.")
        elif state is State.STOPPING and before is not State.STOPPING:
            self.announce("Ending.")

    def _print_volume(self, volume_db: int) -> None:
        """Print the volume when it was changed, and when a key cannot change it any more."""
        limit = {Key.LOUDER: MAX_VOLUME_DB, Key.QUIETER: MIN_VOLUME_DB}.get(self._turned) if self._turned else None
        if volume_db == self._volume_db and volume_db != limit:
            return
        end = {MAX_VOLUME_DB: ", the loudest", MIN_VOLUME_DB: ", the quietest"}.get(volume_db, "")
        self._volume_db, self._turned = volume_db, None
        self.announce(f"Volume {volume_db:+} dB{end}." if volume_db else "Volume as it was made.")

    def _print_saying(self, sentence: str) -> None:
        if sentence and sentence != self._saying:
            self.announce(sentence)
        self._saying = sentence

    def _first_heard(self, status: Status, passed_s: float) -> int:
        """Find the first frame that was heard since the last call.

        After a jump, that is the beginning of the section, unless the clock has not moved enough since.
        """
        most_frames = seconds_to_frames(passed_s + SLACK_S, SAMPLE_RATE)
        heard_frames = status.frame - self._next_frame
        if -1 <= heard_frames <= most_frames:
            return self._next_frame
        start_frame = status.section.start_frame if status.section else status.frame
        return max(start_frame, status.frame - most_frames)

    def _lines(self, status: Status, first_frame: int) -> Iterator[tuple[int, str]]:
        """Yield the headings and cues from `first_frame` to the frame that is heard now, each with its frame."""
        for index, section in enumerate(status.sections):
            if section.end_frame <= first_frame or section.start_frame > status.frame:
                continue
            if section.start_frame >= first_frame or section.start_frame != self._named_frame:
                self._named_frame = section.start_frame
                yield max(first_frame, section.start_frame), self._heading(status, index, section)
            events: list[Cue | Mark] = [*_told(section), *section.cues]
            for event in sorted(events, key=lambda event: event.start_frame):
                if first_frame <= event.start_frame <= status.frame:
                    yield event.start_frame, _words(event)

    def _heading(self, status: Status, index: int, section: Section) -> str:
        if section.kind is SectionKind.OPENING:
            return self._routine.title
        if section.kind is SectionKind.CLOSING:
            return section.title
        return f"Stretch {index} of {len(stretch_titles(status, self._routine))}: {section.title}"

    def _print(self, frame: int, words: str) -> None:
        print_line(f"{clock(frame / SAMPLE_RATE):>6}  {words}", self._stream, indent=8)


def _told(section: Section) -> Iterator[Mark]:
    """Yield the spans that have a line of their own. The voice tells all others, or nobody counts them."""
    for mark in section.marks:
        if mark.kind in _TIMED or (mark.kind is MarkKind.ROUND and mark.total > 1):
            yield mark


def _words(event: Cue | Mark) -> str:
    if isinstance(event, Cue):
        words = f"Sound: {event.sound}" if event.sound else event.text
    elif event.kind in _TIMED:
        words = f"{_TIMED[event.kind]}: {clock((event.end_frame - event.start_frame) / SAMPLE_RATE)}"
    else:
        words = f"Round {event.n} of {event.total}"
    return f"{words}  ({event.side})" if event.side else words
