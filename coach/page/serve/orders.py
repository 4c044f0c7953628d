"""Reads the form of a routine into an order for a session: every choice is checked as on the command line.

A form names nothing but what it was offered: scripts of the library, voices that are listed, sounds that come with
coach. So no form leads to a file.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import parse_qsl

from coach.audio.format import SESSION_FORMAT
from coach.errors import CoachError, ScriptError, SettingsError, UnknownNameError, nearest
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.manifest import content_key, job_key, sound_key
from coach.page.serve.kept import AUDIO
from coach.practice.history import HistoryError, history_path, read_history
from coach.session.choices import CHOICES, read_settings
from coach.session.session import library_of
from coach.session.voice_list import neural_voices, system_voices
from coach.settings.notation import AUTO, MAX_WORDING
from coach.settings.values import OFF, Lessons, Settings
from coach.soundscape.names import AmbientName, theme_names

FORMAT = 1
"""Part of every key; counts the changes of what is kept beside the sound."""

MOST_FIELDS = 64
LONGEST_TEXT = 1000
"""The most fields of a form, and the most characters of one."""

SEVERAL = frozenset({"choose", "level"})
"""Fields that may be there more than once; their values are joined by commas as on the command line."""

Form = Mapping[str, str]
"""The texts of a form's fields, named as the options of the command line without their dashes."""


class FormError(SettingsError):
    """A form that no page of coach has sent."""


@dataclass(frozen=True, slots=True)
class Order:
    """A session that somebody wants, as texts from which any process makes the same one.

    Attributes:
        name: The script's name.
        texts: The choices, by name.
        key: The key of everything that decides its content.
    """

    name: str
    texts: Form
    key: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The voices and sounds that a form may name.

    Attributes:
        voices: The names of voices.
        sounds: The names of themes.
        ambient: The names of ambient sounds.
    """

    voices: tuple[str, ...]
    sounds: tuple[str, ...]
    ambient: tuple[str, ...]


def find_offers() -> Offers:
    """Look for the voices and sounds that are here; the system's voices are left out if it has no engine."""
    voices = [info.name for info in neural_voices()]
    with suppress(CoachError):
        voices += [info.name for info in system_voices()]
    return Offers(tuple(dict.fromkeys(voices)), tuple(theme_names()), (OFF, *AmbientName))


def read_form(body: bytes | str) -> dict[str, str]:
    """Read the fields of a form or of an address.

    Raises:
        FormError: It is no form, a field is there twice, or it is too long.
    """
    text = body if isinstance(body, str) else body.decode("latin-1")  # what is not ASCII stands as %XX
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise FormError("This is no form of coach.", "Load the page again.") from error
    form: dict[str, str] = {}
    for name, value in pairs:
        if len(value) > LONGEST_TEXT or (name in form and name not in SEVERAL):
            raise FormError(f"“{name}” is too long, or there twice.", "Load the page again.")
        form[name] = ",".join(filter(None, (form.get(name, ""), value)))
    return form


class OrderDesk:
    """Takes orders.

    Args:
        defaults: The choices that count where a form says nothing, such as remembered ones; with the `scripts`.
        offers: The voices and sounds that a form may name beside those of the defaults.
        count_finished: Gives how many sessions the history has, which decides lessons and wordings that are `auto`.
    """

    def __init__(self, defaults: Form, offers: Offers, count_finished: Callable[[], int] | None = None) -> None:
        self.defaults = dict(defaults)
        self.offers = offers
        self._count_finished = count_finished or finished_sessions

    def names(self) -> list[str]:
        """Return the names of all scripts that may be ordered; one's own first."""
        library = library_of(self.settings)
        own = []
        for path in library.own_paths():
            with suppress(ScriptError):  # a link that leads out of its folder
                if library.own_path(path.stem) == path:
                    own.append(path.stem)
        return list(dict.fromkeys([*own, *library.routine_names(), *library.stretch_names()]))

    @property
    def settings(self) -> Settings:
        """The settings of the defaults, which list the library."""
        return read_settings({name: text for name, text in self.defaults.items() if name != "minutes"})[0]

    def check_name(self, name: str) -> None:
        """Check that a script may be ordered.

        Raises:
            UnknownNameError: It may not; with the nearest name.
        """
        names = self.names()
        if name not in names:
            raise UnknownNameError(f"There is no stretch or routine “{name[:80]}”.", nearest(name[:80], names))

    def texts(self, form: Form) -> dict[str, str]:
        """Return the choices of a form, filled up with the defaults; an empty field is as if it had no default.

        Raises:
            CoachError: A field is unknown, or names what is not offered.
        """
        for field in form:
            if field not in CHOICES or field == "scripts":
                raise FormError(f"There is no setting “{field[:80]}”.", "Load the page again.")
        texts = {name: text.strip() for name, text in (self.defaults | dict(form)).items() if text.strip()}
        self._check_offered(texts, "voice", self.offers.voices)
        self._check_offered(texts, "sounds", self.offers.sounds)
        self._check_offered(texts, "ambient", self.offers.ambient)
        return texts

    def read(self, name: str, form: Form) -> tuple[Settings, Fraction | None]:
        """Read the settings of a form, and the length in minutes.

        Raises:
            CoachError: There is no such script, or a choice is not valid, in the words of the command line.
        """
        self.check_name(name)
        return read_settings(self._decided(self.texts(form)))

    def order(self, name: str, form: Form) -> Order:
        """Take an order. It reads the script and the sounds, which takes some hundredths of a second.

        Raises:
            CoachError: See `read`; or the script has a mistake.
        """
        self.check_name(name)
        texts = self._decided(self.texts(form))
        settings, minutes = read_settings(texts)
        job = Job(name, Path(AUDIO), FileFormat.MP3, settings, minutes, SESSION_FORMAT)
        return Order(name, texts, content_key(FORMAT, job_key(job, sound_key(settings))))

    def _check_offered(self, texts: Form, field: str, offered: Iterable[str]) -> None:
        text = texts.get(field)
        if text is not None and text != self.defaults.get(field) and text.lower() not in {*map(str.lower, offered)}:
            raise UnknownNameError(f"“{text[:80]}” is not among those that are offered.", nearest(text[:80], offered))

    def _decided(self, texts: dict[str, str]) -> dict[str, str]:
        """Decide what is `auto`, as `coach play` does, so that the key stands for one session."""
        finished = self._count_finished()
        if texts.get("wording", AUTO).lower() == AUTO:
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
