"""Checks what a page is told of its session, and that nothing is lost where it is packed.

Covers also: packing.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coach.drawing._lanes import description_of, lanes
from coach.page.contents import (
    AudioAddresses,
    Contents,
    Links,
    PageSession,
    contents_json,
    contents_of,
    page_session,
)
from coach.page.packing import packed
from coach.page.resume_table import resume_tables
from coach.page.words_track import words_track
from coach.session.session import plan_session
from coach.settings.values import Pauses, Settings
from coach.timeline import MarkKind, Timeline
from tests.export.sessions import PHRASES, timeline_of
from tests.fakes import fake_clip


def session_of(timeline: Timeline) -> PageSession:
    tables = resume_tables(timeline, PHRASES, Pauses())
    return PageSession("desk-break", timeline, tables, words_track(tables, fake_clip))


@pytest.fixture(scope="module")
def session() -> PageSession:
    return session_of(timeline_of("desk-break"))


@pytest.fixture(scope="module")
def contents(session: PageSession) -> Contents:
    return contents_of(session, {"play": "Play"})


def test_the_sections_lie_end_to_end_from_the_first_frame_to_the_last(contents: Contents) -> None:
    ends = [0, *(section["end"] for section in contents["sections"])]
    assert [section["start"] for section in contents["sections"]] == ends[:-1]
    assert ends[-1] == contents["frames"]
    assert [contents["sections"][index]["kind"] for index in (0, 1, -1)] == ["opening", "stretch", "closing"]


def test_each_span_and_each_cue_is_told_with_its_place(session: PageSession, contents: Contents) -> None:
    marks = [mark for section in session.timeline.sections for mark in section.marks if mark.kind != MarkKind.STRETCH]
    assert [(span["kind"], span["start"], span["end"], span.get("side", "")) for span in contents["spans"]] == [
        (mark.kind, mark.start_frame, mark.end_frame, mark.side) for mark in marks
    ]
    assert [(cue["start"], cue["end"], cue.get("text", ""), cue.get("sound")) for cue in contents["cues"]] == [
        (cue.start_frame, cue.end_frame, cue.text, cue.sound) for cue in session.timeline.cues()
    ]


def test_the_numbers_of_a_row_lead_to_its_sentences_and_their_places(session: PageSession, contents: Contents) -> None:
    sentences, clips = contents["words"]["sentences"], contents["words"]["clips"]
    assert len(sentences) == len(clips)
    for rows, table in zip(contents["resume"]["tables"], session.tables, strict=True):
        told = [tuple(sentences[number] for number in row[2]) for row in rows]
        assert told == [row.sentences for row in table]


def test_the_picture_says_what_it_shows(session: PageSession, contents: Contents) -> None:
    description = description_of(session.timeline.title, list(lanes(session.timeline)))
    assert contents["picture"].startswith("<svg ")
    assert description in contents["picture"]


def test_the_addresses_are_null_unless_they_are_given(session: PageSession, contents: Contents) -> None:
    assert contents["audio"] == {"session": None, "words": None}
    assert set(contents["links"].values()) == {None}
    audio, links = AudioAddresses(session="a.mp3", words="w.mp3"), Links(library="../", download=None, practised="p")
    named = contents_of(session, {}, audio=audio, links=links)
    assert (named["audio"], named["links"]) == (audio, links)


def test_the_key_is_the_same_for_the_same_session_and_another_for_any_other(
    session: PageSession, contents: Contents
) -> None:
    assert contents_of(session_of(timeline_of("desk-break")), {})["key"] == contents["key"]
    softer = timeline_of("desk-break", pauses=Pauses(scale=2))
    renamed = replace(session.timeline, title="Another")
    others = [contents_of(session_of(timeline), {})["key"] for timeline in (softer, renamed)]
    assert len({contents["key"], *others}) == 3


@pytest.mark.parametrize("name", ["desk-break", "back-strength"])
def test_packed_contents_are_less_than_three_quarters_and_tell_all(name: str) -> None:
    contents = contents_of(session_of(timeline_of(name)), {})
    small = packed(contents)
    assert len(json.dumps(small, separators=(",", ":"))) < len(contents_json(contents)) * 3 / 4
    assert unpacked(small) == json.loads(contents_json(contents))


def test_a_session_of_a_path_has_the_name_of_its_file_and_the_voice_speaks_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "über mich.yaml"
    path.write_text("stretch: A\nposition: supine\nsteps:\n  - say: Lie down.\n  - hold: 20 s\n", "utf-8")
    plan = plan_session(str(path), Settings())
    monkeypatch.setattr(plan.speaker, "clip", fake_clip)
    monkeypatch.setattr(plan.speaker, "kept_clip", fake_clip)
    closed: list[bool] = []
    monkeypatch.setattr(plan.speaker, "close", lambda: closed.append(True))
    session = page_session(str(path), plan, plan.timeline())
    assert session.name == "über mich"
    assert "20 seconds left." in session.words.sentences or "Stay here for 20 seconds." in session.words.sentences
    assert closed == [True, True]  # by the timeline, and by the words


def unpacked(small: dict[str, object]) -> dict[str, object]:
    """Undo `packed` as the page does."""
    full = json.loads(json.dumps(small))
    spans, cues, resume = full["spans"], full["cues"], full["resume"]
    full["spans"] = [
        {**entry, **({"n": n} if n else {})} for entry, n in _entries(spans["kinds"], spans["flat"], numbered=True)
    ]
    full["cues"] = [entry for entry, _ in _entries(cues["kinds"], cues["flat"], numbered=False)]
    full["resume"] = {"limits_s": resume["limits_s"], "tables": [_rows(resume["says"], t) for t in resume["tables"]]}
    return full


def _entries(kinds: list[dict[str, object]], flat: list[int], *, numbered: bool) -> list[tuple[dict[str, object], int]]:
    size, start, entries = (4 if numbered else 3), 0, []
    for at in range(0, len(flat), size):
        distance, length, kind, *n = flat[at : at + size]
        start += distance
        entries.append(({**kinds[kind], "start": start, "end": start + length}, n[0] if n else 0))
    return entries


def _rows(says: list[tuple[list[int], int]], flat: list[int]) -> list[list[object]]:
    frame, rows = 0, []
    for at in range(0, len(flat), 3):
        distance, back, said = flat[at : at + 3]
        frame += distance
        rows.append([frame, None if back < 0 else frame - back, *says[said]])
    return rows
