"""Reads settings from the text that a person writes, on the command line or in the configuration, and writes them back.

Each `read_…` turns a text into a value, or raises an error that says what would be valid. Each `write_…` is its
inverse: what it writes is read back as an equal value, as long as the value has a finite decimal form. Words are read
in any case.
"""

from coach.settings.notation._file import read_bits, read_channels, read_folder, read_sample_rate
from coach.settings.notation._rhythm import (
    read_breath,
    read_lead_in,
    read_minutes,
    read_pauses,
    read_speed,
    write_breath,
    write_minutes,
    write_pauses,
    write_speed,
)
from coach.settings.notation._sound import (
    read_ambient,
    read_ambient_loudness,
    read_breath_prompts,
    read_chimes,
    read_theme_name,
    write_chimes,
    write_db,
)
from coach.settings.notation._words import (
    AUTO,
    MAX_WORDING,
    read_choose,
    read_lessons,
    read_levels,
    read_verbosity,
    read_wording,
    write_levels,
)

__all__ = [
    "AUTO",
    "MAX_WORDING",
    "read_ambient",
    "read_ambient_loudness",
    "read_bits",
    "read_breath",
    "read_breath_prompts",
    "read_channels",
    "read_chimes",
    "read_choose",
    "read_folder",
    "read_lead_in",
    "read_lessons",
    "read_levels",
    "read_minutes",
    "read_pauses",
    "read_sample_rate",
    "read_speed",
    "read_theme_name",
    "read_verbosity",
    "read_wording",
    "write_breath",
    "write_chimes",
    "write_db",
    "write_levels",
    "write_minutes",
    "write_pauses",
    "write_speed",
]
