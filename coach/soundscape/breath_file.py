"""Reads a theme's `breath.toml`: the pitches and the partials of the tones that span a breath.

It checks everything, because a theme may come from a stranger; it makes no sound.
"""

import tomllib
from pathlib import Path
from typing import Any

from coach.errors import AudioError
from coach.files import read_given
from coach.soundscape.breath_tone import BreathTimbre

PITCHES_HZ = (80.0, 2_000.0)
RATIOS = (0.25, 16.0)
GAINS_DB = (-80.0, 0.0)
MOST_PARTIALS = 16
LARGEST_FILE_BYTES = 16_384
"""Limits far beyond any useful breath tone. They bound the work that a stranger's file can ask for."""

_REMEDY = "Write low_hz, high_hz and partials = [[ratio, gain in dB], …] as the shipped themes do, or remove the file."


def read_breath_file(path: Path) -> BreathTimbre | None:
    """Read a timbre; return None if there is no such file.

    Raises:
        AudioError: The file cannot be read, or does not hold exactly `low_hz`, `high_hz` and `partials` within limits.
    """
    try:
        table = _read_table(path)
    except FileNotFoundError:
        return None
    if set(table) != {"low_hz", "high_hz", "partials"}:
        raise _unusable(path, f"it has {', '.join(table) or 'nothing'}")
    low_hz, high_hz = (_number(path, key, table[key], PITCHES_HZ) for key in ("low_hz", "high_hz"))
    return BreathTimbre(low_hz, high_hz, _partials(path, table["partials"]))


def _read_table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_given(path, LARGEST_FILE_BYTES).decode())
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _unusable(path, f"it is not TOML: {error}") from error


def _partials(path: Path, rows: Any) -> tuple[tuple[float, float], ...]:
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_PARTIALS:
        raise _unusable(path, f"partials is not a list of 1 to {MOST_PARTIALS}")
    if not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise _unusable(path, "a partial is not two numbers")
    return tuple(
        (_number(path, "a ratio", ratio, RATIOS), _number(path, "a gain", gain_db, GAINS_DB)) for ratio, gain_db in rows
    )


def _number(path: Path, name: str, value: Any, bounds: tuple[float, float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not bounds[0] <= value <= bounds[1]:
        raise _unusable(path, f"{name} is not a number from {bounds[0]:g} to {bounds[1]:g}")
    return float(value)


def _unusable(path: Path, reason: str) -> AudioError:
    return AudioError(f"The file {path} cannot be used: {reason}.", _REMEDY)
