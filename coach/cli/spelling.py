"""Replaces letters that a terminal's encoding lacks by similar ones: quotation marks, dashes and drawn lines.

It is a handler for errors of encoding: a stream with `errors=SPELLED` never fails, and shows as much as it can.
"""

import codecs

SPELLED = "coach-spelled"
"""The name of the handler for `str.encode` and for streams."""

_SPELLINGS = {
    "█": "#", "▇": "#", "▆": "*", "▅": "+", "▄": "o", "▃": "=", "▂": "-", "▁": "_", "▀": '"', "▓": "#", "░": ".",
    "─": "-", "━": "-", "┈": ".", "═": "=", "┃": "|", "╷": "'", "├": "|", "┤": "|", "·": "-", "…": ".", "–": "-",
    "—": "-", "−": "-", "×": "x", "←": "<", "→": ">", "▶": ">", "▴": "^", "▾": "v", "◆": "%", "■": "@", "’": "'",
    "↑": "^", "↓": "v", "•": "*", "‘": "'", "“": '"', "”": '"',
}  # fmt: skip
"""Replacements of equal width."""


def spell(text: str, encoding: str) -> str:
    """Replace the letters that an encoding lacks by similar ones, or by `?`; the text keeps its length."""
    return text.encode(encoding, SPELLED).decode(encoding)


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_SPELLINGS.get(letter, "?") for letter in lacking), error.end


codecs.register_error(SPELLED, _spell)
