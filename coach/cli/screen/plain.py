"""A session as lines of text, for screen readers, logs and pipes: nothing is drawn, moved or coloured.

Nobody who stops reading disturbs the session.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import IO, Self

from coach.audio.format import SAMPLE_RATE
from coach.cli.screen.moment import titles
from coach.playback.states import State, Status
from coach.script.steps import Routine
from coach.timeline import Cue, Section, SectionKind
from coach.units import clock, seconds_to_frames

SLACK_S = 0.5
"""A session that is further on than the clock by more than this was not heard so far: somebody jumped."""


class PlainDisplay:
    """Prints each cue as it begins to be heard, with its time in the session.

    Args:
        routine: What is played.
        stream: Where the lines go; standard output if not given.
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
        self._next_frame = 0  # the first that was not heard yet
        self._section_frame = -1  # where the section begins that was named last
        self._paused = False
        self._saying = ""
        self._count = len(routine.stretches)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def suspend(self) -> None:
        """There is nothing to give back."""

    def resume(self) -> None:
        """There is nothing to take again."""

    def show(self, status: Status) -> None:
        """Print what began to be heard since the last call; nothing twice, and nothing that was jumped over."""
        now_s = self._now()
        passed_s, self._shown_at_s = now_s - self._shown_at_s, now_s
        self._frame = status.frame
        self._tell_pause(status.state)
        self._tell_saying("" if self._paused else status.saying)  # “Paused.” is told already
        self._count = len(titles(status, self._routine))
        if status.waiting or status.state not in {State.PLAYING, State.FINISHED}:
            self._next_frame = status.frame
            return
        first_frame = self._first_heard(status, passed_s)
        self._next_frame = status.frame + 1
        for frame, line in self._lines(status, first_frame):
            self._print(frame, line)

    def announce(self, sentence: str) -> None:
        """Print a sentence with the time in the session."""
        self._print(self._frame, sentence)

    def _tell_pause(self, state: State) -> None:
        if state is State.PAUSED and not self._paused:
            self.announce("Paused.")
        if state is State.PLAYING and self._paused:
            self.announce("Going on.")
        self._paused = state is State.PAUSED

    def _tell_saying(self, sentence: str) -> None:
        if sentence and sentence != self._saying:
            self.announce(sentence)
        self._saying = sentence

    def _first_heard(self, status: Status, passed_s: float) -> int:
        most_frames = seconds_to_frames(passed_s + SLACK_S, SAMPLE_RATE)
        heard_frames = status.frame - self._next_frame
        if -1 <= heard_frames <= most_frames:
            return self._next_frame
        start_frame = status.section.start_frame if status.section else status.frame
        return max(start_frame, status.frame - most_frames)

    def _lines(self, status: Status, first_frame: int) -> Iterator[tuple[int, str]]:
        for index, section in enumerate(status.sections):
            if section.end_frame <= first_frame or section.start_frame > status.frame:
                continue
            if section.start_frame >= first_frame or section.start_frame != self._section_frame:
                self._section_frame = section.start_frame
                yield max(first_frame, section.start_frame), self._heading(index, section)
            for cue in section.cues:
                if first_frame <= cue.start_frame <= status.frame:
                    yield cue.start_frame, _words(cue)

    def _heading(self, index: int, section: Section) -> str:
        if section.kind is SectionKind.STRETCH:
            return f"Stretch {index} of {self._count}: {section.title}"
        return section.title if section.kind is SectionKind.CLOSING else self._routine.title

    def _print(self, frame: int, words: str) -> None:
        print_line(f"{clock(frame / SAMPLE_RATE):>6}  {words}", self._stream)


def _words(cue: Cue) -> str:
    words = f"Sound: {cue.sound}" if cue.sound else cue.text
    return f"{words}  ({cue.side})" if cue.side else words


def print_line(line: str, stream: IO[str] | None) -> None:
    """Print at once; where nobody reads any more, neither now nor when Python ends is there a word about it."""
    if stream is None:  # it was closed before coach began
        return
    try:
        print(line, file=stream, flush=True)
    except (OSError, ValueError):
        silence(stream)


def silence(stream: IO[str]) -> None:
    """Let a stream that cannot be written take everything: what it has kept would be tried again when Python ends."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
