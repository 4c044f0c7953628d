"""The pages of a site are sound HTML that asks for nothing elsewhere, and their manifest makes an app of them.

Covers also: site, web_manifest, service_worker.
"""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from coach.page.publish.colours import Colours
from coach.page.publish.episode import Episode
from coach.page.publish.site_file import SiteFile
from tests.page.publish.publishing import NAME, write_site
from tests.require import require

TOOLS = Path(__file__).parents[1] / "tools"
LINKS = {"href", "src", "poster", "action", "content"}


class Addresses(HTMLParser):
    """Collects the addresses that a page names."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policy = ""
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        self.found += [value for key, value in values.items() if key in LINKS - {"content"}]


@pytest.fixture
def pages(site: Path) -> list[Path]:
    return [site / "index.html", site / NAME / "index.html"]


def test_the_pages_are_valid(pages: list[Path]) -> None:
    program = TOOLS / "node_modules" / ".bin" / "html-validate"
    require(shutil.which("node") and program.exists(), "needs `npm ci` in tests/page/tools")
    command = [str(program), "--config", str(TOOLS / "htmlvalidate.json"), *map(str, pages)]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_address_is_relative_and_leads_to_a_file(pages: list[Path]) -> None:
    for page in pages:
        addresses = [each for each in Addresses(page).found if not each.startswith("data:") and each]
        assert addresses
        for address in addresses:
            assert not re.match(r"[a-z]+:|/", address), address
            target = page.parent / address
            assert (target / "index.html" if target.is_dir() else target).is_file(), address


def test_the_policy_allows_nothing_from_elsewhere(pages: list[Path]) -> None:
    for page in pages:
        policy = dict(each.strip().partition(" ")[::2] for each in Addresses(page).policy.split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["worker-src"] == policy["manifest-src"] == "'self'"
        sources = {source for each in policy.values() for source in each.split()}
        assert all(re.fullmatch(r"'none'|'self'|data:|blob:|'sha256-[\w+/=]+'", source) for source in sources)
        assert "unsafe" not in Addresses(page).policy


def test_an_author_is_quoted_and_not_obeyed(site: Path, pages: list[Path]) -> None:
    odd = "</title><script>alert(1)</script>"
    write_site(site, SiteFile(title=odd, author=odd, notice=odd, link="https://example.org/?a&b"))
    for page in pages:
        assert "<script>alert" not in page.read_text("utf-8")
    assert json.loads((site / "manifest.webmanifest").read_bytes())["name"] == odd


def test_the_bars_of_a_phone_have_the_colour_of_the_author(site: Path, pages: list[Path]) -> None:
    for colours, count in ((Colours("#102030", "#ffffff", "#ffcc00"), 1), (None, 2)):
        write_site(site, SiteFile(colours=colours))
        for page in pages:
            found = re.findall(r'<meta name="theme-color" content="(#\w+)"', page.read_text("utf-8"))
            assert len(found) == count
            assert ("#102030" in found) == (colours is not None)


def test_the_manifest_makes_an_app_at_any_address(site: Path) -> None:
    write_site(site, SiteFile(title="Praxis Kneipp und Töchter"))
    manifest = json.loads((site / "manifest.webmanifest").read_bytes())
    assert (manifest["name"], manifest["short_name"]) == ("Praxis Kneipp und Töchter", "Praxis")
    assert manifest["display"] == "standalone"
    assert manifest["start_url"] == manifest["scope"] == manifest["id"] == "./"
    purposes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert purposes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for icon in manifest["icons"]:
        with Image.open(site / icon["src"]) as image:
            assert (f"{image.width}x{image.height}", image.format) == (icon["sizes"], "PNG")


def test_the_cover_of_the_feed_is_as_large_as_players_ask_for(site: Path, episode: Episode) -> None:
    (own,) = site.glob("cover-*.png")
    for cover in (own, site / episode.files.cover):
        with Image.open(cover) as image:
            assert image.size == (1400, 1400)


def test_the_worker_has_another_version_with_every_change(site: Path) -> None:
    def version() -> str:
        found = re.search(r'"version": "([0-9a-f]{16})"', (site / "sw.js").read_text("utf-8"))
        assert found
        return found[1]

    first = version()
    write_site(site, SiteFile(notice="Slowly."))
    assert version() != first
    write_site(site)
    assert version() == first
