from pathlib import Path

import pytest

from coach.errors import Location, ScriptError, SettingsError
from coach.script.plain_file import Table, read_plain_file


def number(text: str) -> int:
    if not text.isdecimal():
        raise SettingsError(f"“{text}” is no number.", "Write digits.")
    return int(text)


TABLE: Table = {"name": str, "size": {"width": number, "height": number}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "small.yaml"


def test_texts_and_a_mapping_of_texts_are_read_with_their_places(file: Path) -> None:
    file.write_text("size:\n  width: 3\nname: a\n", encoding="utf-8")
    read = read_plain_file(file, TABLE, "small.yaml")
    assert read.values == {"size": {"width": 3}, "name": "a"}
    assert read.places["size.width"] == Location(file, 2, 10)
    assert read.places["name"] == Location(file, 3, 7)


def test_all_mistakes_are_told_in_order(file: Path) -> None:
    file.write_text("nam: a\nsize:\n  width: x\n  hight: 2\nname: [a]\nname: b\n", encoding="utf-8")
    with pytest.raises(ScriptError) as caught:
        read_plain_file(file, TABLE, "small.yaml", whole=("size",))
    told = [(error.location.line, error.problem.partition(": ")[2]) for error in caught.value.errors]
    assert told == [
        (1, "“nam” is not a key of `small.yaml`."),
        (3, "“x” is no number."),
        (4, "“hight” is not a key of `size`."),
        (5, "“name” is one text."),
        (6, "“name” is here twice."),
    ]


@pytest.mark.parametrize(("text", "words"), [("", "is empty. Write one of its keys"), ("- a", "has keys with values")])
def test_a_file_without_keys_says_which_there_are(file: Path, text: str, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError, match=words) as caught:
        read_plain_file(file, TABLE, "small.yaml")
    assert "`name: …`, `size: …`" in str(caught.value)
