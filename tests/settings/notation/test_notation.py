"""Covers also: rhythm, sound, values, words."""

import math
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import SettingsError, UnknownNameError
from coach.script.steps import Pause
from coach.script.vocabulary import Level, PauseName, Verbosity
from coach.settings.notation import (
    read_ambient,
    read_ambient_loudness,
    read_breath,
    read_breath_prompts,
    read_chimes,
    read_choose,
    read_lessons,
    read_levels,
    read_minutes,
    read_pauses,
    read_speed,
    read_theme_name,
    read_verbosity,
    read_wording,
    write_breath,
    write_chimes,
    write_levels,
    write_minutes,
    write_pauses,
    write_speed,
)
from coach.settings.values import PAUSES_S, Breath, BreathPrompts, Lessons, Levels, Pauses, Settings


def test_a_breath_is_seconds_or_breaths_a_minute() -> None:
    assert read_breath("4:6") == Breath(Fraction(4), Fraction(6))
    assert read_breath("3.5:4.5") == Breath(Fraction(7, 2), Fraction(9, 2))
    assert read_breath("6") == Breath(Fraction(4), Fraction(6))
    assert read_breath("5.5").cycle_s == Fraction(120, 11)


@pytest.mark.parametrize(
    "text", ["", "4:", ":6", "4:6:8", "a:b", "0", "-4:6", "1:2", "10:11", "0.5:6", "20", "2.9", "nan"]
)
def test_what_is_no_restful_breath_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        read_breath(text)


def test_words_are_read_in_any_case() -> None:
    assert read_levels("Full, Cobra=GENTLE") == read_levels("full,cobra=gentle")
    assert read_pauses("Settle=6") == read_pauses("settle=6")
    assert (read_verbosity(" Brief"), read_lessons("OFF")) == (Verbosity.BRIEF, Lessons.OFF)
    assert (read_theme_name("Bowl"), read_ambient("Rain"), read_ambient("OFF")) == ("bowl", "rain", "off")
    assert (read_chimes("Off"), read_wording("Auto")) == (-math.inf, 0)
    assert read_choose("Place=Chair") == (("place", "chair"),)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says of such names only that nothing is there")
@pytest.mark.parametrize("text", ["~nosuchuser", "a\0b", "x" * 300])
def test_a_sound_that_no_file_can_have_is_refused_in_a_sentence(text: str) -> None:
    for read in (read_theme_name, read_ambient):
        with pytest.raises(SettingsError, match="cannot be used"):
            read(text)


def test_the_message_about_a_breath_says_what_would_do() -> None:
    with pytest.raises(SettingsError, match="4 to 20 s"):
        read_breath("30:30")


def test_pauses_are_scaled_set_or_both() -> None:
    assert read_pauses("1.5") == Pauses(Fraction(3, 2))
    assert read_pauses("settle=6, between=12") == Pauses(
        Fraction(1), ((PauseName.SETTLE, Fraction(6)), (PauseName.BETWEEN, Fraction(12)))
    )
    assert read_pauses("0.5,beat=0") == Pauses(Fraction(1, 2), ((PauseName.BEAT, Fraction(0)),))


@pytest.mark.parametrize(
    "text",
    ["", "x", "-1", "11", "settle=", "settle=601", "rest=-1", "1,,2", "settle=1=2", "1e3", "1,2", "rest=1,rest=2"],
)
def test_what_is_no_pause_length_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        read_pauses(text)


def test_an_unknown_pause_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="“settle”"):
        read_pauses("setle=4")


@given(st.sampled_from(PauseName), st.fractions(0, 10, max_denominator=100))
def test_every_named_pause_has_a_length_that_scales(name: PauseName, scale: Fraction) -> None:
    assert Pauses(scale).length_s(Pause(name)) == PAUSES_S[name] * scale


@pytest.mark.parametrize(("text", "speed"), [("1", 1.0), ("0.5", 0.5), ("2.0", 2.0), ("1.25", 1.25)])
def test_a_speed_is_a_number_in_its_range(text: str, speed: float) -> None:
    assert read_speed(text) == speed


@pytest.mark.parametrize("text", ["", "fast", "0.49", "2.01", "-1", "inf", "1,5", "١"])
def test_what_is_no_speed_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(SettingsError, match=r"0\.5 to 2\.0"):
        read_speed(text)


def test_a_level_is_for_all_stretches_or_for_one() -> None:
    assert read_levels("gentle") == Levels(Fraction(0))
    levels = read_levels("full,cobra=gentle")
    assert [levels.of("cobra", Level.GENTLE), levels.of("hip-flexor", Level.GENTLE)] == [0, 1]
    one = read_levels("cobra=full")
    assert [one.of("cobra", Level.GENTLE), one.of("hip-flexor", Level.GENTLE)] == [1, 0]


def test_a_misspelt_level_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="“standard”"):
        read_levels("standrad")
    with pytest.raises(SettingsError, match="“gentle”"):
        read_levels("cobra=gentel")


def test_a_misspelt_verbosity_is_answered_with_the_nearest() -> None:
    assert read_verbosity("tones") is Verbosity.TONES
    with pytest.raises(SettingsError, match="“brief”"):
        read_verbosity("breif")


@pytest.mark.parametrize("text", ["0", "-3", "ten", "1441", "", "1:60", "1:"])
def test_what_is_no_length_is_refused(text: str) -> None:
    assert read_minutes("12.5") == read_minutes("12:30") == Fraction(25, 2)
    with pytest.raises(SettingsError, match="minutes"):
        read_minutes(text)


