"""Makes text of strangers fit to print: a file's name, a title, a device, a value that nobody knows.

Takes a text, returns one that cannot act on a terminal, or one that is short. Prints nothing.
"""

import re
from functools import cache

from coach.files.urls import without_passwords

QUOTED_CHARACTERS = 100
"""The most characters of a quotation in a message: more than in a long sentence of a script."""

MESSAGE_CHARACTERS = 1000
"""The most characters of a line of a message, half of them from its end, where the remedy is."""

_FIRST_UNSEEN_PRINTABLE = "\u034f"
"""The first character that cannot be seen although Python calls it printable."""

_QUOTATION = re.compile(f"“([^“”]{{{QUOTED_CHARACTERS + 1},}})”")


def harmless(text: str) -> str:
    r"""Write each character that acts on a terminal or cannot be seen as Python would: `\x1b` for ESC.

    Joiners between letters of other scripts or emoji stay, and a soft hyphen is a hyphen.
    """
    if text.isprintable() and max(text, default="") < _FIRST_UNSEEN_PRINTABLE:
        return text
    return _acting().sub(_escape, text.replace("\xad", "-"))


@cache
def _acting() -> re.Pattern[str]:
    """Return a pattern of the characters that act or cannot be seen. Compiling it takes 6 ms, and few texts need it."""
    return re.compile(
        "[\x00-\x1f\x7f-\x9f"  # controls, with which escape sequences begin
        "\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"  # turn the direction of what follows, or break the line
        "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u3164"  # unseen, as the next
        "\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
        "\ud800-\udfff]"  # half a character, or a byte of a file's name that is no text
        "|(?<![\u00a9-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u00a9-\U0010ffff])"  # joiners that join nothing
    )


def harmless_json(text: str) -> str:
    r"""Write each character of a JSON document but the printable ones of ASCII as JSON would: `\u001b` for ESC.

    The document still says the same, whatever the encoding in which it is printed.
    """
    return re.sub(r"[^ -~\n]", _json_escape, text)


def brief(message: str) -> str:
    """Shorten what a line of a message quotes, and then the line itself, with … for what is left out.

    The passwords of URLs are left out too.
    """
    message = without_passwords(message)
    message = _QUOTATION.sub(lambda quotation: f"“{quotation[1][: QUOTED_CHARACTERS - 1]}…”", message)
    half = MESSAGE_CHARACTERS // 2
    return message if len(message) <= MESSAGE_CHARACTERS else f"{message[:half]} … {message[-half:]}"


def _escape(character: re.Match[str]) -> str:
    number = ord(character[0])
    if 0xDC80 <= number <= 0xDCFF:  # Python's sign for a byte that is no text
        return f"\\x{number - 0xDC00:02x}"
    return character[0].encode("unicode_escape").decode()


def _json_escape(character: re.Match[str]) -> str:
    if character[0] in "\t\r":  # white space between the values, because a text has only escapes of them
        return " "
    units = character[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
