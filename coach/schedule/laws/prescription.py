"""Reads the numbers that a stretch's `source` prescribes beyond a simple dose. Words in, numbers out.

It understands sources such as “3 sets of 10, 2 s up, 3 s hold, 2 s down, rest 30 s”, “box breathing 4-4-4-4, 5 min”,
“40 s work, 20 s rest, 8 rounds”, “2 minutes of silence” and “one breath a movement”.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

_NUMBER = r"(\d+(?:\.\d+)?)"
_TIME = _NUMBER + r"\s*(s|sec|secs|seconds?|min|mins|minutes?)\b"
_RANGE = r"(\d+)(?:\s*[-–]\s*(\d+))?"
_MOVES = "up|down|hold|lift|raise|lower|pull|push|press|squeeze|reach|return|pause|out|in|back|release"


def _pattern(*ways: str) -> re.Pattern[str]:
    """Return a pattern that finds any of several wordings, in capital or small letters."""
    return re.compile("|".join(ways), re.IGNORECASE)


_SETS = _pattern(rf"{_RANGE}\s*(?:sets?\s+of|[x×])\s*{_RANGE}(?!\d|\s*(?:s|sec|seconds?|min|minutes?)\b)")
_PHASES = _pattern(rf"{_NUMBER}\s*(?:s|sec|seconds?)\s+(?:{_MOVES})\b")
_NUMBERS = _pattern(rf"(?<![\d.–-]){_NUMBER}[-–]{_NUMBER}[-–]{_NUMBER}(?:[-–]{_NUMBER})?(?![\d–-])")
_INTERVALS = _pattern(r"(?<![\d./])(\d{2,})\s*(?:s\s*)?/\s*(\d{2,})(?![\d./])")  # not half of something: 1/2
_WORK = _pattern(rf"{_TIME}\s*(?:of\s+)?(?:work|effort|on)\b")
_REST = _pattern(rf"rest\w*\s*(?:of\s+|for\s+)?{_TIME}", rf"{_TIME}\s*(?:of\s+)?(?:rest|off)\b")
_SILENCE = _pattern(
    rf"{_TIME}\s*(?:of\s+)?silence",
    r"(one|two|three|four|five|ten)\s+(minutes?)\s+(?:of\s+)?silence",
    rf"silence\w*\W{{1,3}}(?:of\s+|for\s+)?{_TIME}",
)
_BREATH_A_MOVEMENT = _pattern(
    r"\b(?:one|a)\s+breath\s+(?:a|per|for\s+each|for\s+every)\s+movement",
    r"\b(?:one|a)\s+movement\s+(?:a|per|with\s+each|for\s+each)\s+breath",
    r"breath\s+by\s+breath",
)
_ON_A_CHAIR = _pattern(r"\b(?:on|in)\s+(?:a|the)\s+chair\b", r"\bchair yoga\b")
_ONE_SIDE = _pattern(r"\b(left|right)\s+(?:\w+\s+)?only\b", r"\bonly\s+the\s+(left|right)\b")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


@dataclass(frozen=True, slots=True)
class Prescription:
    """The numbers that a source prescribes; each is None or empty where the source does not say it.

    Attributes:
        sets: The fewest and the most sets.
        reps: The fewest and the most repetitions of a set.
        phases_s: The seconds of the phases of a repetition.
        pattern_s: The seconds of the phases of a breath.
        work_s: Seconds of an effort.
        rest_s: Seconds of rest between efforts or sets.
        silence_s: Seconds of silence.
        breath_a_movement: Whether each movement takes a breath, or half of one, without a gap.
        on_a_chair: Whether the stretch is done on a chair.
        only_side: `left` or `right` where the stretch is done on that side only.
    """

    sets: tuple[int, int] | None = None
    reps: tuple[int, int] | None = None
    phases_s: tuple[Fraction, ...] = ()
    pattern_s: tuple[Fraction, ...] = ()
    work_s: Fraction | None = None
    rest_s: Fraction | None = None
    silence_s: Fraction | None = None
    breath_a_movement: bool = False
    on_a_chair: bool = False
    only_side: str = ""


def read_prescription(source: str) -> Prescription:
    """Read a source; words that are not understood are passed over."""
    sets, numbers, intervals = _SETS.search(source), _NUMBERS.search(source), _INTERVALS.search(source)
    triple = tuple(Fraction(number) for number in numbers.groups() if number) if numbers else ()
    phases_s = tuple(Fraction(number) for number in _PHASES.findall(source)) if sets else ()
    work, rest, side = _WORK.search(source), _REST.search(source), _ONE_SIDE.search(source)
    work_s = _seconds(work) if work else Fraction(intervals[1]) if intervals else None
    rest_s = _seconds(rest) if rest else Fraction(intervals[2]) if intervals else None
    return Prescription(
        sets=(int(sets[1]), int(sets[2] or sets[1])) if sets else None,
        reps=(int(sets[3]), int(sets[4] or sets[3])) if sets else None,
        phases_s=phases_s or (triple if sets else ()),
        pattern_s=() if sets else triple,
        work_s=work_s,
        rest_s=rest_s,
        silence_s=_longest_silence(source),
        breath_a_movement=bool(_BREATH_A_MOVEMENT.search(source)),
        on_a_chair=bool(_ON_A_CHAIR.search(source)),
        only_side=(side[1] or side[2]).lower() if side else "",
    )


def _longest_silence(source: str) -> Fraction | None:
    lengths = [_seconds(match) for match in _SILENCE.finditer(source)]
    return max(lengths, default=None)


def _seconds(match: re.Match[str]) -> Fraction:
    """Return a matched time in seconds. The match has two groups that are not empty: a number, then its unit."""
    number, unit = (group for group in match.groups() if group)
    amount = Fraction(_WORDS.get(number.lower(), 0) or number)
    return amount * 60 if unit.lower().startswith("min") else amount
