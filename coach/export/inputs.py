"""Find the files that a session is made from: no export is written over one of them, and other machines need them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from coach.errors import ExportError
from coach.files import given_path
from coach.session.session import library_of
from coach.session.voices import PIPER
from coach.settings.values import OFF, Settings
from coach.soundscape.names import AmbientName, find_theme, theme_files, theme_names

PIPER_SETTINGS_ENDING = ".json"
"""The ending of the file beside a Piper voice, after the voice's own."""


def session_inputs(name: str, settings: Settings) -> Iterator[tuple[Path, str]]:
    """Yield each file that a session may be made from, and what it is. A file may not exist.

    Args:
        name: The script's name, or a path.
        settings: The person's choices.
    """
    yield given_path(name), "the script of this session"
    for path in theme_files(find_theme(settings.theme)):
        yield path, "a file of the theme of this session"
    if settings.ambient not in {OFF, *AmbientName}:
        yield given_path(settings.ambient), "the ambient sound of this session"
    kind, _, voice = settings.voice.partition(":")
    if kind == PIPER:
        for file in (voice, voice + PIPER_SETTINGS_ENDING):
            yield given_path(file), "a file of the voice of this session"


def found_from_anywhere(settings: Settings) -> Settings:
    """Return settings in which each path is absolute, for a process in another folder or of another person.

    A folder for own scripts without any is left out.

    Raises:
        SettingsError: A path cannot be one.
    """
    kind, _, voice = settings.voice.partition(":")
    return replace(
        settings,
        voice=f"{kind}:{_absolute(voice)}" if kind == PIPER else settings.voice,
        theme=settings.theme if settings.theme in theme_names() else _absolute(settings.theme),
        ambient=settings.ambient if settings.ambient in {OFF, *AmbientName} else _absolute(settings.ambient),
        scripts=_absolute(settings.scripts) if settings.scripts and library_of(settings).own_paths() else "",
    )


def paths_in(settings: Settings) -> Iterator[Path]:
    """Yield each path that settings name: of a voice, a theme, an ambient sound and of own scripts."""
    kind, _, voice = settings.voice.partition(":")
    if kind == PIPER:
        yield given_path(voice)
    if settings.theme not in theme_names():
        yield given_path(settings.theme)
    if settings.ambient not in {OFF, *AmbientName}:
        yield given_path(settings.ambient)
    if settings.scripts:
        yield given_path(settings.scripts)


def _absolute(text: str) -> str:
    return str(given_path(text).absolute())


def spare(targets: Iterable[Path], inputs: Iterable[tuple[Path, str]]) -> None:
    """Refuse to write over a file that is needed.

    Args:
        targets: The files to be written.
        inputs: The files to be kept, each with what it is.

    Raises:
        ExportError: A target is one of the inputs, by whatever path.
    """
    kept = [(path, role) for path, role in inputs if path.is_file()]
    for target in targets:
        for path, role in kept:
            if target.is_file() and target.samefile(path):
                raise ExportError(f"{target} is {role}, and would be lost.", "Give another name.")
