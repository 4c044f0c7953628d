import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ScriptError, UnknownNameError
from coach.script.library import Library
from coach.script.steps import (
    Breathe,
    Chime,
    Dose,
    DoseUnit,
    Hold,
    Pause,
    PauseName,
    Position,
    Routine,
    Say,
    Sides,
    Sound,
    Stretch,
)

TWIST = """\
stretch: Twist
position: seated
source: "hold 20–30 s per side"
steps:
  - say: Sit tall.
  - pause: settle
  - sides:
      - say: Turn to the {side}.
        again: Now the {side}.
      - hold: 20-30 s
        breathing: true
  - breathe: 5-10
    inhale: Arch.
    exhale: Round.
  - chime: switch
"""


def write(folder: Path, text: str, name: str = "twist.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_script_is_read_to_frozen_steps(tmp_path: Path) -> None:
    assert Library().read(write(tmp_path, TWIST)) == Stretch(
        name="twist",
        title="Twist",
        position=Position.SEATED,
        source="hold 20–30 s per side",
        steps=(
            Say(("Sit tall.",)),
            Pause(PauseName.SETTLE),
            Sides(
                (
                    Say(("Turn to the {side}.",), ("Now the {side}.",)),
                    Hold(Dose(Fraction(20), Fraction(30), DoseUnit.SECONDS), breathing=True),
                )
            ),
            Breathe(Dose(Fraction(5), Fraction(10), DoseUnit.CYCLES), ("Arch.",), ("Round.",)),
            Chime(Sound.SWITCH),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "problem", "remedy"),
    [
        ("- say: Sit", "- sya: Sit", 5, 5, "“sya” is not a step.", "Did you mean “say”?"),
        ("position: seated", "position: seeted", 2, 11, "“seeted” is not a position.", "“seated”"),
        ("position:", "positoin:", 2, 1, "“positoin” is not a key of `stretch`.", "“position”"),
        ("again:", "agian:", 9, 9, "“agian” is not a key of `say`.", "“again”"),
        ("hold: 20-30 s", "hold: -5 s", 10, 15, "“-5 s” is not a dose.", "above zero"),
        ("hold: 20-30 s", "hold: 0.4 s", 10, 15, "shorter than a second", "`pause`"),
        ("breathing: true", "breathing: yes", 11, 20, "neither true nor false", "true or false"),
        ("chime: switch", "chime: swich", 15, 12, "“swich” is not a sound.", "“switch”"),
        ("pause: settle", "pause: setle", 6, 12, "neither a named pause", "settle"),
        ("Turn to the {side}.", "Turn to the {sid}.", 8, 14, "{sid}", "{side} and {other_side}"),
        ("Sit tall.", "Sit {side}.", 5, 10, "{side}", "inside `sides:` only"),
        ("  - say: Sit tall.\n", "  - Sit tall.\n", 5, 5, "missing its verb", "Write a verb"),
        ("steps:\n", "steps: []\nsteps:\n", 5, 1, "stands here twice", "Keep one"),
        ("Sit tall.", "Sit: tall.", 5, 13, "not YAML", "double quotes"),
        ("Sit tall.", "*sit", 5, 10, "aliases", "Write the text out"),
        ("Sit tall.", "&sit tall", 5, 10, "anchors", "Write the text out"),
        ("Sit tall.", "!!python/object:os.system x", 5, 10, "tag", "Remove"),
        (
            "      - say: Turn to the {side}.",
            "      - sides: []\n      - say: Turn.",
            8,
            9,
            "inside `sides`",
            "one after",
        ),
        ("Sit tall.", "[Sit, tall]", 5, 10, "one text or number", "double quotes"),
        ("  - pause: settle\n", "  - {}\n", 6, 5, "missing its verb", "Write a verb"),
    ],
)
def test_a_mistake_is_told_with_line_column_and_what_to_do(
    tmp_path: Path, old: str, new: str, line: int, column: int, problem: str, remedy: str
) -> None:
    assert old in TWIST
    path = write(tmp_path, TWIST.replace(old, new, 1))
    with pytest.raises(ScriptError) as caught:
        Library().read(path)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert problem in caught.value.problem
    assert str(path) in caught.value.problem
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (b"- a\n- b\n", "neither a stretch nor a routine"),
        (b"stretch: A\n", "needs the key “position”"),
        (b"stretch: A\n---\nstretch: B\n", "second document"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a: \x00", "not YAML"),
        (b"x" * (256 * 1024 + 1), "larger than 256 KiB"),
        (b"a: " + b"[" * 1000, "nested deeper"),
        (b"? [a]\n: b\n", "a key has to be one word"),
    ],
)
def test_a_file_that_is_no_script_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(ScriptError) as caught:
        Library().read(path)
    assert problem in caught.value.problem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(ScriptError, match="is not a file"):
        Library().read(tmp_path / "a.yaml")


def test_a_file_that_cannot_be_read_is_told_by_its_path(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(ScriptError) as caught:
            Library().read(path)
        assert str(path) in caught.value.problem


@given(st.binary(max_size=200) | st.text(alphabet="stretch: -\n{}[]&*!|>'\"%@`ab", max_size=120).map(str.encode))
def test_any_bytes_are_read_or_refused_with_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    with pytest.raises(ScriptError):
        Library().read(path)


def test_a_routine_finds_stretches_beside_it_and_in_the_library(tmp_path: Path) -> None:
    write(tmp_path, TWIST, "mine.yaml")
    path = write(tmp_path, "routine: Mine\nstretches: [mine, cobra]\n", "both.yaml")
    routine = Library().read(path)
    assert isinstance(routine, Routine)
    assert [stretch.title for stretch in routine.stretches] == ["Twist", "Cobra pose"]


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
    (folder / "link.yaml").symlink_to(secret)
    path = write(folder, "routine: R\nstretches: [link]\n", "r.yaml")
    with pytest.raises(ScriptError, match="links out of its folder"):
        Library().read(path)


def test_a_routine_cannot_stand_inside_a_routine(tmp_path: Path) -> None:
    write(tmp_path, "routine: A\nstretches: [a]\n", "a.yaml")
    with pytest.raises(ScriptError, match="routine cannot stand inside"):
        Library().read(tmp_path / "a.yaml")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        Library().find("midle-back")
    assert "“middle-back”" in caught.value.remedy


def test_a_misspelt_stretch_in_a_routine_is_answered_with_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path, "routine: R\nstretches:\n  - cobar\n", "r.yaml")
    with pytest.raises(ScriptError) as caught:
        Library().read(path)
    assert (caught.value.line, caught.value.column) == (3, 5)
    assert "“cobra”" in caught.value.remedy
