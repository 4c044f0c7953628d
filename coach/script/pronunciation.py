"""How words are spelt for the voices, read from `scripts/phrases/LANGUAGE-pronunciation.yaml`.

A text in, as an author wrote it; the same text out, as every voice reads it right. What is shown or written stays as it
was. Plain respellings, because all voices take them: what a voice gets is text, never its engine's markup.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from coach.errors import ScriptError
from coach.script.nodes import Mapping, read_nodes
from coach.script.schema import scalar

MOST_WORDS = 2_000
LONGEST = 60
"""Characters of a word or a respelling; with the number of words, a bound on what a file can ask for."""

_SPELLING = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
"""Letters, and single spaces, hyphens and apostrophes between them: nothing that any engine takes for a command."""


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """Respellings.

    Attributes:
        respelt: By what is written. With a capital letter it is meant as it stands, else in any case.
    """

    respelt: dict[str, str]

    def spoken(self, text: str) -> str:
        """A text with every listed word respelt; longer entries before shorter ones, each word once."""
        if not self.respelt:
            return text
        longest_first = sorted(self.respelt, key=len, reverse=True)
        pattern = "|".join(_pattern(word) for word in longest_first)
        return re.sub(rf"(?<![\w'’-])(?:{pattern})(?![\w'’-])", self._replace, text)

    def _replace(self, found: re.Match[str]) -> str:
        return self.respelt.get(found[0]) or self.respelt[found[0].lower()]


AS_WRITTEN = Pronunciation({})


def read_pronunciation(path: Path) -> Pronunciation:
    """Read one language's list; without a file, nothing is respelt.

    Raises:
        ScriptError: Unreadable, not a mapping of words to respellings, or anything but letters in one, with its place.
    """
    if not path.exists():
        return AS_WRITTEN
    document = read_nodes(path)
    if not isinstance(document, Mapping) or len(document.items) > MOST_WORDS:
        problem = f"a pronunciation list is a mapping of at most {MOST_WORDS} words."
        raise ScriptError(document.location, problem, "Write `word: respelling`, a word a line.")
    respelt = {}
    for word, node in document.items:
        spelling = scalar(node)
        for written in (word, spelling):
            if len(written.text) > LONGEST or not _SPELLING.fullmatch(written.text):
                problem = f"“{written.text}” is not words of letters alone."
                raise ScriptError(written.location, problem, "Spell it with letters, spaces and hyphens.", written.text)
        respelt[word.text] = spelling.text
    return Pronunciation(respelt)


def _pattern(word: str) -> str:
    return re.escape(word) if word != word.lower() else f"(?i:{re.escape(word)})"
