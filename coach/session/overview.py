"""Lists the person's own scripts and those that come with coach: what each is, and how long its session takes.

Every script has to be scheduled to know its length, which takes about a second. So the rows are kept in the clip cache,
under a key of everything that decides them, and stay valid until a clip arrives whose length was estimated.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError, UnknownNameError, about
from coach.files import bundled, given_path, read_given
from coach.script.routine import Routine, Stretch
from coach.script.steps import Breathe, Hold, Repeat, Reps, Sides, Step
from coach.session.voices import find_speaker, find_voice
from coach.settings.values import Settings
from coach.soundscape.names import find_theme, theme_files
from coach.speech.cache import ClipCache, default_cache_folder
from coach.version import __version__

if TYPE_CHECKING:
    from coach.schedule import Sounds
    from coach.script.library import Library
    from coach.script.phrasebook import Phrasebook
    from coach.speech.speaker import Speaker

FORMAT = 3
"""Part of the key; counts the changes of the content that is kept."""

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is looked into: no script and no sound of a theme may be larger."""


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """A stretch or a routine as `coach list` shows it.

    Attributes:
        name: The name that commands take.
        title: The title that people read.
        stretches: Number of stretches of a routine; 0 for a stretch.
        position: Position of a stretch, such as `prone`; empty for a routine.
        dose: Dose of a stretch, such as `20–30 s each side`; empty for a routine.
        length_s: Length of its session in seconds.
        is_estimated: Whether a clip is missing, so that the length is not exact.
        choices: Its choices with their values, such as `place=floor|chair knees=fine|sore`, the defaults first.
        is_own: Whether it is the person's own.
        problem: The first mistake of a script of their own that cannot be done; all but the name is empty then.
    """

    name: str
    title: str
    stretches: int
    position: str
    dose: str
    length_s: float
    is_estimated: bool
    choices: str = ""
    is_own: bool = False
    problem: str = ""


def list_scripts(settings: Settings) -> list[ScriptRow]:
    """Return a row for each routine, then for each stretch, both in alphabetical order; one's own first.

    No voice speaks.

    Raises:
        UnknownNameError: There is no such voice; with the nearest name.
        AudioError: A sound of the theme is missing or damaged.
        SpeechError: The voice is not installed.
    """
    cache = ClipCache(default_cache_folder())
    key = _key(settings)
    rows = _kept_rows(cache, key)
    if rows is None:
        rows, awaited = _make_rows(settings)
        cache.write_bytes(key, json.dumps([awaited, [astuple(row) for row in rows]]).encode())
    return rows


def _key(settings: Settings) -> str:
    """Return a name for everything that decides the rows; the text of `Settings` shows each of them."""
    voice = find_voice(settings.voice)
    return ClipCache.key(
        overview=FORMAT,
        coach=__version__,
        engine=_stamp(Path(__file__).parents[1].rglob("*.py")),
        scripts=_digest(sorted(bundled("scripts").rglob("*.yaml"))),
        own=_stamp(_own_files(settings)),
        theme=_digest(theme_files(find_theme(settings.theme))),
        settings=repr(settings),
        voice=voice.name,
        version=voice.version,
    )


