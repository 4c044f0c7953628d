"""A name and settings become a plan, and the plan a timeline; with a fake voice, so that nothing is spoken for real."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.buffer import Audio
from coach.errors import AudioError, ScriptError, SettingsError, UnknownNameError, UnspeakableError
from coach.files import own_scripts_folder
from coach.script.library import Library
from coach.session import voices
from coach.session.session import SessionPlan, find_ambient, library_of, plan_session
from coach.settings.values import Levels, Settings
from coach.soundscape.ambient import Ambient
from coach.speech.cache import ClipCache
from coach.speech.speaker import Speaker
from tests.fakes import FakeVoice


def plan(
    name: str = "cobra", minutes: int | None = None, cache: ClipCache | None = None
) -> tuple[SessionPlan, FakeVoice]:
    voice, phrases = FakeVoice(), Library().phrasebook()
    speaker = Speaker(voice, speed=1.0, calibration_text=phrases.calibration, cache=cache)
    wished = None if minutes is None else Fraction(minutes)
    return replace(plan_session(name, Settings(), wished), speaker=speaker), voice


def test_a_plan_speaks_nothing_until_its_timeline_is_asked_for() -> None:
    session, voice = plan()
    assert voice.spoken == []
    timeline = session.timeline()
    assert [section.title for section in timeline.sections] == ["Opening", "Cobra pose", "Closing"]
    assert voice.spoken


def test_a_folder_of_scripts_has_to_be_there_unless_it_is_coachs_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    library_of(Settings(scripts=str(own_scripts_folder())))
    (tmp_path / "file").touch()
    for name in ("none", "file"):
        with pytest.raises(
            SettingsError, match=f"There is no folder .*{name}\\. Make it, or choose another"
        ) as refused:
            library_of(Settings(scripts=str(tmp_path / name)))
        assert refused.value.settings == ("scripts",)
    (tmp_path / "none").mkdir()
    library_of(Settings(scripts=str(tmp_path / "none")))


def test_the_voice_is_released_when_the_timeline_is_made() -> None:
    session, voice = plan()
    session.timeline()
    assert voice.closed == 1


def test_each_new_sentence_is_told() -> None:
    told: list[tuple[int, int]] = []
    session, _ = plan("desk-break")
    said = {cue.text for cue in session.timeline(lambda done, total: told.append((done, total))).cues() if cue.text}
    total = told[-1][1]
    assert told[-1] == (total, total)
    assert total >= len(said)
    assert told[:-1] == [(done, total) for done in range(1, len(told))]


def test_a_session_is_as_long_as_wished() -> None:
    assert plan("desk-break", minutes=6)[0].timeline().duration_s == pytest.approx(360, abs=1)


def test_a_wish_out_of_reach_is_refused_before_anything_plays_only_if_all_clips_are_known(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    unknown, _ = plan("cobra", minutes=50, cache=cache)
    assert unknown.fitted_if_known() is unknown
    with pytest.raises(SettingsError, match="cannot last 50:00"):
        unknown.timeline()
    known, _ = plan("cobra", minutes=50, cache=cache)
    with pytest.raises(SettingsError, match="cannot last 50:00"):
        known.fitted_if_known()


def test_a_wish_within_reach_is_fitted_before_it_plays(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    plan("cobra", minutes=3, cache=cache)[0].timeline()
    fitted = plan("cobra", minutes=3, cache=cache)[0].fitted_if_known()
    assert fitted.minutes is None
    assert fitted.settings != Settings()


def test_a_level_for_a_stretch_that_nobody_knows_is_refused_and_one_of_another_routine_is_not() -> None:
    plan_session("cobra", Settings(levels=Levels(share_of=(("wall-angels", Fraction(1)),))))
    with pytest.raises(UnknownNameError, match=r"no stretch “wal-angels”.*Did you mean “wall-angels”"):
        plan_session("cobra", Settings(levels=Levels(share_of=(("wal-angels", Fraction(1)),))))


def test_an_ambient_sound_is_made_or_read_or_off(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "sea.wav", 0.1 * np.sin(np.arange(48_000) / 20), 24_000)
    assert find_ambient(Settings()) is None
    assert isinstance(find_ambient(Settings(ambient="rain")), Ambient)
    assert isinstance(find_ambient(Settings(ambient=str(tmp_path / "sea.wav"))), Ambient)
    with pytest.raises(AudioError, match="no file"):
        find_ambient(Settings(ambient=str(tmp_path / "sky.wav")))


def test_a_preparation_makes_the_same_sections() -> None:
    session, _ = plan()
    expected = session.timeline().sections
    again, _ = plan()
    with again.preparation() as preparation:
        while not preparation.ended:
            preparation._thread.join(0.01)
    assert [section.end_frame for section in preparation.sections] == [section.end_frame for section in expected]


def test_a_sentence_that_the_voice_cannot_speak_is_told_where_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mute(FakeVoice):
        def speak(self, text: str, *, speed: float) -> Audio:
            if "Qwrtz" in text:
                raise UnspeakableError("The voice fake gave no sound.", "Write it in words.")
            return super().speak(text, speed=speed)

    monkeypatch.setattr(voices, "find_voice", lambda _name: Mute())
    path = tmp_path / "twist.yaml"
    path.write_text("stretch: Twist\nposition: seated\nsteps:\n  - say: Breathe. Qwrtz tall.\n  - hold: 10 s\n")
    with pytest.raises(ScriptError) as caught:
        plan_session(str(path), Settings()).timeline()
    assert str(caught.value) == f"{path}:4:19: The voice fake gave no sound. Write it in words."
    assert caught.value.settings == ("voice",)
