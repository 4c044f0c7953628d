"""Makes the themes, each a folder beside this file with five sounds as 16-bit WAV and a breath.toml.

`python sounds/make_sounds.py` writes the same bytes every time. With `--check` it only compares, and exits with 1 if a
file differs. All sounds are equally loud here; how loud they are played, and when, is decided elsewhere. breath.toml
describes the tones that span a breath; the inhale and the exhale here are short ones of them.
"""

import argparse
import io
import sys
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import PCM16_FULL_SCALE
from coach.script.vocabulary import Sound
from coach.soundscape.breath_tone import BreathTimbre, breath_tone, rise
from coach.soundscape.names import BREATH_FILE
from coach.units import db_to_gain, seconds_to_frames

FOLDER = Path(__file__).resolve().parent

# Fundamentals from 400 to 600 Hz: older ears hear them well, and a laptop's loudspeaker still plays them. Their ratios
# are 8:9:10:12, so that tails that ring into each other stay consonant.
LOW_HZ = 400.0
SECOND_HZ = 450.0
THIRD_HZ = 500.0
HIGH_HZ = 600.0

# Partials. None lies above 2.5 kHz, where hearing fades with age.
BOWL_RATIO = 8**0.5
"""Second mode of a struck bowl: n(n²-1)/√(n²+1) of a thin ring, n = 3 against n = 2 (Fletcher and Rossing, The Physics
of Musical Instruments). The third, 5.42, would take the higher notes above 2.5 kHz."""
TWIN_RATIO = 1.004
"""No bowl is quite round, so its first mode is two modes that beat about twice a second, which makes the tone lively.
The twin is faint, because a beat of more than a few dB would sound like another strike."""
WOOD_RATIO = 2.756
"""Second mode of a plain bar with free ends (Euler and Bernoulli): the knock of a wood block."""
MARIMBA_RATIO = 4.0
"""Second mode of a marimba's bar, which is carved to have it two octaves above the first."""
BREATH_RATIO = 2.01
"""A little off the octave, so that the tone shimmers: as soft as a flute, and unlike the bowl."""
BAR_RATIO = 4.0
"""Second mode of a vibraphone's bar, which is carved as a marimba's is. Felt mallets leave little of it."""
STRING_RATIOS = (2.0, 3.0, 4.0)
"""Partials of a plucked nylon string, in whole numbers: the third timbre of `soft`, which nobody takes for a bar."""
REED_RATIOS = (1.002, 3.0)
"""A very faint twin, which makes about one beat a second, and the third partial alone: hollow, as a hum is."""

BREATH_S = 1.5
"""Length of the short inhale and exhale. They are used to teach, and by folders without breath.toml."""

LOUDNESS_WINDOW_S = 0.4
"""Window of momentary loudness, EBU Tech 3341. Its weighting is nearly flat where these sounds have their energy, so
that equal RMS is equal loudness: a meter reads them within 0.3 LU of each other."""
LOUDNESS_DBFS = -20.0
"""RMS of each sound's loudest window. Peaks of struck sounds are up to 12 dB above it, and below -6 dBFS."""
FADE_OUT_S = 0.1
"""Time over which the rest of the tail, 50 dB down or more, fades to zero instead of stopping abruptly."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A sine within a note.

    Attributes:
        ratio: Its frequency over the note's fundamental.
        gain_db: Its gain against the other partials.
        decay_s: Seconds in which it falls by 60 dB.
    """

    ratio: float
    gain_db: float
    decay_s: float


@dataclass(frozen=True, slots=True)
class Timbre:
    """The partials and the attack that all notes of a sound share.

    Attributes:
        partials: Sines that start together.
        attack_s: Seconds of rise, 0.01 to 0.03. A shorter rise clicks, a longer one blurs the moment.
    """

    partials: tuple[Partial, ...]
    attack_s: float

    @property
    def length_s(self) -> float:
        """Seconds until the slowest partial has fallen by 60 dB."""
        return max(partial.decay_s for partial in self.partials)


