"""export --all: every routine that changed since the last time, and the manifest that says which did."""

from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version

import typer

from coach.cli.export_job import Job
from coach.cli.export_processes import run_jobs
from coach.cli.overwriting import check_targets, make_folder
from coach.cli.sessions import find_ambient, find_voice
from coach.cli.terminal import FAILED, stderr
from coach.errors import CoachError
from coach.export.clock import clock
from coach.export.formats import Format, check_shape
from coach.export.manifest import Manifest, content_key
from coach.script.library import Library
from coach.settings import Settings
from coach.theme import find_theme, read_theme


def export_all(pattern: Job, *, force: bool) -> None:
    """Write every routine that changed since the last time.

    Args:
        pattern: The job for each; its target is the folder.
        force: Whether files that are not known from the last time may be replaced without asking.

    Raises:
        Exit: With code 1, when some failed.
    """
    wanted = pattern.wanted or Format.WAV
    check_shape(pattern.shape(0), wanted)
    sound_key = _sound_key(pattern.settings)
    make_folder(pattern.target)
    manifest = Manifest(pattern.target)
    failures = 0
    changed: dict[str, tuple[Job, str]] = {}
    for name in Library().routine_names():
        job = replace(pattern, name=name, target=pattern.target / f"{name}.{wanted}", wanted=wanted)
        try:
            key = _key(job, sound_key)
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


def _sound_key(settings: Settings) -> str:
    """Of everything that sounds but the voice, whatever folder it is in."""
    theme, ambient = read_theme(find_theme(settings.theme)), find_ambient(settings)
    heard = [*theme.sounds.values(), *([ambient.loop] if ambient else [])]
    return content_key(theme.breath, *(sha256(audio.samples.tobytes()).hexdigest() for audio in heard))


def _key(job: Job, sound_key: str) -> str:
    """Of the script, the words, the voice, the sounds, the settings and the version: no voice speaks for it."""
    library, voice = Library(), find_voice(job.settings.voice)
    return content_key(
        version("coach"),
        library.find(job.name),
        library.phrasebook(),
        library.pronunciation(),
        sound_key,
        (voice.name, voice.version),
        replace(job, target=None),  # type: ignore[arg-type]
    )


def _fail(name: str, problem: str) -> int:
    _tell(f"{name} failed. {problem}")
    return 1


def _tell(line: str) -> None:
    stderr.print(line, soft_wrap=True, markup=False)
