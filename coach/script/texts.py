"""What a speakable text may hold: sentences, `[pause: 2 s]`, `{side}` and `{other_side}`; also durations and doses.

Scalars in, frozen values out. A malformed mark is an error here, so that it is never read aloud.
"""

import re
from collections.abc import Collection
from fractions import Fraction

from coach.errors import Location, ScriptError
from coach.script.nodes import Scalar
from coach.script.steps import Dose, DoseUnit, Pause, PauseName, Text

MAX_SENTENCE_CHARACTERS = 500
"""About 35 s of speech; nobody remembers the start of a longer sentence, and voices fail on far longer ones."""

MAX_WORD_CHARACTERS = 50
"""The longest word in a dictionary of English has 45; without a limit, one “word” could sound for minutes."""

MAX_HOLD_S = Fraction(30 * 60)
MAX_PAUSE_S = Fraction(10 * 60)
MAX_COUNT = 200
"""Breaths or cycles, half an hour of them; with the two above, a bound on what a stranger's script can ask for."""

_SENTENCE = re.compile(r"\S.*?[.!?…][\"”’)]*(?=\s|$)|\S.*$")
_MARK = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_UNITS = {"s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60}
_COUNTS = {"breath": DoseUnit.BREATHS, "breaths": DoseUnit.BREATHS, "cycle": DoseUnit.CYCLES, "cycles": DoseUnit.CYCLES}
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(?:\s*[-–]\s*(\d{1,9}(?:\.\d{1,9})?))?\s*([a-z]*)")

DURATION_REMEDY = "Write seconds or minutes above zero, such as 20 s, 20-30 s or 1-2 min."


def read_text(scalar: Scalar, *, placeholders: Collection[str] = ()) -> Text:
    """Split a text into sentences and the pauses written between them.

    A sentence ends at `.`, `!`, `?` or `…` followed by white space.

    Args:
        scalar: What the author wrote.
        placeholders: The names allowed between `{` and `}` here.

    Raises:
        ScriptError: Nothing to say, a malformed mark, an unknown placeholder, control characters, a sentence over 500
            characters.
    """
    text = " ".join(scalar.text.split())
    _check_characters(scalar, text)
    _check_placeholders(scalar, text, placeholders)
    parts: list[str | Pause] = []
    for index, piece in enumerate(_MARK.split(text)):
        if index % 2:
            parts.append(_read_mark(scalar, piece))
        else:
            parts.extend(_read_sentences(scalar, piece))
    if not any(isinstance(part, str) for part in parts):
        raise ScriptError(
            scalar.location, "there is nothing to say here.", "Write the words to be spoken.", scalar.text
        )
    return tuple(parts)


def read_pause(scalar: Scalar) -> Pause:
    """A named pause, or a duration.

    Raises:
        ScriptError: Neither.
    """
    if scalar.text in set(PauseName):
        return Pause(PauseName(scalar.text))
    names = ", ".join(PauseName)
    if not re.match(r"\d", scalar.text):
        problem = f"“{scalar.text}” is neither a named pause nor a duration."
        raise ScriptError(scalar.location, problem, f"Write one of {names}, or seconds such as 4 s.", scalar.text)
    dose = read_dose(scalar, default_unit="s")
    if dose.unit is not DoseUnit.SECONDS or dose.low != dose.high or dose.high > MAX_PAUSE_S:
        problem = f"“{scalar.text}” is not one duration of at most 10 minutes."
        raise ScriptError(scalar.location, problem, "Write seconds, such as 4 s.", scalar.text)
    return Pause(dose.low)


def read_dose(scalar: Scalar, *, default_unit: str = "") -> Dose:
    """A number or a range, with its unit.

    Args:
        scalar: Such as `20-30 s`, `1–2 min`, `5-8 breaths`, `5-10`.
        default_unit: For a number that has none; empty makes that an error.

    Raises:
        ScriptError: Not of that form, zero or less, a range that falls, or beyond any dose.
    """
    match = _AMOUNT.fullmatch(scalar.text.strip())
    unit = (match[3] or default_unit) if match else ""
    if not match or (unit not in _UNITS and unit not in _COUNTS):
        raise ScriptError(scalar.location, f"“{scalar.text}” is not a dose.", DURATION_REMEDY, scalar.text)
    scale = _UNITS.get(unit, 1)
    low = Fraction(match[1]) * scale
    high = Fraction(match[2]) * scale if match[2] else low
    dose = Dose(low, high, _COUNTS.get(unit, DoseUnit.SECONDS))
    _check_dose(scalar, dose)
    return dose


def _check_dose(scalar: Scalar, dose: Dose) -> None:
    if not 0 < dose.low <= dose.high:
        problem = f"“{scalar.text}” has to be above zero, the smaller number first."
        raise ScriptError(scalar.location, problem, DURATION_REMEDY, scalar.text)
    counted = dose.unit is not DoseUnit.SECONDS
    if counted and (dose.low.denominator != 1 or dose.high.denominator != 1):
        raise ScriptError(scalar.location, f"“{scalar.text}” has half a breath.", "Write whole numbers.", scalar.text)
    if dose.high > (MAX_COUNT if counted else MAX_HOLD_S):
        limit = f"{MAX_COUNT} breaths" if counted else "30 minutes"
        raise ScriptError(
            scalar.location, f"“{scalar.text}” is more than {limit}.", "Write a smaller dose.", scalar.text
        )


def _check_characters(scalar: Scalar, text: str) -> None:
    if not text.isprintable():
        raise ScriptError(
            scalar.location, "a control character stands in this text.", "Type the text anew.", scalar.text
        )


def _check_placeholders(scalar: Scalar, text: str, allowed: Collection[str]) -> None:
    for name in _PLACEHOLDER.findall(text):
        if name not in allowed:
            known = " and ".join(f"{{{known}}}" for known in allowed)
            remedy = (
                f"Here {known} can be filled in." if allowed else "{side} and {other_side} work inside `sides:` only."
            )
            raise ScriptError(scalar.location, f"nothing is known to fill in for {{{name}}}.", remedy, scalar.text)
    for bracket in "{}":
        if bracket in _PLACEHOLDER.sub("", text):
            problem = f"a lone “{bracket}” stands in this text."
            raise ScriptError(_location_in(scalar, bracket), problem, "Write {side} or {other_side}.", scalar.text)


def _read_mark(scalar: Scalar, mark: str) -> Pause:
    verb, colon, length = (part.strip() for part in mark.partition(":"))
    location = _location_in(scalar, f"[{mark}]")
    if verb != "pause" or not colon:
        raise ScriptError(location, f"“[{mark}]” is not a mark.", "Write [pause: 2 s], or no brackets.", scalar.text)
    return read_pause(Scalar(location, length))


def _read_sentences(scalar: Scalar, text: str) -> list[str]:
    for bracket in "[]":
        if bracket in text:
            problem = f"a lone “{bracket}” stands in this text."
            raise ScriptError(
                _location_in(scalar, bracket), problem, "Write [pause: 2 s], or no brackets.", scalar.text
            )
    sentences = _SENTENCE.findall(text.strip())
    for sentence in sentences:
        if len(sentence) > MAX_SENTENCE_CHARACTERS:
            problem = f"a sentence has {len(sentence)} characters; {MAX_SENTENCE_CHARACTERS} are the most."
            raise ScriptError(scalar.location, problem, "Make several sentences of it.", sentence)
        if any(len(word) > MAX_WORD_CHARACTERS for word in sentence.split()):
            problem = f"a word has more than {MAX_WORD_CHARACTERS} characters."
            raise ScriptError(scalar.location, problem, "Write words that can be spoken.", sentence)
        if not any(character.isalnum() for character in sentence):
            problem = f"“{sentence}” has no word to speak."
            raise ScriptError(_location_in(scalar, sentence), problem, "Write words, or a pause.", sentence)
    return sentences


def _location_in(scalar: Scalar, part: str) -> Location:
    """Where a part of a text stands: exact for a text on one line, else the text's own location."""
    offset = scalar.text.find(part)
    if offset < 0 or "\n" in scalar.text:
        return scalar.location
    return Location(scalar.location.path, scalar.location.line, scalar.location.column + offset)
