"""Checks the help of every command: its groups, its examples, and its lines at any width."""

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from coach.cli import COMMANDS, app
from coach.cli._typer import FILE, OTHER, SESSION, SOUND, CommandApp, lazy_group
from coach.cli.wrapping import cells_of


def every_command() -> Iterator[tuple[str, ...]]:
    """Yield the words of each command and of each command in a group."""
    yield ()
    for lazy in COMMANDS:
        yield (str(lazy.name),)
        yield from ((str(lazy.name), name) for name in getattr(lazy.load(), "commands", ()))


def help_of(words: tuple[str, ...]) -> str:
    context: Any = None
    command: Any = lazy_group(app, COMMANDS)
    for word in ("coach", *words):
        if context is not None:
            found = command.get_command(context, word)
            command = found.load() if hasattr(found, "load") else found
        context = typer.Context(command, parent=context, info_name=word, **command.context_settings)
    return str(command.get_help(context))


EVERY = [*every_command()]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_of_any_help_is_wider_than_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in EVERY:
        too_long = [line for line in help_of(words).splitlines() if cells_of(line) > columns]
        assert not too_long, words


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_each_command_has_two_examples_that_its_options_fit(words: tuple[str, ...]) -> None:
    lines = help_of(words).partition("Examples:\n")[2].splitlines()
    examples, meanings = lines[::2], lines[1::2]
    assert len(examples) == len(meanings) == 2
    assert all(re.match(r"  \S", line) for line in examples)
    assert all(re.match(r"      [A-Z].*\.\Z", line) for line in meanings)
    known = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", " ".join(map(help_of, EVERY)).replace("Examples:", "")))
    for example in examples:
        assert set(re.findall(r" (--[a-z-]+)", example)) <= known


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_default_is_told_once_and_nothing_is_in_angle_brackets(words: tuple[str, ...]) -> None:
    text = help_of(words)
    assert not re.search(r"<\w+>|\[default|\[required", text)
    assert not re.search(r"\(default: \(", text)
    for option in re.split(r"\n  (?=\S)", text):
        assert option.count("default:") <= 1, option


def test_options_stand_in_their_groups_in_one_order() -> None:
    headings = re.findall(r"^(\S.*):$", help_of(("export",)), re.MULTILINE)
    assert headings == [SESSION, SOUND, FILE, OTHER, "Examples"]
    groups = re.split(r"^\S.*:$", help_of(("export",)), flags=re.MULTILINE)
    assert "--minutes" in groups[1]
    assert "--voice" in groups[2]
    assert "--output" in groups[3]
    assert "--profile" in groups[4]


def test_commands_stand_in_their_groups() -> None:
    headings = re.findall(r"^(\S.*):$", help_of(()), re.MULTILINE)
    assert headings == ["To practise", "To write scripts", "To set up", "Options", "Examples"]


def example() -> CommandApp:
    app = CommandApp()

    @app.command(examples={"example a b": "Do something."})
    def run(
        *,
        names: Annotated[list[str], typer.Argument(metavar="NAME", help="Names.")],
        level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="See `coach list`.")] = "standard",
        quick: Annotated[bool, typer.Option("--quick", help="Do it quickly.")] = False,
        hidden: Annotated[bool, typer.Option("--hidden", hidden=True)] = False,
    ) -> None:
        """Do something with names.

        It takes a while.
        """

    return app


WIDE = """\
Usage: run NAME… [OPTIONS]

Do something with names.

It takes a while.

  NAME           Names.

Options:
  --level LEVEL  See `coach list`. (default: standard)
  --quick        Do it quickly.
  --verbose      Write a log of this run, for a bug report.
  --help         Show this message and exit.

Examples:
  example a b
      Do something.
"""

NARROW = """\
Options:
  --level LEVEL
      See `coach list`.
      (default: standard)
  --quick
      Do it quickly.
"""


def test_wide_lines_have_two_columns_and_narrow_ones_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert CliRunner().invoke(example(), ["--help"]).output == WIDE
    monkeypatch.setenv("COLUMNS", "30")
    assert NARROW in CliRunner().invoke(example(), ["--help"]).output


def test_a_command_in_the_help_is_not_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in range(30, 60):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert "`coach list`" in CliRunner().invoke(example(), ["--help"]).output


def test_help_goes_to_a_stream_of_texts_that_has_no_encoding() -> None:
    with redirect_stdout(io.StringIO()) as told, pytest.raises(SystemExit):
        lazy_group(app, COMMANDS)(["check", "--help"])
    assert told.getvalue().startswith("Usage:")
