"""export --all: writes every routine that changed since the last time, and keeps a manifest of what was written."""

from collections.abc import Mapping
from dataclasses import replace

import typer

from coach.cli.overwriting import make_folder, may_write
from coach.cli.session.remembered import explained
from coach.cli.side_by_side import run_side_by_side
from coach.cli.terminal import FAILED, tell, tell_error
from coach.errors import CoachError
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.manifest import Manifest, job_key, sound_key
from coach.export.runner import Report, write_job
from coach.session.session import library_of
from coach.settings.config import Choice
from coach.units import clock


def export_all(pattern: Job, remembered: Mapping[str, Choice], *, force: bool) -> None:
    """Write every routine that changed since the last time.

    Args:
        pattern: The job of each routine, with the folder as its target.
        remembered: The remembered choices of the job, and where they were made.
        force: Replace files without asking, even files that were not written by an earlier `--all`.

    Raises:
        Exit: A routine failed; with code 1.
    """
    pattern = replace(pattern, file_format=pattern.file_format or FileFormat.WAV)
    pattern.check()
    sounds = sound_key(pattern.settings)
    make_folder(pattern.target)
    manifest = Manifest(pattern.target)
    failed: list[str] = []
    kept: list[str] = []
    changed: list[tuple[Job, str]] = []
    library = library_of(pattern.settings)
    for name in dict.fromkeys([*library.own_routine_names(), *library.routine_names()]):
        job = replace(pattern, name=name, target=pattern.target / f"{name}.{pattern.file_format}")
        try:
            key = job_key(job, sounds)
            if manifest.is_current(job.targets, key):
                tell(f"{job.target} is up to date.")
                continue
            job.check()
            strange = [target for target in job.targets if not manifest.is_ours(target)]
            if may_write(strange, force=force, declined=f"{name} is left as it is."):
                changed.append((job, key))
            else:
                kept.append(name)
        except CoachError as error:
            tell_error(explained(error, remembered), f"{name} failed.")
            failed.append(name)
    if not (changed or failed or kept):
        tell("Nothing has changed, and nothing was done.")
    failed += _run(changed, manifest, remembered)
    if failed:
        raise typer.Exit(FAILED)


def _run(changed: list[tuple[Job, str]], manifest: Manifest, remembered: Mapping[str, Choice]) -> list[str]:
    """Run jobs with a bar for each, and remember what was written. Returns the names of the routines that failed."""
    keys = {job.name: key for job, key in changed}

    def on_done(job: Job, report: Report) -> None:
        manifest.remember(job.targets, keys[job.name])
        tell(f"{', '.join(map(str, job.targets))} · {clock(report.total_s)}")

    return run_side_by_side([job for job, _ in changed], write_job, on_done, remembered)
