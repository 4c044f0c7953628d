import os
from pathlib import Path

import pytest

from coach.errors import ScriptError, UnknownNameError
from coach.script.library import Library, as_routine, script_in
from coach.script.routine import Routine, Stretch
from tests.require import link
from tests.script.scripts import TWIST, write


def test_every_script_that_comes_with_coach_is_found_by_its_name() -> None:
    library = Library()
    assert all(isinstance(library.find(name), Routine) for name in library.routine_names())
    assert all(isinstance(library.find(name), Stretch) for name in library.stretch_names())


def test_a_routine_finds_stretches_beside_it_and_in_the_library(tmp_path: Path) -> None:
    write(tmp_path, TWIST, "mine.yaml")
    path = write(tmp_path, "routine: Mine\nstretches: [mine, cobra]\n", "both.yaml")
    routine = Library().read(path)
    assert isinstance(routine, Routine)
    assert [stretch.title for stretch in routine.stretches] == ["Twist", "Cobra pose"]


def test_a_single_stretch_is_a_routine_of_one(tmp_path: Path) -> None:
    stretch = Library().read(write(tmp_path, TWIST))
    routine = as_routine(stretch)
    assert (routine.name, routine.title, routine.stretches) == ("twist", "Twist", (stretch,))
    assert as_routine(routine) is routine


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a.b", "Cobra", "..", "sub/mine"])
def test_a_routine_cannot_name_a_file_outside_its_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(tmp_path, TWIST, "secret.yaml")
    path = write(folder, f"routine: R\nstretches:\n  - {name}\n", "r.yaml")
    with pytest.raises(ScriptError, match="there is no stretch"):
        Library().read(path)


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    secret = write(tmp_path, TWIST, "secret.yaml")
    link(folder / "link.yaml", secret)
    path = write(folder, "routine: R\nstretches: [link]\n", "r.yaml")
    with pytest.raises(ScriptError, match="leads out of its folder"):
        Library().read(path)


def test_a_routine_cannot_be_inside_a_routine(tmp_path: Path) -> None:
    write(tmp_path, "routine: A\nstretches: [a]\n", "a.yaml")
    with pytest.raises(ScriptError, match="cannot be inside a routine"):
        Library().read(tmp_path / "a.yaml")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        Library().find("midle-back")
    assert "“middle-back”" in caught.value.remedy


def test_a_misspelt_stretch_in_a_routine_is_answered_with_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path, "routine: R\nstretches:\n  - cobar\n", "r.yaml")
    with pytest.raises(ScriptError) as caught:
        Library().read(path)
    assert (caught.value.location.line, caught.value.location.column) == (3, 5)
    assert "“cobra”" in caught.value.remedy


def test_a_name_that_is_close_to_none_is_answered_with_those_of_each_kind(tmp_path: Path) -> None:
    write(tmp_path, TWIST, "mine.yaml")
    write(tmp_path, "routine: Both\nstretches: [mine, cobra]\n", "both.yaml")
    write(tmp_path, "steps: [\n", "torn.yaml")
    path = write(tmp_path, "routine: R\nstretches: [somersault]\n", "r.yaml")
    with pytest.raises(ScriptError) as caught:
        Library().read(path)
    stretches, routines = caught.value.remedy.split(" Routines: ")
    assert stretches.startswith("Stretches: ")
    assert "mine" in stretches
    assert "both, " in routines
    assert routines.endswith(". Files that cannot be read: torn.")


def test_a_routine_in_a_routine_is_told_as_one(tmp_path: Path) -> None:
    path = write(tmp_path, "routine: R\nstretches: [desk-break]\n", "r.yaml")
    with pytest.raises(ScriptError, match="“desk-break” is a routine, not a stretch"):
        Library().read(path)


def test_ones_own_scripts_come_before_those_of_coach_and_are_found_by_routines_anywhere(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "stretches").mkdir(parents=True)
    (own / "routines").mkdir()
    write(own / "stretches", TWIST, "cobra.yaml")
    write(own / "routines", "routine: Evening\nstretches: [cobra]\n", "evening.yaml")
    write(own, "steps: [\n", "torn.yaml")
    library = Library(own=own)
    assert [path.stem for path in library.own_paths()] == ["cobra", "evening", "torn"]
    assert library.own_routine_names() == ["evening"]
    assert library.find("cobra").title == "Twist"
    assert library.shipped("cobra").title == "Cobra pose"
    assert library.comes_with_coach("cobra")
    assert not library.comes_with_coach("evening")
    elsewhere = library.read(write(tmp_path, "routine: R\nstretches: [cobra]\n", "r.yaml"))
    assert [stretch.title for stretch in as_routine(elsewhere).stretches] == ["Twist"]


