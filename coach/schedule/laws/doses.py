"""Laws 2, 3 and 9: the doses are exactly as prescribed, the same on both sides, and within the range of the source."""

import re
from collections.abc import Iterator
from fractions import Fraction

from coach.schedule.laws.deeds import Deed, dosed
from coach.schedule.laws.evidence import BREATH_KINDS, Evidence, Finding, Part
from coach.schedule.laws.law import Law
from coach.script.vocabulary import Count, Dose, DoseUnit
from coach.timeline import Mark, MarkKind

NAMES = {
    (MarkKind.HOLD,): "holds",
    (MarkKind.REP,): "repetitions",
    (MarkKind.PHASE,): "phases of repetitions",
    (MarkKind.WORK,): "efforts",
    (MarkKind.REST,): "rests",
    (MarkKind.SILENCE,): "silences",
    (MarkKind.ROUND,): "rounds",
    (MarkKind.FLOW,): "flows",
    (MarkKind.SIDE,): "sides",
    BREATH_KINDS: "phases of breaths",
}
"""The kinds that are compared with one another, in the plural."""

MAX_PAUSE_DIFFERENCE_S = 1
"""Law 3: how far the pauses before the dose of one side may differ from those of the other, in seconds."""

_SOURCE_DOSE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?\s*(s|min|breaths?|cycles?|(?:\w+ )?movements?)\b")
"""A dose as sources write it: “20–30 s”, “5 smooth movements”."""


def inexact_doses(evidence: Evidence) -> Iterator[Finding]:
    """Find spans that are not as many, as long or as close together as the script prescribes."""
    for part in evidence.parts:
        for kinds, name in NAMES.items():
            deeds, marks = part.prescribed(*kinds), part.marks_for(*kinds)
            if [deed.kind for deed in deeds] != [mark.kind for mark in marks]:
                problem = f"{len(marks)} {name} are on the timeline, and {len(deeds)} are prescribed."
                if len(marks) == len(deeds):
                    problem = f"The {name} are not in the order that is prescribed."
                yield evidence.finding(Law.EXACT_DOSES, part.section, part.section.start_frame, problem)
                continue
            for index, (deed, mark) in enumerate(zip(deeds, marks, strict=True)):
                problem = _difference(evidence, deed, mark, marks[index - 1] if index and deed.follows else None)
                if problem:
                    yield evidence.finding(Law.EXACT_DOSES, part.section, mark.start_frame, problem, step=deed.step)


def wrong_rounds(evidence: Evidence) -> Iterator[Finding]:
    """Find rounds whose numbers differ from the script's. Rounds that begin on one frame may be in any order."""
    for part in evidence.parts:
        pairs = part.done(MarkKind.ROUND)
        wanted = sorted((deed.n, deed.total) for deed, _ in pairs)
        if wanted != sorted((mark.n, mark.total) for _, mark in pairs):
            problem = "The rounds are not numbered as they are done."
            yield evidence.finding(Law.EXACT_DOSES, part.section, part.section.start_frame, problem)


def wrong_counts(evidence: Evidence) -> Iterator[Finding]:
    """Find repetitions that are counted with a wrong number."""
    numbers = {text[0] for text in evidence.phrases.numbers}
    for part in evidence.parts:
        for deed, mark in part.done(MarkKind.REP):
            if deed.count is Count.OFF:
                continue
            right = _number(evidence, deed.n if deed.count is Count.UP else deed.total + 1 - deed.n)
            for cue in part.cues_at(mark.start_frame):
                if cue.text != right and (cue.text in numbers or re.fullmatch(r"\d+\.", cue.text)):
                    problem = f"Repetition {deed.n} of {deed.total} is counted “{cue.text}” in place of “{right}”."
                    yield evidence.finding(Law.EXACT_DOSES, part.section, mark.start_frame, problem, step=deed.step)


def missing_breaths(evidence: Evidence) -> Iterator[Finding]:
    """Find holds in which more or fewer breaths are led than prescribed."""
    for part in evidence.parts:
        for deed, mark in part.done(MarkKind.HOLD):
            led = len([inside for inside in part.marks_in(mark) if inside.kind is MarkKind.EXHALE])
            if deed.total and not deed.quiet and led != deed.total:
                problem = f"{led} breaths are led, and {deed.total} are prescribed."
                yield evidence.finding(Law.EXACT_DOSES, part.section, mark.start_frame, problem, step=deed.step)


def broken_silences(evidence: Evidence) -> Iterator[Finding]:
    """Find silences in which something sounds."""
    silences = [(part, mark) for part in evidence.parts for mark in part.of(MarkKind.SILENCE)]
    cues = sorted((cue for _, cue in evidence.cues()), key=lambda cue: cue.start_frame)
    index, latest = 0, None
    for part, silence in silences:
        while index < len(cues) and cues[index].start_frame < silence.end_frame:
            if latest is None or cues[index].end_frame > latest.end_frame:
                latest = cues[index]
            index += 1
        if latest is not None and latest.end_frame > silence.start_frame:
            problem = f"“{latest.text or latest.sound}” sounds in a silence."
            frame = max(latest.start_frame, silence.start_frame)
            yield evidence.finding(Law.EXACT_DOSES, part.section, frame, problem)


