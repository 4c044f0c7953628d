"""Turns the form of a script's settings into an order for a session, and gives each order the key of its content.

A script is named by the library and never by a path, so that no order leads to another file.
"""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread

from coach.audio.format import SESSION_FORMAT
from coach.errors import CoachError, UnknownNameError, nearest
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.manifest import content_key, job_key, sound_key
from coach.page.forms import Form, form_of, form_values, read_form
from coach.page.serve.kept import AUDIO
from coach.practice.history import HistoryError, history_path, read_history
from coach.session.choices import CHOICES, read_settings
from coach.session.overview import ScriptRow, list_scripts
from coach.session.session import library_of, plan_session
from coach.session.voice_list import neural_voices, speaks, system_voices
from coach.settings.notation import AUTO, MAX_WORDING
from coach.settings.values import OFF, Lessons, Settings
from coach.soundscape.names import AmbientName, theme_names

FORMAT = 3
"""Part of every key; counts the changes of what is kept beside the sound."""

LOOK_AGAIN_S = 2.0
"""Seconds after which the library is listed anew, for somebody who edits a script."""

LONGEST_SHOWN = 60
"""Characters of a name that is quoted from an address."""

Texts = Mapping[str, str]
"""Choices by name, each as it is written on the command line."""


@dataclass(frozen=True, slots=True)
class Order:
    """A session that somebody wants, as texts from which any process makes the same one.

    Attributes:
        name: The script's name.
        title: The script's title.
        texts: The choices.
        key: The key of everything that decides its content.
        typed: The fields of the form as they were filled in, to be shown again.
    """

    name: str
    title: str
    texts: Texts
    key: str
    typed: Texts = field(default_factory=dict)


def voices_here() -> list[str]:
    """Return the names of the voices that can speak here; the system's are left out if it has no engine."""
    voices = neural_voices()
    with suppress(CoachError):
        voices += system_voices()
    return [info.name for info in voices if speaks(info)]


class OrderDesk:
    """Shows what can be ordered, and takes orders.

    Args:
        defaults: The choices that forms begin with, such as remembered ones; with the folder of `scripts`.
        voices: The names of the voices that can be chosen beside that of the defaults.
        count_finished: Counts the sessions in the history; this decides lessons and wordings that are `auto`.
        now: Gives the time in seconds.
    """

    def __init__(
        self,
        defaults: Texts,
        voices: Sequence[str],
        count_finished: Callable[[], int] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._defaults = dict(defaults)
        self._voices = self._offered("voice", voices)
        self._count_finished = count_finished or finished_sessions
        self._now = now
        self._rows: list[ScriptRow] = []
        self._stamp: object = None
        self._listed_s = -math.inf
        self._listing = Lock()

    @property
    def settings(self) -> Settings:
        """The settings of the defaults, by which the library is listed."""
        return read_settings({name: text for name, text in self._defaults.items() if name != "minutes"})[0]

    def rows(self) -> list[ScriptRow]:
        """Return a row for each script, see `list_scripts`; they may be some seconds old.

        To list them takes a second or two while clips arrive. Nobody waits for that: the old ones are returned at once,
        unless the person's own scripts have changed.
        """
        if self._now() - self._listed_s < LOOK_AGAIN_S:
            return self._rows
        if self._rows and self.own_stamp() == self._stamp:
            if self._listing.acquire(blocking=False):
                Thread(target=self._list, name="library", daemon=True).start()
        elif self._listing.acquire(blocking=not self._rows):
            self._list()
        return self._rows

    def _list(self) -> None:
        """List the scripts anew, and let others do so."""
        try:
            self._stamp = self.own_stamp()
            self._rows = list_scripts(self.settings)
            self._listed_s = self._now()
        finally:
            self._listing.release()

    def row(self, name: str) -> ScriptRow:
        """Return the row of a script that can be ordered.

        Raises:
            UnknownNameError: There is none of this name; with the nearest one.
        """
        rows = {row.name: row for row in reversed(self.rows()) if not row.problem}  # one's own come first
        if name not in rows:
            shown = name[:LONGEST_SHOWN]
            raise UnknownNameError(f"There is no stretch or routine “{shown}”.", nearest(shown, rows))
        return rows[name]

    def form(self, row: ScriptRow) -> Form:
        """Return the form for a script."""
        sounds, ambient = self._offered("sounds", theme_names()), self._offered("ambient", (OFF, *AmbientName))
        return form_of(row, voices=self._voices, sounds=sounds, ambient=ambient)

    def values(self, form: Form) -> dict[str, str]:
        """Return the texts that the fields of a form begin with."""
        return form_values(self._defaults, form)

    def order(self, row: ScriptRow, sent: Iterable[tuple[str, str]]) -> Order:
        """Take an order. It reads the script and the sounds, which takes a tenth of a second.

        A length that cannot be reached is told here if all sentences have been spoken before, else by who makes the
        session.

        Args:
            row: The script.
            sent: The names and texts of the form's fields. A field that is empty chooses nothing, and one that was not
                sent has its default.

        Raises:
            CoachError: A choice is not valid, in the words of the command line; or the script has a mistake.
        """
        form, sent = self.form(row), list(sent)
        chosen = read_form(sent, form)
        names = {name for name, _ in sent}
        untouched = {
            setting: self._defaults[setting]
            for setting, fields in form.settings.items()
            if setting in self._defaults and names.isdisjoint({setting, *(field.name for field in fields)})
        }
        scripts = {name: text for name, text in self._defaults.items() if name == "scripts"}
        texts = self._decided({**scripts, **untouched, **chosen})
        settings, minutes = read_settings(texts)
        plan_session(row.name, settings, minutes).fitted_if_known()  # raises what is known before anything is spoken
        job = Job(row.name, Path(AUDIO), FileFormat.MP3, settings, minutes, SESSION_FORMAT)
        key = content_key(FORMAT, job_key(job, sound_key(settings)))
        return Order(row.name, row.title, texts, key, dict(sent))

    def own_stamp(self) -> object:
        """Return a value that changes with the person's own scripts."""
        found = []
        for path in library_of(self.settings).own_paths():
            with suppress(OSError):
                found.append((path, path.stat().st_mtime_ns))
        return tuple(found)

    def _offered(self, setting: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return what can be chosen for a setting: some names, and the default, which may be a file of the person's."""
        default = self._defaults.get(setting)
        return tuple(dict.fromkeys([*([default] if default else []), *names]))

    def _decided(self, texts: dict[str, str]) -> dict[str, str]:
        """Decide what is `auto` as `coach play` does, so that the key stands for one session."""
        finished = self._count_finished()
        if texts.get("wording", AUTO).strip().lower() == AUTO:
            texts["wording"] = str(finished % (MAX_WORDING + 1))
        lessons = CHOICES["lessons"].read(texts.get("lessons", Lessons.AUTO))
        if lessons is Lessons.AUTO:
            texts["lessons"] = replace(Settings(), lessons=lessons).for_listener(finished).lessons.value
        return texts


def finished_sessions() -> int:
    """Return how many sessions the history has; none if it cannot be read, which keeps nobody from practising."""
    try:
        return len(read_history(history_path()).practices)
    except HistoryError:
        return 0
