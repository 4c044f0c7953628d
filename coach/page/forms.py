"""The form of a routine's settings: its fields, and how what was sent becomes choices and choices become fields again.

Fields have the names of the command line's options; a setting of several numbers has a field for each. A form offers no
path: neither a folder of scripts, nor a voice, a theme or an ambient sound from a file.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coach.errors import CoachError, SettingsError, UnknownNameError, about, nearest
from coach.script.vocabulary import Level, PauseName, Verbosity
from coach.session.choices import CHOICES
from coach.session.overview import ScriptRow
from coach.session.voices import DEFAULT_VOICE
from coach.settings.notation import AUTO, MAX_WORDING, read_breath, read_choose, read_pauses
from coach.settings.values import (
    AMBIENT_DB,
    CHIMES_DB,
    MAX_CYCLE_S,
    MAX_MINUTES,
    MAX_PAUSE_S,
    MAX_PAUSE_SCALE,
    MAX_SPEED,
    MIN_PHASE_S,
    MIN_SPEED,
    OFF,
    BreathPrompts,
    Lessons,
)
from coach.soundscape.names import DEFAULT_THEME, AmbientName, theme_names

LONGEST_TEXT = 60
"""Letters of the longest text that a field may send: more than any value that a form offers."""

PARTS = {"choose": "choose-", "pause": "pause-", "breath": "breath-"}
"""The settings that have several fields, and how the names of these begin."""


class Group(StrEnum):
    """A group of settings, as in the help of the command line; the rest of it is folded away at first."""

    SESSION = "session"
    SESSION_REST = "session-rest"
    SOUND = "sound"
    SOUND_REST = "sound-rest"


@dataclass(frozen=True, slots=True)
class Field:
    """One control of a form.

    Attributes:
        name: Its name in the form.
        setting: The setting that it belongs to, as the command line spells it.
        group: The group that it stands in.
        usual: The text that it has unless something else is chosen; empty where the script decides.
        values: The texts to choose from; empty for a number.
        is_closed: Whether no other text can be chosen than `values`.
        bounds: The least and the greatest number, and the step between two; empty texts for a choice.
    """

    name: str
    setting: str
    group: Group
    usual: str = ""
    values: tuple[str, ...] = ()
    is_closed: bool = False
    bounds: tuple[str, str, str] = ("", "", "")

    @property
    def part(self) -> str:
        """The part of its setting that it is, such as `settle`; empty if it has no part's name."""
        return self.name.removeprefix(PARTS[self.setting]) if self.name != self.setting else ""

    def holds(self, text: str) -> bool:
        """Tell whether a text is a number within the bounds."""
        if not re.fullmatch(r"[0-9]+(\.[0-9]*)?", text):
            return False
        least, most, _ = self.bounds
        return float(least) <= float(text) <= float(most)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one script's settings, in the order of the help."""

    fields: tuple[Field, ...]

    @property
    def settings(self) -> dict[str, list[Field]]:
        """The fields of each setting."""
        found: dict[str, list[Field]] = {}
        for field in self.fields:
            found.setdefault(field.setting, []).append(field)
        return found


class FormError(SettingsError):
    """Fields have values that cannot be used.

    Args:
        errors: The error of each such field, by the field's name.
    """

    def __init__(self, errors: Mapping[str, CoachError]) -> None:
        first = next(iter(errors.values()))
        super().__init__(first.problem, first.remedy)
        self.errors = errors


