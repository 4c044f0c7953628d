"""export --all: writes every session of a catalogue that changed since the last time, and keeps a manifest of them.

Each phrase is spoken once, however many sessions say it; then the sessions are mixed.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

import typer

from coach.cli.bars import progress_bar
from coach.cli.delivery import ByPath, Delivery, ToPlace
from coach.cli.overwriting import make_folder
from coach.cli.session.remembered import explained
from coach.cli.side_by_side import run_side_by_side
from coach.cli.terminal import FAILED, print_json, print_text, tell, tell_error
from coach.errors import CoachError, ExportError
from coach.export.audio.formats import FileFormat
from coach.export.catalogue import Catalogue, chosen_scripts
from coach.export.inputs import found_from_anywhere, paths_in
from coach.export.job import Job
from coach.export.manifest import NAME, JobKeys, Manifest
from coach.export.placed_manifest import PlacedManifest
from coach.export.planning import Outlook, Planner, Speech
from coach.export.runner import Report
from coach.export.speaking import Batch, Mixing, batches, mix, speak
from coach.export.workers import LocalWorkers, Workers
from coach.files import locked
from coach.files.places import Place
from coach.session.session import library_of
from coach.settings.config import Choice
from coach.speech.pool import workers
from coach.units import clock, megabytes

CLIPS = ".coach-clips"
"""The folder of the clips among the files of a run on a cluster, whose machines share nothing else."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A session that is not as it should be in its folder.

    Attributes:
        job: The session and its files.
        name: Names it among the others: its file in the folder, without the ending where one format is made.
        key: Stands for what its files are made from.
    """

    job: Job
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Output:
    """Says where the files of a run go.

    Attributes:
        folder: The folder that the targets lie in.
        manifest: Knows what its files were made from.
        delivery: Names the files, and asks before one is replaced.
        place: The URL that the folder stands for; empty for a folder of this machine.
        scheduler: The address of the cluster that does the work; empty for processes of this machine.
    """

    folder: Path
    manifest: Manifest
    delivery: Delivery
    place: str = ""
    scheduler: str = ""

    @property
    def clips(self) -> str:
        """The folder or place of the clips; see `clip_cache`."""
        return _clips(self.folder, self.place) if self.scheduler else ""

    def shown(self, job: Job) -> str:
        """Return the names of a job's files."""
        return ", ".join(map(self.delivery.shown, job.targets))

    def for_workers(self, job: Job) -> Job:
        """Return a job as those who do it need it: the workers of a cluster were started in other folders."""
        return replace(job, target=job.target.absolute()) if self.scheduler and not self.place else job


def _clips(folder: Path, place: str) -> str:
    return f"{place}/{CLIPS}" if place else str(folder.absolute() / CLIPS)


def export_all(  # noqa: PLR0913 (what is made, where to, and by whom)
    catalogue: Catalogue,
    base: Job,
    remembered: Mapping[str, Choice],
    *,
    force: bool,
    place: Place | None = None,
    scheduler: str = "",
) -> None:
    """Write every session that changed since the last time.

    Args:
        catalogue: The matrix of sessions.
        base: A job with everything that all sessions have in common, and the folder as its target.
        remembered: The remembered choices of the job, and where they were made.
        force: Replace files without asking, even files that were not written by an earlier `--all`.
        place: The place that the folder stands for, if a URL was given. Nobody is locked out of it.
        scheduler: The address of the cluster that does the work; empty for processes of this machine.

    Raises:
        Exit: A session failed; with code 1.
    """
    jobs = catalogue_jobs(catalogue, base)
    if place:
        placed = PlacedManifest(place)
        output = Output(base.target, placed, ToPlace(place, base.target, placed.sizes), place.url, scheduler)
        _export(jobs, output, remembered, force=force)
        return
    make_folder(base.target)
    for folder in sorted({job.target.parent for job in jobs} - {base.target}):
        make_folder(folder)
    try:
        with locked(base.target / NAME, wait_s=0):
            output = Output(base.target, Manifest(base.target), ByPath(), scheduler=scheduler)
            _export(jobs, output, remembered, force=force)
    except TimeoutError as error:
        raise ExportError(f"Another coach is writing to {base.target}.", "Wait until it is done.") from error


