"""The comment of a file names each setting that was chosen, one by one."""

from dataclasses import replace
from fractions import Fraction

from coach.export.audio.tags import artist, comment
from coach.script.vocabulary import PauseName
from coach.settings.values import Lessons, Levels, Pauses, Settings


def test_the_comment_names_the_voice_and_what_differs_from_the_defaults() -> None:
    settings = Settings(
        speed=0.9,
        pauses=Pauses(Fraction(3, 2), ((PauseName.SETTLE, Fraction(6)),)),
        levels=Levels(None, (("cobra", Fraction(1)),)),
    )
    assert comment(settings, "1.2.3") == (
        "coach 1.2.3, voice heart, speed 0.9, pauses scale 1.5, pauses settle 6, levels cobra 1"
    )


def test_without_choices_the_comment_names_the_version_and_the_voice() -> None:
    assert comment(Settings(), "1.2.3") == "coach 1.2.3, voice heart"


def test_the_artist_is_coach_with_its_voice() -> None:
    assert artist(Settings(voice="joe")) == "coach (joe)"


def test_the_comment_tells_nobody_where_the_persons_scripts_are_nor_what_is_not_heard() -> None:
    settings = Settings(scripts="/home/ann/scripts", lessons=Lessons.ON)
    assert comment(settings, "1.2.3") == "coach 1.2.3, voice heart"
    assert comment(replace(settings, lessons=Lessons.OFF), "1.2.3") == "coach 1.2.3, voice heart, lessons off"
