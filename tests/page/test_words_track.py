"""Checks the sound of the words after a pause: its places, its quiet, and that it lasts as the player's does."""

from itertools import pairwise

import numpy as np
import pytest

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.page.resume_table import ResumeRow, resume_tables
from coach.page.words_track import GAP_S, LEAD_S, WordsTrack, words_track
from coach.playback.resume_point import LONG_S
from coach.playback.sources import resumed
from coach.settings.values import Pauses
from coach.timeline import Timeline
from tests.export.sessions import PHRASES, timeline_of
from tests.fakes import HandPreparation, fake_clip

GAP_FRAMES, LEAD_FRAMES = round(GAP_S * SAMPLE_RATE), round(LEAD_S * SAMPLE_RATE)

Tables = tuple[tuple[ResumeRow, ...], ...]


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return timeline_of("cobra")


@pytest.fixture(scope="module")
def tables(timeline: Timeline) -> Tables:
    return resume_tables(timeline, PHRASES, Pauses())


@pytest.fixture(scope="module")
def track(tables: Tables) -> WordsTrack:
    return words_track(tables, fake_clip)


def samples_of(track: WordsTrack) -> Samples:
    return np.concatenate([block.samples for block in track.blocks()])


def test_each_sentence_is_there_once_at_its_place_after_a_lead(track: WordsTrack) -> None:
    samples = samples_of(track)
    assert len(set(track.sentences)) == len(track.sentences) > 3
    for sentence, place in zip(track.sentences, track.places, strict=True):
        loud = np.flatnonzero(np.abs(samples[place.start_frame : place.end_frame]) > 0.1)
        assert (loud[0], loud[-1] + 1) == (LEAD_FRAMES, LEAD_FRAMES + fake_clip(sentence).frames)


def test_half_a_second_of_quiet_lies_between_the_places_and_after_the_last(track: WordsTrack) -> None:
    places = (*track.places, track.quiet)
    assert all(after.start_frame - before.end_frame == GAP_FRAMES for before, after in pairwise(places))
    assert track.frames - track.quiet.end_frame == GAP_FRAMES


def test_no_sample_is_zero_and_the_quiet_at_the_end_is_as_long_as_the_longest_time_to_settle(
    track: WordsTrack, tables: Tables
) -> None:
    samples = samples_of(track)
    assert len(samples) == track.frames
    assert np.abs(samples).min() * 32_767 > 0.5
    assert track.quiet.end_frame - track.quiet.start_frame == max(row.settle_frames for row in tables[1])
    assert np.abs(samples[track.quiet.start_frame :]).max() < 0.001


@pytest.mark.parametrize("away_s", [0.0, LONG_S])
def test_the_words_and_the_quiet_of_a_row_last_as_long_as_the_players(
    timeline: Timeline, tables: Tables, track: WordsTrack, away_s: float
) -> None:
    section = timeline.sections[1]
    lengths = dict(zip(track.sentences, track.places, strict=True))
    for row in [row for row in tables[away_s == LONG_S] if section.start_frame <= row.from_frame < section.end_frame]:
        source = resumed(HandPreparation(timeline.sections), row.from_frame, away_s, PHRASES, Pauses())
        before = 0
        for block in source:
            if block.in_session:
                break
            before += len(block.samples)
        said = [lengths[sentence] for sentence in row.sentences]
        assert sum(place.end_frame - place.start_frame for place in said) + row.settle_frames == before


def test_progress_is_told_after_each_sentence(tables: Tables) -> None:
    told: list[tuple[int, int]] = []
    track = words_track(tables, fake_clip, lambda done, total: told.append((done, total)))
    count = len(track.sentences)
    assert told == [(done, count) for done in range(1, count + 1)]


def test_without_sentences_there_is_quiet_alone() -> None:
    track = words_track([[ResumeRow(0, None, (), 24_000)]], fake_clip)
    assert (track.sentences, track.places) == ((), ())
    assert len(samples_of(track)) == track.frames == 24_000 + GAP_FRAMES
