"""Sets, patterns, flows, intervals, rounds and silences that are damaged are found out, and words left out are told."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from coach.audio.format import SAMPLE_RATE
from coach.schedule.check import Finding, check, measure
from coach.schedule.laws.law import Law
from coach.script.choices import choose
from coach.script.library import as_routine
from coach.script.routine import Routine
from coach.script.vocabulary import Sound, Teaching
from coach.settings.values import Settings
from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind, Timeline
from tests.fakes import FAKE_TONES
from tests.schedule.scheduling import LIBRARY, PHRASES, routine_of, scheduled

SCRIPT = """\
stretch: Everything
position: supine
needs: [a mat]
steps:
  - say: Lie still. Legs long.
  - pause: settle
  - repeat: 2
    call: "Set {n} of {total}."
    rest: 20 s
    steps:
      - reps: 4
        phases:
          - {say: Lift., for: 2 s}
          - {say: Lower it slowly., for: 3 s}
  - say: Put it down.
  - pause: settle
  - breathe: 3
    pattern: 4-2-4
  - repeat: 2
    steps:
      - flow:
          - inhale: Arms up.
          - exhale: Arms down.
  - say: Well done.
  - pause: settle
  - work: 30 s
    say: Bridges.
  - rest: 20 s
  - say: Lie still again.
  - sides:
      - say: Knee to the {side}.
      - pause: settle
      - hold: 20 s
      - say: Back to the middle.
  - silence: 40 s
  - say: Move your toes.
