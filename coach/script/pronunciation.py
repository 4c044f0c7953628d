"""Reads respellings for the voices from `scripts/phrases/LANGUAGE-pronunciation.yaml`, and respells texts with them.

A text goes in as an author wrote it and comes out as every voice reads it correctly. Texts that are shown or written to
a file stay as they were. The respellings are plain words: all voices take them, and no voice needs its engine's markup.
"""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coach.errors import ScriptError
from coach.script._nodes import Mapping, read_nodes
from coach.script._schema import scalar

MAX_WORDS = 2_000
"""The most words in a list."""

MAX_WORD_CHARACTERS = 60
"""The longest word or respelling. Together with the number of words, it bounds the work that a file can cause."""

_UNSPOKEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))

_SPELLING = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
"""Letters with single spaces, hyphens and apostrophes between them: no engine takes these for a command."""


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """The respellings of one language.

    Attributes:
        respelt: Respellings by the word as it is written. A word with a capital letter matches only as it stands; any
            other word matches in upper and lower case.
    """

    respelt: dict[str, str]

    def spoken(self, text: str) -> str:
        """Return a text in which every listed word is respelt once; longer entries go before shorter ones.

        Soft hyphens and spaces without width are left out, which would break a word in two for a voice.
        """
        text = text.translate(_UNSPOKEN)
        if not self.respelt:
            return text
        return _pattern(tuple(self.respelt)).sub(self._replace, text)

    def _replace(self, found: re.Match[str]) -> str:
        return self.respelt.get(found[0]) or self.respelt[found[0].lower()]


AS_WRITTEN = Pronunciation({})
"""Respells nothing."""


def read_pronunciation(path: Path) -> Pronunciation:
    """Read the list of one language. Without a file, nothing is respelt.

    Raises:
        ScriptError: The file is unreadable or not a mapping of words to respellings, or one of these has anything but
            letters.
    """
    if not os.path.lexists(path):
        return AS_WRITTEN
    document = read_nodes(path)
    if not isinstance(document, Mapping) or len(document.items) > MAX_WORDS:
        problem = f"a pronunciation list is a mapping of at most {MAX_WORDS} words."
        raise ScriptError(
            document.location, problem, "Write a word and its respelling on each line: `word: respelling`."
        )
    respelt = {}
    for word, node in document.items:
        spelling = scalar(node)
        for written in (word, spelling):
            if len(written.text) > MAX_WORD_CHARACTERS or not _SPELLING.fullmatch(written.text):
                problem = f"“{written.text}” is not made of letters alone, or is too long."
                raise ScriptError(written.location, problem, "Spell it with letters, spaces and hyphens.", written.text)
        respelt[word.text] = spelling.text
    return Pronunciation(respelt)


@lru_cache(maxsize=1)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of the words, the longest first."""
    patterns = (_word_pattern(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(patterns)})(?![\w'’-])")


def _word_pattern(word: str) -> str:
    return re.escape(word) if word != word.lower() else f"(?i:{re.escape(word)})"
