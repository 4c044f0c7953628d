"""Laws 8 and 13: every stretch has a way in, a way out and a reminder, and every session an ending.

The way in leaves the time that a person needs.
"""

from collections.abc import Iterator

from coach.schedule.laws.evidence import LOADS, Evidence, Finding, Part
from coach.schedule.laws.law import Law
from coach.schedule.text import fill, sentences_of
from coach.script.steps import Breathe, Flow, Hold, Repeat, Reps, Say, Sides, Step, Text, When
from coach.script.vocabulary import Position, Verbosity
from coach.settings.values import Pauses
from coach.timeline import Mark, MarkKind, Section

DOSES = (*LOADS, MarkKind.SILENCE)
"""The spans that count as something to do. A stretch needs at least one of them."""

SETTLE_UPRIGHT_S, SETTLE_S = 2, 3
"""Law 13: seconds from the last instruction to a hold, upright or on a chair, and on the floor."""

MOVEMENT_S = 1.5
"""Law 13: seconds that a person needs to hear and follow an instruction."""


def missing_ways(evidence: Evidence) -> Iterator[Finding]:
    """Find stretches that lack a way in, a dose, a way out or a reminder that easing off is fine."""
    verbosity = evidence.settings.verbosity
    for part in evidence.parts:
        stretch, section = part.stretch, part.section
        doses = part.of(*DOSES)
        if not doses:
            problem = "The stretch has no hold and no breathing, and nothing else to do."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, section, section.start_frame, problem)
            continue
        if _begins_with_dose(stretch.steps) and not stretch.arrive:
            problem = "The stretch has no way in before its first dose."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, section, section.start_frame, problem)
        last_load_end = max((mark.end_frame for mark in part.loads), default=None)
        tells = verbosity is Verbosity.TONES or last_load_end is None or _speaks_from(evidence, section, last_load_end)
        if not tells:
            problem = "The stretch has no way out after its last dose."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, section, section.end_frame, problem)
    yield from _missing_reminders(evidence)


def missing_ending(evidence: Evidence) -> Iterator[Finding]:
    """Find a session that does not end with words and, where sounds are on, with the end sound."""
    closing = evidence.timeline.sections[-1]
    has_words = any(cue.text for cue in closing.cues)
    rings_out = not evidence.settings.has_chimes or (closing.cues and closing.cues[-1].sound is not None)
    if not has_words or not rings_out:
        problem = "The session does not end with words and the end sound."
        yield evidence.finding(Law.WAYS_IN_AND_OUT, closing, closing.start_frame, problem)


def stop_rule(evidence: Evidence) -> Iterator[Finding]:
    """Find sessions that do not say exactly once when to stop."""
    rule = evidence.phrases.stop_rule[0]
    said = [(section, cue) for section, cue in evidence.cues() if cue.text == rule]
    if not said:
        opening = evidence.timeline.sections[0]
        problem = "Nothing says when to stop."
        yield evidence.finding(Law.WAYS_IN_AND_OUT, opening, opening.start_frame, problem)
    for section, cue in said[1:]:
        problem = "It has been said before when to stop."
        yield evidence.finding(Law.WAYS_IN_AND_OUT, section, cue.start_frame, problem)


def rushed_poses(evidence: Evidence) -> Iterator[Finding]:
    """Find holds, sets and efforts that begin before a person has had time to get into the pose.

    Where the person has changed the pauses, it is a note and no law is broken.
    """
    usual = evidence.settings.pauses == Pauses()
    for part in evidence.parts:
        is_up = part.stretch.position.upright or part.stretch.position is Position.CHAIR
        settle_s = SETTLE_UPRIGHT_S if is_up else SETTLE_S
        instructions = _instructions(evidence, part)
        for since, dose in _ways_in(part):
            asked = [cue for cue in part.cues_in(since, dose.start_frame) if cue.text in instructions]
            if not asked:
                continue
            after_s = evidence.seconds(dose.start_frame - asked[-1].end_frame)
            whole_s = evidence.seconds(dose.start_frame - asked[0].start_frame)
            needed_s = max(settle_s - after_s, len(asked) * MOVEMENT_S + settle_s - whole_s)
            if needed_s > 0.01:
                name = dose.kind.value
                problem = (
                    f"The {name} begins {after_s:.1f} s after {len(asked)} instructions: {needed_s:.1f} s too early."
                )
                yield evidence.finding(
                    Law.POSE_REACHED, part.section, dose.start_frame, problem, broken=usual, step=name
                )


