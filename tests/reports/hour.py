"""Record an uninterrupted session from a real player and sink: `python -m tests.reports.hour [SINK] [MINUTES]`.

Compares the recording with the session sample by sample. Prints how many frames were heard correctly, and each place
where they were not: a gap that the loudspeaker made, or frames that were lost or heard twice. It takes as long as the
session sounds, by default an hour, and is therefore no test.
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import samples_to_pcm16
from tests.playback.coded import code
from tests.playback.null_sink import null_sink, urgently

MINUTE_FRAMES = 60 * SAMPLE_RATE
FLOOR_STEPS = 5
"""How much the floor of noise and rounding may change a 16-bit sample."""

WINDOW_FRAMES = 32
"""How many frames must match before they count as found again."""

LONGEST_GAP_FRAMES = 10 * SAMPLE_RATE
"""How far to look in the recording for the next frame of the session."""

Pcm = NDArray[np.int16]


def main(sink: str = "miniaudio", minutes: str = "60") -> int:
    """Record, compare and print; returns 1 if anything was heard wrongly, else 0."""
    with null_sink() as rig:
        rig.record()
        command = [sys.executable, "-m", "tests.playback.play_session", sink, minutes]
        subprocess.run([*urgently(), *command], env=rig.environment, check=True, stdout=subprocess.DEVNULL)
        heard = np.round(rig.recording * 32767).astype(np.int16)
    expected = np.tile(samples_to_pcm16(code(0, MINUTE_FRAMES)), int(minutes))
    parts = list(_matching(heard, expected))
    matched = sum(length for _, _, length in parts)
    first, last = parts[0], parts[-1]
    print(f"{sink}, {minutes} min: {matched} of {len(expected)} frames heard correctly, from frame {first[1]} on")
    for before, after in pairwise(parts):
        gap = after[0] - before[0] - before[2]
        lost = after[1] - before[1] - before[2]
        at_s = (before[1] + before[2]) / SAMPLE_RATE
        print(f"  at {at_s:.2f} s {gap} frames of something else, {max(0, lost)} lost, {max(0, -lost)} repeated")
    drift = (last[0] - first[0]) - (last[1] - first[1])
    print(f"drift {drift} frames; {len(expected) - last[1] - last[2]} frames missing at the end")
    return int(len(parts) > 1 or drift != 0)


def _matching(heard: Pcm, expected: Pcm) -> Iterator[tuple[int, int, int]]:
    """Yield each run of matching frames: where it begins in the recording and in the session, and its length."""
    at, frame = 0, 0
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
        if np.min(window) < 1_000:  # the code is louder everywhere
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
