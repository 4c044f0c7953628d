from pathlib import Path

import pytest

from coach.errors import ScriptError
from coach.script.library import Library
from coach.script.pronunciation import AS_WRITTEN, Pronunciation, read_pronunciation
from tests.reports.phonemes import Phonemes, plain
from tests.require import require


def test_listed_words_are_respelt_and_nothing_else() -> None:
    respelt = Pronunciation({"W": "double you", "supine": "soo pine", "close your": "cloze your", "close": "shut"})
    assert (
        respelt.spoken("Arms like a W. Supine, not we or supinely.")
        == "Arms like a double you. soo pine, not we or supinely."
    )
    assert respelt.spoken("Close your eyes, close the door.") == "cloze your eyes, shut the door."
    assert respelt.spoken("W-shaped, W's, w") == "W-shaped, W's, w"
    assert AS_WRITTEN.spoken("Anything.") == "Anything."


def test_english_has_its_list_and_a_language_without_one_is_spoken_as_written() -> None:
    assert Library().pronunciation().spoken("Close your eyes.") == "cloze your eyes."
    assert Library().pronunciation("xx") is AS_WRITTEN


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("- W\n", 1, 1, "a pronunciation list is a mapping"),
        ("a: b\nW: '[[x]]'\n", 2, 4, "“[[x]]” is not made of letters alone"),
        ("W: d\u0001bl\n", None, None, "this is not YAML"),
        ("W: <b>\n", 1, 4, "not made of letters"),
        ("4: four\n", 1, 1, "“4” is not made of letters"),
        (f"W: {'a' * 61}\n", 1, 4, "not made of letters"),
        ("W: [a]\n", 1, 4, "one text or number is expected"),
        ("W: a\nW: b\n", 2, 1, "is here twice"),
    ],
)
def test_a_mistake_is_told_with_its_location(
    text: str, line: int | None, column: int | None, problem: str, tmp_path: Path
) -> None:
    (tmp_path / "en-pronunciation.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError) as refused:
        read_pronunciation(tmp_path / "en-pronunciation.yaml")
    assert problem in refused.value.problem
    assert (refused.value.location.line, refused.value.location.column) == (line, column)


def test_the_voices_say_every_listed_word_alike_and_the_list_is_needed_for_each() -> None:
    try:
        phonemes = Phonemes()
    except ImportError as error:
        require(False, str(error))
    listed = Library().pronunciation()
    for written in listed.respelt:
        text = f"Like {written} here."
        spoken = listed.spoken(text)
        assert phonemes.agree(spoken), written
        changed = any(plain(each(text)) != plain(each(spoken)) for each in (phonemes.heart, phonemes.espeak))
        falls = phonemes.heart(f"Like {written}.").endswith(".")  # or the voice stays up at the end
        assert changed or not falls, written
        assert phonemes.heart(f"Like {listed.spoken(written)}.").endswith(".") or len(written) > 1, written


def test_what_is_not_seen_is_not_spoken() -> None:
    assert AS_WRITTEN.spoken("Lie\u00ad down, soft\u00adly\u2060.") == "Lie down, softly."
    assert Pronunciation({"psoas": "so as"}).spoken("Pso\u00adas.") == "so as."
