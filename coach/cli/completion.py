"""Finds what may stand at the cursor of a command line that is being typed. Opens no voice and loads no sound.

Each function takes Typer's context, with what was typed before, and the beginning of a value; it returns values that
begin so. A shell calls for them while a person waits, and shows no error.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import typer

from coach.script import DEFAULT_NAME
from coach.script import ENDINGS as SCRIPT_ENDINGS

Completed: TypeAlias = list[str | tuple[str, str]]
"""Values, each alone or with a few words on what it means."""

Completer: TypeAlias = Callable[[typer.Context, str], Completed]

SOUND_ENDINGS = (".wav", ".flac", ".ogg", ".opus", ".mp3")


def one_of(*known: str) -> Completer:
    """Return the completer of an option that takes one of a few words."""

    def complete(_: typer.Context, incomplete: str) -> Completed:
        return [word for word in known if word.startswith(incomplete)]

    return complete


def several_of(*known: str) -> Completer:
    """Return the completer of an option that takes several words with commas between them."""

    def complete(_: typer.Context, incomplete: str) -> Completed:
        return _after_comma(incomplete, known)

    return complete


def files_of(*endings: str) -> Completer:
    """Return the completer of a file with one of these endings, of any file without one; folders are on the way."""

    def complete(_: typer.Context, incomplete: str) -> Completed:
        return [*_files(incomplete, endings)]

    return complete


def folders(_: typer.Context, incomplete: str) -> Completed:
    """Complete a folder."""
    return [path for path in _files(incomplete, ()) if path.endswith("/")]


def scripts(context: typer.Context, incomplete: str) -> Completed:
    """Complete a stretch, a routine or the path of a script."""
    library = _library(context)
    named = [
        *((path.stem, "your own") for path in library.own_paths()),
        *((name, "routine") for name in library.routine_names()),
        *((name, "stretch") for name in library.stretch_names()),
    ]
    once = {name: meaning for name, meaning in reversed(named) if name.startswith(incomplete)}
    return [*reversed(once.items()), *_files(incomplete, SCRIPT_ENDINGS)]


def own_scripts(context: typer.Context, incomplete: str) -> Completed:
    """Complete a script of the person's own, or the path of one."""
    names = [(path.stem, str(path)) for path in _library(context).own_paths() if path.stem.startswith(incomplete)]
    return [*names, *_files(incomplete, SCRIPT_ENDINGS)]


def stretches(context: typer.Context, incomplete: str) -> Completed:
    """Complete a stretch of the script that the command line names, by its name or its number."""
    from coach.script.choices import choose
    from coach.settings.notation import read_choose

    chosen = dict(read_choose(context.params.get("choose") or ""))
    routine = choose(_routine(context), chosen, strict=False)
    titles = {stretch.name: stretch.title for stretch in routine.stretches}
    numbered = [(str(number), title) for number, title in enumerate(titles.values(), 1)]
    return [each for each in (*titles.items(), *numbered) if each[0].startswith(incomplete)]


def levels(context: typer.Context, incomplete: str) -> Completed:
    """Complete a level, or levels of single stretches: `cobra=gentle,childs-pose=full`."""
    from coach.script.vocabulary import Level

    _, last = _split(incomplete)
    name, equals, _ = last.partition("=")
    if equals:
        return _after_comma(incomplete, [f"{name}={level}" for level in Level])
    return _after_comma(incomplete, [*Level, *(f"{name}=" for name in _library(context).stretch_names())])


def pauses(_: typer.Context, incomplete: str) -> Completed:
    """Complete the names of pauses; seconds follow each."""
    from coach.script.vocabulary import PauseName

    return _after_comma(incomplete, [f"{name}=" for name in PauseName])


def choices(context: typer.Context, incomplete: str) -> Completed:
    """Complete the choices of the script that the command line names: `place=chair,knees=sore`."""
    from coach.script.choices import choices_of

    known = [f"{name}={value}" for name, values in choices_of(_routine(context)) for value in values]
    return _after_comma(incomplete, known)


