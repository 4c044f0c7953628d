"""Texts of strangers: nothing of them acts on a terminal, and none is too long."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.harmless import MESSAGE_CHARACTERS, QUOTED_CHARACTERS, brief, harmless, harmless_json

VISIBLE_FORMATS = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}
"""The first words of the names of format characters that are drawn, such as the Arabic sign of a year."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("a\nb\r\tc\x7f\x9b31m", r"a\nb\r\tc\x7f\x9b31m"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066a\u2069\u200f", r"\u2066a\u2069\u200f"),
        ("a\u200bb\ufeff\u200d", r"a\u200bb\ufeff\u200d"),
        ("caf\udce9.wav", r"caf\xe9.wav"),
        ("\U000e0041", r"\U000e0041"),
        ("Schulter\xadbrücke", "Schulter-brücke"),
    ],
)
def test_what_acts_or_cannot_be_seen_is_written_as_its_number(text: str, expected: str) -> None:
    assert harmless(text) == expected


@pytest.mark.parametrize("text", ["Child’s pose · 2:05", "👩‍🚀 ☀️ 🧘🏽‍♀️", "می‌خواهم", "शक्‍ति", "伸展", "a\\x1b"])
def test_texts_in_every_script_and_joined_emoji_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_no_control_and_no_character_of_format_is_left() -> None:
    left = {chr(number) for number in range(0x110000) if harmless(chr(number)) == chr(number)}
    acting = {letter for letter in left if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert {unicodedata.name(letter).split()[0] for letter in acting} <= VISIBLE_FORMATS | {"SHORTHAND"}


@given(st.text())
def test_json_says_the_same_in_printable_ascii(text: str) -> None:
    for document in (json.dumps({text: [text]}), json.dumps({text: [text]}, ensure_ascii=False)):
        escaped = harmless_json(document)
        assert escaped.isascii()
        assert escaped.isprintable()
        assert json.loads(escaped) == {text: [text]}


def test_a_document_of_several_lines_keeps_them() -> None:
    assert harmless_json('{\n\t"a": "\x7f"\r\n}') == '{\n "a": "\\u007f" \n}'


def test_a_long_quotation_is_cut_and_the_remedy_stays() -> None:
    message = brief(f"There is no “{'x' * 240_000}”. Did you mean “cobra”?")
    assert message == f"There is no “{'x' * (QUOTED_CHARACTERS - 1)}…”. Did you mean “cobra”?"
    exact = f"There is no “{'x' * QUOTED_CHARACTERS}”."
    assert brief(exact) == exact


@pytest.mark.parametrize("value", ["x" * 240_000, "x”" * 120_000, "“" * 240_000])
def test_a_long_message_is_cut_in_its_middle(value: str) -> None:
    message = brief(f"{value}: is no file. Give another name.")
    assert len(message) <= MESSAGE_CHARACTERS + 3
    assert message.endswith(" is no file. Give another name.")
