"""Run jobs, each in a process of its own and one for each core at a time, and report the progress of each.

The processes print nothing.
"""

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar, cast

from coach.errors import CoachError
from coach.export.job import Job, write_session

PATIENCE_S = 5
"""How many seconds a process gets to remove its unfinished file after it was told to end."""


@dataclass(frozen=True, slots=True)
class Report:
    """How far a job has come.

    Attributes:
        written_s: Seconds of sound written so far.
        total_s: Length of the session in seconds; 0 until it is scheduled.
        section: The title of the section that is being written; empty until the session is scheduled.
        done: Whether this is the job's last report.
        error: A sentence on what went wrong and one on what to do; empty if the job succeeded.
        settings: The settings that the error may be about, spelt as on the command line.
        trace: The traceback of an error that coach did not expect; empty otherwise.
    """

    written_s: float = 0.0
    total_s: float = 0.0
    section: str = ""
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
"""Called with the progress of a job. It raises where the parent process was killed, and so ends the job too."""


def write_job(job: Job, tell: Tell) -> float:
    """Write the session of a job, and return its length in seconds.

    Raises:
        CoachError: The session cannot be made, or a file could not be written.
    """
    plan = job.plan()
    ambient, timeline = plan.ambient(), plan.timeline()

    def on_written(frames: int) -> None:
        section = timeline.section_at(frames)
        tell(Report(frames / timeline.sample_rate, timeline.duration_s, section.title))

    write_session(job, timeline, ambient, on_written)
    return timeline.duration_s


def run_jobs(jobs: Sequence[Work], write: Callable[[Work, Tell], float]) -> Iterator[tuple[Work, Report]]:
    """Run the jobs, one for each core at a time, and yield their reports as they arrive.

    No process is left over when this ends, also if it is closed early or interrupted.

    Args:
        jobs: The jobs, started in this order. Each needs its own files.
        write: Does a job in its process, and returns the length of its session in seconds. It is a function of a
            module, such as `write_job`.

    Yields:
        A job and its report. The first report of a job is empty; the last has `done`.
    """
    waiting = list(jobs)
    running: dict[Connection, tuple[Work, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < _cores():
                job = waiting.pop(0)
                reports, process = _start(job, write)
                running[reports] = job, process
                yield job, Report()
            for reports in cast(list[Connection], wait(list(running))):
                report = _receive(reports)
                job, process = running[reports]
                if report.done:
                    del running[reports]
                    process.join()
                yield job, report
    finally:
        _end([process for _, process in running.values()])


def _cores() -> int:
    """Return how many cores this process may use; a container may have limited them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(job: Work, write: Callable[[Work, Tell], float]) -> tuple[Connection, BaseProcess]:
    spawning = multiprocessing.get_context("spawn")  # on every system: a fork would inherit the voice's threads
    receiving, sending = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_work, args=(job, write, sending), name=job.name)
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process inherits this; only its parent ends it
    try:
        process.start()
    finally:
        signal.signal(signal.SIGINT, interrupt)
    sending.close()
    return receiving, process


def _receive(reports: Connection) -> Report:
    try:
        report: Report = reports.recv()
    except EOFError:
        return Report(done=True, error="Its process was killed. Try again.")
    return report


def _end(processes: Sequence[BaseProcess]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(PATIENCE_S)
        process.kill()


def _work(job: Work, write: Callable[[Work, Tell], float], reports: Connection) -> None:
    """Do one job in a process of its own, and report to its parent. It writes nothing to the terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # runs every `finally`
    with Path(os.devnull).open("w", encoding="utf-8") as silence:
        os.dup2(silence.fileno(), sys.stderr.fileno())
    try:
        length_s = write(job, reports.send)
        last = Report(length_s, length_s, done=True)
    except CoachError as error:
        last = Report(done=True, error=str(error), settings=error.settings)
    except Exception as error:
        last = Report(done=True, error=f"{type(error).__name__}: {error}", trace=traceback.format_exc())
    reports.send(last)
