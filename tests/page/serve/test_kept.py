"""Checks the place of finished sessions: only whole ones are found, and what is used longest ago goes first."""

import os
import time
from pathlib import Path

import pytest

from coach.page.serve.kept import ABANDONED_S, AUDIO, CONTENTS, SIZES, WORDS, KeptSessions, sessions_folder

ONE, TWO, THREE = ("1" * 64, "2" * 64, "3" * 64)


def keep(kept: KeptSessions, key: str, size_bytes: int = 100) -> None:
    with kept.making(key) as folder:
        write(folder, size_bytes)


def write(folder: Path, size_bytes: int = 100) -> None:
    (folder / AUDIO).write_bytes(bytes(size_bytes))
    (folder / WORDS).write_bytes(b"")
    (folder / CONTENTS).write_text("{}", encoding="utf-8")


def use_at(folder: Path, key: str, ago_s: float) -> None:
    os.utime(folder / key, (time.time() - ago_s,) * 2)


def test_a_session_is_found_when_it_is_whole(tmp_path: Path) -> None:
    kept = KeptSessions(tmp_path)
    with kept.making(ONE) as folder:
        write(folder)
        assert kept.find(ONE) is None
    session = kept.find(ONE)
    assert session is not None
    assert (session.audio.read_bytes(), session.contents()) == (bytes(100), {})


def test_what_could_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    kept = KeptSessions(tmp_path / "sessions")
    with pytest.raises(ZeroDivisionError), kept.making(ONE) as folder:
        write(folder)
        raise ZeroDivisionError
    assert list((tmp_path / "sessions").iterdir()) == []


def test_a_session_that_lost_a_file_is_made_anew(tmp_path: Path) -> None:
    kept = KeptSessions(tmp_path)
    keep(kept, ONE)
    (tmp_path / ONE / WORDS).unlink()
    assert kept.find(ONE) is None
    keep(kept, ONE)
    assert kept.find(ONE)


@pytest.mark.parametrize("name", [AUDIO, WORDS, CONTENTS, SIZES])
def test_a_session_with_a_damaged_file_is_made_anew(tmp_path: Path, name: str) -> None:
    kept = KeptSessions(tmp_path)
    keep(kept, ONE)
    with (tmp_path / ONE / name).open("ab") as file:
        file.write(b"x")
    assert kept.find(ONE) is None
    keep(kept, ONE)
    session = kept.find(ONE)
    assert session
    assert (session.audio.read_bytes(), session.contents()) == (bytes(100), {})


def test_a_session_whose_contents_were_overwritten_is_made_anew(tmp_path: Path) -> None:
    kept = KeptSessions(tmp_path)
    keep(kept, ONE)
    (tmp_path / ONE / CONTENTS).write_bytes(b"\0\0")
    session = kept.find(ONE)
    assert session
    with pytest.raises(ValueError, match="Expecting value"):
        session.contents()
    assert kept.find(ONE) is None


def test_of_two_servers_that_make_the_same_session_both_find_it(tmp_path: Path) -> None:
    first, second = KeptSessions(tmp_path), KeptSessions(tmp_path)
    with first.making(ONE) as folder, second.making(ONE) as other:
        write(folder)
        write(other)
    assert first.find(ONE)
    assert second.find(ONE)
    assert [path.name for path in tmp_path.iterdir()] == [ONE]


@pytest.mark.parametrize("key", ["", "..", "x", "1" * 63, "1" * 65, f"{'1' * 63}/", "A" * 64, "../" + "1" * 61])
def test_a_key_is_no_path(tmp_path: Path, key: str) -> None:
    write(tmp_path)
    (tmp_path / "sessions").mkdir()
    assert KeptSessions(tmp_path / "sessions").find(key) is None


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    kept = KeptSessions(tmp_path, most_bytes=2500)
    keep(kept, ONE, 1000)
    keep(kept, TWO, 1000)
    use_at(tmp_path, ONE, 20)
    use_at(tmp_path, TWO, 10)
    assert kept.find(ONE)  # this uses it
    keep(kept, THREE, 1000)
    assert [bool(kept.find(key)) for key in (ONE, TWO, THREE)] == [True, False, True]


def test_the_newest_one_is_kept_even_if_it_is_too_large(tmp_path: Path) -> None:
    kept = KeptSessions(tmp_path, most_bytes=250)
    keep(kept, ONE)
    use_at(tmp_path, ONE, 10)
    keep(kept, TWO, 1000)
    assert [bool(kept.find(key)) for key in (ONE, TWO)] == [False, True]


def test_what_a_killed_server_left_is_removed_in_time(tmp_path: Path) -> None:
    kept, old, new = KeptSessions(tmp_path), tmp_path / ".unfinished-1", tmp_path / ".unfinished-2"
    for folder in (old, new):
        folder.mkdir()
        write(folder)
    for path in (*old.iterdir(), old):
        os.utime(path, (time.time() - ABANDONED_S - 60,) * 2)
    kept.prune()
    assert (old.exists(), new.exists()) == (False, True)


def test_they_are_beside_the_clips(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path))
    assert sessions_folder() == tmp_path / "sessions"