@pytest.mark.parametrize(("text", "chimes_db"), [("-10", -10), ("-7.5", -7.5), ("0", 0), ("6", 6), ("off", -math.inf)])
def test_the_loudness_of_the_chimes_is_in_decibels_or_off(text: str, chimes_db: float) -> None:
    assert read_chimes(text) == chimes_db


@pytest.mark.parametrize("text", ["", "loud", "-51", "11", "--3", "-", "1e1", "-inf", "nan", "−10"])
def test_any_other_loudness_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="loudness of the chimes, or off"):
        read_chimes(text)
    with pytest.raises(SettingsError, match="loudness of the ambient sound"):
        read_ambient_loudness(text)


def test_what_leads_the_breath_is_one_of_three_words() -> None:
    assert read_breath_prompts("word") is BreathPrompts.WORD
    with pytest.raises(SettingsError, match="no breath prompt “tones”"):
        read_breath_prompts("tones")


def test_a_theme_is_a_name_or_a_folder_and_an_ambient_sound_a_name_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    assert read_theme_name("soft") == "soft"
    assert read_theme_name(str(tmp_path)) == str(tmp_path)
    assert read_ambient("rain") == "rain"
    assert read_ambient(str(tmp_path / "a.wav")) == str(tmp_path / "a.wav")
    with pytest.raises(UnknownNameError, match=r"no theme .* “bowls”.*bowl"):
        read_theme_name("bowls")
    with pytest.raises(UnknownNameError, match=r"no ambient sound .* “rainy”.*rain"):
        read_ambient("rainy")


@pytest.mark.parametrize(
    "chosen",
    [
        {"verbosity": Verbosity.TONES, "chimes_db": -math.inf},
        {"verbosity": Verbosity.TONES, "breath_prompts": BreathPrompts.WORD},
        {"breath_prompts": BreathPrompts.TONE, "chimes_db": -math.inf},
    ],
)
def test_settings_that_leave_nothing_to_lead_are_refused(chosen: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        Settings(**chosen)


DECIMALS = st.integers(0, 10_000).map(lambda hundredths: Fraction(hundredths, 100))


@given(st.builds(
    Pauses,
    DECIMALS.filter(lambda scale: scale <= 10),
    st.dictionaries(st.sampled_from(PauseName), DECIMALS).map(lambda set_s: tuple(set_s.items())),
))  # fmt: skip
def test_pauses_are_read_back_as_they_were_written(pauses: Pauses) -> None:
    assert read_pauses(write_pauses(pauses)) == pauses


@pytest.mark.parametrize("text", ["4:6", "5.5", "3.25:7", "6.5", "10"])
def test_a_breath_is_read_back_as_it_was_written(text: str) -> None:
    assert read_breath(write_breath(read_breath(text))) == read_breath(text)


@given(
    st.none() | st.sampled_from(Level),
    st.dictionaries(st.sampled_from(["cobra", "wall-angels"]), st.sampled_from(Level)),
)
def test_levels_are_read_back_as_they_were_written(level: Level | None, level_of: dict[str, Level]) -> None:
    levels = Levels(level and level.share, tuple((name, each.share) for name, each in level_of.items()))
    written = write_levels(levels)
    assert (Levels() if written is None else read_levels(written)) == levels


@pytest.mark.parametrize("text", ["12", "12.5", "12:20", "0:07"])
def test_minutes_are_read_back_as_they_were_written(text: str) -> None:
    assert read_minutes(write_minutes(read_minutes(text))) == read_minutes(text)


@pytest.mark.parametrize("chimes_db", [-math.inf, -40.0, -9.5, 0.0, 10.0])
def test_the_loudness_of_the_chimes_is_read_back_as_it_was_written(chimes_db: float) -> None:
    assert read_chimes(write_chimes(chimes_db)) == chimes_db


@given(st.floats(0.5, 2.0).map(lambda speed: round(speed, 6)))
def test_a_speed_is_read_back_as_it_was_written(speed: float) -> None:
    assert read_speed(write_speed(speed)) == speed


def test_lessons_are_on_off_or_left_to_what_the_listener_has_done() -> None:
    assert [read_lessons(text) for text in ("on", "off", "auto")] == list(Lessons)
    with pytest.raises(SettingsError, match="Lessons are not “never”"):
        read_lessons("never")


def test_a_listener_of_three_finished_sessions_needs_no_lessons_unless_they_ask_for_them() -> None:
    assert Settings().for_listener(2).has_lessons
    assert not Settings().for_listener(3).has_lessons
    assert Settings(lessons=Lessons.ON).for_listener(3).has_lessons
    assert not Settings(lessons=Lessons.OFF).for_listener(0).has_lessons


def test_what_is_chosen_is_read_in_any_order_and_may_be_nothing() -> None:
    assert read_choose("place=chair, knees = sore") == (("knees", "sore"), ("place", "chair"))
    assert read_choose("") == ()


@pytest.mark.parametrize("text", ["chair", "place=", "=chair", "place=chair,place=floor"])
def test_what_chooses_nothing_or_twice_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        read_choose(text)


@pytest.mark.parametrize(("text", "wording"), [("auto", 0), ("0", 0), ("7", 7), ("99", 99)])
def test_a_wording_is_a_number_or_left_to_the_practice(text: str, wording: int) -> None:
    assert read_wording(text) == wording


@pytest.mark.parametrize("text", ["", "100", "1.5", "-1", "first"])
def test_what_is_no_wording_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is not a wording"):
        read_wording(text)
