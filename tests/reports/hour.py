"""Record an uninterrupted session from a real player and sink: `python -m tests.reports.hour SINK MINUTES [urgent]`.

Compares the recording with the session sample by sample. Prints how many frames were heard correctly, and each place
where they were not, with what was late there: the pulls, their thread, the player, the server or the recorder. The
player runs like an ordinary program, or with `urgent` before other work. It takes as long as the session sounds, by
default an hour, and is therefore no test.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import samples_to_pcm16
from tests.playback.coded import code
from tests.playback.null_sink import null_sink, urgently
from tests.playback.traced import read_pulls
from tests.reports._waits import Waits

MINUTE_FRAMES = 60 * SAMPLE_RATE
FLOOR_STEPS = 5
"""How much the floor of noise and rounding may change a 16-bit sample."""

QUIETEST_STEPS = 1_000
"""A 16-bit sample that the code exceeds everywhere."""

WINDOW_FRAMES = 32
"""How many frames must match before they count as found again."""

MOST_GAPS = 20
"""How many of the places are described; on a machine that is far too busy there are hundreds."""

PERCENTILES = (50, 99, 99.9, 100)

NEAR_S = 0.3
"""How long before a gap its cause may lie: longer than all that is on the way."""

LONGEST_GAP_FRAMES = 10 * SAMPLE_RATE
"""How far to look in the recording for the next frame of the session."""

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Take:
    """A recording, and what was traced meanwhile.

    Attributes:
        heard: The recording.
        pulls: The sink's pulls; see `tests.playback.traced`.
        waits: For how long the player, the server and the recorder waited for a core.
        underruns_s: When the server asked for frames that were not there, by the monotonic clock.
    """

    heard: Pcm
    pulls: NDArray[np.void]
    waits: Waits
    underruns_s: list[float]


def main(sink: str = "miniaudio", minutes: str = "60", priority: str = "ordinary") -> int:
    """Record, compare and print; returns 1 if anything was heard wrongly, else 0."""
    take = _record(sink, minutes, urgent=priority == "urgent")
    expected = np.tile(samples_to_pcm16(code(0, MINUTE_FRAMES)), int(minutes))
    parts = list(_matching(take.heard, expected))
    matched = sum(length for _, _, length in parts)
    first, last = parts[0], parts[-1]
    print(f"{sink}, {minutes} min: {matched} of {len(expected)} frames heard correctly, from frame {first[1]} on")
    for before, after in list(pairwise(parts))[:MOST_GAPS]:
        gap = after[0] - before[0] - before[2]
        lost = after[1] - before[1] - before[2]
        at_s = (before[1] + before[2]) / SAMPLE_RATE
        print(f"  at {at_s:.2f} s {gap} frames of something else, {max(0, lost)} lost, {max(0, -lost)} repeated")
        print(f"    {_owner(take, before[1] + before[2])}")
    print(f"{len(parts) - 1} places, {MOST_GAPS} of them shown at most")
    drift = (last[0] - first[0]) - (last[1] - first[1])
    print(f"drift {drift} frames; {len(expected) - last[1] - last[2]} frames missing at the end")
    _print_pulls(take)
    return int(len(parts) > 1 or drift != 0)


def _record(sink: str, minutes: str, *, urgent: bool) -> Take:
    """Play in a process of its own, at the priority of an ordinary program or of the rig."""
    with null_sink() as rig:
        rig.record()
        assert rig.server is not None
        assert rig.recorder is not None
        trace = rig.home / "pulls"
        command = [sys.executable, "-m", "tests.playback.traced", sink, minutes, str(trace)]
        player = subprocess.Popen(
            [*(urgently() if urgent else ()), *command], env=rig.environment, stdout=subprocess.DEVNULL
        )
        waits = Waits({"player": player.pid, "server": rig.server.pid, "recorder": rig.recorder.pid})
        with waits.watched():
            assert player.wait() == 0
        heard = np.round(rig.recording * 32767).astype(np.int16)
        return Take(heard, read_pulls(trace), waits, [rig.started_s + at_s for at_s in rig.underruns_s])


def _owner(take: Take, frame: int) -> str:
    """Say what was late when a frame of the session was not heard on time."""
    ends = np.cumsum(take.pulls["frames"])
    index = min(int(np.searchsorted(ends, frame, side="right")), len(ends) - 1)
    near = take.pulls[max(1, index - 3) : index + 3]
    apart_s = np.diff(take.pulls["at_s"], prepend=take.pulls["at_s"][0])[max(1, index - 3) : index + 3]
    start_s, end_s = near["at_s"][0] - NEAR_S, near["at_s"][-1]
    underruns = sum(start_s <= at_s <= end_s for at_s in take.underruns_s)
    waits = ", ".join(f"{name} {1000 * s:.0f}" for name, s in take.waits.between(start_s, end_s).items())
    pulled = (
        f"longest time between two pulls {1000 * apart_s.max():.0f} ms, in a pull {1000 * near['took_s'].max():.0f} ms"
    )
    thread = (
        f"its thread computed {1000 * near['worked_s'].max():.0f} ms and waited {1000 * near['waited_s'].max():.0f} ms"
    )
    return f"{underruns} underruns of the server; {pulled}, {thread}; ms without a core: {waits}"


def _print_pulls(take: Take) -> None:
    apart_ms = 1000 * np.diff(take.pulls["at_s"])
    print(f"{len(take.pulls)} pulls; {len(take.underruns_s)} underruns of the server")
    for title, values in {
        "between two pulls": apart_ms,
        "in a pull": 1000 * take.pulls["took_s"],
        "computing in a pull": 1000 * take.pulls["worked_s"],
        "waiting for a core before a pull": 1000 * take.pulls["waited_s"],
    }.items():
        print(f"  ms {title}: {' '.join(f'{value:.1f}' for value in np.percentile(values, PERCENTILES))}")


def _matching(heard: Pcm, expected: Pcm) -> Iterator[tuple[int, int, int]]:
    """Yield each run of matching frames: where it begins in the recording and in the session, and its length."""
    at, frame = int(np.argmax(heard >= QUIETEST_STEPS)), 0  # however long the player needed to start
    while (match := _next_match(heard, expected, at, frame)) is not None:
        at, frame = match
        length = _matching_frames(heard[at:], expected[frame:])
        yield at, frame, length
        at, frame = at + length, frame + length


def _next_match(heard: Pcm, expected: Pcm, at: int, frame: int) -> tuple[int, int] | None:
    """Find the next window of the recording that is in the session, within a second of where it should be."""
    near = range(max(0, frame - SAMPLE_RATE), min(len(expected), frame + SAMPLE_RATE))
    windows = np.lib.stride_tricks.sliding_window_view(expected[near.start : near.stop], WINDOW_FRAMES)
    for start in range(at, min(len(heard) - WINDOW_FRAMES, at + LONGEST_GAP_FRAMES)):
        window = heard[start : start + WINDOW_FRAMES].astype(int)
        if np.min(window) < QUIETEST_STEPS:
            continue
        distances = np.abs(windows[:, ::8].astype(int) - window[::8]).max(axis=1)
        found = int(np.argmin(distances))
        if distances[found] <= FLOOR_STEPS:
            return start, near.start + found
    return None


def _matching_frames(heard: Pcm, expected: Pcm) -> int:
    """Count the frames from the first on that match without a break."""
    length = min(len(heard), len(expected))
    for done in range(0, length, MINUTE_FRAMES):
        part = slice(done, min(done + MINUTE_FRAMES, length))
        wrong = np.flatnonzero(np.abs(heard[part].astype(int) - expected[part]) > FLOOR_STEPS)
        if len(wrong):
            return done + int(wrong[0])
    return length


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
