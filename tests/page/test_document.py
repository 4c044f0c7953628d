"""Tests for coach.page.document."""

import base64
import json
import re
import zlib
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from coach.page.assets import source_hash
from coach.page.document import CHUNK_BYTES, EmbeddedSound, Extras, policy, session_document, squeezed
from coach.page.packing import packed
from coach.page.texts import page_texts

CONTENTS: Any = {
    "format": 1,
    "key": "k",
    "name": "back",
    "title": "Back & </script><b>neck</b>",
    "language": "en",
    "direction": "ltr",
    "sample_rate": 24000,
    "frames": 240000,
    "sections": [{"kind": "opening", "name": "", "title": "Opening", "start": 0, "end": 240000}],
    "spans": [],
    "cues": [{"start": 0, "end": 24000, "text": "Welcome. </script><!-- "}],
    "resume": {"limits_s": [20, 120], "tables": [[], [], []]},
    "words": {"sentences": [], "clips": [], "quiet": [0, 0]},
    "picture": "",
    "audio": {"session": None, "words": None},
    "links": {"library": None, "download": None, "practised": None},
    "texts": dict(page_texts("session")),
}


class Elements(HTMLParser):
    """Collects the elements of a document with their attributes, and the text of scripts and styles."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[str] = []
        self.is_open = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.raw.append("")
        self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        self.is_open = False

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.raw[-1] += data

    def texts(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attrs, raw) for (name, attrs), raw in zip(self.found, self.raw, strict=True) if name == tag]


def unsqueezed(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text, validate=True), -zlib.MAX_WBITS))


def test_contents_stand_in_the_document_as_they_are_whatever_is_written_in_them() -> None:
    scripts = Elements("".join(session_document(CONTENTS))).texts("script")
    (text,) = [raw for attrs, raw in scripts if attrs.get("id") == "contents"]
    assert text == squeezed(packed(CONTENTS))
    assert unsqueezed(text) == json.loads(json.dumps(packed(CONTENTS)))


def test_the_policy_allows_the_script_and_the_style_of_the_document_and_nothing_from_elsewhere() -> None:
    extras = Extras(style="b{color:red}", script="f();", sources={"worker-src": ("'self'",)})
    elements = Elements("".join(session_document(CONTENTS, extras=extras)))
    (written,) = [attrs["content"] for tag, attrs in elements.found if attrs.get("http-equiv")]
    directives = dict(each.split(" ", 1) for each in str(written).split("; "))
    scripts = [raw for attrs, raw in elements.texts("script") if not attrs]
    assert directives["default-src"] == directives["connect-src"] == "'none'"
    assert directives["script-src"].split() == [source_hash(text) for text in scripts]
    assert directives["style-src"].split() == [source_hash(raw) for _, raw in elements.texts("style")]
    assert directives["worker-src"] == "'self'"
    assert not re.search(r"https?:(?!//www\.w3\.org/2000/svg)", str(written))


def test_only_a_page_that_keeps_the_practice_may_connect_and_only_to_where_it_came_from() -> None:
    kept = {**CONTENTS, "links": {**CONTENTS["links"], "practised": "practised"}}
    assert "connect-src 'self'" in unescape("".join(session_document(kept)))


def test_embedded_sound_comes_after_the_page_in_chunks_that_can_be_decoded_one_by_one(tmp_path: Path) -> None:
    sound = bytes(range(256)) * (CHUNK_BYTES // 128) + b"end"
    (tmp_path / "session.mp3").write_bytes(sound)
    (tmp_path / "words.mp3").write_bytes(b"words")
    embedded = EmbeddedSound(tmp_path / "session.mp3", tmp_path / "words.mp3")
    page, *pieces = session_document(CONTENTS, embedded=embedded)
    tracks: dict[str, bytes] = {}
    for attrs, raw in Elements("".join(pieces)).texts("script"):
        assert attrs["type"] == "text/plain"
        track = str(attrs["data-track"])
        tracks[track] = tracks.get(track, b"") + base64.b64decode(raw.strip(), validate=True)
    assert tracks == {"words": b"words", "session": sound}
    assert "media-src blob:;" in page
    assert max(map(len, pieces)) < 1.1 * 1024 * 1024


def test_titles_are_written_into_the_page_as_text() -> None:
    titles = re.findall(r"<(?:title|h1)[^>]*>(.*?)</(?:title|h1)>", "".join(session_document(CONTENTS)))
    assert [unescape(title) for title in titles] == [CONTENTS["title"]] * 2
    assert "<b>neck" not in "".join(titles)


def test_the_policy_allows_nothing_by_default() -> None:
    assert policy() == "default-src 'none'; base-uri 'none'; form-action 'none'"
    assert policy({"img-src": ()}).endswith("img-src 'none'")