@pytest.mark.parametrize("name", ["../secret", "sub/../../secret", "..", "a.b"])
def test_a_name_does_not_lead_out_of_the_folder_of_ones_own(tmp_path: Path, name: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    write(tmp_path, TWIST, "secret.yaml")
    assert Library(own=own).own_path(name) is None
    assert script_in(own, name) is None


def test_a_link_out_of_the_folder_of_ones_own_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    link(own / "link.yaml", write(tmp_path, TWIST, "secret.yaml"))
    with pytest.raises(ScriptError, match="leads out of its folder"):
        Library(own=own).find("link")


def test_a_folder_of_ones_own_that_is_away_holds_nothing(tmp_path: Path) -> None:
    assert Library(own=tmp_path / "away").own_paths() == []


MEANT = {
    "Cobra": "cobra",
    "COBRA POSE": "cobra",
    "cob": "cobra",
    "Child’s pose": "childs-pose",
    "childs": "childs-pose",
    "Middle_Back": "middle-back",
    "middle back relief": "middle-back",
    "wind": "wind-down",
}


@pytest.mark.parametrize(("written", "name"), MEANT.items())
def test_a_title_another_case_or_a_beginning_is_enough_for_a_name(tmp_path: Path, written: str, name: str) -> None:
    found = Library().meant(written, tmp_path)
    assert (found.name, found.path.stem, found.guessed) == (name, name, True)


def test_what_is_exact_is_no_guess_and_tells_a_stretch_from_a_routine(tmp_path: Path) -> None:
    found = [Library().meant(name, tmp_path) for name in ("cobra", "middle-back")]
    assert [(each.guessed, each.is_stretch) for each in found] == [(False, True), (False, False)]


UNKNOWN = {
    "mid": "“mid” may be “middle-back” or “middle-back-floor-last”. Write more of the name.",
    "b": "“b” may be “back-strength”, “body-scan” or “breathing-break”. Write more of the name.",
    "sitting": "There is no stretch or routine “sitting”. Did you mean “seated-spinal-twist”? See `coach list`.",
    "twist": "Did you mean “seated-spinal-twist” or “supine-spinal-twist”?",
    "kobra": "Did you mean “cobra”?",
    "somersault": "There is no stretch or routine “somersault”. See `coach list`.",
    "-": "Standard input cannot be read as a script. Write it to a file, and name that.",
    "a" * 300: "See `coach list`.",
}


@pytest.mark.parametrize(("written", "words"), UNKNOWN.items())
def test_what_cannot_be_guessed_is_answered_with_what_is_near_or_with_nothing(
    tmp_path: Path, written: str, words: str
) -> None:
    for find in (Library().find, lambda name: Library().meant(name, tmp_path)):
        with pytest.raises(UnknownNameError) as caught:
            find(written)
        assert words in str(caught.value)


def test_ones_own_files_are_found_without_their_ending_and_by_their_titles(tmp_path: Path) -> None:
    path, library = write(tmp_path, TWIST, "My Stretch.yml"), Library(own=tmp_path / "none")
    for written in (str(path), str(path.with_suffix("")), "my stretch", "twist", "my-s"):
        assert library.meant(written, tmp_path).path == path
    write(tmp_path, TWIST.replace("Twist", "Roll"), "cobra.yaml")
    assert library.meant("cobra", tmp_path).name == str(tmp_path / "cobra.yaml")
    assert library.meant("Cobra", tmp_path).name == str(tmp_path / "cobra.yaml")
    assert Library(own=tmp_path).meant("roll", tmp_path / "none").name == "cobra"


@pytest.mark.parametrize(("written", "near"), [("cobra.yaml", "“cobra”"), ("mine.yml", "“mine.yaml”"), ("./mime", "")])
def test_a_path_without_a_file_is_answered_with_the_name_that_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, near: str
) -> None:
    write(tmp_path, TWIST, "mine.yaml")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScriptError, match="cannot be read: No such file") as caught:
        Library().meant(written, Path())
    assert near in caught.value.remedy


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_file_is_refused_by_its_name_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    link(tmp_path / "loop.yaml", "loop.yaml")
    link(tmp_path / "zero.yaml", "/dev/zero")
    (tmp_path / "folder.yaml").mkdir()
    library = Library(own=tmp_path)
    for name, problem in (
        ("pipe", r"pipe\.yaml: cannot be read: it is a pipe, not a file"),
        ("loop", r"loop\.yaml: cannot be read: Too many levels of symbolic links"),
        ("zero", r"zero\.yaml is a link that leads out of its folder"),
    ):
        with pytest.raises(ScriptError, match=problem):
            library.find(name)
    with pytest.raises(UnknownNameError):
        library.find("folder")


@pytest.mark.skipif(os.sep != "/", reason="another system has other roots and limits")
def test_paths_that_take_no_ending_are_no_script(tmp_path: Path) -> None:
    with pytest.raises(ScriptError):
        Library().find(Library().meant("/", tmp_path).name)
    with pytest.raises(ScriptError, match="cannot be read: "):
        Library().meant(f"./{'x' * 253}", tmp_path)  # a file's name has at most 255 characters
