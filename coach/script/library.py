"""Finds stretches and routines by name: among the scripts that come with coach, and in a file's own folder.

A script can name other scripts only by their plain names, and only beside itself or in the library.
"""

import re
from collections.abc import Iterable
from functools import partial
from itertools import islice
from pathlib import Path

from coach.errors import ScriptError, UnknownNameError, closest
from coach.files import bundled
from coach.script.kinds import NAME
from coach.script.nodes import Scalar
from coach.script.phrasebook import Phrasebook, read_phrasebook
from coach.script.pronunciation import Pronunciation, read_pronunciation
from coach.script.reader import kind_of, read_script, read_stretch
from coach.script.steps import Routine, Stretch

DEFAULT_NAME = "middle-back"
DEFAULT_LANGUAGE = "en"

MAX_NEIGHBOURS = 50
"""How many files beside a routine are opened to say which of them are stretches."""

_NAME = re.compile(NAME)

_ENDINGS = (".yaml", ".yml")


class Library:
    """The scripts in one folder: `stretches/`, `routines/` and `phrases/`. Each stretch of a routine is read once.

    Args:
        folder: Default: the scripts that come with coach.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or bundled("scripts")
        self._stretches: dict[Path, Stretch] = {}
        self._broken: dict[Path, ScriptError] = {}

    def stretch_names(self) -> list[str]:
        """Return the names of all stretches in alphabetical order."""
        return sorted(path.stem for path in (self._folder / "stretches").glob("*.yaml"))

    def routine_names(self) -> list[str]:
        """Return the names of all routines in alphabetical order."""
        return sorted(path.stem for path in (self._folder / "routines").glob("*.yaml"))

    def phrasebook(self, language: str = DEFAULT_LANGUAGE) -> Phrasebook:
        """Read the engine's words in a language, named as its file is, such as `en`."""
        return read_phrasebook(self._folder / "phrases" / f"{language}.yaml")

    def pronunciation(self, language: str = DEFAULT_LANGUAGE) -> Pronunciation:
        """Read how words of a language are spelt for the voices."""
        return read_pronunciation(self._folder / "phrases" / f"{language}-pronunciation.yaml")

    def find(self, name: str) -> Stretch | Routine:
        """Read a stretch or a routine by its name, or by the path of a YAML file.

        Raises:
            UnknownNameError: There is no such name; the error has the nearest one.
            ScriptError: The script is there and has a mistake.
        """
        if name.endswith(_ENDINGS) or "/" in name or "\\" in name:
            return self.read(Path(name))
        for kind in ("routines", "stretches"):
            path = self._folder / kind / f"{name}.yaml"
            if _NAME.fullmatch(name) and path.is_file():
                return self.read(path)
        stretches, routines = self.stretch_names(), self.routine_names()
        remedy = _did_you_mean(name, [*stretches, *routines]) or _by_kind(Stretches=stretches, Routines=routines)
        raise UnknownNameError(f"There is no stretch or routine “{name}”.", f"{remedy} See `coach list`.")

    def read(self, path: Path) -> Stretch | Routine:
        """Read a stretch or a routine from a file. The stretches that a routine names may be beside it."""
        return read_script(path, partial(self._find_stretch, path.parent))

    def _find_stretch(self, beside: Path, name: Scalar) -> Stretch:
        folders = (beside, self._folder / "stretches") if _NAME.fullmatch(name.text) else ()
        for path in (folder / f"{name.text}{ending}" for folder in folders for ending in _ENDINGS):
            if path.is_file():
                if path.parent == beside and path.resolve().parent != beside.resolve():
                    problem = f"{path.name} is a link that leads out of its folder."
                    raise ScriptError(name.location, problem, "Copy the stretch there.")
                return self._read_stretch(path)
        if name.text in self.routine_names():
            remedy = "List the names of its stretches instead."
            raise ScriptError(name.location, f"“{name.text}” is a routine, not a stretch.", remedy, name.text)
        problem = f"there is no stretch “{name.text}”."
        raise ScriptError(name.location, problem, self._known_stretches(name.text, beside), name.text)

    def _known_stretches(self, name: str, beside: Path) -> str:
        """Return what may have been meant, or else all that can be named in a file of a folder, by kind."""
        beside_names: dict[str, set[str]] = {"stretch": set(), "routine": set(), "broken": set()}
        for path in islice(sorted(beside.glob("*.y*ml")), MAX_NEIGHBOURS):
            beside_names[kind_of(path)].add(path.stem)
        stretches = {*self.stretch_names(), *beside_names["stretch"]}
        return _did_you_mean(name, stretches) or _by_kind(
            **{
                "Stretches": stretches,
                "Routines, which cannot be inside a routine": beside_names["routine"],
                "Files that are neither": beside_names["broken"],
            }
        )

    def _read_stretch(self, path: Path) -> Stretch:
        if path in self._broken:
            raise self._broken[path]
        if path not in self._stretches:
            try:
                self._stretches[path] = read_stretch(path)
            except ScriptError as error:
                self._broken[path] = error
                raise
        return self._stretches[path]


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = closest(name, known)
    return f"Did you mean “{close}”?" if close else ""


def _by_kind(**names: Iterable[str]) -> str:
    """Return all names, the ones of each kind after its own title."""
    return " ".join(f"{kind}: {', '.join(sorted(known))}." for kind, known in names.items() if known)


def as_routine(script: Stretch | Routine) -> Routine:
    """Return a single stretch as a routine of one, with the phrasebook's opening and closing words."""
    if isinstance(script, Routine):
        return script
    return Routine(script.name, script.title, (script,))
