"""What is played between times: the lead-in, words, waiting. All of it lies on the floor of noise."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from coach.audio import SAMPLE_RATE, Samples
from coach.mix import FLOOR_PEAK, mix
from coach.playback import passages
from coach.playback.passages import ONE_MOMENT_S, Block, Passage
from tests.fakes import HandPreparation, fake_clip
from tests.playback.coded import PHRASES, session_of

SESSION = session_of()


@pytest.fixture
def preparation() -> HandPreparation:
    return HandPreparation(SESSION.sections)


def sound(passage: Passage) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *(block.samples for block in passage)])


def is_floor(samples: Samples) -> bool:
    return bool(np.all(samples != 0)) and bool(np.max(np.abs(samples)) <= FLOOR_PEAK)


def test_the_session_is_the_mix_from_its_frame_on(preparation: HandPreparation) -> None:
    expected = np.concatenate([block.samples for block in mix(SESSION)])
    blocks = list(passages.session(preparation, 0, PHRASES))
    assert np.array_equal(np.concatenate([block.samples for block in blocks]), expected)
    assert all(block.moving for block in blocks)
    assert [block.frame for block in blocks] == [0, *np.cumsum([len(block.samples) for block in blocks])[:-1]]


@pytest.mark.parametrize("seconds", [0, 1, Fraction(5, 2), 5, 30])
def test_the_lead_in_is_as_long_as_was_wished_and_begins_with_a_second_of_quiet_noise(
    preparation: HandPreparation, seconds: Fraction
) -> None:
    preparation.silent = True
    samples = sound(passages.lead_in(preparation, PHRASES, Fraction(seconds)))
    assert len(samples) == seconds * SAMPLE_RATE
    assert not len(samples) or is_floor(samples)


def test_a_lead_in_says_to_get_ready_if_there_is_time(preparation: HandPreparation) -> None:
    samples = sound(passages.lead_in(preparation, PHRASES, Fraction(5)))
    assert len(samples) == 5 * SAMPLE_RATE
    assert is_floor(samples[:SAMPLE_RATE])
    assert preparation.spoken[:2] == ["Get ready.", "We begin in a moment."]
    assert np.max(samples) > 0.2
    preparation.spoken.clear()
    sound(passages.lead_in(preparation, PHRASES, Fraction(1)))
    assert preparation.spoken == []


def test_a_lead_in_tells_where_the_session_will_begin_once_that_is_known(preparation: HandPreparation) -> None:
    known = iter([None] * 60)
    blocks = list(passages.lead_in(preparation, PHRASES, Fraction(5), lambda: next(known, 777)))
    assert (blocks[0].frame, blocks[-1].frame) == (None, 777)


def test_words_that_are_not_at_hand_in_time_are_left_out(preparation: HandPreparation) -> None:
    preparation.silent = True
    samples = sound(passages.words(preparation, ["Where", "are we?"], patience_s=Fraction(1)))
    assert (len(samples), is_floor(samples)) == (SAMPLE_RATE, True)


def test_words_follow_each_other_closely_without_touching(preparation: HandPreparation) -> None:
    samples = sound(passages.words(preparation, ["Where", "are we?"]))
    gap = SAMPLE_RATE // 4
    assert len(samples) == fake_clip("Where").frames + gap + fake_clip("are we?").frames + gap
    assert is_floor(samples[fake_clip("Where").frames :][:gap])


def test_a_wait_is_explained_after_four_seconds_and_then_now_and_then(preparation: HandPreparation) -> None:
    preparation.make(0)
    preparation.slow = True
    waited: list[Block] = list(islice(passages.session(preparation, 0, PHRASES), 50 * 30))
    spoken = [index for index, block in enumerate(waited) if np.max(block.samples) > 0.2]
    assert len(spoken) == 2  # within half a minute
    assert sum(len(block.samples) for block in waited[: spoken[0]]) == ONE_MOMENT_S * SAMPLE_RATE
    assert not any(block.moving for block in waited)
    preparation.make(5)
    assert np.all(np.abs(waited[0].samples) > 0)


def test_a_stretch_that_is_not_made_yet_is_waited_for_where_one_was(preparation: HandPreparation) -> None:
    preparation.make(1)
    passage = passages.section_from_start(preparation, 2, PHRASES)
    assert {block.frame for block in islice(passage, 20)} == {None}
    preparation.make(5)
    assert next(passage).frame == SESSION.sections[2].start_frame
