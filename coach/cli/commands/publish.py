"""publish: writes a static site with a page a routine, and a feed for podcast players."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from coach.cli import completion
from coach.cli._typer import FILE, SESSION, CommandApp
from coach.cli.overwriting import may_write
from coach.cli.session.command import SETTINGS, SessionChoices, SessionCommand, session_choices
from coach.cli.session.naming import find_script
from coach.cli.session.remembered import explained
from coach.cli.side_by_side import run_side_by_side
from coach.cli.terminal import FAILED, tell, tell_error
from coach.errors import CoachError, ExportError, SettingsError
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.manifest import content_key, job_key, sound_key
from coach.export.runner import Report
from coach.export.workers import LocalWorkers
from coach.files import locked
from coach.page.contents import FORMAT as CONTENTS_FORMAT
from coach.page.publish.address import read_site_url
from coach.page.publish.kept import Kept, publishing_time
from coach.page.publish.publication import Published, fixed_paths, publish
from coach.page.publish.rendering import RECORDS, RENDERING_FORMAT, Rendering, render
from coach.page.publish.site_file import NAME as SITE_FILE
from coach.page.publish.site_file import SiteFile, read_site_file
from coach.script.kinds import NAME
from coach.session.session import library_of
from coach.settings.config import Choice
from coach.speech.pool import workers
from coach.units import clock, megabytes

app = CommandApp()


class PublishCommand(SessionCommand):
    """A session command with `--minutes`. The sounds are taught, because others than oneself practise with the site."""

    shared: ClassVar[Sequence[str]] = (*SETTINGS, "minutes")


FolderArgument = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="The folder of the site; it is made if there is none.", rich_help_panel=FILE),
]
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME",
        help="The stretches and routines that the site has, in this order; see `coach list`.",
        show_default="every routine, your own first",
        rich_help_panel=SESSION,
        autocompletion=completion.scripts,
    ),
]
UrlOption = Annotated[
    Any,
    typer.Option(
        "--url",
        parser=read_site_url,
        metavar="URL",
        help="The address that the site will have. The feed names it; the pages work at any.",
        rich_help_panel=FILE,
    ),
]
SiteOption = Annotated[
    Path | None,
    typer.Option(
        "--site",
        metavar="FILE",
        help="Your name, a notice and colours for the site: see `coach help phone`.",
        show_default=f"DIR/{SITE_FILE}, if there is one",
        rich_help_panel=FILE,
        autocompletion=completion.files_of(".yaml", ".yml"),
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace files without asking.", rich_help_panel=FILE)]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The routines of a site.

    Attributes:
        names: The names of their folders, in the order in which they are shown.
        renderings: Those that can be made.
        failed: The names of those that cannot be read; the site keeps what it has of them.
    """

    names: tuple[str, ...]
    renderings: tuple[Rendering, ...]
    failed: tuple[str, ...]


@app.command(
    cls=PublishCommand,
    examples={
        "coach publish site --url https://example.org/": "Write a site with every routine, to be put on any host.",
        "coach publish site --url https://example.org/ wind-down --minutes 12": "Write a site with one of them.",
    },
)
def publish_site(  # noqa: PLR0913, PLR0917 (each is an option)
    context: typer.Context,
    folder: FolderArgument,
    names: NamesArgument = None,
    url: UrlOption = None,
    site: SiteOption = None,
    force: ForceOption = False,
) -> None:
    """Write a site for phones, and a podcast feed."""
    if url is None:
        problem = "publish needs the address that the site will have, since podcast players take whole addresses alone."
        raise SettingsError(problem, "Give it with --url, such as --url https://example.org/stretches/.")
    choices = session_choices(context)
    author, wanted = _author(folder, site), _wanted(folder, names or (), choices)
    if not wanted.renderings and not (folder / RECORDS).is_dir():
        raise typer.Exit(FAILED)
    _make_folder(folder)
    try:
        with locked(folder / RECORDS, wait_s=0):
            _publish(folder, url, author, wanted, choices.remembered, force=force)
    except TimeoutError as error:
        raise ExportError(f"Another coach is publishing to {folder}.", "Wait until it is done.") from error