def _missing_reminders(evidence: Evidence) -> Iterator[Finding]:
    """Find stretches without their reminder.

    With few words, the opening or the way into the first stretch has one for all. The passes of a round share one.
    """
    reminders = {sentence for text in evidence.phrases.ease for sentence in text}
    full, reminded = evidence.settings.verbosity is Verbosity.FULL, set()
    for part in evidence.parts:
        stretch = part.stretch
        if stretch.ease is None or stretch.name in reminded or not part.of(*DOSES):
            continue
        reminded.add(stretch.name)
        places = (part.section,) if full else evidence.timeline.sections[:2]
        wanted = reminders | {sentence for side in _sides(evidence) for sentence in fill(stretch.ease, **side)}
        if not any(cue.text in wanted for place in places for cue in place.cues):
            problem = "No reminder says that easing off is fine."
            yield evidence.finding(Law.WAYS_IN_AND_OUT, part.section, part.section.start_frame, problem)


def _speaks_from(evidence: Evidence, section: Section, frame: int) -> bool:
    """Whether anything but the meaning of a sound is spoken from a frame on."""
    lessons = {sentence for text in evidence.phrases.teach.values() for sentence in text}
    return any(cue.text and cue.text not in lessons and cue.start_frame >= frame for cue in section.cues)


def _begins_with_dose(steps: tuple[Step, ...]) -> bool:
    """Whether a stretch begins with a dose, before any instruction."""
    match steps[:1]:
        case (Hold() | Breathe() | Flow() | Reps(),):
            return not isinstance(steps[0], Flow)  # a flow has its own words
        case (Sides(steps=inner),):
            return _begins_with_dose(inner)
        case (Repeat(steps=inner, call=call),):
            return not call and _begins_with_dose(inner)
        case (When(step=step),):
            return _begins_with_dose((step,))
    return False


def _ways_in(part: Part) -> Iterator[tuple[int, Mark]]:
    """Yield each hold and each first repetition with the frame on which the way into it may begin."""
    since = part.section.start_frame
    sides = [side.start_frame for side in part.of(MarkKind.SIDE)]
    index = 0
    for mark in part.loads:
        while index < len(sides) and sides[index] <= mark.start_frame:
            since, index = max(since, sides[index]), index + 1
        if mark.kind is MarkKind.HOLD or (mark.kind is MarkKind.REP and mark.n == 1):
            yield since, mark
        since = max(since, mark.end_frame)


def _instructions(evidence: Evidence, part: Part) -> set[str]:
    """Return the sentences of a stretch that ask for something, and with few words the names of the sides."""
    texts = list(_said(part.stretch.steps))
    if evidence.settings.verbosity is Verbosity.TONES:
        texts = [evidence.phrases.side, part.stretch.side_means]
    sides = _sides(evidence)
    return {sentence for text in texts for words in sides for sentence in sentences_of(fill(text, **words))}


def _said(steps: tuple[Step, ...]) -> Iterator[Text]:
    for step in steps:
        match step:
            case Say(text=text, again=again):
                yield text
                yield again
            case Sides(steps=inner) | Repeat(steps=inner):
                yield from _said(inner)
            case When(step=inner_step):
                yield from _said((inner_step,))


def _sides(evidence: Evidence) -> list[dict[str, str]]:
    left, right = evidence.phrases.sides
    return [{"side": left, "other_side": right}, {"side": right, "other_side": left}]
