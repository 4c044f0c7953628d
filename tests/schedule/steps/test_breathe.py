from pathlib import Path

from coach.script.steps import Level, Verbosity
from coach.settings.values import BreathPrompts, Levels, Settings
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
    gentle = Settings(levels=Levels(Level.GENTLE.share))
    assert (
        "\n".join(lines(timeline_of(tmp_path, BREATHE, gentle)))
        == """\
0.00-47.94 stretch Cat
0.00-0.25 speech Cat.
3.25-4.25 speech Come to standing, slowly.
4.25-9.25 pause between
9.25-10.00 speech Small is fine.
10.50-10.75 speech Stand.
11.25-12.75 speech Move with your breath, 3 times.
13.25-14.25 chime start
15.25-19.69 inhale
15.25-16.25 chime inhale
15.25-15.50 speech Inhale.
15.75-19.25 speech One two three four five six seven eight nine ten eleven twelve thirteen fourteen.
19.69-25.69 exhale
19.69-20.69 chime exhale
19.69-19.94 speech Exhale.
20.19-20.44 speech Round.
25.69-29.69 inhale
25.69-26.69 chime inhale
25.69-25.94 speech Inhale.
26.19-26.44 speech Arch.
29.69-35.69 exhale
29.69-30.69 chime exhale
29.69-29.94 speech Exhale.
34.69-35.19 speech One more.
35.69-39.69 inhale
35.69-36.69 chime inhale
35.69-35.94 speech Inhale.
36.19-36.44 speech Arch.
39.69-45.69 exhale
39.69-40.69 chime exhale
39.69-39.94 speech Exhale.
45.69-46.69 chime end
47.19-47.44 speech Done."""
    )


def test_brief_breathes_with_the_short_wording_from_the_first_cycle(tmp_path: Path) -> None:
    texts = texts_of(timeline_of(tmp_path, BREATHE, Settings(verbosity=Verbosity.BRIEF)))
    assert texts.count("Arch.") == 4
    assert not any(text.startswith("One two") for text in texts)


def test_with_tones_alone_the_words_of_a_movement_are_still_taught(tmp_path: Path) -> None:
    texts = texts_of(timeline_of(tmp_path, BREATHE, Settings(breath_prompts=BreathPrompts.TONE)))
    assert "Inhale." not in texts
    assert "Round." in texts
