import pickle

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SESSION_FORMAT
from coach.audio.joined import JoinedAudio

ONE, TWO, THREE = (Audio(np.full(frames, value, np.float32)) for frames, value in ((3, 0.1), (1, 0.2), (2, 0.3)))
WHOLE = np.array([0.1, 0.1, 0.1, 0, 0, 0.2, 0, 0, 0.3, 0.3], np.float32)
JOINED = JoinedAudio([ONE, TWO, THREE], gap_frames=2)


def test_pieces_come_one_after_another_with_silence_between_them() -> None:
    assert np.array_equal(JOINED.samples, WHOLE)
    assert JOINED.samples.dtype == np.float32
    assert (JOINED.frames, JOINED.format) == (len(WHOLE), SESSION_FORMAT)


@pytest.mark.parametrize(("first", "end"), [(0, 10), (2, 6), (4, 4), (9, 20)])
def test_a_part_of_it_is_a_part_of_its_samples(first: int, end: int) -> None:
    assert np.array_equal(JOINED.between(first, end), WHOLE[first:end])


def test_it_holds_no_samples_of_its_own() -> None:
    JOINED.samples[:] = 1
    assert np.array_equal(JOINED.samples, WHOLE)


def test_it_goes_to_another_process() -> None:
    assert np.array_equal(pickle.loads(pickle.dumps(JOINED)).samples, WHOLE)
