"""Runs jobs side by side, with a bar for each on a terminal, and tells which of them failed."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from coach.cli.bars import export_progress
from coach.cli.diagnosis import faults
from coach.cli.session.remembered import sources_of
from coach.cli.terminal import tell
from coach.export.runner import Named, Report, Write, run_jobs
from coach.export.workers import Workers
from coach.settings.config import Choice

Work = TypeVar("Work", bound=Named)


def run_side_by_side(  # noqa: PLR0913, PLR0917 (what is done, with what, and whom to tell)
    jobs: Sequence[Work],
    write: Write[Work],
    on_done: Callable[[Work, Report], None],
    remembered: Mapping[str, Choice],
    executor: Executor,
    on_start: Callable[[Work], None] = lambda _job: None,
) -> list[str]:
    """Run jobs, several at a time. Those of workers that tell nothing before the end have no bars of their own.

    Args:
        jobs: The jobs.
        write: Does a job; see `run_jobs`.
        on_done: Called with each job that succeeded.
        remembered: The remembered choices of the jobs, and where they were made.
        executor: Does the jobs; see `run_jobs`.
        on_start: Called with each job before it begins.

    Returns:
        The names of the jobs that failed; each was told of.
    """
    failed, done = list[str](), 0
    has_bars = not isinstance(executor, Workers) or executor.tells
    with export_progress() as progress:
        tasks = {}
        whole = progress.add_task("", total=len(jobs), section="", counts=True, visible=len(jobs) > 1)
        for job, report in run_jobs(jobs, write, executor):
            if job.name not in tasks:
                on_start(job)
                tasks[job.name] = progress.add_task(job.name, total=None, section="", visible=has_bars)
            section = report.section or "preparing the voice"
            total_s = report.total_s or None
            progress.update(tasks[job.name], completed=report.written_s, total=total_s, section=section)
            if not report.done:
                continue
            progress.remove_task(tasks[job.name])
            done += 1
            progress.update(whole, completed=done, description=f"{done} of {len(jobs)}")
            if report.trace:
                tell(f"{job.name} failed. {faults.describe(faults.ForeignFault(report.error, report.trace))}")
                failed.append(job.name)
            elif report.error:
                tell(f"{job.name} failed. {report.error} {sources_of(report.settings, remembered)}".rstrip())
                failed.append(job.name)
            else:
                on_done(job, report)
    return failed
