import threading
from collections.abc import Iterator

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.render.ahead import THREAD, ahead

BLOCKS = [Audio(np.full(3, number, dtype=np.float32)) for number in range(5)]


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == THREAD]


def test_the_blocks_are_the_same_in_the_same_order() -> None:
    assert list(ahead(BLOCKS)) == BLOCKS
    assert list(ahead([])) == []
    assert not threads()


def test_the_next_block_is_made_while_one_is_used_and_none_after_it() -> None:
    made = [threading.Event() for _ in BLOCKS]

    def make() -> Iterator[Audio]:
        for event, block in zip(made, BLOCKS, strict=True):
            event.set()
            yield block

    blocks = ahead(make())
    next(blocks)
    assert made[1].wait(10)
    assert not made[2].is_set()
    blocks.close()
    assert not made[2].is_set()
    assert not threads()


def test_an_error_is_raised_in_its_turn() -> None:
    def make() -> Iterator[Audio]:
        yield BLOCKS[0]
        raise ValueError("broken")

    blocks = ahead(make())
    assert next(blocks) is BLOCKS[0]
    with pytest.raises(ValueError, match="broken"):
        next(blocks)
    assert not threads()
