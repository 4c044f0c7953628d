"""Tests of jobs in processes of their own. Whole exports, signals and full disks: tests/cli/commands/test_export.py.

Covers also: workers.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.runner import KILLED, Report, Tell, run_jobs
from coach.export.speaking import Mixing, mix
from coach.export.workers import LocalWorkers
from coach.settings.values import Settings

posix = pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")


@pytest.fixture
def executor() -> Iterator[LocalWorkers]:
    with LocalWorkers(2) as executor:
        yield executor


def job_for(name: str, folder: Path) -> Mixing:
    return Mixing(Job(name, folder / f"{name}.wav", FileFormat.WAV, Settings()), name, may_speak=True)


@dataclass(frozen=True)
class Marked:
    """Leaves a mark in a folder each time that it is done."""

    name: str
    folder: Path
    kills: int = 0

    @property
    def times(self) -> int:
        """How often it was done."""
        return len(list(self.folder.glob(f"{self.name}-*")))


def mark(job: Marked, tell: Tell) -> Report:
    (job.folder / f"{job.name}-{job.times}").touch()
    if job.times <= job.kills:
        os.kill(os.getpid(), signal.SIGKILL)
    tell(Report(1.0, 2.0))
    return Report(2.0, 2.0)


def last_reports(jobs: list[Marked], executor: Executor) -> dict[str, Report]:
    return {job.name: report for job, report in run_jobs(jobs, mark, executor) if report.done}


def test_a_job_that_fails_reports_the_error_of_its_process(tmp_path: Path, executor: LocalWorkers) -> None:
    job = job_for("cobr", tmp_path)
    (first_job, first), (last_job, last) = run_jobs([job], mix, executor)
    assert first_job == last_job == job
    assert first == Report()
    assert last.done
    assert "Did you mean “cobra”?" in last.error


def test_an_error_that_nobody_expected_is_reported_with_its_traceback(tmp_path: Path, executor: LocalWorkers) -> None:
    *_, (_, last) = run_jobs([replace(job_for("cobra", tmp_path), job=cast(Job, None))], mix, executor)
    assert last.done
    assert last.error.startswith("AttributeError: ")
    assert last.trace.startswith("Traceback (most recent call last):")
    assert list(tmp_path.iterdir()) == []


def test_no_process_is_left_when_the_reports_are_closed_early(tmp_path: Path) -> None:
    with LocalWorkers(2) as executor:
        reports = run_jobs([job_for("middle-back", tmp_path)], mix, executor)
        assert next(reports)[1] == Report()
        assert multiprocessing.active_children()
        reports.close()
    assert not multiprocessing.active_children()
    assert not list(tmp_path.iterdir())


@posix
def test_a_job_whose_process_is_killed_is_done_once_more_and_the_others_go_on(
    tmp_path: Path, executor: LocalWorkers
) -> None:
    jobs = [Marked(name, tmp_path, kills=name == "b") for name in "abcdef"]
    assert last_reports(jobs, executor) == dict.fromkeys("abcdef", Report(2.0, 2.0, done=True))
    assert jobs[1].times == 2


@posix
def test_a_job_that_kills_its_process_each_time_fails_alone(tmp_path: Path, executor: LocalWorkers) -> None:
    jobs = [Marked(name, tmp_path, kills=9 if name == "b" else 0) for name in "abcd"]
    reports = last_reports(jobs, executor)
    assert reports.pop("b") == KILLED
    assert not any(report.error for report in reports.values())
    assert jobs[1].times == 2


def test_any_executor_will_do(tmp_path: Path) -> None:
    class Here(Executor):
        def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_result(function(*args, **kwargs))
            return future

    assert last_reports([Marked("a", tmp_path), Marked("b", tmp_path)], Here()).keys() == {"a", "b"}


def test_progress_arrives_while_a_job_is_done(tmp_path: Path, executor: LocalWorkers) -> None:
    reports = [report for _, report in run_jobs([job_for("middle-back", tmp_path)], mix, executor)]
    assert any(report.section and not report.done for report in reports)
