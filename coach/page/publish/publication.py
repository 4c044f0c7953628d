"""Writes a site from its routines: pages first, then index and feed, the service worker last. Then what is old goes.

Each file is replaced whole. So a site that is uploaded, or a run that is ended, at any moment holds pages whose sound
is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coach.errors import ExportError
from coach.files import replacing
from coach.page.publish.episode import Episode
from coach.page.publish.feed import feed_xml
from coach.page.publish.kept import Kept, digest
from coach.page.publish.pages import index_page, routine_page
from coach.page.publish.service_worker import service_worker
from coach.page.publish.site import FEED, INDEX, MANIFEST, WORKER, Site, page_path
from coach.page.publish.site_file import SiteFile
from coach.page.publish.web_manifest import COVER, site_pictures, web_manifest


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome of a publication.

    Attributes:
        written: The paths of the files that were written, in that order; routines' own files are not among them.
        removed: The paths of the files that the site no longer needed.
        files: The number of files of the site.
        size_bytes: Their size.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    files: int
    size_bytes: int


def fixed_paths(names: Iterable[str]) -> list[str]:
    """Return the paths of a site whose names do not tell their content, where a person may have a file of their own."""
    return [*(f"{name}/{INDEX}" for name in names), INDEX, MANIFEST, FEED, WORKER]


def site_files(site: Site) -> dict[str, bytes]:
    """Make all files of a site but those of its routines' sound, in the order in which they are written."""
    pictures = site_pictures(site.colours)
    paths = {name: path for name, (path, _) in pictures.items()}
    files = dict(pictures.values())
    for episode in site.episodes:
        files[page_path(episode) + INDEX] = routine_page(site, episode, paths)
    files[INDEX] = index_page(site, paths)
    files[MANIFEST] = web_manifest(site, paths)
    icons = [path for name, path in paths.items() if name != COVER]
    worker = service_worker(site, files, icons)
    files[FEED] = feed_xml(site, paths[COVER])
    files[WORKER] = worker
    return files


def publish(folder: Path, url: str, author: SiteFile, episodes: tuple[Episode, ...], now: datetime) -> Published:
    """Write what has changed of a site, and remove what it no longer needs.

    Args:
        folder: The folder of the site, which has the files of the routines.
        url: The address of the site.
        author: The choices of its author.
        episodes: Its routines, in the order in which they are shown.
        now: The time at which a new routine is published.

    Raises:
        ExportError: A file could not be written.
    """
    kept = Kept(folder)
    names = [episode.name for episode in episodes]
    site = Site(url, author, episodes, kept.dates(names, now))
    files = site_files(site)
    changed = kept.changed(files)
    sound = tuple(path for episode in episodes for path in episode.files.by_kind().values())
    _announce(kept, site, changed, sound)
    for path, content in changed.items():
        _write(folder / path, content)
    needed = {*files, *sound}
    removed = _forget(kept, needed | {*kept.memory.before}, names)
    written = {path: (digest(content),) for path, content in files.items()}
    kept.remember(replace(kept.memory, written=written))
    size_bytes = sum((folder / path).stat().st_size for path in needed)
    return Published(tuple(changed), tuple(removed), len(needed), size_bytes)


def _announce(kept: Kept, site: Site, changed: Mapping[str, bytes], sound: tuple[str, ...]) -> None:
    """Remember what is about to be written, so that a run that is ended here knows its own files the next time."""
    memory = kept.memory
    written = {path: (*memory.written.get(path, ()), digest(content)) for path, content in changed.items()}
    published = {name: moment.isoformat() for name, moment in site.published.items()}
    before = memory.before if {*memory.files} == {*sound} else memory.files
    kept.remember(
        replace(memory, written={**memory.written, **written}, files=sound, before=before, published=published)
    )


def _forget(kept: Kept, needed: Iterable[str], names: Iterable[str]) -> list[str]:
    try:
        return kept.forget(needed, names)
    except OSError as error:
        problem = f"{error.filename} could not be removed: {error.strerror or error}."
        raise ExportError(problem, "The site is written. Close what uses the file, and publish once more.") from error


def _write(target: Path, content: bytes) -> None:
    try:
        with replacing(target) as file:
            file.write(content)
    except OSError as error:
        problem = f"{target} could not be written: {error.strerror or error}."
        raise ExportError(problem, "Free some space, or choose a folder where you may write.") from error
