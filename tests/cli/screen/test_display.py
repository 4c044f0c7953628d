"""The choice of a display."""

import io
import subprocess
import sys

import pytest
from rich.console import Console

from coach.cli import console
from coach.cli.screen._full_screen import FullScreenDisplay
from coach.cli.screen._plain import PlainDisplay, QuietDisplay
from coach.cli.screen.display import find_display
from tests.cli.screen.example import PHRASES, ROUTINE, at


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def use_stderr(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, terminal: str = "") -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(console, "stderr", Console(stderr=True, legacy_windows=False, _environ={"TERM": terminal}))


def test_a_terminal_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    use_stderr(monkeypatch, Terminal(), "xterm")
    assert isinstance(find_display(ROUTINE, PHRASES), FullScreenDisplay)


def test_a_terminal_that_cannot_be_filled_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    use_stderr(monkeypatch, stream, "dumb")
    with find_display(ROUTINE, PHRASES) as display:
        assert isinstance(display, PlainDisplay)
        display.show(at(1))
    assert stream.getvalue() == "  0:00  Middle back relief\n  0:01  Welcome.\n"


def test_lines_that_are_asked_for_go_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with find_display(ROUTINE, PHRASES, plain=True) as display:
        display.announce("It is back.")
    assert capsys.readouterr().out == "  0:00  It is back.\n"


def test_nothing_but_announcements_is_printed_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    use_stderr(monkeypatch, stream)
    with find_display(ROUTINE, PHRASES) as display:
        assert isinstance(display, QuietDisplay)
        display.show(at(205))
        display.announce("It is back.")
    assert stream.getvalue() == "It is back.\n"


def test_what_draws_on_a_terminal_is_not_loaded_where_there_is_none() -> None:
    code = (
        "import sys, coach.cli.commands.play\n"
        "from tests.cli.screen.example import PHRASES, ROUTINE\n"
        "coach.cli.commands.play.find_display(ROUTINE, PHRASES)\n"
        "print(*(name for name in sys.modules if name.startswith(('rich', 'coach.export'))))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert loaded.stdout == "\n"
