"""Simulates a cluster that does independent tasks: one scheduler, workers that may be lost, and a shared store.

It is a discrete simulation: nothing waits, and each event leads to later ones. The same tasks, cluster and seed give
the same outcome. The client hands in one task after another. The scheduler, which does one thing at a time, takes each
in, assigns it to the first free worker, and hears of its end. A worker asks the store for what the task needs and
makes, then works. A task whose worker is lost is assigned again before all others.

Simpler than Dask in two ways, both to the simulation's disadvantage: no task waits ahead at a worker, and no task is
moved from one worker to another.
"""

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random

DASK_TASK_S = 0.001
"""Seconds that one task costs Dask's scheduler in all.

Source: distributed.dask.org/en/latest/, “Each task suffers about 1ms of overhead”; docs.dask.org/en/stable/shared.html
names 200 µs for the scheduler inside one process, which needs no network.
"""

HANDLINGS = 3
"""How often the scheduler handles a task that is not lost: it takes it in, assigns it, and hears of its end."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task that depends on no other.

    Attributes:
        work_s: Seconds that one worker computes.
        store_s: Seconds that its requests take the store, taken together before the work.
    """

    work_s: float
    store_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Who does the tasks.

    Attributes:
        workers: Processes that each do one task at a time.
        task_s: Seconds that the scheduler needs for one task.
        streams: How many requests the store serves at a time.
        losses_an_hour: How often each worker is lost in an hour of its work, on average.
        restart_s: Seconds until a lost worker is there again.
    """

    workers: int
    task_s: float = DASK_TASK_S
    streams: int = 64
    losses_an_hour: float = 0.0
    restart_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the tasks went.

    Attributes:
        duration_s: Seconds from the first task that is handed in to the end of the last.
        done: Number of tasks that ended.
        lost: Number of times that a worker was lost in a task.
        lost_s: Seconds of work that were lost with them.
        utilisation: Share of the workers' time in which they computed what was kept.
        scheduler_load: Share of the time in which the scheduler was at work.
        store_load: Share of the time of all streams in which they served requests.
        tail_s: Seconds from the assignment of the last task to the end, in which workers run out of work.
    """

    duration_s: float
    done: int
    lost: int
    lost_s: float
    utilisation: float
    scheduler_load: float
    store_load: float
    tail_s: float


@dataclass(slots=True)
class _Servers:
    """Serves one request after another on each of a few streams, in the order in which they come."""

    free_s: list[float]
    busy_s: float = 0.0

    def serve(self, now_s: float, seconds: float) -> float:
        """Return when a request that comes now is served."""
        end_s = max(now_s, heapq.heappop(self.free_s)) + seconds
        heapq.heappush(self.free_s, end_s)
        self.busy_s += seconds
        return end_s


@dataclass(slots=True)
class _Run:
    cluster: Cluster
    tasks: Sequence[Task]
    random: Random
    now_s: float = 0.0
    last_assigned_s: float = 0.0
    last_end_s: float = 0.0
    idle: int = 0
    done: int = 0
    lost: int = 0
    lost_s: float = 0.0
    worked_s: float = 0.0
    waiting: deque[Task] = field(default_factory=deque)
    events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    scheduler: _Servers = field(default_factory=lambda: _Servers([0.0]))
    store: _Servers = field(default_factory=lambda: _Servers([0.0]))

    def go(self) -> None:
        self.idle = self.cluster.workers
        self.store = _Servers([0.0] * self.cluster.streams)
        self.hand_in(iter(self.tasks))
        while self.events:
            self.now_s, _, happen = heapq.heappop(self.events)
            happen()

    def at(self, time_s: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self.events, (time_s, next(self.numbers), happen))

    def handled_s(self) -> float:
        """Return when the scheduler has handled what it is told now."""
        return self.scheduler.serve(self.now_s, self.cluster.task_s / HANDLINGS)

    def hand_in(self, rest: Iterator[Task]) -> None:
        task = next(rest, None)
        if task is not None:
            self.at(self.handled_s(), partial(self.take_in, task, rest))

    def take_in(self, task: Task, rest: Iterator[Task]) -> None:
        self.waiting.append(task)
        self.assign()
        self.hand_in(rest)

    def assign(self) -> None:
        while self.idle and self.waiting:
            self.idle -= 1
            self.at(self.handled_s(), partial(self.ask_store, self.waiting.popleft()))

    def ask_store(self, task: Task) -> None:
        self.last_assigned_s = self.now_s
        read_s = self.store.serve(self.now_s, task.store_s) if task.store_s else self.now_s
        self.at(read_s, partial(self.work, task))

    def work(self, task: Task) -> None:
        rate = self.cluster.losses_an_hour / 3600
        lasts_s = self.random.expovariate(rate) if rate else float("inf")
        if lasts_s < task.work_s:
            self.at(self.now_s + lasts_s, partial(self.lose, task, lasts_s))
        else:
            self.at(self.now_s + task.work_s, partial(self.end, task))

    def lose(self, task: Task, worked_s: float) -> None:
        self.lost += 1
        self.lost_s += worked_s
        self.waiting.appendleft(task)
        self.at(self.now_s + self.cluster.restart_s, self.free)
        self.assign()

    def end(self, task: Task) -> None:
        self.worked_s += task.work_s
        self.at(self.handled_s(), self.end_known)

    def end_known(self) -> None:
        self.done += 1
        self.last_end_s = self.now_s
        self.free()

    def free(self) -> None:
        self.idle += 1
        self.assign()


def simulate(tasks: Sequence[Task], cluster: Cluster, *, seed: int = 0) -> Outcome:
    """Do tasks on a cluster, and return how it went.

    Args:
        tasks: The tasks, in the order in which they are handed in.
        cluster: Who does them.
        seed: Decides when workers are lost.
    """
    run = _Run(cluster, tasks, Random(seed))
    run.go()
    duration_s = run.last_end_s
    whole_s = duration_s or 1.0
    return Outcome(
        duration_s=duration_s,
        done=run.done,
        lost=run.lost,
        lost_s=run.lost_s,
        utilisation=run.worked_s / (whole_s * cluster.workers),
        scheduler_load=run.scheduler.busy_s / whole_s,
        store_load=run.store.busy_s / (whole_s * cluster.streams),
        tail_s=duration_s - run.last_assigned_s,
    )


def spread(count: int, mean_s: float, *, store_s: float = 0.0, seed: int = 0) -> list[Task]:
    """Return tasks that last between half and one and a half times the mean, which is what their sum comes to."""
    random = Random(seed)
    shares = [random.uniform(0.5, 1.5) for _ in range(count)]
    scale = count / sum(shares) if count else 0.0
    return [Task(mean_s * scale * share, store_s) for share in shares]
