import os
import shutil
from pathlib import Path

import pytest

from coach.audio.format import SESSION_FORMAT, AudioFormat
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.manifest import NAME, Manifest, content_key, job_key, sound_key
from coach.settings.values import Settings
from coach.soundscape.names import find_theme


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    path.write_bytes(b"sound")
    Manifest(tmp_path).remember([path], "key")
    return path


def test_a_file_made_from_the_same_is_current(target: Path) -> None:
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


def test_a_job_is_known_by_its_audio_format_and_by_what_sounds_in_it(tmp_path: Path) -> None:
    theme, air = tmp_path / "own", tmp_path / "air.wav"
    shutil.copytree(find_theme("bowl"), theme)
    shutil.copy(theme / "start.wav", air)
    settings = Settings(theme=str(theme), ambient=str(air))

    def key(audio_format: AudioFormat = SESSION_FORMAT) -> str:
        job = Job("cobra", tmp_path, FileFormat.WAV, settings, audio_format=audio_format)
        return job_key(job, sound_key(settings))

    keys = [key(), key(AudioFormat(48_000)), key(AudioFormat(channels=2))]
    assert key() == keys[0]
    (theme / "notes.txt").write_text("of no matter")
    assert key() == keys[0]
    shutil.copy(find_theme("soft") / "switch.wav", theme)
    keys.append(key())
    (theme / "breath.toml").unlink()
    keys.append(key())
    shutil.copy(theme / "end.wav", air)
    keys.append(key())
    assert len(set(keys)) == len(keys)
