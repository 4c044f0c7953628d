"""The values that shape a session, their defaults, and what contradicts itself."""

import math
import pickle
from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from coach.errors import SettingsError
from coach.script.steps import Pause
from coach.script.vocabulary import Level, PauseName, Sound, Verbosity
from coach.settings.values import PAUSES_S, Breath, BreathPrompts, Levels, Pauses, Settings, sounds_used


def test_a_pause_is_scaled_unless_it_has_seconds_of_its_own() -> None:
    pauses = Pauses(Fraction(2), ((PauseName.SETTLE, Fraction(7)),))
    assert pauses.length_s(Pause(PauseName.BEAT)) == 2 * PAUSES_S[PauseName.BEAT]
    assert pauses.length_s(Pause(Fraction(3))) == 6
    assert pauses.length_s(Pause(PauseName.SETTLE)) == 7


def test_a_longer_way_multiplies_a_pause_unless_it_has_seconds_of_its_own() -> None:
    between = Pause(PauseName.BETWEEN)
    assert Pauses().length_s(between, times=2) == 2 * PAUSES_S[PauseName.BETWEEN]
    assert Pauses(set_s=((PauseName.BETWEEN, Fraction(9)),)).length_s(between, times=2) == 9


def test_a_pause_may_be_no_time_at_all() -> None:
    assert Pauses(set_s=((PauseName.BEAT, Fraction(0)),)).length_s(Pause(PauseName.BEAT)) == 0


def test_a_breath_is_six_a_minute_unless_chosen() -> None:
    assert Breath().cycle_s == 10


def test_a_level_of_a_stretch_comes_before_the_persons_and_that_before_the_routines() -> None:
    levels = Levels(Fraction(1), (("cobra", Fraction(0)),))
    assert levels.of("cobra", Level.STANDARD) == 0
    assert levels.of("childs-pose", Level.STANDARD) == 1
    assert Levels().of("childs-pose", Level.GENTLE) == 0


@pytest.mark.parametrize(
    ("settings", "sounds"),
    [
        (Settings(), tuple(Sound)),
        (Settings(breath_prompts=BreathPrompts.WORD), (Sound.START, Sound.SWITCH, Sound.END)),
        (Settings(chimes_db=-math.inf), ()),
    ],
)
def test_only_the_sounds_that_are_heard_are_taught(settings: Settings, sounds: tuple[Sound, ...]) -> None:
    assert sounds_used(settings) == sounds


def test_settings_that_leave_nothing_to_lead_are_refused() -> None:
    with pytest.raises(SettingsError, match="nothing left to lead"):
        Settings(verbosity=Verbosity.TONES, chimes_db=-math.inf)
    with pytest.raises(SettingsError, match="the chimes are off"):
        Settings(breath_prompts=BreathPrompts.TONE, chimes_db=-math.inf)


def test_settings_are_plain_frozen_values_that_travel_to_another_process() -> None:
    settings = Settings(
        pauses=Pauses(Fraction(2), ((PauseName.BEAT, Fraction(1)),)), levels=Levels(None, (("cobra", Fraction(1)),))
    )
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert hash(settings) == hash(pickle.loads(pickle.dumps(settings)))
    with pytest.raises(FrozenInstanceError):
        settings.speed = 2.0  # type: ignore[misc]
