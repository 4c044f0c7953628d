"""Checks how `coach play` lives and ends: signals, keys on a real terminal, closed pipes, a loudspeaker that is lost.

Each scene has a sound server of its own. Several play at the same time, since they last as long as they sound.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE
from tests.playback.null_sink import Rig, null_sink, urgently, wait_until

fcntl = pytest.importorskip("fcntl", reason="Windows has no pseudo-terminals")
pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

SCRIPT = """\
stretch: Short
position: seated
steps:
  - say: Sit tall.
  - sides:
      - hold: 12 s
  - say: Rest.
"""
BRISK = ["--speed", "1.6", "--pause", "0.2"]
SOON_FRAMES = 3 * SAMPLE_RATE
"""Frames after which the sound is over, also on a machine that is slow to pass a signal on. The session would go on for
half a minute. How long coach takes by its own clock is tested with the player and the loudspeaker."""

HEARD = 0.02
"""An amplitude above the floor of noise and below any word."""


@dataclass
class Scene:
    """A running `coach play`, and what was seen of it.

    Attributes:
        rig: The sound server that it plays to.
        process: The program.
        code: Its exit code; None while it runs.
        lines: The lines that it printed.
        notes: What else the scene noted, for the tests.
    """

    rig: Rig
    process: subprocess.Popen[str]
    code: int | None = None
    lines: list[str] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    def hears(self) -> bool:
        return bool(np.max(np.abs(self.rig.recording_so_far[-SAMPLE_RATE // 5 :]), initial=0) > HEARD)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        assert wait_until(lambda: condition() or self.process.poll() is not None)

    def wait_for_line(self, words: str) -> None:
        """Read on until a line contains these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return
        raise AssertionError(f"it ended without “{words}”: {self.lines}")

    def finish(self) -> None:
        out, error = self.process.communicate(timeout=120)
        self.lines += out.splitlines(keepends=True) if out else []
        self.notes["stderr"] = error
        self.code = self.process.returncode


def started(rig: Rig, script: Path, clips: Path, *more: str, **options: Any) -> Scene:
    environment = {**rig.environment, "COACH_CACHE_DIR": str(clips), "COACH_DATA_DIR": str(rig.home / "data")}
    command = [*urgently(), sys.executable, "-m", "coach", "play", str(script), *BRISK, "--lead-in", "0", *more]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | options
    process = subprocess.Popen(command, env=environment, text=True, encoding="utf-8", **pipes)
    return Scene(rig, process)


def ended_by(*numbers: signal.Signals) -> Callable[..., Scene]:
    def play(rig: Rig, script: Path, clips: Path) -> Scene:
        scene = started(rig, script, clips)
        scene.wait_until(scene.hears)
        before = len(rig.recording_so_far)
        for number in numbers:
            scene.process.send_signal(number)
        scene.finish()
        scene.notes["sounded_on"] = int(np.flatnonzero(np.abs(rig.recording) > HEARD)[-1]) - before
        return scene

    return play


def ended_while_the_voice_works(*numbers: signal.Signals) -> Callable[..., Scene]:
    def play(rig: Rig, script: Path, _: Path) -> Scene:
        scene = started(rig, script, Path("/dev/null"))  # no clip can be kept there
        scene.wait_until(lambda: bool(np.any(rig.recording_so_far)))
        for number in numbers:
            scene.process.send_signal(number)
            time.sleep(0.3)  # so that each interrupts what the one before has begun
        scene.finish()
        return scene

    return play


