"""Draw spectrograms of the sounds and of sessions: `python -m tests.reports.spectrogram FOLDER [SESSION.wav …]`.

Writes a PNG for every sound of every theme, for two breaths in a row, for each ambient sound, and for each 16-bit
session. Pitch goes up from 0 to 5 kHz, with a line at every 500 Hz. Time goes right, with a tick at every second or, in
long sounds, minute. The brightest colour is 0 dB, black is 90 dB below. Nobody has to install a library for plots.
"""

import struct
import sys
import wave
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import pcm16_to_samples
from coach.soundscape.ambient import synthesise
from coach.soundscape.names import AmbientName, theme_names
from tests.reports.spectra import Signal, theme_signals

WIDTH, HEIGHT = 1200, 500
WINDOW_FRAMES = 2048
TOP_HZ, LINE_HZ = 5000, 500
RANGE_DB = 90.0

Picture = NDArray[np.uint8]


def picture(samples: Samples | Signal, sample_rate: int = SAMPLE_RATE) -> Picture:
    """Draw a spectrogram, shape (HEIGHT, WIDTH, 3); each column shows the loudest of its time, clicks too."""
    hop = max(1, min(WINDOW_FRAMES // 4, len(samples) // WIDTH))
    padded = np.pad(samples, WINDOW_FRAMES // 2).astype(np.float32)
    starts = np.arange(0, len(samples), hop)
    columns = np.zeros((WIDTH, HEIGHT), dtype=np.float32)
    rows = np.round(np.linspace(0, TOP_HZ, HEIGHT) * WINDOW_FRAMES / sample_rate).astype(int)
    for some in np.array_split(starts, max(1, len(starts) // 2000)):
        frames = padded[some[:, None] + np.arange(WINDOW_FRAMES)] * np.hanning(WINDOW_FRAMES).astype(np.float32)
        amplitudes = np.abs(np.fft.rfft(frames, axis=1))[:, rows].astype(np.float32)
        np.maximum.at(columns, some * WIDTH // len(samples), amplitudes)
    amplitude_db = 20 * np.log10(columns.T[::-1] / max(float(columns.max()), 1e-9) + 1e-9)
    return _with_grid(_coloured(1 + np.maximum(amplitude_db, -RANGE_DB) / RANGE_DB), len(samples) / sample_rate)


def _coloured(brightness: NDArray[np.float32]) -> Picture:
    stops = np.linspace(0, 1, 5)
    colours = [(0, 40, 130, 250, 255), (0, 10, 20, 160, 255), (20, 110, 110, 40, 220)]
    return np.stack([np.interp(brightness, stops, each) for each in colours], axis=2).astype(np.uint8)


def _with_grid(image: Picture, length_s: float) -> Picture:
    for hz in range(LINE_HZ, TOP_HZ, LINE_HZ):
        row = HEIGHT - 1 - hz * HEIGHT // TOP_HZ
        image[row, :: 20 if hz % 1000 else 6] = (90, 90, 120)
    for tick_s in np.arange(0, length_s, 60 if length_s > 120 else 1):
        image[-12:, int(tick_s / length_s * WIDTH)] = (255, 255, 255)
    return image


def png(image: Picture) -> bytes:
    """Encode a picture as a PNG file.

    Source: PNG specification, third edition: IHDR, IDAT with filter 0 on each line, IEND.
    """
    height, width, _ = image.shape
    lines = b"".join(b"\0" + line.tobytes() for line in image)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pictured() -> dict[str, Samples | Signal]:
    """Collect the sounds to draw, by the names of their pictures."""
    sounds: dict[str, Samples | Signal] = {}
    for theme in theme_names():
        signals = theme_signals(theme)
        breaths = [signals.pop("inhale 4 s"), signals.pop("exhale 6 s")]
        sounds |= {f"{theme}-{name}": signal for name, signal in signals.items()}
        sounds[f"{theme}-breath"] = np.concatenate(breaths * 2)
    return sounds | {f"ambient-{name}": synthesise(name, -18).loop.samples for name in AmbientName}


def main() -> None:
    """Write the pictures and print their paths."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    images = {name: picture(samples) for name, samples in pictured().items()}
    for session in map(Path, sys.argv[2:]):
        with wave.open(str(session)) as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
            images[session.stem] = picture(pcm16_to_samples(pcm[:, 0]), file.getframerate())
    for name, image in images.items():
        (folder / f"{name}.png").write_bytes(png(image))
        print(folder / f"{name}.png")


if __name__ == "__main__":
    main()
