"""Writes down for a page what happens in a session and when: sections, spans, cues, and where to go on after a pause.

Takes a timeline and returns a mapping that becomes JSON. All places are frames at the session's sample rate.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import PurePath
from typing import NotRequired, TypedDict

from coach.drawing.band import band
from coach.drawing.svg import svg
from coach.page.resume_table import LIMITS_S, ResumeRow, resume_tables
from coach.page.words_track import WordsTrack, words_track
from coach.script.library import DEFAULT_LANGUAGE
from coach.session.session import SessionPlan
from coach.session.utterances import OnProgress, ignore_progress
from coach.timeline import Cue, Mark, MarkKind, Section, Timeline

FORMAT = 1
"""The version of the contents. Raise it when a page of an older version would misread them."""

KEY_CHARACTERS = 24
"""Characters of a key, 96 bits: nobody has two sessions with the same one."""

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
"""The languages that are written from right to left."""


class SectionEntry(TypedDict):
    """The opening, a stretch or the closing."""

    kind: str
    name: str
    title: str
    start: int
    end: int


class SpanEntry(TypedDict):
    """A span inside a section; a longer one comes before those inside it."""

    kind: str
    start: int
    end: int
    side: NotRequired[str]
    name: NotRequired[str]
    n: NotRequired[int]
    total: NotRequired[int]


class CueEntry(TypedDict):
    """A sentence or a sound that is heard."""

    start: int
    end: int
    text: NotRequired[str]
    sound: NotRequired[str]


class Resume(TypedDict):
    """The tables for a short, a long and a very long absence.

    A row is the frame from which it holds, the place (null: where the session was cut), the numbers of the sentences
    and the frames to settle.
    """

    limits_s: list[float]
    tables: list[list[tuple[int, int | None, list[int], int]]]


class Words(TypedDict):
    """The sentences and their places in the words track."""

    sentences: list[str]
    clips: list[tuple[int, int]]
    quiet: tuple[int, int]


class AudioAddresses(TypedDict):
    """The addresses of both tracks, relative to the page; null where they are in the page itself."""

    session: str | None
    words: str | None


class Links(TypedDict):
    """The addresses of what else there is; null where there is nothing."""

    library: str | None
    download: str | None
    practised: str | None


class Contents(TypedDict):
    """All that a page knows of its session."""

    format: int
    key: str
    name: str
    title: str
    language: str
    direction: str
    sample_rate: int
    frames: int
    sections: list[SectionEntry]
    spans: list[SpanEntry]
    cues: list[CueEntry]
    resume: Resume
    words: Words
    picture: str
    audio: AudioAddresses
    links: Links
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageSession:
    """A session with all that a page needs beside it.

    Attributes:
        name: The script's name, or that of its file.
        timeline: The session.
        tables: Where to go on after a short, a long and a very long absence.
        words: The sentences of the tables.
    """

    name: str
    timeline: Timeline
    tables: tuple[tuple[ResumeRow, ...], ...]
    words: WordsTrack


def page_session(
    name: str, plan: SessionPlan, timeline: Timeline, on_spoken: OnProgress = ignore_progress
) -> PageSession:
    """Find out where the session goes on after a pause, and speak the words for it, with the voice of the session.

    Args:
        name: The script's name or path.
        plan: Gives the voice, its words and the time to settle.
        timeline: The session that the plan made.
        on_spoken: Called after each sentence.

    Raises:
        SpeechError: The voice failed.
    """
    pauses = plan.fitted_if_known().settings.pauses
    tables = resume_tables(timeline, plan.phrases, pauses)
    try:
        plan.speaker.ask(dict.fromkeys(chain.from_iterable(row.sentences for table in tables for row in table)))
        words = words_track(tables, plan.speaker.clip, on_spoken)
    finally:
        plan.speaker.close()
    return PageSession(PurePath(name).stem, timeline, tables, words)


def contents_of(
    session: PageSession,
    texts: Mapping[str, str],
    *,
    audio: AudioAddresses | None = None,
    links: Links | None = None,
) -> Contents:
    """Return the contents of a page.

    Args:
        session: The session.
        texts: The page's own words, by key.
        audio: Where the sound is; None: in the page itself.
        links: Where else the page leads; None: nowhere.
    """
    timeline = session.timeline
    sections = [_section(section) for section in timeline.sections]
    spans = [_span(mark) for section in timeline.sections for mark in section.marks if mark.kind != MarkKind.STRETCH]
    cues = [_cue(cue) for cue in timeline.cues()]
    return Contents(
        format=FORMAT,
        key=_key(timeline, session.words),
        name=session.name,
        title=timeline.title,
        language=DEFAULT_LANGUAGE,
        direction="rtl" if DEFAULT_LANGUAGE in RIGHT_TO_LEFT else "ltr",
        sample_rate=timeline.sample_rate,
        frames=timeline.frames,
        sections=sections,
        spans=spans,
        cues=cues,
        resume=_resume(session),
        words=Words(
            sentences=[*session.words.sentences],
            clips=[(place.start_frame, place.end_frame) for place in session.words.places],
            quiet=(session.words.quiet.start_frame, session.words.quiet.end_frame),
        ),
        picture="".join(svg(band(timeline))),
        audio=audio or AudioAddresses(session=None, words=None),
        links=links or Links(library=None, download=None, practised=None),
        texts=texts,
    )


def contents_json(contents: Contents) -> str:
    """Return the contents as JSON, as short as it can be."""
    return json.dumps(contents, ensure_ascii=False, separators=(",", ":"))


def _section(section: Section) -> SectionEntry:
    return SectionEntry(
        kind=section.kind.value,
        name=section.stretch,
        title=section.title,
        start=section.start_frame,
        end=section.end_frame,
    )


def _span(mark: Mark) -> SpanEntry:
    entry = SpanEntry(kind=mark.kind.value, start=mark.start_frame, end=mark.end_frame)
    if mark.side:
        entry["side"] = mark.side
    if mark.name:
        entry["name"] = mark.name
    if mark.total:
        entry["n"], entry["total"] = mark.n, mark.total
    return entry


def _cue(cue: Cue) -> CueEntry:
    entry = CueEntry(start=cue.start_frame, end=cue.end_frame)
    if cue.sound is None:
        entry["text"] = cue.text
    else:
        entry["sound"] = cue.sound.value
    return entry


def _resume(session: PageSession) -> Resume:
    numbers = {sentence: number for number, sentence in enumerate(session.words.sentences)}
    tables = [
        [(row.from_frame, row.place_frame, [numbers[s] for s in row.sentences], row.settle_frames) for row in table]
        for table in session.tables
    ]
    return Resume(limits_s=[*LIMITS_S], tables=tables)


def _key(timeline: Timeline, words: WordsTrack) -> str:
    """Return a key that changes with everything that is heard and with its place."""
    digest = sha256()
    for part in (*_heard(timeline), *words.sentences):
        digest.update(f"{part}\n".encode())
    return digest.hexdigest()[:KEY_CHARACTERS]


def _heard(timeline: Timeline) -> Iterator[object]:
    yield timeline.title
    for section in timeline.sections:
        yield section.kind, section.stretch, section.title, section.start_frame, section.end_frame
        yield section.marks
        for cue in section.cues:
            yield cue.start_frame, cue.text, cue.sound, sha256(cue.audio.samples.tobytes()).hexdigest()
