"""Jobs in, their files and a last report of each out: every job in a process of its own, one a core at a time."""

import copyreg
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from rich.progress import TaskID

from coach.cli.export_job import BLOCK_FRAMES, Job, session_tags, write_job
from coach.cli.export_progress import export_progress
from coach.cli.terminal import TERMINATED
from coach.errors import CoachError
from coach.export.formats import watched
from coach.render import render

PATIENCE_S = 5
"""How long a process may take to remove its unfinished file after it was told to end."""


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


copyreg.pickle(
    MappingProxyType, lambda proxy: (_read_only, (dict(proxy),))
)  # settings hold some, on their way to _work


@dataclass(frozen=True, slots=True)
class Report:
    """What a process tells of its session.

    Attributes:
        written_s: Seconds of sound so far, of `total_s`.
        stretch: What is being written.
        done: Whether this is the last one.
        error: What went wrong, if it did.
    """

    written_s: float = 0.0
    total_s: float = 0.0
    stretch: str = "preparing the voice"
    done: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Worker:
    job: Job
    process: BaseProcess
    task: TaskID


def run_jobs(jobs: Sequence[Job]) -> Iterator[tuple[str, Report]]:
    """Do the jobs, several at a time; yields each one's last report as it ends. No process outlives this."""
    waiting, running = list(jobs), dict[Connection, _Worker]()
    with export_progress() as progress:
        try:
            while waiting or running:
                while waiting and len(running) < _cores():
                    job = waiting.pop(0)
                    task = progress.add_task(job.target.name, total=None, stretch=Report().stretch)
                    reports, process = _start(job)
                    running[reports] = _Worker(job, process, task)
                for reports in cast(list[Connection], wait(list(running))):
                    worker, report = running[reports], _receive(reports)
                    progress.update(
                        worker.task, completed=report.written_s, total=report.total_s or None, stretch=report.stretch
                    )
                    if report.done:
                        del running[reports]
                        worker.process.join()
                        progress.remove_task(worker.task)
                        yield worker.job.name, report
        finally:
            _end([worker.process for worker in running.values()])


def _cores() -> int:
    """How many this process may use, which a container may have limited."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(job: Job) -> tuple[Connection, BaseProcess]:
    spawning = multiprocessing.get_context("spawn")  # on every system alike: a fork would inherit the voice's threads
    receiving, sending = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_work, args=(job, sending), name=job.name)
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # which it inherits: ending it is left to its parent
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
        return Report(done=True, error="Its process was killed. Try once more.")
    return report


def _end(processes: Sequence[BaseProcess]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(PATIENCE_S)
        process.kill()


def _work(job: Job, reports: Connection) -> None:
    """A process of its own: one session, and nothing on its parent's terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # leave through every `finally`
    with Path(os.devnull).open("w") as silence:
        os.dup2(silence.fileno(), sys.stderr.fileno())
    try:
        session, ambient = job.prepare()

        def tell(frames: int) -> None:  # fails when the parent was killed, which ends this process too
            stretch = session.section_at(job.output.session_frames(frames)).title
            reports.send(Report(frames / job.output.sample_rate, session.duration_s, stretch))

        blocks = watched(render(session, job.output, ambient=ambient, block_frames=BLOCK_FRAMES), tell)
        write_job(job, session, blocks, session_tags(session, job))
        last = Report(session.duration_s, session.duration_s, session.title, done=True)
    except CoachError as error:
        last = Report(done=True, error=str(error))
    reports.send(last)
