"""Gives the fields of a form their words and what is in them, in the groups in which a page shows them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.errors import CoachError
from coach.page.forms import Field, Form, Group
from coach.page.texts import fill


@dataclass(frozen=True, slots=True)
class Control:
    """A field of a form with its words and what is in it.

    Attributes:
        field: The field.
        label: Its label.
        hint: More words on it; empty for none.
        options: The values to choose from with their words; empty for a number.
        text: The text in it.
        error: The mistake in it; empty if there is none.
    """

    field: Field
    label: str
    hint: str
    options: tuple[tuple[str, str], ...]
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class Fieldset:
    """The controls of one group, and those that are folded away below them.

    Attributes:
        name: The group's name.
        controls: Those that are always seen.
        rest: Those that are seldom needed.
        is_open: Whether the rest is shown at first, because something in it is chosen or wrong.
    """

    name: str
    controls: Sequence[Control]
    rest: Sequence[Control]
    is_open: bool


def fieldsets(
    form: Form, values: Mapping[str, str], errors: Mapping[str, CoachError], texts: Mapping[str, str]
) -> list[Fieldset]:
    """Return the controls of a form in their groups.

    Args:
        form: The form.
        values: The text in each field, by name; a field that is left out has its usual text.
        errors: The mistakes, by the field's name.
        texts: The page's words, by key.
    """
    controls = [
        _control(field, values.get(field.name, field.usual), str(errors.get(field.name, "")), texts)
        for field in form.fields
    ]
    return [
        _fieldset("session", controls, Group.SESSION, Group.SESSION_REST),
        _fieldset("sound", controls, Group.SOUND, Group.SOUND_REST),
    ]


def _control(field: Field, text: str, error: str, texts: Mapping[str, str]) -> Control:
    label = _words(texts, f"field.{field.name}", f"field.{field.part}", field.part or field.name)
    hint = texts.get(f"hint.{field.name}", texts.get(f"hint.{field.setting}.part", "") if field.part else "")
    known = field.values if text in field.values or not field.values else (text, *field.values)
    return Control(field, label, hint, tuple((value, _value(field, value, texts)) for value in known), text, error)


def _value(field: Field, value: str, texts: Mapping[str, str]) -> str:
    """Return the words for one of the values of a field."""
    if re.fullmatch(r"-?[\d.]+", value):
        return fill(texts["decibels"], n=value.replace("-", "−"))
    return _words(texts, f"value.{field.name}.{value or 'none'}", f"value.{value}", value)


def _words(texts: Mapping[str, str], *keys: str) -> str:
    """Return the words of the first key that has some; the last key itself where none has, such as a voice's name."""
    found = (texts[key] for key in keys if key in texts)
    return next(found, keys[-1].replace("-", " ").capitalize())


def _fieldset(name: str, controls: Sequence[Control], group: Group, rest: Group) -> Fieldset:
    folded = [each for each in controls if each.field.group is rest]
    is_open = any(each.error or each.text != each.field.usual for each in folded)
    return Fieldset(name, [each for each in controls if each.field.group is group], folded, is_open)
