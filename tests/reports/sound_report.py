"""Measure exported sessions: `python -m tests.reports.sound_report [NAME] [--voices heart,system,joe] [OPTION …]`.

Exports with the real command and measures the file cue by cue, by the timeline that the same settings give. Takes any
option of a mono session at 24 kHz without an ambient sound. Prints a column for each voice and marks the figures beyond
their limits; the exit code is then 1. ffmpeg, which is not coach's own meter, measures loudness and true peak too.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Audio, Samples
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import VOICE_LUFS, loudest_lufs, loudness_lufs
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16
from coach.audio.true_peak import true_peak
from coach.cli.options import SESSION_OPTIONS
from coach.render.mix import FLOOR_PEAK, floor_noise
from coach.session.session import plan_session
from coach.settings.values import Settings
from coach.timeline import Cue, Timeline
from coach.units import seconds_to_frames

AUDIBLE = 0.0045
"""The amplitude from which speech counts as heard, -47 dBFS.

Clips are trimmed at a little more; the floor of noise and rounding may take away the difference.
"""

SOUND_AUDIBLE = 0.001
"""The amplitude from which chimes and tones count as heard, -60 dBFS: they are 10 dB softer and rise in 10 to 30 ms."""

QUIET = 10 ** (-60 / 20)
"""RMS of 50 ms below which a listener hears nothing, -60 dBFS."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Holds the figures of one session: loudness in LUFS, LU, dBTP or dBFS, times in seconds.

    An onset is the time from a cue's start on the timeline to its first audible sample in the file.

    Attributes:
        speech_lufs: Integrated loudness of the words alone.
        speech_lufs_ffmpeg: Integrated loudness of the words by ffmpeg; None without ffmpeg.
        quietest_clip_lu: Loudness of the softest spoken cue against -19 LUFS.
        loudest_clip_lu: Loudness of the loudest spoken cue against -19 LUFS.
        section_step_lu: Largest step of the words' loudness from one section to the next.
        true_peak_dbtp: True peak of the whole file.
        true_peak_ffmpeg: True peak of the whole file by ffmpeg; None without ffmpeg.
        offset_dbfs: Mean of the whole file.
        clip_offset_dbfs: Largest mean of a spoken cue.
        seam_dbfs: Largest jump from sample to sample at the beginning or the end of a cue.
        speech_onset_mean_s: Mean onset of the spoken cues.
        speech_onset_max_s: Largest onset of a spoken cue.
        number_onset_max_s: Largest onset of a countdown's number.
        sound_onset_mean_s: Mean onset of chimes and tones, which take 10 to 30 ms to rise.
        sound_onset_max_s: Largest onset of a chime or tone.
        chimes_low_db: Softest of the chimes and tones against the voice, by the loudest 400 ms of each.
        chimes_high_db: Loudest of the chimes and tones against the voice.
        silence_s: Longest time in which nothing is heard.
        zeros_s: Longest run of samples that are exactly zero.
        changed: Number of cues whose samples in the file are not those of the clip: cut, doubled, clipped or limited.
    """

    speech_lufs: float
    speech_lufs_ffmpeg: float | None
    quietest_clip_lu: float
    loudest_clip_lu: float
    section_step_lu: float
    true_peak_dbtp: float
    true_peak_ffmpeg: float | None
    offset_dbfs: float
    clip_offset_dbfs: float
    seam_dbfs: float
    speech_onset_mean_s: float
    speech_onset_max_s: float
    number_onset_max_s: float
    sound_onset_mean_s: float
    sound_onset_max_s: float
    chimes_low_db: float
    chimes_high_db: float
    silence_s: float
    zeros_s: float
    changed: int


LIMITS: Mapping[str, tuple[float, float]] = {
    "speech_lufs": (VOICE_LUFS - 0.5, VOICE_LUFS + 0.5),
    "speech_lufs_ffmpeg": (VOICE_LUFS - 0.5, VOICE_LUFS + 0.5),
    "quietest_clip_lu": (-2.0, 2.0),
    "loudest_clip_lu": (-2.0, 2.0),
    "section_step_lu": (0.0, 1.5),
    "true_peak_dbtp": (-99.0, -1.0),
    "true_peak_ffmpeg": (-99.0, -1.0),
    "offset_dbfs": (-999.0, -70.0),
    "clip_offset_dbfs": (-999.0, -50.0),
    "seam_dbfs": (-999.0, -30.0),
    "speech_onset_mean_s": (0.0, 0.005),
    "speech_onset_max_s": (0.0, 0.005),
    "number_onset_max_s": (0.0, 0.005),
    "sound_onset_mean_s": (0.0, 0.03),
    "sound_onset_max_s": (0.0, 0.03),
    "chimes_low_db": (-10.5, -9.5),
    "chimes_high_db": (-10.5, -9.5),
    "silence_s": (0.0, 20.0),
    "zeros_s": (0, 0.001),
    "changed": (0, 0),
}
"""The least and the greatest value of each figure.

