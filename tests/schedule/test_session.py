"""Exact timelines with a voice whose clip length follows from the text: 0.25 s a word."""

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.errors import SettingsError
from coach.export.text.cue_sheet import cue_sheet
from coach.schedule import schedule, schedule_sections
from coach.script.library import Library, as_routine
from coach.script.steps import (
    Dose,
    DoseUnit,
    Hold,
    Level,
    Pause,
    PauseName,
    Position,
    Routine,
    Say,
    Sound,
    Stretch,
    Verbosity,
)
from coach.settings.values import Breath, BreathPrompts, Levels, Pauses, Settings
from coach.timeline import Mark, MarkKind, Timeline
from tests.fakes import FAKE_SOUNDS, fake_breath_tone, fake_clip

LIBRARY = Library()
PHRASES = LIBRARY.phrasebook()

TWIST = """\
stretch: Twist
position: seated
steps:
  - say: Sit tall. Breathe.
  - sides:
      - say: Turn to the {side}, hand to the {other_side}.
        again: Now the {side}.
      - hold: 20 s
        breathing: true
  - say: Unwind.
"""


def timeline_of(tmp_path: Path, script: str, settings: Settings | None = None) -> Timeline:
    path = tmp_path / "a.yaml"
    path.write_text(script, encoding="utf-8")
    return schedule(as_routine(LIBRARY.read(path)), settings or Settings(), PHRASES, fake_clip, FAKE_SOUNDS)


def lines(timeline: Timeline, *, stretch: str = "a") -> Iterator[str]:
    """The cue sheet of one stretch, relative to its start, as it reads in a diff."""
    rows = [row for row in cue_sheet(timeline) if row["stretch"] == stretch]
    zero = Fraction(str(rows[0]["start_s"]))
    for row in rows:
        start, end = (float(Fraction(str(row[key])) - zero) for key in ("start_s", "end_s"))
        words = [str(row[key]) for key in ("side", "name", "sound", "text") if key in row]
        yield " ".join([f"{start:.2f}-{end:.2f}", str(row["kind"]), *words])


def test_a_stretch_with_two_sides_is_laid_out_to_the_frame(tmp_path: Path) -> None:
    # One word is 0.25 s, a beat 0.5 s, a fake chime 1 s.
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
    text = "\n".join(lines(timeline_of(tmp_path, BREATHE, Settings(levels=Levels(Level.GENTLE.share)))))
    assert (
        text
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


def a_routine(*stretches: Stretch) -> Routine:
    return Routine("r", "R", stretches)


def stretch(name: str, position: Position, *steps: Hold | Pause | Say) -> Stretch:
    return Stretch(name, name.title(), position, "", steps)


def scheduled(routine: Routine, settings: Settings | None = None, *, speed: float = 1.0) -> Timeline:
    def speak(text: str) -> Audio:
        return fake_clip(text, speed=speed)

    return schedule(routine, settings or Settings(), PHRASES, speak, FAKE_SOUNDS)


def seconds_of(timeline: Timeline, kind: MarkKind, name: str = "") -> list[float]:
    marks = [mark for section in timeline.sections for mark in section.marks]
    return [
        (mark.end_frame - mark.start_frame) / timeline.sample_rate
        for mark in marks
        if mark.kind is kind and mark.name == name
    ]


def texts_of(timeline: Timeline) -> list[str]:
    return [cue.text for cue in timeline.cues() if cue.text]


def test_time_to_change_position_doubles_between_the_floor_and_standing() -> None:
    positions = [Position.STANDING, Position.WALL, Position.PRONE, Position.SUPINE, Position.STANDING]
    routine = a_routine(*(stretch(f"s{index}", position) for index, position in enumerate(positions)))
    assert seconds_of(scheduled(routine), MarkKind.PAUSE, "between") == [5, 5, 10, 5, 10]


def test_a_position_is_spoken_only_when_it_changes() -> None:
    routine = a_routine(stretch("a", Position.PRONE), stretch("b", Position.PRONE))
    assert texts_of(scheduled(routine)).count("Lie down on your belly.") == 1


def test_the_first_and_the_last_stretch_are_called_so() -> None:
    routine = a_routine(*(stretch(name, Position.PRONE) for name in ("ann", "bea", "cas")))
    texts = texts_of(scheduled(routine))
    assert [text for text in texts if text[-4:-1] in ("Ann", "Bea", "Cas")] == [
        "First: Ann.",
        "Next: Bea.",
        "And the last one: Cas.",
    ]


HOLD = Hold(Dose(Fraction(30), Fraction(30), DoseUnit.SECONDS), breathing=False)


def test_pauses_scale_and_a_named_one_is_taken_as_given() -> None:
    routine = a_routine(stretch("a", Position.PRONE, Pause(Fraction(4)), Pause(PauseName.REST), HOLD))
    pauses = Pauses(Fraction(2), {PauseName.BETWEEN: Fraction(7)})
    timeline = scheduled(routine, Settings(pauses=pauses))
    assert seconds_of(timeline, MarkKind.PAUSE) == [8]
    assert seconds_of(timeline, MarkKind.PAUSE, "rest") == [20]
    assert seconds_of(timeline, MarkKind.PAUSE, "between") == [7]
    assert seconds_of(timeline, MarkKind.HOLD) == [30]


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.7, 1.0, 1.4, 3.0])
def test_a_slow_voice_counts_fewer_numbers_but_always_the_last_on_its_second(speed: float) -> None:
    timeline = scheduled(a_routine(stretch("a", Position.PRONE, HOLD)), speed=speed)
    section = timeline.sections[1]
    end_frame = next(mark.end_frame for mark in section.marks if mark.kind is MarkKind.HOLD)
    counted = {cue.text: end_frame - cue.start_frame for cue in section.cues if cue.text in ("One.", "Two.", "Three.")}
    assert counted["One."] == SAMPLE_RATE
    assert list(counted) == (["Three.", "Two.", "One."] if speed > 0.25 else ["One."])


