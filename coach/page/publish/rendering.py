"""Makes the files of one routine: its sound, the words after a pause, the texts for podcast players, and its cover.

It runs in a process of its own. The files stand in the routine's folder under names made of their content, so that no
page that is online loses what it refers to; a record of them is written last.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.audio.buffer import Audio
from coach.audio.format import SESSION_FORMAT
from coach.drawing.cover import cover_png
from coach.errors import ExportError
from coach.export.audio.formats import watched
from coach.export.audio.tags import Tags
from coach.export.job import BLOCK_FRAMES, Job, session_tags
from coach.export.runner import Report, Tell
from coach.export.target import writing
from coach.export.text.companions import Companion, companion_path, write_companion
from coach.page.contents import PageSession, contents_of, page_session
from coach.page.publish.episode import Episode, Files, episode_json
from coach.page.publish.hashed import hashed_name
from coach.page.sound import write_mp3
from coach.render.render import render as mix_blocks
from coach.timeline import Timeline

RECORDS = ".coach-publish"
"""The folder in a site's folder that holds what coach remembers of it. It need not be uploaded."""

RENDERING_FORMAT = 4
"""Part of each key. Raise it when the files of a routine, or their record, change although its session does not."""

BESIDE = (Companion.CAPTIONS, Companion.CHAPTERS, Companion.TEXT)

COVER_PIXELS = 1400
"""Width and height of a cover. Source: Apple, podcast requirements: at least 1400, at most 3000 pixels."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A routine whose files are to be made.

    Attributes:
        job: The session; its target is the folder of the site.
        folder: The name of the routine's folder in it.
        key: Changes with all that decides the files.
    """

    job: Job
    folder: str
    key: str

    @property
    def name(self) -> str:
        """The routine's name."""
        return self.folder


def record_path(site: Path, name: str) -> Path:
    """Return the place of a routine's record in a site's folder."""
    return site / RECORDS / f"{name}.json"


def render(rendering: Rendering, tell: Tell) -> Report:
    """Make the files of a routine.

    Args:
        rendering: The routine.
        tell: Called with the progress.

    Raises:
        CoachError: The session cannot be made, or a file could not be written.
    """
    job, site = rendering.job, rendering.job.target
    plan = job.plan()
    ambient, timeline = plan.ambient(), plan.timeline()
    session = page_session(rendering.folder, plan, timeline)

    def on_written(frames: int) -> None:
        section = timeline.section_at(frames)
        tell(Report(frames / timeline.sample_rate, timeline.duration_s, section.title))

    with _unfinished(site / RECORDS / f"{rendering.folder}.new") as folder:
        audio = folder / "audio.mp3"
        blocks = mix_blocks(timeline, SESSION_FORMAT, ambient=ambient, block_frames=BLOCK_FRAMES)
        _write_mp3(audio, watched(blocks, on_written), timeline.frames, session_tags(job, timeline))
        audio_bytes = audio.stat().st_size
        files = _placed(_with_the_others(audio, session), site, rendering.folder)
    contents = contents_of(session, {})
    episode = Episode(
        rendering.folder, timeline.title, rendering.key, timeline.duration_s, audio_bytes, files, contents
    )
    with writing(record_path(site, rendering.folder), special=False) as file:
        file.write(episode_json(episode).encode())
    return Report(timeline.duration_s, timeline.duration_s)


def _with_the_others(audio: Path, session: PageSession) -> Files:
    """Write the other files beside the sound, and return all of them where they are made."""
    words, cover = audio.with_name("words.mp3"), audio.with_name("cover.png")
    _write_mp3(words, session.words.blocks(), session.words.frames)
    _write_cover(cover, session.timeline)
    texts = [companion_path(companion, audio) for companion in BESIDE]
    for target, companion in zip(texts, BESIDE, strict=True):
        write_companion(target, session.timeline, companion)
    captions, chapters, text = map(str, texts)
    return Files(str(audio), str(words), captions, chapters, text, str(cover))


def _write_mp3(target: Path, blocks: Iterable[Audio], frames: int, tags: Tags | None = None) -> None:
    with writing(target, special=False) as file:
        write_mp3(file, blocks, frames, tags)


def _write_cover(target: Path, timeline: Timeline) -> None:
    with writing(target, special=False) as file:
        file.write(cover_png(timeline, pixels=COVER_PIXELS))


def _placed(made: Files, site: Path, folder: str) -> Files:
    """Move files to the routine's folder, under names made of their content."""
    names = {"captions": "captions.vtt", "chapters": "chapters.json", "text": "transcript.txt"}
    placed = {}
    (site / folder).mkdir(exist_ok=True)
    for what in Files.__slots__:
        file = Path(getattr(made, what))
        if what in names:
            file = file.rename(file.with_name(names[what]))
        placed[what] = f"{folder}/{hashed_name(file)}"
        file.replace(site / placed[what])
    return Files(**placed)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """Make an empty folder, and remove it in the end; one of a process that was killed is emptied first.

    Raises:
        ExportError: It cannot be made, or what is in it cannot be moved to its place.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        yield folder
    except BrokenPipeError:  # the parent process was killed
        raise
    except OSError as error:
        problem = f"{error.filename or folder} could not be written: {error.strerror or error}."
        raise ExportError(problem, "Free some space, or choose a folder where you may write.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
