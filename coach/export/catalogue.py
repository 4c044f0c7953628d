"""Spells out a catalogue, a matrix of scripts, voices, speeds, levels and lengths, as jobs with readable file names."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path, PurePath

from coach.errors import SettingsError, nearest
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.text.companions import Companion
from coach.session.voices import PIPER
from coach.settings.notation import write_levels, write_minutes
from coach.settings.values import Levels

PARTS = ("name", "voice", "speed", "level", "minutes")
"""The parts that a file's name may be made of."""

LONGEST_PATTERN = 200
"""Characters of the longest pattern of file names."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Values of each dimension of the matrix. Where there are none, all match.

    Attributes:
        scripts: Names of scripts; `*` stands for any letters.
        voices: Voices, as `--voice` takes them.
        speeds: Speeds; 1.0 is 140 words a minute.
        levels: Levels.
        minutes: Lengths in minutes.
        formats: Formats of the files.
    """

    scripts: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    speeds: tuple[float, ...] = ()
    levels: tuple[Levels, ...] = ()
    minutes: tuple[Fraction, ...] = ()
    formats: tuple[FileFormat, ...] = ()

    def matches(self, job: Job) -> bool:
        """Tell whether a job has one of the values in each dimension that has any."""
        settings = job.settings
        return (
            (not self.scripts or any(fnmatchcase(job.name, pattern) for pattern in self.scripts))
            and (not self.voices or settings.voice in self.voices)
            and (not self.speeds or settings.speed in self.speeds)
            and (not self.levels or settings.levels in self.levels)
            and (not self.minutes or job.minutes in self.minutes)
            and (not self.formats or job.file_format in self.formats)
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A matrix of sessions.

    Attributes:
        wanted: The values of each dimension; a dimension without any has that of the job that is its pattern.
        left_out: The sessions that are not made.
        beside: The text files beside the audio; empty for those of the pattern.
        pattern: The files' names, such as `{name}/{voice}-{speed}`; empty for the name and what varies.
    """

    wanted: Selection = Selection()
    left_out: tuple[Selection, ...] = ()
    beside: tuple[Companion, ...] = ()
    pattern: str = ""

    def jobs(self, base: Job, scripts: Sequence[str]) -> list[Job]:
        """Spell out the jobs, script by script.

        Args:
            base: Gives everything that does not vary; its target is the folder.
            scripts: The names of the scripts.

        Raises:
            SettingsError: Two sessions would have the same file.
        """
        pattern = self.pattern or self._usual_pattern()
        jobs = [_with_file(job, base.target, pattern) for job in self._matrix(base, scripts) if self._wants(job)]
        _check_distinct(jobs, pattern)
        return jobs

    def _wants(self, job: Job) -> bool:
        return not any(selection.matches(job) for selection in self.left_out)

    def _matrix(self, base: Job, scripts: Sequence[str]) -> Iterator[Job]:
        own, wanted = base.settings, self.wanted
        beside = self.beside or base.beside
        for name, voice, speed, levels, minutes, file_format in itertools.product(
            scripts,
            wanted.voices or (own.voice,),
            wanted.speeds or (own.speed,),
            wanted.levels or (own.levels,),
            wanted.minutes or (base.minutes,),
            wanted.formats or (base.file_format or FileFormat.WAV,),
        ):
            settings = replace(own, voice=voice, speed=speed, levels=levels)
            yield replace(base, name=name, settings=settings, minutes=minutes, file_format=file_format, beside=beside)

    def _usual_pattern(self) -> str:
        wanted = self.wanted
        varying = {"voice": wanted.voices, "speed": wanted.speeds, "level": wanted.levels, "minutes": wanted.minutes}
        return "-".join(["{name}", *(f"{{{part}}}" for part, values in varying.items() if len(values) > 1)])


def chosen_scripts(patterns: Iterable[str], every: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the names that patterns stand for; without a pattern, every routine.

    Args:
        patterns: Names; `*` stands for any letters, and then for routines alone.
        every: The names of the routines.
        others: The names of the stretches.

    Raises:
        SettingsError: A pattern stands for none; with the nearest name.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        matching = [name for name in every if fnmatchcase(name, pattern)] or [n for n in others if n == pattern]
        if not matching:
            raise SettingsError(f"There is no script “{pattern}”.", nearest(pattern, [*every, *others]))
        found.update(dict.fromkeys(matching))
    return list(found or dict.fromkeys(every))


def read_pattern(text: str) -> str:
    """Read the pattern of file names.

    Raises:
        SettingsError: It leads out of the folder, or holds something else than letters and the known parts.
    """
    rest = re.sub(r"\{(\w+)\}", lambda part: "x" if part[1] in PARTS else part[0], text)
    if unknown := re.search(r"\{(.*?)\}", rest):
        raise SettingsError(f"A file's name has no part “{unknown[1]}”.", nearest(unknown[1], PARTS))
    if not text or len(text) > LONGEST_PATTERN or not all(map(_is_plain, rest.split("/"))):
        problem = f"“{text}” cannot be a pattern of file names."
        raise SettingsError(problem, "Write it as in {name}/{voice}-{speed}-{level}, without an ending.")
    return text


def _is_plain(part: str) -> bool:
    return bool(re.fullmatch(r"[\w-][\w. -]*", part)) and not part.endswith((".", " "))


def _with_file(job: Job, folder: Path, pattern: str) -> Job:
    name = re.sub(r"\{(\w+)\}", lambda part: _WRITTEN[part[1]](job), pattern)
    return replace(job, target=folder / f"{name}.{job.file_format}")


def _check_distinct(jobs: Iterable[Job], pattern: str) -> None:
    files: dict[str, Job] = {}
    for job in jobs:
        for target in job.targets:
            other = files.setdefault(str(target).casefold(), job)  # some systems have one letter of either case
            if other is not job and target == job.target:
                differing = [part for part in PARTS if _WRITTEN[part](other) != _WRITTEN[part](job)]
                remedy = f"Add {{{differing[0]}}} to the pattern {pattern}." if differing else "Name each voice once."
                raise SettingsError(f"Two sessions would have the file {target}.", remedy)


def _plain(text: str) -> str:
    return re.sub(r"[^\w.]+", "-", text).strip("-.") or "x"


def _voice(job: Job) -> str:
    kind, _, detail = job.settings.voice.partition(":")
    return _plain(PurePath(detail).stem if kind == PIPER else job.settings.voice)


def _level(job: Job) -> str:
    return _plain(write_levels(job.settings.levels) or "usual")


def _minutes(job: Job) -> str:
    return _plain(f"{write_minutes(job.minutes)}min") if job.minutes else "whole"


_WRITTEN: Mapping[str, Callable[[Job], str]] = {
    "name": lambda job: job.name,
    "voice": _voice,
    "speed": lambda job: f"{job.settings.speed:g}",
    "level": _level,
    "minutes": _minutes,
}
