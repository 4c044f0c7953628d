"""A person is told before a session begins what they would not expect of it; its clips take no memory."""

import pytest

from coach.cli.session.preparing import prepare, tell_notes
from coach.session.session import SessionPlan, plan_session
from coach.settings.values import Settings

CHAIR = Settings(choose=(("place", "chair"),))


def test_a_choice_that_a_script_does_not_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell_notes(plan_session("cobra", CHAIR))
    assert capsys.readouterr().err == "Note: Cobra pose has no choice of place=chair, and stays as it is.\n"


def test_a_choice_that_a_script_has_needs_no_word(capsys: pytest.CaptureFixture[str]) -> None:
    tell_notes(plan_session("middle-back", CHAIR))
    assert capsys.readouterr().err == ""


def test_clips_stay_on_disk_while_a_whole_session_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_session("cobra", Settings())
    assert not plan.speaker.reads_on_demand
    monkeypatch.setattr(SessionPlan, "timeline", lambda self, _on_progress: self.speaker.reads_on_demand)
    assert prepare(plan)
