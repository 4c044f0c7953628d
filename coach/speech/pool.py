"""Does work in several threads, in the order in which it is asked for; who waits for a result does a share of it.

Threads suit speech, because onnxruntime, numpy and a wait for another process hold no lock of Python. On two cores, two
threads with one loaded voice took 0.52 of the time of one with heart, and 0.53 with joe. Two processes computed a fifth
more than two threads, since each has to load the voice.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from threading import Condition, Thread, current_thread
from time import monotonic
from typing import Generic, TypeVar

from coach.errors import SettingsError

VARIABLE = "COACH_WORKERS"
"""The variable of the environment that sets how many sentences are spoken at a time."""

STOP_S = 0.5
"""How long to wait at the end for what is being done, in seconds: a sentence of heart takes a tenth. A thread that
takes longer is left behind."""

INTERRUPTIBLE_S = 0.2
"""How long to wait at a time, in seconds: meanwhile Windows takes no Ctrl-C."""

THREAD = "worker"
"""The name of the threads."""

Key = TypeVar("Key")
Result = TypeVar("Result")


def workers(environment: Mapping[str, str] = os.environ) -> int:
    """Return how many sentences are spoken at a time: `COACH_WORKERS`, or as many as cores that this process may use.

    Raises:
        SettingsError: The variable is not a whole number from 1 on.
    """
    if wanted := environment.get(VARIABLE, "").strip():
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 and int(wanted)):
            problem = f"{VARIABLE} is “{wanted}”, which is no number of workers."
            raise SettingsError(problem, "Set it to a whole number from 1 to 9999, or leave it out.")
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool(Generic[Key, Result]):
    """Finds the result of each key once, ahead of those who will take it.

    Threads begin when there is work and end when there is none. With one worker there are no threads: each result is
    found when it is taken.

    Args:
        work: Finds the result of a key; called from several threads at once.
        workers: How many results are found at a time. One of the workers is whoever waits in `take`.
    """

    def __init__(self, work: Callable[[Key], Result], workers: int) -> None:
        self._work = work
        self._most_threads = workers - 1
        self._threads: set[Thread] = set()
        self._waiting: dict[Key, None] = {}  # in the order of need
        self._begun: set[Key] = set()
        self._results: dict[Key, Result] = {}
        self._errors: dict[Key, Exception] = {}
        self._changed = Condition()

    def __contains__(self, key: Key) -> bool:
        """Tell whether the result of a key was asked for or taken before."""
        with self._changed:
            return key in self._begun or key in self._waiting

    def ask(self, keys: Iterable[Key]) -> None:
        """Ask for the results of keys, after all that was asked for before; return at once."""
        with self._changed:
            for key in keys:
                if key not in self._begun:
                    self._waiting.setdefault(key)
            for _ in range(min(len(self._waiting), self._most_threads - len(self._threads))):
                thread = Thread(target=self._run, name=THREAD, daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # the system gives no more threads: whoever takes the results finds them
                    return
                self._threads.add(thread)

    def take(self, key: Key) -> Result:
        """Return the result of a key: find it at once if nobody has begun to, else do other work until it is there.

        Raises:
            Exception: Whatever the work for this key raised.
        """
        while True:
            with self._changed:
                if key in self._results:
                    return self._results[key]
                if key in self._errors:
                    self._begun.discard(key)
                    raise self._errors.pop(key)
                own = self._begin(key)
                if own is None:
                    self._changed.wait(INTERRUPTIBLE_S)
                    continue
            self._do(own)

    def stop(self) -> None:
        """Forget what nobody has begun, and wait half a second at most for what is being done."""
        with self._changed:
            self._waiting.clear()
            threads = list(self._threads)
        end_s = monotonic() + STOP_S
        for thread in threads:
            thread.join(max(0.0, end_s - monotonic()))

    def _begin(self, wanted: Key | None = None) -> Key | None:
        """Choose what to do next: the wanted key if nobody has begun it, else the first that waits, or None."""
        if wanted is None or wanted in self._begun:
            wanted = next(iter(self._waiting), None)
        if wanted is not None:
            self._waiting.pop(wanted, None)
            self._begun.add(wanted)
        return wanted

    def _do(self, key: Key) -> None:
        error: Exception | None = None
        try:
            result = self._work(key)
        except Exception as raised:  # of any kind: it is raised again where the result is taken
            error = raised
        except BaseException:  # such as Ctrl-C, which is nothing of the key's
            self._begun.discard(key)
            raise
        with self._changed:
            if error is None:
                self._results[key] = result
            else:
                self._errors[key] = error
            self._changed.notify_all()

    def _run(self) -> None:
        thread = current_thread()
        while True:
            with self._changed:
                key = self._begin()
                if key is None:
                    self._threads.discard(thread)
                    return
            self._do(key)


def side_by_side(work: Callable[[Key], Result], keys: Iterable[Key], *, workers: int) -> list[Result]:
    """Do work for each of several keys in as many threads as there are workers; return the results in their order.

    Raises:
        Exception: Whatever the work for the first key that failed raised.
    """
    pool, in_order = Pool(work, workers), list(keys)
    try:
        pool.ask(in_order)
        return [pool.take(key) for key in in_order]
    finally:
        pool.stop()
