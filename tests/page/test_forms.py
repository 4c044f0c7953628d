"""The form of a routine's settings: it offers what the command line takes, and nothing that leads to a file."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError, SettingsError, about
from coach.page.forms import LONGEST_TEXT, Form, FormError, field_errors, form_of, form_values, read_form
from coach.script.vocabulary import Level, PauseName, Verbosity
from coach.session.choices import CHOICES, read_settings
from coach.session.overview import ScriptRow
from coach.settings.values import BreathPrompts, Lessons

ROUTINE = ScriptRow("back", "Back", 3, "", "", 600, False, "place=floor|chair knees=fine|sore")
STRETCH = ScriptRow("neck", "Neck", 0, "chair", "20 s", 90, False)
FORM = form_of(ROUTINE, voices=("heart", "joe"))


def sent(**texts: str) -> dict[str, str]:
    return read_form([(name.replace("_", "-"), text) for name, text in texts.items()], FORM)


def errors_of(*pairs: tuple[str, str], form: Form = FORM) -> dict[str, str]:
    with pytest.raises(FormError) as caught:
        read_form(pairs, form)
    return {name: str(error) for name, error in caught.value.errors.items()}


def test_every_setting_of_a_session_but_the_folder_of_scripts_has_a_field() -> None:
    assert set(FORM.settings) == set(CHOICES) - {"scripts"}


def test_only_a_routine_can_be_fitted_to_a_length() -> None:
    assert "minutes" in FORM.settings
    assert "minutes" not in form_of(STRETCH).settings


def test_a_form_that_is_left_as_it_is_makes_the_usual_session() -> None:
    untouched = [(field.name, str(field.usual)) for field in FORM.fields]
    assert read_settings(read_form(untouched, FORM) | {"choose": ""}) == read_settings({})


def test_empty_fields_choose_nothing() -> None:
    assert sent(speed="", minutes=" ", breath_in="") == {}


def test_a_setting_of_several_fields_is_joined_as_on_the_command_line() -> None:
    assert sent(breath_in="5", breath_out="7.5") == {"breath": "5:7.5"}
    assert sent(breath_out="8") == {"breath": "4:8"}
    assert sent(pause="1.5", pause_settle="6", pause_rest="20") == {"pause": "1.5,settle=6,rest=20"}
    assert sent(choose_place="chair", choose_knees="sore") == {"choose": "place=chair,knees=sore"}


def test_a_setting_of_several_fields_may_be_sent_whole() -> None:
    assert sent(breath="5.5", choose="place=chair", pause="settle=6") == {
        "choose": "place=chair",
        "breath": "5.5",
        "pause": "settle=6",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("voice", "piper:/etc/passwd"),
        ("voice", "piper:voice.onnx"),
        ("sounds", "/etc"),
        ("sounds", "../sounds/bowl"),
        ("ambient", "/dev/zero"),
        ("ambient", "song.mp3"),
        ("choose-place", "chair,knees=sore"),
        ("pause-settle", "6,between=1"),
        ("breath-in", "4:6"),
        ("breath-in", "\u0664"),
    ],
)
def test_no_field_takes_a_path_or_a_text_that_says_more_than_itself(name: str, text: str) -> None:
    assert list(errors_of((name, text))) == [name]


def test_scripts_are_not_chosen_from_a_phone() -> None:
    with pytest.raises(SettingsError, match="There is no field “scripts”"):
        read_form([("scripts", "/home")], FORM)


def test_a_field_that_is_unknown_comes_twice_or_is_too_long_is_refused() -> None:
    with pytest.raises(SettingsError, match="Did you mean “speed”"):
        read_form([("spede", "1")], FORM)
    with pytest.raises(SettingsError, match="“speed” was sent twice"):
        read_form([("speed", "1"), ("speed", "1.2")], FORM)
    with pytest.raises(SettingsError, match=f"at most {LONGEST_TEXT}"):
        read_form([("speed", "1" * 61)], FORM)


def test_all_mistakes_are_told_at_once_each_beside_its_field_in_the_words_of_the_command_line() -> None:
    found = errors_of(("speed", "9"), ("breath-in", "1"), ("breath-out", "1"), ("pause-rest", "601"), ("level", "lots"))
    assert found == {
        "level": "There is no level “lots”. Known names: full, gentle, standard.",
        "breath-in": "A breath of 1 s in and 1 s out is not restful. Let a breath last 4 to 20 s (3 to 15 a minute), "
        "each phase at least 1 s: faster is panting, slower a strain.",
        "pause-rest": "“601” is not a number from 0 to 600. Give another number.",
        "speed": "“9” is not a speed. Give a number from 0.5 to 2.0, such as 0.9.",
    }


def test_an_error_of_the_session_is_told_beside_the_field_of_its_setting() -> None:
    with pytest.raises(CoachError) as caught, about("breath"):
        raise SettingsError("Too slow.", "Breathe faster.")
    assert {name: str(error) for name, error in field_errors(caught.value, FORM).items()} == {
        "breath-in": "Too slow. Breathe faster."
    }


def test_an_error_about_no_field_stands_beside_none() -> None:
    assert field_errors(SettingsError("No.", "Yes."), FORM) == {}


def test_what_was_remembered_elsewhere_fills_the_fields() -> None:
    values = form_values({"minutes": "12:30", "breath": "5.5", "wording": "auto", "scripts": "/home/me"}, FORM)
    assert (values["minutes"], values["breath-in"], values["wording"]) == ("12.5", "4.364", "")
    assert "/home/me" not in values.values()


halves = st.integers(2, 18).map(lambda half: f"{half / 2:g}")
chosen = st.fixed_dictionaries(
    {},
    optional={
        "minutes": st.integers(1, 1440).map(str),
        "level": st.sampled_from(Level).map(str),
        "choose": st.sampled_from(["place=chair", "place=floor,knees=sore"]),
        "verbosity": st.sampled_from([Verbosity.FULL, Verbosity.BRIEF]).map(str),
        "breath": st.tuples(halves, halves).filter(lambda s: sum(map(float, s)) >= 4).map(":".join),
        "pause": st.dictionaries(st.sampled_from(PauseName), st.integers(0, 600), min_size=1).map(
            lambda s: ",".join(["1.5", *(f"{name}={length}" for name, length in s.items())])
        ),
        "lessons": st.sampled_from(Lessons).map(str),
        "wording": st.integers(0, 99).map(str),
        "speed": st.integers(50, 200).map(lambda cent: f"{cent / 100:g}"),
        "breath-prompts": st.sampled_from(BreathPrompts).map(str),
        "chimes": st.integers(-40, 10).map(str),
        "ambient": st.sampled_from(["off", "rain"]),
        "ambient-level": st.integers(-50, 0).map(str),
    },
)


@given(chosen)
def test_choices_that_fill_a_form_come_back_from_it(choices: dict[str, str]) -> None:
    back = read_form(form_values(choices, FORM).items(), FORM)
    settings, minutes = read_settings(back)
    wanted, wanted_minutes = read_settings(choices)
    assert minutes == wanted_minutes
    for name, choice in CHOICES.items():
        if name in choices and choice.field not in {"", "choose", "pauses"}:
            assert getattr(settings, choice.field) == getattr(wanted, choice.field)
    assert dict(settings.pauses.set_s) == dict(wanted.pauses.set_s)
    assert dict(settings.choose).items() >= dict(wanted.choose).items()


@given(st.lists(st.tuples(st.sampled_from([field.name for field in FORM.fields]), st.text(max_size=70))))
def test_whatever_is_sent_is_read_or_refused_with_a_sentence(pairs: list[tuple[str, str]]) -> None:
    try:
        read_settings(read_form(pairs, FORM))
    except CoachError as error:
        assert re.search(r"[.?]$", str(error))
