"""The real command on a real Dask cluster of this machine: its files are those of a run without one, whatever ends."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from coach.cli.commands.export_all import CLIPS
from coach.errors import CoachError
from coach.export import cluster as module
from coach.export.cluster import ClusterWorkers
from coach.export.manifest import NAME
from tests.benchmarks.grow import cache_folder, write_catalogue

COACH = [sys.executable, "-m", "coach"]
QUIET = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__STATUS": ""}
"""A cluster that gives up work with the first worker that was killed, so that it is coach who has it done again."""

SESSIONS = 6
CATALOGUE = ["--catalogue", "catalogue.yaml", "--scripts", "scripts", "--speeds", "1.3,1.4,1.5", "--format", "flac"]
"""Sessions of one routine at three speeds and two levels, in a format that takes a while to write."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for what other processes do, of which there is no other sign."""
    until_s = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < until_s, what
        time.sleep(0.01)


@dataclass
class Cluster:
    """A scheduler and workers with one thread each, which run in an empty folder.

    Attributes:
        folder: Where they run, and write what they say.
        address: The address of the scheduler.
        scheduler: The scheduler, once it was started.
        workers: The workers.
    """

    folder: Path
    address: str
    scheduler: "subprocess.Popen[bytes] | None" = None
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self, workers: int = 2) -> None:
        """Start a scheduler, and workers that no nanny would start again."""
        log = self.folder / "scheduler.txt"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start(log, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        name = ["--no-nanny", "--nthreads", "1", "--no-dashboard"]
        self.workers = [self._start(self.folder / f"{n}.txt", "worker", self.address, *name) for n in range(workers)]
        wait_until(lambda: log.read_text("utf-8").count("Register worker") >= workers, "the cluster does not start")
        wait_until(lambda: "Scheduler at:" in log.read_text("utf-8"), "the scheduler does not start")

    def end(self) -> None:
        """End all of them."""
        for process in (self.scheduler, *self.workers):
            if process:
                process.kill()
                process.wait()

    def _start(self, log: Path, *command: str) -> "subprocess.Popen[bytes]":
        environment = os.environ | QUIET | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)}
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *command], cwd=self.folder, env=environment, stdout=file, stderr=file
            )


