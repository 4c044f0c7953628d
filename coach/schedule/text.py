"""Fills words into texts and takes sentences out of them. Texts in, texts out; nothing is spoken here."""

from coach.script.steps import Text


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
    return sentence[:1].upper() + sentence[1:]


def sentences_of(text: Text) -> tuple[str, ...]:
    """Return the sentences of a text without its pauses."""
    return tuple(part for part in text if isinstance(part, str))
