"""Does work on a Dask cluster that the address of its scheduler names, behind the interface of `concurrent.futures`.

distributed does it, which is imported here alone and when an address was given. Work whose worker was killed again and
again ends with a `BrokenExecutor`; when the scheduler is gone, all work ends with an `ExportError`.
"""

import asyncio
import logging
import os
import pydoc
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from coach.errors import CoachError, ExportError, SettingsError
from coach.export.workers import Workers
from coach.installation import DISTRIBUTION, install_command
from coach.speech import pool as speech_pool
from coach.version import __version__

PATIENCE_S = 8
"""How many seconds the scheduler gets to answer at first, and to hear the end."""

AHEAD = 4
"""How much work is given to the cluster for each thread of its workers: so much is on its way that none has to wait."""

VERSION = "coach.version.__version__"
"""Where coach's version is found."""

RETRIES = 2
"""How often a worker may fail to begin some work, before that counts as failed."""

LOOK_S = 5
"""Seconds between two looks whether there are workers."""

ALONE_S = 60
"""How many seconds a cluster may be without a worker: so long may one take that is started again."""

AGAIN = "Finished sessions are kept; run the command again once it is back."

LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")
"""The loggers that distributed lets write to the terminal."""

P = ParamSpec("P")
Result = TypeVar("Result")


