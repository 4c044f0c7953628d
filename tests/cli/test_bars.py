"""Draws bars on a console that keeps what it shows.

Covers also: columns.
"""

import io

import pytest
from rich.console import Console

from coach.cli import bars, columns
from coach.cli.bars import preparation_progress, progress_bar, session_progress
from coach.timeline import Section, SectionKind, Timeline

TIMELINE = Timeline("Short", (Section(SectionKind.STRETCH, "cobra", "Cobra pose", None, 0, 240_000, (), ()),))


def console(monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool) -> io.StringIO:
    shown = io.StringIO()
    monkeypatch.setattr(columns, "stderr", Console(file=shown, force_terminal=is_terminal, width=100))
    monkeypatch.setattr(bars, "are_shown", lambda: is_terminal)
    return shown


def draw() -> None:
    with session_progress("Writing [b]a.wav", TIMELINE) as advance_to:
        advance_to(120_000)
        advance_to(240_000)
    with progress_bar("Getting emma", 10) as advance_to:
        advance_to(10)
    with preparation_progress() as on_progress:
        on_progress(1, 3)


def test_on_a_terminal_a_bar_says_what_is_done_and_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = console(monkeypatch, is_terminal=True)
    draw()
    for words in ("Writing [b]a.wav", "Cobra pose", "×", "Getting emma", "Preparing the voice"):
        assert words in shown.getvalue()


def test_elsewhere_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = console(monkeypatch, is_terminal=False)
    draw()
    assert shown.getvalue() == ""
