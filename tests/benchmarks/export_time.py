"""Compare the time of an export with an earlier commit: `python -m tests.benchmarks.export_time COMMIT [OPTION …]`.

Checks out the commit into another folder, fills a clip cache for each tree, then exports the whole routine with both in
turn, so that whatever else the machine does slows down both. Only the tree of today is given the options.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 9


def export_s(tree: Path, cache: Path, target: Path, options: list[str]) -> float:
    """Return the seconds that one export takes."""
    command = [sys.executable, "-m", "coach", "export", "middle-back", "-o", str(target), *options]
    target.unlink(missing_ok=True)
    start_s = time.perf_counter()
    environment = {**os.environ, "COACH_CACHE_DIR": str(cache)}
    subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True)  # `-m` imports from cwd
    return time.perf_counter() - start_s


def main() -> None:
    """Print the median and the least time of each, and their ratios."""
    commit, options = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = folder / "before"
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(before), commit], cwd=ROOT, check=True, capture_output=True
        )
        try:
            trees = {"before": (before, []), "now": (ROOT, options)}
            times: dict[str, list[float]] = {each: [] for each in trees}
            for turn in range(ROUNDS + 1):
                for each, (tree, given) in trees.items():
                    taken_s = export_s(tree, folder / f"{each}-cache", folder / f"{each}.wav", given)
                    if turn:  # the first one fills the cache
                        times[each].append(taken_s)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(before)], cwd=ROOT, check=True)
    for each, taken in times.items():
        print(f"{each:8} median {statistics.median(taken):.3f} s, least {min(taken):.3f} s")
    ratios = [
        statistics.median(times["now"]) / statistics.median(times["before"]),
        min(times["now"]) / min(times["before"]),
    ]
    print(f"ratio    median {ratios[0]:.2f}, least {ratios[1]:.2f}  ({commit}; {' '.join(options) or 'no options'})")


if __name__ == "__main__":
    main()
