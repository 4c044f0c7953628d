"""Finds stretches and routines by name: in the person's own folder, and among the scripts that come with coach.

The person's own scripts come first. A script can name other scripts only by their plain names, and only beside itself,
in the person's own folder or in the library.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from coach.errors import Location, ScriptError, UnknownNameError, closest
from coach.files import bundled, given_path
from coach.script import ENDINGS
from coach.script._locating import locate
from coach.script._nodes import Scalar
from coach.script._reader import head_of, kind_of, read_script, read_stretch
from coach.script.guess import guess, suggest
from coach.script.kinds import NAME
from coach.script.phrasebook import Phrasebook, read_phrasebook
from coach.script.pronunciation import Pronunciation, read_pronunciation
from coach.script.routine import Routine, Stretch

DEFAULT_LANGUAGE = "en"

MAX_NEIGHBOURS = 50
"""The most files beside a routine that are opened to find out which of them are stretches."""

_TITLES = {"stretch": "Stretches", "routine": "Routines", "broken": "Files that cannot be read"}

_NAME = re.compile(NAME)

LONGEST_NAME = 200
"""Characters of the longest name of a script. Folders take 255 bytes, with the ending."""


@dataclass(frozen=True, slots=True)
class Found:
    """The script that a person means.

    Attributes:
        name: Names it from now on: its path if it was found by one or stands in the folder that one is in, otherwise
            the name that `Library.find` takes.
        path: Its file.
        guessed: Whether the person wrote something else.
        hides: Whether it is found by a name that a script that comes with coach has too.
    """

    name: str
    path: Path
    guessed: bool = False
    hides: bool = False

    @property
    def is_stretch(self) -> bool:
        """Whether it is a single stretch; reads the file."""
        return kind_of(self.path) == "stretch"


class Library:
    """The scripts in one folder, `stretches/`, `routines/` and `phrases/`, and the person's own in another.

    Each stretch of a routine is read once.

    Args:
        folder: Default: the scripts that come with coach.
        own: The person's own folder, with scripts in it and in its `routines/` and `stretches/`; it may not exist.
    """

    def __init__(self, folder: Path | None = None, own: Path | None = None) -> None:
        self._folder = folder or bundled("scripts")
        self._own = own
        self._stretches: dict[Path, Stretch] = {}
        self._broken: dict[Path, ScriptError] = {}

    def stretch_names(self) -> list[str]:
        """Return the names of all stretches that come with coach, in alphabetical order."""
        return sorted(path.stem for path in (self._folder / "stretches").glob("*.yaml"))

    def routine_names(self) -> list[str]:
        """Return the names of all routines that come with coach, in alphabetical order."""
        return sorted(path.stem for path in (self._folder / "routines").glob("*.yaml"))

    def own_paths(self) -> list[Path]:
        """Return the files of the person's own scripts in alphabetical order, whether or not they can be read."""
        found: dict[str, Path] = {}
        for folder in self._own_folders():
            for path in sorted(folder.glob("*.y*ml")):
                if path.suffix in ENDINGS:
                    found.setdefault(path.stem, path)
        return [found[name] for name in sorted(found)]

    def own_routine_names(self) -> list[str]:
        """Return the names of the person's own routines in alphabetical order; files that are broken are left out."""
        paths = [path for path in self.own_paths() if _NAME.fullmatch(path.stem)]
        return [path.stem for path in paths if kind_of(path) == "routine"]

    def own_broken_names(self) -> list[str]:
        """Return the names of the person's own files that are neither a stretch nor a routine as they stand."""
        return [path.stem for path in self.own_paths() if kind_of(path) == "broken"]

    def own_path(self, name: str) -> Path | None:
        """Return the file of the person's own script of a name; None if there is none.

        Raises:
            ScriptError: It is a link that leads out of its folder.
        """
        found = (path for folder in self._own_folders() if (path := script_in(folder, name)))
        return next(found, None)

    def comes_with_coach(self, name: str) -> bool:
        """Return whether a script of this name comes with coach."""
        return self._shipped(name) is not None

    def phrasebook(self, language: str = DEFAULT_LANGUAGE) -> Phrasebook:
        """Read the engine's words in a language, named as its file is, such as `en`."""
        return read_phrasebook(self._folder / "phrases" / f"{language}.yaml")

    def pronunciation(self, language: str = DEFAULT_LANGUAGE) -> Pronunciation:
        """Read the respellings that make voices say the words of a language correctly."""
        return read_pronunciation(self._folder / "phrases" / f"{language}-pronunciation.yaml")

    def find(self, name: str) -> Stretch | Routine:
        """Read a stretch or a routine by its name, or by the path of a YAML file. The person's own scripts come first.

        Raises:
            UnknownNameError: There is no such name; the error has the nearest one.
            ScriptError: The script is there and has a mistake.
            SettingsError: Nothing can have such a path.
        """
        if _is_path(name):
            return self.read(given_path(name))
        if path := self.own_path(name) or self._shipped(name):
            return self.read(path)
        raise self._unknown(name)

    def meant(self, name: str, beside: Path) -> Found:
        """Find the script that a person means by a name or a path, which need not be exact.

        The case may be another. A title counts as a name, and so does the beginning of a name or a title that no other
        script shares. A path may lack its ending.

        Args:
            name: A name or a path, as the person wrote it.
            beside: The folder that they are in, of which the scripts come first.

        Raises:
            UnknownNameError: There is no such script, or there are several; the error names those that are near.
            ScriptError: There is no such file, or it is a link that leads out of its folder.
            SettingsError: Nothing can have such a path.
        """
        if _is_path(name):
            path = given_path(name)
            paths = (path, *(path.parent / f"{path.name}{ending}" for ending in ENDINGS))  # also of `/`, without a name
            found = next((each for each in paths if os.path.isfile(each)), None)  # noqa: PTH113 (long names raise nothing)
            if found is None and not path.exists():
                raise self._no_file(path)
            return Found(str(found or path), found or path)
        shipped = self._shipped(name)
        if here := script_in(beside, name):
            return Found(str(here), here, hides=shipped is not None)
        if own := self.own_path(name):
            return Found(name, own, hides=shipped is not None)
        if shipped:
            return Found(name, shipped)
        return self._guessed(name, beside)

    def _guessed(self, name: str, beside: Path) -> Found:
        scripts = dict(self._scripts(beside))
        guessed = guess(name, {script: (script, title) for script, (_, title) in scripts.items()})
        if len(guessed) != 1:
            raise self._unknown(name, beside)
        path, _ = scripts[guessed[0]]
        exact = str(path) if path.parent == beside else guessed[0]
        return Found(exact, path, guessed=True, hides=self._shipped(path.stem) not in {None, path})

    def _scripts(self, beside: Path | None = None) -> Iterator[tuple[str, tuple[Path, str]]]:
        """Yield the name, file and title of each script that can be named; of several with one name, the first."""
        shipped = (path for kind in ("routines", "stretches") for path in (self._folder / kind).glob("*.yaml"))
        names: set[str] = set()
        for path in (*_neighbours(beside), *self.own_paths(), *shipped):
            kind, title = head_of(path)
            if kind != "broken" and path.stem not in names:
                names.add(path.stem)
                yield path.stem, (path, title)

    def _unknown(self, name: str, beside: Path | None = None) -> UnknownNameError:
        if name == "-":
            return UnknownNameError("Standard input cannot be read as a script.", "Write it to a file, and name that.")
        scripts = {script: (script, title) for script, (_, title) in self._scripts(beside)}
        several = guess(name, scripts)
        if len(several) > 1:
            return UnknownNameError(f"“{name}” may be {_either(several)}.", "Write more of the name.")
        near = several or suggest(name, scripts)
        remedy = f"Did you mean {_either(near)}? " if near else ""
        return UnknownNameError(f"There is no stretch or routine “{name}”.", f"{remedy}See `coach list`.")

    def _no_file(self, path: Path) -> ScriptError:
        known = path.stem if self.own_path(path.stem) or self._shipped(path.stem) else None
        near = closest(path.name, [each.name for each in _neighbours(path.parent)]) or known
        remedy = f"Did you mean {_either([near])}?" if near else "Check the path, or see `coach list`."
        return ScriptError(Location(path), "cannot be read: No such file or directory.", remedy)

    def shipped(self, name: str) -> Stretch | Routine:
        """Read a script that comes with coach, even if a script of the person's own has the same name.

        Raises:
            UnknownNameError: No script of this name comes with coach.
        """
        if path := self._shipped(name):
            return self.read(path)
        raise UnknownNameError(f"No stretch or routine “{name}” comes with coach.", "See `coach list`.")

    def read(self, path: Path) -> Stretch | Routine:
        """Read a stretch or a routine from a file. The stretches that a routine names may be beside it."""
        return read_script(path, partial(self._find_stretch, path.parent))

    def locate(self, name: str, sentence: str) -> Location | None:
        """Return where a spoken sentence was written: in a script that was read, or a stretch that it names.

        Args:
            name: The script, as `find` takes it.
            sentence: The sentence, with all that was filled in. One of coach's own is nowhere.
        """
        path = Path(name) if _is_path(name) else self.own_path(name) or self._shipped(name)
        return locate(sentence, [*([path] if path else []), *self._stretches])

    def _find_stretch(self, beside: Path, name: Scalar) -> Stretch:
        try:
            paths = [script_in(folder, name.text) for folder in (beside, *self._own_folders())]
        except ScriptError as error:
            raise ScriptError(name.location, error.problem, error.remedy, name.text) from None
        for path in (*paths, self._shipped(name.text, ("stretches",))):
            if path:
                return self._read_stretch(path)
        by_kind = self._names_by_kind(beside)
        if name.text in by_kind["routine"]:
            remedy = "List the names of its stretches instead."
            raise ScriptError(name.location, f"“{name.text}” is a routine, not a stretch.", remedy, name.text)
        problem = f"there is no stretch “{name.text}”."
        raise ScriptError(name.location, problem, _nearest(name.text, by_kind, ("stretch",)), name.text)

    def _names_by_kind(self, beside: Path | None = None) -> dict[str, list[str]]:
        """Return all names that a script in a folder can use, by kind: stretches, routines and broken files."""
        by_kind = {"stretch": {*self.stretch_names()}, "routine": {*self.routine_names()}, "broken": set[str]()}
        for path in (*self.own_paths(), *_neighbours(beside)):
            by_kind[kind_of(path)].add(path.stem)
        return {kind: sorted(names) for kind, names in by_kind.items()}

    def _shipped(self, name: str, kinds: Iterable[str] = ("routines", "stretches")) -> Path | None:
        paths = (self._folder / kind / f"{name}.yaml" for kind in kinds)
        return next((path for path in paths if path.is_file()), None) if _is_name(name) else None

    def _own_folders(self) -> tuple[Path, ...]:
        return (self._own, self._own / "routines", self._own / "stretches") if self._own else ()

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


