"""Writes a catalogue of as many short sessions as are asked for, and has the real command make it.

Each ten sessions are one routine of one stretch, at five speeds and two levels. Each routine has two sentences that no
other has, all of them as long to speak; the rest of what it says, all say.
"""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.speech import COACH

SPEEDS, LEVELS = (0.8, 0.9, 1.0, 1.1, 1.2), ("gentle", "full")
SESSIONS_A_ROUTINE = len(SPEEDS) * len(LEVELS)

ANIMALS = ("lion", "tiger", "otter", "badger", "rabbit", "falcon", "beaver", "lizard", "panther", "raven")
"""Words of two syllables; two of them tell a hundred routines apart, where numbers would grow longer."""

STRETCH = """\
stretch: Reach {number}
position: standing
source: "hold 3–6 s"
steps:
  - say: Reach up as {animals} do. Your shoulders sink below {animals}.
  - hold: 3-6 s
"""
ROUTINE = """\
routine: Grown {number}
stretches: [reach-{number}]
"""
CATALOGUE = f"""\
scripts: ["grown-*"]
speeds: {list(SPEEDS)}
levels: {list(LEVELS)}
"""


@dataclass(frozen=True, slots=True)
class Made:
    """How a catalogue was made.

    Attributes:
        sessions: Number of files that are there.
        seconds: Seconds that the command took.
        spoken: Number of phrases that it spoke, as it says itself.
        phrases: Number of distinct phrases, as its plan says before anything is made.
    """

    sessions: int
    seconds: float
    spoken: int
    phrases: int


def cache_folder(folder: Path) -> Path:
    """Return the cache of a catalogue, which is empty at first."""
    return folder / "cache"


def write_catalogue(folder: Path, sessions: int) -> Path:
    """Write scripts for a number of sessions, a multiple of ten, and the catalogue that names them."""
    for kind, text in (("stretches", STRETCH), ("routines", ROUTINE)):
        (folder / "scripts" / kind).mkdir(parents=True)
        for number in range(sessions // SESSIONS_A_ROUTINE):
            name = f"reach-{number}" if kind == "stretches" else f"grown-{number}"
            animals = f"{ANIMALS[number // len(ANIMALS)]} and {ANIMALS[number % len(ANIMALS)]}"
            (folder / "scripts" / kind / f"{name}.yaml").write_text(
                text.format(number=number, animals=animals), "utf-8"
            )
    (folder / "catalogue.yaml").write_text(CATALOGUE, "utf-8")
    return folder


def make(folder: Path, *options: str, workers: int) -> Made:
    """Make the catalogue of a folder with an empty cache, and time the command."""
    command = [*COACH, "export", "--catalogue", "catalogue.yaml", "--scripts", "scripts", "-o", "made", *options]
    environment = {**os.environ, "COACH_CACHE_DIR": str(cache_folder(folder)), "COACH_WORKERS": str(workers)}

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *more], cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8"
        )

    outlook = json.loads(run("--dry-run", "--json").stdout)
    start_s = time.perf_counter()
    said = run().stderr
    seconds = time.perf_counter() - start_s
    spoken = re.search(r"^([\d,]+) phrases spoken", said, re.MULTILINE)
    assert spoken, said[-2000:]
    sessions = len(list((folder / "made").glob("*.wav")))
    return Made(sessions, seconds, int(spoken[1].replace(",", "")), outlook["phrases"])
