"""Choices as text and as values give the same settings, and the same sentences where they are wrong."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.script.vocabulary import Level, PauseName, Verbosity
from coach.session.choices import CHOICES, read_settings
from coach.settings.values import Breath, Lessons, Levels, Pauses, Settings


def test_without_choices_everything_has_its_default() -> None:
    assert read_settings({}) == (Settings(), None)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("speed", "0.9", 0.9),
        ("speed", "1", 1),
        ("pause", "1.5", 1.5),
        ("pause", "1.5,settle=6", Pauses(Fraction(3, 2), ((PauseName.SETTLE, Fraction(6)),))),
        ("breath", "4:6", Breath(Fraction(4), Fraction(6))),
        ("breath", "5.5", 5.5),
        ("level", "gentle", Level.GENTLE),
        ("level", "full,cobra=gentle", Levels(Fraction(1), (("cobra", Fraction(0)),))),
        ("verbosity", "brief", Verbosity.BRIEF),
        ("chimes", "-12", -12),
        ("chimes", "off", -math.inf),
        ("ambient", "rain", "rain"),
        ("ambient-level", "-20", -20.0),
        ("lessons", "off", Lessons.OFF),
        ("scripts", "mine", Path("mine")),
        ("minutes", "12.5", 12.5),
        ("minutes", "12:20", Fraction(37, 3)),
    ],
)
def test_a_value_means_what_its_text_means(name: str, text: str, value: Any) -> None:
    assert read_settings({name: value}) == read_settings({name: text})


def test_a_theme_is_given_as_a_path_too(tmp_path: Path) -> None:
    assert read_settings({"sounds": tmp_path})[0].theme == str(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("speed", "9", 9),
        ("speed", "0.1", 0.1),
        ("pause", "11", 11),
        ("pause", "settle=601", Pauses(set_s=((PauseName.SETTLE, Fraction(601)),))),
        ("breath", "1:1", Breath(Fraction(1), Fraction(1))),
        ("chimes", "20", 20),
        ("ambient-level", "3", 3.0),
        ("minutes", "0", 0),
    ],
)
def test_a_wrong_value_is_refused_in_the_words_of_its_text(name: str, text: str, value: Any) -> None:
    def refusal(given: Any) -> tuple[str, str]:
        with pytest.raises(CoachError) as caught:
            read_settings({name: given})
        return caught.value.problem.removeprefix("“1,"), caught.value.remedy

    assert refusal(value) == refusal(text)


def test_an_unknown_choice_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="Did you mean “speed”"):
        read_settings({"sped": 1})


@pytest.mark.parametrize("value", [True, None, [1], {"a": 1}])
def test_what_is_no_value_is_refused(value: Any) -> None:
    with pytest.raises(SettingsError, match="not a value for speed"):
        read_settings({"speed": value})


def test_an_unknown_voice_is_refused_with_what_is_known() -> None:
    with pytest.raises(UnknownNameError, match="no voice “hart”"):
        read_settings({"voice": "hart"})


def test_choices_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(SettingsError, match="nothing left to lead"):
        read_settings({"verbosity": "tones", "chimes": "off"})


def test_every_setting_can_be_chosen() -> None:
    assert {choice.field for choice in CHOICES.values()} - {""} == set(Settings.__dataclass_fields__)
