"""Fills words into texts and takes sentences out of them. Texts in, texts out; nothing is spoken here."""

from sys import intern

from coach.script.phrasebook import Phrasebook
from coach.script.steps import Text

WORDS_FROM_MINUTES = 60
"""The seconds from which a length of time is told in minutes."""


def fill(text: Text, **words: str) -> Text:
    """Replace placeholders by words, then begin every sentence with a capital letter.

    Args:
        text: Sentences and pauses; a placeholder such as `{side}` that has no word stays in it.
        words: A word for each placeholder, by its name without the braces. Without any, the text is returned unchanged.
    """
    if not words:
        return text
    return tuple(_fill_sentence(part, words) if isinstance(part, str) else part for part in text)


def _fill_sentence(sentence: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        sentence = sentence.replace(f"{{{name}}}", word)
    return intern(sentence[:1].upper() + sentence[1:])  # a session that repeats holds each sentence once


def time_words(seconds: int, phrases: Phrasebook) -> str:
    """Return a length of time as people say it: “25 seconds”, “one minute”, “2 and a half minutes”."""
    if seconds < WORDS_FROM_MINUTES:
        return phrases.time_seconds.replace("{n}", str(seconds))
    minutes, rest = divmod(seconds, 60)
    if rest == 30:
        half = phrases.time_minute_and_a_half if minutes == 1 else phrases.time_minutes_and_a_half
        return half.replace("{n}", str(minutes))
    whole = phrases.time_minute if minutes == 1 else phrases.time_minutes.replace("{n}", str(minutes))
    return f"{whole} {phrases.time_and} {time_words(rest, phrases)}" if rest else whole


def sentences_of(text: Text) -> tuple[str, ...]:
    """Return the sentences of a text without its pauses."""
    return tuple(part for part in text if isinstance(part, str))
