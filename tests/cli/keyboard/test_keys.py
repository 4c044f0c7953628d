"""Keys from real pseudo-terminals: whatever the bytes, they are understood, and the terminal is given back."""

import os
import queue
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.keyboard.find import NoKeyboard, find_keyboard
from coach.cli.keyboard.keys import Key, keys_in

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
termios = pytest.importorskip("termios")
tty = pytest.importorskip("tty")

from coach.cli.keyboard.posix import TerminalKeyboard

PATIENCE_S = 20
PRESSES = {
    " ": Key.PAUSE,
    "p": Key.PAUSE,
    "K": Key.PAUSE,
    "\x1b[C": Key.FORWARD,
    "\x1bOC": Key.FORWARD,
    "n": Key.FORWARD,
    "\x1b[6~": Key.FORWARD,
    "\x1b[D": Key.BACK,
    "\x1bOD": Key.BACK,
    "b": Key.BACK,
    "\x1b[5~": Key.BACK,
    "r": Key.REPEAT,
    "R": Key.REPEAT,
    "+": Key.LOUDER,
    "=": Key.LOUDER,
    "\x1b[A": Key.LOUDER,
    "-": Key.QUIETER,
    "_": Key.QUIETER,
    "\x1bOB": Key.QUIETER,
    "q": Key.END,
}
NO_KEYS = ["x", "\r", "\x00", "é", "\x1b[1;5C", "\x1b[3~", "\x1bOP", "\x1b[200~", "\x13", "\x04"]

DRIVER = """\
import os, signal, sys
from coach.cli.keyboard.find import find_keyboard
from coach.cli.keyboard.keys import Key
from threading import Event

ended = Event()

def handle(key):
    os.write(1, f"<{key.name}>".encode())
    if key is Key.END:
        ended.set()

def stop(*_):
    keyboard.suspend()
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, stop)
    keyboard.resume()

signal.signal(signal.SIGTSTP, stop)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
with find_keyboard(handle) as keyboard:
    os.write(1, b"<ready>")
    while not ended.wait(0.05):
        pass
os.write(1, b"<done>")
"""
IN_CONTROL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)


@pytest.mark.parametrize(("typed", "key"), PRESSES.items())
def test_each_key_is_understood_in_every_spelling(typed: str, key: Key) -> None:
    assert keys_in(typed) == ([key], "")


@pytest.mark.parametrize("typed", NO_KEYS)
def test_what_is_no_key_is_dropped(typed: str) -> None:
    assert keys_in(typed) == ([], "")


@given(st.lists(st.sampled_from([*PRESSES, *NO_KEYS])), st.data())
def test_keys_are_the_same_however_they_are_split_over_reads(presses: list[str], data: st.DataObject) -> None:
    typed = "".join(presses)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(typed)), max_size=5)))
    found: list[Key] = []
    rest = ""
    for start, end in zip([0, *cuts], [*cuts, len(typed)], strict=True):
        keys, rest = keys_in(rest + typed[start:end])
        found += keys
    assert (found, rest) == ([PRESSES[press] for press in presses if press in PRESSES], "")


@given(st.text(st.characters(max_codepoint=255), max_size=200))
def test_garbage_is_taken_without_complaint_and_without_growing(typed: str) -> None:
    rest = ""
    for letter in typed:
        rest = keys_in(rest + letter)[1]
        assert len(rest) <= 24


