"""How far apart two sounds are to an ear: `python -m tests.reports.spectra` prints it for every pair of every theme.

Two sounds are compared as pictures of level over pitch and time, in steps that an ear resolves.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coach.audio.format import SAMPLE_RATE
from coach.script.steps import Sound
from coach.soundscape.names import find_theme, theme_names
from coach.soundscape.theme import read_theme

Signal = NDArray[np.float64]

ALIKE_DB = 8.0
"""More than this apart, sounds are not confused: the same sound heard 25 ms late, 12 dB fainter or out of tune stays
below 4, any two of the shipped ones lie above 13, and the threshold is between."""


def picture_db(signal: Signal) -> Signal:
    """Levels in third octaves from 315 to 2500 Hz, each 25 ms of the first 1.5 s; none 40 dB below the loudest.

    Third octaves, because the ear does not resolve much more; 40 dB, because the rest drowns in the room.
    """
    edges_hz = 315 * 2 ** ((np.arange(11) - 0.5) / 3)
    padded = np.concatenate((signal, np.zeros(2 * SAMPLE_RATE)))
    blocks = np.stack([padded[start : start + 1200] for start in range(0, 60 * 600, 600)]) * np.hanning(1200)
    energy = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    bins = np.searchsorted(np.fft.rfftfreq(1200, 1 / SAMPLE_RATE), edges_hz)
    levels_db = 10 * np.log10(np.add.reduceat(energy, bins, axis=1)[:, :-1] + 1e-20)
    return np.asarray(np.maximum(levels_db - levels_db.max(), -40.0))


def difference_db(one: Signal, other: Signal) -> float:
    """How far two pictures lie apart, on average over what is audible in either."""
    one_db, other_db = picture_db(one), picture_db(other)
    audible = np.maximum(one_db, other_db) > -40.0
    return float(np.mean(np.abs(one_db - other_db)[audible]))


def theme_signals(name: str) -> dict[str, Signal]:
    """The five sounds of a theme, and breaths of 4 and 6 s."""
    theme = read_theme(find_theme(name))
    signals = {str(sound): audio.samples.astype(np.float64) for sound, audio in theme.sounds.items()}
    if tone := theme.breath_tone_at(-10):
        signals["inhale 4 s"] = tone(Sound.INHALE, 4 * SAMPLE_RATE).samples.astype(np.float64)
        signals["exhale 6 s"] = tone(Sound.EXHALE, 6 * SAMPLE_RATE).samples.astype(np.float64)
    return signals


def main() -> None:
    print(f"Distances in dB; more than {ALIKE_DB:g} is another sound.")
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
