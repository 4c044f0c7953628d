from pathlib import Path

from coach.errors import Location, ScriptError, SettingsError, nearest


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
