"""Runs a fuzzer for a while: `python -m tests.fuzz NAME [--seconds 60] [--corpus FOLDER]`.

A fuzzer is a module of this folder with a function `fuzz`. libFuzzer makes bytes by what they reach in coach, and calls
`fuzz` with each. An exception that `fuzz` raises is a finding: its bytes are kept as a file in the folder `.fuzz`, and
`--again FILE` runs them once more. The last lines tell how many inputs were run. The exit code is 0 if nothing was
found.
"""

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from types import ModuleType

import atheris

NAMES = ("scripts", "sessions", "settings", "sound_files", "options", "terminal")

FOUND = Path(".fuzz")
"""Where findings are kept."""

SLOWEST_S = 30
"""Seconds that one input may take. Two are promised for a script; tracing and other work slow coach several times."""

MEMORY_MB = 512
"""Megabytes that a fuzzer may take, Python and the traced code included, which need 80."""

LONGEST_BYTES = 8192


def main() -> None:
    """Read the options and run. libFuzzer ends the process."""
    reader = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Run a fuzzer for a while.")
    reader.add_argument("name", choices=NAMES)
    reader.add_argument("--seconds", type=int, default=60, help="how long to run; 60 if it is left out")
    reader.add_argument("--seed", type=int, default=1, help="where chance begins; 1 if it is left out")
    reader.add_argument("--corpus", type=Path, help="a folder for the inputs that reached something new")
    reader.add_argument("--again", type=Path, help="run only the input in this file")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="coach-fuzz-") as folder:
        corpus, seeds = options.corpus or Path(folder, "corpus"), Path(folder, "seeds")
        for each in (corpus, seeds, FOUND):
            each.mkdir(parents=True, exist_ok=True)
        _leave_the_persons_files_alone(Path(folder))
        with atheris.instrument_imports(include=["coach"]):  # for as long as it runs: coach imports much late
            fuzzer = import_module(f"tests.fuzz.{options.name}")
            if options.again:
                fuzzer.fuzz(options.again.read_bytes())
                return
            arguments = _libfuzzer_options(fuzzer, options, seeds)
            atheris.Setup([sys.argv[0], *arguments, str(corpus), str(seeds)], fuzzer.fuzz)
            atheris.Fuzz()


def _leave_the_persons_files_alone(folder: Path) -> None:
    """Give coach a home of its own."""
    os.environ.update(
        HOME=str(folder),
        COACH_CONFIG=str(folder / "config.toml"),
        COACH_CACHE_DIR=str(folder / "cache"),
        COACH_DATA_DIR=str(folder / "data"),
    )


def _libfuzzer_options(fuzzer: ModuleType, options: argparse.Namespace, seeds: Path) -> list[str]:
    """Write the fuzzer's seeds into a folder, and its words beside it; return what libFuzzer is told."""
    for number, seed in enumerate(fuzzer.seeds()):
        (seeds / str(number)).write_bytes(seed)
    words = seeds.with_name("words")
    words.write_text("".join(f"{_quoted(word)}\n" for word in fuzzer.WORDS), encoding="ascii")
    return [
        f"-max_total_time={options.seconds}",
        f"-seed={options.seed}",
        f"-timeout={SLOWEST_S}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LONGEST_BYTES}",
        *([f"-dict={words}"] if fuzzer.WORDS else []),
        f"-artifact_prefix={FOUND}/{options.name}-",
        "-print_final_stats=1",
    ]


def _quoted(word: str) -> str:
    """Write a word as libFuzzer's dictionaries have it."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"'


if __name__ == "__main__":
    main()
