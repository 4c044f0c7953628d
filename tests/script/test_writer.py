from pathlib import Path

import pytest
from hypothesis import given

from coach.script._nodes import Scalar
from coach.script._reader import read_script
from coach.script.library import Library
from coach.script.routine import Routine, Stretch
from coach.script.writer import write_script
from tests.script.scripts import routines, stretches, write


def read_back(folder: Path, script: Stretch | Routine) -> Stretch | Routine:
    return read_script(write(folder, write_script(script), f"{script.name}.yaml"), nobody)


def nobody(name: Scalar) -> Stretch:
    raise AssertionError(f"{name.text} is looked for, and should be in the file")


@given(stretches())
def test_a_stretch_that_was_written_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, stretch: Stretch
) -> None:
    assert read_back(tmp_path_factory.getbasetemp(), stretch) == stretch


@given(routines())
def test_a_routine_that_was_written_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, routine: Routine
) -> None:
    assert read_back(tmp_path_factory.getbasetemp(), routine) == routine


def test_every_script_that_comes_with_coach_is_read_back_equal(tmp_path: Path) -> None:
    library = Library()
    for name in library.stretch_names() + library.routine_names():
        script = library.find(name)
        assert read_back(tmp_path, script) == script


def test_a_script_is_written_as_an_author_would(tmp_path: Path) -> None:
    text = """\
stretch: Leg raise
position: supine
steps:
  - repeat: 3
    call: Set {n} of {total}.
    rest: 30 s
    steps:
      - reps: 8-12 reps
        phases:
          - say: Lift.
            for: 2.5 s
"""
    assert write_script(read_script(write(tmp_path, text), nobody)) == text
