"""Checks commands that are declared as coach declares them: what they are given, and when they are loaded.

Covers also: verbose.
"""

import gc
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from coach.cli import COMMANDS, app
from coach.cli._typer import CommandApp, LazyCommand, LazyGroup, lazy_group, text_option
from coach.errors import SettingsError


@pytest.fixture
def received() -> list[Any]:
    return []


@pytest.fixture
def group(received: list[Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A group with one lazy command, which notes what it is given."""
    module = type(sys)("command_of_a_test")
    module.app = CommandApp()  # type: ignore[attr-defined]

    @module.app.command()  # type: ignore[attr-defined, untyped-decorator]
    def run(
        *,
        names: Annotated[list[str] | None, typer.Argument()] = None,
        number: Annotated[Any, typer.Option(parser=int)] = "7",
        path: Annotated[Path | None, typer.Option()] = None,
        quick: Annotated[bool, typer.Option("--quick")] = False,
    ) -> None:
        """Note what it is given."""
        received.append((names, number, path, quick))

    monkeypatch.setitem(sys.modules, module.__name__, module)
    root = CommandApp(cls=LazyGroup, invoke_without_command=True)

    @root.callback()
    def options() -> None:
        """Take no options."""

    return lazy_group(root, [LazyCommand("run", "Note what it is given.", module.__name__)])


def test_texts_are_read_by_the_readers_of_their_options(group: Any, received: list[Any]) -> None:
    with pytest.raises(SystemExit) as ended:
        group(["run", "a", "b", "--number", "12", "--path", "x/y", "--quick"])
    assert (ended.value.code, received) == (0, [(["a", "b"], 12, Path("x/y"), True)])


def test_defaults_are_read_too(group: Any, received: list[Any]) -> None:
    with pytest.raises(SystemExit):
        group(["run"])
    ((names, *rest),) = received
    assert (names or [], rest) == ([], [7, None, False])


def test_a_command_is_loaded_when_it_runs_and_not_before(group: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(LazyCommand, "load", lambda self: loaded.append(self.name))
    with pytest.raises(SystemExit):
        group(["--help"])
    with pytest.raises(SystemExit):
        group([])
    assert not loaded


def test_the_exit_code_of_a_command_is_that_of_coach(monkeypatch: pytest.MonkeyPatch, group: Any) -> None:
    def fail(*_: object) -> None:
        raise typer.Exit(3)

    monkeypatch.setattr(LazyGroup, "invoke", fail)
    with pytest.raises(SystemExit) as ended:
        group(["run"])
    assert ended.value.code == 3


def test_an_option_without_a_function_has_the_name_that_python_gives_it() -> None:
    option = text_option("breath-prompts", default="both", metavar="KIND", help="A kind.")
    assert (option.name, option.opts, option.default) == ("breath_prompts", ["--breath-prompts"], "both")


def test_every_command_and_every_group_can_write_a_log() -> None:
    for lazy in COMMANDS:
        command = lazy.load()
        context = typer.Context(command, info_name=lazy.name)
        names = [option for parameter in command.get_params(context) for option in parameter.opts]
        assert "--verbose" in names
        assert names.count("--help") == 1


def test_a_command_that_takes_no_argument_refuses_one() -> None:
    with pytest.raises(SettingsError, match="too much"):
        lazy_group(app, COMMANDS)(["devices", "all"], prog_name="coach")


def test_garbage_is_collected_again_once_a_command_is_loaded_but_never_among_modules(group: Any) -> None:
    gc.disable()
    try:
        group.commands["run"].load()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.enable()
        gc.unfreeze()


def test_a_collector_that_runs_freezes_nothing(group: Any) -> None:
    group.commands["run"].load()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_no_garbage_is_looked_for_while_coach_starts() -> None:
    script = (
        "import gc, coach.__main__, coach.cli; coach.cli.main = lambda: print(gc.isenabled()); coach.__main__.main()"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert ran.stdout.split() == ["False"]
