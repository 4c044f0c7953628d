from pathlib import Path

import pytest

from coach.errors import ScriptError
from coach.page.publish.colours import Colours
from coach.page.publish.site_file import SiteFile, read_site_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "site.yaml"


def test_all_that_an_author_may_say_is_read(file: Path) -> None:
    file.write_text(
        'title: " Praxis  Kneipp "\nauthor: Dr. “R.” <b>\nnotice: |\n  One\n  line.\n\n\n\n  Two.\nlanguage: pt-BR\n'
        'link: https://example.org/?a=b\ncontact: a.b@example.org\ncolours:\n  background: "#102030"\n  text: FFF\n'
        '  accent: "#7fcfc4"\n',
        "utf-8",
    )
    assert read_site_file(file) == SiteFile(
        "Praxis Kneipp",
        "Dr. “R.” <b>",
        "One\nline.\n\nTwo.",
        "pt-BR",
        "https://example.org/?a=b",
        "a.b@example.org",
        Colours("#102030", "#ffffff", "#7fcfc4"),
    )


@pytest.mark.parametrize("text", ["title:\n", "title: ''\nlink:\n", "author: ''\ncontact: ''\nlanguage: ''\n"])
def test_what_is_left_empty_is_as_if_it_were_not_there(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    assert read_site_file(file) == SiteFile()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("titel: a", "1:1", "Did you mean “title”?"),
        ("title: a\ncolors: b", "2:1", "Did you mean “colours”?"),
        ("title: a\ntitle: b", "2:1", "is here twice"),
        ("- a", "1:1", "has keys with values"),
        ("title: [a]", "1:8", "is one text"),
        ('title: "a\\u202eb"', "1:8", "U+202E"),
        ('notice: "a\\0b"', "1:9", "U+0000"),
        ("title: " + "x" * 101, "1:8", "101 characters"),
        ("language: english!", "1:11", "not the name of a language"),
        ("link: javascript:alert(1)", "1:7", "not an address on the web"),
        ("link: https://me:secret@example.org", "1:7", "not an address on the web"),
        ('link: https://example.org/"onclick="x', "1:7", "not an address on the web"),
        ("contact: me@here", "1:10", "not an address for mail"),
        ("contact: a@b.org?bcc=c@d.org", "1:10", "not an address for mail"),
        ('colours: {background: "#000", text: "#fff"}', "1:10", "needs the key “accent”"),
        ("colours:\n  background: #000\n  text: fff\n  accent: fff", "2:14", "begins a comment"),
        ("colours: {background: black, text: fff, accent: fff}", "1:23", "“black” is not a colour"),
        ('colours: {background: "#888", text: "#777", accent: "#fff"}', "1:37", "contrast of 1.2 to 1"),
        ('colours: {background: "#fff", text: "#000", accent: "#787878"}', "1:53", "contrast of 4.4 to 1"),
        ("title: !!python/name:os.system a", "1:8", "tag"),
        ("", "", "is empty. Write one of its keys: `title: …`"),
    ],
)
def test_each_mistake_is_told_with_its_place(file: Path, text: str, place: str, words: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(ScriptError) as caught:
        read_site_file(file)
    assert str(caught.value).startswith(f"{file}:{place}" if place else f"{file}: ")
    assert words in str(caught.value)


def test_all_mistakes_are_told_at_once(file: Path) -> None:
    file.write_text("titel: a\nlanguage: '1'\ncolours: {text: x}\n", "utf-8")
    with pytest.raises(ScriptError) as caught:
        read_site_file(file)
    assert [error.location.line for error in caught.value.errors] == [1, 2, 3, 3, 3]
