"""TODO."""

from coach.script.steps import Text


def fill(text: Text, **words: str) -> Text:
    """Fill in `{side}`, `{n}` and the like."""
    return tuple(_fill_sentence(part, words) if isinstance(part, str) else part for part in text)


def _fill_sentence(sentence: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        sentence = sentence.replace(f"{{{name}}}", word)
    return sentence[:1].upper() + sentence[1:]


def sentences_of(text: Text) -> tuple[str, ...]:
    """The spoken parts of a text, without its pauses."""
    return tuple(part for part in text if isinstance(part, str))
