"""Checks the bookmark of an unfinished session: it is read as it was written, and found in sections that changed."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.practice.bookmark import (
    Bookmark,
    BookmarkError,
    bookmarked_frame,
    lasting_name,
    read_bookmark,
    remove_bookmark,
    write_bookmark,
)
from coach.timeline import Section, SectionKind

BOOKMARK = Bookmark(
    "middle-back",
    {"voice": "heart", "speed": "0.90", "minutes": "12:30"},
    section_index=3,
    stretch="cobra",
    frame=123_456,
    saved_at=datetime.fromisoformat("2026-07-23T07:41:05+02:00"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bookmark.json"


def test_without_a_file_there_is_no_bookmark_and_none_is_made(path: Path) -> None:
    assert read_bookmark(path) is None
    remove_bookmark(path)
    assert not path.parent.exists()


TEXTS = st.text(st.characters(exclude_characters="\0"))


@given(TEXTS, st.dictionaries(TEXTS, TEXTS), st.integers(0), TEXTS, st.integers(0))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, options: dict[str, str], section: int, stretch: str, frame: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "bookmark.json"
    bookmark = Bookmark(name, MappingProxyType(options), section, stretch, frame, BOOKMARK.saved_at)
    write_bookmark(bookmark, path)
    assert read_bookmark(path) == replace(bookmark, options=options)


def test_a_bookmark_replaces_the_one_before_and_leaves_no_litter(path: Path) -> None:
    write_bookmark(BOOKMARK, path)
    later = replace(BOOKMARK, frame=999_999)
    write_bookmark(later, path)
    assert read_bookmark(path) == later
    assert os.listdir(path.parent) == ["bookmark.json"]
    remove_bookmark(path)
    assert os.listdir(path.parent) == []


def test_a_disk_that_refuses_keeps_the_bookmark_before_and_is_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bookmark(BOOKMARK, path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(BookmarkError, match=r"could not be saved in .*bookmark\.json: No space left on device\."):
            write_bookmark(replace(BOOKMARK, frame=1), path)
    assert read_bookmark(path) == BOOKMARK
    assert os.listdir(path.parent) == ["bookmark.json"]


def test_writing_never_waits_for_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[int] = []
    monkeypatch.setattr(os, "fsync", waits.append)
    write_bookmark(BOOKMARK, path)
    assert waits == []


def test_a_path_that_no_file_can_have_is_reported(path: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(BookmarkError, match="COACH_DATA_DIR"):
        write_bookmark(BOOKMARK, path)
    with pytest.raises(BookmarkError, match="could not be read"):
        read_bookmark(tmp_path)
    with pytest.raises(BookmarkError, match="could not be deleted"):
        remove_bookmark(tmp_path)


DAMAGES = [
    ('"name": "middle-back"', '"name": 5'),
    ('"name": "middle-back", ', ""),
    ('"middle-back"', '"a/\\u0000b"'),
    ('"0.90"', '"\\u0000"'),
    ('"practised_s": 0.0', '"practised_s": 1e307'),
    ('"practised_s": 0.0', '"practised_s": -1'),
    ('"speed": "0.90"', '"speed": 0.9'),
    ('"options": {', '"options": 5, "other": {'),
    ('"options": {', '"options": ["a"], "other": {'),
    ('"section": 3', '"section": -1'),
    ('"section": 3', '"section": true'),
    ('"frame": 123456', '"frame": 1.5'),
    ('"stretch": "cobra"', '"stretch": null'),
    ("+02:00", ""),
    ("2026-07-23T", "soon"),
    ('"format": 1', '"format": 0'),
    ('"format": 1', '"format": "1"'),
    ('{"format": 1', '[{"format": 1'),
    ("}", ""),
]


@pytest.mark.parametrize(("old", "new"), DAMAGES)
def test_a_damaged_bookmark_is_a_sentence_with_what_to_do(path: Path, old: str, new: str) -> None:
    write_bookmark(BOOKMARK, path)
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(BookmarkError, match=r"bookmark\.json is damaged\. Begin again without --resume\."):
        read_bookmark(path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b"null"])
def test_a_file_with_other_content_is_damaged(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(BookmarkError, match="is damaged"):
        read_bookmark(path)


def test_a_newer_bookmark_asks_for_a_newer_program(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"format": 2, "left_at": "elsewhere"}', encoding="utf-8")
    with pytest.raises(BookmarkError, match=r"newer version of coach\. Update coach"):
        read_bookmark(path)


@pytest.mark.parametrize("name", ["mine.yaml", "./mine.yaml", "../mine.yml", "scripts/mine.yaml", "/mine.yaml"])
def test_a_path_is_made_to_hold_in_every_folder(name: str) -> None:
    assert Path(lasting_name(name)).is_absolute()
    assert Path(lasting_name(name)).resolve() == Path(name).resolve()


def test_a_name_stays_as_it_is() -> None:
    assert lasting_name("middle-back") == "middle-back"


def sections(*stretches: str) -> list[Section]:
    return [
        Section(SectionKind.STRETCH, stretch, stretch.title(), None, 1000 * number, 1000 * (number + 1), (), ())
        for number, stretch in enumerate(stretches)
    ]


STRETCHES = ("", "cat-cow", "cobra", "twist", "cobra", "")
LEFT_AND_FOUND = [
    (("cobra", 2, 400), STRETCHES, 2400),
    (("cobra", 4, 400), STRETCHES, 4400),
    (("", 0, 400), STRETCHES, 400),
    (("", 5, 400), STRETCHES, 5400),
    (("cobra", 5, 400), STRETCHES, 4400),
    (("cobra", 1, 400), STRETCHES, 2400),
    (("twist", 8, 0), STRETCHES, 3000),
    (("child", 2, 400), STRETCHES, 0),
    (("", 2, 400), STRETCHES, 0),
    (("", 9, 400), STRETCHES, 0),
    (("cobra", 2, 999), STRETCHES, 2999),
    (("cobra", 2, 1000), STRETCHES, 2000),
    (("cobra", 2, 9999), STRETCHES, 2000),
    (("cobra", 2, 400), (), 0),
]


@pytest.mark.parametrize(("left", "stretches", "expected_frame"), LEFT_AND_FOUND)
def test_a_session_goes_on_in_the_same_stretch_or_from_the_beginning(
    left: tuple[str, int, int], stretches: tuple[str, ...], expected_frame: int
) -> None:
    stretch, section_index, frame = left
    bookmark = replace(BOOKMARK, stretch=stretch, section_index=section_index, frame=frame)
    assert bookmarked_frame(bookmark, sections(*stretches)) == expected_frame


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_only_a_file_is_a_bookmark(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path / "pipe", "pipe"), (Path("/dev/zero"), "device")):
        with pytest.raises(BookmarkError, match=f"could not be read: it is a {kind}, not a file"):
            read_bookmark(path)
    with pytest.raises(BookmarkError, match=r"could not be saved in .*: it is a pipe, not a file"):
        write_bookmark(BOOKMARK, tmp_path / "pipe")
