"""export --all: writes every routine that changed since the last time, and keeps the manifest that says which did."""

from dataclasses import replace

import typer

from coach.cli.terminal import FAILED, check_targets, export_progress, make_folder, stderr
from coach.errors import CoachError
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.manifest import Manifest, job_key, sound_key
from coach.export.processes import run_jobs
from coach.script.library import Library
from coach.units import clock


def export_all(pattern: Job, *, force: bool) -> None:
    """Write every routine that changed since the last time.

    Args:
        pattern: The job for each; its target is the folder.
        force: Replace files without asking, also those that are not known from the last time.

    Raises:
        Exit: With code 1, when some failed.
    """
    pattern = replace(pattern, file_format=pattern.file_format or FileFormat.WAV)
    pattern.check()
    sounds = sound_key(pattern.settings)
    make_folder(pattern.target)
    manifest = Manifest(pattern.target)
    failed: list[str] = []
    changed: list[tuple[Job, str]] = []
    for name in Library().routine_names():
        job = replace(pattern, name=name, target=pattern.target / f"{name}.{pattern.file_format}")
        try:
            key = job_key(job, sounds)
            if manifest.is_current(job.targets, key):
                _tell(f"{job.target} is up to date.")
                continue
            check_targets([target for target in job.targets if not manifest.is_ours(target)], force=force)
        except CoachError as error:
            _tell(f"{name} failed. {error}")
            failed.append(name)
        else:
            changed.append((job, key))
    if not changed and not failed:
        _tell("Nothing has changed, and nothing was done.")
    failed += _run(changed, manifest)
    if failed:
        raise typer.Exit(FAILED)


def _run(changed: list[tuple[Job, str]], manifest: Manifest) -> list[str]:
    """Run the jobs under a bar each, and remember what was written. Returns the names of those that failed."""
    keys = {job.name: key for job, key in changed}
    failed = []
    with export_progress() as progress:
        tasks = {}
        for job, report in run_jobs([job for job, _ in changed]):
            if job.name not in tasks:
                tasks[job.name] = progress.add_task(job.target.name, total=None, section="")
            section = report.section or "preparing the voice"
            total_s = report.total_s or None
            progress.update(tasks[job.name], completed=report.written_s, total=total_s, section=section)
            if not report.done:
                continue
            progress.remove_task(tasks[job.name])
            if report.error:
                _tell(f"{job.name} failed. {report.error}")
                failed.append(job.name)
            else:
                manifest.remember(job.targets, keys[job.name])
                _tell(f"{', '.join(map(str, job.targets))} · {clock(report.total_s)}")
    return failed


def _tell(line: str) -> None:
    stderr.print(line, soft_wrap=True, markup=False)