Nobody hears offsets and seams below these limits under a voice at -19 LUFS. The limits of the chimes are those of the
default, `--chimes -10`.
"""


def measure(samples: Samples, timeline: Timeline) -> Measured:
    """Measure a session that has one channel, coach's own sample rate and no ambient sound.

    Args:
        samples: The samples of the file.
        timeline: The timeline that the same settings give, with its clips.
    """
    cues = list(timeline.cues())
    words, sounds = [cue for cue in cues if cue.text], [cue for cue in cues if cue.sound]
    alone = _Alone(samples, cues)
    speech = [Audio(alone.of(cue)) for cue in words]
    clip_lu = [loudness_lufs(each) - VOICE_LUFS for each in speech]
    spoken = _laid(words, speech, len(samples))
    onsets = [alone.onset_s(cue, AUDIBLE) for cue in words]
    numbers = [onset for cue, onset in zip(words, onsets, strict=True) if cue.text in ("One.", "Two.", "Three.")]
    sound_onsets = [alone.onset_s(cue, SOUND_AUDIBLE) for cue in sounds] or [0.0]
    chime_db = [loudest_lufs(Audio(alone.of(cue))) - VOICE_LUFS for cue in sounds] or [-10.0]
    speech_lufs_ffmpeg, _ = ffmpeg_meter(spoken)
    _, true_peak_ffmpeg = ffmpeg_meter(samples)
    return Measured(
        speech_lufs=loudness_lufs(Audio(spoken)),
        speech_lufs_ffmpeg=speech_lufs_ffmpeg,
        quietest_clip_lu=min(clip_lu),
        loudest_clip_lu=max(clip_lu),
        section_step_lu=_largest_step(timeline, spoken),
        true_peak_dbtp=_db(true_peak(samples)),
        true_peak_ffmpeg=true_peak_ffmpeg,
        offset_dbfs=_db(float(np.mean(samples, dtype=np.float64))),
        clip_offset_dbfs=max(_db(float(np.mean(each.samples, dtype=np.float64))) for each in speech),
        seam_dbfs=_db(max(_edge_jump(alone.of(cue)) for cue in cues)),
        speech_onset_mean_s=float(np.mean(np.abs(onsets))),
        speech_onset_max_s=float(np.max(np.abs(onsets))),
        number_onset_max_s=float(np.max(np.abs(numbers or [0.0]))),
        sound_onset_mean_s=float(np.mean(np.abs(sound_onsets))),
        sound_onset_max_s=float(np.max(np.abs(sound_onsets))),
        chimes_low_db=min(chime_db),
        chimes_high_db=max(chime_db),
        silence_s=_longest_silence_s(samples),
        zeros_s=_longest_run(samples == 0) / SAMPLE_RATE,
        changed=sum(1 for cue in cues if alone.is_changed(cue)),
    )


def broken_limits(measured: Measured) -> list[str]:
    """Name the figures that are beyond their limits; one that ffmpeg could not measure is not."""
    values = {name: getattr(measured, name) for name in LIMITS}
    return [
        name for name, value in values.items() if value is not None and not LIMITS[name][0] <= value <= LIMITS[name][1]
    ]


class _Alone:
    """Gives each cue of a file alone, without the others that sound at the same time."""

    def __init__(self, samples: Samples, cues: list[Cue]) -> None:
        self._rest = samples - floor_noise(0, len(samples))
        for cue in cues:
            self._rest[cue.start_frame : cue.end_frame] -= cue.audio.samples

    def of(self, cue: Cue, before: int = 0) -> Samples:
        """Return the samples of a cue in the file, from `before` frames ahead of its start."""
        heard = self._rest[max(0, cue.start_frame - before) : cue.end_frame].copy()
        heard[-cue.audio.frames :] += cue.audio.samples
        return heard

    def onset_s(self, cue: Cue, audible: float) -> float:
        """Return the seconds from a cue's start to its first audible sample."""
        before = min(cue.start_frame, seconds_to_frames(0.1, SAMPLE_RATE))
        heard = np.flatnonzero(np.abs(self.of(cue, before)) > audible)
        return (int(heard[0]) - before) / SAMPLE_RATE

    def is_changed(self, cue: Cue) -> bool:
        """Whether more than rounding is left of the file when all cues are taken out."""
        return bool(np.max(np.abs(self._rest[cue.start_frame : cue.end_frame])) > FLOOR_PEAK)


