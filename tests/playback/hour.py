"""An uninterrupted session through a real player and sink, recorded and compared sample by sample.

`python -m tests.playback.hour [SINK] [MINUTES]` prints how many frames were heard, missed and heard twice, and by how
much the sound drifted. Lasts as long as it sounds, so it is no test; MINUTES are 1, 10 or, if not given, 60.
"""

import subprocess
import sys

import numpy as np

from coach.audio import SAMPLE_RATE, samples_to_pcm16
from tests.playback.coded import code
from tests.playback.null_sink import null_sink, urgently

MINUTE_FRAMES = 60 * SAMPLE_RATE
FLOOR_STEPS = 5
"""What the floor of noise may add to a 16-bit sample, and rounding."""


def main(sink: str = "miniaudio", minutes: str = "60") -> int:
    with null_sink() as rig:
        rig.record()
        command = [sys.executable, "-m", "tests.playback.play_session", sink, f"minutes-{minutes}"]
        subprocess.run([*urgently(), *command], env=rig.environment, check=True)
        heard = np.round(rig.recording * 32767).astype(np.int16)
    expected = samples_to_pcm16(code(0, MINUTE_FRAMES))
    first = int(np.argmax(np.abs(heard) > 1_000))
    # The server takes a moment to let the first sound through: begin where it is there.
    start = _place_of(heard[first : first + 64], expected)
    frames = int(minutes) * MINUTE_FRAMES - start
    wrong = 0
    for done in range(0, frames, MINUTE_FRAMES):
        part = heard[first + done : first + min(done + MINUTE_FRAMES, frames)].astype(int)
        wanted = np.roll(expected, -start)[: len(part)].astype(int)
        wrong += int(np.count_nonzero(np.abs(part - wanted) > FLOOR_STEPS))
    rest = int(np.count_nonzero(np.abs(heard[first + frames :].astype(int)) > 1_000))
    print(f"{sink}, {minutes} min: {frames} frames from frame {start} on, {wrong} of them other than they must be,")
    print(f"{rest} frames of the session after the last: drift {'0 frames' if not wrong + rest else 'or gaps'}")
    return bool(wrong or rest)


def _place_of(heard: np.ndarray, expected: np.ndarray) -> int:
    windows = np.lib.stride_tricks.sliding_window_view(expected[:SAMPLE_RATE], len(heard))
    return int(np.argmin(np.abs(windows.astype(int) - heard.astype(int)).max(axis=1)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
