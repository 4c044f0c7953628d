"""Print how unlike each other the sounds of a theme are: `python -m tests.reports.spectra`, for every theme.

Compares two sounds as pictures of their energy over pitch and time, in steps that an ear resolves.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.script.vocabulary import Sound
from coach.soundscape.names import find_theme, theme_names
from coach.soundscape.theme import read_theme

Signal = NDArray[np.float64]

ALIKE_DB = 8.0
"""The distance above which nobody confuses two sounds, in dB.

A sound that is 25 ms late, 12 dB softer or out of tune stays within 4 dB of itself, and any two of the shipped sounds
are more than 13 dB apart; the threshold lies between.
"""


def picture_db(signal: Signal) -> Signal:
    """Measure the energy in third octaves from 315 to 2500 Hz, every 25 ms of the first 1.5 s.

    Third octaves are about as much as the ear resolves.

    Returns:
        dB below the loudest, shape (60, 10), from -40 to 0: anything softer drowns in the sounds of a room.
    """
    edges_hz = 315 * 2 ** ((np.arange(11) - 0.5) / 3)
    padded = np.concatenate((signal, np.zeros(2 * SAMPLE_RATE)))
    blocks = np.stack([padded[start : start + 1200] for start in range(0, 60 * 600, 600)]) * np.hanning(1200)
    energy = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    bins = np.searchsorted(np.fft.rfftfreq(1200, 1 / SAMPLE_RATE), edges_hz)
    energy_db = 10 * np.log10(np.add.reduceat(energy, bins, axis=1)[:, :-1] + 1e-20)
    return np.asarray(np.maximum(energy_db - energy_db.max(), -40.0))


def difference_db(one: Signal, other: Signal) -> float:
    """Return the distance of two sounds: the mean difference of their pictures where either is audible."""
    one_db, other_db = picture_db(one), picture_db(other)
    audible = np.maximum(one_db, other_db) > -40.0
    return float(np.mean(np.abs(one_db - other_db)[audible]))


def theme_signals(name: str) -> dict[str, Signal]:
    """Read the five sounds of a theme by name; with breath tones, also a breath in of 4 s and one out of 6 s."""
    theme = read_theme(find_theme(name))
    signals = {str(sound): audio.samples.astype(np.float64) for sound, audio in theme.sounds.items()}
    if tone := theme.breath_tone_at(-10):
        signals["inhale 4 s"] = tone(Sound.INHALE, 4 * SAMPLE_RATE).samples.astype(np.float64)
        signals["exhale 6 s"] = tone(Sound.EXHALE, 6 * SAMPLE_RATE).samples.astype(np.float64)
    return signals


def main() -> None:
    """Print a table of distances for each theme."""
    print(f"Distances in dB; sounds more than {ALIKE_DB:g} apart are not confused.")
    for name in theme_names():
        signals = theme_signals(name)
        print(f"\n{name:12}" + "".join(f"{other:>12}" for other in signals))
        for one, signal in signals.items():
            row = (difference_db(signal, other) for other in signals.values())
            print(f"{one:12}" + "".join(f"{distance:12.1f}" for distance in row))
        five = {sound: signals[sound] for sound in Sound}
        least = min(difference_db(five[one], five[other]) for one, other in combinations(five, 2))
        print(f"{'least':12}{least:12.1f}  between any two of the five")


if __name__ == "__main__":
    main()
