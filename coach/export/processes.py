"""Runs jobs, each in a process of its own, one a core at a time; reports how far each is."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import cast

from coach.errors import CoachError
from coach.export.job import Job, write_session

PATIENCE_S = 5
"""How long a process may take to remove its unfinished file after it was told to end."""


@dataclass(frozen=True, slots=True)
class Report:
    """How far a job is.

    Attributes:
        written_s: Seconds of sound written so far.
        total_s: Seconds of sound in all; 0 while the session is not scheduled yet.
        section: The title of the section that is being written; empty while the session is not scheduled yet.
        done: Whether this is the job's last report.
        error: What went wrong; empty if nothing did.
    """

    written_s: float = 0.0
    total_s: float = 0.0
    section: str = ""
    done: bool = False
    error: str = ""


def run_jobs(jobs: Sequence[Job]) -> Iterator[tuple[Job, Report]]:
    """Run the jobs, several at a time, and yield each one's reports as they come: an empty one when it begins, one
    with `done` when it ends. No process outlives this.
    """
    waiting = list(jobs)
    running: dict[Connection, tuple[Job, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < _cores():
                job = waiting.pop(0)
                reports, process = _start(job)
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
    """How many cores this process may use, which a container may have limited."""
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
    """Write one session, in a process of its own, and leave its parent's terminal alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # leave through every `finally`
    with Path(os.devnull).open("w") as silence:
        os.dup2(silence.fileno(), sys.stderr.fileno())
    try:
        plan = job.plan()
        ambient, timeline = plan.ambient(), plan.timeline()

        def tell(frames: int) -> None:  # fails when the parent was killed, which ends this process too
            section = timeline.section_at(frames)
            reports.send(Report(frames / timeline.sample_rate, timeline.duration_s, section.title))

        write_session(job, timeline, ambient, tell)
        last = Report(timeline.duration_s, timeline.duration_s, done=True)
    except CoachError as error:
        last = Report(done=True, error=str(error))
    reports.send(last)
