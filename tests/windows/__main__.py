"""Runs the tests that fit every system, and an export by the built wheel, on a Windows Python under Wine.

    python -m tests.windows [TEST...]

Prints each test that was skipped or failed with the reason, and ends with 1 unless all others passed and the export is
the same, byte for byte, as one that is made here. With TESTS only these are run, and nothing is exported. The Windows
Python stays in `COACH_WINDOWS_CACHE`, by default `~/.cache/coach-windows`; it takes a minute to build.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.windows.machine import ROOT, WINDOWS, Machine, pip, windows_machine, windows_path

PARTS = (
    (
        *("tests/script", "tests/settings", "tests/practice", "tests/files", "tests/test_installation.py"),
        *(
            "tests/export",
            "tests/drawing",
            "tests/audio",
            "tests/render",
            "tests/test_timeline.py",
            "tests/test_units.py",
        ),
    ),
    (
        *("tests/schedule", "--ignore=tests/schedule/test_practices.py", "tests/session/test_session.py"),
        *("tests/speech/test_cache.py", "tests/cli", "--ignore=tests/cli/commands/test_play_session.py"),
    ),
)
"""The tests that are run, in two parts of about the same length, one for each core.

What needs a loudspeaker is left out, and what only takes long there: real voices through whole sessions, and the making
of the sounds.
"""

EXPORT = ("export", "wall-angels", "-o", "wall-angels.wav")
"""The command whose file has to be the same everywhere; it speaks with the built-in voice."""

STRANGERS = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist", "/*.wav")


def main(chosen: Sequence[str]) -> int:
    """Run the tests or those that are chosen, and the export; return the exit code."""
    os.environ.pop("COACH_REQUIRE_ALL", None)
    cache = Path(os.environ.get("COACH_WINDOWS_CACHE") or Path.home() / ".cache" / "coach-windows")
    with windows_machine(cache) as machine, tempfile.TemporaryDirectory(prefix="coach-windows-") as folder:
        copy = Path(folder, "coach")
        shutil.copytree(ROOT, copy, ignore=STRANGERS)  # so that no bytecode of Windows gets into the checkout
        parts = (tuple(chosen),) if chosen else PARTS
        with ThreadPoolExecutor() as pool:
            passed = list(pool.map(lambda part: _passes(machine, copy, part), parts))
        return 0 if all(passed) and (chosen or _exports_the_same(machine, copy, Path(folder))) else 1


def _passes(machine: Machine, copy: Path, part: Sequence[str]) -> bool:
    """Run some tests, print what pytest says, and tell whether none failed."""
    # No cache, since parts run at once; and one process each: what ends a worker would be hidden.
    options = ("-m", "pytest", "--quiet", "--numprocesses=0", "-p", "no:cacheprovider", "--no-header")
    return machine.run(*options, *part, at=copy, environment={"PYTHONPATH": windows_path(copy)}) == 0


def _exports_the_same(machine: Machine, copy: Path, folder: Path) -> bool:
    """Export by the built wheel on both systems, print both digests, and tell whether they are the same."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, copy]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    pip("install", "--no-deps", "--no-compile", *WINDOWS, "--target", str(site), str(wheel))
    digests = []
    for system in ("Linux", "Windows"):
        at = folder / system
        at.mkdir()
        variables = {"COACH_CACHE_DIR": "cache", "COACH_CONFIG": "none.toml"}
        if system == "Windows":
            machine.run("-m", "coach", *EXPORT, at=at, environment=variables | {"PYTHONPATH": windows_path(site)})
        else:
            here = os.environ | variables | {"PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
            subprocess.run([sys.executable, "-m", "coach", *EXPORT], cwd=at, env=here, check=True)
        digests.append(hashlib.sha256((at / EXPORT[-1]).read_bytes()).hexdigest())
        print(f"{digests[-1]}  {EXPORT[-1]} on {system}")
    return len(set(digests)) == 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
