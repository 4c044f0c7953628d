from pathlib import Path

import pytest

from coach.errors import (
    Location,
    ScriptError,
    ScriptErrors,
    SettingsError,
    SpeechError,
    about,
    closest,
    nearest,
)


def test_an_error_says_what_is_wrong_and_what_to_do() -> None:
    assert str(SettingsError("Speed 9 is too fast.", "Choose 0.5 to 2.0.")) == "Speed 9 is too fast. Choose 0.5 to 2.0."


def test_a_mistake_in_a_script_knows_where_it_is_and_how_it_is_written() -> None:
    location = Location(Path("a.yaml"), 3, 7)
    error = ScriptError(location, "“sya” is not a step.", "Did you mean “say”?", "sya")
    assert str(error) == "a.yaml:3:7: “sya” is not a step. Did you mean “say”?"
    assert (error.location, error.text) == (location, "sya")


def test_the_location_of_a_whole_file_is_its_path() -> None:
    assert str(ScriptError(Location(Path("a.yaml")), "is empty.", "Write a step.")) == "a.yaml: is empty. Write a step."


def test_an_unknown_name_is_answered_with_the_nearest_or_with_all() -> None:
    assert nearest("cobar", ["plank", "cobra"]) == "Did you mean “cobra”?"
    assert nearest("xyz", ["plank", "cobra"]) == "Known names: cobra, plank."


def test_only_a_slip_of_the_keyboard_or_a_synonym_is_close() -> None:
    assert closest("sya", ["say", "pause"]) == "say"
    assert closest("sitting", ["standing", "seated"]) is None
    assert closest("Sitting", ["standing", "seated"], {"sitting": "seated"}) == "seated"
    assert closest("sitting", ["standing"], {"sitting": "seated"}) is None


def test_several_mistakes_are_told_a_line_each() -> None:
    first = ScriptError(Location(Path("a.yaml"), 1, 2), "is odd.", "Make it even.", "1")
    second = ScriptError(Location(Path("a.yaml"), 3, 4), "is blue.", "Make it red.")
    both = ScriptErrors((first, second), left_out=3)
    assert str(both).splitlines() == [str(first), str(second), "3 more mistakes are not shown."]
    assert (both.location, both.text, both.errors) == (first.location, "1", (first, second))
    assert first.errors == (first,)


def test_an_error_knows_the_settings_that_it_is_about_and_the_nearest_block_decides() -> None:
    with pytest.raises(SettingsError) as caught, about("minutes"), about("level", "choose"):
        raise SettingsError("It is too long.", "Shorten it.")
    assert caught.value.settings == ("level", "choose")
    assert SettingsError("It is too long.", "Shorten it.").settings == ()


def test_an_error_of_a_voice_is_about_the_voice_whatever_was_being_made() -> None:
    with pytest.raises(SpeechError) as caught, about("minutes"):
        raise SpeechError("It is silent.", "Choose another voice.")
    assert caught.value.settings == ("voice",)