@contextmanager
def cluster_in(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster = Cluster(folder, f"tcp://127.0.0.1:{port}")
    try:
        cluster.start(workers)
        yield cluster
    finally:
        cluster.end()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_in(tmp_path_factory.mktemp("cluster") / "here") as cluster:
        yield cluster


@dataclass(frozen=True)
class Desk:
    """A folder with scripts and a catalogue, in which commands are run."""

    folder: Path

    def start(self, *options: str) -> "subprocess.Popen[str]":
        environment = {**os.environ, "COACH_CACHE_DIR": str(cache_folder(self.folder)), "COACH_WORKERS": "2"}
        command = [*COACH, "export", *CATALOGUE, *options]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
        )

    def run(self, *options: str, code: int = 0) -> str:
        """Return what a command says."""
        return self.ended(self.start(*options), code)

    def ended(self, process: "subprocess.Popen[str]", code: int = 0) -> str:
        out, said = process.communicate(timeout=300)
        assert process.returncode == code, said
        assert "Traceback" not in said
        assert "distributed" not in said
        return out + said

    def files(self, folder: str = "made") -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / folder).glob("*.flac")}

    def finished(self) -> dict[str, int]:
        """Return the finished files by name, and when each was changed."""
        made = self.folder / "made"
        lines = (made / NAME).read_text("utf-8").splitlines(keepends=True) if (made / NAME).exists() else []
        entries = [json.loads(line) for line in lines if line.endswith("\n")]
        return {name: (made / name).stat().st_mtime_ns for name, _key, digest, *_ in entries if digest}

    def unfinished(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.suffix == ".part"]

    def clips(self) -> int:
        return len([path for path in (self.folder / "made" / CLIPS).glob("*/*") if path.is_file()])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(write_catalogue(tmp_path / "desk", 10))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run without a cluster."""
    desk = Desk(write_catalogue(tmp_path_factory.mktemp("expected") / "desk", 10))
    desk.run("-o", "made")
    assert len(desk.files()) == SESSIONS
    return desk.files()


def spoken(said: str) -> int:
    found = re.search(r"^(\d+) phrases spoken, each once\.$", said, re.MULTILINE)
    return int(found[1]) if found else 0


def test_a_cluster_makes_the_same_files_and_speaks_each_phrase_once(
    desk: Desk, cluster: Cluster, expected: dict[str, bytes]
) -> None:
    options = ["-o", "made", "--scheduler", cluster.address]
    plan = json.loads(desk.run(*options, "--dry-run", "--json"))
    assert (plan["sessions"], plan["missing"]) == (SESSIONS, plan["phrases"])
    assert spoken(desk.run(*options)) == desk.clips() == plan["phrases"]
    assert desk.files() == expected
    assert "Nothing has changed" in desk.run(*options)


def test_a_place_takes_the_files_and_the_clips_of_a_cluster(
    desk: Desk, cluster: Cluster, expected: dict[str, bytes]
) -> None:
    said = desk.run("-o", f"local://{desk.folder.as_posix()}/made", "--scheduler", cluster.address)
    assert desk.files() == expected
    assert spoken(said) == desk.clips() > 0


@posix
def test_a_worker_that_is_killed_takes_nothing_with_it(desk: Desk, tmp_path: Path, expected: dict[str, bytes]) -> None:
    with cluster_in(tmp_path / "cluster") as cluster:
        run = desk.start("-o", "made", "--scheduler", cluster.address)
        wait_until(lambda: bool(desk.finished()), "no session is finished")
        cluster.workers[0].kill()
        assert len(desk.finished()) < SESSIONS
        desk.ended(run)
    assert desk.files() == expected
    assert desk.unfinished() == []


@posix
def test_after_the_scheduler_was_killed_and_started_again_the_next_run_goes_on(
    desk: Desk, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    with cluster_in(tmp_path / "cluster") as cluster:
        options = ["-o", "made", "--scheduler", cluster.address]
        run = desk.start(*options)
        wait_until(lambda: bool(desk.finished()), "no session is finished")
        assert cluster.scheduler is not None
        cluster.scheduler.kill()
        said = desk.ended(run, code=1)
        remedy = "Finished sessions are kept; run the command again once it is back."
        assert said.splitlines()[-1] == f"Error: The cluster at {cluster.address} is gone. {remedy}"
        finished = desk.finished()
        assert 0 < len(finished) < SESSIONS
        for worker in cluster.workers:  # they end without a scheduler, but finish their sessions first
            worker.wait()
        cluster.scheduler.wait()
        cluster.start()
        assert spoken(desk.run(*options)) == 0
        again = desk.finished()
    assert {name: again[name] for name in finished} == finished
    assert desk.files() == expected
    assert desk.unfinished() == []


@posix
def test_an_interrupted_run_leaves_the_cluster_to_the_next(
    desk: Desk, cluster: Cluster, expected: dict[str, bytes]
) -> None:
    options = ["-o", "made", "--scheduler", cluster.address]
    run = desk.start(*options)
    wait_until(lambda: bool(desk.finished()), "no session is finished")
    run.send_signal(2)
    assert desk.ended(run, code=130).splitlines()[-1] == "Stopped."
    desk.run(*options)
    assert desk.files() == expected


def refusal(address: str) -> str:
    with pytest.raises(CoachError) as caught:
        ClusterWorkers(address)
    return str(caught.value)


def test_each_refusal_says_what_to_do(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ClusterWorkers(cluster.address) as executor:
        assert executor.at_once == 2 * module.AHEAD
        executor.check_sees(tmp_path, tmp_path)
        with pytest.raises(CoachError, match=r"does not see here\. A cluster needs a folder that all machines see"):
            executor.check_sees(tmp_path / "gone", Path("here"))
    with monkeypatch.context() as patched:
        patched.setattr(module, "__version__", "99")
        assert f"scheduler {cluster.address} has coach 0" in refusal(cluster.address)
        patched.setattr(module, "VERSION", "coach.of.somebody.else")
        assert "has no coach. Install coach-aloud 99 on each machine" in refusal(cluster.address)
    for address in ("", "cluster", "tcp://127.0.0.1", "foo://127.0.0.1:8786", "127.0.0.1:port"):
        assert refusal(address) == f"“{address}” is no address of a scheduler. Write it as in tcp://192.168.1.20:8786."
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "distributed", None)
        assert refusal(cluster.address).startswith("A cluster needs the package distributed. Install it with `")


def test_nobody_is_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        nobody = f"No scheduler answers at {address}. Start it with `dask scheduler`, or correct --scheduler."
        assert refusal(address) == nobody
        silent.listen()  # and says nothing
        assert refusal(address) == nobody
    monkeypatch.setattr(module, "PATIENCE_S", 3)
    with cluster_in(tmp_path / "cluster", workers=0) as cluster:
        assert refusal(cluster.address).startswith(
            f"The cluster at {cluster.address} has no workers. Start some with `dask worker {cluster.address}"
        )


@posix
def test_work_that_kills_its_worker_is_lost_as_that_of_a_local_process_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster_in(tmp_path / "cluster", workers=1) as cluster, ClusterWorkers(cluster.address) as executor:
        assert executor.submit(os.getpid).result() == cluster.workers[0].pid
        assert executor.submit(os.getenv, "COACH_WORKERS").result() == "1"
        with pytest.raises(BrokenExecutor):
            executor.submit(os.abort).result()
        assert list(executor.received()) == []  # another worker may come
        monkeypatch.setattr(module, "ALONE_S", 0)
        executor._next_look_s = 0
        with pytest.raises(CoachError, match=r"has lost its workers\. Finished sessions are kept"):
            executor.received()
