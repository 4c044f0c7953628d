"""A site is written whole, only where it changed, and loses no file of the person's.

Covers also: kept, hashed, episode, rendering.
"""

import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.audio.sound_file import read_sound_file
from coach.errors import ExportError
from coach.files import replacing
from coach.page.publish import publication
from coach.page.publish.episode import Episode
from coach.page.publish.hashed import hashed_name, is_hashed
from coach.page.publish.kept import Kept, publishing_time
from coach.page.publish.publication import fixed_paths
from coach.page.publish.rendering import RECORDS, record_path
from coach.page.publish.site_file import SiteFile
from tests.page.publish.publishing import NAME, NOW, make, write_site

LATER = NOW + timedelta(days=30)


def digests(site: Path) -> dict[str, str]:
    paths = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def times(site: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in site.rglob("*")}


def references(site: Path) -> set[str]:
    """Return the sounds that the page and the worker name."""
    episode = Kept(site).episode(NAME)
    assert episode
    page = (site / NAME / "index.html").read_text("utf-8")
    worker = (site / "sw.js").read_text("utf-8")
    assert Path(episode.files.audio).name in page
    assert episode.files.audio in worker
    return {episode.files.audio, episode.files.words}


def test_a_second_time_writes_nothing(site: Path) -> None:
    before = times(site)
    published = write_site(site, now=LATER)
    assert (published.written, published.removed) == ((), ())
    assert times(site) == before


def test_every_file_of_a_routine_is_named_by_its_content_and_is_what_its_name_says(
    site: Path, episode: Episode
) -> None:
    files = {what: site / path for what, path in episode.files.by_kind().items()}
    assert all(is_hashed(file) for file in files.values())
    audio = read_sound_file(files["audio"], longest_s=600)
    assert audio.frames / audio.sample_rate == pytest.approx(episode.duration_s, abs=0.1)
    assert files["audio"].stat().st_size == episode.audio_bytes
    assert files["captions"].read_text("utf-8").startswith("WEBVTT")
    assert json.loads(files["chapters"].read_text("utf-8"))["version"] == "1.2.0"
    assert "Short & <b>sweet</b>" in files["text"].read_text("utf-8")
    assert files["cover"].read_bytes().startswith(b"\x89PNG")
    assert list(site.glob(f"{RECORDS}/*.new")) == []


def test_the_same_inputs_give_the_same_site(site: Path, made_site: Path, tmp_path: Path) -> None:
    again = tmp_path / "again" / "site"
    make(again, "10 s")
    write_site(again)
    ours, theirs = digests(again), digests(made_site)
    ours.pop(f"{RECORDS}/{NAME}.json"), theirs.pop(f"{RECORDS}/{NAME}.json")  # it has the settings' folders in its key
    assert ours == theirs


def test_an_authors_choices_rewrite_pages_and_no_sound(site: Path) -> None:
    published = write_site(site, SiteFile(title="Kneipp", notice="Slowly & <b>softly</b>."), LATER)
    assert set(published.written) == {f"{NAME}/index.html", "index.html", "manifest.webmanifest", "feed.xml", "sw.js"}
    for path in (f"{NAME}/index.html", "index.html"):
        assert "Slowly &amp; &lt;b&gt;softly&lt;/b&gt;." in (site / path).read_text("utf-8")


def test_the_date_of_an_episode_stays_and_a_later_one_is_newer(site: Path) -> None:
    (old,) = Kept(site).dates([NAME], LATER).values()
    assert old == NOW
    dates = Kept(site).dates([NAME, "a", "b"], LATER)
    assert dates == {NAME: NOW, "a": LATER, "b": LATER - timedelta(minutes=1)}


def test_the_sound_of_the_version_before_stays_for_one_more_version(site: Path) -> None:
    first = references(site)
    make(site, "11 s")
    assert write_site(site).removed == ()
    second = references(site)
    assert all((site / path).is_file() for path in first)
    make(site, "12 s")
    removed = write_site(site).removed
    assert set(removed) >= first - second
    assert all((site / path).is_file() for path in second | references(site))
    assert not any((site / path).exists() for path in first - second)


def test_a_routine_that_is_left_out_goes_and_files_of_the_persons_stay(site: Path) -> None:
    mine = [site / "CNAME", site / NAME / "photo.jpg", site / NAME / "audio-0123456789abcdef.mp3"]
    for file in mine:
        file.write_bytes(b"mine")
    record = record_path(site, NAME)
    record.rename(record.with_name("other.json"))
    kept = Kept(site)
    kept.forget({"index.html"}, [])
    assert sorted(path.name for path in (site / NAME).iterdir()) == ["audio-0123456789abcdef.mp3", "photo.jpg"]
    assert all(file.read_bytes() == b"mine" for file in mine)
    assert (site / "index.html").is_file()


