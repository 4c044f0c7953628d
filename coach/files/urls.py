"""Tells URLs from paths, and hides passwords, as in `sftp://me:secret@host/folder`, in what is printed or kept."""

import re

HIDDEN = "…"

_URL = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
"""Begins a URL. A single letter is a drive of Windows."""

_PASSWORD = re.compile(
    r"(:/{1,2}[^/\s:@\[]*:)"  # a path may have lost one of the two slashes
    r"(?:[^/\s]*@"  # as it should be written
    r"|(?!\d+(?:/|\s|$))\S*@)"  # with a / in it; what looks like a port is one
)


def is_url(text: str) -> bool:
    """Tell whether a text begins as a URL does."""
    return bool(_URL.match(text))


def protocol_of(url: str) -> str:
    """Return the protocol of a URL in small letters; an empty text if it is none."""
    begins = _URL.match(url)
    return begins[1].lower() if begins else ""


def without_passwords(text: str) -> str:
    """Replace the password of each URL in a text by `…`."""
    return _PASSWORD.sub(rf"\g<1>{HIDDEN}@", text) if "@" in text else text
