"""Checks the process that makes a session: its files are what is exported, and it ends when nobody wants it."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from mutagen.easyid3 import EasyID3

from coach.audio.sound_file import read_sound_file
from coach.errors import CoachError, ExportError
from coach.page.serve import worker
from coach.page.serve.kept import KeptSession
from coach.page.serve.orders import Order
from coach.page.serve.worker import COMMAND, SPOKEN, TOTAL, WorkerError, make_session
from coach.page.sound import MP3_FRAME_FRAMES
from tests.playback.null_sink import wait_until

SCRIPT = "stretch: Mine\nposition: seated\nsteps:\n  - say: Sit.\n  - hold: 10 s\n  - say: Come out, slowly.\n"
PATIENCE_S = 60


@pytest.fixture
def order(tmp_path: Path) -> Order:
    (tmp_path / "mine.yaml").write_text(SCRIPT)
    texts = {"scripts": str(tmp_path), "verbosity": "tones", "lessons": "off", "wording": "0"}
    return Order("mine", "Mine", texts, "1" * 64)


def ignore(_done: int, _total: int) -> None:
    """Do nothing with the progress."""


def running(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another program be the process."""
    monkeypatch.setattr(worker, "COMMAND", (sys.executable, "-c", f"import json, os, sys, time\n{program}"))


def has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_session_has_all_that_its_page_needs(tmp_path: Path, order: Order) -> None:
    told: list[tuple[int, int]] = []
    (made := tmp_path / "made").mkdir()
    asyncio.run(make_session(order, made, lambda done, total: told.append((done, total))))
    session = KeptSession(order.key, made)
    contents = session.contents()
    assert (contents["key"], contents["name"], contents["title"]) == (order.key, "mine", "Mine")
    assert told == sorted(told)
    assert {(SPOKEN, TOTAL), (TOTAL, TOTAL)} <= set(told)
    audio, words = (read_sound_file(path, longest_s=600) for path in (session.audio, session.words))
    assert audio.frames == pytest.approx(contents["frames"], abs=MP3_FRAME_FRAMES)
    assert words.frames >= contents["words"]["quiet"][1]
    assert EasyID3(session.audio)["title"] == ["Mine"]


def test_a_script_that_cannot_be_done_is_told_as_on_the_command_line(tmp_path: Path, order: Order) -> None:
    (tmp_path / "mine.yaml").write_text("stretch: Mine\nposition: seated\nsteps:\n  - sya: Sit.\n")
    with pytest.raises(CoachError, match=r"mine.yaml:4:5: “sya” is not a step."):
        asyncio.run(make_session(order, tmp_path, ignore))


def test_a_disk_that_refuses_is_told(tmp_path: Path, order: Order) -> None:
    with pytest.raises(CoachError, match=r"The session could not be written: No such file or directory\."):
        asyncio.run(make_session(order, tmp_path / "gone", ignore))


@pytest.mark.parametrize(
    ("program", "error", "told"),
    [
        ("print(json.dumps({'error': ['No.', 'Try.']}))", CoachError, "No. Try."),
        ("print(json.dumps({'error': 'KeyError: 1', 'trace': 'Traceback …'}))", WorkerError, "KeyError: 1"),
        ("sys.exit(1)", ExportError, "The process that made the session was killed."),
        ("os.abort()", ExportError, "The process that made the session was killed."),
    ],
)
def test_a_failure_of_the_process_is_told(
    tmp_path: Path,
    order: Order,
    program: str,
    error: type[Exception],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    running(program, monkeypatch)
    with pytest.raises(error, match=told):
        asyncio.run(make_session(order, tmp_path, ignore))
    assert capfd.readouterr() == ("", "")


def test_a_failure_tells_which_settings_it_is_about(tmp_path: Path, order: Order) -> None:
    impossible = replace(order, texts={**order.texts, "choose": "knees=sore"})
    with pytest.raises(CoachError) as caught:
        asyncio.run(make_session(impossible, tmp_path, ignore))
    assert caught.value.settings == ("choose",)


def test_a_session_that_is_cancelled_ends_with_all_that_it_has_started(
    tmp_path: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    running(
        "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
        "print(json.dumps({'done': os.getpid(), 'total': child.pid}), flush=True)\ntime.sleep(600)",
        monkeypatch,
    )
    pids: list[int] = []

    async def cancel() -> None:
        def tell(*started: int) -> None:
            pids.extend(started)
            making.cancel()

        making = asyncio.create_task(make_session(order, tmp_path, tell))
        with pytest.raises(asyncio.CancelledError):
            await making

    asyncio.run(cancel())
    assert len(pids) == 2
    assert wait_until(lambda: all(map(has_ended, pids)))


def test_the_process_ends_when_its_server_was_killed(tmp_path: Path, order: Order) -> None:
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.stdin.write(json.dumps([asdict(order), str(tmp_path)]).encode())
    process.stdin.close()
    assert process.wait(PATIENCE_S) == 1
    assert process.stderr.read() == b""
    process.stderr.close()


def test_ctrl_c_is_for_the_server_alone(tmp_path: Path, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    running("print(json.dumps({'done': os.getpgid(0), 'total': os.getpid()}), flush=True)", monkeypatch)
    groups: list[tuple[int, int]] = []
    see: Callable[[int, int], None] = lambda group, pid: groups.append((group, pid))  # noqa: E731
    asyncio.run(make_session(order, tmp_path, see))
    assert groups[0][0] == groups[0][1] != os.getpgid(0)
