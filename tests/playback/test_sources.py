"""Checks the sources: the session, the lead-in, words and waiting. All of them lie on the floor of noise."""

from dataclasses import replace
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from coach.audio.buffer import Audio, Samples
from coach.audio.format import SAMPLE_RATE
from coach.playback import sources
from coach.playback.sources import ONE_MOMENT_S, Block, Source
from coach.render.mix import FLOOR_PEAK, mix
from coach.script.vocabulary import Sound
from coach.settings.values import Pauses
from coach.soundscape.ambient import Ambient
from coach.timeline import Cue
from tests.fakes import HandPreparation, fake_clip
from tests.playback.coded import PHRASES, timeline_of

TIMELINE = timeline_of()


@pytest.fixture
def preparation() -> HandPreparation:
    return HandPreparation(TIMELINE.sections)


def samples_of(source: Source) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *(block.samples for block in source)])


def is_floor(samples: Samples) -> bool:
    return bool(np.all(samples != 0)) and bool(np.max(np.abs(samples)) <= FLOOR_PEAK)


def test_the_session_is_the_mix_from_its_frame_on(preparation: HandPreparation) -> None:
    expected = np.concatenate([block.samples for block in mix(TIMELINE)])
    blocks = list(sources.session_from(preparation, 0, PHRASES))
    assert np.array_equal(np.concatenate([block.samples for block in blocks]), expected)
    assert all(block.in_session for block in blocks)
    assert [block.frame for block in blocks] == [0, *np.cumsum([len(block.samples) for block in blocks])[:-1]]


AIR = Ambient(Audio(np.full(SAMPLE_RATE, 0.1, np.float32)))


def made_in_time(preparation: HandPreparation, *, ahead_frames: int, sections: int = 1) -> list[Block]:
    """Play the session, making each section `ahead_frames` before it is due, and leave out the waiting."""
    preparation.make(sections)
    blocks = []
    for block in sources.session_from(preparation, 0, PHRASES):
        due = block.frame is not None and block.frame + ahead_frames >= preparation.frames
        if due and not preparation.complete:
            preparation.make(len(preparation.sections) + 1)
        if block.in_session:
            blocks.append(block)
    return blocks


@pytest.mark.parametrize("ambient", [None, AIR], ids=["voice alone", "with an ambient sound"])
def test_sections_that_are_made_in_time_sound_as_if_they_had_always_been_there(
    preparation: HandPreparation, ambient: Ambient | None
) -> None:
    preparation.ambient = ambient
    expected = np.concatenate([block.samples for block in mix(TIMELINE, ambient=ambient)])
    # the opening alone is shorter than the fade of an ambient sound
    blocks = made_in_time(preparation, ahead_frames=9 * SAMPLE_RATE, sections=2)
    assert np.array_equal(samples_of(iter(blocks)), expected)


def test_sections_that_are_made_at_the_last_moment_are_heard_to_the_frame(preparation: HandPreparation) -> None:
    blocks = made_in_time(preparation, ahead_frames=0)
    assert [block.frame for block in blocks] == [0, *np.cumsum([len(block.samples) for block in blocks])[:-1]]
    assert np.array_equal(samples_of(iter(blocks)), np.concatenate([block.samples for block in mix(TIMELINE)]))


def test_around_a_wait_the_ambient_sound_fades_out_and_in_again(preparation: HandPreparation) -> None:
    preparation.ambient = AIR
    blocks = made_in_time(preparation, ahead_frames=0)
    samples, seams = samples_of(iter(blocks)), [section.end_frame for section in TIMELINE.sections[:-1]]
    bare = np.concatenate([block.samples for block in mix(TIMELINE)])
    air = samples - bare
    assert len(samples) == TIMELINE.frames
    assert all(np.max(np.abs(air[seam - 50 : seam + 50])) < 1e-3 for seam in seams)
    assert np.max(np.abs(np.diff(air))) < 1e-3


def test_a_chime_at_the_end_of_the_last_section_that_is_made_rings_out() -> None:
    opening, *others = TIMELINE.sections
    ringing = Cue(opening.end_frame - 100, Audio(np.full(5_000, 0.3, np.float32)), sound=Sound.SWITCH)
    preparation = HandPreparation((replace(opening, cues=(*opening.cues, ringing)), *others))
    preparation.make(1)
    blocks, heard = list[Block](), 0
    for block in sources.session_from(preparation, 0, PHRASES):
        blocks.append(block)
        heard += len(block.samples)
        if heard >= opening.end_frame + 6_000:
            break
    samples = samples_of(iter(blocks))
    assert np.all(samples[opening.end_frame : opening.end_frame + 4_900] > 0.29)
    assert is_floor(samples[opening.end_frame + 4_900 :])
    assert sum(len(block.samples) for block in blocks if block.in_session) == opening.end_frame
    assert {block.frame for block in blocks if not block.in_session} == {opening.end_frame}


def test_everything_made_before_a_fault_is_heard_before_the_fault_is_raised(preparation: HandPreparation) -> None:
    preparation.ambient = AIR
    preparation.make(2)
    preparation.error = ValueError("no more")
    heard = 0
    with pytest.raises(ValueError, match="no more"):
        for block in sources.session_from(preparation, 0, PHRASES):
            if block.in_session:
                heard += len(block.samples)
    assert heard == TIMELINE.sections[1].end_frame
    assert PHRASES.cannot_go_on[0] in preparation.spoken


def test_wherever_the_session_begins_its_ambient_sound_fades_in(preparation: HandPreparation) -> None:
    preparation.ambient = AIR
    frame = TIMELINE.sections[2].start_frame
    samples = samples_of(sources.session_from(preparation, frame, PHRASES))
    preparation.ambient = None
    air = samples - samples_of(sources.session_from(preparation, frame, PHRASES))
    assert np.max(np.abs(air[:100])) < 1e-3
    assert np.max(air[4 * SAMPLE_RATE :]) > 0.04


