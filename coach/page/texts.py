"""Reads the visible words of the pages from `scripts/page/LANGUAGE.yaml`, so that a language is a file.

Each page has a mapping of its own in that file: `session` is the page that plays. `fill` sets values into a text.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from coach.files import bundled
from coach.script.library import DEFAULT_LANGUAGE


def page_texts(part: str, language: str = DEFAULT_LANGUAGE) -> Mapping[str, str]:
    """Return the words of one page, by key.

    Args:
        part: The page, a key at the top of the file, such as `session`.
        language: The language as its file is named, such as `en`. Without such a file, those of
            `DEFAULT_LANGUAGE` are returned.

    Raises:
        KeyError: The file has no such page.
    """
    parts = _read(_path(language))
    return parts[part]


def texts_language(language: str) -> str:
    """Return the language that `page_texts` has for a language: the same one, or English."""
    return _path(language).stem


def fill(text: str, **values: object) -> str:
    """Set values into the `{name}` places of a text; all other braces stay as they are."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _path(language: str) -> Path:
    """Return the file of a language, or the English one; a name that is no plain word has no file."""
    folder = bundled("scripts") / "page"
    path = folder / f"{language}.yaml"
    return path if language.replace("-", "").isalnum() and path.is_file() else folder / f"{DEFAULT_LANGUAGE}.yaml"


@cache
def _read(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a file. They travel with coach, so that nothing but a mapping of mappings is expected."""
    parts = yaml.safe_load(path.read_text("utf-8"))
    return {part: {key: str(text) for key, text in texts.items()} for part, texts in parts.items()}
