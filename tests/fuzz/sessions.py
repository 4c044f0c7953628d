"""Writes random routines of the whole language, reads them back, and schedules and checks them with random settings."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from coach.errors import CoachError
from coach.script.library import Library
from coach.script.routine import Routine
from coach.script.writer import write_script
from coach.settings.values import Settings
from tests.fuzz.scripts import assert_readable, do_all_with
from tests.schedule.test_random_scripts import all_settings
from tests.script.scripts import routines

WORDS: tuple[str, ...] = ()


def seeds() -> Iterator[bytes]:
    """Return random bytes, enough for routines from small to large."""
    yield from (random.Random(count).randbytes(count) for count in range(64, 4096, 256))


@hypothesis_settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(routines(choices=False), all_settings())
def _do_all(routine: Routine, settings: Settings) -> None:
    path = Path(os.environ["HOME"], f"{routine.name}.yaml")
    path.write_text(write_script(routine), encoding="utf-8")
    read = Library().read(path)
    assert read == routine
    try:
        do_all_with(routine, settings)
    except CoachError as error:
        assert_readable(error)


fuzz = _do_all.hypothesis.fuzz_one_input
