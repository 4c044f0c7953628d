from fractions import Fraction
from pathlib import Path

import pytest

from coach.script.steps import Pause, Say, Sides
from coach.script.vocabulary import Side, Sound
from coach.settings.values import Lessons, Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import TWIST, lines, texts_of, timeline_of
from tests.schedule.steps.laying import laid


def test_a_stretch_with_two_sides_is_laid_out_to_the_frame(tmp_path: Path) -> None:
    assert (
        "\n".join(lines(timeline_of(tmp_path, TWIST, Settings(lessons=Lessons.OFF))))
        == """\
0.00-78.00 stretch Twist
0.00-0.25 speech Twist.
3.25-4.50 speech Sit down on the mat.
4.50-9.50 pause between
9.50-10.50 speech If anything hurts, stop.
11.00-11.75 speech Close your eyes.
12.25-12.75 speech Sit tall.
13.25-13.50 speech Breathe.
14.00-43.25 side left
14.00-16.00 speech left Turn to the left, hand to the right.
16.50-17.75 speech left If anything pinches, do less.
18.25-19.50 speech left Your own pace is fine.
20.00-21.25 speech left Stay here for 20 seconds.
21.75-41.75 hold left
21.75-22.75 chime left start
25.75-31.75 exhale left
25.75-26.75 chime left exhale
25.75-26.00 speech left Exhale.
31.75-35.75 inhale left
31.75-32.75 chime left inhale
31.75-32.00 speech left Inhale.
35.75-41.75 exhale left
35.75-36.75 chime left exhale
35.75-36.00 speech left Exhale.
38.75-39.00 speech left Three.
39.75-40.00 speech left Two.
40.75-41.00 speech left One.
41.75-42.75 chime left end
43.25-44.25 chime switch
44.25-45.25 speech And the other side.
45.25-49.25 pause switch
49.25-77.25 side right
49.25-50.00 speech right Now the right.
54.00-55.25 speech right Stay here for 20 seconds.
55.75-75.75 hold right
55.75-56.75 chime right start
59.75-65.75 exhale right
59.75-60.75 chime right exhale
59.75-60.00 speech right Exhale.
65.75-69.75 inhale right
65.75-66.75 chime right inhale
65.75-66.00 speech right Inhale.
69.75-75.75 exhale right
69.75-70.75 chime right exhale
69.75-70.00 speech right Exhale.
72.75-73.00 speech right Three.
73.75-74.00 speech right Two.
74.75-75.00 speech right One.
75.75-76.75 chime right end
77.25-77.50 speech Unwind."""
    )


REACH = """\
stretch: Reach
position: seated
steps:
  - say: Sit.
  - sides:
      - breathe: 2
        inhale: "{side} arm lifts."
        exhale_again: "{other_side} arm rests."
  - say: Done.
"""


def test_a_side_is_filled_into_the_words_of_a_breath(tmp_path: Path) -> None:
    assert [text for text in texts_of(timeline_of(tmp_path, REACH)) if "arm" in text] == [
        "Left arm lifts.",
        "Right arm rests.",
        "Right arm lifts.",
        "Left arm rests.",
    ]


REACHES = (Say(("Reach {side}.",)), Pause(Fraction(3)))


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        (Sides(REACHES), ["left", "right"]),
        (Sides(REACHES, first=Side.RIGHT), ["right", "left"]),
        (Sides(REACHES, only=Side.RIGHT), ["right"]),
    ],
)
def test_an_author_chooses_the_first_side_or_the_only_one(sides: Sides, words: list[str]) -> None:
    cues, marks = laid(sides)
    assert [cue.text for cue in cues if cue.side] == [f"Reach {word}." for word in words]
    assert [mark.side for mark in marks if mark.kind is MarkKind.SIDE] == words
    assert len([cue for cue in cues if cue.sound is Sound.SWITCH]) == len(words) - 1
