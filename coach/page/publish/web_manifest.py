"""Writes the web manifest, with which a phone puts the site beside its other apps, and draws the icons for it.

Source: W3C, Web Application Manifest.
"""

import json
from hashlib import sha256

from coach.drawing.icon import icon_png
from coach.page.publish.colours import Colours
from coach.page.publish.hashed import DIGITS
from coach.page.publish.rendering import COVER_PIXELS
from coach.page.publish.site import Site

LONGEST_SHORT_NAME = 12
"""Letters that have room under an icon."""

SMALL, LARGE, MASKABLE, APPLE, COVER = "icon-192", "icon-512", "maskable-512", "apple-180", "cover"
"""The names of the pictures, without the digits of their content."""

_PIXELS = {SMALL: 192, LARGE: 512, MASKABLE: 512, APPLE: 180, COVER: COVER_PIXELS}
_WITHOUT_EDGE = (MASKABLE, APPLE, COVER)
"""Pictures that a system cuts to a shape of its own."""


def site_pictures(colours: Colours) -> dict[str, tuple[str, bytes]]:
    """Draw the icons and the cover of a site; returns the path and the content of each by its name."""
    pictures = {}
    for name, pixels in _PIXELS.items():
        content = icon_png(pixels, colours.background, colours.accent, maskable=name in _WITHOUT_EDGE)
        pictures[name] = (f"{name}-{sha256(content).hexdigest()[:DIGITS]}.png", content)
    return pictures


def web_manifest(site: Site, icons: dict[str, str]) -> bytes:
    """Write the web manifest.

    Args:
        site: The site.
        icons: The path of each picture by its name.
    """
    words = site.title.split()
    short = " ".join(words) if len(site.title) <= LONGEST_SHORT_NAME or not words else words[0]
    manifest = {
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "name": site.title,
        "short_name": short,
        "description": site.author.notice or site.texts["description"],
        "lang": site.language,
        "display": "standalone",
        "background_color": site.colours.background,
        "theme_color": site.colours.background,
        "categories": ["health", "fitness"],
        "icons": [_icon(icons[SMALL], SMALL), _icon(icons[LARGE], LARGE), _icon(icons[MASKABLE], MASKABLE, "maskable")],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _icon(path: str, name: str, purpose: str = "any") -> dict[str, str]:
    return {"src": path, "sizes": f"{_PIXELS[name]}x{_PIXELS[name]}", "type": "image/png", "purpose": purpose}
