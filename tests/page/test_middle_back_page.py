"""The page of `middle-back`, the routine that most people play: where it goes on after a pause, and what it weighs.

Covers also: resume_table.
"""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from coach.audio.format import SAMPLE_RATE
from coach.page.assets import FOLDER
from coach.page.contents import AudioAddresses, Contents, Links, PageSession, contents_of, page_session
from coach.page.document import session_document, squeezed
from coach.page.packing import packed
from coach.page.texts import page_texts
from coach.playback.resume_point import resume_point_after
from coach.session.session import SessionPlan, plan_session
from coach.settings.values import Settings
from coach.units import seconds_to_frames
from tests.page.browsers import opened
from tests.page.conftest import served

AWAY_S = (1.0, 30.0, 200.0)
"""Absences: a sneeze, a telephone call, a meal."""

MOST_BYTES = 80 * 1024

CHOOSE = """
async ([contents, frames, absences]) => {
  const [{ readContents }, { resumePoint }] = await Promise.all([import("./contents.js"), import("./places.js")]);
  const read = readContents(contents);
  return absences.map((awayS) => frames.map((frame) => {
    const { place, sentences, settleFrames } = resumePoint(read, frame, awayS);
    return [place, sentences.map((number) => read.words.sentences[number]), settleFrames];
  }));
}
"""
"""Asks the page's own modules."""


@pytest.fixture(scope="module")
def plan() -> SessionPlan:
    return plan_session("middle-back", Settings())


@pytest.fixture(scope="module")
def session(plan: SessionPlan) -> PageSession:
    return page_session("middle-back", plan, plan.timeline())


@pytest.fixture(scope="module")
def contents(session: PageSession) -> Contents:
    audio = AudioAddresses(session="audio.mp3", words="words.mp3")
    links = Links(library="../", download="audio.mp3", practised="practised")
    return contents_of(session, page_texts("session"), audio=audio, links=links)


def frames_of(session: PageSession) -> list[int]:
    """Return every second of the session, and the frames around each edge of what happens in it."""
    timeline = session.timeline
    edges = {
        edge for section in timeline.sections for mark in section.marks for edge in (mark.start_frame, mark.end_frame)
    }
    edges |= {edge for cue in timeline.cues() for edge in (cue.start_frame, cue.end_frame)}
    around = {edge + step for edge in edges for step in (-1, 0, 1)}
    return sorted(frame for frame in around | {*range(0, timeline.frames, SAMPLE_RATE)} if 0 <= frame < timeline.frames)


def test_the_page_goes_on_where_the_player_would_whenever_it_is_paused(
    browser: Browser, plan: SessionPlan, session: PageSession, contents: Contents, tmp_path: Path
) -> None:
    frames, pauses = frames_of(session), plan.fitted_if_known().settings.pauses
    assets = shutil.copytree(FOLDER, tmp_path / "assets")
    (assets / "index.html").write_text('<!doctype html><link rel="icon" href="data:,">', "utf-8")
    with served(assets) as address, opened(browser) as (page, _):
        page.goto(address)
        chosen = page.evaluate(CHOOSE, [squeezed(packed(contents)), frames, AWAY_S])
    assert len(frames) > session.timeline.duration_s
    for away_s, answers in zip(AWAY_S, chosen, strict=True):
        for frame, answer in zip(frames, answers, strict=True):
            point = resume_point_after(session.timeline.section_at(frame), frame, away_s, plan.phrases, pauses)
            settle_frames = seconds_to_frames(point.settle_s, SAMPLE_RATE)
            assert answer == [point.frame, [*point.sentences], settle_frames], (frame, away_s)


def test_every_sentence_of_the_page_is_in_its_words_track(session: PageSession, contents: Contents) -> None:
    assert len(contents["words"]["clips"]) == len(contents["words"]["sentences"]) == len(session.words.clips)
    assert all(end <= session.words.frames for _, end in (*contents["words"]["clips"], contents["words"]["quiet"]))


def test_the_page_without_its_sound_is_at_most_80_kilobytes(contents: Contents) -> None:
    weight = len("".join(session_document(contents)).encode())
    assert weight <= MOST_BYTES


def test_the_page_asks_for_nothing_but_its_sound(browser: Browser, contents: Contents, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("".join(session_document(contents)), "utf-8")
    with served(tmp_path) as address, opened(browser) as (page, seen):
        page.route("**/*.mp3", lambda route: route.abort())
        page.goto(address)
        page.wait_for_selector('html[data-state="error"]', state="attached")
        asked = {url.removeprefix(address) for url in seen.requests if not url.startswith("data:")}
        seen.complaints.clear()  # of the sound that is missing
    assert asked == {"", "audio.mp3", "words.mp3"}
