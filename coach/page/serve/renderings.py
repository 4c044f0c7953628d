"""Makes sessions in the background: two at a time, eight wait, and what nobody waits for any more is cancelled.

It runs in one event loop. Whoever makes a session is handed in, and so is the clock.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from coach.errors import CoachError
from coach.page.serve.kept import KeptSessions
from coach.page.serve.orders import Order

AT_ONCE = 2
"""How many sessions are made at a time."""

MOST_WAITING = 8
"""How many more may wait for their turn."""

UNWATCHED_S = 300.0
"""Seconds after which a rendering that nobody has looked at is cancelled. A page looks every second while it is seen,
and not at all while the phone is locked."""

LOOK_EVERY_S = 1.0
"""Seconds between two looks for what nobody waits for."""

RETRY_AFTER_S = 30
"""Seconds after which it makes sense to ask again when all places are taken."""

KEPT_OUTCOMES = 64
"""How many renderings that failed or were cancelled are remembered, to be told of."""

OnProgress: TypeAlias = Callable[[int, int], None]
"""Called with what is done so far, and what there is to do."""

Make: TypeAlias = Callable[[Order, Path, OnProgress], Awaitable[None]]
"""Makes the files of an order in a folder; raises `CoachError` if it cannot, and stops when it is cancelled."""


class State(StrEnum):
    """How far a rendering is."""

    QUEUED = "queued"
    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({State.READY, State.FAILED, State.CANCELLED})


class BusyError(CoachError):
    """All places are taken."""

    def __init__(self) -> None:
        super().__init__("coach is making as many sessions as it can.", "Try again in half a minute.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is.

    Attributes:
        state: The state of its rendering.
        done: The work done so far, of `total`.
        total: The whole work; 0 until it is known.
        ahead: How many others have their turn before it.
        error: Why it failed, a sentence and what to do; empty otherwise.
    """

    state: State
    done: int = 0
    total: int = 0
    ahead: int = 0
    error: str = ""


@dataclass(slots=True, eq=False)
class _Rendering:
    order: Order
    seen_s: float
    state: State = State.QUEUED
    done: int = 0
    total: int = 0
    failure: CoachError | None = None
    task: "asyncio.Task[None] | None" = field(default=None)


class Renderings:
    """The renderings of a server.

    Args:
        make: Makes a session.
        kept: Keeps it.
        on_fault: Takes an error that coach did not expect, and returns a sentence about it for the person.
        now: Gives the time in seconds.
    """

    def __init__(
        self,
        make: Make,
        kept: KeptSessions,
        on_fault: Callable[[Exception], str] = str,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._kept = kept
        self._on_fault = on_fault
        self._now = now
        self._known: dict[str, _Rendering] = {}

    def ask(self, order: Order) -> None:
        """Ask for a session. One that is kept or being made is not made again.

        Raises:
            BusyError: All places are taken.
        """
        known = self._known.get(order.key)
        if known and known.state not in ENDED:
            known.seen_s = self._now()
            return
        if self._kept.find(order.key):
            return
        if len(list(self._in(State.QUEUED))) >= MOST_WAITING:
            raise BusyError
        self._known.pop(order.key, None)
        self._known[order.key] = _Rendering(order, self._now())
        self._forget_oldest()
        self._start_next()

    def order_of(self, key: str) -> Order | None:
        """Return the order of a rendering that is known."""
        return self._known[key].order if key in self._known else None

    def failure_of(self, key: str) -> CoachError | None:
        """Return why a rendering failed; None if it is not known or has not."""
        return self._known[key].failure if key in self._known else None

    def progress(self, key: str) -> Progress | None:
        """Return how far a session is, for somebody who waits for it; None if nobody has asked for it."""
        rendering = self._known.get(key)
        if rendering is None or rendering.state is State.READY:
            return Progress(State.READY, 1, 1) if self._kept.find(key) else None
        rendering.seen_s = self._now()
        queued = list(self._in(State.QUEUED))
        ahead = queued.index(rendering) if rendering in queued else 0
        return Progress(rendering.state, rendering.done, rendering.total, ahead, str(rendering.failure or "").strip())

    def cancel_unwatched(self) -> None:
        """Cancel what nobody has looked at for `UNWATCHED_S`."""
        for rendering in [*self._in(State.QUEUED), *self._in(State.PREPARING)]:
            if self._now() - rendering.seen_s > UNWATCHED_S:
                rendering.state = State.CANCELLED
                if rendering.task:
                    rendering.task.cancel()
        self._start_next()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Cancel what nobody waits for, until the block ends; then end everything."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            for rendering in [*self._in(State.QUEUED), *self._in(State.PREPARING)]:
                rendering.state = State.CANCELLED
            tasks = [rendering.task for rendering in self._known.values() if rendering.task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(watch, *tasks, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.cancel_unwatched()

    def _in(self, state: State) -> Iterator[_Rendering]:
        return (rendering for rendering in self._known.values() if rendering.state is state)

    def _start_next(self) -> None:
        running = [each for each in self._known.values() if each.task and not each.task.done()]
        for rendering in list(self._in(State.QUEUED))[: max(0, AT_ONCE - len(running))]:
            rendering.state = State.PREPARING
            rendering.task = asyncio.get_running_loop().create_task(self._run(rendering))

    async def _run(self, rendering: _Rendering) -> None:
        def tell(done: int, total: int) -> None:
            rendering.done, rendering.total = done, total

        try:
            with self._kept.making(rendering.order.key) as folder:
                await self._make(rendering.order, folder, tell)
            rendering.state = State.READY
        except Exception as error:  # of any kind: the page has to say something
            rendering.state, rendering.failure = State.FAILED, self._failure(error)
        finally:
            if rendering.state is State.PREPARING:  # the task was cancelled by somebody else
                rendering.state = State.CANCELLED
            asyncio.get_running_loop().call_soon(self._start_next)  # when this task is done

    def _failure(self, error: Exception) -> CoachError:
        """Return the error that a page tells."""
        if isinstance(error, CoachError):
            return error
        if isinstance(error, OSError):
            return CoachError(f"The session could not be kept: {error.strerror or error}.", "Make room.")
        return CoachError(self._on_fault(error), "")

    def _forget_oldest(self) -> None:
        ended = [key for key, rendering in self._known.items() if rendering.state in ENDED]
        for key in ended[:-KEPT_OUTCOMES]:
            del self._known[key]
