"""Gives the files in `assets/`, and makes one script of the ES modules among them.

The modules are written for people and checked as they are. A page gets them joined in order of their imports, without
comments and indentation, so that it needs no other file and its policy can name the script by its hash.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "assets"

_IMPORT = re.compile(r"^import\s*\{[^}]*\}\s*from\s*\"\./([\w-]+\.js)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const|let)\b)", re.MULTILINE)
_NAME = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*/\*.*?\*/\s*?\n|^\s*//[^\n]*\n", re.MULTILINE | re.DOTALL)
_SPACE = re.compile(r"\n\s*")


def asset(name: str) -> str:
    """Return the text of a file in `assets/`."""
    return (FOLDER / name).read_text("utf-8")


@cache
def style(*names: str) -> str:
    """Return style sheets joined in the order given, without comments and indentation."""
    return _shortened("".join(asset(name) for name in names))


@cache
def script(main: str = "main.js") -> str:
    """Return a module and all that it imports as one classic script, each module after those that it imports.

    Args:
        main: The module to begin with, which runs last.

    Raises:
        ValueError: Two modules have a top-level name in common, or import and export in a way that is not known here.
    """
    joined = "".join(_body(name) for name in _in_order(main))
    names = _NAME.findall(joined)
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"Two modules of the page have the name {doubled[0]}. Give one of them another name.")
    return f'(()=>{{"use strict";{_shortened(joined)}}})();'


def source_hash(text: str) -> str:
    """Return the source by which a Content-Security-Policy allows an inline script or style, quotes included.

    Source: W3C, Content Security Policy Level 3, section 2.3.1.
    """
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _in_order(name: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the names of a module's imports, and then its own, each once."""
    if name in above:
        raise ValueError(f"{name} imports itself through {above[-1]}. Move what both need to a third module.")
    imported = (each for path in _IMPORT.findall(asset(name)) for each in _in_order(path, (*above, name)))
    yield from dict.fromkeys((*imported, name))


def _body(name: str) -> str:
    """Return a module without its comments, imports and exports."""
    body = _EXPORT.sub("", _IMPORT.sub("", _COMMENT.sub("", asset(name) + "\n")))
    if left := re.search(r"^(?:import|export)\b[^\n]*", body, re.MULTILINE):
        raise ValueError(f"{name} has a line that cannot be joined: {left[0]}")
    return body


def _shortened(text: str) -> str:
    """Return a script or style without comments that have lines of their own, and without indentation."""
    return _SPACE.sub("\n", _COMMENT.sub("", text)).strip()
