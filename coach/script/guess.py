"""Guesses which script a person means by a title, a name in other letters, or the beginning of one."""

import re
from collections.abc import Collection, Mapping

from coach.errors import closest
from coach.script._stretch_reader import POSITION_SYNONYMS


def plain_name(text: str) -> str:
    """Write a text as a script's name would be: `childs-pose` for “Child's pose”."""
    return "-".join(re.findall(r"[^\W_]+", re.sub("['’]", "", text.casefold())))


def guess(wanted: str, spellings: Mapping[str, Collection[str]]) -> list[str]:
    """Return the scripts that may be meant: those that are called so, or else those of which a name begins so.

    Args:
        wanted: A name or a title, as a person wrote it.
        spellings: The name and the title of each script.

    Returns:
        One script if it is clear which is meant; several, in alphabetical order, if it is not; or none.
    """
    name = plain_name(wanted)
    if not name:
        return []
    spelt = {script: {plain_name(text) for text in texts} for script, texts in spellings.items()}
    same = [script for script, names in spelt.items() if name in names]
    return sorted(same or [script for script, names in spelt.items() if any(each.startswith(name) for each in names)])


def suggest(wanted: str, spellings: Mapping[str, Collection[str]]) -> list[str]:
    """Return the scripts to name to a person whose word for one could not be guessed; none if none is near.

    These are the scripts whose names have all the words that were written. A synonym of a position counts as the
    position: `sitting` as `seated`. If there are none, it is the script whose name differs by a slip of the keyboard.
    """
    name = plain_name(wanted)
    words = name.split("-")
    spelt = {plain_name(text): script for script, texts in spellings.items() for text in texts}
    for asked in (words, [POSITION_SYNONYMS.get(word, word) for word in words]):
        if holding := {script for text, script in spelt.items() if name and set(asked) <= set(text.split("-"))}:
            return sorted(holding)
    near = closest(name, spelt)
    return [spelt[near]] if near else []