def tell_outlook(
    catalogue: Catalogue, base: Job, *, as_json: bool, place: Place | None = None, scheduler: str = ""
) -> None:
    """Tell how much work a catalogue is, without doing any of it; no cluster has to be there.

    Args:
        catalogue: The matrix of sessions.
        base: See `export_all`.
        as_json: Tell it as a JSON object.
        place: See `export_all`.
        scheduler: See `export_all`.

    Raises:
        CoachError: A script cannot be read.
    """
    clips = _clips(base.target, place.url if place else "") if scheduler else ""
    jobs, planner = catalogue_jobs(catalogue, base), Planner(clips)
    with progress_bar("Planning", len(jobs)) as on_done:
        for done, job in enumerate(jobs, 1):
            planner.look(job)
            on_done(done)
    outlook = planner.outlook(jobs)
    if as_json:
        print_json(asdict(outlook))
    else:
        print_text(*_in_words(outlook, cores=1 if scheduler else workers()))


def _in_words(outlook: Outlook, cores: int) -> Iterator[str]:
    """Yield the lines that tell how much work sessions are."""
    minutes = outlook.core_s / cores / 60
    time = f"{minutes / 60:,.1f} hours" if minutes > 90 else f"{minutes:.1f} minutes"
    yield f"{outlook.sessions:,} sessions in {outlook.files:,} files"
    yield f"{outlook.phrases:,} distinct phrases, {outlook.missing:,} of them still to be spoken"
    yield f"about {outlook.sound_s / 3600:,.1f} hours of sound, {megabytes(outlook.size_bytes)}"
    yield f"about {time} of work for {cores} {'core' if cores == 1 else 'cores'}"


def catalogue_jobs(catalogue: Catalogue, base: Job) -> list[Job]:
    """Spell out the jobs of a catalogue; its scripts may be broken."""
    library = library_of(base.settings)
    every = list(dict.fromkeys([*library.own_routine_names(), *library.routine_names()]))
    names = chosen_scripts(catalogue.wanted.scripts, every, library.stretch_names())
    jobs = catalogue.jobs(replace(base, file_format=base.file_format or FileFormat.WAV), names)
    for job in {job.file_format: job for job in jobs}.values():
        job.check()
    return jobs


def _export(jobs: Sequence[Job], output: Output, remembered: Mapping[str, Choice], *, force: bool) -> None:
    changed, failed, kept = _sorted_out(jobs, output, remembered, force=force)
    if not (changed or failed or kept):
        tell("Nothing has changed, and nothing was done.")
    if changed:
        output.manifest.compact()  # before minutes of work, since a place may not take it
        failed += _run(changed, output, remembered)
        output.manifest.compact()
    if failed:
        if len(jobs) > 1 and len(failed) > 1:
            tell(f"{len(failed)} of {len(jobs)} failed: {', '.join(failed)}.")
        raise typer.Exit(FAILED)


def _sorted_out(
    jobs: Sequence[Job], output: Output, remembered: Mapping[str, Choice], *, force: bool
) -> tuple[list[Changed], list[str], list[str]]:
    """Return the sessions to be made, and the names of those that failed and of those to be left as they are."""
    changed, failed, kept, current = list[Changed](), list[str](), list[str](), 0
    keys, manifest, one_format = JobKeys(), output.manifest, len({job.file_format for job in jobs}) == 1
    for job in jobs:
        file = job.target.relative_to(output.folder)
        name = (file.with_suffix("") if one_format and not file.stem.endswith(".") else file).as_posix()
        try:
            key = keys.key(job)
            if manifest.is_current(job.targets, key):
                tell(f"{output.delivery.shown(job.target)} is up to date.")
                current += 1
                continue
            job.check()
            strange = [target for target in job.targets if not manifest.is_ours(target)]
            if output.delivery.may_write(strange, force=force, declined=f"{name} is left as it is."):
                changed.append(Changed(job, name, key))
            else:
                kept.append(name)
        except CoachError as error:
            tell_error(explained(error, remembered), f"{name} failed.")
            failed.append(name)
    return changed, failed, kept


