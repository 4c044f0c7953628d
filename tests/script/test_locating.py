from pathlib import Path

import pytest

from coach.script.library import Library
from tests.script.scripts import write

SCRIPT = """\
stretch: Qwrtzx twist
position: seated
steps:
  - say: Sit tall. Turn slowly! Breathe out.
  - sides:
      - say: turn to the {side}.
      - hold: 20 s
  - say: |
      Come back.
      Rest (a while).
"""


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Sit tall.", (4, 10)),
        ("Turn slowly!", (4, 20)),
        ("Breathe out.", (4, 33)),
        ("Turn to the left.", (6, 14)),
        ("Rest (a while).", (8, 10)),
        ("Next: Qwrtzx twist.", (1, 10)),
    ],
)
def test_a_sentence_is_found_where_it_was_written_also_in_a_stretch_of_a_routine(
    tmp_path: Path, sentence: str, place: tuple[int, int]
) -> None:
    path = write(tmp_path, SCRIPT, "twist.yaml")
    routine = write(tmp_path, "routine: R\nstretches: [cobra, twist]\n", "r.yaml")
    for script in (path, routine):
        library = Library()
        library.read(script)
        found = library.locate(str(script), sentence)
        assert found is not None
        assert (found.path, found.line, found.column) == (path, *place)


def test_a_sentence_of_coachs_own_is_nowhere_and_a_script_that_is_gone_has_none(tmp_path: Path) -> None:
    path = write(tmp_path, SCRIPT, "twist.yaml")
    library = Library()
    assert library.locate(str(path), "Welcome.") is None
    assert library.locate(str(tmp_path / "gone.yaml"), "Sit tall.") is None
