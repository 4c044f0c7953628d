"""What compares a recording with a session finds each place where they differ."""

import numpy as np

from tests.listening import differences_s

SILENCE = np.zeros(24_000, dtype=np.float32)


def test_places_that_differ_are_told_in_seconds_and_near_ones_as_one() -> None:
    heard = SILENCE.copy()
    heard[[2_400, 3_600, 12_000]] = 1
    assert differences_s(heard, SILENCE) == [(0.1, 3_601 / 24_000), (0.5, 12_001 / 24_000)]


def test_what_is_missing_or_too_much_at_the_end_is_a_difference() -> None:
    assert differences_s(SILENCE, SILENCE) == []
    assert differences_s(SILENCE[:12_000], SILENCE) == differences_s(SILENCE, SILENCE[:12_000]) == [(0.5, 1.0)]