def _either(names: list[str]) -> str:
    *others, last = (f"“{name}”" for name in names)
    return f"{', '.join(others)} or {last}" if others else last


def _is_path(name: str) -> bool:
    """Tell whether a text is meant as a path."""
    return name.endswith(ENDINGS) or bool(set(name) & set("/\\"))


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def _neighbours(folder: Path | None) -> list[Path]:
    """Return the first files of a folder that may be scripts."""
    return list(islice(sorted(folder.glob("*.y*ml")), MAX_NEIGHBOURS)) if folder else []


def _nearest(name: str, by_kind: dict[str, list[str]], kinds: Iterable[str] = ("routine", "stretch")) -> str:
    """Return the remedy for an unknown name: the nearest name of some kinds; without one, all names, kind by kind."""
    if close := closest(name, [known for kind in kinds for known in by_kind[kind]]):
        return f"Did you mean “{close}”?"
    return " ".join(f"{_TITLES[kind]}: {', '.join(names)}." for kind, names in by_kind.items() if names)


def _is_script(path: Path) -> bool:
    """Tell whether anything but a folder stands there, since what is no file is told of when it is read."""
    return os.path.lexists(path) and not path.is_dir()


def script_in(folder: Path, name: str) -> Path | None:
    """Return the file of a name in a folder, `NAME.yaml` or `NAME.yml`; None if there is none.

    Raises:
        ScriptError: It is a link that leads out of the folder.
    """
    paths = (folder / f"{name}{ending}" for ending in ENDINGS)
    path = next(filter(_is_script, paths), None) if _is_name(name) else None
    if path and os.path.realpath(path.parent) != os.path.dirname(os.path.realpath(path)):  # noqa: PTH120 (links may loop)
        problem = f"{path.name} is a link that leads out of its folder."
        raise ScriptError(Location(path, 1, 1), problem, "Copy the script there.")
    return path


def as_routine(script: Stretch | Routine) -> Routine:
    """Return a single stretch as a routine of one, with the phrasebook's opening and closing words."""
    if isinstance(script, Routine):
        return script
    return Routine(script.name, script.title, (script,))
