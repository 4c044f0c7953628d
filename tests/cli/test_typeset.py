"""Every page of help is set for narrow and for wide terminals, with and without styles.

Covers also: pages.
"""

import re

import pytest

from coach.cli.pages import FOLDER, TOPICS, read_page, summary
from coach.cli.typeset import set_page

PAGE = """# Title

First words with `code`, and [another page](keys.md#signals).

<!-- block -->

| name | value | meaning |
| --- | --- | --- |
| `a\\|b` | 1 | The first one. |
| `c` | | The second one. |

<!-- /block -->

## Part

```sh
coach play      # `as it is`
```
"""


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("columns", [1, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_mark_is_left(topic: str, columns: int) -> None:
    text = set_page(read_page(topic), columns, styled=False)
    assert max(map(len, text.splitlines())) <= min(max(columns, 40), 100)
    assert text.splitlines()[0] == topic.capitalize().replace("Api", "API")
    assert not re.search(r"<!--|\x1b|\*\*|\]\(|\n\n\n", text)


def test_the_folder_has_no_page_that_is_no_topic() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(TOPICS)


def test_a_wide_page_has_tables() -> None:
    lines = set_page(PAGE, 80, styled=False).splitlines()
    assert lines[:3] == ["Title", "", "First words with `code`, and another page (`coach help keys`)."]
    assert "a|b   1      The first one." in lines
    assert lines[-3:] == ["Part", "", "    coach play      # `as it is`"]


def test_a_narrow_page_has_lists_in_place_of_tables() -> None:
    lines = set_page(PAGE, 40, styled=False).splitlines()
    assert " • `a|b`: 1; The first one." in lines
    assert " • `c`: The second one." in lines


def test_styles_take_the_place_of_backticks() -> None:
    text = set_page(PAGE, 80, styled=True)
    assert "`code`" not in text
    assert re.search(r"\x1b\[[\d;]*mcode\x1b\[0m", text)
    assert text.splitlines()[0].startswith("\x1b[1;4mTitle")


def test_a_summary_is_the_first_paragraph_in_one_line() -> None:
    for topic in TOPICS:
        assert re.fullmatch(r"[A-Z][^\n`]+\.", summary(topic))
