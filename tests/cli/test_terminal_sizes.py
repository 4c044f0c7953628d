"""Every command and its help in pseudo-terminals of many sizes and kinds: nothing is wider than the window."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from coach.cli import COMMANDS
from coach.cli.wrapping import cells_of
from coach.practice.history import Practice, append_practice, local_now
from tests.cli.forked import Ran, Run, run_all

TALKS = (
    ["list"],
    ["show", "tiny.yaml"],
    ["timeline", "tiny.yaml"],
    ["check", "tiny.yaml"],
    ["check", "bad.yaml", "worse.yaml"],
    ["check", "--laws"],
    ["check", "--explain", "9"],
    ["history"],
    ["devices"],
    ["voices"],
    ["config", "show"],
    ["help"],
    [],
    ["--version"],
    ["nothing"],
    ["show", "--nothing"],
    ["show", "nothing-of-this-name"],
    ["export", "tiny.yaml", "-o", "a.nothing"],
)
"""Command lines that print sentences, tables and errors."""

HELPS = (["--help"], *([command.name, "--help"] for command in COMMANDS))

WINDOWS = [(40, 24), (80, 24), (200, 60), (0, 0)]

KINDS = {
    "usual": {"TERM": "xterm-256color"},
    "without colour": {"TERM": "xterm-256color", "NO_COLOR": "1"},
    "dumb": {"TERM": "dumb"},
    "C locale": {"TERM": "xterm", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}

STYLE = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sizes")
    tiny = "stretch: Tiny\nposition: prone\nsource: 20–30 s on each side, twice a day, slowly\nsteps:\n"
    (path / "tiny.yaml").write_text(
        f"{tiny}  - sides:\n    - say: Lie down on your {{side}} side, a cushion under your head.\n    - hold: 20 s\n"
    )
    (path / "bad.yaml").write_text(tiny + "  - hold: 40 s\n")
    (path / "worse.yaml").write_text("stretch: Worse\nposition: sitting\nsteps:\n  - sey: On.\n")
    finished = Practice(local_now(), 1140, "middle-back", ("cobra",), "Middle back relief, with a title that is long")
    append_practice(finished, path / "data" / "history.jsonl")
    return path


def every(windows: Sequence[tuple[int, int]]) -> Iterator[Run]:
    for columns, rows in windows:
        for arguments in (*TALKS, *HELPS):
            yield Run(arguments, {"COACH_DATA_DIR": "data", "COACH_VERBOSITY": "tones"}, columns, rows)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_window(folder: Path, kind: str) -> None:
    environment = {name: text for name, text in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    ran = run_all(list(every(WINDOWS if kind == "usual" else [(40, 24)])), folder, environment | KINDS[kind])
    assert [line for each in ran for line in _too_wide(each)] == []
    assert [_shown(each) for each in ran if "Traceback" in each.stdout] == []
    if kind != "usual":
        assert [_shown(each) for each in ran if re.search(r"\x1b\[[\d;]*m", each.stdout)] == []
    if kind == "dumb":
        assert [_shown(each) for each in ran if "\x1b" in each.stdout] == []
    if kind == "C locale":
        assert [_shown(each) for each in ran if re.search(r"[^\x00-\x7f]|\?(?!\s)", STYLE.sub("", each.stdout))] == []


def _too_wide(ran: Ran) -> list[str]:
    """Return the lines that are wider than the window, without those of one word, which can only be copied if whole."""
    lines = re.split(r"[\r\n]+", STYLE.sub("", ran.stdout))
    wide = [line for line in lines if cells_of(line) > (ran.run.columns or 80)]
    return [f"{ran.run.arguments} at {ran.run.columns}: {line}" for line in wide if len(line.split()) > 1]


def _shown(ran: Ran) -> str:
    return f"{ran.run.arguments}: {ran.stdout!a}"[:600]
