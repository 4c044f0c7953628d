"""`coach publish` as a person runs it: only what changed, files of their own, mistakes, and sudden ends."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from coach.page.publish.kept import Kept

COACH = [sys.executable, "-m", "coach"]
URL = "https://example.org/a/"
SITE = ["site", "--url", URL, "--scripts", "own", "--verbosity", "tones"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

NECK = """
routine: Neck
stretches:
  - stretch: Still
    position: standing
    source: "hold 5-30 s"
    steps:
      - hold: HOLD
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two routines and a site of them, which is not to be changed."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "own").mkdir()
    for name in ("neck", "back"):
        write(folder / "own" / f"{name}.yaml", "10 s")
    done = run_in(folder, "publish", *SITE, "neck", "back")
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 sessions" in done.stderr
    return folder


@pytest.fixture
def place(published: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder."""
    return Path(shutil.copytree(published, tmp_path / "place"))


@pytest.fixture
def publish(place: Path) -> Run:
    return lambda *more: run_in(place, "publish", *SITE, *more)


def run_in(folder: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [*COACH, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=folder, timeout=300, check=False, text=True)


def write(script: Path, hold: str) -> None:
    script.write_text(NECK.replace("HOLD", hold), "utf-8")


def sounds_of(site: Path) -> list[str]:
    """Return the sounds that the pages name."""
    pages = {name: (site / name / "index.html").read_text("utf-8") for name in ("neck", "back")}
    return [f"{name}/{found}" for name, page in pages.items() for found in set(re.findall(r"audio-\w+\.mp3", page))]


def content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_only_what_changed_is_made_again_and_a_site_can_lose_a_routine(publish: Run, place: Path) -> None:
    site = place / "site"
    before = content(site)
    again = publish("neck", "back")
    assert again.stderr.count("up to date") == 3
    assert content(site) == before

    write(place / "own" / "neck.yaml", "12 s")
    assert "back is up to date." in publish("neck", "back").stderr
    after = content(site)
    sounds = [path for path in before if path.startswith("back/audio-")]
    assert sounds
    assert all(after.get(path) == before[path] for path in sounds)
    assert after["neck/index.html"] != before["neck/index.html"]
    episode = Kept(site).episode("neck")
    assert episode
    assert feedparser.parse(str(site / "feed.xml")).entries[0].enclosures[0].href == URL + episode.files.audio

    assert publish("back").returncode == 0
    assert not (site / "neck" / "index.html").exists()
    assert [entry.link for entry in feedparser.parse(str(site / "feed.xml")).entries] == [f"{URL}back/"]
    assert "neck" not in (site / "index.html").read_text("utf-8")


def test_a_file_of_the_persons_is_not_replaced_unless_asked_to(publish: Run, place: Path) -> None:
    index = place / "site" / "index.html"
    index.write_text("mine")
    done = publish("neck", "back")
    assert (done.returncode, index.read_text()) == (1, "mine")
    assert "index.html exists already. Give --force to replace" in done.stderr
    assert publish("neck", "back", "--force").returncode == 0
    assert index.read_text("utf-8").startswith("<!doctype html>")


def test_a_site_file_is_read_from_the_folder_or_from_where_one_says(publish: Run, place: Path) -> None:
    (place / "site" / "site.yaml").write_text("title: Praxis Kneipp\nnotice: Langsam.\n")
    assert publish("neck", "back").returncode == 0
    assert "Praxis Kneipp" in (place / "site" / "index.html").read_text("utf-8")
    assert "Langsam." in (place / "site" / "neck" / "index.html").read_text("utf-8")
    (place / "other.yaml").write_text("titel: x")
    done = publish("neck", "--site", "other.yaml")
    assert done.returncode == 1
    assert "other.yaml:1:1: “titel” is not a key of `site.yaml`. Did you mean “title”?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Give it with --url"),
        (("--url", "http://example.org"), 2, "Give https://example.org."),
        (("--url", URL, "nowhere-at-all"), 2, "nowhere-at-all"),
        (("--url", URL, "--site", "gone.yaml"), 1, "gone.yaml: cannot be read"),
        (("--url", URL, "My Neck.yaml"), 1, "cannot be a part of an address"),
        (("--url", URL, "neck", "own/neck.yaml", "--scripts", "own"), 2, "Two of the scripts are called neck"),
    ],
)
def test_mistakes_are_told_before_anything_is_spoken(
    place: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    for name in ("My Neck.yaml", "neck.yaml"):
        shutil.copy(place / "own" / "neck.yaml", place / name)
    done = run_in(place, "publish", "new", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert not (place / "new").exists()


def test_a_routine_that_fails_stays_as_it_was(publish: Run, place: Path) -> None:
    before = sounds_of(place / "site")
    (place / "own" / "neck.yaml").write_text("routine: Neck\nstretches: [nowhere]\n")
    done = publish("neck", "back")
    assert done.returncode == 1
    assert "neck failed." in done.stderr
    assert sounds_of(place / "site") == before
    assert len(feedparser.parse(str(place / "site" / "feed.xml")).entries) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_run_that_is_ended_leaves_the_site_as_it_was_and_the_next_one_completes_it(
    publish: Run, place: Path, number: signal.Signals, code: int
) -> None:
    site = place / "site"
    sounds = sounds_of(site)
    for name in ("neck", "back"):
        write(place / "own" / f"{name}.yaml", "900 s")
    with subprocess.Popen([*COACH, "publish", *SITE, "neck", "back"], cwd=place, stderr=subprocess.PIPE) as process:
        until_s = time.monotonic() + 120
        while not list(site.glob(".coach-publish/*.new")):
            assert time.monotonic() < until_s
            time.sleep(0.005)  # of another process there is no other sign
        os.kill(process.pid, number)
        process.communicate(timeout=60)
    assert process.returncode == code
    assert sounds_of(site) == sounds
    assert all((site / path).is_file() for path in sounds)
    for name in ("neck", "back"):
        write(place / "own" / f"{name}.yaml", "10 s")
    assert publish("neck", "back").returncode == 0
    assert list(site.glob(".coach-publish/*.new")) == []
    assert sounds_of(site) == sounds


def test_the_help_names_the_folder_and_the_address(published: Path) -> None:
    done = run_in(published, "publish", "--help")
    assert "coach publish DIR [NAME…] [OPTIONS]" in done.stdout
    assert "--url" in done.stdout
