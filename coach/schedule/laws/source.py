"""Law 9: a person does what the source prescribes: sets and repetitions, patterns, intervals, silence, flows.

Holds and pauses can only imitate these, and then a person does something else: the findings measure the difference and
break the law. Where the script has the right steps and other numbers, its author overrides the source: that is a note,
and no law is broken.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from statistics import median

from coach.schedule.laws.evidence import BREATH_KINDS, Evidence, Finding, Part
from coach.schedule.laws.law import Law
from coach.schedule.laws.prescription import Prescription, read_prescription
from coach.script.vocabulary import Position
from coach.timeline import Mark, MarkKind

NEAR_S = 0.05
"""How far a time may differ from the source, in seconds."""


def unlike_the_source(evidence: Evidence) -> Iterator[Finding]:
    """Find stretches that differ from their source, as far as the source can be read."""
    for part in evidence.parts:
        wanted = read_prescription(part.stretch.source)
        for look in _LOOKS:
            for problem, broken in look(evidence, part, wanted):
                yield evidence.finding(
                    Law.DOSES_OF_THE_SOURCE, part.section, part.section.start_frame, problem, broken=broken
                )


def _repetitions(evidence: Evidence, part: Part, wanted: Prescription) -> Iterator[tuple[str, bool]]:
    if not wanted.reps or not wanted.sets:
        return
    reps = part.of(MarkKind.REP)
    rep_s = sum(wanted.phases_s, Fraction(0))
    if not reps:
        instead = _spacing(evidence, part)
        of_s = f" of {float(rep_s):g} s" if rep_s else ""
        done = f"what is repeated takes {instead:.1f} s each time" if instead else "nothing is repeated"
        yield f"The source prescribes repetitions{of_s}: use `reps`. Here {done}.", True
        return
    sides = 2 if any(deed.kind is MarkKind.SIDE and deed.total == 2 for deed in part.deeds) else 1
    most, least = (wanted.sets[end] * wanted.reps[end] for end in (1, 0))
    if not any(least * times <= len(reps) <= most * times for times in {1, sides}):
        yield f"{len(reps)} repetitions are done; the source is “{part.stretch.source}”.", False
    took_s = evidence.seconds(reps[0].end_frame - reps[0].start_frame)
    if rep_s and abs(took_s - rep_s) > NEAR_S and not _begins_with(evidence, part, wanted):
        yield f"A repetition takes {took_s:g} s; the source prescribes {float(rep_s):g} s.", False


def _begins_with(evidence: Evidence, part: Part, wanted: Prescription) -> bool:
    """Tell whether a repetition begins with the phases of the source, which may leave out the way back."""
    phases = sorted(part.of(MarkKind.PHASE), key=lambda mark: mark.start_frame)[: len(wanted.phases_s)]
    done_s = [evidence.seconds(phase.end_frame - phase.start_frame) for phase in phases]
    as_wanted = [abs(took_s - length_s) <= NEAR_S for took_s, length_s in zip(done_s, wanted.phases_s, strict=False)]
    return len(wanted.phases_s) > 1 and len(as_wanted) == len(wanted.phases_s) and all(as_wanted)


def _patterns(evidence: Evidence, part: Part, wanted: Prescription) -> Iterator[tuple[str, bool]]:
    led = [(kind, length_s) for kind, length_s in zip(BREATH_KINDS, wanted.pattern_s, strict=False) if length_s]
    if not led:
        return
    phases = sorted(part.of(*BREATH_KINDS), key=lambda mark: mark.start_frame)
    starts = [phase.start_frame for phase in phases if phase.kind is MarkKind.INHALE]
    done = [(phase.kind, evidence.seconds(phase.end_frame - phase.start_frame)) for phase in phases[: len(led)]]
    name = "-".join(f"{float(length_s):g}" for length_s in wanted.pattern_s)
    as_wanted = (
        kind is other and abs(took_s - s) <= NEAR_S for (kind, took_s), (other, s) in zip(done, led, strict=False)
    )
    if len(done) == len(led) and all(as_wanted):
        return
    if any(phase.kind in (MarkKind.HOLD_IN, MarkKind.HOLD_OUT) for phase in phases):
        yield f"The breath is not led as the source has it, {name}.", False
        return
    breath_s, cycle_s = _median_s(evidence, starts), float(sum(wanted.pattern_s))
    instead = f", and {breath_s:.1f} s lie from one breath to the next in place of {cycle_s:g} s" if breath_s else ""
    yield f"The source prescribes the pattern {name}: use `pattern`. Here no breath is held{instead}.", True


def _intervals(evidence: Evidence, part: Part, wanted: Prescription) -> Iterator[tuple[str, bool]]:
    if wanted.work_s is None or wanted.reps:
        return
    efforts, rests = part.of(MarkKind.WORK), part.of(MarkKind.REST)
    if not efforts:
        announced = [cue.text for cue in part.cues if _announces_hold(evidence, cue.text)]
        instead = f" Here “{announced[0]}” is said to someone who works." if announced else ""
        yield f"The source prescribes efforts of {float(wanted.work_s):g} s: use `work` and `rest`.{instead}", True
        return
    for name, marks, length_s in (("An effort", efforts, wanted.work_s), ("A rest", rests, wanted.rest_s)):
        if marks and length_s is not None:
            took_s = evidence.seconds(marks[0].end_frame - marks[0].start_frame)
            if abs(took_s - length_s) > NEAR_S:
                yield f"{name} takes {took_s:g} s; the source prescribes {float(length_s):g} s.", False


def _silences(evidence: Evidence, part: Part, wanted: Prescription) -> Iterator[tuple[str, bool]]:
    if wanted.silence_s is None:
        return
    silences = part.of(MarkKind.SILENCE)
    longest_s = max((evidence.seconds(mark.end_frame - mark.start_frame) for mark in silences), default=0)
    if longest_s >= wanted.silence_s - NEAR_S:
        return
    if silences:
        yield f"The longest silence is {longest_s:g} s; the source prescribes {float(wanted.silence_s):g} s.", False
        return
    pauses = sorted(part.of(MarkKind.PAUSE), key=lambda mark: mark.start_frame - mark.end_frame)
    spoken = len(part.cues_in(pauses[0].start_frame, pauses[0].end_frame)) if pauses else 0
    instead = f" Here the longest pause is talked into {spoken} times." if spoken else ""
    yield f"The source prescribes {float(wanted.silence_s):g} s of silence: use `silence`.{instead}", True


def _flows(evidence: Evidence, part: Part, wanted: Prescription) -> Iterator[tuple[str, bool]]:
    if not wanted.breath_a_movement or part.of(MarkKind.FLOW):
        return
    gaps = [after.start_frame - before.end_frame for before, after in pairwise(part.led_breaths)]
    longest_s = evidence.seconds(max(gaps, default=0))
    if longest_s > NEAR_S or not part.led_breaths:
        instead = f" Here {longest_s:.1f} s lie between two breaths." if longest_s else ""
        yield f"The source prescribes a breath a movement: use `flow`.{instead}", True


def _chairs(_evidence: Evidence, part: Part, wanted: Prescription) -> Iterator[tuple[str, bool]]:
    position = part.stretch.position
    if wanted.on_a_chair and position is not Position.CHAIR and not part.stretch.choices:
        yield f"The source is done on a chair, and the position is {position}: use `chair`, or `choices`.", True


def _one_side(evidence: Evidence, part: Part, wanted: Prescription) -> Iterator[tuple[str, bool]]:
    sides = part.of(MarkKind.SIDE)
    words = dict(zip(("left", "right"), evidence.phrases.sides, strict=True))
    if wanted.only_side and any(side.side != words[wanted.only_side] for side in sides):
        yield f"The source is for the {wanted.only_side} side only, and the other one is done: use `only`.", True


_LOOKS: tuple[Callable[[Evidence, Part, Prescription], Iterator[tuple[str, bool]]], ...] = (
    _repetitions,
    _patterns,
    _intervals,
    _silences,
    _flows,
    _chairs,
    _one_side,
)
"""The checks of a stretch; each yields problems, and whether they break the law."""


def _spacing(evidence: Evidence, part: Part) -> float:
    """Return the usual time from one breath or hold to the next, in seconds; 0 where there are fewer than two."""
    marks: list[Mark] = part.of(MarkKind.INHALE) or part.of(MarkKind.HOLD)
    return _median_s(evidence, sorted(mark.start_frame for mark in marks))


def _median_s(evidence: Evidence, starts: list[int]) -> float:
    gaps = [after - before for before, after in pairwise(starts)]
    return evidence.seconds(int(median(gaps))) if gaps else 0.0


def _announces_hold(evidence: Evidence, text: str) -> bool:
    starts = [str(phrase[0]).split("{")[0] for phrase in evidence.phrases.hold_seconds]
    return any(start and text.startswith(start) for start in starts)
