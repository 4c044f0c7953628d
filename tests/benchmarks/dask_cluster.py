"""Starts a Dask cluster of processes with one thread each: `python -m tests.benchmarks.dask_cluster WORKERS`.

Prints the address of its scheduler, and ends when standard input does.
"""

import os
import sys


def main() -> None:
    """Keep the cluster as long as standard input is open."""
    from distributed import LocalCluster

    os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", str(128 << 20))  # bytes, as coach/help/files.md says
    workers = int(sys.argv[1])
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
