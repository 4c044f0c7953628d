from pathlib import Path

from coach.script.steps import Level, Verbosity
from coach.settings.values import BreathPrompts, Lessons, Levels, Settings
from tests.schedule.scheduling import lines, texts_of, timeline_of

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
