"""Jobs that run side by side are told of one by one: those that succeed to a function, the others on the terminal."""

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import pytest

from coach.cli.side_by_side import run_side_by_side
from coach.errors import ExportError
from coach.export.runner import Report, Tell


class Here(Executor):
    """Does all work at once, in this process."""

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(function(*args, **kwargs))
        return future


@dataclass(frozen=True)
class Task:
    name: str


def do(task: Task, tell: Tell) -> Report:
    tell(Report(1.0, 2.0))
    if task.name == "b":
        raise ExportError("The disk is full.", "Free some space.")
    return Report(2.0, 2.0)


def test_a_job_that_fails_is_told_of_and_the_others_are_done(capsys: pytest.CaptureFixture[str]) -> None:
    begun, done = list[str](), list[str]()

    def on_done(task: Task, _report: Report) -> None:
        done.append(task.name)

    failed = run_side_by_side(
        [Task("a"), Task("b"), Task("c")], do, on_done, {}, Here(), lambda task: begun.append(task.name)
    )
    assert (begun, done, failed) == (["a", "b", "c"], ["a", "c"], ["b"])
    assert "b failed. The disk is full. Free some space." in capsys.readouterr().err
