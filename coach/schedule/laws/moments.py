"""Law 5: words and sounds are timed backwards from the moment they lead to.

Words about time keep their distance from the prompts of the breath.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from coach.schedule.laws.deeds import Deed
from coach.schedule.laws.evidence import Evidence, Finding, Part
from coach.schedule.laws.law import Law
from coach.script.steps import Text
from coach.script.vocabulary import Sound
from coach.timeline import Cue, Mark, MarkKind

NOTICE_S = 3
"""Law 5: seconds between the name of a stretch and the next cue."""

PROMPT_GAP_S = 0.8
"""Law 5: seconds between words about time and a prompt. With less, the ear takes both for one sentence."""


def misplaced_ends(evidence: Evidence) -> Iterator[Finding]:
    """Find holds, sets, efforts and silences without a sound or words on their last frame."""
    for part in evidence.parts:
        rests = {rest.start_frame for rest in part.of(MarkKind.REST)}
        for name, deed, mark in _ended(part):
            ends = part.cues_at(mark.end_frame)
            is_word_owed = not evidence.settings.has_chimes
            if is_word_owed and (mark.end_frame in rests or mark.kind is MarkKind.SILENCE):
                continue  # the word of the rest says it, or the author's next words
            if not any(_says_end(evidence, cue) for cue in ends):
                problem = f"The end sound is not on the {name}'s end."
                yield evidence.finding(Law.TIMED_BACKWARDS, part.section, mark.end_frame, problem, step=deed.step)


def misplaced_countdowns(evidence: Evidence) -> Iterator[Finding]:
    """Find holds and efforts whose last number is not one second before their end."""
    one = evidence.phrases.countdown[0][0]
    for part in evidence.parts:
        for mark in part.of(MarkKind.HOLD, MarkKind.WORK):
            cues = part.cues_in(mark.start_frame, mark.end_frame)
            numbers = [cue.start_frame for cue in cues if cue.text == one]
            if numbers and mark.end_frame - numbers[-1] != evidence.frames(1):
                problem = f"The countdown does not end one second before the {_name(mark)}."
                yield evidence.finding(Law.TIMED_BACKWARDS, part.section, numbers[-1], problem)


def misplaced_count_ins(evidence: Evidence) -> Iterator[Finding]:
    """Find efforts whose count-in does not end one second before they begin."""
    one = evidence.phrases.countdown[0][0]
    for part in evidence.parts:
        for mark in part.of(MarkKind.WORK):
            cues = part.cues_in(mark.start_frame - evidence.frames(NOTICE_S), mark.start_frame)
            numbers = [cue.start_frame for cue in cues if cue.text == one]
            if numbers and mark.start_frame - numbers[-1] != evidence.frames(1):
                problem = "The count-in does not end one second before the effort."
                yield evidence.finding(Law.TIMED_BACKWARDS, part.section, numbers[-1], problem)


def late_names(evidence: Evidence) -> Iterator[Finding]:
    """Find stretches that are not named, or named less than 3 s before the next cue."""
    for part in evidence.parts:
        section = part.section
        index = next((i for i, cue in enumerate(part.cues) if cue.text and section.title in cue.text), None)
        if index is None:
            yield evidence.finding(Law.TIMED_BACKWARDS, section, section.start_frame, "The stretch is not named.")
            continue
        title, *following = part.cues[index : index + 2]
        if following and following[0].start_frame - title.end_frame < evidence.frames(NOTICE_S):
            problem = "The name comes less than 3 s before anyone has to move."
            yield evidence.finding(Law.TIMED_BACKWARDS, section, title.start_frame, problem)


def words_at_prompts(evidence: Evidence) -> Iterator[Finding]:
    """Find words about time that are less than 0.8 s from a spoken prompt of the breath."""
    prompts = {
        *evidence.phrases.inhale,
        *evidence.phrases.exhale,
        *evidence.phrases.hold_in,
        *evidence.phrases.hold_out,
    }
    about_time = [_pattern(text) for text in (evidence.phrases.halfway, *evidence.phrases.seconds_left)]
    for part in evidence.parts:
        speech = [cue for cue in part.cues if cue.text]
        for before, after in pairwise(speech):
            if after.start_frame - before.end_frame >= evidence.frames(PROMPT_GAP_S):
                continue
            for prompt, other in ((before, after), (after, before)):
                if prompt.text in prompts and any(pattern.fullmatch(other.text) for pattern in about_time):
                    problem = f"“{other.text}” is less than {PROMPT_GAP_S:g} s from “{prompt.text}”."
                    yield evidence.finding(Law.TIMED_BACKWARDS, part.section, other.start_frame, problem)


def _ended(part: Part) -> Iterator[tuple[str, Deed, Mark]]:
    """Yield each span whose end has to be heard, with its name. Quiet steps have no such end."""
    for kind in (MarkKind.HOLD, MarkKind.WORK, MarkKind.SILENCE):
        for deed, mark in part.done(kind):
            if not deed.quiet:
                yield _name(mark), deed, mark
    for deed, mark in part.done(MarkKind.REP):
        if not deed.quiet and deed.n == deed.total:
            yield "set", deed, mark


def _name(mark: Mark) -> str:
    return "effort" if mark.kind is MarkKind.WORK else mark.kind.value


def _says_end(evidence: Evidence, cue: Cue) -> bool:
    """Whether a cue says that a dose is over: the end sound, or words where there are no sounds."""
    if evidence.settings.has_chimes:
        return cue.sound is Sound.END
    return cue.text in {*evidence.phrases.let_go, *evidence.phrases.enough}


def _pattern(text: Text) -> re.Pattern[str]:
    """Return a pattern that finds a phrase with any number filled in."""
    words = " ".join(part for part in text if isinstance(part, str))
    return re.compile(re.escape(words).replace(r"\{n\}", r"\d+"))
