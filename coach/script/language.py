"""Compares the words of a script with those of a phrasebook, to tell whether both are in one language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import chain, islice

from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine

MOST_WORDS, LEAST_WORDS = 200, 20
"""How many words of a script are looked at, from its beginning on, and how many it takes for a judgement."""

LEAST_SHARE = 0.15
"""The share of words that are in the phrasebook too, from which both are in one language.

Measured: 0.60 to 0.87 in the English scripts that come with coach, 0.35 in the most technical English, at most 0.10 in
Dutch, French, German, Italian, Spanish and Swedish.
"""


def seems_foreign(routine: Routine, phrases: Phrasebook) -> bool:
    """Tell whether a routine is written in another language than the phrasebook.

    A script in another alphabet is foreign from the first word on; in the same one, False if it has too few words.
    """
    words = list(islice(_words(routine), MOST_WORDS))
    known = set(_words(phrases))
    letters = "".join(words)
    alphabet = set("".join(known))
    if 2 * sum(letter in alphabet for letter in letters) < len(letters):
        return True
    if len(words) < LEAST_WORDS:
        return False
    return sum(word in known for word in words) < LEAST_SHARE * len(words)


def _words(value: object) -> Iterator[str]:
    """Yield the words that are spoken of a script or a phrasebook, in small letters and without what is filled in."""
    for text in _texts(value):
        yield from re.findall(r"[^\W\d_]+", re.sub(r"\{[^{}]*\}", " ", text.casefold()))


def _texts(value: object) -> Iterator[str]:
    """Yield what stands in tuples and mappings: texts are tuples of sentences, titles and sources are not spoken."""
    if isinstance(value, tuple | Mapping):
        items = value if isinstance(value, tuple) else tuple(value.values())
        yield from chain.from_iterable([item] if isinstance(item, str) else _texts(item) for item in items)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
