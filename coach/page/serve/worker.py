"""Makes one session in a process of its own, so that the server goes on answering and a cancelled session ends at once.

`make_session` starts the process and follows it. The process reads an order from stdin, writes the files to a folder,
and a line of JSON for each step to stdout: `{"done": …, "total": …}`, or `{"error": …}` at the end.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coach.errors import CoachError, ExportError
from coach.page.serve.kept import AUDIO, CONTENTS, WORDS
from coach.page.serve.orders import Order
from coach.page.serve.renderings import OnProgress

SPOKEN, PAGE, TOTAL = 60, 75, 100
"""Per cent of the work when the session is spoken, when the words of its page are, and when the sound is written."""

NICENESS = 10
"""Added to the priority's number of the process, so that answers to a phone go first. Windows has none."""

COMMAND = (sys.executable, "-m", "coach.page.serve.worker")


class WorkerError(Exception):
    """An error that coach did not expect, in the other process.

    Args:
        error: Its kind and its words.
        trace: Its traceback.
    """

    def __init__(self, error: str, trace: str) -> None:
        super().__init__(error)
        self.trace = trace
        self.add_note(trace)


async def make_session(order: Order, folder: Path, on_progress: OnProgress) -> None:
    """Make the files of a session in another process, which is killed if this is cancelled.

    Args:
        order: The session.
        folder: Takes the files.
        on_progress: Called as the work goes on.

    Raises:
        CoachError: The session cannot be made.
        WorkerError: coach made a mistake.
    """
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        **_apart(),
    )
    try:
        await _follow(process, order, folder, on_progress)
    finally:
        if process.returncode is None:
            _kill(process.pid)
            await process.wait()


def _apart() -> dict[str, Any]:
    """Return the options that keep Ctrl-C from the process: that is for the server alone."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


async def _follow(process: asyncio.subprocess.Process, order: Order, folder: Path, on_progress: OnProgress) -> None:
    if process.stdin is None or process.stdout is None:
        raise ValueError("The process has no pipes.")
    process.stdin.write(json.dumps([asdict(order), str(folder)]).encode())
    process.stdin.close()
    async for line in process.stdout:
        report: dict[str, Any] = json.loads(line)
        if trace := report.get("trace"):
            raise WorkerError(report["error"], trace)
        if told := report.get("error"):
            error = CoachError(*told)
            error.settings = tuple(report.get("settings", ()))
            raise error
        on_progress(report["done"], report["total"])
    if await process.wait() != 0:
        raise ExportError("The process that made the session was killed.", "Try again.")


def _kill(pid: int) -> None:
    """Kill a process with those that it has started, such as a voice of the system."""
    if sys.platform == "win32":
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        with suppress(OSError):
            subprocess.run([taskkill, "/F", "/T", "/PID", str(pid)], check=False, capture_output=True)  # noqa: S603
        with suppress(OSError):  # PermissionError if it has ended by now
            os.kill(pid, signal.SIGTERM)
        return
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def write_session_files(order: Order, folder: Path, on_progress: Callable[[int, int], None]) -> None:
    """Make the files of a session here.

    Args:
        order: The session.
        folder: Takes the files.
        on_progress: Called with the work done so far, of `TOTAL`.

    Raises:
        CoachError: The session cannot be made.
    """
    from coach.export.audio.formats import FileFormat, watched
    from coach.export.job import BLOCK_FRAMES, Job, session_tags
    from coach.page.contents import contents_json, contents_of, page_session
    from coach.page.sound import write_mp3
    from coach.render.render import render
    from coach.session.choices import read_settings

    settings, minutes = read_settings(order.texts)
    job = Job(order.name, folder / AUDIO, FileFormat.MP3, settings, minutes)
    plan = job.plan()
    ambient = plan.ambient()
    most = 0

    def tell_spoken(done: int, total: int) -> None:  # the total may grow
        nonlocal most
        most = max(most, SPOKEN * done // total)
        on_progress(most, TOTAL)

    timeline = plan.timeline(tell_spoken)
    session = page_session(order.name, plan, timeline)

    def tell_written(frames: int) -> None:
        on_progress(PAGE + (TOTAL - PAGE) * frames // timeline.frames, TOTAL)

    blocks = watched(render(timeline, ambient=ambient, block_frames=BLOCK_FRAMES), tell_written)
    with (folder / AUDIO).open("wb") as sound, (folder / WORDS).open("wb") as words:
        write_mp3(sound, blocks, timeline.frames, session_tags(job, timeline))
        write_mp3(words, session.words.blocks(), session.words.frames)
    contents = contents_of(session, {})
    contents["key"] = order.key
    (folder / CONTENTS).write_text(contents_json(contents), encoding="utf-8")


def main() -> None:
    """Make the session that stdin tells of; return its files, and reports on stdout."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(NICENESS)
    order, folder = json.loads(sys.stdin.buffer.read())

    def tell(report: dict[str, object]) -> None:  # raises if the server was killed, and so ends this process too
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()

    try:
        write_session_files(Order(**order), Path(folder), lambda done, total: tell({"done": done, "total": total}))
    except CoachError as error:
        tell({"error": [error.problem, error.remedy], "settings": error.settings})
    except BrokenPipeError:
        os._exit(1)
    except OSError as error:
        tell({"error": [f"The session could not be written: {error.strerror or error}.", "Make room on the disk."]})
    except Exception as error:
        tell({"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})


if __name__ == "__main__":
    main()