def form_of(
    row: ScriptRow,
    *,
    voices: Sequence[str] = (DEFAULT_VOICE,),
    sounds: Sequence[str] = (),
    ambient: Sequence[str] = (OFF, *AmbientName),
) -> Form:
    """Return the form for a script.

    Args:
        row: The script; only a routine can be fitted to a length, and each of its choices gets a field.
        voices: The names of the voices that can be chosen.
        sounds: The themes that can be chosen; those that come with coach if it is empty.
        ambient: The ambient sounds that can be chosen.
    """
    sounds = tuple(sounds) or tuple(theme_names())
    session, rest = Group.SESSION, Group.SESSION_REST
    fields = [
        *([_number("minutes", session, "", 1, MAX_MINUTES, "any")] if row.stretches else []),
        *_choose_fields(row.choices),
        _words("level", session, "", ("", *Level)),
        _words("verbosity", session, Verbosity.FULL, tuple(Verbosity)),
        *_breath_fields(),
        _number("pause", rest, "1", 0, MAX_PAUSE_SCALE, "0.1"),
        *(_number("pause", rest, "", 0, MAX_PAUSE_S, "0.5", part=name) for name in PauseName),
        _words("lessons", rest, Lessons.AUTO, tuple(Lessons)),
        _number("wording", rest, "", 0, MAX_WORDING, "1"),
    ]
    return Form((*fields, *_sound_fields(tuple(voices), sounds, tuple(ambient))))


def _choose_fields(choices: str) -> list[Field]:
    """Return a field for each of a script's choices, which are written such as `place=floor|chair knees=fine|sore`."""
    fields = []
    for choice in choices.split():
        name, _, values = choice.partition("=")
        known = tuple(values.split("|"))
        fields.append(Field(f"choose-{name}", "choose", Group.SESSION, known[0], known, is_closed=True))
    return fields


def _breath_fields() -> list[Field]:
    most_s = MAX_CYCLE_S - MIN_PHASE_S
    return [
        _number("breath", Group.SESSION_REST, usual, MIN_PHASE_S, most_s, "0.5", part=part)
        for part, usual in (("in", "4"), ("out", "6"))
    ]


def _sound_fields(voices: tuple[str, ...], sounds: tuple[str, ...], ambient: tuple[str, ...]) -> list[Field]:
    sound, rest = Group.SOUND, Group.SOUND_REST
    return [
        Field("voice", "voice", sound, DEFAULT_VOICE, voices, is_closed=True),
        _number("speed", sound, "1", MIN_SPEED, MAX_SPEED, "0.05"),
        Field("ambient", "ambient", sound, OFF, ambient, is_closed=True),
        _words("ambient-level", rest, "-18", _decibels(*AMBIENT_DB, 6)),
        _words("breath-prompts", rest, BreathPrompts.BOTH, tuple(BreathPrompts)),
        Field("sounds", "sounds", rest, DEFAULT_THEME, sounds, is_closed=True),
        _words("chimes", rest, "-10", (OFF, *_decibels(*CHIMES_DB, 5))),
    ]


def _words(name: str, group: Group, usual: str, values: tuple[str, ...]) -> Field:
    return Field(name, name, group, usual, values)


def _number(  # noqa: PLR0913, PLR0917 (each is an attribute of the control)
    setting: str, group: Group, usual: str, least: float, most: float, step: str, *, part: str = ""
) -> Field:
    name = PARTS[setting] + part if part else setting
    return Field(name, setting, group, usual, bounds=(f"{least:g}", f"{most:g}", step))


def _decibels(least: int, most: int, step: int) -> tuple[str, ...]:
    """Return loudnesses from loud to soft, for a list: the keyboard of numbers on a phone has no minus."""
    return tuple(str(loudness_db) for loudness_db in range(most, least - 1, -step))


def read_form(sent: Iterable[tuple[str, str]], form: Form) -> dict[str, str]:
    """Read what a form sent.

    Args:
        sent: Names and texts, in the order in which they came; an empty text chooses nothing. A setting of several
            fields may also come as a whole, such as `breath` for `breath-in` and `breath-out`.
        form: The form that was to be filled in.

    Returns:
        The choices as `read_settings` takes them. Each of them can be read; together they may still contradict.

    Raises:
        FormError: Texts cannot be used; it has the errors of all of them.
        SettingsError: A field is unknown, comes twice or is longer than any value, which no page of coach sends.
    """
    texts = _texts(sent, {field.name for field in form.fields} | {field.setting for field in form.fields})
    errors: dict[str, CoachError] = {}
    chosen: dict[str, str] = {}
    for setting, fields in form.settings.items():
        given = {field: texts[field.name] for field in fields if field.name in texts}
        misfits = {field.name: error for field, text in given.items() if (error := _misfit(field, text))}
        errors |= misfits
        text = _joined(setting, fields, given) or texts.get(setting, "")
        if not text or misfits:
            continue
        try:
            with about(setting):
                CHOICES[setting].read(text)
        except CoachError as error:
            errors[_culprit(fields, given).name] = error
        chosen[setting] = text
    if errors:
        raise FormError(errors)
    return chosen


