"""Fills the window of a terminal with a large picture of the session, which can be read from two metres.

Takes statuses as often as they come, draws at most four times a second, and then only the lines that changed.
"""

import select
import sys
import time
from collections.abc import Callable
from typing import Self

from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.text import Text

from coach.audio.format import SAMPLE_RATE
from coach.cli.harmless import harmless
from coach.cli.keyboard.keys import Key
from coach.cli.screen._key_list import lay_out_keys
from coach.cli.screen._layout import lay_out
from coach.cli.screen._moment import moment
from coach.cli.screen._stream import print_line, silence
from coach.cli.spelling import spell
from coach.cli.terminal import in_foreground, window_size
from coach.playback.states import Status
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine
from coach.units import clock

DRAW_S = 0.25
"""The least time between two drawings, in seconds. Nothing on the screen changes faster than once a second."""


class FullScreenDisplay:
    """Draws on the terminal's alternate screen, so that the text from before comes back at the end.

    rich's `Live` does not serve here: it draws every line anew each time, and does not know when the program is in the
    background or the terminal takes no more.

    Args:
        routine: The routine that is played.
        phrases: The phrasebook, which has the titles of the opening and the closing.
        console: The console of a terminal.
        has_keys: Whether keys do anything, so that they are explained.
        now: A clock in seconds that never goes back.
    """

    def __init__(
        self,
        routine: Routine,
        phrases: Phrasebook,
        console: Console,
        *,
        has_keys: bool = True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._routine = routine
        self._phrases = phrases
        self._console = console
        self._has_keys = has_keys
        self._now = now
        self._terminal = console.file.fileno()
        self._drawn_at_s = -DRAW_S
        self._drawn: list[list[Segment]] = []
        self._size = (0, 0)  # of the window when it was drawn
        self._suspended = True
        self._frame = 0
        self._section_frame = -1
        self._lists_keys = False
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
        """Draw a moment if it is time, the program is in the foreground, and the terminal can be written at once."""
        self._frame = status.frame
        self._forget_announcement(status)
        now_s = self._now()
        if now_s - self._drawn_at_s < DRAW_S or self._suspended:
            return
        self._drawn_at_s = now_s
        try:
            if in_foreground(self._terminal) and _takes_more(self._terminal):
                self._draw(status)
        except OSError:  # the terminal is gone, which a signal tells the player
            self._suspended = True
            silence(self._console.file)

    def announce(self, sentence: str) -> None:
        """Show a sentence until the next section begins, and print it with its time in the session after the end."""
        self._announcement = sentence
        self._announcements.append(f"{clock(self._frame / SAMPLE_RATE):>6}  {sentence}")

    def answer(self, key: Key) -> None:
        """List the keys in place of the moment when one asks for them, until another key is pressed."""
        self._lists_keys = key is Key.HELP and not self._lists_keys

    def suspend(self) -> None:
        """Bring back the screen from before."""
        self._suspended = True
        if self._console.is_alt_screen:
            try:
                with self._console:  # writes both changes at once
                    self._console.show_cursor(True)
                    self._console.set_alt_screen(False)
            except OSError:
                silence(self._console.file)

    def resume(self) -> None:
        """Draw every line anew from the next moment on."""
        self._suspended = False
        self._size = (0, 0)

    def _forget_announcement(self, status: Status) -> None:
        """Drop the announcement when another section begins."""
        section_frame = status.section.start_frame if status.section else -1
        if section_frame != self._section_frame:
            self._section_frame, self._announcement = section_frame, ""

    def _draw(self, status: Status) -> None:
        size = window_size(self._terminal)
        if self._lists_keys:
            lines = lay_out_keys(size)
        else:
            now = moment(status, self._routine, self._phrases)
            lines = lay_out(now, size, announcement=self._announcement, has_keys=self._has_keys)
        segments = [self._rendered(line, size.columns) for line in lines]
        with self._console:
            if size != self._size:
                self._begin(size)
            for row, line in enumerate(segments):
                if row >= len(self._drawn) or line != self._drawn[row]:
                    self._console.update_screen_lines([line], 0, row)
        self._drawn = segments

    def _begin(self, size: tuple[int, int]) -> None:
        """Clear the alternate screen."""
        self._size, self._drawn = size, []
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)
        self._console.control(Control.clear())

    def _rendered(self, line: Text, columns: int) -> list[Segment]:
        line.plain = spell(harmless(line.plain), self._console.encoding)
        options = self._console.options.update(width=columns, no_wrap=True)
        return self._console.render_lines(line, options, pad=True)[0]


def _takes_more(terminal: int) -> bool:
    """Whether the terminal can be written at once; one that is held with Ctrl-S would make the display wait."""
    return sys.platform == "win32" or bool(select.select([], [terminal], [], 0)[1])
