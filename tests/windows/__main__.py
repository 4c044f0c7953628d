"""Runs the tests that fit every system, and an export by the built wheel, on a Windows Python under Wine.

    python -m tests.windows [TEST...]

Prints each test that was skipped or failed with the reason and how many passed, and ends with 1 unless all others
passed and the export is the same, byte for byte, as one that is made here. With TESTS only these are run, and nothing
is exported. The Windows Python stays in `COACH_WINDOWS_CACHE`, by default `~/.cache/coach-windows`; it takes a minute
to build.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.windows.machine import ROOT, WINDOWS, Machine, pip, windows_machine, windows_path

COMMAND_LINE = (
    *("tests/cli/test_beginning.py", "tests/cli/test_bars.py", "tests/cli/test_wrapping.py"),
    *(f"tests/cli/commands/test_{name}.py" for name in ("config", "help", "history", "list", "schema")),
    *("tests/cli/session/test_command.py", "tests/cli/session/test_naming.py"),
)
"""The tests of command lines that speak nothing: under Wine a program that speaks may hang if a Python started it."""

LOOSE = ("tests/test_timeline.py", "tests/test_units.py", "tests/test_installation.py")
"""The tests of modules in no folder."""

PARTS = (
    ("tests/settings", "tests/practice", "tests/files", "tests/speech/test_cache.py"),
    ("tests/export", "--ignore=tests/export/test_cluster.py", "tests/audio", "tests/render", "tests/drawing", *LOOSE),
    ("tests/cli/_typer", "tests/cli/diagnosis", "tests/cli/keyboard", "tests/cli/screen", *COMMAND_LINE),
    ("tests/script", "tests/schedule", "--ignore=tests/schedule/test_practices.py", "tests/session/test_session.py"),
)
"""The tests that are run, in parts of about the same length, two of them at once.

What needs a loudspeaker, a pseudo-terminal or a POSIX shell is left out, and so is what only takes long there: real
voices through whole sessions, clusters, commands that export whole sessions (one export is compared), and the making of
the sounds.
"""

TEST_LIMIT_S, PART_LIMIT_S = 300, 1500
"""Seconds after which a test ends its part, and a part the run: both end it with an error, and neither happens on a
machine that is only slow."""

EXPORT = ("export", "wall-angels", "-o", "wall-angels.wav")
"""The command whose file has to be the same everywhere; it speaks with the built-in voice."""

STRANGERS = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist")


def main(chosen: Sequence[str]) -> int:
    """Run the tests or those that are chosen, and the export; return the exit code."""
    os.environ.pop("COACH_REQUIRE_ALL", None)
    cache = Path(os.environ.get("COACH_WINDOWS_CACHE") or Path.home() / ".cache" / "coach-windows")
    with windows_machine(cache) as machine, tempfile.TemporaryDirectory(prefix="coach-windows-") as folder:
        copy = Path(folder, "coach")
        shutil.copytree(ROOT, copy, ignore=STRANGERS)  # so that no bytecode of Windows gets into the checkout
        parts = (tuple(chosen),) if chosen else PARTS
        with ThreadPoolExecutor(max_workers=2) as pool:
            done = list(pool.map(lambda part: _tested(machine, copy, part), parts))
        counts = sum((found for _, found in done), Counter[str]())
        print("Under Wine: " + ", ".join(f"{counts[kind]} {kind}" for kind in ("passed", "failed", "error", "skipped")))
        passed = all(code == 0 for code, _ in done)
        return 0 if passed and (chosen or _exports_the_same(machine, copy, Path(folder))) else 1


def _tested(machine: Machine, copy: Path, part: Sequence[str]) -> tuple[int, Counter[str]]:
    """Run some tests, print what pytest says when it has ended, and return its exit code and its counts."""
    options = (
        # No cache, since parts run at once; and one process each: what ends a worker would be hidden.
        *("-m", "pytest", "--quiet", "--numprocesses=0", "-p", "no:cacheprovider", "--no-header", "--tb=short"),
        *("-o", f"faulthandler_timeout={TEST_LIMIT_S}", "-o", "faulthandler_exit_on_timeout=true"),
    )
    variables = {"PYTHONPATH": windows_path(copy), "CI": "true"}  # the latter: always the same random examples
    lines: list[str] = []
    code = machine.run(*options, *part, at=copy, environment=variables, tell=lines.append, limit_s=PART_LIMIT_S)
    print("".join(lines), end="", flush=True)
    last = lines[-1] if lines else ""
    return code, Counter(
        {kind: int(number) for number, kind in re.findall(r"(\d+) (passed|failed|error|skipped)", last)}
    )


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
