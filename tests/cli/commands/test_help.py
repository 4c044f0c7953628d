"""help: lists its pages, shows them in a pipe, shows the help of commands, and suggests."""

import subprocess
import sys

import pytest

from coach.cli.pages import TOPICS


def coach_help(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"LANG": "C.UTF-8", "PATH": "/usr/bin", **environment}
    command = [sys.executable, "-m", "coach", "help", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=own, check=False)


def test_without_a_topic_every_page_is_listed_and_nothing_heavy_loaded() -> None:
    done = coach_help(COLUMNS="40")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines() if line[:3].strip(" ") and line[:2] == "  "] == [
        *TOPICS
    ]
    assert max(map(len, done.stdout.splitlines())) <= 40


def test_a_page_in_a_pipe_is_plain_and_as_wide_as_asked_for() -> None:
    done = coach_help("Keys", COLUMNS="64")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Keys\n\nPause, move on and end")
    assert 60 < max(map(len, done.stdout.splitlines())) <= 64


@pytest.mark.parametrize(
    ("words", "usage"), [(["play"], "coach play [NAME]"), (["voices", "try"], "coach voices try NAME")]
)
def test_the_help_of_a_command_is_what_the_command_prints(words: list[str], usage: str) -> None:
    done = coach_help(*(word.title() for word in words))
    assert usage in done.stdout.splitlines()[0]
    asked = subprocess.run(
        [sys.executable, "-m", "coach", *words, "--help"], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == asked.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["playy"], "There is no help about “playy”. Did you mean `coach help play`?"),
        (["python"], "There is no help about “python”. Did you mean `coach help api`?"),
        (["voices", "tri"], "There is no help about “voices tri”. Did you mean `coach help voices try`?"),
        (["qqq"], "There is no help about “qqq”. `coach help` lists the pages, `coach --help` the commands."),
        (["laws", "keys"], "`coach help` shows one page at a time. Write `coach help laws`."),
        (["play", "x"], "There is no help about “play x”. `coach help` lists the pages, `coach --help` the commands."),
    ],
)
def test_an_unknown_topic_is_answered_with_what_was_meant(words: list[str], sentence: str) -> None:
    done = coach_help(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert " ".join(done.stderr.split()) == f"Error: {sentence}"
