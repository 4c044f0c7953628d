from pathlib import Path

import pytest

from coach.script.language import seems_foreign
from coach.script.library import Library, as_routine
from tests.script.scripts import write

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()

SCRIPT = """\
stretch: Kobra
position: prone
source: hold five to eight breaths, as many as you like, and then come down slowly to the mat
steps:
  - say: {}
  - breathe: 5
"""


@pytest.mark.parametrize("name", [*LIBRARY.routine_names(), *LIBRARY.stretch_names()])
def test_what_comes_with_coach_is_in_the_language_of_its_phrases(name: str) -> None:
    assert not seems_foreign(as_routine(LIBRARY.find(name)), PHRASES)


@pytest.mark.parametrize(
    ("words", "foreign"),
    [
        (
            "Lege dich auf den Bauch, die Hände unter den Schultern. Drücke dich langsam nach oben. Senke dich dann in "
            "deinem Tempo wieder ab, und höre auf, sobald etwas wehtut.",
            True,
        ),
        (
            "Allongez-vous sur le ventre, les mains sous les épaules. Poussez doucement vers le haut. Inspirez, puis "
            "expirez. Arrêtez si vous avez mal quelque part.",
            True,
        ),
        (
            "Grab the resistance band overhead and pull it apart while squeezing your shoulder blades tightly. Engage "
            "quadriceps and glutes throughout, exhaling forcefully.",
            False,
        ),
        ("Lege dich auf den Bauch.", False),
        ("Сядьте прямо.", True),
        ("俯卧在垫子上。", True),
    ],
)
def test_a_script_in_another_language_is_known_by_its_words_if_there_are_enough(
    tmp_path: Path, words: str, foreign: bool
) -> None:
    path = write(tmp_path, SCRIPT.format(words), "kobra.yaml")
    assert seems_foreign(as_routine(LIBRARY.read(path)), PHRASES) is foreign