def _author(folder: Path, chosen: Path | None) -> SiteFile:
    path = chosen or folder / SITE_FILE
    return read_site_file(path) if chosen or path.exists() else SiteFile()


def _make_folder(folder: Path) -> None:
    try:
        (folder / RECORDS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"The folder {folder} could not be made: {error.strerror or error}."
        raise ExportError(problem, "Give another folder.") from error


def _wanted(folder: Path, names: Sequence[str], choices: SessionChoices) -> _Wanted:
    """Find the routines, and what decides the files of each.

    Raises:
        UnknownNameError: A name that was given is none.
        SettingsError: Two scripts would have the same folder.
    """
    sounds = sound_key(choices.settings)
    found: dict[str, str] = {}
    renderings, failed = [], []
    for name in names or _every(folder, choices):
        given = find_script(name, choices.settings) if names else None
        script = given.name if given else name
        own = choices.as_long_as_it_is() if given and given.is_stretch and "minutes" in choices.remembered else choices
        try:
            rendering = _rendering(folder, script, own, sounds)
        except CoachError as error:
            tell_error(explained(error, choices.remembered), f"{name} failed.")
            failed.append(Path(script).stem)
            found.setdefault(failed[-1], script)
            continue
        if found.setdefault(rendering.folder, script) != script:
            problem = f"Two of the scripts are called {rendering.folder}, and each needs a folder of its own."
            raise SettingsError(problem, "Rename one of the files.")
        renderings.append(rendering)
    return _Wanted(tuple(found), tuple(dict.fromkeys(renderings)), tuple(failed))


def _every(folder: Path, choices: SessionChoices) -> list[str]:
    """Return the names of all routines, one's own first. A file that was one when it was published counts as one."""
    library, published = library_of(choices.settings), Kept(folder).memory.published
    own, shipped = library.own_routine_names(), library.routine_names()
    broken = [name for name in library.own_broken_names() if name in published]
    return list(dict.fromkeys([*own, *broken, *shipped]))


def _rendering(folder: Path, script: str, choices: SessionChoices, sounds: str) -> Rendering:
    name = library_of(choices.settings).find(script).name
    if not re.fullmatch(NAME, name):
        problem = f"“{name}” cannot be a part of an address."
        raise SettingsError(problem, "Rename the file in small letters, digits and hyphens, such as my-neck.yaml.")
    job = Job(script, folder, FileFormat.MP3, choices.settings, choices.minutes)
    return Rendering(job, name, content_key(RENDERING_FORMAT, CONTENTS_FORMAT, job_key(job, sounds)))


def _publish(  # noqa: PLR0913 (what a site is made of)
    folder: Path,
    url: str,
    author: SiteFile,
    wanted: _Wanted,
    remembered: Mapping[str, Choice],
    *,
    force: bool,
) -> None:
    """Make what has changed, then write the site.

    Raises:
        Exit: A routine failed; with code 1. The site has the others, and of this one what it had before.
    """
    kept = Kept(folder)
    strangers = kept.strangers(fixed_paths(wanted.names))
    if not may_write(strangers, force=force):
        return
    changed = []
    for rendering in wanted.renderings:
        episode = kept.episode(rendering.folder)
        if episode and episode.key == rendering.key:
            tell(f"{folder / rendering.folder} is up to date.")
        else:
            changed.append(rendering)

    def on_done(rendering: Rendering, report: Report) -> None:
        tell(f"{folder / rendering.folder} · {clock(report.total_s)}")

    with LocalWorkers(workers()) as executor:
        failed = [*wanted.failed, *run_side_by_side(changed, render, on_done, remembered, executor)]
    episodes = tuple(filter(None, map(kept.episode, wanted.names)))
    if episodes:
        _tell_published(folder, publish(folder, url, author, episodes, publishing_time(os.environ)), len(episodes))
    if failed:
        raise typer.Exit(FAILED)


def _tell_published(folder: Path, published: Published, routines: int) -> None:
    size = f"{routines} sessions, {megabytes(published.size_bytes)}"
    if not (published.written or published.removed):
        tell(f"{folder} is up to date: {size}.")
        return
    tell(
        f"{folder} · {size}; {len(published.written)} pages and lists written, {len(published.removed)} files removed."
    )
