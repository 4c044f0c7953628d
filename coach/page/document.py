"""Writes the page that plays a session as one HTML document: style, script, contents and, embedded, the sound itself.

The document asks for nothing from anywhere else, and its policy forbids it. The sound comes last and in chunks, so that
the page can be used before all of it has arrived.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from coach.page.assets import asset, script, source_hash, style
from coach.page.contents import Contents
from coach.page.packing import packed

CHUNK_BYTES = 768 * 1024
"""Bytes of sound in one chunk, 1 MiB as base64: decoding one takes a phone about 20 ms. A multiple of three, so that no
chunk but the last is padded."""

STYLES = ("colours.css", "page.css")

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' "
    "rx='7' fill='%230d1417'/%3E%3Ccircle cx='16' cy='16' r='9' fill='none' stroke='%2376d3c4' stroke-width='3.4' "
    "stroke-dasharray='42 57' stroke-linecap='round' transform='rotate(-90 16 16)'/%3E%3C/svg%3E"
)
"""The icon of all pages. Without one, browsers ask for /favicon.ico."""


@dataclass(frozen=True, slots=True)
class EmbeddedSound:
    """The two MP3 files that a document carries.

    Attributes:
        session: The session itself.
        words: The words track; None where there are no words to go on with.
    """

    session: Path
    words: Path | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """Things that a way of serving the page adds to it.

    Attributes:
        head: Trusted HTML for the end of the head, such as the link to a manifest.
        style: CSS after the page's own, such as other colours.
        ground: The colour behind everything, such as `#f5f3ee`, if the style changes it; empty if not.
        script: JavaScript that runs after the page's own, such as the registration of a service worker.
        sources: More sources for the policy, by directive, such as `{"worker-src": ("'self'",)}`.
        notice: A few words below the title before the session begins, such as the name of a practice.
    """

    head: str = ""
    style: str = ""
    ground: str = ""
    script: str = ""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notice: str = ""


NO_EXTRAS = Extras()


def session_document(
    contents: Contents, *, embedded: EmbeddedSound | None = None, extras: Extras = NO_EXTRAS
) -> Iterator[str]:
    """Write the page of a session.

    Args:
        contents: The contents of the page; see `contents`.
        embedded: The sound that the document carries. Without it, the contents name the addresses of the sound.
        extras: Things to add to the page.

    Yields:
        Pieces of the document. The first one is the whole page without the sound; each later one is at most 1 MiB.
    """
    yield _template().render(
        contents=contents,
        contents_json=squeezed(packed(contents)),
        texts=contents["texts"],
        links=contents["links"],
        policy=session_policy(contents, embedded=embedded, extras=extras),
        style=style(*STYLES) + extras.style,
        script=script(),
        extra_script=extras.script,
        theme=theme_tags(extras.ground),
        head=extras.head,
        notice=extras.notice,
        icon=ICON,
    )
    for track, path in (("words", embedded.words), ("session", embedded.session)) if embedded else ():
        if path is not None:
            yield from _chunks(track, path)
    yield "</body>\n</html>\n"


def session_policy(contents: Contents, *, embedded: EmbeddedSound | None = None, extras: Extras = NO_EXTRAS) -> str:
    """Return the policy that `session_document` writes into the page, for a server to send as a header too."""
    sources = {
        "script-src": tuple(source_hash(text) for text in (script(), extras.script) if text),
        "style-src": (source_hash(style(*STYLES) + extras.style),),
        "img-src": ("data:", "blob:", "'self'") if not embedded else ("data:", "blob:"),
        "media-src": ("blob:",) if embedded else ("'self'",),
        "connect-src": ("'self'",) if contents["links"].get("practised") else (),
    }
    return policy(sources, extras.sources)


def theme_tags(ground: str = "") -> str:
    """Return the tags that give the bars of a phone's browser a page's colour.

    Args:
        ground: The colour behind everything; empty for those of `assets/colours.css`, for dark and for light devices.
    """
    if ground:
        return f'<meta name="theme-color" content="{ground}">'
    dark, light = re.findall(r"--ground: (#[0-9a-f]{6});", asset("colours.css"))
    schemes = {"dark": dark, "light": light}
    return "\n".join(
        f'<meta name="theme-color" content="{colour}" media="(prefers-color-scheme: {scheme})">'
        for scheme, colour in schemes.items()
    )


def policy(*sources: Mapping[str, Iterable[str]]) -> str:
    """Return a Content-Security-Policy that allows nothing but these sources, by directive."""
    allowed: dict[str, list[str]] = {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"]}
    for mapping in sources:
        for directive, names in mapping.items():
            allowed.setdefault(directive, []).extend(names)
    return "; ".join(" ".join((directive, *(names or ["'none'"]))) for directive, names in allowed.items())


def squeezed(value: object) -> str:
    """Return a value as deflated JSON in base64; `assets/contents.js` reads it.

    Source: RFC 1951, without a header.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(compressor.compress(text.encode()) + compressor.flush()).decode()


def _chunks(track: str, path: Path) -> Iterator[str]:
    """Yield a file as base64 in script elements that do not run."""
    with path.open("rb") as file:
        while data := file.read(CHUNK_BYTES):
            yield f'<script type="text/plain" data-track="{track}">{base64.b64encode(data).decode()}</script>\n'


def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(asset("session.html"))
