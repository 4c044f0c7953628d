"""Tests for coach.page.texts."""

import pytest
import yaml

from coach.files import bundled
from coach.page.texts import fill, page_texts, texts_language


def test_the_words_of_a_page_come_from_the_file_of_the_language() -> None:
    written = yaml.safe_load((bundled("scripts") / "page" / "en.yaml").read_text("utf-8"))
    assert page_texts("session") == written["session"]


@pytest.mark.parametrize("language", ["xx", "../phrases/en", "", "en/../en", "\x00"])
def test_a_language_without_a_file_has_the_english_words(language: str) -> None:
    assert page_texts("session", language) == page_texts("session", "en")
    assert texts_language(language) == "en"


def test_values_are_set_into_a_text_and_other_braces_stay() -> None:
    assert fill("{n} of {total} {what}", n=3, total=9) == "3 of 9 {what}"
