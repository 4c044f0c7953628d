"""Writes the page of a session to one file with everything in it: `coach export -o session.html`.

The file needs nothing else, so that it can be sent, kept, and opened without a network. It has no time of day and no
random number in it: the same session gives the same bytes.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from coach.export.audio.formats import watched
from coach.export.job import BLOCK_FRAMES, Job, OnWritten, ignore_written, write_beside
from coach.export.target import writing
from coach.page.contents import PageSession, contents_of
from coach.page.document import EmbeddedSound, session_document
from coach.page.sound import write_mp3
from coach.page.texts import page_texts
from coach.render.render import render
from coach.soundscape.ambient import Ambient


def write_page(job: Job, session: PageSession, ambient: Ambient | None, on_written: OnWritten = ignore_written) -> None:
    """Write the page of a session, then the text files beside it. Each file is replaced when it is complete.

    The sound goes through temporary files, so that the memory needed does not grow with its length.

    Args:
        job: The files to write.
        session: The session.
        ambient: The sound to lay under the session; None for none.
        on_written: Called after each block of sound.

    Raises:
        ExportError: A file could not be written; whatever was in its place still is.
    """
    timeline, contents = session.timeline, contents_of(session, page_texts("session"))
    blocks = watched(render(timeline, ambient=ambient, block_frames=BLOCK_FRAMES), on_written)
    with writing(job.target) as file, TemporaryDirectory(prefix="coach-") as folder:
        sound, words = Path(folder, "session.mp3"), Path(folder, "words.mp3")
        with sound.open("wb") as sound_file, words.open("wb") as words_file:
            write_mp3(sound_file, blocks, timeline.frames)
            write_mp3(words_file, session.words.blocks(), session.words.frames)
        embedded = EmbeddedSound(sound, words)
        file.writelines(piece.encode() for piece in session_document(contents, embedded=embedded))
    write_beside(job, timeline)
