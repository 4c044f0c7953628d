"""Draws bars on stderr that show how far a long work is, if stderr is a terminal. It does no work itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.text import Text

from coach.cli.console import stderr
from coach.cli.harmless import harmless
from coach.export.job import OnWritten
from coach.session.utterances import OnProgress
from coach.timeline import Timeline


class TimesRealTime(ProgressColumn):
    """Shows how many seconds of sound are done a second; its tasks count seconds of sound."""

    def render(self, task: Task) -> Text:
        """Return a text such as `141×`; an empty one before the first blocks are written."""
        return Text(f"{task.speed:,.0f}×" if task.speed else "", style="progress.percentage")


class Words(ProgressColumn):
    """Shows what a task is about, such as a file's name or a section's title.

    Args:
        field: The task's field with the words; without one, its description.
    """

    def __init__(self, field: str = "") -> None:
        super().__init__()
        self._field = field

    def render(self, task: Task) -> Text:
        """Return the words."""
        return Text(harmless(task.fields[self._field] if self._field else task.description))


def _bars(*columns: ProgressColumn) -> Progress:
    return Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar; gives the function to call with what is done so far of the total."""
    with _bars(Words(), BarColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


@contextmanager
def preparation_progress(what: str = "Preparing the voice") -> Iterator[OnProgress]:
    """Show a bar while something is spoken; gives the function to call with the sentences so far and all."""
    with _bars(Words(), BarColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def session_progress(what: str, timeline: Timeline) -> Iterator[OnWritten]:
    """Show a bar while a session is written; gives the function to call with the frames written so far."""
    with export_progress() as progress:
        task = progress.add_task(what, total=timeline.duration_s, section="")

        def advance_to(frames: int) -> None:
            section = timeline.section_at(frames).title
            progress.update(task, completed=frames / timeline.sample_rate, section=section)

        yield advance_to


def export_progress() -> Progress:
    """Return a display of sessions that are written; its tasks count seconds of sound and have a field `section`."""
    return _bars(Words(), BarColumn(), TimesRealTime(), TimeRemainingColumn(compact=True), Words("section"))