def test_a_page_that_a_person_changed_is_a_stranger(site: Path) -> None:
    paths = fixed_paths([NAME])
    assert Kept(site).strangers(paths) == []
    (site / "index.html").write_text("mine")
    assert Kept(site).strangers(paths) == [site / "index.html"]
    (site / RECORDS / "_site.json").unlink()  # without its memory, coach takes no page for its own
    assert len(Kept(site).strangers(paths)) == len(paths)


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"written": 1}', b"\xff", b"[" * 100_000])
def test_a_damaged_memory_means_more_work_and_nothing_else(site: Path, damage: bytes) -> None:
    record_path(site, NAME).write_bytes(damage)
    (site / RECORDS / "_site.json").write_bytes(damage)
    assert Kept(site).episode(NAME) is None
    assert Kept(site).memory.written == {}


@pytest.mark.parametrize(
    "path", ["../mine.txt", "short/../../mine.txt", "{folder}/mine.txt", "..\\mine.txt", "C:mine.txt"]
)
def test_a_memory_that_leads_out_of_the_site_removes_nothing(site: Path, path: str) -> None:
    mine = site.parent / "mine.txt"
    mine.write_bytes(b"mine")
    file = site / RECORDS / "_site.json"
    memory = json.loads(file.read_bytes())
    memory["written"][path.format(folder=site.parent)] = [hashlib.sha256(b"mine").hexdigest()]
    file.write_text(json.dumps(memory), "utf-8")
    assert Kept(site).memory.written == {}
    assert write_site(site).removed == ()
    assert mine.read_bytes() == b"mine"


def test_a_file_that_cannot_be_removed_is_told_and_the_next_run_removes_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = (site / NAME).glob("audio-*.mp3")
    for hold in ("11 s", "12 s"):
        make(site, hold)
        with monkeypatch.context() as locked:
            locked.setattr(Path, "unlink", refuse)
            if hold == "11 s":
                write_site(site)
                continue
            with pytest.raises(ExportError, match=r"could not be removed: Permission denied\. The site is written\."):
                write_site(site)
    assert f"{NAME}/{old.name}" in write_site(site).removed
    assert not old.exists()


def refuse(path: Path, missing_ok: bool = False) -> None:
    raise PermissionError(13, "Permission denied", str(path))


def test_a_file_where_a_routines_folder_would_be_is_told(site: Path) -> None:
    shutil.rmtree(site / NAME)
    (site / NAME).write_bytes(b"mine")
    with pytest.raises(ExportError, match=rf"{NAME} could not be written: File exists\."):
        make(site, "10 s")
    assert (site / NAME).read_bytes() == b"mine"
    assert list(site.glob(f"{RECORDS}/*.new")) == []


def test_a_routine_whose_file_is_gone_or_changed_is_made_again(site: Path, episode: Episode) -> None:
    words = site / episode.files.words
    content = words.read_bytes()
    words.write_bytes(b"mine")
    assert Kept(site).episode(NAME) is None
    words.write_bytes(content)
    assert Kept(site).episode(NAME) == episode
    words.unlink()
    assert Kept(site).episode(NAME) is None


@pytest.mark.parametrize("moment", range(6))
def test_a_run_that_ends_at_any_moment_leaves_pages_whose_sound_is_there_and_the_next_one_asks_nothing(
    site: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    make(site, "13 s")
    author = SiteFile(title="Another")
    writes = 0

    class Killed(BaseException):
        pass

    def dying(target: Path) -> object:
        nonlocal writes
        if writes == moment:
            raise Killed
        writes += 1
        return replacing(target)

    monkeypatch.setattr(publication, "replacing", dying)
    try:
        write_site(site, author)
    except Killed:
        page = (site / NAME / "index.html").read_text("utf-8")
        named = [path for path in (site / NAME).glob("audio-*.mp3") if path.name in page]
        assert len(named) == 1
        assert is_hashed(named[0])
    monkeypatch.undo()
    assert Kept(site).strangers(fixed_paths([NAME])) == []
    write_site(site, author)
    assert write_site(site, author).written == ()
    references(site)


def test_a_file_is_known_by_the_content_that_its_name_tells(tmp_path: Path) -> None:
    file = tmp_path / "audio.mp3"
    file.write_bytes(b"sound")
    named = file.rename(tmp_path / hashed_name(file))
    assert is_hashed(named)
    named.write_bytes(b"mine")
    assert not is_hashed(named)
    assert not is_hashed(tmp_path / "audio.mp3")
    assert not is_hashed(tmp_path / "gone-0123456789abcdef.mp3")


def test_a_site_can_be_dated_from_outside() -> None:
    assert publishing_time({"SOURCE_DATE_EPOCH": "86400"}) == datetime(1970, 1, 2, tzinfo=UTC)
    assert abs(publishing_time({"SOURCE_DATE_EPOCH": "never"}) - datetime.now(UTC)) < timedelta(minutes=1)
