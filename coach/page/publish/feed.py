"""Writes the feed that podcast players subscribe to, with an episode a routine.

Sources: RSS 2.0; Apple, podcast RSS feed requirements; Podcasting 2.0, the podcast namespace; RFC 4287 for `atom:link`.
"""

import html
import re
import xml.etree.ElementTree as ET  # it writes alone, and reads nothing
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from coach.page.publish.episode import Episode
from coach.page.publish.site import FEED, Site, page_path

ATOM = "http://www.w3.org/2005/Atom"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"

FEED_GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The name space of the GUIDs of feeds. Source: Podcasting 2.0, `podcast:guid`."""

CATEGORY = "Health & Fitness"
"""The category in the list that Apple keeps; all players know its English names."""

AUDIO_TYPE, CHAPTERS_TYPE, CAPTIONS_TYPE, TEXT_TYPE = (
    "audio/mpeg",
    "application/json+chapters",
    "text/vtt",
    "text/plain",
)

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold. Source: W3C, XML 1.0, section 2.2."""

for _prefix, _namespace in (("atom", ATOM), ("itunes", ITUNES), ("podcast", PODCAST)):
    ET.register_namespace(_prefix, _namespace)


def feed_xml(site: Site, cover: str) -> bytes:
    """Write the feed.

    Args:
        site: The site.
        cover: The path of the site's own cover.
    """
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    _describe(channel, site, cover)
    for episode in site.episodes:
        _add_episode(ET.SubElement(channel, "item"), episode, site)
    ET.indent(rss)
    text = ET.tostring(rss, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def feed_guid(url: str) -> str:
    """Return the GUID of the feed at an address, which stays when the feed moves from http to https."""
    return str(uuid5(FEED_GUIDS, url.partition("://")[2].rstrip("/")))


def episode_guid(site_url: str, name: str) -> str:
    """Return the GUID of a routine's episode, which stays when its sound and its title change."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{site_url}{name}/')}"


def _describe(channel: ET.Element, site: Site, cover: str) -> None:
    author = site.author
    own_url = site.url + FEED
    _add(channel, "title", site.title)
    _add(channel, "link", site.url)
    _add(channel, "description", _paragraphs(author.notice or site.texts["description"]))
    _add(channel, "language", site.language)
    if author.contact:
        name = f" ({author.author})" if author.author else ""
        _add(channel, "managingEditor", author.contact + name)
    _add(channel, "generator", "coach")
    _add(channel, f"{{{ATOM}}}link", attributes={"href": own_url, "rel": "self", "type": "application/rss+xml"})
    _add(channel, f"{{{ITUNES}}}author", author.author or site.title)
    if author.contact:
        owner = _add(channel, f"{{{ITUNES}}}owner")
        _add(owner, f"{{{ITUNES}}}name", author.author or site.title)
        _add(owner, f"{{{ITUNES}}}email", author.contact)
    _add(channel, f"{{{ITUNES}}}image", attributes={"href": site.url + cover})
    _add(channel, f"{{{ITUNES}}}category", attributes={"text": CATEGORY})
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    _add(channel, f"{{{ITUNES}}}type", "episodic")
    _add(channel, f"{{{PODCAST}}}guid", feed_guid(own_url))
    _add(channel, f"{{{PODCAST}}}medium", "podcast")
    if author.author:
        _add(channel, f"{{{PODCAST}}}person", author.author, {"href": author.link} if author.link else {})


def _add_episode(item: ET.Element, episode: Episode, site: Site) -> None:
    files = {what: site.url + path for what, path in episode.files.by_kind().items()}
    sound = {"url": files["audio"], "length": str(episode.audio_bytes), "type": AUDIO_TYPE}
    description = _paragraphs(f"{', '.join(episode.stretches)}.\n\n{site.author.notice}")
    _add(item, "title", episode.title)
    _add(item, "link", site.url + page_path(episode))
    _add(item, "description", description)
    _add(item, "guid", episode_guid(site.url, episode.name), {"isPermaLink": "false"})
    _add(item, "pubDate", _date(site.published[episode.name]))
    _add(item, "enclosure", attributes=sound)
    _add(item, f"{{{ITUNES}}}duration", str(round(episode.duration_s)))
    _add(item, f"{{{ITUNES}}}image", attributes={"href": files["cover"]})
    _add(item, f"{{{ITUNES}}}explicit", "false")
    _add(item, f"{{{ITUNES}}}episodeType", "full")
    _add(item, f"{{{PODCAST}}}chapters", attributes={"url": files["chapters"], "type": CHAPTERS_TYPE})
    for kind, media_type in (("text", TEXT_TYPE), ("captions", CAPTIONS_TYPE)):
        transcript = {"url": files[kind], "type": media_type, "language": episode.language}
        _add(item, f"{{{PODCAST}}}transcript", attributes=transcript)


def _paragraphs(text: str) -> str:
    """Write a text as HTML, which players take a description for."""
    return "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in filter(None, text.split("\n\n")))


def _add(parent: ET.Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None) -> ET.Element:
    clean = {name: _UNWRITABLE.sub("", value) for name, value in (attributes or {}).items()}
    element = ET.SubElement(parent, tag, clean)
    element.text = _UNWRITABLE.sub("", text) or None
    return element


def _date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