class ClusterWorkers(Workers):
    """The workers of a cluster; `shutdown` cancels what they have not begun, and leaves them as they are.

    Each speaks one sentence at a time for each of its threads, whatever `COACH_WORKERS` says.

    Args:
        address: The address of the scheduler, such as `tcp://192.168.1.20:8786`.

    Raises:
        SettingsError: That is no address.
        ExportError: distributed is not installed, nobody answers, or a worker is missing or has another coach.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _connected(address)
        self._is_open = True
        self._next_look_s, self._seen_s = 0.0, time.monotonic()
        try:
            self._check_versions()
        except BaseException:
            self.shutdown()
            raise
        self._executor = self._client.get_executor(pure=False, retries=RETRIES)

    @property
    def at_once(self) -> int:
        """`AHEAD` for each thread that the cluster has now."""
        return AHEAD * sum(map(int, self._asked(self._client.nthreads).values()))

    def submit(self, function: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs) -> Future[Result]:
        """Give work to the cluster. Everything has to be picklable, and the function one of a module."""
        ours: Future[Result] = Future()
        theirs = self._executor.submit(_alone, partial(function, *args, **kwargs))
        theirs.add_done_callback(partial(self._hand_on, ours))
        ours.add_done_callback(lambda done: done.cancelled() and theirs.cancel())
        return ours

    def received(self) -> Iterator[Any]:
        """Give nothing, since nothing is sent.

        Raises:
            ExportError: The scheduler is gone, or all workers are and none has come for `ALONE_S`.
        """
        if self._client.status != "running":
            raise self._gone()
        now_s = time.monotonic()
        if now_s >= self._next_look_s:
            self._next_look_s = now_s + LOOK_S
            if self._asked(self._client.nthreads):
                self._seen_s = now_s
            elif now_s - self._seen_s > ALONE_S:
                raise ExportError(f"The cluster at {self._address} has lost its workers.", AGAIN)
        return iter(())

    def check_sees(self, path: Path, named: Path) -> None:
        """Check that each worker sees what is at a path here.

        Args:
            path: The path.
            named: The path by which an error names it.

        Raises:
            ExportError: One does not.
        """
        for worker, sees in self._on_each(os.path.exists, str(path)).items():
            if sees is not True:
                remedy = "A cluster needs a folder that all machines see, or for -o a URL such as s3://BUCKET."
                raise ExportError(f"The worker {worker} does not see {named}.", remedy)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Cancel what is queued, and leave the cluster. Work that was begun is finished there, for nobody."""
        if self._is_open:
            self._is_open = False
            with suppress(Exception):  # whatever happens to a connection
                self._client.close(timeout=PATIENCE_S)

    def _check_versions(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            problem = f"The cluster at {self._address} has no workers."
            remedy = f"Start some with `dask worker {self._address} --nworkers -1 --nthreads 1`."
            raise ExportError(problem, remedy) from error
        found = {f"scheduler {self._address}": self._asked(self._client.run_on_scheduler, pydoc.locate, VERSION)}
        found |= {f"worker {name}": version for name, version in self._on_each(pydoc.locate, VERSION).items()}
        for name, version in found.items():  # the scheduler looks into the work that it hands on
            if version != __version__:
                theirs = (
                    f"has coach {version}, and this is {__version__}" if isinstance(version, str) else "has no coach"
                )
                remedy = f"Install {DISTRIBUTION} {__version__} on each machine of the cluster."
                raise ExportError(f"The {name} {theirs}.", remedy)

    def _on_each(self, function: Callable[..., object], *args: object) -> dict[str, object]:
        """Call a function of the standard library in each worker, and return what it returns or raises there."""
        return dict(self._asked(self._client.run, function, *args, on_error="return"))

    def _asked(self, question: Callable[..., Any], *args: object, **kwargs: object) -> Any:
        try:
            return question(*args, **kwargs)
        except Exception as error:  # of whatever kind a connection has
            raise self._gone() from error

    def _hand_on(self, ours: Future[Result], theirs: Future[Result]) -> None:
        """Give the outcome of some work to whoever waits for it."""
        from distributed import KilledWorker

        if not ours.set_running_or_notify_cancel():
            return
        if theirs.cancelled():  # not by us, but because the connection ended
            ours.set_exception(self._gone())
        elif isinstance(error := theirs.exception(), KilledWorker):
            ours.set_exception(BrokenExecutor(str(error)))
        elif error:
            ours.set_exception(error)
        else:
            ours.set_result(theirs.result())

    def _gone(self) -> CoachError:
        return ExportError(f"The cluster at {self._address} is gone.", AGAIN)


def _alone(work: Callable[[], Result]) -> Result:
    """Do work in a thread of a worker, which the cluster gives its share of the cores."""
    os.environ[speech_pool.VARIABLE] = "1"
    return work()


def _connected(address: str) -> Any:
    """Return distributed's client of the scheduler at an address. Nothing of distributed reaches the terminal."""
    try:
        from distributed import Client
        from distributed import __version__ as version
        from distributed.comm import get_address_host_port
    except ImportError:
        problem = "A cluster needs the package distributed."
        raise ExportError(problem, f"Install it with `{install_command('distributed')}`.") from None
    for name in LOGGERS:
        logging.getLogger(name).handlers = [logging.NullHandler()]
    try:
        get_address_host_port(address)
    except Exception as error:  # it has no port, or is of a kind that nobody knows
        problem = f"“{address}” is no address of a scheduler."
        raise SettingsError(problem, "Write it as in tcp://192.168.1.20:8786.") from error
    try:
        kind = asyncio.run(_kind(address))
    except Exception:  # of whatever kind, where somebody else answers
        kind = None
    if kind != "Scheduler":
        problem = f"No scheduler answers at {address}."
        raise ExportError(problem, "Start it with `dask scheduler`, or correct --scheduler.")
    try:
        with warnings.catch_warnings(action="ignore"):  # such as one about another version that will do
            return Client(address, timeout=PATIENCE_S, set_as_default=False)
    except Exception as error:
        problem = f"The scheduler at {address} does not understand distributed {version}, which is installed here."
        raise ExportError(problem, "Install the same version on each machine of the cluster.") from error


async def _kind(address: str) -> object:
    """Return what listens at an address. A client would wait for ever for somebody who listens and says nothing."""
    from distributed import Security
    from distributed.core import rpc

    secrets = Security().get_connection_args("client")
    async with asyncio.timeout(PATIENCE_S), rpc(address, connection_args=secrets) as listener:
        return (await listener.identity()).get("type")
