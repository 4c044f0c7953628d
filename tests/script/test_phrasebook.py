from dataclasses import fields
from pathlib import Path

import pytest

from coach.errors import ScriptError
from coach.files import bundled
from coach.script.phrasebook import Phrasebook, read_phrasebook
from coach.script.vocabulary import Position, Sound
from tests.script.scripts import write

ENGLISH = bundled("scripts") / "phrases" / "en.yaml"


def test_every_phrase_is_there_in_english() -> None:
    phrases = read_phrasebook(ENGLISH)
    assert all(getattr(phrases, field.name) for field in fields(Phrasebook))
    assert list(phrases.teach) == list(Sound)
    assert list(phrases.positions) == list(Position)
    assert phrases.countdown == (("One.",), ("Two.",), ("Three.",))
    assert phrases.sides == ("left", "right")
    assert phrases.hold_seconds[0] == ("Stay here for {time}.",)
    assert phrases.opening_title == "Opening"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("halfway: Halfway.\n", "", "needs the key “halfway”"),
        ("halfway: Halfway.", "halfways: Halfway.", "“halfways” is not a key"),
        ("halfway: Halfway.", "halfway: Halfway, {n}.", "{n} cannot be filled in here"),
        ("  - Two.\n  - Three.\n\n", "  - Three.\n\n", "“countdown” has 2 of 3 numbers"),
        ("[left, right]", "[left]", "“sides” has one word"),
        ("  wall: Stand", "  bar: Stand", "“bar” is not a key"),
        ("let_go: Come out, slowly.", "let_go: [Come, out]", "one text or number is expected"),
    ],
)
def test_a_mistake_in_a_language_is_told_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    english = ENGLISH.read_text(encoding="utf-8")
    assert old in english
    path = write(tmp_path, english.replace(old, new, 1), "xx.yaml")
    with pytest.raises(ScriptError) as caught:
        read_phrasebook(path)
    assert problem in caught.value.problem
    assert caught.value.location.line is not None


def test_a_file_that_is_no_mapping_is_no_phrasebook(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="a phrasebook is a mapping"):
        read_phrasebook(write(tmp_path, "- a\n", "xx.yaml"))


def test_every_change_of_position_has_a_way_and_the_floor_is_left_slowly() -> None:
    ways = read_phrasebook(ENGLISH).ways
    for start in Position:
        for end in Position:
            found = [way for way in ways if start in way.starts and end in way.ends]
            assert found or start is end, (start, end)
            on_floor = [not place.upright and place is not Position.CHAIR for place in (start, end)]
            assert on_floor[0] == on_floor[1] or found[0].length_s >= 12
