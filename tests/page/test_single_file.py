"""Checks the file that holds a whole page: nothing is missing, no script can break it, and it is written whole."""

import base64
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from coach.audio.buffer import Audio
from coach.audio.format import AudioFormat
from coach.errors import ExportError, SettingsError
from coach.export.audio.formats import FileFormat
from coach.export.job import Job, with_target
from coach.export.text.companions import Companion
from coach.page.contents import PageSession
from coach.page.resume_table import resume_tables
from coach.page.single_file import write_page
from coach.page.sound import write_mp3
from coach.page.words_track import words_track
from coach.render.mix import mix
from coach.script.vocabulary import Verbosity
from coach.settings.values import Pauses, Settings
from coach.timeline import Timeline
from tests.fakes import fake_clip
from tests.schedule.scheduling import PHRASES, timeline_of

SHORT = "stretch: Rest\nposition: supine\nsteps:\n  - say: Let go.\n  - hold: 5 s\n"

HOSTILE = "</script><script>alert(1)</script><!-- <b>“Ü”</b> &amp; \u2028"


class Scripts(HTMLParser):
    """Collects the attributes and the content of each script, and the names of all elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], str]] = []
        self.names: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        if tag == "script":
            self.found.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            attributes, before = self.found[-1]
            self.found[-1] = (attributes, before + data)

    def track(self, name: str) -> bytes:
        return b"".join(
            base64.b64decode(text) for attributes, text in self.found if attributes.get("data-track") == name
        )


def session_of(timeline: Timeline) -> PageSession:
    tables = resume_tables(timeline, PHRASES, Pauses())
    return PageSession("cobra", timeline, tables, words_track(tables, fake_clip))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> PageSession:
    return session_of(timeline_of(tmp_path_factory.mktemp("script"), SHORT, Settings(verbosity=Verbosity.TONES)))


def job_for(target: Path) -> Job:
    return with_target(Job("cobra", target, None, Settings()), target)


def test_the_sound_in_the_file_is_that_of_the_session_and_of_the_words(session: PageSession, tmp_path: Path) -> None:
    told: list[int] = []
    write_page(job_for(tmp_path / "a.html"), session, None, told.append)
    scripts = Scripts((tmp_path / "a.html").read_text("utf-8"))
    for name, blocks, frames in (
        ("session", mix(session.timeline), session.timeline.frames),
        ("words", session.words.blocks(), session.words.frames),
    ):
        with (tmp_path / f"{name}.mp3").open("wb") as file:
            write_mp3(file, blocks, frames)
        assert scripts.track(name) == (tmp_path / f"{name}.mp3").read_bytes()
    assert told == sorted(told)
    assert told[-1] == session.timeline.frames


def test_the_same_session_gives_the_same_bytes(session: PageSession, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_page(job_for(tmp_path / name), session, None)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_no_words_of_a_script_can_end_an_element_or_begin_one(session: PageSession, tmp_path: Path) -> None:
    section = replace(
        session.timeline.sections[1],
        title=HOSTILE,
        cues=tuple(replace(cue, text=HOSTILE) if cue.text else cue for cue in session.timeline.sections[1].cues),
    )
    sections = (session.timeline.sections[0], section, *session.timeline.sections[2:])
    hostile = session_of(replace(session.timeline, title=HOSTILE, sections=sections))
    write_page(job_for(tmp_path / "plain.html"), session, None)
    write_page(job_for(tmp_path / "hostile.html"), hostile, None)
    plain, odd = (Scripts((tmp_path / name).read_text("utf-8")) for name in ("plain.html", "hostile.html"))
    assert odd.names == plain.names
    assert [attributes for attributes, _ in odd.found] == [attributes for attributes, _ in plain.found]


def test_after_a_failure_the_old_file_is_there_and_no_other(session: PageSession, tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    target.write_bytes(b"old")
    broken = Audio(fake_clip("too fast").samples, AudioFormat(48_000))
    cues = (replace(session.timeline.sections[1].cues[0], audio=broken),)
    sections = (session.timeline.sections[0], replace(session.timeline.sections[1], cues=cues))
    with pytest.raises(Exception, match="48000 Hz"):
        write_page(job_for(target), replace(session, timeline=replace(session.timeline, sections=sections)), None)
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
    assert target.read_bytes() == b"old"


def test_text_files_are_written_beside_it_and_are_among_the_targets(session: PageSession, tmp_path: Path) -> None:
    job = replace(job_for(tmp_path / "a.HTML"), beside=(Companion.CAPTIONS, Companion.TEXT))
    write_page(job, session, None)
    assert (
        {path.name for path in job.targets}
        == {path.name for path in tmp_path.iterdir()}
        == {
            "a.HTML",
            "a.vtt",
            "a.txt",
        }
    )


def test_a_page_has_its_own_sound_alone(tmp_path: Path) -> None:
    job = job_for(tmp_path / "a.html")
    job.check()
    for audio_format in (AudioFormat(sample_rate=48_000), AudioFormat(channels=2), AudioFormat(bits=24)):
        with pytest.raises(ExportError, match="24000 Hz in one channel"):
            replace(job, audio_format=audio_format).check()
    with pytest.raises(SettingsError, match=r"a\.html is no mp3 file"):
        with_target(Job("cobra", tmp_path, FileFormat.MP3, Settings()), tmp_path / "a.html")
