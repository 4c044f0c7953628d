"""Keys from real pseudo-terminals, which are given back as they were."""

import os
import queue
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from coach.cli.keyboard.keys import Key

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
termios = pytest.importorskip("termios")
tty = pytest.importorskip("tty")

from coach.cli.keyboard._posix import TerminalKeyboard  # noqa: E402 (Windows has no termios)

PATIENCE_S = 20

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