def test_a_long_silence_is_never_left_unexplained() -> None:
    routine = a_routine(stretch("a", Position.PRONE, Pause(Fraction(300)), HOLD))
    timeline = scheduled(routine)
    waiting = [text for text in texts_of(timeline) if text in ("Take your time.", "No hurry.")]
    assert len(waiting) >= 14
    assert waiting[:2] == ["Take your time.", "No hurry."]


def test_sections_lie_end_to_end_and_come_one_at_a_time() -> None:
    routine = a_routine(stretch("a", Position.PRONE, HOLD), stretch("b", Position.PRONE, HOLD))
    asked: list[str] = []

    def speak(text: str) -> Audio:
        asked.append(text)
        return fake_clip(text)

    sections = schedule_sections(routine, Settings(), PHRASES, speak, FAKE_SOUNDS)
    opening = next(sections)
    assert not any("A." in text for text in asked)
    rest = list(sections)
    starts = [section.start_frame for section in rest]
    assert starts == [section.end_frame for section in [opening, *rest][:-1]]


def test_a_session_ends_after_its_last_sound_has_rung_out() -> None:
    timeline = scheduled(a_routine(stretch("a", Position.PRONE, HOLD)))
    *_, last = timeline.cues()
    assert last.sound is Sound.END
    assert timeline.frames == last.end_frame + SAMPLE_RATE // 2


def test_a_session_of_more_than_a_day_is_refused() -> None:
    long = Hold(Dose(Fraction(1800), Fraction(1800), DoseUnit.SECONDS), breathing=False)
    with pytest.raises(SettingsError, match="24 hours"):
        scheduled(a_routine(*[stretch("a", Position.PRONE, long)] * 60))


def test_breaths_of_an_odd_length_do_not_drift() -> None:
    breath = Breath(Fraction(60, 11) * 2 / 5, Fraction(60, 11) * 3 / 5)  # 5.5 a minute: no whole number of frames
    hold = Hold(Dose(Fraction(110), Fraction(110), DoseUnit.BREATHS), breathing=True)
    timeline = scheduled(a_routine(stretch("a", Position.PRONE, hold)), Settings(breath=breath))
    assert seconds_of(timeline, MarkKind.HOLD) == pytest.approx([1200 * 110 / 220], abs=1 / SAMPLE_RATE)


def test_brief_uses_the_short_wording_on_both_sides_and_reminds_once(tmp_path: Path) -> None:
    texts = texts_of(timeline_of(tmp_path, TWIST, Settings(verbosity=Verbosity.BRIEF)))
    assert "Now the left." in texts
    assert not any(text.startswith("Turn to") for text in texts)
    assert [text for text in texts if "pinches" in text] == ["If anything pinches, do less."]
    assert texts.index("If anything pinches, do less.") < texts.index("Twist.")