def _stamp(paths: Iterable[Path]) -> str:
    """Return a name for the files' names, sizes and times, so that a coach that is being changed keeps no old rows."""
    facts = ((str(path), path.stat()) for path in paths)
    lines = sorted(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in facts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@about("scripts")
def _own_files(settings: Settings) -> list[Path]:
    """Return the files that may be the person's own scripts, without reading them as such."""
    if not settings.scripts:
        return []
    folder = given_path(settings.scripts)
    parts = (folder, folder / "routines", folder / "stretches")
    return [path for part in parts for path in part.glob("*.y*ml") if path.is_file()]


def _digest(paths: Iterable[Path]) -> str:
    """Return a name for the files' names and contents; one that cannot be read counts as empty."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            content = read_given(path, MOST_BYTES)
        except OSError:
            content = b""
        digest.update(f"{path.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _kept_rows(cache: ClipCache, key: str) -> list[ScriptRow] | None:
    """Return the rows that are kept; None without any, or if a clip that they were made without has arrived."""
    kept = cache.read_bytes(key)
    if kept is None:
        return None
    try:
        awaited, rows = json.loads(kept)
        return None if any(map(cache.has, awaited)) else [ScriptRow(*row) for row in rows]
    except (ValueError, TypeError):  # they are no rows, although their digest is right
        return None


def _make_rows(settings: Settings) -> tuple[list[ScriptRow], list[str]]:
    """Schedule every script with the clips that are kept, and with estimates for the others.

    Returns:
        The rows, and the keys of the entries in the cache that would have made them exact.
    """
    from coach.session.session import library_of
    from coach.session.sounds import find_sounds

    library = library_of(settings)
    phrases, sounds = library.phrasebook(), find_sounds(settings)
    speaker = find_speaker(settings, phrases)  # one for all, because routines share the clips of their stretches
    rows, awaited = [], set[str]()
    for path in library.own_paths():
        try:
            script = _read_own(library, path)
            row, missing = _make_row(script, settings, library, phrases, sounds, speaker)
        except CoachError as error:
            row, missing = ScriptRow(path.stem, "", 0, "", "", 0, False, problem=_first_line(error)), set[str]()
        rows.append(replace(row, is_own=True))
        awaited |= missing
    rows.sort(key=lambda row: (bool(row.problem), not row.stretches))
    for name in library.routine_names() + library.stretch_names():
        row, missing = _make_row(library.shipped(name), settings, library, phrases, sounds, speaker)
        rows.append(row)
        awaited |= missing
    return rows, sorted(awaited)


def _read_own(library: "Library", path: Path) -> Stretch | Routine:
    """Read a script of the person's own as a command would find it.

    Raises:
        UnknownNameError: No command would find it by its name.
        ScriptError: It has a mistake, or is a link that leads out of its folder.
    """
    if library.own_path(path.stem) != path:
        problem = f"{path} cannot be called by its name."
        raise UnknownNameError(problem, "Rename it in small letters, digits and hyphens, such as my-neck.yaml.")
    return library.read(path)


def _first_line(error: CoachError) -> str:
    return str(error).splitlines()[0]


def _make_row(  # noqa: PLR0913, PLR0917 (what a session is made of)
    script: Routine | Stretch,
    settings: Settings,
    library: "Library",
    phrases: "Phrasebook",
    sounds: "Sounds",
    speaker: "Speaker",
) -> tuple[ScriptRow, set[str]]:
    from coach.schedule import schedule
    from coach.script.choices import choices_of
    from coach.script.library import as_routine
    from coach.session.estimate import KeptOrEstimated
    from coach.session.session import chosen_routine

    speech = KeptOrEstimated(speaker, speed=settings.speed)
    read = as_routine(script)
    routine = chosen_routine(read, settings, library)
    timeline = schedule(routine, settings, phrases, speech.clip, sounds)
    length_s = float(timeline.duration_s)
    choices = " ".join(f"{name}={'|'.join(values)}" for name, values in choices_of(read))
    if isinstance(script, Routine):
        count = len(routine.stretches)
        row = ScriptRow(script.name, script.title, count, "", "", length_s, speech.estimated, choices)
    else:
        dose = ", ".join(_doses(routine.stretches[0].steps))
        position = script.position.value
        row = ScriptRow(script.name, script.title, 0, position, dose, length_s, speech.estimated, choices)
    return row, speech.missing


def _doses(steps: Iterable[Step]) -> list[str]:
    doses = []
    for step in steps:
        match step:
            case Hold(dose=dose) | Breathe(dose=dose) | Reps(dose=dose):
                doses.append(str(dose))
            case Repeat(times=times, steps=inner):
                doses += [f"{times} × {each}" for each in _doses(inner)]
            case Sides(steps=inner):
                doses += [f"{each} each side" for each in _doses(inner)]
    return doses
