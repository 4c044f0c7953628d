from fractions import Fraction
from pathlib import Path

import pytest

from coach.script.steps import Breathe, BreathWords, Pattern
from coach.script.vocabulary import DoseUnit, Level, Verbosity
from coach.settings.values import BreathPrompts, Lessons, Levels, Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import lines, texts_of, timeline_of
from tests.schedule.steps.laying import dose, heard, marked

BREATHE = """\
stretch: Cat
position: standing
ease: Small is fine.
steps:
  - say: Stand.
  - breathe: 3-5
    inhale: One two three four five six seven eight nine ten eleven twelve thirteen fourteen.
    exhale: Round.
    inhale_again: Arch.
  - say: Done.
"""


def test_breath_cycles_begin_on_their_frames_and_only_the_first_is_lengthened(tmp_path: Path) -> None:
    # “Inhale.” and fourteen words take 0.25 + 0.25 + 3.5 = 4 s, which is 90 % of 4.444 s.
    gentle = Settings(levels=Levels(Level.GENTLE.share), lessons=Lessons.OFF)
    assert (
        "\n".join(lines(timeline_of(tmp_path, BREATHE, gentle)))
        == """\
0.00-53.19 stretch Cat
0.00-0.25 speech Cat.
3.25-5.00 speech Stand where you have room around you.
5.00-10.00 pause between
10.00-11.00 speech If anything hurts, stop.
11.50-12.25 speech Close your eyes.
12.75-13.00 speech Stand.
13.50-14.25 speech Small is fine.
14.75-16.00 speech Your own pace is fine.
16.50-18.00 speech Move with your breath, 3 times.
18.50-19.50 chime start
20.50-24.94 inhale
20.50-21.50 chime inhale
20.50-20.75 speech Inhale.
21.00-24.50 speech One two three four five six seven eight nine ten eleven twelve thirteen fourteen.
24.94-30.94 exhale
24.94-25.94 chime exhale
24.94-25.19 speech Exhale.
25.44-25.69 speech Round.
30.94-34.94 inhale
30.94-31.94 chime inhale
30.94-31.19 speech Inhale.
31.44-31.69 speech Arch.
34.94-40.94 exhale
34.94-35.94 chime exhale
34.94-35.19 speech Exhale.
39.94-40.44 speech One more.
40.94-44.94 inhale
40.94-41.94 chime inhale
40.94-41.19 speech Inhale.
41.44-41.69 speech Arch.
44.94-50.94 exhale
44.94-45.94 chime exhale
44.94-45.19 speech Exhale.
50.94-51.94 chime end
52.44-52.69 speech Done."""
    )


def test_brief_breathes_with_the_short_wording_from_the_first_cycle(tmp_path: Path) -> None:
    texts = texts_of(timeline_of(tmp_path, BREATHE, Settings(verbosity=Verbosity.BRIEF)))
    assert texts.count("Arch.") == 4
    assert not any(text.startswith("One two") for text in texts)


def test_with_tones_alone_the_words_of_a_movement_are_still_taught(tmp_path: Path) -> None:
    texts = texts_of(timeline_of(tmp_path, BREATHE, Settings(breath_prompts=BreathPrompts.TONE)))
    assert "Inhale." not in texts
    assert "Round." in texts


BOX = Pattern(Fraction(4), Fraction(4), Fraction(4), Fraction(4))
RELAX = Pattern(Fraction(4), Fraction(7), Fraction(8), Fraction(0))


def test_a_pattern_has_its_retentions_and_no_tone_in_them() -> None:
    assert (
        heard(Breathe(dose(2, DoseUnit.CYCLES), pattern=BOX))
        == """\
0.00 Breathe with me, 2 times.
1.75 start
3.75 inhale
3.75 Inhale.
7.75 Hold.
11.75 exhale
11.75 Exhale.
15.75 Hold.
19.75 inhale
19.75 Inhale.
23.75 Hold.
27.75 exhale
27.75 Exhale.
31.75 Hold.
35.75 end"""
    )


@pytest.mark.parametrize("speed", [0.3, 1.0, 1.6])
def test_no_words_make_a_pattern_longer(speed: float) -> None:
    words = BreathWords(inhale=("In through your nose, slowly, and down into your belly.",), inhale_again=("Nose.",))
    breathe = Breathe(dose(3, DoseUnit.CYCLES), words, RELAX)
    assert [end - start for start, end in marked(breathe, kind=MarkKind.INHALE, speed=speed)] == [4, 4, 4]
    assert [end - start for start, end in marked(breathe, kind=MarkKind.HOLD_IN, speed=speed)] == [7, 7, 7]
    assert marked(breathe, kind=MarkKind.HOLD_OUT, speed=speed) == []


def test_where_the_whole_words_do_not_fit_a_pattern_the_short_ones_are_spoken() -> None:
    words = BreathWords(inhale=("In through your nose, slowly, and down into your belly, as far as it will go.",))
    short = BreathWords(words.inhale, inhale_again=("Nose.",))
    assert "In through" not in heard(Breathe(dose(1, DoseUnit.CYCLES), words, BOX))
    assert "2.50 Nose." in heard(Breathe(dose(1, DoseUnit.CYCLES), short, BOX))


@pytest.mark.parametrize(("seconds", "cycles"), [(5, 1), (16, 1), (24, 2), (120, 8)])
def test_a_time_means_the_nearest_whole_number_of_cycles(seconds: int, cycles: int) -> None:
    assert len(marked(Breathe(dose(seconds, DoseUnit.SECONDS), pattern=BOX), kind=MarkKind.INHALE)) == cycles


def test_words_that_begin_with_the_prompt_are_heard_once() -> None:
    words = BreathWords(inhale=("Inhale.", "Arms up."), hold_in=("Hold.",), hold_in_again=("Hold.",))
    texts = [line.split(" ", 1)[1] for line in heard(Breathe(dose(2, DoseUnit.CYCLES), words, RELAX)).splitlines()]
    spoken = [text for text in texts if text in ("Inhale.", "Arms up.", "Hold.")]
    assert spoken == ["Inhale.", "Arms up.", "Hold.", "Inhale.", "Hold."]


def test_quiet_breaths_are_led_by_words_alone() -> None:
    quiet = heard(Breathe(dose(2, DoseUnit.CYCLES), pattern=RELAX, quiet=True))
    assert quiet == "0.00 Inhale.\n4.00 Hold.\n11.00 Exhale.\n19.00 Inhale.\n23.00 Hold.\n30.00 Exhale."