def test_brief_breathes_with_the_short_wording_from_the_first_cycle(tmp_path: Path) -> None:
    texts = texts_of(timeline_of(tmp_path, BREATHE, Settings(verbosity=Verbosity.BRIEF)))
    assert texts.count("Arch.") == 4
    assert not any(text.startswith("One two") for text in texts)


def test_tones_speaks_names_and_sides_and_lets_sounds_do_the_rest(tmp_path: Path) -> None:
    timeline = timeline_of(tmp_path, TWIST, Settings(verbosity=Verbosity.TONES))
    (section,) = (section for section in timeline.sections if section.stretch)
    assert [cue.text for cue in section.cues if cue.text] == ["Twist.", "Left side.", "Right side."]
    sounds = [cue.sound for cue in section.cues if cue.sound]
    assert sounds.count(Sound.INHALE) == 2
    assert sounds.count(Sound.SWITCH) == 1


def test_a_level_of_its_own_is_one_stretch_s_alone() -> None:
    ranged = Hold(Dose(Fraction(20), Fraction(30), DoseUnit.SECONDS), breathing=False)
    routine = a_routine(stretch("a", Position.PRONE, ranged), stretch("b", Position.PRONE, ranged))
    levels = Levels(Level.FULL.share, {"b": Level.GENTLE.share})
    assert seconds_of(scheduled(routine, Settings(levels=levels)), MarkKind.HOLD) == [30, 20]


