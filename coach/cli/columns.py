"""Makes the bars that rich draws on stderr, and their columns. It takes 35 ms to import, for a terminal alone."""

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.text import Text

from coach.cli.console import stderr
from coach.cli.harmless import harmless


class TimesRealTime(ProgressColumn):
    """Shows how many seconds of sound are done a second, which is nothing for a task whose field `counts` is true."""

    def render(self, task: Task) -> Text:
        """Return a text such as `141×`; an empty one before the first blocks are written."""
        counts = task.fields.get("counts")
        return Text(f"{task.speed:,.0f}×" if task.speed and not counts else "", style="progress.percentage")


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


def counting_bar() -> Progress:
    """Return a display of a work whose steps are counted."""
    return _bars(Words(), BarColumn(), TimeRemainingColumn())


def writing_bars() -> Progress:
    """Return a display of sessions that are written; its tasks count seconds of sound and have a field `section`."""
    return _bars(Words(), BarColumn(), TimesRealTime(), TimeRemainingColumn(compact=True), Words("section"))


def _bars(*columns: ProgressColumn) -> Progress:
    return Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)