def unequal_sides(evidence: Evidence) -> Iterator[Finding]:
    """Find second sides whose dose, or whose time to get into the pose, differs from that of the first side."""
    for part in evidence.parts:
        first: Mark | None = None
        for deed, side in part.done(MarkKind.SIDE):
            if deed.n == 1:
                first = side
                continue
            if first is None:
                continue
            if _amounts(part, first) != _amounts(part, side):
                problem = f"The {side.side} side gets another dose than the {first.side} side."
                yield evidence.finding(Law.EQUAL_SIDES, part.section, side.start_frame, problem)
            difference = abs(_pauses(part, first) - _pauses(part, side))
            if difference > evidence.frames(MAX_PAUSE_DIFFERENCE_S * max(Fraction(1), evidence.settings.pauses.scale)):
                problem = f"The {side.side} side gets {evidence.seconds(difference):.1f} s more or less to get there."
                yield evidence.finding(Law.EQUAL_SIDES, part.section, side.start_frame, problem)


def doses_beyond_the_source(evidence: Evidence) -> Iterator[Finding]:
    """Yield notes about doses outside the range of the source. An author may want that: no law is broken."""
    for part in evidence.parts:
        source = part.stretch.source
        doses = [_source_dose(match) for match in _SOURCE_DOSE.finditer(source)]
        for dose in dosed(part.stretch.steps):
            if dose.unit is not DoseUnit.REPS and doses and not any(_lies_within(dose, other) for other in doses):
                problem = f"The dose of {dose} is not within the source's “{source}”."
                yield evidence.finding(
                    Law.DOSES_OF_THE_SOURCE, part.section, part.section.start_frame, problem, broken=False
                )


def _difference(evidence: Evidence, deed: Deed, mark: Mark, before: Mark | None) -> str:
    """Return a sentence that says how a span differs from its deed; empty if it does not."""
    length = mark.end_frame - mark.start_frame
    if deed.length_s is not None and abs(length - deed.length_s * evidence.timeline.sample_rate) >= 1:
        took_s, kind = evidence.seconds(length), deed.kind.replace("_", " ")
        return f"The {kind} is not {float(deed.length_s):g} s long: it takes {took_s:.6g} s."
    if before is not None and mark.start_frame != before.end_frame:
        gap_s = evidence.seconds(mark.start_frame - before.end_frame)
        return f"The {deed.kind.replace('_', ' ')} begins {gap_s:.2f} s after the one before it has ended."
    if deed.kind is MarkKind.REP and (mark.n, mark.total) != (deed.n, deed.total):
        return f"This is {mark.n} of {mark.total}, and should be {deed.n} of {deed.total}."
    return ""


def _number(evidence: Evidence, n: int) -> str:
    numbers = evidence.phrases.numbers
    return str(numbers[n - 1][0]) if n <= len(numbers) else f"{n}."


def _amounts(part: Part, side: Mark) -> list[object]:
    """Return the dose of a side: the lengths of its exact spans, in frames, and its number of breath phases."""
    marks = part.marks_in(side)
    exact = (MarkKind.HOLD, MarkKind.REP, MarkKind.WORK, MarkKind.REST, MarkKind.SILENCE)
    lengths = [(mark.kind, mark.end_frame - mark.start_frame) for mark in marks if mark.kind in exact]
    breaths = [mark.kind for mark in marks if mark.kind in BREATH_KINDS]
    return [lengths, breaths]


def _pauses(part: Part, side: Mark) -> int:
    """Return the length of all pauses between the beginning of a side and its first dose, in frames."""
    frames = 0
    for mark in part.marks_in(side):
        if mark.kind is MarkKind.PAUSE:
            frames += mark.end_frame - mark.start_frame
        elif mark.kind not in (MarkKind.SIDE, MarkKind.ROUND, MarkKind.FLOW):
            break
    return frames


def _source_dose(match: re.Match[str]) -> Dose:
    low, high, unit = Fraction(match[1]), Fraction(match[2] or match[1]), match[3]
    if unit == "s":
        return Dose(low, high, DoseUnit.SECONDS)
    if unit == "min":
        return Dose(low * 60, high * 60, DoseUnit.SECONDS)
    return Dose(low, high, DoseUnit.BREATHS)


def _lies_within(dose: Dose, source: Dose) -> bool:
    """Whether a dose lies within that of the source. Breaths, cycles and movements count alike."""
    both_timed = dose.unit is DoseUnit.SECONDS and source.unit is DoseUnit.SECONDS
    both_counted = dose.unit is not DoseUnit.SECONDS and source.unit is not DoseUnit.SECONDS
    return (both_timed or both_counted) and source.low <= dose.low and dose.high <= source.high
