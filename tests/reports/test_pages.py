"""What the pages of help take from the code is what the code says now."""

import re

import pytest

from coach.cli.pages import TOPICS, read_page
from tests.reports.pages import BLOCKS, filled

OTHERS = {"packages"}  # made by another program


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_is_not_stale(topic: str) -> None:
    page = read_page(topic)
    assert page == filled(page), "Run `python -m tests.reports.pages`."


def test_every_block_is_in_one_page_and_every_mark_has_its_block() -> None:
    pages = "".join(map(read_page, TOPICS))
    assert sorted(re.findall(r"<!-- (\w[\w-]*) -->", pages)) == sorted({*BLOCKS, *OTHERS})
    assert sorted(re.findall(r"<!-- /([\w-]+) -->", pages)) == sorted({*BLOCKS, *OTHERS})


def test_what_stands_around_a_block_stays() -> None:
    page = "before\n<!-- keys -->\nold\n<!-- /keys -->\nafter\n"
    assert filled(page).startswith("before\n<!-- keys -->\n\n| key | effect |\n")
    assert filled(page).endswith("\n<!-- /keys -->\nafter\n")
