"""Describes a site: who made it, where it will be, and the routines in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.page.publish.colours import USUAL, Colours
from coach.page.publish.episode import Episode
from coach.page.publish.site_file import SiteFile
from coach.page.texts import page_texts
from coach.script.library import DEFAULT_LANGUAGE

FEED, INDEX, MANIFEST, WORKER = "feed.xml", "index.html", "manifest.webmanifest", "sw.js"
"""The files of a site beside its routines; their addresses never change."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site.

    Attributes:
        url: Its address, with a slash at its end.
        author: The choices of its author.
        episodes: Its routines, in the order in which they are shown.
        published: When each of them was first published, by name.
    """

    url: str
    author: SiteFile
    episodes: tuple[Episode, ...]
    published: Mapping[str, datetime]

    @property
    def language(self) -> str:
        """The language of the site."""
        return self.author.language or next((episode.language for episode in self.episodes), DEFAULT_LANGUAGE)

    @property
    def texts(self) -> Mapping[str, str]:
        """The site's own words, by key."""
        return page_texts("publish", self.language)

    @property
    def title(self) -> str:
        """The name of the site."""
        return self.author.title or self.texts["title"]

    @property
    def colours(self) -> Colours:
        """The colours of what a system shows around the pages."""
        return self.author.colours or USUAL


def page_path(episode: Episode) -> str:
    """Return the path of a routine's page from the folder of the site, as addresses have it."""
    return f"{episode.name}/"
