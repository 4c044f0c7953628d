"""Prints to real pseudo-terminals and to pipes. Covers also: spelling."""

import io
import os
import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO

import pytest

from coach import cli
from coach.cli.spelling import SPELLED, spell
from coach.cli.terminal import (
    ask,
    columns_of,
    fitted,
    flush_output,
    print_json,
    print_table,
    print_text,
    tell,
    tell_error,
)
from coach.errors import Location, ScriptError, ScriptErrors
from tests.terminals import open_terminal

SENTENCE = "Lie down on the mat, on your belly."


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[IO[str]]:
    monkeypatch.delenv("COLUMNS", raising=False)
    pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    screen, end = open_terminal()
    with os.fdopen(end, "w", encoding="utf-8") as file:
        yield file
    os.close(screen)


def resize(terminal: IO[str], columns: int, rows: int) -> None:
    import termios

    termios.tcsetwinsize(terminal.fileno(), (rows, columns))


@pytest.mark.parametrize(("window", "columns"), [((40, 20), 40), ((0, 0), 80), ((0, 20), 80), ((1, 1), 1)])
def test_a_terminal_has_the_columns_of_its_window_or_80(
    terminal: IO[str], window: tuple[int, int], columns: int
) -> None:
    resize(terminal, *window)
    assert columns_of(terminal) == columns


@pytest.mark.parametrize(("chosen", "columns"), [("30", 30), ("0", 50), ("-3", 50), ("", 50), ("wide", 50)])
def test_the_environment_may_choose_the_columns(
    terminal: IO[str], monkeypatch: pytest.MonkeyPatch, chosen: str, columns: int
) -> None:
    resize(terminal, 50, 20)
    monkeypatch.setenv("COLUMNS", chosen)
    assert columns_of(terminal) == columns


def test_lines_are_wrapped_on_a_terminal_and_whole_in_a_pipe(terminal: IO[str]) -> None:
    resize(terminal, 20, 20)
    assert fitted(SENTENCE, terminal) == "Lie down on the mat,\non your belly."
    assert fitted(SENTENCE, io.StringIO()) == SENTENCE


def test_each_line_stays_one(capfd: pytest.CaptureFixture[str]) -> None:
    tell("First.", "a\nb.wav exists.")
    tell_error(ScriptErrors((mistake("a\nb.yaml"), mistake("c.yaml"))))
    print_text("First.", "a\nb")
    out, err = capfd.readouterr()
    assert out == "First.\na\\nb\n"
    assert err == "First.\na\\nb.wav exists.\nError: a\\nb.yaml: is wrong. Mend it.\nc.yaml: is wrong. Mend it.\n"


def mistake(path: str) -> ScriptError:
    return ScriptError(Location(Path(path)), "is wrong.", "Mend it.")


@pytest.mark.parametrize(("error", "told"), [(OSError(28, "full"), False), (BrokenPipeError(), True)])
def test_a_sentence_that_no_stream_takes_is_dropped(
    monkeypatch: pytest.MonkeyPatch, error: OSError, told: bool
) -> None:
    class Refusing(io.StringIO):
        def write(self, _text: str) -> int:
            raise error

    monkeypatch.setattr("sys.stderr", Refusing())
    with pytest.raises(BrokenPipeError) if told else nullcontext():
        tell("Note.")


def test_nothing_is_flushed_where_stdout_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    flush_output()
    print_text("Nowhere.")


def test_everything_that_is_printed_is_harmless(capfd: pytest.CaptureFixture[str]) -> None:
    tell("\x1b[2J")
    print_text("\u202e\x07")
    print_table([("\x9b", "a\nb")])
    print_json({"\x7f": "\x1bé"})
    assert capfd.readouterr() == ('\\u202e\\x07\n\\x9b  a\\nb\n{"\\u007f": "\\u001b\\u00e9"}\n', "\\x1b[2J\n")


@pytest.mark.parametrize(
    ("answer", "agreed"), [("y\n", True), ("Yes\n", True), ("no\n", False), ("\n", False), ("", False)]
)
def test_yes_is_asked_for(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answer: str, agreed: bool
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert ask("Replace a\x1b?") is agreed
    assert capfd.readouterr() == ("", "Replace a\\x1b? [y/N] ")


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "█▀▄─ · …"), ("cp437", "█▀▄─ · ."), ("latin-1", '#"o- · .'), ("ascii", '#"o- - .')],
)
def test_a_terminal_gets_letters_that_it_has(encoding: str, expected: str) -> None:
    assert spell("█▀▄─ · …", encoding) == expected
    assert spell("前", "ascii") == "?"


def test_a_stream_spells_what_it_lacks() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors=SPELLED)
    stream.write("“Child’s pose” – 2 × 30 s前")
    stream.flush()
    assert stream.buffer.getvalue() == b'"Child\'s pose" - 2 x 30 s?'  # type: ignore[attr-defined]


def test_bytes_that_are_no_text_are_still_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", SPELLED)


OWN_WORDS = {"pager.py", "beginning.py", "shells.py", "help.py", "doctor.py"}
"""Modules that print words of coach's own which must not be wrapped: pages, completions, a line that is wiped."""


def test_no_other_module_prints() -> None:
    printers = {"terminal.py", "_stream.py"} | OWN_WORDS
    modules = [path for path in Path(cli.__file__).parent.rglob("*.py") if path.name not in printers]
    words = re.compile(r"(?<![\w.])print\(|\b(echo|secho|confirm)\(|std(out|err)\.write\(|\bConfirm\b")
    assert [path.name for path in modules if words.search(path.read_text("utf-8"))] == []