def voices(_: typer.Context, incomplete: str) -> Completed:
    """Complete a voice that is installed, or the path of a Piper voice. The system's own voices are not asked."""
    from coach.session.voices import HEART, PIPER, SYSTEM
    from coach.speech import hibari_models, piper

    if incomplete.startswith(f"{PIPER}:"):
        return [f"{PIPER}:{path}" for path in _files(incomplete.partition(":")[2], (".onnx",))]
    installed = [(info.name, info.title) for info in (*hibari_models.installed_voices(), *piper.installed_voices())]
    known = [(HEART, "built in"), *installed, (SYSTEM, "the system's own"), (f"{PIPER}:", "a file of a Piper voice")]
    return [each for each in known if each[0].startswith(incomplete)]


def voices_to_install(_: typer.Context, incomplete: str) -> Completed:
    """Complete a voice that can be downloaded."""
    from coach.speech.hibari_models import known_voices

    return [(info.name, info.title) for info in known_voices() if info.name.startswith(incomplete)]


def themes(context: typer.Context, incomplete: str) -> Completed:
    """Complete a theme of sounds that comes with coach, or the folder of another."""
    from coach.soundscape.names import theme_names

    return [*(name for name in theme_names() if name.startswith(incomplete)), *folders(context, incomplete)]


def ambient_sounds(_: typer.Context, incomplete: str) -> Completed:
    """Complete an ambient sound, or a sound file."""
    from coach.settings.values import OFF
    from coach.soundscape.names import AmbientName

    names = [name for name in (*AmbientName, OFF) if name.startswith(incomplete)]
    return [*names, *_files(incomplete, SOUND_ENDINGS)]


def devices(context: typer.Context, incomplete: str) -> Completed:
    """Complete a loudspeaker of the sink that the command line names."""
    from coach.playback.sinks.catalog import DEFAULT_SINK, find_sink

    sink = find_sink(context.params.get("sink") or DEFAULT_SINK)
    return sorted({device.name for device in sink.devices() if device.name.startswith(incomplete)})


def profiles(_: typer.Context, incomplete: str) -> Completed:
    """Complete a profile of the configuration."""
    from coach.settings.config import profile_names

    return [name for name in profile_names() if name.startswith(incomplete)]


def topics(context: typer.Context, incomplete: str) -> Completed:
    """Complete a page of help or a command."""
    from coach.cli.pages import TOPICS

    parent: Any = context.parent
    commands = [*parent.command.list_commands(parent)] if parent else []
    return [name for name in dict.fromkeys([*TOPICS, *commands]) if name.startswith(incomplete)]


def _library(context: typer.Context) -> Any:
    """Return the scripts that come with coach and the person's own, in the folder that the command line names."""
    from coach.cli.session.naming import own_folder
    from coach.script.library import Library

    return Library(own=own_folder(context.params.get("scripts")))


def _routine(context: typer.Context) -> Any:
    """Read the script that the command line names."""
    from coach.script.library import as_routine

    library = _library(context)
    return as_routine(library.read(library.meant(context.params.get("name") or DEFAULT_NAME, Path()).path))


def _split(incomplete: str) -> tuple[str, str]:
    """Split a list with commas into what is complete, with its last comma, and the rest."""
    head, comma, last = incomplete.rpartition(",")
    return head + comma, last


def _after_comma(incomplete: str, known: Iterable[str]) -> Completed:
    """Complete the last item of a list with commas; an item that is in the list is not offered again."""
    head, last = _split(incomplete)
    given = head.split(",")
    return [head + item for item in known if item.startswith(last) and item not in given]


def _files(incomplete: str, endings: Iterable[str]) -> Iterator[str]:
    """Yield the paths that begin so: folders, with a slash at the end, and files with one of some endings, or any.

    Hidden ones are left out unless a dot is typed.
    """
    from coach.files import given_path

    folder, slash, begun = incomplete.rpartition("/")
    here = given_path(folder + slash) if folder + slash else Path()
    for path in sorted(here.iterdir() if here.is_dir() else ()):
        name = path.name
        if not name.startswith(begun) or name.startswith(".") > begun.startswith("."):
            continue
        if path.is_dir():
            yield f"{folder}{slash}{name}/"
        elif not endings or name.lower().endswith(tuple(endings)):
            yield f"{folder}{slash}{name}"
