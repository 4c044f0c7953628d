"""Reads `site.yaml`, in which an author names the site and says who speaks: everything in it may be left out.

Each mistake has its line and column.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from coach.errors import Location, ScriptError, SettingsError
from coach.page.publish.colours import LEAST_CONTRAST, Colours, contrast, read_colour
from coach.script.plain_file import Read, Table, read_plain_file

NAME = "site.yaml"

LONGEST_TITLE, LONGEST_NOTICE, LONGEST_LINK = 100, 2000, 500
"""Characters of the longest title or name, notice and link."""

_INVISIBLE = {"Cc", "Cs", "Co", "Cn"}
"""Categories of characters that no text has: control characters, halves of characters, and undefined ones."""

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows, with which a text can be made to look like another."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """The choices of a site's author.

    Attributes:
        title: The name of the site; empty for the one that comes with coach.
        author: The author's name, such as a physiotherapist's; empty for none.
        notice: The text that is shown on each page and in the feed, in paragraphs; empty for none.
        language: The language of these texts and of the feed, such as `pt-BR`; empty for that of the routines.
        link: An address of the author on the web; empty for none.
        contact: An address for mail; empty for none.
        colours: The colours of the pages; None for those that come with coach.
    """

    title: str = ""
    author: str = ""
    notice: str = ""
    language: str = ""
    link: str = ""
    contact: str = ""
    colours: Colours | None = None


def read_site_file(path: Path) -> SiteFile:
    """Read the choices.

    Raises:
        ScriptError: The file cannot be read, or something in it is wrong; with line, column and the nearest valid key.
    """
    file = read_plain_file(path, _TABLE, NAME, whole=("colours",))
    values = dict(file.values)
    if colours := values.pop("colours", None):
        values["colours"] = Colours(**colours)
        _check_contrast(values["colours"], file.places)
    return SiteFile(**values)


def _check_contrast(colours: Colours, places: Mapping[str, Location]) -> None:
    for name, colour in (("text", colours.text), ("accent", colours.accent)):
        found = contrast(colour, colours.background)
        if found < LEAST_CONTRAST:
            found_text = f"{math.floor(found * 10) / 10:g}"  # never rounded up to what is asked for
            problem = (
                f"the {name} {colour} has a contrast of {found_text} to 1 against the background "
                f"{colours.background}, and words need {LEAST_CONTRAST}."
            )
            remedy = "Take a colour that is lighter or darker, so that everybody can read it."
            raise ScriptError(places[f"colours.{name}"], problem, remedy, colour)


def _words(longest: int, *, paragraphs: bool = False) -> Read:
    """Return the reader of words for people, in one line or in paragraphs."""

    def read(text: str) -> str:
        lines = [" ".join(line.split()) for line in text.split("\n")]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) if paragraphs else " ".join(filter(None, lines))
        odd = next((letter for letter in text if letter != "\n" and _is_odd(letter)), None)
        if odd:
            problem = f"there is a character that is not printed, U+{ord(odd):04X}."
            raise SettingsError(problem, "Type the text anew in a plain editor.")
        if len(text) > longest:
            raise SettingsError(f"this has {len(text)} characters, and {longest} have room.", "Shorten it.")
        return text

    return read


def _is_odd(letter: str) -> bool:
    return unicodedata.category(letter) in _INVISIBLE or bool(_DIRECTIONS.match(letter))


def _read_language(text: str) -> str:
    """Read the name of a language as the web writes it. Source: RFC 5646."""
    if text and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", text):
        raise SettingsError(f"“{text}” is not the name of a language.", "Write it as in en, de or pt-BR.")
    return text


def _read_link(text: str) -> str:
    """Read an address on the web."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    strange = len(text) > LONGEST_LINK or re.search(r"[^!-~\u00a0-\U0010ffff]|[\"<>\\\\^`{|}]", text)
    if parts.scheme not in {"https", "http"} or not host or "@" in parts.netloc or strange:
        raise SettingsError(f"“{text}” is not an address on the web.", "Write it whole, such as https://example.org.")
    return text


def _read_contact(text: str) -> str:
    """Read an address for mail. Source: the form that HTML accepts in an e-mail field."""
    local, domain = r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}", r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    if text and not re.fullmatch(rf"{local}@{domain}(?:\.{domain})+", text):
        raise SettingsError(f"“{text}” is not an address for mail.", "Write it as in name@example.org.")
    return text


_TABLE: Table = {
    "title": _words(LONGEST_TITLE),
    "author": _words(LONGEST_TITLE),
    "notice": _words(LONGEST_NOTICE, paragraphs=True),
    "language": _read_language,
    "link": _read_link,
    "contact": _read_contact,
    "colours": {"background": read_colour, "text": read_colour, "accent": read_colour},
}
