"""Runs jobs side by side, with a bar for each on a terminal, and tells which of them failed."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from coach.cli.bars import export_progress
from coach.cli.diagnosis import faults
from coach.cli.session.remembered import sources_of
from coach.cli.terminal import tell
from coach.export.runner import Named, Report, Write, run_jobs
from coach.export.workers import LocalWorkers
from coach.settings.config import Choice
from coach.speech.pool import workers

Work = TypeVar("Work", bound=Named)


def run_side_by_side(
    jobs: Sequence[Work],
    write: Write[Work],
    on_done: Callable[[Work, Report], None],
    remembered: Mapping[str, Choice],
) -> list[str]:
    """Run jobs, one for each core at a time.

    Args:
        jobs: The jobs.
        write: Does a job; see `run_jobs`.
        on_done: Called with each job that succeeded.
        remembered: The remembered choices of the jobs, and where they were made.

    Returns:
        The names of the jobs that failed; each was told of.
    """
    failed = []
    with LocalWorkers(workers()) as executor, export_progress() as progress:
        tasks = {}
        for job, report in run_jobs(jobs, write, executor):
            if job.name not in tasks:
                tasks[job.name] = progress.add_task(job.name, total=None, section="")
            section = report.section or "preparing the voice"
            total_s = report.total_s or None
            progress.update(tasks[job.name], completed=report.written_s, total=total_s, section=section)
            if not report.done:
                continue
            progress.remove_task(tasks[job.name])
            if report.trace:
                tell(f"{job.name} failed. {faults.describe(faults.ForeignFault(report.error, report.trace))}")
                failed.append(job.name)
            elif report.error:
                tell(f"{job.name} failed. {report.error} {sources_of(report.settings, remembered)}".rstrip())
                failed.append(job.name)
            else:
                on_done(job, report)
    return failed
