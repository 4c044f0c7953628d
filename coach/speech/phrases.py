"""Cuts sentences into the phrases that are spoken and kept one by one."""

import re


def phrases_of(sentence: str) -> list[str]:
    """Cut a sentence after each colon that is followed by a space; leave out what has no letter and no digit."""
    return [phrase for phrase in re.split(r"(?<=:)\s+", sentence) if any(map(str.isalnum, phrase))]
