"""Six routines that people practise last to the frame what they prescribe, whatever the voice and its speed."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from coach.audio.buffer import Audio
from coach.errors import SpeechError
from coach.schedule import Sounds, schedule
from coach.schedule.check import check
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.script.routine import Routine
from coach.script.vocabulary import Level
from coach.session.voices import find_voice
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from coach.soundscape.theme import read_theme
from coach.speech.cache import ClipCache
from coach.speech.speaker import Speaker
from coach.timeline import Mark, MarkKind, SectionKind, Timeline
from tests.require import require
from tests.schedule.practices import BODY_SCAN, BREATHING, CHAIR_YOGA, INTERVALS, KNEE, SUN_SALUTATION
from tests.schedule.scheduling import LIBRARY, PHRASES, marks_of, scheduled, seconds_of, texts_of
from tests.schedule.spans import differences, prescribed, spans_in
from tests.script.scripts import write

PRACTICES = {
    "knee": KNEE,
    "breathing": BREATHING,
    "scan": BODY_SCAN,
    "sun": SUN_SALUTATION,
    "intervals": INTERVALS,
    "chair": CHAIR_YOGA,
}
SPEEDS = (0.6, 1.0, 1.6)


def read(folder: Path, text: str, chosen: Mapping[str, str] | None = None) -> Routine:
    return choose(as_routine(LIBRARY.read(write(folder, text, "a.yaml"))), chosen or {})


def assert_exact(routine: Routine, timeline: Timeline) -> None:
    sections = [section for section in timeline.sections if section.kind is SectionKind.STRETCH]
    for stretch, section in zip(routine.stretches, sections, strict=True):
        wanted = list(prescribed(stretch.steps, Settings().breath, share=Level.STANDARD.share))
        assert wanted
        assert differences(spans_in(section), wanted, timeline.sample_rate) == []


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("name", PRACTICES)
def test_each_span_lasts_to_the_frame_what_it_should_and_every_law_is_kept(
    name: str, speed: float, tmp_path: Path
) -> None:
    routine = read(tmp_path, PRACTICES[name])
    timeline = scheduled(routine, speed=speed)
    assert_exact(routine, timeline)
    assert [found for found in check(routine, Settings(), PHRASES, timeline) if found.broken] == []


@pytest.mark.parametrize("speed", SPEEDS)
def test_ten_repetitions_of_7_s_are_70_s_and_the_rest_is_30_s(speed: float, tmp_path: Path) -> None:
    timeline = scheduled(read(tmp_path, KNEE), speed=speed)
    reps = list(marks_of(timeline, MarkKind.REP))
    rests = list(marks_of(timeline, MarkKind.REST))
    assert [rep.n for rep in reps] == [*range(1, 11)] * 3
    assert [seconds(timeline, reps[10 * index], reps[10 * index + 9]) for index in range(3)] == [70, 70, 70]
    assert [seconds(timeline, rest, rest) for rest in rests] == [30, 30]
    assert [rest.start_frame for rest in rests] == [reps[9].end_frame, reps[19].end_frame]
    assert [text for text in texts_of(timeline) if text.startswith("Set")] == [
        "Set 1 of 3.",
        "Set 2 of 3.",
        "Set 3 of 3.",
    ]
    heard = {cue.start_frame: cue.text for cue in timeline.cues() if cue.text}
    numbers = [number for (number,) in PHRASES.numbers[:9]]
    assert [heard[rep.start_frame] for rep in reps] == [*numbers, *PHRASES.last_rep] * 3


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_box_of_breath_takes_16_s_and_two_minutes_hold_eight_boxes(speed: float, tmp_path: Path) -> None:
    timeline = scheduled(read(tmp_path, BREATHING), speed=speed)
    inhales = list(marks_of(timeline, MarkKind.INHALE))
    apart = [(after.start_frame - before.start_frame) / timeline.sample_rate for before, after in pairwise(inhales)]
    assert len(inhales) == 8 + 4
    assert apart[:7] == [16] * 7
    assert apart[8:] == [19] * 3
    assert seconds_of(timeline, MarkKind.HOLD_IN) == [4] * 8 + [7] * 4
    assert seconds_of(timeline, MarkKind.HOLD_OUT) == [4] * 8


@pytest.mark.parametrize("speed", SPEEDS)
def test_nothing_sounds_in_two_minutes_of_silence(speed: float, tmp_path: Path) -> None:
    timeline = scheduled(read(tmp_path, BODY_SCAN), speed=speed)
    (silence,) = marks_of(timeline, MarkKind.SILENCE)
    assert seconds(timeline, silence, silence) == 120
    cues = list(timeline.cues())
    assert all(cue.end_frame <= silence.start_frame or cue.start_frame >= silence.end_frame for cue in cues)
    assert "2 minutes of silence." in texts_of(timeline)
    assert not any(text in ("Take your time.", "No hurry.") for text in texts_of(timeline))
    (quiet,) = marks_of(timeline, MarkKind.HOLD)
    heard = [cue for cue in cues if quiet.start_frame <= cue.start_frame < quiet.end_frame]
    assert [cue.text for cue in heard] == ["Feel the soles of your feet."]


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_sun_salutation_moves_a_breath_a_movement_and_its_later_rounds_keep_the_breath(
    speed: float, tmp_path: Path
) -> None:
    timeline = scheduled(read(tmp_path, SUN_SALUTATION), speed=speed)
    flows = seconds_of(timeline, MarkKind.FLOW)
    assert len(flows) == 6
    assert flows[1:] == [3 * (4 + 6) + 10] * 5
    assert flows[0] >= flows[1]
    words = [cue for cue in timeline.cues() if cue.text in ("Step your left foot back.", "Step your right foot back.")]
    phases = {mark.start_frame for mark in marks_of(timeline, MarkKind.INHALE)}
    prompts = {cue.end_frame: cue.start_frame for cue in timeline.cues() if cue.text == "Inhale."}
    quarter = timeline.sample_rate // 4
    assert all({cue.start_frame, prompts.get(cue.start_frame - quarter)} & phases for cue in words)


@pytest.mark.parametrize("speed", SPEEDS)
def test_an_interval_begins_each_minute_counted_in_and_named_before(speed: float, tmp_path: Path) -> None:
    timeline = scheduled(read(tmp_path, INTERVALS), speed=speed)
    works = list(marks_of(timeline, MarkKind.WORK))
    apart = [(after.start_frame - before.start_frame) / timeline.sample_rate for before, after in pairwise(works)]
    assert apart == [60] * 5
    second_frames = timeline.sample_rate
    said = {(cue.text, cue.start_frame) for cue in timeline.cues()}
    for work in works:
        for number, word in enumerate(("One.", "Two.", "Three."), start=1):
            assert (word, work.start_frame - number * second_frames) in said
        assert ("Go.", work.start_frame) in said
        assert ("Halfway.", work.start_frame + 20 * second_frames) in said
        named = [cue for cue in timeline.cues() if cue.text in ("Squats.", "Marching on the spot.")]
        before = [cue for cue in named if cue.start_frame < work.start_frame]
        assert before[-1].end_frame <= work.start_frame - 3 * second_frames
    rests = list(marks_of(timeline, MarkKind.REST))
    assert [text for text in texts_of(timeline) if text in ("Rest.", "Squats.", "Marching on the spot.")] == [
        *("Squats.", "Rest.", "Marching on the spot.", "Rest.") * 3
    ]
    assert {("Rest.", rest.start_frame) for rest in rests} <= said


def test_a_choice_leaves_out_what_is_not_chosen_and_keeps_the_rest_exact(tmp_path: Path) -> None:
    chair, floor = ({"place": "chair", "knees": "sore"}, {"place": "floor", "knees": "fine"})
    routine = read(tmp_path, CHAIR_YOGA, chair)
    timeline = scheduled(routine)
    assert_exact(routine, timeline)
    assert seconds_of(timeline, MarkKind.HOLD) == [10] * 4
    assert "Sit tall on the chair." in texts_of(timeline)
    assert "Sit tall on the floor." not in texts_of(timeline)
    other = scheduled(read(tmp_path, CHAIR_YOGA, floor))
    assert seconds_of(other, MarkKind.HOLD) == [20] * 4
    assert [text for text in texts_of(other) if text.startswith("Feel the")] == [
        "Feel the front of your left thigh.",
        "Feel the front of your right thigh.",
    ] * 2


SHORTER = {
    "reps: 10": "reps: 3",
    "repeat: 3": "repeat: 2",
    "hold: 40 s": "hold: 20 s",
    "breathe: 2 min": "breathe: 2",
    "breathe: 4\n": "breathe: 2\n",
}
"""A real voice takes its time: the same practices with fewer rounds and repetitions."""


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("voice", ["heart", "system"])
def test_each_span_lasts_what_it_should_with_a_real_voice(voice: str, speed: float, tmp_path: Path) -> None:
    settings = Settings(voice=voice, speed=speed)
    theme = read_theme(find_theme(settings.theme))
    sounds = Sounds(theme.sounds_at(settings.chimes_db), theme.breath_tone_at(settings.chimes_db))
    speak = _real_voice(voice, speed, tmp_path)
    items = [item for text in PRACTICES.values() for item in read(tmp_path, _shortened(text)).items]
    routine = Routine("all", "All", tuple(items))
    try:
        assert_exact(routine, schedule(routine, settings, PHRASES, speak, sounds))
    except SpeechError as error:
        require(False, str(error))


def _shortened(text: str) -> str:
    for long, short in SHORTER.items():
        text = text.replace(long, short)
    return text


def _real_voice(voice: str, speed: float, folder: Path) -> Callable[[str], Audio]:
    try:
        found = find_voice(voice)
        return Speaker(found, speed=speed, calibration_text=PHRASES.calibration, cache=ClipCache(folder)).clip
    except SpeechError as error:
        require(False, str(error))
        raise


def seconds(timeline: Timeline, first: Mark, last: Mark) -> Fraction:
    """Return the time from the beginning of a span to the end of another."""
    return Fraction(last.end_frame - first.start_frame, timeline.sample_rate)