"""

Change = Callable[[Section], Section]


def _routine(folder: Path, script: str = SCRIPT) -> Routine:
    path = folder / "a.yaml"
    path.write_text(script, encoding="utf-8")
    return choose(as_routine(LIBRARY.read(path)), {})


def _found(routine: Routine, change: Change | None = None) -> list[Finding]:
    timeline = scheduled(routine, sounds=FAKE_TONES)
    if change:
        sections = (change(part) if part.kind is SectionKind.STRETCH else part for part in timeline.sections)
        timeline = replace(timeline, sections=tuple(sections))
    return check(routine, Settings(), PHRASES, timeline)


def _marks(kind: MarkKind, change: Callable[[Mark], Mark | None], at: int = 0) -> Change:
    """Change one mark of a kind."""

    def changed(section: Section) -> Section:
        old = [mark for mark in section.marks if mark.kind is kind][at]
        marks = [change(mark) if mark is old else mark for mark in section.marks]
        return replace(section, marks=tuple(mark for mark in marks if mark))

    return changed


def _longer(mark: Mark) -> Mark:
    return replace(mark, end_frame=mark.end_frame + 1)


def _moved(mark: Mark) -> Mark:
    return replace(mark, start_frame=mark.start_frame + 1, end_frame=mark.end_frame + 1)


def _cues(change: Callable[[Cue], Cue | None]) -> Change:
    return lambda section: replace(section, cues=tuple(filter(None, map(change, section.cues))))


def _said(text: str, other: str) -> Change:
    return _cues(lambda cue: replace(cue, text=other) if cue.text == text else cue)


def _later(text: str, frames: int) -> Change:
    return _cues(lambda cue: replace(cue, start_frame=cue.start_frame + frames) if cue.text == text else cue)


def _in_silence(section: Section) -> Section:
    (silence,) = (mark for mark in section.marks if mark.kind is MarkKind.SILENCE)
    cue = replace(section.cues[0], start_frame=silence.start_frame + 10 * SAMPLE_RATE)
    return replace(section, cues=tuple(sorted((*section.cues, cue), key=lambda cue: cue.start_frame)))


def _without_ends(section: Section) -> Section:
    return replace(section, cues=tuple(cue for cue in section.cues if cue.sound is not Sound.END))


def test_the_whole_keeps_every_law(tmp_path: Path) -> None:
    assert [found for found in _found(_routine(tmp_path)) if found.broken] == []


@pytest.mark.parametrize(
    ("law", "problem", "change"),
    [
        (Law.EXACT_DOSES, "The rep is not 5 s long", _marks(MarkKind.REP, _longer, 3)),
        (Law.EXACT_DOSES, "begins 0.00 s after the one before", _marks(MarkKind.REP, _moved, 1)),
        (Law.EXACT_DOSES, "7 repetitions are on the timeline, and 8", _marks(MarkKind.REP, lambda _: None)),
        (Law.EXACT_DOSES, "This is 7 of 4, and should be 2", _marks(MarkKind.REP, lambda m: replace(m, n=7), 1)),
        (Law.EXACT_DOSES, "The phase is not 2 s long", _marks(MarkKind.PHASE, _longer)),
        (Law.EXACT_DOSES, "The hold in is not 2 s long", _marks(MarkKind.HOLD_IN, _longer)),
        (Law.EXACT_DOSES, "The inhale is not 4 s long", _marks(MarkKind.INHALE, _longer, 4)),
        (Law.EXACT_DOSES, "phases of breaths are on the timeline", _marks(MarkKind.EXHALE, lambda _: None, 1)),
        (Law.EXACT_DOSES, "The work is not 30 s long", _marks(MarkKind.WORK, _longer)),
        (Law.EXACT_DOSES, "The rest is not 20 s long", _marks(MarkKind.REST, _longer)),
        (Law.EXACT_DOSES, "The silence is not 40 s long", _marks(MarkKind.SILENCE, _longer)),
        (Law.EXACT_DOSES, "3 rounds are on the timeline", _marks(MarkKind.ROUND, lambda _: None)),
        (Law.EXACT_DOSES, "The rounds are not numbered", _marks(MarkKind.ROUND, lambda m: replace(m, n=7))),
        (Law.EXACT_DOSES, "sounds in a silence", _in_silence),
        (Law.EXACT_DOSES, "Repetition 2 of 4 is counted “Three.”", _said("Two.", "Three.")),
        (Law.EQUAL_SIDES, "gets another dose", _marks(MarkKind.HOLD, lambda _: None, 1)),
        (Law.EQUAL_SIDES, "s more or less to get there", _marks(MarkKind.PAUSE, lambda _: None, -1)),
        (Law.PROMPTS_ON_TIME, "“Hold.” does not begin with the hold in", _later("Hold.", 1)),
        (Law.PROMPTS_ON_TIME, "“Two.” does not begin with its phase", _later("Two.", 1)),
        (Law.PROMPTS_ON_TIME, "“Lower it slowly.” does not begin with its phase", _later("Lower it slowly.", 1)),
        (Law.TIMED_BACKWARDS, "The end sound is not on the set's end", _without_ends),
        (Law.TIMED_BACKWARDS, "The end sound is not on the effort's end", _without_ends),
        (Law.TIMED_BACKWARDS, "The end sound is not on the silence's end", _without_ends),
        (Law.TIMED_BACKWARDS, "The countdown does not end one second before the effort", _later("One.", 2)),
        (Law.TIMED_BACKWARDS, "The count-in does not end one second before the effort", _later("One.", 2)),
        (Law.SIGNS_OF_LIFE, "nothing has announced it", _said("40 seconds of silence.", "Lie still once more.")),
        (Law.NOTHING_SAID_TWICE, "“Lie still.” is heard twice", _said("Legs long.", "Lie still.")),
    ],
)
def test_a_damaged_step_is_found_out(tmp_path: Path, law: Law, problem: str, change: Change) -> None:
    found = _found(_routine(tmp_path), change)
    assert any(one.law is law and one.broken and problem in one.problem for one in found), [
        one.problem for one in found if one.broken
    ]


def test_a_finding_names_its_step(tmp_path: Path) -> None:
    found = _found(_routine(tmp_path), _marks(MarkKind.REP, _longer, 3))
    assert {one.step for one in found if one.broken} == {"reps: 4 repetitions"}


def test_words_that_do_not_fit_are_told(tmp_path: Path) -> None:
    words = "Lower it so slowly that nobody who looks on could say when it began to move or ended."
    found = _found(_routine(tmp_path, SCRIPT.replace("Lower it slowly.", words)))
    (note,) = (one for one in found if one.law is Law.PROMPTS_ON_TIME and words in one.problem)
    assert (note.broken, note.problem) == (False, f"“{words}” does not fit and is left out.")
    assert note.step == "reps: 4 repetitions"


def test_a_call_that_does_not_fit_into_the_rest_before_it_is_told(tmp_path: Path) -> None:
    found = _found(_routine(tmp_path, SCRIPT.replace("rest: 20 s\n    steps", "rest: 3 s\n    steps")))
    notes = [(one.problem, one.step) for one in found if one.law is Law.PROMPTS_ON_TIME]
    assert notes == [("“Set 2 of 2.” does not fit and is left out.", "repeat: 2")]


def test_lessons_that_the_author_wants_first_may_come_before_the_first_movement(tmp_path: Path) -> None:
    welcome = ("One moment more for all who are still looking for a mat, a towel and a place to lie down.",) * 4
    late = replace(_routine(tmp_path), welcome=welcome)
    for sounds, broken in ((late.sounds, True), (Teaching.FIRST, False)):
        found = _found(replace(late, sounds=sounds))
        assert [one.broken for one in found if "first movement" in one.problem] == [broken]


def test_it_is_summed_up_what_is_done(tmp_path: Path) -> None:
    routine = _routine(tmp_path)
    sums, whole = measure(routine, Settings(), PHRASES, scheduled(routine, sounds=FAKE_TONES))
    assert (sums.stretch, sums.under_load_s, sums.reps, sums.breaths) == ("a", 8 * 5 + 30 + 40, 8, 5)
    assert whole.under_load_s == sums.under_load_s
    assert str(sums).startswith("110 s under load, 8 repetitions, 5 breaths led, ")


def test_ten_thousand_cues_are_checked_in_no_more_lines_a_cue_than_two_thousand(tmp_path: Path) -> None:
    routine = _routine(tmp_path)
    (stretch,) = routine.stretches
    timeline = scheduled(routine, sounds=FAKE_TONES)
    parts = [section for section in timeline.sections if section.kind is SectionKind.STRETCH]

    def cost_of_a_cue(cues: int) -> float:
        times = cues // len(parts[0].cues) + 1
        long_routine = routine_of(replace(stretch, steps=stretch.steps * times))
        long_timeline = replace(timeline, sections=_repeated(timeline, times))
        return lines_run(lambda: check(long_routine, Settings(), PHRASES, long_timeline)) / cues

    assert cost_of_a_cue(10_000) < 1.1 * cost_of_a_cue(2_000)  # it would be five times as much, were it quadratic


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of Python run in some work, which is the same on every machine, however busy."""
    lines = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def _repeated(timeline: Timeline, times: int) -> tuple[Section, ...]:
    """Repeat what one section holds many times in it."""
    opening, section, closing = timeline.sections
    length = section.end_frame - section.start_frame
    shifts = [turn * length for turn in range(times)]
    cues = (replace(cue, start_frame=cue.start_frame + shift) for shift in shifts for cue in section.cues)
    marks = (
        replace(mark, start_frame=mark.start_frame + shift, end_frame=mark.end_frame + shift)
        for shift in shifts
        for mark in section.marks
    )
    end = section.start_frame + times * length
    long = replace(section, end_frame=end, cues=tuple(cues), marks=tuple(marks))
    moved = (replace(cue, start_frame=cue.start_frame - section.end_frame + end) for cue in closing.cues)
    end_of_all = end + closing.end_frame - closing.start_frame
    return opening, long, replace(closing, start_frame=end, end_frame=end_of_all, cues=tuple(moved), marks=())
