"""Law 4: breath prompts begin with their phase, and a phase is lengthened only to teach it."""

from collections.abc import Iterator

from coach.schedule.laws.evidence import BREATH_SOUNDS, Evidence, Finding, within
from coach.schedule.laws.law import Law
from coach.timeline import Mark, MarkKind, Section

PROMPT_ROOM_S = 2
"""Seconds that a prompt and the silence around it may need. With other words in that much of a phase, the prompt was
left out for them."""


def phases_without_prompt(evidence: Evidence) -> Iterator[Finding]:
    """Find inhales and exhales that begin with nothing to be heard."""
    for section, phase in _phases(evidence):
        if not _is_prompted(evidence, section, phase):
            problem = f"Nothing heard begins with the {phase.kind}."
            yield evidence.finding(Law.PROMPTS_ON_TIME, section, phase.start_frame, problem)


def teaching_breaths(evidence: Evidence) -> Iterator[Finding]:
    """Tell of phases that were lengthened for their words. The law allows it: it is not broken."""
    breath = evidence.settings.breath
    for section, phase in _phases(evidence):
        phase_s = breath.inhale_s if phase.kind is MarkKind.INHALE else breath.exhale_s
        if phase.end_frame - phase.start_frame > evidence.frames(phase_s) + 1:
            problem = f"A teaching breath: the words are too long for an {phase.kind} of {float(phase_s):g} s."
            yield evidence.finding(Law.PROMPTS_ON_TIME, section, phase.start_frame, problem, broken=False)


def late_prompts(evidence: Evidence) -> Iterator[Finding]:
    """Find prompts that begin inside a phase and not with it."""
    prompts = _prompts(evidence)
    for section, phase in _phases(evidence):
        for cue in within(section.cues, phase):
            if cue.text in prompts and cue.start_frame != phase.start_frame:
                problem = f"“{cue.text}” does not begin with the {phase.kind}."
                yield evidence.finding(Law.PROMPTS_ON_TIME, section, cue.start_frame, problem)


def _phases(evidence: Evidence) -> Iterator[tuple[Section, Mark]]:
    for _, section in evidence.stretches():
        for mark in section.marks:
            if mark.kind in BREATH_SOUNDS:
                yield section, mark


def _is_prompted(evidence: Evidence, section: Section, phase: Mark) -> bool:
    """Whether a tone leads a phase or, where there are no tones, words; other words may be in the way of these."""
    starting = [cue for cue in section.cues if cue.start_frame == phase.start_frame]
    if evidence.settings.has_tones:
        return any(cue.sound is BREATH_SOUNDS[phase.kind] for cue in starting)
    until = phase.start_frame + evidence.frames(PROMPT_ROOM_S)
    prompts = _prompts(evidence)
    others = (cue for cue in section.cues if cue.text and cue.text not in prompts)
    in_the_way = any(cue.start_frame < until and phase.start_frame < cue.end_frame for cue in others)
    return in_the_way or any(cue.text for cue in starting)


def _prompts(evidence: Evidence) -> set[object]:
    return {*evidence.phrases.inhale, *evidence.phrases.exhale}
