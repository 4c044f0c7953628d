import math
from fractions import Fraction

import pytest

from coach.audio.buffer import Audio
from coach.schedule import Sounds
from coach.script.steps import Chime, Hold, Say, Silence, Work
from coach.script.vocabulary import Sound
from coach.settings.values import Settings
from coach.timeline import MarkKind
from tests.fakes import FAKE_SOUNDS
from tests.schedule.steps.laying import dose, heard, laid, marked

MINUTE = Silence(Fraction(60))


def test_a_silence_is_announced_and_has_the_end_sound_on_its_end() -> None:
    assert heard(MINUTE, Say(("Move.",))) == "0.00 One minute of silence.\n61.50 end\n63.00 Move."
    assert marked(MINUTE, kind=MarkKind.SILENCE) == [(1.5, 61.5)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(60, "One minute of silence."), (120, "2 minutes of silence."), (45, "45 seconds of silence.")],
)
def test_a_silence_is_announced_in_minutes_where_it_is_whole_ones(seconds: int, words: str) -> None:
    assert heard(Silence(Fraction(seconds))).startswith(f"0.00 {words}")


def test_a_silence_may_be_neither_announced_nor_ended_by_a_sound() -> None:
    assert heard(Silence(Fraction(50), announce=False, sound=False), Say(("Move.",))) == "50.00 Move."
    assert heard(MINUTE, settings=Settings(chimes_db=-math.inf)) == "0.00 One minute of silence."


def test_a_silence_begins_when_everything_has_rung_out() -> None:
    bowl = Sounds({**FAKE_SOUNDS.chimes, Sound.SWITCH: Audio(FAKE_SOUNDS.chimes[Sound.SWITCH].samples.repeat(9))})
    _, marks = laid(Chime(Sound.SWITCH), Silence(Fraction(5), announce=False), sounds=bowl)
    assert [mark.start_frame / 24_000 for mark in marks] == [9]


def test_what_follows_a_silence_is_never_counted_in_inside_it() -> None:
    silence = Silence(Fraction(30), announce=False, sound=False)
    assert heard(silence, Work(Fraction(5))).splitlines()[0] == "30.00 Three."


def test_signs_go_on_before_and_after_a_silence_but_not_in_it() -> None:
    held = Hold(dose(60), breathing=False, quiet=True)
    assert heard(held, Silence(Fraction(300), announce=False, sound=False), Say(("Move.",))) == "360.00 Move."