def _texts(sent: Iterable[tuple[str, str]], known: Collection[str]) -> dict[str, str]:
    """Return the texts that are not empty, by the names of their fields."""
    texts: dict[str, str] = {}
    for name, text in sent:
        if name not in known:
            shown = name[:LONGEST_TEXT]
            raise SettingsError(f"There is no field “{shown}”.", nearest(shown, known))
        if name in texts:
            raise SettingsError(f"“{name}” was sent twice.", "Send each field once.")
        if len(text) > LONGEST_TEXT:
            raise SettingsError(f"“{name}” has {len(text)} letters.", f"Send at most {LONGEST_TEXT}.")
        texts[name] = text.strip()
    return {name: text for name, text in texts.items() if text}


def _joined(setting: str, fields: Sequence[Field], given: Mapping[Field, str]) -> str:
    """Return a setting's text, made of those of its fields; empty where nothing is chosen."""
    if setting == "breath" and given:
        return ":".join(given.get(field, field.usual) for field in fields)
    if setting in PARTS:
        return ",".join(f"{field.part}={text}" if field.part else text for field, text in given.items())
    return next(iter(given.values()), "")


def _misfit(field: Field, text: str) -> CoachError | None:
    """Return why a text cannot be chosen; None if the setting's reader is to judge it."""
    error: CoachError | None = None
    if field.is_closed and text not in field.values:
        error = UnknownNameError(f"“{text}” cannot be chosen here.", nearest(text, field.values))
    elif field.part and not field.values and not field.holds(text):
        least, most, _ = field.bounds
        error = SettingsError(f"“{text}” is not a number from {least} to {most}.", "Give another number.")
    if error is not None:
        error.settings = (field.setting,)
    return error


def _culprit(fields: Sequence[Field], given: Mapping[Field, str]) -> Field:
    """Return the field that an error of its setting is told beside: the first that was filled in."""
    return next(iter(given), fields[0])


def form_values(choices: Mapping[str, str], form: Form) -> dict[str, str]:
    """Write choices as the texts of a form's fields; what is not chosen has its usual text.

    Raises:
        CoachError: A choice cannot be read.
    """
    values = {field.name: field.usual for field in form.fields}
    for setting, text in choices.items():
        if setting in form.settings:
            values |= {name: each for name, each in _parts(setting, text).items() if name in values}
    return values


def _parts(setting: str, text: str) -> dict[str, str]:
    """Return the texts of a setting's fields, by name."""
    match setting:
        case "breath":
            breath = read_breath(text)
            return {"breath-in": f"{float(breath.inhale_s):.4g}", "breath-out": f"{float(breath.exhale_s):.4g}"}
        case "pause":
            pauses = read_pauses(text)
            named = {f"pause-{name}": f"{float(length_s):.6g}" for name, length_s in pauses.set_s}
            return {"pause": f"{float(pauses.scale):.6g}", **named}
        case "choose":
            return {f"choose-{name}": value for name, value in read_choose(text)}
        case "minutes":
            minutes = CHOICES["minutes"].read(text)
            return {"minutes": f"{float(minutes):.10g}" if isinstance(minutes, Fraction) else text}
        case "wording":
            return {"wording": "" if text.strip().lower() == AUTO else text}
    return {setting: text}


def field_errors(error: CoachError, form: Form) -> dict[str, CoachError]:
    """Return an error by the name of the field that it is told beside; nothing if it is about none of them."""
    if isinstance(error, FormError):
        return dict(error.errors)
    known = [setting for setting in error.settings if setting in form.settings]
    return {form.settings[known[0]][0].name: error} if known else {}