def test_a_side_is_filled_into_the_words_of_a_breath(tmp_path: Path) -> None:
    script = """\
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
    texts = texts_of(timeline_of(tmp_path, script))
    assert [text for text in texts if "arm" in text] == [
        "Left arm lifts.",
        "Right arm rests.",
        "Right arm lifts.",
        "Left arm rests.",
    ]


def test_a_pause_set_in_seconds_is_not_doubled_on_the_way_to_the_floor() -> None:
    routine = a_routine(stretch("a", Position.STANDING), stretch("b", Position.PRONE))
    settings = Settings(pauses=Pauses(set_s=((PauseName.BETWEEN, Fraction(7)),)))
    assert seconds_of(scheduled(routine, settings), MarkKind.PAUSE, "between") == [7, 7]


@pytest.mark.parametrize("pause_s", [14, 15, 16, 17, 19, 40])
def test_a_sign_of_life_never_begins_before_its_own_section(pause_s: int) -> None:
    routine = a_routine(stretch("a", Position.PRONE, HOLD, Pause(Fraction(pause_s))))
    timeline = scheduled(routine, Settings(pauses=Pauses(Fraction(1), {PauseName.SETTLE: Fraction(8)})))
    for section in timeline.sections:
        assert all(section.start_frame <= cue.start_frame < section.end_frame for cue in section.cues)


@pytest.mark.parametrize(
    ("seconds", "breathing", "words"),
    [
        (20, False, ["10 seconds left."]),
        (30, False, ["10 seconds left."]),
        (30, True, ["15 seconds left."]),
        (90, False, ["Halfway.", "30 seconds left.", "10 seconds left."]),
        (90, True, ["Halfway.", "35 seconds left.", "15 seconds left."]),
    ],
)
def test_time_left_is_spoken_on_its_second_and_never_on_the_beginning_of_a_breath(
    seconds: int, breathing: bool, words: list[str]
) -> None:
    hold = Hold(Dose(Fraction(seconds), Fraction(seconds), DoseUnit.SECONDS), breathing)
    (section,) = (each for each in scheduled(a_routine(stretch("a", Position.PRONE, hold))).sections if each.stretch)
    end_frame = next(mark.end_frame for mark in section.marks if mark.kind is MarkKind.HOLD)
    told = {cue.text: cue.start_frame for cue in section.cues if cue.text in ("Halfway.",) or "left" in cue.text}
    assert list(told) == words
    breaths = {mark.start_frame for mark in section.marks if mark.kind in (MarkKind.INHALE, MarkKind.EXHALE)}
    assert not breaths & set(told.values())
    for text, start_frame in told.items():
        left_s = seconds / 2 if text == "Halfway." else int(text.split()[0])
        assert end_frame - start_frame == left_s * SAMPLE_RATE


def phases_of(timeline: Timeline) -> list[Mark]:
    return [
        mark
        for section in timeline.sections
        for mark in section.marks
        if mark.kind in (MarkKind.INHALE, MarkKind.EXHALE)
    ]


BREATHS = Hold(Dose(Fraction(9), Fraction(9), DoseUnit.BREATHS), breathing=True)
ODD = Breath(Fraction(60, 11) * 2 / 5, Fraction(60, 11) * 3 / 5)


def led_by(prompts: BreathPrompts, chimes_db: float = -10.0, verbosity: Verbosity = Verbosity.FULL) -> Timeline:
    settings = Settings(breath=ODD, breath_prompts=prompts, chimes_db=chimes_db, verbosity=verbosity)
    routine = a_routine(stretch("a", Position.PRONE, BREATHS))
    return schedule(routine, settings, PHRASES, fake_clip, FAKE_SOUNDS, breath_tone=fake_breath_tone)


@pytest.mark.parametrize("prompts", [BreathPrompts.BOTH, BreathPrompts.TONE])
def test_a_tone_spans_its_breath_to_the_frame(prompts: BreathPrompts) -> None:
    timeline = led_by(prompts)
    section = timeline.sections[1]
    tones = [(cue.start_frame, cue.end_frame) for cue in section.cues if cue.sound in (Sound.INHALE, Sound.EXHALE)]
    assert tones == [(mark.start_frame, mark.end_frame) for mark in phases_of(timeline)]
    assert len(tones) == 18


@pytest.mark.parametrize(
    ("verbosity", "spoken"), [(Verbosity.FULL, [0, 1, 4, 8]), (Verbosity.BRIEF, [0, 6]), (Verbosity.TONES, [])]
)
def test_words_give_way_to_tones_breath_by_breath(verbosity: Verbosity, spoken: list[int]) -> None:
    timeline = led_by(BreathPrompts.BOTH, verbosity=verbosity)
    words = {cue.start_frame for cue in timeline.cues() if cue.text in ("Inhale.", "Exhale.")}
    phases = phases_of(timeline)
    assert words == {mark.start_frame for cycle in spoken for mark in phases[2 * cycle : 2 * cycle + 2]}


@pytest.mark.parametrize(("prompts", "chimes_db"), [(BreathPrompts.WORD, -10), (BreathPrompts.BOTH, -math.inf)])
def test_where_no_tone_leads_every_breath_has_its_word(prompts: BreathPrompts, chimes_db: float) -> None:
    timeline = led_by(prompts, chimes_db)
    words = [cue.start_frame for cue in timeline.cues() if cue.text in ("Inhale.", "Exhale.")]
    assert words == [mark.start_frame for mark in phases_of(timeline)]
    assert not {Sound.INHALE, Sound.EXHALE} & {cue.sound for cue in timeline.cues()}


def test_without_chimes_no_sound_is_taught_and_words_end_a_hold() -> None:
    settings = Settings(chimes_db=-math.inf)
    timeline = scheduled(a_routine(stretch("a", Position.PRONE, HOLD)), settings)
    assert not any(cue.sound for cue in timeline.cues())
    assert not any(text.startswith(("This means", "And this means")) for text in texts_of(timeline))
    (hold,) = (mark for mark in timeline.sections[1].marks if mark.kind is MarkKind.HOLD)
    assert [cue.start_frame for cue in timeline.cues() if cue.text == "Let go."] == [hold.end_frame]


def test_with_tones_alone_the_words_of_a_movement_are_still_taught(tmp_path: Path) -> None:
    settings = Settings(breath_prompts=BreathPrompts.TONE)
    texts = texts_of(timeline_of(tmp_path, BREATHE, settings))
    assert "Inhale." not in texts
    assert "Round." in texts


def test_a_routine_s_own_level_holds_until_the_person_chooses() -> None:
    ranged = Hold(Dose(Fraction(20), Fraction(30), DoseUnit.SECONDS), breathing=False)
    routine = replace(a_routine(stretch("a", Position.PRONE, ranged)), level=Level.GENTLE)
    assert seconds_of(scheduled(routine), MarkKind.HOLD) == [20]
    assert seconds_of(scheduled(routine, Settings(levels=Levels(Level.FULL.share))), MarkKind.HOLD) == [30]
