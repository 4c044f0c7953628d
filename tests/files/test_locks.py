"""Covers also: busy."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.files import _busy, _locks, locked


def test_what_the_system_refuses_is_tried_again_until_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds

    def refuse() -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(_busy.time, "sleep", sleep)
    monkeypatch.setattr(_busy.time, "monotonic", lambda: now_s)
    with pytest.raises(PermissionError, match="in use"):
        _busy.when_free(refuse)
    assert now_s == pytest.approx(_busy.BUSY_WAIT_S, abs=_busy.BUSY_POLL_S)


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

    module = _locks.msvcrt if sys.platform == "win32" else _locks.fcntl
    monkeypatch.setattr(module, "locking" if sys.platform == "win32" else "flock", refuse)
    with locked(tmp_path / "a"), locked(tmp_path / "a"):
        pass
