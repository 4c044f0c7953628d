"""Long help goes through the person's pager on a terminal, short help and help in a pipe do not, and nothing waits."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminals import open_terminal

pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

Shown = tuple[str, bool]
Show = Callable[..., Shown]

LAST_WORDS = "143 terminated."


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """Return a function that runs `coach help start` on a terminal with a pager that notes what it gets."""
    pager, paged = tmp_path / "less", tmp_path / "paged"
    pager.write_text(f'#!/bin/sh\ncat > "{paged}"\necho "$@" >> "{paged}"\n')
    pager.chmod(0o755)

    def run(*, rows: int = 24, pager: str = str(pager), **environment: str) -> Shown:
        paged.unlink(missing_ok=True)
        own = {"TERM": "xterm", "LANG": "C.UTF-8", "PATH": os.environ["PATH"], "PAGER": pager, **environment}
        output = _on_a_terminal(rows, own)
        return (paged.read_text("utf-8"), True) if paged.exists() else (output, False)

    return run


def _on_a_terminal(rows: int, environment: dict[str, str]) -> str:
    screen, end = open_terminal(80, rows)
    command = [sys.executable, "-m", "coach", "help", "start"]
    process = subprocess.Popen(command, stdin=end, stdout=end, stderr=end, env=environment)
    os.close(end)
    output = b""
    try:
        while more := os.read(screen, 65536):
            output += more
    except OSError:  # the end, as Linux tells it
        pass
    os.close(screen)
    assert process.wait(60) == 0, output
    return output.decode()


def test_a_long_page_goes_through_less_with_its_styles(show: Show) -> None:
    text, is_paged = show()
    assert is_paged
    assert text.splitlines()[-1] == "-dR"
    assert LAST_WORDS in text
    assert "\x1b[" in text


def test_a_pager_other_than_less_gets_plain_text(show: Show, tmp_path: Path) -> None:
    (tmp_path / "less").rename(tmp_path / "other")
    text, is_paged = show(pager=f"{tmp_path / 'other'} --flag")
    assert (is_paged, text.splitlines()[-1], "\x1b[" in text) == (True, "--flag", False)


def test_a_page_that_fits_is_printed(show: Show) -> None:
    text, is_paged = show(rows=400)
    assert (is_paged, LAST_WORDS in text) == (False, True)


@pytest.mark.parametrize("pager", ["", "cat", "/no/such/pager", "'"])
def test_without_a_pager_the_page_is_printed(show: Show, pager: str) -> None:
    text, is_paged = show(pager=pager)
    assert (is_paged, LAST_WORDS in text, "\x1b[" in text) == (False, True, True)


def test_a_dumb_terminal_gets_plain_lines_and_no_pager(show: Show) -> None:
    text, is_paged = show(TERM="dumb")
    assert (is_paged, LAST_WORDS in text, "\x1b[" in text) == (False, True, False)


def test_no_color_leaves_out_the_styles_and_not_the_pager(show: Show) -> None:
    text, is_paged = show(NO_COLOR="1")
    assert (is_paged, LAST_WORDS in text, "\x1b[" in text) == (True, True, False)


def test_a_pager_that_is_left_at_once_ends_the_command(show: Show) -> None:
    assert show(pager="true") == ("", False)
