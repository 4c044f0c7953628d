"""What is to be seen while a session plays: a large picture, a line a cue, or announcements alone.

Statuses in, some twenty a second, in one thread; drawn at most four times a second, and only what has changed.
"""

import os
import select
import sys
import time
from collections.abc import Callable
from typing import IO, Protocol, Self

from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.text import Text

from coach.audio.format import SAMPLE_RATE
from coach.cli.screen.layout import picture
from coach.cli.screen.plain import PlainDisplay, print_line, silence
from coach.cli.terminal import in_foreground, stderr
from coach.playback.states import Status
from coach.script.steps import Routine
from coach.units import clock

DRAW_S = 0.25
"""Between two drawings: nothing that is shown moves faster than once a second."""

SPELLINGS = {
    "█": "#", "▀": '"', "▄": "o", "─": "-", "·": "-", "…": ".", "–": "-", "—": "-", "−": "-", "←": "<", "→": ">",
    "’": "'", "‘": "'", "“": '"', "”": '"',
}  # fmt: skip
"""For terminals that lack these."""


class Display(Protocol):
    """Shows a session. Give it the statuses inside a `with`, which gives back what it takes of the terminal."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def show(self, status: Status) -> None:
        """Show a moment; returns at once, and never raises because of the terminal."""

    def announce(self, sentence: str) -> None:
        """Tell something that matters, now and, if what is shown now is gone in the end, after the end."""

    def suspend(self) -> None:
        """Give the terminal back, before the program is stopped."""

    def resume(self) -> None:
        """Take it again, once the program goes on."""


def find_display(routine: Routine, *, plain: bool = False) -> Display:
    """The display that is right here: lines if they were asked for; else the most that standard error can show."""
    if plain:
        return PlainDisplay(routine)
    if not (stderr.is_terminal and sys.stderr.isatty()):
        return QuietDisplay(sys.stderr)
    if stderr.is_dumb_terminal or stderr.legacy_windows:
        return PlainDisplay(routine, sys.stderr)
    return ScreenDisplay(routine, stderr, keys=sys.stdin is not None and sys.stdin.isatty())


class QuietDisplay:
    """Prints announcements, and nothing else."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, status: Status) -> None:
        """Nothing is shown."""

    def announce(self, sentence: str) -> None:
        """Print it."""
        print_line(sentence, self._stream)

    def suspend(self) -> None:
        """There is nothing to give back."""

    def resume(self) -> None:
        """There is nothing to take again."""


class ScreenDisplay:
    """Fills the terminal's window, on its other screen, so that what was there before comes back in the end.

    Not rich's `Live`: that draws every line anew each time, and knows nothing of background and full buffers.

    Args:
        routine: What is played.
        console: A terminal's.
        keys: Whether pressing one does anything.
        now: A clock in seconds that never goes back.
    """

    def __init__(
        self, routine: Routine, console: Console, *, keys: bool = True, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._routine = routine
        self._console = console
        self._keys = keys
        self._now = now
        self._terminal = console.file.fileno()
        self._drawn_at_s = -DRAW_S
        self._drawn: list[list[Segment]] = []
        self._size = (0, 0)  # of the window when it was drawn
        self._suspended = True
        self._frame = 0
        self._section_frame = -1
        self._announcement = ""
        self._announcements: list[str] = []

    def __enter__(self) -> Self:
        self._suspended = False
        return self

    def __exit__(self, *_: object) -> None:
        self.suspend()
        for line in self._announcements:
            print_line(line, self._console.file)

    def show(self, status: Status) -> None:
        """Draw a moment, if it is time for it, and the terminal is ours and takes more."""
        self._frame = status.frame
        self._forget_announcement(status)
        now_s = self._now()
        if now_s - self._drawn_at_s < DRAW_S or self._suspended:
            return
        self._drawn_at_s = now_s
        try:
            if in_foreground(self._terminal) and _takes_more(self._terminal):
                self._draw(status)
        except OSError:  # the terminal is gone; whoever has to know is told by a signal
            self._suspended = True
            silence(self._console.file)

    def announce(self, sentence: str) -> None:
        """Show a sentence until the next stretch begins, and print it with its time in the session after the end."""
        self._announcement = sentence
        self._announcements.append(f"{clock(self._frame / SAMPLE_RATE):>6}  {sentence}")

    def suspend(self) -> None:
        """Bring back what was on the screen."""
        self._suspended = True
        if self._console.is_alt_screen:
            try:
                with self._console:  # writes all at once
                    self._console.show_cursor(True)
                    self._console.set_alt_screen(False)
            except OSError:
                silence(self._console.file)

    def resume(self) -> None:
        """Draw anew from the next moment on."""
        self._suspended = False
        self._size = (0, 0)

    def _forget_announcement(self, status: Status) -> None:
        section_frame = status.section.start_frame if status.section else -1
        if section_frame != self._section_frame:
            self._section_frame, self._announcement = section_frame, ""

    def _draw(self, status: Status) -> None:
        size = os.get_terminal_size(self._terminal)
        lines = picture(status, self._routine, size, announcement=self._announcement, keys=self._keys)
        segments = [self._rendered(line, size.columns) for line in lines]
        with self._console:
            if size != self._size:
                self._begin(size)
            for row, line in enumerate(segments):
                if row >= len(self._drawn) or line != self._drawn[row]:
                    self._console.update_screen_lines([line], 0, row)
        self._drawn = segments

    def _begin(self, size: tuple[int, int]) -> None:
        self._size, self._drawn = size, []
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)
        self._console.control(Control.clear())

    def _rendered(self, line: Text, columns: int) -> list[Segment]:
        line.plain = spelled(line.plain, self._console.encoding)
        options = self._console.options.update(width=columns, no_wrap=True)
        return self._console.render_lines(line, options, pad=True)[0]


def spelled(text: str, encoding: str) -> str:
    """The same text, as long, in letters that an encoding has."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_spelled(letter, encoding) for letter in text)
    return text


def _spelled(letter: str, encoding: str) -> str:
    if letter.encode(encoding, "replace") == b"?":
        return SPELLINGS.get(letter, "?")
    return letter


def _takes_more(terminal: int) -> bool:
    """Whether it can be written at once; one that is held with Ctrl-S would make the session wait."""
    return sys.platform == "win32" or bool(select.select([], [terminal], [], 0)[1])