@dataclass(frozen=True, slots=True)
class Note:
    """A fundamental at a time, in seconds from the beginning of the sound."""

    start_s: float
    hz: float


@dataclass(frozen=True, slots=True)
class Chime:
    """A whole struck sound: its timbre, and its notes in order of start."""

    timbre: Timbre
    notes: tuple[Note, ...]

    @property
    def length_s(self) -> float:
        """Seconds until the last note has died away."""
        return self.notes[-1].start_s + self.timbre.length_s


def struck(step_s: float, *pitches_hz: float) -> tuple[Note, ...]:
    """Return notes that begin `step_s` apart."""
    return tuple(Note(index * step_s, hz) for index, hz in enumerate(pitches_hz))


# Upper partials die away first, as in everything that is struck; the slowest gives a tail of 2 to 4 s.
BOWL = Timbre((Partial(1.0, 0.0, 3.2), Partial(TWIN_RATIO, -14.0, 3.2), Partial(BOWL_RATIO, -8.0, 1.6)), attack_s=0.02)
WOOD = Timbre(
    (Partial(1.0, 0.0, 2.0), Partial(WOOD_RATIO, -8.0, 0.15), Partial(MARIMBA_RATIO, -6.0, 0.3)), attack_s=0.014
)

BAR = Timbre((Partial(1.0, 0.0, 2.6), Partial(TWIN_RATIO, -16.0, 2.6), Partial(BAR_RATIO, -20.0, 0.5)), attack_s=0.028)
STRING = Timbre(
    (
        Partial(1.0, 0.0, 2.0),
        Partial(STRING_RATIOS[0], -5.0, 1.0),
        Partial(STRING_RATIOS[1], -10.0, 0.6),
        Partial(STRING_RATIOS[2], -14.0, 0.3),
    ),
    attack_s=0.012,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """The content of a folder: the struck sounds, and the timbre of the breath."""

    chimes: Mapping[Sound, Chime]
    breath: BreathTimbre


THEMES: Mapping[str, Theme] = {
    "bowl": Theme(
        {
            # Two bowls, upwards: a beginning. Twice as slow as `switch`, so that they can be counted.
            Sound.START: Chime(BOWL, struck(0.4, SECOND_HZ, HIGH_HZ)),
            # To the other side and back, on wood, quickly: the only sound that knocks.
            Sound.SWITCH: Chime(WOOD, struck(0.18, HIGH_HZ, LOW_HZ, HIGH_HZ)),
            # Three bowls, downwards, home to the lowest note: an ending.
            Sound.END: Chime(BOWL, struck(0.5, HIGH_HZ, THIRD_HZ, LOW_HZ)),
        },
        # Nobody takes a sweep over a fifth for a steady note, however slow it is.
        BreathTimbre(LOW_HZ, HIGH_HZ, ((1.0, 0.0), (BREATH_RATIO, -14.0))),
    ),
    # The same gestures on softer things, felt, a string and a hum, for people who find bowls too much.
    "soft": Theme(
        {
            Sound.START: Chime(BAR, struck(0.45, LOW_HZ, HIGH_HZ)),
            Sound.SWITCH: Chime(STRING, struck(0.18, HIGH_HZ, SECOND_HZ, HIGH_HZ)),
            Sound.END: Chime(BAR, struck(0.55, HIGH_HZ, SECOND_HZ, LOW_HZ)),
        },
        BreathTimbre(LOW_HZ, HIGH_HZ, ((1.0, 0.0), (REED_RATIOS[0], -20.0), (REED_RATIOS[1], -16.0))),
    ),
}


def render_breath(timbre: BreathTimbre, sound: Sound) -> NDArray[np.float64]:
    """Make a short breath tone, as loud as the struck sounds; see `render`."""
    samples = breath_tone(timbre, sound, seconds_to_frames(BREATH_S, SAMPLE_RATE))
    return samples * (db_to_gain(LOUDNESS_DBFS) / loudest_rms(samples))


def render(chime: Chime) -> NDArray[np.float64]:
    """Make a struck sound.

    Returns:
        float64, shape (frames,) at `SAMPLE_RATE`; the loudest `LOUDNESS_WINDOW_S` have an RMS of `LOUDNESS_DBFS`, and
        the first and the last sample are exactly zero.
    """
    samples = np.zeros(seconds_to_frames(chime.length_s, SAMPLE_RATE))
    for note in chime.notes:
        rest = samples[seconds_to_frames(note.start_s, SAMPLE_RATE) :]
        rest += render_note(note, chime.timbre, len(rest))
    fade = seconds_to_frames(FADE_OUT_S, SAMPLE_RATE)
    samples[-fade:] *= rise(np.arange(fade)[::-1] / fade)
    return samples * (db_to_gain(LOUDNESS_DBFS) / loudest_rms(samples))


def render_note(note: Note, timbre: Timbre, frames: int) -> NDArray[np.float64]:
    """Make the first frames of one note, in which a partial of 0 dB has an amplitude of 1."""
    time_s = np.arange(frames) / SAMPLE_RATE
    partials = (
        db_to_gain(partial.gain_db)
        * 10.0 ** (-3.0 * time_s / partial.decay_s)
        * np.sin(2.0 * np.pi * partial.ratio * note.hz * time_s)
        for partial in timbre.partials
    )
    return np.asarray(rise(time_s / timbre.attack_s) * sum(partials))


def loudest_rms(samples: NDArray[np.float64]) -> float:
    """Return the largest RMS of any `LOUDNESS_WINDOW_S`."""
    window = seconds_to_frames(LOUDNESS_WINDOW_S, SAMPLE_RATE)
    energy = np.cumsum(np.concatenate(([0.0], samples**2)))
    return float(np.sqrt(np.max(energy[window:] - energy[:-window]) / window))


def wav_bytes(samples: NDArray[np.float64]) -> bytes:
    """Write a mono 16-bit WAV file; each sample is rounded once, here."""
    contents = io.BytesIO()
    with wave.open(contents, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.rint(samples * PCM16_FULL_SCALE).astype(np.int16).tobytes())
    return contents.getvalue()


def breath_toml(timbre: BreathTimbre) -> bytes:
    """Write the breath.toml of a timbre."""
    partials = ", ".join(f"[{ratio}, {gain_db}]" for ratio, gain_db in timbre.partials)
    return (
        "# The pitches of breath tones, and the ratio and the gain in dB of each partial. Made by make_sounds.py.\n"
        f"low_hz = {timbre.low_hz}\nhigh_hz = {timbre.high_hz}\npartials = [{partials}]\n"
    ).encode()


def theme_files(theme: Theme) -> dict[str, bytes]:
    """Return the content of each file in a theme's folder, by name."""
    samples = {sound: render(chime) for sound, chime in theme.chimes.items()}
    samples |= {sound: render_breath(theme.breath, sound) for sound in (Sound.INHALE, Sound.EXHALE)}
    return {f"{sound}.wav": wav_bytes(each) for sound, each in samples.items()} | {
        BREATH_FILE: breath_toml(theme.breath)
    }


def main() -> None:
    """Write the files of all themes, or compare them with --check."""
    parser = argparse.ArgumentParser(description="Write the sounds of all themes beside this program.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file differs")
    check = parser.parse_args().check
    files = {
        FOLDER / name / file: content for name, theme in THEMES.items() for file, content in theme_files(theme).items()
    }
    if not check:
        for path, contents in files.items():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(contents)
        return
    differing = [
        f"{path.parent.name}/{path.name}"
        for path, contents in files.items()
        if not path.is_file() or path.read_bytes() != contents
    ]
    if differing:
        sys.exit(f"Not what this program makes: {', '.join(differing)}. Run it without --check to write them anew.")


if __name__ == "__main__":
    main()
