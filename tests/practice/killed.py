"""Kills writers of a bookmark or of a history at random moments, again and again, and looks at what each has left.

It forks, and so it is a program: `python -m tests.practice.killed bookmark FOLDER KILLS` prints its figures.
A writer tells of each write that has returned, so that it is known which contents may be there.
"""

import json
import mmap
import os
import random
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from coach.practice.bookmark import Bookmark, read_bookmark, write_bookmark
from coach.practice.history import Practice, append_practice, read_history

NOON = datetime.fromisoformat("2026-07-23T12:00:00+02:00")
LONGEST_S = 0.015
"""The longest life of a writer, in seconds: some dozens of writes."""

LONGEST_TEXT = 100_000
"""Characters of the longest option: a large bookmark is caught half-written more often than a real one."""

LINES = 2_000
"""Lines after which a history is begun anew, so that reading it stays cheap."""


@dataclass
class Figures:
    """What was seen.

    Attributes:
        kills: The writers that were killed.
        writes: The writes that had returned.
        caught: The kills in the middle of a write that left its new content, or its unfinished file.
        wrong: The kills after which something else was there than the old or the new content.
    """

    kills: int = 0
    writes: int = 0
    caught: int = 0
    wrong: int = 0


def bookmark(number: int) -> Bookmark:
    text = chr(97 + number % 26) * (number * 7919 % LONGEST_TEXT)
    return Bookmark(f"script{number}", {"text": text}, number, "cobra", number, NOON + timedelta(seconds=number))


def practice(number: int) -> Practice:
    stretches = tuple(f"stretch{index}" for index in range(number % 40))
    return Practice(NOON + timedelta(seconds=number), f"script{number}", "Title", stretches, float(number))


def kill_writers(write: Callable[[int], None], kills: int, seed: int) -> Iterator[int]:
    """Kill one writer after another.

    Args:
        write: Writes the content of a number.
        kills: How many writers.
        seed: Decides the moments.

    Yields:
        The number of the last write that returned, after each kill; the one after it may have been done too.
    """
    chance, told = random.Random(seed), mmap.mmap(-1, 8)
    for _ in range(kills):
        pid = os.fork()
        if not pid:
            while True:
                (number,) = struct.unpack("q", told[:])
                write(number + 1)
                told[:] = struct.pack("q", number + 1)
        time.sleep(chance.uniform(0, LONGEST_S))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        yield struct.unpack("q", told[:])[0]


def kill_writers_of_bookmarks(folder: Path, kills: int, seed: int) -> Figures:
    path, figures = folder / "bookmark.json", Figures()
    write_bookmark(bookmark(0), path)
    for last in kill_writers(lambda number: write_bookmark(bookmark(number), path), kills, seed):
        found = read_bookmark(path)
        figures.kills, figures.writes = figures.kills + 1, last
        figures.wrong += found not in (bookmark(last), bookmark(last + 1))
        figures.caught += found == bookmark(last + 1) or len(os.listdir(folder)) > 1
    write_bookmark(bookmark(0), path)
    figures.wrong += os.listdir(folder) != [path.name]  # what the killed ones left is gone
    return figures


def kill_writers_of_histories(folder: Path, kills: int, seed: int) -> Figures:
    figures, before = Figures(), 0

    def path() -> Path:
        return folder / f"{before}.jsonl"

    for last in kill_writers(lambda number: append_practice(practice(number), path()), kills, seed):
        history = read_history(path())
        numbers = [int(each.practised_s) for each in history.practices]
        figures.kills, figures.writes = figures.kills + 1, last
        whole = history.practices == tuple(map(practice, numbers)) and not history.damaged
        # a writer that was killed after its line and before it told of it is followed by one that writes it again
        in_order = sorted(set(numbers)) == [*range(before + 1, (numbers or [before])[-1] + 1)]
        figures.wrong += not (whole and in_order and (numbers or [before])[-1] in {last, last + 1})
        figures.caught += bool(numbers) and numbers[-1] == last + 1
        if len(numbers) > LINES:
            before = last
    return figures


if __name__ == "__main__":
    kind, place, count = sys.argv[1:]
    kill_all = {"bookmark": kill_writers_of_bookmarks, "history": kill_writers_of_histories}[kind]
    print(json.dumps(asdict(kill_all(Path(place), int(count), seed=int(count)))))
