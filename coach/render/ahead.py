"""Makes blocks of audio one ahead of whoever writes them, in a thread of its own: numpy and files hold no lock."""

from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from threading import Thread

import numpy as np

from coach.audio.buffer import Audio

THREAD = "renderer"
"""The name of the thread."""

KEPT_BYTES = 8 * 1024 * 1024
"""Memory that the blocks are made in, again and again."""


def ahead(blocks: Iterable[Audio]) -> Iterator[Audio]:
    """Pass the blocks on. While one is used, the next is made in another thread; an error is raised here, in its turn.

    The blocks are the same as without it. Where it is closed, it waits for the block that is being made.
    """
    _keep_memory()
    wanted: SimpleQueue[bool] = SimpleQueue()
    made: SimpleQueue[Audio | Exception | None] = SimpleQueue()
    thread = Thread(target=_make, args=(blocks, wanted, made), name=THREAD, daemon=True)
    thread.start()
    try:
        wanted.put(True)
        while (block := made.get()) is not None:
            if isinstance(block, Exception):
                raise block
            wanted.put(True)
            yield block
    finally:
        wanted.put(False)
        thread.join()


def _make(blocks: Iterable[Audio], wanted: SimpleQueue[bool], made: SimpleQueue[Audio | Exception | None]) -> None:
    """Put a block, or the error that was raised in its place, for each that is wanted; None when there are no more."""
    making = iter(blocks)
    while wanted.get():
        try:
            made.put(next(making, None))
        except Exception as error:  # of any kind: it is raised again where the block was wanted
            made.put(error)


def _keep_memory() -> None:
    """Keep the memory of a block for the next one, instead of taking it from the system anew, a fifth of the work.

    glibc keeps as much free memory as twice the largest piece that was mapped and freed; source: mallopt(3),
    M_MMAP_THRESHOLD. So one piece is mapped and freed, which costs nothing, since nothing is written to it. Other C
    libraries have rules of their own.
    """
    np.empty(KEPT_BYTES, dtype=np.uint8)
