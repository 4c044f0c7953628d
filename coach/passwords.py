"""Hides the passwords of URLs, such as `sftp://me:secret@host/folder`, in what is printed or kept."""

import re

HIDDEN = "…"

_PASSWORD = re.compile(
    r"(:/{1,2}[^/\s:@\[]*:)"  # a path may have lost one of the two slashes
    r"(?:[^/\s]*@"  # as it should be written
    r"|(?!\d+(?:/|\s|$))\S*@)"  # with a / in it; what looks like a port is one
)


def without_passwords(text: str) -> str:
    """Replace the password of each URL in a text by `…`."""
    return _PASSWORD.sub(rf"\g<1>{HIDDEN}@", text) if "@" in text else text
