"""The feed is what podcast players read: two parsers of others say so, and the rules of its formats."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import feedparser
import pytest

from coach.page.publish.episode import Episode
from coach.page.publish.feed import ATOM, ITUNES, PODCAST, episode_guid, feed_guid, feed_xml
from coach.page.publish.site import Site
from coach.page.publish.site_file import SiteFile
from tests.page.publish.publishing import NAME, URL
from tests.require import require

TOOLS = Path(__file__).parents[1] / "tools"
AUTHOR = SiteFile(
    title="Kneipp & <b>Söhne</b> ]]>",
    author="Dr. “Rücken” <script>",
    notice="Stop if it hurts & <i>call</i>.\n\nTwice a day.",
    language="de",
    link="https://example.org/?a=1&b=2",
    contact="praxis@example.org",
)


def feed(episodes: Sequence[Episode], author: SiteFile = AUTHOR, url: str = URL) -> bytes:
    dates = {episode.name: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC) for episode in episodes}
    return feed_xml(Site(url, author, tuple(episodes), dates), "cover-1.png")


def test_a_parser_of_feeds_reads_everything(episode: Episode) -> None:
    read = feedparser.parse(feed([episode]))
    assert not read.bozo
    assert (read.feed.title, read.feed.language, read.feed.author) == (AUTHOR.title, "de", AUTHOR.author)
    assert read.feed.podcast_guid == feed_guid(f"{URL}feed.xml")
    (entry,) = read.entries
    assert entry.title == "Short & <b>sweet</b>"
    assert (entry.link, entry.id, entry.guidislink) == (f"{URL}{NAME}/", episode_guid(URL, NAME), False)
    assert entry.published == "Fri, 02 Jan 2026 03:04:05 GMT"
    assert entry.itunes_duration == str(round(episode.duration_s))
    (sound,) = entry.enclosures
    assert (sound.href, sound.length, sound.type) == (URL + episode.files.audio, str(episode.audio_bytes), "audio/mpeg")
    assert entry.podcast_chapters == {"url": URL + episode.files.chapters, "type": "application/json+chapters"}
    assert entry.podcast_transcript["url"] == URL + episode.files.captions


def test_a_parser_that_knows_the_podcast_namespace_reads_everything(episode: Episode, tmp_path: Path) -> None:
    node = shutil.which("node")
    require(node and (TOOLS / "node_modules" / "podcast-partytime").is_dir(), "needs `npm ci` in tests/page/tools")
    (tmp_path / "feed.xml").write_bytes(feed([episode]))
    program = (
        'import { parseFeed } from "podcast-partytime"; import { readFileSync } from "node:fs";'
        "console.log(JSON.stringify(parseFeed(readFileSync(process.argv[1], 'utf8'))));"
    )
    command = [str(node), "--input-type=module", "--eval", program, str(tmp_path / "feed.xml")]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=True)
    read: Any = json.loads(done.stdout)
    assert read["guid"] == feed_guid(f"{URL}feed.xml")
    assert read["pubsub"] == {"self": f"{URL}feed.xml"}
    assert read["pc20support"]["1"] == ["transcript", "chapters"]
    (item,) = read["items"]
    assert item["guid"] == episode_guid(URL, NAME)
    assert item["podcastChapters"] == {"url": URL + episode.files.chapters, "type": "application/json+chapters"}
    transcripts = {each["type"]: each["url"] for each in item["podcastTranscripts"]}
    assert transcripts == {"text/vtt": URL + episode.files.captions, "text/plain": URL + episode.files.text}
    assert (item["duration"], item["enclosure"]["length"]) == (round(episode.duration_s), episode.audio_bytes)


@pytest.mark.parametrize("author", [AUTHOR, SiteFile()])
def test_a_feed_has_what_the_formats_ask_for(episode: Episode, author: SiteFile) -> None:
    other = replace(episode, name="other")
    (channel,) = ET.fromstring(feed([episode, other], author))
    for tag in ("title", "link", "description", "language", f"{{{ITUNES}}}author", f"{{{PODCAST}}}guid"):
        assert channel.findtext(tag)
    assert channel.findtext(f"{{{ITUNES}}}explicit") in {"true", "false"}
    itself = channel.find(f"{{{ATOM}}}link")
    assert itself is not None
    assert itself.attrib == {"href": f"{URL}feed.xml", "rel": "self", "type": "application/rss+xml"}
    items = channel.findall("item")
    assert len({item.findtext("guid") for item in items}) == 2
    for item in items:
        assert [child.tag for child in item].count("enclosure") == 1
        assert parsedate_to_datetime(item.findtext("pubDate", ""))
        assert item.findtext(f"{{{ITUNES}}}duration", "").isdecimal()
    addresses = [value for each in channel.iter() for key, value in each.attrib.items() if key in {"url", "href"}]
    whole = [address for address in addresses if address.startswith(URL)]
    assert len(whole) == len(addresses) - (1 if author.link else 0)


def test_a_guid_stays_when_sound_title_and_encryption_change(episode: Episode) -> None:
    changed = replace(episode, title="Another", audio_bytes=1, files=replace(episode.files, audio="short/audio-1.mp3"))
    guids = [ET.fromstring(feed([each])).findtext("channel/item/guid") for each in (episode, changed)]
    assert guids[0] == guids[1]
    assert episode_guid(URL, "a") != episode_guid(URL, "b") != episode_guid("https://example.org/", "b")
    assert feed_guid("https://a.org/feed.xml") == feed_guid("http://a.org/feed.xml/")


def test_the_guid_of_a_feed_is_that_of_the_specification() -> None:
    # Podcasting 2.0, podcast:guid: the example of mp3s.nashownotes.com/pc20rss.xml
    assert feed_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert UUID(feed_guid(URL)).version == 5


def test_words_of_strangers_are_words(episode: Episode) -> None:
    odd = replace(episode, title="\x00\x1b[31m</title>\ud800\ufffe&lt;😀")
    read = feedparser.parse(feed([odd]))
    assert not read.bozo
    assert read.entries[0].title_detail.value == "[31m</title>&lt;😀"
    (channel,) = ET.fromstring(feed([odd]))
    assert re.findall(r"<(?!/?p>)", channel.findtext("description", "")) == []  # in it, players take < for HTML


def test_the_same_site_gives_the_same_bytes(episode: Episode) -> None:
    assert feed([episode]) == feed([episode])
