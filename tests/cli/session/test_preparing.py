"""A person is told before a session begins what they would not expect of it."""

import pytest

from coach.cli.session.preparing import tell_notes
from coach.session.session import plan_session
from coach.settings.values import Settings

CHAIR = Settings(choose=(("place", "chair"),))


def test_a_choice_that_a_script_does_not_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell_notes(plan_session("cobra", CHAIR))
    assert capsys.readouterr().err == "Note: Cobra pose has no choice of place=chair, and stays as it is.\n"


def test_a_choice_that_a_script_has_needs_no_word(capsys: pytest.CaptureFixture[str]) -> None:
    tell_notes(plan_session("middle-back", CHAIR))
    assert capsys.readouterr().err == ""