def _run(changed: Sequence[Changed], output: Output, remembered: Mapping[str, Choice]) -> list[str]:
    """Make sessions with a bar for each, and remember what was written. Returns the names of those that failed."""
    if not output.scheduler:
        with LocalWorkers(workers()) as executor:
            return _Run(changed, output, remembered, executor).failed()
    found = {settings: found_from_anywhere(settings) for settings in {each.job.settings for each in changed}}
    changed = [replace(each, job=replace(each.job, settings=found[each.job.settings])) for each in changed]
    with _cluster(changed, output) as executor:
        return _Run(changed, output, remembered, executor).failed()


@contextmanager
def _cluster(changed: Sequence[Changed], output: Output) -> Iterator[Workers]:
    """Reach the workers of a cluster, and make sure that they see the same files."""
    from coach.export.cluster import ClusterWorkers

    with ClusterWorkers(output.scheduler) as executor:
        settings = {each.job.settings for each in changed}
        for path in sorted({path for each in settings for path in paths_in(each)}):
            executor.check_sees(path, path)
        if not output.place:
            make_folder(Path(output.clips))
            with NamedTemporaryFile(dir=output.clips) as sign:  # since another machine may have a folder of this name
                executor.check_sees(Path(sign.name), output.folder.absolute())
        yield executor


class _Run:
    """Speaks what is missing, and then mixes."""

    def __init__(
        self,
        changed: Sequence[Changed],
        output: Output,
        remembered: Mapping[str, Choice],
        executor: Workers,
    ) -> None:
        self._changed = {each.name: each for each in changed}
        self._output = output
        self._remembered = remembered
        self._executor = executor
        self._planner = Planner(output.clips)
        self._spoken = 0
        self._left: dict[str, tuple[str, ...]] = {}  # sessions that need other phrases than was foreseen
        self._token = secrets.token_hex(8)

    def failed(self) -> list[str]:
        """Make all sessions; return the names of those that failed."""
        self._speak(self._planner.speech(self._planned()))
        failed = self._mix(list(self._changed), may_speak=False)
        if self._left:
            left = [(self._changed[name].job.settings, phrases) for name, phrases in self._left.items()]
            self._speak([Speech(own.voice, own.speed, phrase) for own, phrases in left for phrase in phrases])
            failed += self._mix(list(self._left), may_speak=True)
        if self._spoken:
            tell(f"{self._spoken:,} phrases spoken, each once.")
        return failed

    def _planned(self) -> list[Job]:
        """Look at each session; leave out those that cannot be planned, which fail when they are mixed."""
        found = []
        with progress_bar("Planning", len(self._changed)) as on_done:
            for done, each in enumerate(self._changed.values(), 1):
                try:
                    self._planner.look(each.job)
                    found.append(each.job)
                except CoachError:
                    continue
                finally:
                    on_done(done)
        return found

    def _speak(self, speech: Sequence[Speech]) -> None:
        speech = self._planner.missing(dict.fromkeys(speech))
        clips = self._output.clips
        paces = [Batch(each.voice, each.speed, (), clips=clips) for each in self._planner.unpaced(speech)]
        self._work(paces)
        self._work(batches(self._planner.missing(speech), clips))

    def _work(self, work: Sequence[Batch]) -> None:
        if work:
            run_side_by_side(work, speak, self._count, self._remembered, self._executor)

    def _count(self, _work: object, report: Report) -> None:
        self._spoken += report.spoken

    def _mix(self, names: Sequence[str], *, may_speak: bool) -> list[str]:
        place, clips = self._output.place, self._output.clips
        jobs = [(name, self._output.for_workers(self._changed[name].job)) for name in names]
        mixings = [
            Mixing(job, name, may_speak, self._token, place, clips, self._changed[name].key) for name, job in jobs
        ]
        return run_side_by_side(mixings, mix, self._on_mixed, self._remembered, self._executor, self._on_start)

    def _on_start(self, mixing: Mixing) -> None:
        changed = self._changed[mixing.name]
        self._output.manifest.begin(changed.job.targets, changed.key)

    def _on_mixed(self, mixing: Mixing, report: Report) -> None:
        if report.missing:
            self._left[mixing.name] = report.missing
            return
        self._spoken += report.spoken
        changed = self._changed[mixing.name]
        self._output.manifest.remember(changed.job.targets, changed.key, report.digests)
        tell(f"{self._output.shown(changed.job)} · {clock(report.total_s)}")
