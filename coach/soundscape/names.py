"""The names of themes and ambient sounds, and the folder of a theme.

Loads no numpy and reads no sound, so that settings and commands can name what they do not play.
"""

from enum import StrEnum
from pathlib import Path

from coach.errors import about
from coach.files import bundled, given_path
from coach.script.vocabulary import Sound

DEFAULT_THEME = "bowl"

BREATH_FILE = "breath.toml"
"""The file of a theme that says how tones that span a breath sound. A theme may be without it."""


class AmbientName(StrEnum):
    """The ambient sounds that coach synthesises."""

    RAIN = "rain"
    NOISE = "noise"
    DRONE = "drone"


def theme_names() -> list[str]:
    """Return the names of the themes that come with coach."""
    return sorted(folder.name for folder in bundled("sounds").iterdir() if (folder / f"{Sound.START}.wav").is_file())


@about("sounds")
def find_theme(name: str) -> Path:
    """Return a theme's folder: of a shipped theme by its name, otherwise `name` read as a path, which may not exist.

    Raises:
        SettingsError: It is no name, and cannot be a path either.
    """
    return bundled("sounds") / name if name in theme_names() else given_path(name)


def theme_files(folder: Path) -> list[Path]:
    """Return the paths of the files that a theme's folder may have: the five sounds and `BREATH_FILE`."""
    return [*(folder / f"{sound}.wav" for sound in Sound), folder / BREATH_FILE]
