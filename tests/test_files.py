import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach import files
from coach.errors import SettingsError
from coach.files import (
    data_folder,
    given_path,
    in_a_home,
    locked,
    path_in_variable,
    read_given,
    remove_abandoned,
    replacing,
)
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
    monkeypatch.setattr(files, "_lock", lambda _file: None)
    young, old = tmp_path / ".coach-1.part", tmp_path / ".coach-2.part"
    for path in (young, old):
        path.write_bytes(b"half")
    os.utime(old, (0, time.time() - files.LOCKLESS_S - 1))
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
    monkeypatch.setattr(files.time, "sleep", lambda _seconds: reader.close())
    with replacing(target) as file:
        file.write(b"new")
    assert reader.closed
    assert target.read_bytes() == b"new"


def test_what_the_system_refuses_is_tried_again_until_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds

    def refuse() -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(files.time, "sleep", sleep)
    monkeypatch.setattr(files.time, "monotonic", lambda: now_s)
    with pytest.raises(PermissionError, match="in use"):
        files._when_free(refuse)
    assert now_s == pytest.approx(files.BUSY_WAIT_S, abs=files.BUSY_POLL_S)


def test_only_a_durable_file_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[int] = []
    monkeypatch.setattr(files.os, "fsync", waits.append)
    with replacing(tmp_path / "a", durable=False) as file:
        file.write(b"new")
    assert waits == []
    with replacing(tmp_path / "a") as file:
        file.write(b"newer")
    assert len(waits) == 1
    assert (tmp_path / "a").read_bytes() == b"newer"


def test_a_home_folder_is_filled_in_where_a_path_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert given_path("~/x") == tmp_path / "x"
    assert given_path("a~b") == Path("a~b")
    assert data_folder({"COACH_DATA_DIR": "~/x"}) == tmp_path / "x"
    assert path_in_variable("COACH_CONFIG", {"COACH_CONFIG": ""}) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says of most of these that nothing is there")
@pytest.mark.parametrize("text", ["~nosuchuser/x", "x" * 300, "a/" * 5_000, "a\0b", "loop/x", "\ud800"])
def test_a_path_that_nothing_can_have_is_an_error_in_one_sentence(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    link(tmp_path / "loop", "loop")
    with pytest.raises(SettingsError, match=r"^The path “.*” cannot be used: [^:.]+\. Give another path\.$"):
        given_path(text)
    with pytest.raises(SettingsError, match=r"^COACH_DATA_DIR: The path"):
        data_folder({"COACH_DATA_DIR": text})


def test_a_home_that_is_no_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    link(tmp_path / "link", "nowhere")
    assert in_a_home(tmp_path / "none" / "coach") == tmp_path / "none" / "coach"
    for name in ("file", "link"):
        with pytest.raises(SettingsError, match=rf"{name} is not a folder, so that .* Set HOME to your home folder\."):
            in_a_home(tmp_path / name / ".config" / "coach")


def test_a_file_from_outside_is_read_if_it_is_not_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_given(path, 5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 4 bytes"):
        read_given(path, 4)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux has such files")
def test_a_file_of_which_the_size_is_not_known_is_bounded_too() -> None:
    with pytest.raises(OSError, match="it is larger than 8 bytes"):
        read_given(Path("/proc/self/status"), 8)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_neither_a_pipe_nor_a_device_nor_a_folder_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path / "pipe", "pipe"), (Path("/dev/zero"), "device"), (tmp_path, "folder")):
        with pytest.raises(OSError, match=f"it is a {kind}, not a file"):
            read_given(path, 5)


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

    monkeypatch.setattr(files, "_status", lambda _target: others)
    monkeypatch.setattr(os, "fchown", refuse)
    with replacing(target) as file:
        file.write(b"new")
    assert target.stat().st_mode & 0o777 == 0o604


def test_a_file_is_changed_by_one_run_at_a_time_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    target = tmp_path / "a"
    holder = [sys.executable, "-c", LOCK_HOLDER, str(target)]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        with pytest.raises(TimeoutError, match="another coach is changing it"), locked(target, wait_s=0):
            pass
        process.kill()
        process.wait()
        with locked(target):
            assert os.listdir(tmp_path) == []


LOCK_HOLDER = """
import sys
from pathlib import Path
from coach.files import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_without_locks_a_file_is_changed_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    module = files.msvcrt if sys.platform == "win32" else files.fcntl
    monkeypatch.setattr(module, "locking" if sys.platform == "win32" else "flock", refuse)
    with locked(tmp_path / "a"), locked(tmp_path / "a"):
        pass
