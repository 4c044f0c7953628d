"""Makes the pages of a site: one for each routine, and the index. Each is one file that asks for nothing elsewhere."""

import html
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from coach.page import views
from coach.page.assets import source_hash, style
from coach.page.contents import AudioAddresses, Contents, Links
from coach.page.document import Extras, policy, session_document
from coach.page.publish.colours import colours_style
from coach.page.publish.episode import Episode
from coach.page.publish.service_worker import start_script
from coach.page.publish.site import FEED, MANIFEST, Site, page_path
from coach.page.publish.web_manifest import APPLE
from coach.page.texts import fill, page_texts, texts_language

UP = "../"
"""The way from a routine's page to the folder of the site."""


def routine_page(site: Site, episode: Episode, pictures: Mapping[str, str]) -> bytes:
    """Make the page of a routine.

    Args:
        site: The site.
        episode: The routine.
        pictures: The path of each of the site's pictures by its name.

    Returns:
        The page. It names its sound in plain words too, from which the service worker sees whose version it is.
    """
    audio, words = (path.rpartition("/")[2] for path in (episode.files.audio, episode.files.words))
    contents = Contents(
        **{
            **episode.contents,
            "audio": AudioAddresses(session=audio, words=words),
            "links": Links(library=UP, download=audio, practised=None),
            "texts": page_texts("session", episode.language),
        }
    )
    extras = site_extras(site, UP, pictures)
    extras = replace(extras, head=f'{extras.head}\n<meta name="coach-sound" content="{audio} {words}">')
    return "".join(session_document(contents, extras=extras)).encode()


def site_extras(site: Site, root: str, pictures: Mapping[str, str]) -> Extras:
    """Return what a site adds to each of its pages: its colours, its notice, its manifest, and the service worker.

    Args:
        site: The site.
        root: The way from the page to the folder of the site; empty from the index.
        pictures: The path of each of the site's pictures by its name.
    """
    author = site.author
    head = [
        f'<link rel="manifest" href="{root}{MANIFEST}">',
        f'<link rel="apple-touch-icon" href="{root}{pictures[APPLE]}">',
        f'<link rel="alternate" type="application/rss+xml" title="{html.escape(site.title)}" href="{root}{FEED}">',
    ]
    return Extras(
        head="\n".join(head),
        style=colours_style(author.colours) if author.colours else "",
        ground=author.colours.background if author.colours else "",
        script=start_script(root),
        sources={"manifest-src": ("'self'",), "worker-src": ("'self'",)},
        notice=author.notice,
    )


def index_page(site: Site, pictures: Mapping[str, str]) -> bytes:
    """Make the index.

    Args:
        site: The site.
        pictures: The path of each of the site's pictures by its name.
    """
    extras = site_extras(site, "./", pictures)
    css, script = style(*views.STYLES) + extras.style, extras.script
    sources = {
        "script-src": (source_hash(script),),
        "style-src": (source_hash(css),),
        "img-src": ("'self'", "data:"),
    }
    author = site.author
    surroundings = views.Site(
        root="./",
        language=texts_language(site.language),
        title=site.title,
        author=author.author,
        notice=author.notice,
        link=author.link,
        contact=author.contact,
        feed=FEED,
        style=css,
        ground=extras.ground,
        head=f'{extras.head}\n<script type="module">{script}</script>',
        policy=policy(sources, extras.sources),
    )
    return views.library_page(surroundings, [_entry(episode, site) for episode in site.episodes]).encode()


def _entry(episode: Episode, site: Site) -> views.Entry:
    """Return a routine as the index shows it."""
    texts, count = page_texts("site", site.language), len(episode.stretches)
    is_stretch = [section["name"] for section in episode.contents["sections"] if section["name"]] == [episode.name]
    return views.Entry(
        episode.name,
        episode.title,
        page_path(episode),
        episode.duration_s,
        facts=(texts["one_stretch"] if count == 1 else fill(texts["many_stretches"], n=count),),
        picture=f"data:image/svg+xml,{quote(episode.contents['picture'])}",
        is_routine=not is_stretch,
        links=(
            views.Link(texts["sound"], episode.files.audio, is_download=True),
            views.Link(texts["transcript"], episode.files.text),
        ),
    )
