import os
from pathlib import Path

import pytest

from coach.export.manifest import NAME, Manifest, content_key


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    path.write_bytes(b"sound")
    Manifest(tmp_path).remember([path], "key")
    return path


def test_what_was_written_of_the_same_is_current(target: Path) -> None:
    manifest = Manifest(target.parent)
    assert manifest.is_current([target], "key")
    assert not manifest.is_current([target], "another key")
    assert not manifest.is_current([target, target.with_name("b.wav")], "key")


def test_a_file_that_is_gone_or_was_changed_is_not_current(target: Path) -> None:
    target.write_bytes(b"mine")
    assert not Manifest(target.parent).is_current([target], "key")
    assert not Manifest(target.parent).is_ours(target)
    target.unlink()
    assert not Manifest(target.parent).is_current([target], "key")


def test_a_newer_key_replaces_the_older_and_leaves_other_files(target: Path) -> None:
    other = target.with_name("b.wav")
    other.write_bytes(b"more")
    Manifest(target.parent).remember([other], "key 2")
    assert Manifest(target.parent).is_current([target], "key")
    assert Manifest(target.parent).is_current([other], "key 2")


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"a.wav": 1}', b'{"a.wav": [1]}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_manifest_means_more_work_and_nothing_else(target: Path, damage: bytes) -> None:
    (target.parent / NAME).write_bytes(damage)
    manifest = Manifest(target.parent)
    assert not manifest.is_current([target], "key")
    manifest.remember([target], "key")
    assert Manifest(target.parent).is_current([target], "key")
    assert sorted(os.listdir(target.parent)) == [NAME, "a.wav"]


def test_a_key_depends_on_every_part() -> None:
    assert content_key("a", 1) == content_key("a", 1)
    assert len({content_key("a", 1), content_key("a", "1"), content_key("a1"), content_key("a", 1, "")}) == 4
