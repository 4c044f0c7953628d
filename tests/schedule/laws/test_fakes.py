"""Six practices that were faked with holds and pauses do not keep the laws, and the same six in the right words do."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from coach.schedule.check import Finding, check
from coach.schedule.laws.law import Law
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.settings.values import Breath, Settings
from tests.fakes import FAKE_TONES
from tests.schedule import practices
from tests.schedule.scheduling import LIBRARY, PHRASES, scheduled

KNEE = (
    """\
stretch: Straight leg raise
position: supine
needs: [a mat]
source: "3 sets of 10, 2 s up, 3 s hold, 2 s down, rest 30 s"
steps:
  - say: Bend your left knee. Right leg long.
  - pause: settle
"""
    + """\
  - breathe: 1
    inhale: Lift.
    exhale: Lower.
  - pause: 3 s
"""
    * 10
    + """\
  - say: Let both legs rest.
"""
)

BOX = (
    """\
stretch: Box breathing
position: supine
needs: [a mat]
source: "box breathing, 4-4-4-4, 5 min"
steps:
  - say: Lie still, and breathe through your nose.
  - pause: settle
"""
    + """\
  - breathe: 1
    inhale: In.
    exhale: Out.
  - say: Hold.
  - pause: 4 s
"""
    * 6
    + """\
  - say: Breathe as you like.
"""
)

BODY_SCAN = """\
stretch: Body scan
position: supine
needs: [a mat]
source: "body scan, with two minutes of silence at the end"
steps:
  - say: Let your whole weight sink into the floor.
  - pause: settle
  - hold: 20 s
  - pause: 2 min
  - say: Move your fingers and your toes.
"""

SUN_SALUTATION = """\
stretch: Sun salutation
position: standing
needs: [a mat]
source: "5 rounds, one breath a movement"
steps:
  - say: Stand at the front of your mat.
  - pause: settle
  - breathe: 1
    inhale: Arms float up.
    exhale: Fold forward.
  - breathe: 1
    inhale: Step your left foot back.
    exhale: The right foot joins it.
  - breathe: 1
    inhale: Lower down, and come up into cobra.
    exhale: Hips up and back.
  - say: Stand, and feel your breath.
"""

INTERVALS = """\
stretch: Squats
position: standing
source: "8 rounds, 40/20"
steps:
  - say: Feet apart. Squat, and come up again.
  - pause: settle
  - hold: 40 s
  - say: Rest.
  - pause: 20 s
  - hold: 40 s
  - say: Walk a few steps.
"""

CHAIR_YOGA = """\
stretch: Seated twist
position: seated
source: "chair yoga, hold 20 s per side"
steps:
  - say: On a chair, sit tall. On the floor, cross your legs. If your knees are sore, stretch them out.
  - pause: settle
  - sides:
      - say: Turn to the {side}.
      - pause: settle
      - hold: 20 s
      - say: Unwind.
  - say: Rest your hands.
"""

NEW_SUN_SALUTATION = practices.SUN_SALUTATION.replace("standing\n", 'standing\nsource: "breath by breath"\n')
NEW_BREATHING = practices.BREATHING.replace("seated\n", 'seated\nsource: "4-4-4-4, 2 min"\n')
NEW_BODY_SCAN = practices.BODY_SCAN.replace("supine\n", 'supine\nsource: "2 min of silence, hold 40 s"\n')


def found_in(folder: Path, script: str, settings: Settings, chosen: Mapping[str, str] | None = None) -> list[Finding]:
    path = folder / "a.yaml"
    path.write_text(script, encoding="utf-8")
    routine = choose(as_routine(LIBRARY.read(path)), chosen or {})
    return check(routine, settings, PHRASES, scheduled(routine, settings, sounds=FAKE_TONES))


@pytest.mark.parametrize(
    ("script", "settings", "problem"),
    [
        (KNEE, Settings(), "The source prescribes repetitions of 7 s: use `reps`. Here what is repeated takes"),
        (
            BOX,
            Settings(breath=Breath(Fraction(4), Fraction(4))),
            "The source prescribes the pattern 4-4-4-4: use `pattern`.",
        ),
        (
            BODY_SCAN,
            Settings(),
            "120 s of silence: use `silence`. Here the longest pause is talked into 7 times.",
        ),
        (SUN_SALUTATION, Settings(), "The source prescribes a breath a movement: use `flow`. Here"),
        (INTERVALS, Settings(), "efforts of 40 s: use `work` and `rest`. Here “Stay here for 40 seconds.” is said"),
        (
            CHAIR_YOGA,
            Settings(),
            "on a chair, and the position is seated: use `chair`, or `choices`.",
        ),
    ],
)
def test_a_fake_is_found_out_by_what_is_done(tmp_path: Path, script: str, settings: Settings, problem: str) -> None:
    broken = [found for found in found_in(tmp_path, script, settings) if found.broken]
    assert any(found.law is Law.DOSES_OF_THE_SOURCE and problem in found.problem for found in broken)


def test_a_fake_is_measured(tmp_path: Path) -> None:
    (found,) = (
        one for one in found_in(tmp_path, KNEE, Settings()) if one.law is Law.DOSES_OF_THE_SOURCE and one.broken
    )
    measured = float(found.problem.split(" takes ")[1].split(" s ")[0])
    assert measured > 12, "10 s of breath, 3 s of pause, the sounds"


@pytest.mark.parametrize(
    ("script", "chosen"),
    [
        (practices.KNEE, {}),
        (NEW_BREATHING, {}),
        (NEW_BODY_SCAN, {}),
        (NEW_SUN_SALUTATION, {}),
        (practices.INTERVALS, {}),
        (practices.CHAIR_YOGA, {"place": "chair"}),
        (practices.CHAIR_YOGA, {"place": "chair", "knees": "sore"}),
    ],
)
def test_the_six_in_the_right_words_keep_every_law(tmp_path: Path, script: str, chosen: Mapping[str, str]) -> None:
    assert [found for found in found_in(tmp_path, script, Settings(), chosen) if found.broken] == []
