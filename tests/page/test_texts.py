"""Tests for coach.page.texts."""

import re

import pytest
import yaml

from coach.files import bundled
from coach.page.assets import FOLDER
from coach.page.texts import fill, page_texts, texts_language
from coach.script.vocabulary import Sound


def test_the_words_of_a_page_come_from_the_file_of_the_language() -> None:
    written = yaml.safe_load((bundled("scripts") / "page" / "en.yaml").read_text("utf-8"))
    assert page_texts("session") == written["session"]


@pytest.mark.parametrize("language", ["xx", "../phrases/en", "", "en/../en", "\x00"])
def test_a_language_without_a_file_has_the_english_words(language: str) -> None:
    assert page_texts("session", language) == page_texts("session", "en")
    assert texts_language(language) == "en"


def test_values_are_set_into_a_text_and_other_braces_stay() -> None:
    assert fill("{n} of {total} {what}", n=3, total=9) == "3 of 9 {what}"


BY_KIND = {"hold", "inhale", "hold_in", "exhale", "hold_out", "rep", "work", "rest", "silence"}
"""The words that are chosen by the kind of what is counted."""


def test_the_page_uses_every_word_of_its_own_and_no_other() -> None:
    code = "".join(path.read_text("utf-8") for path in [*FOLDER.glob("*.js"), FOLDER / "session.html"])
    used = set(re.findall(r"\btexts\??\.(\w+)", code))
    sounds = {f"sound_{sound}" for sound in Sound}
    missing = {"error_missing", "error_missing_remedy", "error_remedy", "error", "pause"}
    assert used | BY_KIND | sounds | missing == set(page_texts("session"))