def unread_pipe(rig: Rig, script: Path, clips: Path) -> Scene:
    """A reader that does not read: the pipe is full from the beginning."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while os.write(writer, bytes(65536)):
            pass
    os.set_blocking(writer, True)
    scene = started(rig, script, clips, "--plain", stdout=writer)
    scene.wait_until(scene.hears)
    scene.process.send_signal(signal.SIGTERM)
    scene.finish()
    os.close(reader)
    os.close(writer)
    return scene


def paused_by_signals(rig: Rig, script: Path, clips: Path) -> Scene:
    scene = started(rig, script, clips, "--plain")
    scene.wait_for_line("Welcome")
    scene.process.send_signal(signal.SIGTSTP)
    scene.wait_for_line("Paused.")
    scene.process.send_signal(signal.SIGCONT)
    scene.wait_for_line("Going on.")
    scene.process.send_signal(signal.SIGUSR1)
    scene.wait_for_line("Paused.")
    scene.process.send_signal(signal.SIGUSR1)
    scene.wait_for_line("Going on.")
    scene.process.send_signal(signal.SIGTERM)
    scene.finish()
    return scene


def closed_pipe(rig: Rig, script: Path, clips: Path) -> Scene:
    scene = started(rig, script, clips, "--plain")
    scene.wait_for_line("Welcome")
    scene.process.stdout.close()  # as `head` does when it has read enough
    scene.process.stdout = None
    scene.finish()
    return scene


def lost(lose: str, bring_back: str) -> Callable[..., Scene]:
    """Lose the loudspeaker in the first hold; bring it back once that was noticed, or never."""

    def play(rig: Rig, script: Path, clips: Path) -> Scene:
        scene = started(rig, script, clips, "--plain", "--from", "1")
        scene.wait_for_line("Sound: start")
        getattr(rig, lose)()
        scene.wait_for_line("has stopped taking sound")
        if bring_back:
            getattr(rig, bring_back)()
            scene.wait_for_line("is back")
            scene.process.send_signal(signal.SIGTERM)
        scene.finish()
        (bookmark,) = (rig.home / "data" / "unfinished").glob("*.json")
        scene.notes["bookmark"] = json.loads(bookmark.read_text())
        return scene

    return play


def halted(rig: Rig, script: Path, clips: Path) -> Scene:
    scene = started(rig, script, clips, "--plain", "--from", "1")
    scene.wait_for_line("Sound: start")
    scene.process.send_signal(signal.SIGSTOP)
    length = len(rig.recording_so_far)
    wait_until(lambda: len(rig.recording_so_far) > length + 3 * SAMPLE_RATE)
    scene.process.send_signal(signal.SIGCONT)
    scene.wait_for_line("is back")
    scene.process.send_signal(signal.SIGTERM)
    scene.finish()
    return scene


def keys_on_a_terminal(rig: Rig, script: Path, clips: Path) -> Scene:
    """Press ?, +, space, space, Ctrl-Z, wake the program, press q; read all that is drawn, as a terminal does."""
    terminal, line = pty.openpty()
    fcntl.ioctl(line, termios.TIOCSWINSZ, b"\x18\x00\x50\x00\x00\x00\x00\x00")
    before = termios.tcgetattr(line)

    def own_terminal() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    scene = started(rig, script, clips, "--from", "1", stdin=line, stdout=line, stderr=line, preexec_fn=own_terminal)
    drawn = bytearray()

    def draws(words: bytes) -> None:
        seen = len(drawn)

        def read() -> bool:
            while select.select([terminal], [], [], 0)[0]:
                drawn.extend(os.read(terminal, 65536))
            return words in drawn[seen:]

        assert wait_until(read), bytes(drawn[seen:])

    draws(b"space pause")
    scene.wait_until(scene.hears)
    scene.notes["mode"] = termios.tcgetattr(line)[3] & (termios.ECHO | termios.ICANON)
    os.write(terminal, b"?")
    draws(b"this stretch again")
    os.write(terminal, b"+")
    draws(b"volume +3 dB")
    os.write(terminal, b" ")
    draws(b"space go on")
    os.write(terminal, b" ")
    scene.wait_until(scene.hears)
    os.write(terminal, b"\x1a")
    pid, status = os.waitpid(scene.process.pid, os.WUNTRACED)
    scene.notes["stopped"] = os.WIFSTOPPED(status)
    scene.notes["given back"] = termios.tcgetattr(line) == before
    os.kill(pid, signal.SIGCONT)
    scene.wait_until(lambda: not termios.tcgetattr(line)[3] & termios.ECHO)
    os.write(terminal, b"q")
    while scene.process.poll() is None:
        if select.select([terminal], [], [], 0.05)[0]:
            drawn.extend(os.read(terminal, 65536))
    scene.notes["restored"] = termios.tcgetattr(line) == before
    scene.code = scene.process.returncode
    while select.select([terminal], [], [], 0.2)[0]:
        drawn.extend(os.read(terminal, 65536))
    scene.notes["drawn"] = bytes(drawn)
    os.close(line)
    os.close(terminal)
    return scene


def resumed(rig: Rig, script: Path, clips: Path) -> Scene:
    """Stop in the first hold, and let another process go on."""
    scene = started(rig, script, clips, "--plain", "--from", "short")
    scene.wait_for_line("Sound: start")
    scene.process.send_signal(signal.SIGTERM)
    scene.finish()
    scene.notes["first stderr"] = scene.notes["stderr"]
    environment = {**rig.environment, "COACH_CACHE_DIR": str(clips), "COACH_DATA_DIR": str(rig.home / "data")}
    command = [*urgently(), sys.executable, "-m", "coach", "play", "--resume", "--plain", "--lead-in", "0"]
    scene.process = subprocess.Popen(
        command, env=environment, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    scene.lines = []
    scene.finish()
    scene.notes["history"] = (rig.home / "data" / "history.jsonl").read_text().splitlines()
    scene.notes["bookmarks"] = list((rig.home / "data" / "unfinished").iterdir())
    return scene


SCENES: dict[str, Callable[..., Scene]] = {
    "never back": lost("end_server", ""),  # takes longest, since the search goes on for a minute
    "SIGINT": ended_by(signal.SIGINT),
    "SIGTERM": ended_by(signal.SIGTERM),
    "SIGHUP": ended_by(signal.SIGHUP),
    "Ctrl-C twice": ended_by(signal.SIGINT, signal.SIGINT),
    "SIGTERM, cold": ended_while_the_voice_works(signal.SIGTERM),
    "Ctrl-C thrice, cold": ended_while_the_voice_works(signal.SIGINT, signal.SIGINT, signal.SIGINT),
    "unread pipe": unread_pipe,
    "pause": paused_by_signals,
    "closed pipe": closed_pipe,
    "removed": lost("remove_sink", "add_sink"),
    "suspended": lost("suspend", "resume"),
    "server ended": lost("end_server", "start"),
    "halted": halted,
    "keys": keys_on_a_terminal,
    "resumed": resumed,
}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    folder = tmp_path_factory.mktemp("scenes")
    script, clips = folder / "short.yaml", folder / "clips"
    script.write_text(SCRIPT, encoding="utf-8")
    fill = [sys.executable, "-m", "coach", "timeline", str(script), *BRISK]
    subprocess.run(fill, env={**os.environ, "COACH_CACHE_DIR": str(clips)}, check=True, capture_output=True)

    def played(play: Callable[..., Scene]) -> Scene:
        with null_sink() as rig:
            rig.record()
            return play(rig, script, clips)

    with ThreadPoolExecutor(len(SCENES)) as pool:
        return dict(zip(SCENES, pool.map(played, SCENES.values()), strict=True))


STOPPED = "Stopped. `coach play --resume` goes on from here.\n"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "Ctrl-C twice"])
def test_a_signal_fades_out_and_ends_without_a_traceback(scenes: dict[str, Scene], name: str) -> None:
    scene = scenes[name]
    assert (scene.code, scene.notes["stderr"]) == (0, "Stopped.\n")  # in the opening there is no bookmark to keep
    assert scene.notes["sounded_on"] <= SOON_FRAMES


@pytest.mark.parametrize("name", ["SIGTERM, cold", "Ctrl-C thrice, cold", "unread pipe"])
def test_it_ends_although_the_voice_is_at_work_or_nobody_reads_its_pipe(scenes: dict[str, Scene], name: str) -> None:
    assert (scenes[name].code, scenes[name].notes["stderr"]) == (0, "Stopped.\n")


def test_signals_pause_and_resume_without_a_terminal(scenes: dict[str, Scene]) -> None:
    assert (scenes["pause"].code, scenes["pause"].notes["stderr"]) == (0, "Stopped.\n")


def test_the_session_ends_with_the_reader_of_its_lines(scenes: dict[str, Scene]) -> None:
    scene = scenes["closed pipe"]
    assert scene.code == 0
    assert scene.notes["stderr"] in ("Stopped.\n", STOPPED)  # it may have come to the first stretch


@pytest.mark.parametrize("name", ["removed", "suspended", "server ended"])
def test_a_lost_loudspeaker_is_noticed_and_the_session_goes_on_when_it_is_back(
    scenes: dict[str, Scene], name: str
) -> None:
    scene = scenes[name]
    assert (scene.code, scene.notes["stderr"]) == (0, STOPPED)
    assert scene.notes["bookmark"]["stretch"] == "short"


def test_a_loudspeaker_that_never_comes_back_ends_it_cleanly_and_the_bookmark_is_kept(scenes: dict[str, Scene]) -> None:
    scene = scenes["never back"]
    assert scene.code == 1
    assert scene.notes["stderr"].startswith(
        "Error: The loudspeaker stopped taking sound and did not come back for a minute."
    )
    assert "coach play --resume" in scene.notes["stderr"]
    assert scene.notes["stderr"].count("\n") == 1
    assert scene.notes["bookmark"]["stretch"] == "short"


def test_a_program_that_was_halted_goes_on_where_it_was(scenes: dict[str, Scene]) -> None:
    assert (scenes["halted"].code, scenes["halted"].notes["stderr"]) == (0, STOPPED)


def test_keys_and_ctrl_z_work_and_the_terminal_is_given_back(scenes: dict[str, Scene]) -> None:
    notes = scenes["keys"].notes
    assert scenes["keys"].code == 0
    assert (notes["mode"], notes["stopped"], notes["given back"], notes["restored"]) == (0, True, True, True)
    assert notes["drawn"].endswith(b"goes on from here.\r\n")
    assert b"Traceback" not in notes["drawn"]


def test_an_unfinished_session_goes_on_and_its_end_is_logged(scenes: dict[str, Scene]) -> None:
    scene = scenes["resumed"]
    assert scene.notes["first stderr"] == STOPPED
    assert scene.code == 0
    assert scene.notes["stderr"].startswith("Done: 1 stretch in ")
    assert not any("Welcome" in line for line in scene.lines)
    assert any("Closing" in line for line in scene.lines)
    (practice,) = map(json.loads, scene.notes["history"])
    assert practice["stretches"] == ["short"]
    assert not scene.notes["bookmarks"]  # the session is finished
