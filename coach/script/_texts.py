"""Reads texts that will be spoken: sentences, pauses such as `[pause: 2 s]`, and placeholders such as `{side}`.

Scalars in, frozen values out. A malformed mark is an error here, so that it is never read aloud.
"""

import re
from collections.abc import Collection

from coach.errors import Location, ScriptError
from coach.script._doses import read_pause
from coach.script._nodes import Scalar
from coach.script.steps import Pause, Text

MAX_SENTENCE_CHARACTERS = 500
"""The longest sentence, about 35 s of speech: nobody remembers the start of a longer one, and voices fail on far longer
ones."""

MAX_WORD_CHARACTERS = 50
"""The longest word. The longest one in a dictionary of English has 45 characters; without a limit, one “word” could
sound for minutes."""

SIDE_NAMES = ("side", "other_side")
"""The placeholders inside `sides`."""

ROUND_NAMES = ("n", "total")
"""The placeholders inside `repeat`: the round, and how many there are."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\U000e0020-\U000e007f]")
"""Characters that no printer shows and many texts have: the soft hyphen, spaces without width, and what joins emoji and
letters. Others that are not printed change the direction of a text or control a device."""

_SENTENCE = re.compile(r"\S.*?[.!?…][\"”’)]*(?=\s|$)|\S.*$")
_MARK = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

_MARK_REMEDY = "Write [pause: 2 s], or no brackets."


def read_text(scalar: Scalar, *, placeholders: Collection[str] = ()) -> Text:
    """Split a text into sentences and the pauses written between them.

    A sentence ends at `.`, `!`, `?` or `…` followed by white space.

    Args:
        scalar: The text as the author wrote it.
        placeholders: The names that are allowed between `{` and `}` here.

    Raises:
        ScriptError: There is nothing to say, a malformed mark, an unknown placeholder, a control character, a sentence
            over 500 characters or a word over 50.
    """
    text = " ".join(scalar.text.split())
    _check_characters(scalar, text)
    _check_placeholders(scalar, text, placeholders)
    parts: list[str | Pause] = []
    for index, piece in enumerate(_MARK.split(text)):
        if index % 2:  # what was between brackets
            parts.append(_read_mark(scalar, piece))
        else:
            parts.extend(_read_sentences(scalar, piece))
    if not any(isinstance(part, str) for part in parts):
        problem = "there is nothing to say here."
        raise ScriptError(scalar.location, problem, "Write the words to be spoken.", scalar.text)
    return tuple(parts)


def sentences_in(text: str) -> list[str]:
    """Split a text as `read_text` does, without checking it."""
    return [sentence for piece in _MARK.split(" ".join(text.split()))[::2] for sentence in _split(piece)]


def _split(text: str) -> list[str]:
    return _SENTENCE.findall(text.strip())


def _check_characters(scalar: Scalar, text: str) -> None:
    if not _INVISIBLE.sub("", text).isprintable():
        problem = "this text has a control character."
        raise ScriptError(scalar.location, problem, "Type the text again.", scalar.text)


def _check_placeholders(scalar: Scalar, text: str, allowed: Collection[str]) -> None:
    for name in _PLACEHOLDER.findall(text):
        if name not in allowed:
            problem = f"{{{name}}} cannot be filled in here."
            raise ScriptError(scalar.location, problem, _placeholder_remedy(name, allowed), scalar.text)
    for bracket in "{}":
        if bracket in _PLACEHOLDER.sub("", text):
            problem = f"this text has a lone “{bracket}”."
            raise ScriptError(location_in(scalar, bracket), problem, "Write {side} or {other_side}.", scalar.text)


def _placeholder_remedy(name: str, allowed: Collection[str]) -> str:
    if set(allowed) <= {*SIDE_NAMES, *ROUND_NAMES}:
        if name in ROUND_NAMES:
            return "{n} and {total} work only inside `repeat:`."
        if not allowed or name in SIDE_NAMES:
            return "{side} and {other_side} work only inside `sides:`."
    return f"Here you can use {' and '.join(f'{{{name}}}' for name in allowed)}."


def _read_mark(scalar: Scalar, mark: str) -> Pause:
    verb, colon, length = (part.strip() for part in mark.partition(":"))
    location = location_in(scalar, f"[{mark}]")
    if verb != "pause" or not colon:
        raise ScriptError(location, f"“[{mark}]” is not a mark.", _MARK_REMEDY, scalar.text)
    return read_pause(Scalar(location, length))


def _read_sentences(scalar: Scalar, text: str) -> list[str]:
    for bracket in "[]":
        if bracket in text:
            problem = f"this text has a lone “{bracket}”."
            raise ScriptError(location_in(scalar, bracket), problem, _MARK_REMEDY, scalar.text)
    sentences = _split(text)
    for sentence in sentences:
        _check_sentence(scalar, sentence)
    return sentences


def _check_sentence(scalar: Scalar, sentence: str) -> None:
    if len(sentence) > MAX_SENTENCE_CHARACTERS:
        problem = f"a sentence has {len(sentence)} characters; at most {MAX_SENTENCE_CHARACTERS} are allowed."
        raise ScriptError(scalar.location, problem, "Split it into several sentences.", sentence)
    if any(len(word) > MAX_WORD_CHARACTERS for word in sentence.split()):
        problem = f"a word has more than {MAX_WORD_CHARACTERS} characters."
        raise ScriptError(scalar.location, problem, "Write words that can be spoken.", sentence)
    if not any(character.isalnum() for character in sentence):
        problem = f"“{sentence}” has no word to speak."
        raise ScriptError(location_in(scalar, sentence), problem, "Write words, or a pause.", sentence)


def location_in(scalar: Scalar, part: str) -> Location:
    """Return where a part of a text is: exact for a text on one line, otherwise the location of the whole text."""
    offset = scalar.text.find(part)
    start = scalar.location
    if offset < 0 or "\n" in scalar.text or start.column is None:
        return start
    return Location(start.path, start.line, start.column + offset)
