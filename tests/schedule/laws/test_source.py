"""A stretch that does what its source prescribes has no finding, other numbers give a note, and a fake breaks the law.

`test_fakes.py` checks whole practices; here each kind of prescription is checked alone.
"""

from pathlib import Path

import pytest

from coach.schedule.laws.evidence import Evidence
from coach.schedule.laws.source import unlike_the_source
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.settings.values import Settings
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import LIBRARY, PHRASES, scheduled
from tests.script.scripts import write

REPS = "reps: 5\n    phases: [{say: Lift., for: 2 s}, {say: Lower., for: 3 s}]"
SETS = "repeat: 2\n    rest: 20 s\n    steps: [{reps: 5, phases: [{say: Lift., for: 2 s}]}]"
BOTH_SIDES = "sides:\n    - hold: 20 s"
FLOW = "flow: [{inhale: Arms up.}, {exhale: Arms down.}]"
INTERVAL = "work: 40 s\n  - rest: 20 s\n  - work: 40 s"
BREATHS = "breathe: 1\n  - breathe: 1"


def found_in(folder: Path, source: str, steps: str, position: str = "seated") -> list[tuple[bool, str]]:
    """Check a stretch of a few steps against a source; return whether each finding breaks the law, and its problem."""
    script = (
        f'stretch: A\nposition: {position}\nsource: "{source}"\nsteps:\n  - say: Sit.\n  - {steps}\n  - say: Rest.\n'
    )
    routine = choose(as_routine(LIBRARY.read(write(folder, script, "a.yaml"))), {})
    evidence = Evidence(routine, Settings(), PHRASES, scheduled(routine, sounds=FAKE_TONES))
    return [(found.broken, found.problem) for found in unlike_the_source(evidence)]


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        ("1 set of 5, 2 s up, 3 s down", REPS),
        ("1–2 sets of 4–6", REPS),
        ("1 set of 5, 2 s up, 3 s hold", REPS.replace("}]", "}, {say: Back., for: 2 s}]")),
        ("2 sets of 5, rest 20 s", SETS),
        ("4-4-4-4, 1 min", "breathe: 1 min\n    pattern: 4-4-4-4"),
        ("4-7-8, 2 breaths", "breathe: 2\n    pattern: 4-7-8"),
        ("40 s work, 20 s rest", INTERVAL),
        ("one minute of silence", "silence: 1 min"),
        ("one minute of silence", "silence: 90 s"),
        ("breath by breath", FLOW),
        ("left side only", "sides:\n    - hold: 20 s\n    only: left"),
    ],
)
def test_nothing_is_found_where_the_source_is_followed(tmp_path: Path, source: str, steps: str) -> None:
    assert found_in(tmp_path, source, steps) == []


def test_each_side_may_have_all_the_sets(tmp_path: Path) -> None:
    assert found_in(tmp_path, "1 set of 5", "sides:\n    - reps: 5\n      phases: [{say: Lift., for: 2 s}]") == []


@pytest.mark.parametrize(
    ("source", "steps", "problem"),
    [
        ("1 set of 8", REPS, "5 repetitions are done; the source is “1 set of 8”."),
        ("1 set of 5, 2 s up, 2 s down", REPS, "A repetition takes 5 s; the source prescribes 4 s."),
        (
            "4-4-4-4, 1 min",
            "breathe: 2\n    pattern: 4-7-8",
            "The breath is not led as the source has it, 4-4-4-4.",
        ),
        ("30/20", INTERVAL, "An effort takes 40 s; the source prescribes 30 s."),
        ("40/15", INTERVAL, "A rest takes 20 s; the source prescribes 15 s."),
        ("2 minutes of silence", "silence: 1 min", "The longest silence is 60 s; the source prescribes 120 s."),
    ],
)
def test_other_numbers_in_the_right_step_are_a_note(tmp_path: Path, source: str, steps: str, problem: str) -> None:
    assert found_in(tmp_path, source, steps) == [(False, problem)]


@pytest.mark.parametrize(
    ("source", "steps", "problem"),
    [
        ("3 sets of 10, 2 s up, 2 s down", "pause: 4 s", "repetitions of 4 s: use `reps`. Here nothing is repeated."),
        ("3 sets of 10", BREATHS, "repetitions: use `reps`. Here what is repeated takes "),
        ("4-4-4-4, 5 min", BREATHS, "the pattern 4-4-4-4: use `pattern`. Here no breath is held, and "),
        (
            "40/20",
            "hold: 40 s",
            "use `work` and `rest`. Here “Stay here for 40 seconds.” is said to someone who works.",
        ),
        ("2 min of silence", "pause: 2 min", "120 s of silence: use `silence`. Here the longest pause is talked into"),
        ("breath by breath", BREATHS, "a breath a movement: use `flow`. Here "),
        ("breath by breath", "hold: 20 s", "a breath a movement: use `flow`."),
        ("chair yoga", "hold: 20 s", "on a chair, and the position is seated: use `chair`, or `choices`."),
        ("left side only", BOTH_SIDES, "for the left side only, and the other one is done: use `only`."),
    ],
)
def test_a_fake_breaks_the_law_and_the_right_step_is_named(
    tmp_path: Path, source: str, steps: str, problem: str
) -> None:
    ((broken, told),) = found_in(tmp_path, source, steps)
    assert broken
    assert problem in told


def test_a_chair_is_right_on_a_chair(tmp_path: Path) -> None:
    assert found_in(tmp_path, "chair yoga", "hold: 20 s", position="chair") == []