def test_a_key_after_a_lone_escape_is_heard() -> None:
    assert keys_in("\x1b" + " ") == ([Key.PAUSE], "")
    assert keys_in("\x1b" + "\x1b[C") == ([Key.FORWARD], "")


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends: where a test types, and where a program reads."""
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


def test_keys_come_one_by_one_and_nothing_echoes(terminal: tuple[int, int]) -> None:
    typist, reader = terminal
    keys: queue.Queue[Key] = queue.Queue()
    before = termios.tcgetattr(reader)
    with TerminalKeyboard(keys.put, reader):
        for typed, key in (b" ", Key.PAUSE), (b"\x1b[", None), (b"C", Key.FORWARD), (b"\x1bOD", Key.BACK):
            os.write(typist, typed)
            assert key is None or keys.get(timeout=PATIENCE_S) is key
        os.set_blocking(typist, False)
        with pytest.raises(BlockingIOError):
            os.read(typist, 100)
    assert termios.tcgetattr(reader) == before


def test_ctrl_c_and_ctrl_z_stay_signals_and_ctrl_s_holds_nothing(terminal: tuple[int, int]) -> None:
    with TerminalKeyboard(lambda _: None, terminal[1]):
        iflag, _, _, lflag, *_ = termios.tcgetattr(terminal[1])
        assert lflag & termios.ISIG
        assert not lflag & (termios.ICANON | termios.ECHO)
        assert not iflag & termios.IXON


def test_the_terminal_is_given_back_after_an_error(terminal: tuple[int, int]) -> None:
    before = termios.tcgetattr(terminal[1])
    with pytest.raises(KeyboardInterrupt), TerminalKeyboard(lambda _: None, terminal[1]):
        raise KeyboardInterrupt
    assert termios.tcgetattr(terminal[1]) == before


def test_a_terminal_that_was_raw_before_is_so_again(terminal: tuple[int, int]) -> None:
    tty.setcbreak(terminal[1])
    before = termios.tcgetattr(terminal[1])
    with TerminalKeyboard(lambda _: None, terminal[1]):
        assert termios.tcgetattr(terminal[1]) != before
    assert termios.tcgetattr(terminal[1]) == before


def test_what_was_typed_too_late_is_not_left_for_the_shell(terminal: tuple[int, int]) -> None:
    typist, reader = terminal
    handling, handled = threading.Event(), threading.Event()

    def handle(_: Key) -> None:
        handling.set()
        handled.wait(PATIENCE_S)

    with TerminalKeyboard(handle, reader) as keyboard:
        os.write(typist, b"q")
        assert handling.wait(PATIENCE_S)
        os.write(typist, b"qq\n")
        keyboard.suspend()
        handled.set()
    assert select.select([reader], [], [], 0)[0] == []


def test_it_is_given_back_for_a_while_and_taken_again(terminal: tuple[int, int]) -> None:
    typist, reader = terminal
    keys: queue.Queue[Key] = queue.Queue()
    before = termios.tcgetattr(reader)
    with TerminalKeyboard(keys.put, reader) as keyboard:
        keyboard.suspend()
        assert termios.tcgetattr(reader) == before
        os.write(typist, b"q\n")
        assert os.read(reader, 10) == b"q\n"
        keyboard.resume()
        os.write(typist, b"r")
        assert keys.get(timeout=PATIENCE_S) is Key.REPEAT
    assert termios.tcgetattr(reader) == before


def test_settings_that_somebody_else_changed_are_set_again(terminal: tuple[int, int]) -> None:
    typist, reader = terminal
    keys: queue.Queue[Key] = queue.Queue()
    before = termios.tcgetattr(reader)
    with TerminalKeyboard(keys.put, reader):
        termios.tcsetattr(reader, termios.TCSANOW, before)
        os.write(typist, b" ")
        assert keys.get(timeout=PATIENCE_S) is Key.PAUSE
    assert termios.tcgetattr(reader) == before


def test_a_terminal_that_disappears_ends_the_reading() -> None:
    typist, reader = pty.openpty()
    with TerminalKeyboard(lambda _: None, reader):
        (thread,) = (each for each in threading.enumerate() if each.name == "keys")
        os.close(typist)
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
    os.close(reader)


def test_there_are_no_keys_where_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert isinstance(find_keyboard(lambda _: None), NoKeyboard)
    monkeypatch.setattr(sys, "stdin", None)
    assert isinstance(find_keyboard(lambda _: None), NoKeyboard)


class Screen:
    """What a program wrote to a terminal, from the typist's end."""

    def __init__(self, typist: int) -> None:
        self._typist = typist
        self._seen = ""

    def type(self, keys: str) -> None:
        os.write(self._typist, keys.encode())

    def wait_for(self, text: str) -> None:
        while text not in self._seen:
            assert select.select([self._typist], [], [], PATIENCE_S)[0], self._seen
            self._seen += os.read(self._typist, 1000).decode(errors="replace")
        self._seen = self._seen.partition(text)[2]


@pytest.fixture
def screen(terminal: tuple[int, int]) -> Screen:
    return Screen(terminal[0])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 3), (signal.SIGINT, -signal.SIGINT)])
def test_a_signal_leaves_the_terminal_as_it_was(
    terminal: tuple[int, int], screen: Screen, number: signal.Signals, code: int
) -> None:
    before = termios.tcgetattr(terminal[1])
    command = [sys.executable, "-c", DRIVER]
    with subprocess.Popen(command, stdin=terminal[1], stdout=terminal[1], stderr=subprocess.DEVNULL) as program:
        try:
            screen.wait_for("<ready>")
            assert termios.tcgetattr(terminal[1]) != before
            program.send_signal(number)
            program.wait(PATIENCE_S)
        finally:
            program.kill()
    assert program.returncode == code
    assert termios.tcgetattr(terminal[1]) == before


def test_in_the_background_the_keys_are_the_shells_and_in_the_foreground_ours(
    terminal: tuple[int, int], screen: Screen
) -> None:
    shell = [sys.executable, "-c", IN_CONTROL, "sh", "-i"]
    environment = {**os.environ, "PS1": "$ ", "DRIVER": DRIVER, "ENV": ""}
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), terminal[1])
    with subprocess.Popen(shell, env=environment, start_new_session=True, **streams) as process:
        try:
            screen.type(f'{sys.executable} -c "$DRIVER" &\n')
            screen.wait_for("<ready>")
            screen.type("echo its''elf q\n")
            screen.wait_for("itself q")
            screen.type("fg\n ")
            screen.wait_for("<PAUSE>")
            screen.type("\x1a")
            screen.wait_for("$ ")
            screen.type("echo ag''ain q\n")
            screen.wait_for("again q")
            screen.type("fg\n")
            screen.type("q")
            screen.wait_for("<END>")
            screen.wait_for("<done>")
            lflag = termios.tcgetattr(terminal[1])[3]
            screen.type("exit\n")
            process.wait(PATIENCE_S)
        finally:
            process.kill()  # or a failure would wait for it
    assert lflag & termios.ICANON
    assert lflag & termios.ECHO
