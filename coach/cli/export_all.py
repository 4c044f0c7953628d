"""export --all: every routine that changed since the last time, and the manifest that says which did."""

from dataclasses import replace
from importlib.metadata import version

import typer

from coach.audio import SAMPLE_RATE
from coach.cli.export_job import Job
from coach.cli.export_processes import run_jobs
from coach.cli.overwriting import check_targets, make_folder
from coach.cli.sessions import find_voice
from coach.cli.terminal import FAILED, stderr
from coach.errors import CoachError
from coach.export.audio_shape import AudioShape
from coach.export.clock import clock
from coach.export.formats import Format, check_shape
from coach.export.manifest import Manifest, content_key
from coach.resources import bundled
from coach.script.library import Library


def export_all(pattern: Job, *, force: bool) -> None:
    """Write every routine that changed since the last time.

    Args:
        pattern: The job for each; its target is the folder.
        force: Whether files that are not known from the last time may be replaced without asking.

    Raises:
        Exit: With code 1, when some failed.
    """
    wanted = pattern.wanted or Format.WAV
    check_shape(AudioShape(0, SAMPLE_RATE, bits=pattern.bits), wanted)
    make_folder(pattern.target)
    manifest = Manifest(pattern.target)
    failures = 0
    changed: dict[str, tuple[Job, str]] = {}
    for name in Library().routine_names():
        job = replace(pattern, name=name, target=pattern.target / f"{name}.{wanted}", wanted=wanted)
        try:
            key = _key(job)
            if manifest.is_current(job.targets, key):
                _tell(f"{job.target} is up to date.")
                continue
            check_targets([target for target in job.targets if not manifest.is_ours(target)], force=force)
        except CoachError as error:
            failures += _fail(name, str(error))
        else:
            changed[name] = job, key
    if not changed and not failures:
        _tell("Nothing has changed, and nothing was done.")
    for name, report in run_jobs([job for job, _ in changed.values()]):
        job, key = changed[name]
        if report.error:
            failures += _fail(name, report.error)
        else:
            manifest.remember(job.targets, key)
            _tell(f"{', '.join(map(str, job.targets))} · {clock(report.total_s)}")
    if failures:
        raise typer.Exit(FAILED)


def _key(job: Job) -> str:
    """Of the script, the words, the voice, the sounds, the settings and the version: no voice speaks for it."""
    library, voice = Library(), find_voice(job.settings.voice)
    sounds = {path.name: path.read_bytes() for path in sorted(bundled("sounds").glob("*.wav"))}
    return content_key(
        version("coach"),
        library.find(job.name),
        library.phrasebook(),
        content_key(sounds),
        (voice.name, voice.version),
        replace(job, target=None),  # type: ignore[arg-type]
    )


def _fail(name: str, problem: str) -> int:
    _tell(f"{name} failed. {problem}")
    return 1


def _tell(line: str) -> None:
    stderr.print(line, soft_wrap=True, markup=False)
