"""Law 4: prompts begin with their phase, and only teaching lengthens a breath. Words that do not fit are noted."""

from collections.abc import Iterator

from coach.schedule.laws.evidence import BREATH_KINDS, BREATH_SOUNDS, Evidence, Finding, Part
from coach.schedule.laws.law import Law
from coach.script.vocabulary import Verbosity
from coach.timeline import Mark, MarkKind

SPEECH_GAP_S = 0.15
"""Law 1: the shortest silence between two spoken cues, in seconds."""

PROMPT_ROOM_S = 2
"""Seconds that a prompt and the silence around it may need. Where other words take this part of a phase, there was no
room for the prompt."""


def phases_without_prompt(evidence: Evidence) -> Iterator[Finding]:
    """Find inhales and exhales that begin in silence, with neither a tone nor words."""
    prompts = _prompts(evidence)
    for part in evidence.parts:
        quiet = {mark.start_frame for deed, mark in part.done(*BREATH_KINDS) if deed.quiet}
        for phase in part.of(*BREATH_SOUNDS):
            if phase.start_frame not in quiet and not _is_prompted(evidence, part, phase, prompts):
                problem = f"Nothing heard begins with the {phase.kind}."
                yield evidence.finding(Law.PROMPTS_ON_TIME, part.section, phase.start_frame, problem)


def teaching_breaths(evidence: Evidence) -> Iterator[Finding]:
    """Yield notes about phases that were lengthened for their words. The law allows that: it is not broken."""
    breath = evidence.settings.breath
    for part in evidence.parts:
        for deed, phase in part.done(*BREATH_KINDS):
            if deed.length_s is not None or phase.kind not in BREATH_SOUNDS:
                continue
            phase_s = breath.inhale_s if phase.kind is MarkKind.INHALE else breath.exhale_s
            if phase.end_frame - phase.start_frame > evidence.frames(phase_s) + 1:
                problem = f"A teaching breath: the words are too long for an {phase.kind} of {float(phase_s):g} s."
                yield evidence.finding(
                    Law.PROMPTS_ON_TIME, part.section, phase.start_frame, problem, broken=False, step=deed.step
                )


def late_prompts(evidence: Evidence) -> Iterator[Finding]:
    """Find prompts of a breath that begin inside a phase and not with it."""
    prompts = _prompts(evidence)
    retentions = {*evidence.phrases.hold_in, *evidence.phrases.hold_out}
    for part in evidence.parts:
        for phase in part.of(*BREATH_KINDS):
            wanted = prompts if phase.kind in BREATH_SOUNDS else prompts | retentions
            for cue in part.cues_in(phase.start_frame + 1, phase.end_frame):
                if cue.text in wanted:
                    problem = f"“{cue.text}” does not begin with the {phase.kind.replace('_', ' ')}."
                    yield evidence.finding(Law.PROMPTS_ON_TIME, part.section, cue.start_frame, problem)


def late_counts(evidence: Evidence) -> Iterator[Finding]:
    """Find numbers and words of repetitions that do not begin with their repetition or phase."""
    numbers = {text[0] for text in (*evidence.phrases.numbers, evidence.phrases.last_rep)}
    for part in evidence.parts:
        for phase in part.of(MarkKind.PHASE):
            first, *others = part.cues_in(phase.start_frame, phase.end_frame) or (None,)
            for cue in [*filter(None, (first,)), *others]:
                is_count = cue.text in numbers
                is_word = cue is first and bool(cue.text) and phase.name.startswith(cue.text)
                if cue.start_frame != phase.start_frame and (is_count or is_word):
                    problem = f"“{cue.text}” does not begin with its phase of the repetition."
                    yield evidence.finding(Law.PROMPTS_ON_TIME, part.section, cue.start_frame, problem)


_WITH_WORDS = (
    (MarkKind.ROUND,),
    (MarkKind.HOLD,),
    (MarkKind.PHASE,),
    (MarkKind.WORK,),
    (MarkKind.REST,),
    BREATH_KINDS,
)
"""The spans that have words of their own, paired with their deeds kind by kind."""


def words_left_out(evidence: Evidence) -> Iterator[Finding]:
    """Yield notes about words that did not fit into their dose and are never heard. The law asks for that: it is not
    broken.
    """
    if evidence.settings.verbosity is not Verbosity.FULL:
        return
    for part in evidence.parts:
        heard = {cue.text for cue in part.cues}
        for kinds in _WITH_WORDS:
            for deed, mark in part.done(*kinds):
                missing = [sentence for sentence in deed.words if sentence not in heard]
                heard.update(missing)  # told once
                if missing:
                    problem = f"“{' '.join(missing)}” does not fit and is left out."
                    yield evidence.finding(
                        Law.PROMPTS_ON_TIME, part.section, mark.start_frame, problem, broken=False, step=deed.step
                    )


def _is_prompted(evidence: Evidence, part: Part, phase: Mark, prompts: set[object]) -> bool:
    """Whether a tone leads a phase or, without tones, words do. Other words may take the place of the prompt."""
    starting = part.cues_at(phase.start_frame)
    if evidence.settings.has_tones:
        return any(cue.sound is BREATH_SOUNDS[phase.kind] for cue in starting)
    if any(cue.text for cue in starting):
        return True
    room = evidence.frames(PROMPT_ROOM_S)
    if phase.end_frame - phase.start_frame < room:
        return True  # too short for any word
    around = part.cues_in(phase.start_frame - evidence.frames(60), phase.start_frame + room)
    busy_until = phase.start_frame - evidence.frames(SPEECH_GAP_S)
    return any(cue.text and cue.text not in prompts and cue.end_frame > busy_until for cue in around)


def _prompts(evidence: Evidence) -> set[object]:
    return {*evidence.phrases.inhale, *evidence.phrases.exhale}
