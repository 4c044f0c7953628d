"""Ten sessions that play at the same time, each into a loudspeaker of its own, leave ten bookmarks and ten lines.

None loses what another writes. They share a sound server with ten null sinks, and the clips. With TO_THE_END=1 all ten
go on to their ends too, which takes half a minute.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.playback.null_sink import Rig, null_sink, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")

TOGETHER = 10
LIMIT_S = 120
SCRIPT = "stretch: Short\nposition: seated\nsteps:\n  - say: Sit tall.\n  - hold: 2 s\n  - say: Rest.\n"
BRISK = ["--speed", "1.6", "--pause", "0.2", "--lessons", "off", "--verbosity", "tones"]


@dataclass
class Studio:
    """Ten scripts and ten loudspeakers.

    Attributes:
        rig: The sound server.
        folder: The folder of the scripts, the clips, and of what coach keeps.
    """

    rig: Rig
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        data, clips = self.folder / "data", self.folder / "clips"
        return {**self.rig.environment, "COACH_DATA_DIR": str(data), "COACH_CACHE_DIR": str(clips)}

    def run(self, *arguments: str) -> str:
        """Run a command, and return what it prints."""
        command = [sys.executable, "-m", "coach", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=True, timeout=LIMIT_S
        )
        return done.stdout

    def play(self, number: int, *more: str) -> "subprocess.Popen[str]":
        """Begin one of the sessions, each with its own loudspeaker."""
        command = [sys.executable, "-m", "coach", "play", f"script{number}.yaml", "--plain", *more]
        environment = {**self.environment, "PULSE_SINK": f"own{number}"}
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def playing(self) -> set[str]:
        """Return the numbers of the loudspeakers that are being played to."""
        command = ["pactl", "list", "short", "sink-inputs"]
        listed = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return {line.split("\t")[1] for line in listed.stdout.splitlines()}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with null_sink() as rig:
        studio = Studio(rig, tmp_path_factory.mktemp("studio"))
        for number in range(TOGETHER):
            (studio.folder / f"script{number}.yaml").write_text(SCRIPT, encoding="utf-8")
            rig.add_sink(f"own{number}")
        studio.run("timeline", "script0.yaml", *BRISK)  # the clips of all of them
        yield studio


def paused(session: "subprocess.Popen[str]") -> bool:
    """Pause a session in its stretch, and wait until it is. So the first ones wait for the last."""
    assert session.stdout is not None
    begins = any("If anything hurts" in line for line in session.stdout)
    session.send_signal(signal.SIGUSR1)
    return begins and any("Paused." in line for line in session.stdout)


def codes(sessions: "Sequence[subprocess.Popen[str]]") -> list[int]:
    """Wait until all sessions have ended, and return their exit codes."""
    for session in sessions:
        session.communicate(timeout=LIMIT_S)
    return [session.returncode for session in sessions]


def test_ten_sessions_at_the_same_time_lose_nothing_of_each_other(studio: Studio) -> None:
    unfinished = studio.folder / "data" / "unfinished"
    sessions = [studio.play(number, *BRISK, "--from", "1", "--lead-in", "0") for number in range(TOGETHER)]
    with ThreadPoolExecutor(TOGETHER) as threads:
        assert all(threads.map(paused, sessions))
    assert wait_until(lambda: len(studio.playing()) == TOGETHER)
    for session in sessions:
        session.send_signal(signal.SIGTERM)
    assert codes(sessions) == [0] * TOGETHER
    listed = studio.run("play", "--list-unfinished")
    assert all(listed.count(f"script{number}.yaml") == 1 for number in range(TOGETHER)), listed
    assert len(os.listdir(unfinished)) == TOGETHER
    if not os.environ.get("TO_THE_END"):
        return
    assert codes([studio.play(number, "--resume", "--lead-in", "0") for number in range(TOGETHER)]) == [0] * TOGETHER
    assert os.listdir(unfinished) == []
    history = (studio.folder / "data" / "history.jsonl").read_text("utf-8").splitlines()
    assert sorted(json.loads(line)["name"] for line in history) == [f"script{number}" for number in range(TOGETHER)]
