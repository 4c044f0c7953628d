"""What holds for every simulated cluster, whatever its tasks are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports._cluster import HANDLINGS, Cluster, Task, simulate, spread

TASKS = st.lists(st.builds(Task, st.floats(0.01, 100), st.sampled_from([0.0, 0.1])), min_size=1, max_size=40)
WORKERS = st.integers(1, 12)
ROUGH = st.builds(
    Cluster,
    WORKERS,
    st.floats(0, 0.1),
    st.integers(1, 4),
    losses_an_hour=st.sampled_from([0.0, 10.0]),
    restart_s=st.floats(0, 100),
)


def ideal(workers: int) -> Cluster:
    """Return a cluster whose scheduler costs nothing."""
    return Cluster(workers, task_s=0.0)


def alone(tasks: list[Task]) -> list[Task]:
    """Return the tasks without their requests to the store."""
    return [Task(task.work_s) for task in tasks]


@given(TASKS, ROUGH, st.integers(0, 5))
def test_all_work_is_done_once_whatever_is_lost(tasks: list[Task], cluster: Cluster, seed: int) -> None:
    outcome = simulate(tasks, cluster, seed=seed)
    assert outcome.done == len(tasks)
    worked_s = outcome.utilisation * outcome.duration_s * cluster.workers
    assert worked_s == pytest.approx(sum(task.work_s for task in tasks))


@given(TASKS, ROUGH, st.integers(0, 5))
def test_nobody_is_at_work_longer_than_the_run_lasts(tasks: list[Task], cluster: Cluster, seed: int) -> None:
    outcome = simulate(tasks, cluster, seed=seed)
    assert 0 < outcome.utilisation <= 1 + 1e-9
    assert 0 <= outcome.scheduler_load <= 1 + 1e-9
    assert 0 <= outcome.store_load <= 1 + 1e-9
    assert 0 <= outcome.tail_s <= outcome.duration_s


@given(TASKS, ROUGH)
def test_nothing_is_faster_than_its_longest_task_or_its_scheduler(tasks: list[Task], cluster: Cluster) -> None:
    outcome = simulate(tasks, cluster)
    assert outcome.duration_s >= max(task.work_s + task.store_s for task in tasks) - 1e-9
    assert outcome.duration_s >= len(tasks) * cluster.task_s / HANDLINGS - 1e-9
    assert outcome.duration_s >= sum(task.work_s for task in tasks) / cluster.workers - 1e-9


@given(TASKS, WORKERS, WORKERS)
def test_more_workers_are_never_slower(tasks: list[Task], few: int, more: int) -> None:
    slow, fast = (simulate(alone(tasks), ideal(count)) for count in (few, few + more))
    assert fast.duration_s <= slow.duration_s + 1e-9


@given(st.integers(1, 20), WORKERS, st.floats(0.1, 100))
def test_twice_the_work_takes_twice_the_time(rounds: int, workers: int, work_s: float) -> None:
    once, twice = (simulate([Task(work_s)] * (count * workers), ideal(workers)) for count in (rounds, 2 * rounds))
    assert twice.duration_s == pytest.approx(2 * once.duration_s)
    assert once.utilisation == pytest.approx(1)


@given(TASKS, ROUGH, st.integers(0, 5))
def test_the_same_seed_gives_the_same_run(tasks: list[Task], cluster: Cluster, seed: int) -> None:
    assert simulate(tasks, cluster, seed=seed) == simulate(tasks, cluster, seed=seed)


def test_losses_cost_work_and_time() -> None:
    tasks = spread(200, 60.0)
    calm, rough = (simulate(tasks, Cluster(10, losses_an_hour=losses)) for losses in (0.0, 5.0))
    assert calm.lost == 0
    assert rough.lost > 0
    assert rough.duration_s > calm.duration_s + rough.lost_s / 10


def test_a_scheduler_that_is_slower_than_its_workers_is_what_limits_them() -> None:
    outcome = simulate([Task(0.01)] * 2_000, Cluster(100, task_s=0.01))
    assert outcome.scheduler_load == pytest.approx(1, abs=0.01)
    assert outcome.duration_s == pytest.approx(20, rel=0.01)
    assert outcome.utilisation < 0.02


def test_a_store_with_one_stream_is_what_limits_many_workers() -> None:
    outcome = simulate([Task(1.0, store_s=1.0)] * 100, Cluster(50, streams=1))
    assert outcome.store_load > 0.95


@given(st.integers(0, 50), st.floats(0.1, 10))
def test_spread_tasks_last_as_long_on_average_as_asked(count: int, mean_s: float) -> None:
    assert sum(task.work_s for task in spread(count, mean_s)) == pytest.approx(count * mean_s)
