"""How far the writing of a session is: its stretch, how many times faster than real time it goes, and the time left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from coach.cli.terminal import stderr
from coach.render import Output
from coach.timeline import Timeline


class TimesRealTime(ProgressColumn):
    """Seconds of sound a second; its tasks count seconds."""

    def render(self, task: Task) -> Text:
        """Such as `141×`; nothing before the first blocks are written."""
        return Text(f"{task.speed:,.0f}×" if task.speed else "", style="progress.percentage")


def export_progress() -> Progress:
    """A display on stderr, if that is a terminal; its tasks have a `stretch`, and count seconds of sound."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimesRealTime(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[stretch]}", markup=False),
    )
    return Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)


@contextmanager
def session_progress(what: str, session: Timeline, output: Output) -> Iterator[Callable[[int], None]]:
    """A bar for one session; gives the function to call with the frames of output written so far."""
    with export_progress() as progress:
        task = progress.add_task(what, total=session.duration_s, stretch="")

        def advance_to(frames: int) -> None:
            stretch = session.section_at(output.session_frames(frames)).title
            progress.update(task, completed=frames / output.sample_rate, stretch=stretch)

        yield advance_to
