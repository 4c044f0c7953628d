"""Checks that `coach watch` checks a file that is really changed, plays from the change on, and ends cleanly."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.playback.null_sink import null_sink, urgently

GOOD = "stretch: Mine\nposition: seated\nsteps:\n  - say: Sit.\n  - hold: 10 s\n  - say: Come out, slowly.\n"
READY = "Watching mine.yaml. Ctrl-C ends it."
LIMIT_S = 60

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")


class Watcher:
    """A running `coach watch mine.yaml`.

    Args:
        folder: Where it runs; also takes what it writes.
        process: The process.
    """

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]") -> None:
        self.folder = folder
        self.process = process

    @property
    def text(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8")

    def wait_for(self, words: str, times: int = 1) -> None:
        """Wait until it has written some words so often."""
        deadline = time.monotonic() + LIMIT_S
        while self.text.count(words) < times:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.02)

    def save(self, text: str) -> None:
        """Replace the file as an editor does."""
        unfinished = self.folder / "mine.yaml~"
        unfinished.write_text(text)
        unfinished.replace(self.folder / "mine.yaml")

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LIMIT_S)


@contextmanager
def watching(folder: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Watcher]:
    (folder / "mine.yaml").write_text(GOOD)
    environment = {**(environment or os.environ), "COACH_DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
    command = [*(urgently() if options else ()), sys.executable, "-m", "coach", "watch", "mine.yaml", *options]
    with (
        (folder / "output").open("wb") as output,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output) as process,
    ):
        watcher = Watcher(folder, process)
        try:
            watcher.wait_for(READY)
            yield watcher
        finally:
            process.kill()


def test_each_save_is_checked_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        watcher.save(GOOD.replace("- say: Sit.", "- sya: Sit."))
        watcher.wait_for(READY, times=2)
        assert watcher.text.count("\nSaved at ") == 1
        assert "mine.yaml:4:5: “sya” is not a step." in watcher.text
        watcher.save("stretch: Mine\nposition: seated\nsteps:\n  - hold: 30 s\n")
        watcher.wait_for(READY, times=3)
        assert "breaks law 8: The stretch has no way in" in watcher.text
        (tmp_path / "notes.txt").write_text("no script")
        (tmp_path / "mine.yaml").touch()
        watcher.wait_for(READY, times=4)
        assert watcher.interrupt() == 0
        assert watcher.text.endswith("Stopped.\n")
        assert "Traceback" not in watcher.text
        assert "KeyboardInterrupt" not in watcher.text


def test_a_save_while_a_check_runs_is_not_missed(tmp_path: Path) -> None:
    with watching(tmp_path) as watcher:
        watcher.save(GOOD.replace("Sit.", "Sit tall."))
        watcher.save(GOOD.replace("say: Sit.", "sya: Sit."))
        watcher.wait_for("“sya” is not a step.")
        watcher.process.terminate()
        assert watcher.process.wait(LIMIT_S) == 143
        assert "Traceback" not in watcher.text


def test_it_plays_from_the_changed_step_on(tmp_path: Path) -> None:
    with null_sink() as rig:
        rig.record()
        with watching(tmp_path, "--play", environment=rig.environment) as watcher:
            assert "Playing from" not in watcher.text
            watcher.save(GOOD.replace("Come out, slowly.", "Come out of it, slowly."))
            watcher.wait_for("Playing from")
            watcher.wait_for(READY, times=2)
            deadline = time.monotonic() + LIMIT_S
            while not np.any(np.abs(rig.recording_so_far) > 0.05):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            assert watcher.interrupt() == 0
            assert watcher.text.endswith("Stopped.\n")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "coach", "watch", "cobra"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "cobra is no file." in done.stderr