@pytest.mark.parametrize("seconds", [0, 1, Fraction(5, 2), 5, 30])
def test_the_lead_in_has_the_length_that_was_asked_for_and_begins_with_a_second_of_quiet_noise(
    preparation: HandPreparation, seconds: Fraction
) -> None:
    preparation.silent = True
    samples = samples_of(sources.lead_in(preparation, PHRASES, Fraction(seconds)))
    assert len(samples) == seconds * SAMPLE_RATE
    assert not len(samples) or is_floor(samples)


def test_a_lead_in_says_to_get_ready_if_there_is_time(preparation: HandPreparation) -> None:
    samples = samples_of(sources.lead_in(preparation, PHRASES, Fraction(5)))
    assert len(samples) == 5 * SAMPLE_RATE
    assert is_floor(samples[:SAMPLE_RATE])
    assert preparation.spoken[:2] == ["Get ready.", "We begin in a moment."]
    assert np.max(samples) > 0.2
    preparation.spoken.clear()
    samples_of(sources.lead_in(preparation, PHRASES, Fraction(1)))
    assert preparation.spoken == []


def test_a_lead_in_tells_where_the_session_will_begin_once_that_is_known(preparation: HandPreparation) -> None:
    known = iter([None] * 60)
    blocks = list(sources.lead_in(preparation, PHRASES, Fraction(5), lambda: next(known, 777)))
    assert (blocks[0].frame, blocks[-1].frame) == (None, 777)


def test_words_that_are_not_made_in_time_are_left_out(preparation: HandPreparation) -> None:
    preparation.silent = True
    samples = samples_of(sources.words(preparation, ["Where", "are we?"], patience_s=Fraction(1)))
    assert (len(samples), is_floor(samples)) == (SAMPLE_RATE, True)


def test_words_follow_each_other_closely_without_touching(preparation: HandPreparation) -> None:
    samples = samples_of(sources.words(preparation, ["Where", "are we?"]))
    gap = SAMPLE_RATE // 4
    assert len(samples) == fake_clip("Where").frames + gap + fake_clip("are we?").frames + gap
    assert is_floor(samples[fake_clip("Where").frames :][:gap])


def test_a_wait_is_explained_after_four_seconds_and_again_from_time_to_time(preparation: HandPreparation) -> None:
    preparation.make(0)
    preparation.slow = True
    waited: list[Block] = list(islice(sources.session_from(preparation, 0, PHRASES), 50 * 30))
    spoken = [index for index, block in enumerate(waited) if np.max(block.samples) > 0.2]
    assert len(spoken) == 2  # in half a minute
    assert sum(len(block.samples) for block in waited[: spoken[0]]) == ONE_MOMENT_S * SAMPLE_RATE
    assert not any(block.in_session for block in waited)
    preparation.make(5)
    assert np.all(np.abs(waited[0].samples) > 0)


@pytest.mark.parametrize("waits", [0, 10, 1000])
def test_a_wait_for_the_beginning_is_taken_off_the_quiet_that_it_begins_with(
    preparation: HandPreparation, waits: int
) -> None:
    quiet_frames = TIMELINE.sections[0].cues[0].start_frame
    assert quiet_frames > 10 * sources.QUIET_FRAMES
    preparation.make(0)
    source = sources.session_from(preparation, 0, PHRASES)
    waited_frames = sum(len(block.samples) for block in islice(source, waits))
    preparation.make(len(TIMELINE.sections))
    first = next(source)
    assert first.in_session
    assert first.frame == min(waited_frames, quiet_frames)


def test_the_words_that_explain_a_wait_are_made_only_when_it_gets_long(preparation: HandPreparation) -> None:
    preparation.make(0)
    source = sources.session_from(preparation, 0, PHRASES)
    assert len([*islice(source, 50)]) == 50  # a second
    assert preparation.spoken == []
    next(source)
    assert set(preparation.spoken) == set(PHRASES.one_moment)


def test_a_jump_to_a_stretch_that_is_not_made_waits_where_the_session_was_cut(preparation: HandPreparation) -> None:
    preparation.make(1)
    source = sources.section_from_start(preparation, 2, PHRASES)
    assert {block.frame for block in islice(source, 20)} == {None}
    preparation.make(5)
    assert next(source).frame == TIMELINE.sections[2].start_frame


def test_a_jump_beyond_the_last_section_leads_to_the_closing(preparation: HandPreparation) -> None:
    source = sources.section_from_start(preparation, 99, PHRASES)
    assert next(source).frame == TIMELINE.sections[-1].start_frame


def test_after_an_interruption_it_speaks_before_the_session_goes_on(preparation: HandPreparation) -> None:
    cut_frame = TIMELINE.sections[2].start_frame + 6 * SAMPLE_RATE
    sources.ask_for_words(preparation, cut_frame, PHRASES, Pauses())
    asked_for = set(preparation.spoken)
    spoken = []
    for block in sources.resumed(preparation, cut_frame, 5, PHRASES, Pauses()):
        if block.in_session:
            break
        spoken.append(block.sentence)
    assert any(spoken)
    assert set(filter(None, spoken)) <= asked_for
    assert block.frame is not None
    assert block.frame <= cut_frame


def test_after_an_interruption_in_a_section_that_is_not_made_it_waits_there(preparation: HandPreparation) -> None:
    preparation.make(1)
    cut_frame = TIMELINE.sections[1].start_frame
    block = next(sources.resumed(preparation, cut_frame, 5, PHRASES, Pauses()))
    assert (block.in_session, block.frame) == (False, cut_frame)
