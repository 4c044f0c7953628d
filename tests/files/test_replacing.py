import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.files import _busy, _replacing, remove_abandoned, replacing
from tests.require import link

KILLED_WRITER = """
import os, sys
from pathlib import Path
from coach.files import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


def start_writer(target: Path) -> "subprocess.Popen[str]":
    """A process that has written half of a file, and waits."""
    command = [sys.executable, "-c", KILLED_WRITER, str(target)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def end(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> None:
    process.send_signal(number)
    process.communicate()


def test_the_new_content_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    with replacing(target) as file:
        file.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="there a file is abandoned when it is an hour old")
def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    writer = start_writer(tmp_path / "a")
    end(writer, signal.SIGKILL)
    assert len(os.listdir(tmp_path)) == 1
    with replacing(tmp_path / "b") as file:
        file.write(b"new")
    assert os.listdir(tmp_path) == ["b"]


def test_what_a_living_writer_is_at_stays(tmp_path: Path) -> None:
    writer = start_writer(tmp_path / "a")
    (unfinished,) = tmp_path.iterdir()
    with replacing(tmp_path / "b") as file:
        file.write(b"new")
    assert unfinished.exists()
    writer.communicate("")
    assert (tmp_path / "a").read_bytes() == b"half"
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_where_there_are_no_locks_only_what_is_old_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_replacing, "_lock", lambda _file: None)
    young, old = tmp_path / ".coach-1.part", tmp_path / ".coach-2.part"
    for path in (young, old):
        path.write_bytes(b"half")
    os.utime(old, (0, time.time() - _replacing.LOCKLESS_S - 1))
    with replacing(tmp_path / "a") as file:
        file.write(b"new")
    assert sorted(os.listdir(tmp_path)) == [young.name, "a"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_nothing_but_unfinished_files_is_removed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"mine")
    link(tmp_path / ".coach-x.part", tmp_path / "precious")
    (tmp_path / ".coach-y.part").mkdir()
    (tmp_path / ".coach-export.json").write_bytes(b"{}")
    before = sorted(os.listdir(tmp_path))
    remove_abandoned(tmp_path)
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "precious").read_bytes() == b"mine"


def _write_many(folder: Path, name: str) -> None:
    for _ in range(100):
        with replacing(folder / name) as file:
            file.write(name.encode() * 100)


def test_many_writers_in_one_folder_never_remove_each_others_files(tmp_path: Path) -> None:
    spawning = multiprocessing.get_context("spawn")
    writers = [spawning.Process(target=_write_many, args=(tmp_path, name)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert sorted(os.listdir(tmp_path)) == ["a", "b", "c", "d"]


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses to replace a file that somebody reads")
def test_a_file_that_another_program_reads_is_replaced_as_soon_as_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    reader = target.open("rb")
    monkeypatch.setattr(_busy.time, "sleep", lambda _seconds: reader.close())
    with replacing(target) as file:
        file.write(b"new")
    assert reader.closed
    assert target.read_bytes() == b"new"


def test_only_a_durable_file_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[int] = []
    monkeypatch.setattr(os, "fsync", waits.append)
    with replacing(tmp_path / "a", durable=False) as file:
        file.write(b"new")
    assert waits == []
    with replacing(tmp_path / "a") as file:
        file.write(b"newer")
    assert len(waits) == 1
    assert (tmp_path / "a").read_bytes() == b"newer"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o444])
def test_a_file_keeps_its_permissions_when_it_is_replaced_and_is_private_until_then(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(mode)
    with replacing(target) as file:
        (unfinished,) = tmp_path.glob(".coach-*.part")
        assert unfinished.stat().st_mode & 0o777 == 0o600
        file.write(b"new")
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", mode)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_new_file_has_the_permissions_that_the_person_gives_to_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "a") as file:
            file.write(b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such owners")
def test_where_the_group_cannot_be_kept_it_gets_no_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(0o664)
    status = list(target.stat())
    status[5] += 1  # the group
    others = os.stat_result(status)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(_replacing, "_status", lambda _target: others)
    monkeypatch.setattr(os, "fchown", refuse)
    with replacing(target) as file:
        file.write(b"new")
    assert target.stat().st_mode & 0o777 == 0o604
