from pathlib import Path

from tests.schedule.scheduling import TWIST, lines, texts_of, timeline_of


def test_a_stretch_with_two_sides_is_laid_out_to_the_frame(tmp_path: Path) -> None:
    assert (
        "\n".join(lines(timeline_of(tmp_path, TWIST)))
        == """\
0.00-71.00 stretch Twist
0.00-0.25 speech Twist.
3.25-5.50 speech Come to sitting, on the floor or a chair.
5.50-10.50 pause between
10.50-11.75 speech If anything pinches, do less.
12.25-12.75 speech Sit tall.
13.25-13.50 speech Breathe.
14.00-39.75 side left
14.00-16.00 speech left Turn to the left, hand to the right.
16.50-17.75 speech left Stay here for 20 seconds.
18.25-38.25 hold left
18.25-19.25 chime left start
22.25-28.25 exhale left
22.25-23.25 chime left exhale
22.25-22.50 speech left Exhale.
28.25-32.25 inhale left
28.25-29.25 chime left inhale
28.25-28.50 speech left Inhale.
32.25-38.25 exhale left
32.25-33.25 chime left exhale
32.25-32.50 speech left Exhale.
35.25-35.50 speech left Three.
36.25-36.50 speech left Two.
37.25-37.50 speech left One.
38.25-39.25 chime left end
39.75-40.75 chime switch
40.75-41.75 speech Now the other side.
41.75-45.75 pause switch
45.75-70.25 side right
45.75-46.50 speech right Now the right.
47.00-48.25 speech right Stay here for 20 seconds.
48.75-68.75 hold right
48.75-49.75 chime right start
52.75-58.75 exhale right
52.75-53.75 chime right exhale
52.75-53.00 speech right Exhale.
58.75-62.75 inhale right
58.75-59.75 chime right inhale
58.75-59.00 speech right Inhale.
62.75-68.75 exhale right
62.75-63.75 chime right exhale
62.75-63.00 speech right Exhale.
65.75-66.00 speech right Three.
66.75-67.00 speech right Two.
67.75-68.00 speech right One.
68.75-69.75 chime right end
70.25-70.50 speech Unwind."""
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