def _laid(words: list[Cue], speech: list[Audio], frames: int) -> Samples:
    """Lay the words at their places, and nothing else."""
    spoken = np.zeros(frames, dtype=np.float32)
    for cue, clip in zip(words, speech, strict=True):
        spoken[cue.start_frame : cue.end_frame] = clip.samples
    return spoken


def _largest_step(timeline: Timeline, spoken: Samples) -> float:
    loudness = [loudness_lufs(Audio(spoken[each.start_frame : each.end_frame])) for each in timeline.sections]
    return max((abs(after - before) for before, after in pairwise(loudness)), default=0.0)


def _edge_jump(heard: Samples) -> float:
    """Return the largest step into the first two samples and out of the last two."""
    return float(max(abs(heard[0]), abs(heard[1] - heard[0]), abs(heard[-1] - heard[-2]), abs(heard[-1])))


def _longest_silence_s(samples: Samples) -> float:
    step = seconds_to_frames(0.05, SAMPLE_RATE)
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    return _longest_run(np.sqrt(np.mean(whole**2, axis=1)) <= QUIET) * 0.05


def _longest_run(flags: NDArray[np.bool_]) -> int:
    breaks = np.flatnonzero(~flags)
    return int(np.max(np.diff(np.concatenate(([-1], breaks, [len(flags)]))) - 1))


def _db(gain: float) -> float:
    return float(20 * np.log10(max(abs(gain), 1e-9)))


def ffmpeg_meter(samples: Samples) -> tuple[float | None, float | None]:
    """Measure integrated loudness and true peak by ffmpeg's ebur128; both are None without ffmpeg."""
    if shutil.which("ffmpeg") is None:
        return None, None
    command = ["ffmpeg", "-nostats", "-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "-"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    done = subprocess.run(command, input=samples_to_pcm16(samples).tobytes(), capture_output=True, check=True)
    report = done.stderr.decode()
    return (
        float(re.findall(r"I:\s+(-?[\d.]+) LUFS", report)[-1]),
        float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", report)[-1]),
    )


def read_session(path: Path) -> Samples:
    """Read a WAV file of 16 bits and one channel."""
    with wave.open(str(path)) as file:
        return pcm16_to_samples(np.frombuffer(file.readframes(file.getnframes()), "<i2"))


def exported(name: str, options: list[str], target: Path) -> Timeline:
    """Export with the real command.

    Args:
        name: The name of a routine or a stretch.
        options: The options of a session, each followed by its value.
        target: The WAV file to write.

    Returns:
        The timeline that the same options give.
    """
    command = [sys.executable, "-m", "coach", "export", name, "-o", str(target), *options]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    given = {option.removeprefix("--"): text for option, text in zip(options[::2], options[1::2], strict=True)}
    chosen = {SESSION_OPTIONS[key].field: SESSION_OPTIONS[key].read(text) for key, text in given.items()}
    return plan_session(name, Settings(**chosen)).timeline()


def main() -> None:
    """Print the table, and exit with 1 if a figure is beyond its limit."""
    parser = argparse.ArgumentParser(description="Measure exported sessions.")
    parser.add_argument("name", nargs="?", default="middle-back")
    parser.add_argument("--voices", default="heart,system,joe")
    arguments, options = parser.parse_known_args()
    for option in options[::2]:
        if option in ("--ambient", "--ambient-level") or not SESSION_OPTIONS[option.removeprefix("--")].field:
            parser.error(f"{option} is not measured here: cues are found by the sound that they have without it")
    columns: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        for voice in arguments.voices.split(","):
            target = Path(folder) / f"{voice}.wav"
            timeline = exported(arguments.name, ["--voice", voice, *options], target)
            columns[voice] = measure(read_session(target), timeline)
    print(f"{arguments.name:24}" + "".join(f"{voice:>12}" for voice in columns))
    for name in LIMITS:
        print(f"{name:24}" + "".join(f"{_shown(measured, name):>12}" for measured in columns.values()))
    if any(broken_limits(measured) for measured in columns.values()):
        sys.exit("Figures marked with ! are beyond their limits.")


def _shown(measured: Measured, name: str) -> str:
    value = getattr(measured, name)
    if value is None:
        return "-"
    number = f"{value:.4f}" if name.endswith("_s") else f"{value:.2f}"
    return f"{number} !" if name in broken_limits(measured) else number


if __name__ == "__main__":
    main()
