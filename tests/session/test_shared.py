"""A session that is planned from parts that others share is the session that is planned by itself."""

from pathlib import Path

import pytest

from coach.session.session import plan_session
from coach.session.shared import SharedParts
from coach.settings.values import Settings
from coach.speech.cache import ClipCache


@pytest.mark.parametrize("name", ["cobra", "desk-break"])
def test_shared_parts_change_nothing_of_a_session(name: str) -> None:
    parts, settings = SharedParts(), Settings()
    for _ in range(2):
        shared, alone = parts.plan(name, settings, None), plan_session(name, settings)
        assert shared.routine == alone.routine
        assert list(shared.utterances()) == list(alone.utterances())
    assert parts.phrasebook(settings) is parts.phrasebook(settings)


def test_clips_are_looked_for_where_they_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path / "usual"))
    speaker = SharedParts(str(tmp_path / "kept")).plan("cobra", Settings(), None).speaker
    (key,) = speaker.missing_keys("Lie down.")
    ClipCache(tmp_path / "kept").write_bytes(key, b"\0\0")
    assert speaker.missing_keys("Lie down.") == set()
