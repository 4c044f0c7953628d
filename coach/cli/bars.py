"""Draws bars on stderr that show how far a long work is. It does no work itself; rich is loaded only for a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.session.utterances import OnProgress, ignore_progress
from coach.timeline import Timeline

if TYPE_CHECKING:
    from rich.progress import Progress

    from coach.export.job import OnWritten


def _tell_nobody(_done: int) -> None:
    """Stand in for a bar that nobody would see."""


def are_shown() -> bool:
    """Tell whether somebody may see the bars: whether stderr is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar; gives the function to call with what is done so far of the total."""
    if not are_shown():
        yield _tell_nobody
        return
    from coach.cli.columns import counting_bar

    with counting_bar() as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


@contextmanager
def preparation_progress(what: str = "Preparing the voice") -> Iterator[OnProgress]:
    """Show a bar while something is spoken; gives the function to call with the sentences so far and all."""
    if not are_shown():
        yield ignore_progress
        return
    from coach.cli.columns import counting_bar

    with counting_bar() as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def session_progress(what: str, timeline: Timeline) -> Iterator["OnWritten"]:
    """Show a bar while a session is written; gives the function to call with the frames written so far."""
    if not are_shown():
        yield _tell_nobody
        return
    with export_progress() as progress:
        task = progress.add_task(what, total=timeline.duration_s, section="")

        def advance_to(frames: int) -> None:
            section = timeline.section_at(frames).title
            progress.update(task, completed=frames / timeline.sample_rate, section=section)

        yield advance_to


def export_progress() -> "Progress":
    """Return a display of sessions that are written; its tasks count seconds of sound and have a field `section`."""
    from coach.cli.columns import writing_bars

    return writing_bars()
