"""Finds stretches and routines by name: among the scripts that come with coach, and in a file's own folder.

A script can name other scripts only by their plain names, and only beside itself or in the library.
"""

import re
from functools import partial
from pathlib import Path

from coach.errors import ScriptError, UnknownNameError, nearest
from coach.files import bundled
from coach.script._nodes import Scalar
from coach.script._reader import read_script, read_stretch
from coach.script.phrasebook import Phrasebook, read_phrasebook
from coach.script.pronunciation import Pronunciation, read_pronunciation
from coach.script.steps import Routine, Stretch

DEFAULT_NAME = "middle-back"
DEFAULT_LANGUAGE = "en"

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""A name is also the name of a file without its ending: without dots and slashes, it cannot lead out of a folder."""

_ENDINGS = (".yaml", ".yml")


class Library:
    """The scripts in one folder: `stretches/`, `routines/` and `phrases/`. Each stretch of a routine is read once.

    Args:
        folder: Default: the scripts that come with coach.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or bundled("scripts")
        self._stretches: dict[Path, Stretch] = {}

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
        known = self.routine_names() + self.stretch_names()
        raise UnknownNameError(f"There is no stretch or routine “{name}”.", f"{nearest(name, known)} See `coach list`.")

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
        known = {*self.stretch_names(), *(path.stem for path in beside.glob("*.y*ml"))}
        raise ScriptError(name.location, f"there is no stretch “{name.text}”.", nearest(name.text, known), name.text)

    def _read_stretch(self, path: Path) -> Stretch:
        if path not in self._stretches:
            self._stretches[path] = read_stretch(path)
        return self._stretches[path]


def as_routine(script: Stretch | Routine) -> Routine:
    """Return a single stretch as a routine of one, with the phrasebook's opening and closing words."""
    if isinstance(script, Routine):
        return script
    return Routine(script.name, script.title, (script,))
