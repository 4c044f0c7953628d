"""Makes a site of one short routine."""

from datetime import UTC, datetime
from pathlib import Path

from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.page.publish.episode import Episode
from coach.page.publish.kept import Kept
from coach.page.publish.publication import Published, publish
from coach.page.publish.rendering import Rendering, render
from coach.page.publish.site_file import SiteFile
from coach.settings.values import Lessons, Settings, Verbosity

NAME = "short"
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NOBODY = SiteFile()
URL = "https://example.org/stretches/"
SCRIPT = """
routine: Short & <b>sweet</b>
stretches:
  - stretch: Still
    position: standing
    source: "hold 5-30 s"
    steps:
      - say: Stand.
      - hold: {hold}
"""


def make(folder: Path, hold: str) -> Episode:
    """Make the files of the short routine in a site's folder, with the hold of its script."""
    scripts = folder.parent / "scripts"
    scripts.mkdir(parents=True, exist_ok=True)
    (folder / ".coach-publish").mkdir(parents=True, exist_ok=True)
    (scripts / f"{NAME}.yaml").write_text(SCRIPT.format(hold=hold), "utf-8")
    settings = Settings(scripts=str(scripts), verbosity=Verbosity.TONES, lessons=Lessons.OFF)
    render(Rendering(Job(NAME, folder, FileFormat.MP3, settings), NAME, hold), lambda _report: None)
    episode = Kept(folder).episode(NAME)
    assert episode
    return episode


def write_site(folder: Path, author: SiteFile = NOBODY, now: datetime = NOW) -> Published:
    """Publish the routines of which a folder has the files."""
    names = [path.stem for path in sorted((folder / ".coach-publish").glob("[a-z]*.json"))]
    episodes = tuple(filter(None, map(Kept(folder).episode, names)))
    return publish(folder, URL, author, episodes, now)
