"""Runs jobs on an executor of `concurrent.futures`, and reports the progress of each.

A job that fails stops no other. One whose process was killed is done once more, by itself.
"""

import itertools
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias, TypeVar

from coach.errors import CoachError
from coach.export.workers import Workers, send

LOOK_S = 0.1
"""Seconds between two reports of a job, and between two looks for them."""


@dataclass(frozen=True, slots=True)
class Report:
    """Tells how far a job has come.

    Attributes:
        written_s: Seconds of sound written so far.
        total_s: Length of the session in seconds; 0 until it is scheduled.
        section: The title of the section that is being written; empty until the session is scheduled.
        spoken: How many phrases had to be spoken.
        missing: The phrases that have to be spoken before the job can be done; it has then written nothing.
        digests: The SHA-256 of each file that was written.
        done: Whether this is the job's last report.
        error: A sentence on what went wrong and one on what to do; empty if the job succeeded.
        settings: The settings that the error may be about, spelt as on the command line.
        trace: The traceback of an error that coach did not expect; empty otherwise.
    """

    written_s: float = 0.0
    total_s: float = 0.0
    section: str = ""
    spoken: int = 0
    missing: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    done: bool = False
    error: str = ""
    settings: tuple[str, ...] = ()
    trace: str = ""


class Named(Protocol):
    """A job with a name. It goes to another process, so that it is made of values alone."""

    @property
    def name(self) -> str:
        """Names the job."""
        ...


Work = TypeVar("Work", bound=Named)

Tell: TypeAlias = Callable[[Report], None]
"""Called with the progress of a job."""

Write: TypeAlias = Callable[[Work, Tell], Report]
"""Does a job and returns its last report. It is a function of a module."""

KILLED = Report(
    done=True,
    error="Its process was killed, and once more when it was tried again. Close other programs if memory is short.",
)


def run_jobs(jobs: Sequence[Work], write: Write[Work], executor: Executor) -> Iterator[tuple[Work, Report]]:
    """Run the jobs on an executor, and yield their reports as they arrive.

    Whatever is not done when this is closed is cancelled; the executor stays open, and is its owner's to shut down.

    Args:
        jobs: The jobs, started in this order. Each needs its own files.
        write: Does a job, in whatever process.
        executor: Does the work. `Workers` are given as many jobs at a time as they need, and any other executor all.

    Yields:
        A job and its report. The first report of a job is empty; the last has `done`.

    Raises:
        CoachError: The workers are out of reach.
    """
    at_once = executor.at_once if isinstance(executor, Workers) else len(jobs)
    numbers = itertools.count()
    waiting, lost = deque(jobs), deque[Work]()
    running: dict[Future[Report], tuple[int, Work]] = {}
    is_second_try = False
    try:
        while waiting or lost or running:
            while (lost and not running) or (waiting and not lost and len(running) < at_once):
                is_second_try = bool(lost)
                number, job = next(numbers), lost.popleft() if lost else waiting.popleft()
                running[executor.submit(_work, write, number, job)] = number, job
                if not is_second_try:
                    yield job, Report()
                if is_second_try:
                    break
            done, _ = wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            yield from _progress(executor, dict(running.values()))
            for future in [each for each in running if each in done]:  # in the order of the jobs
                _, job = running.pop(future)
                report = _result(future)
                if report is KILLED and not is_second_try:
                    lost.append(job)
                else:
                    yield job, report
    finally:
        for future in running:
            future.cancel()


def _progress(executor: Executor, running: dict[int, Work]) -> Iterator[tuple[Work, Report]]:
    if isinstance(executor, Workers):
        for number, report in executor.received():
            if number in running:
                yield running[number], report


def _result(future: Future[Report]) -> Report:
    try:
        return future.result()
    except BrokenExecutor:
        return KILLED
    except CoachError:  # of the executor, since one of the job is in its report
        raise
    except Exception as error:  # such as a job that cannot be pickled
        return _unexpected(error)


def _unexpected(error: Exception) -> Report:
    trace = "".join(traceback.format_exception(error))
    return Report(done=True, error=f"{type(error).__name__}: {error}", trace=trace)


def _work(write: Write[Work], number: int, job: Work) -> Report:
    """Do one job, in whatever process, and tell of its progress no more often than somebody looks."""
    next_s = 0.0

    def tell(report: Report) -> None:
        nonlocal next_s
        if time.monotonic() >= next_s:
            next_s = time.monotonic() + LOOK_S
            send((number, report))

    try:
        return replace(write(job, tell), done=True)
    except CoachError as error:
        return Report(done=True, error=str(error), settings=error.settings)
    except Exception as error:
        return _unexpected(error)
