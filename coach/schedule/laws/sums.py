"""Sums up the load, breaths, repetitions, words and silence of a session, and finds sessions with too many words."""

from collections.abc import Iterator
from dataclasses import dataclass

from coach.schedule.laws.evidence import BREATH_KINDS, Evidence, Finding, Part
from coach.schedule.laws.law import Law
from coach.script.vocabulary import Verbosity
from coach.timeline import MarkKind

MOST_WORDS_A_MINUTE = 60
"""The most words a minute, over a whole session, that a person can follow with closed eyes."""

MOST_SPEECH = 0.45
"""The largest share of speech in a session that leaves room to feel anything."""

LONG_S = 300
"""The shortest session that is checked for too many words, in seconds. A shorter one is mostly ways in and out."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one stretch or of a whole session.

    Attributes:
        stretch: The stretch's name; empty for the whole session.
        under_load_s: Seconds of holds, repetitions and efforts.
        breaths: Number of breaths that are led, counted by their exhales.
        reps: Number of repetitions.
        words_a_minute: Spoken words in a minute of all its time.
        silence_share: The share of its time in which nothing sounds, from 0 to 1.
        speech_share: The share of its time in which somebody speaks, from 0 to 1.
    """

    stretch: str
    under_load_s: float
    breaths: int
    reps: int
    words_a_minute: float
    silence_share: float
    speech_share: float

    def __str__(self) -> str:
        """Write the sums as one line."""
        done = [f"{self.under_load_s:g} s under load" if self.under_load_s else ""]
        done += [f"{self.reps} repetitions" if self.reps else "", f"{self.breaths} breaths led" if self.breaths else ""]
        heard = f"{self.words_a_minute:.0f} words a minute, {self.silence_share:.0%} silence"
        return ", ".join([*filter(None, done), heard])


def sum_up(evidence: Evidence) -> list[Sums]:
    """Return the sums of each stretch in order of doing, then those of the whole session."""
    sections = evidence.timeline.sections
    stretches = [_sums(evidence, part.stretch.name, [part], [index]) for index, part in _indexed(evidence)]
    return [*stretches, _sums(evidence, "", evidence.parts, range(len(sections)))]


def too_many_words(evidence: Evidence) -> Iterator[Finding]:
    """Yield notes about a session whose many words hurry a person. No law is broken."""
    if evidence.settings.verbosity is Verbosity.TONES or evidence.timeline.duration_s < LONG_S:
        return
    whole, opening = sum_up(evidence)[-1], evidence.timeline.sections[0]
    if round(whole.words_a_minute) > MOST_WORDS_A_MINUTE:
        problem = f"{whole.words_a_minute:.0f} words a minute; up to {MOST_WORDS_A_MINUTE} are easy to follow."
        yield evidence.finding(Law.SIGNS_OF_LIFE, opening, opening.start_frame, problem, broken=False)
    if whole.speech_share > MOST_SPEECH:
        problem = f"{whole.speech_share:.0%} of the session is speech; up to {MOST_SPEECH:.0%} leaves room to feel."
        yield evidence.finding(Law.SIGNS_OF_LIFE, opening, opening.start_frame, problem, broken=False)


def _indexed(evidence: Evidence) -> Iterator[tuple[int, Part]]:
    parts = iter(evidence.parts)
    for index, section in enumerate(evidence.timeline.sections):
        if section.stretch:
            yield index, next(parts)


def _sums(evidence: Evidence, name: str, parts: list[Part], indexes: list[int] | range) -> Sums:
    sections = [evidence.timeline.sections[index] for index in indexes]
    frames = max(1, sum(section.end_frame - section.start_frame for section in sections))
    spans = sorted((cue.start_frame, cue.end_frame) for section in sections for cue in section.cues)
    sounding, until = 0, 0
    for start, end in spans:
        sounding += max(0, end - max(start, until))
        until = max(until, end)
    speech = [cue for section in sections for cue in section.cues if cue.text]
    loads = [mark for part in parts for mark in part.of(MarkKind.HOLD, MarkKind.REP, MarkKind.WORK)]
    exhales = [mark for part in parts for mark in part.of(*BREATH_KINDS) if mark.kind is MarkKind.EXHALE]
    words = sum(len(cue.text.split()) for cue in speech)
    return Sums(
        stretch=name,
        under_load_s=round(evidence.seconds(sum(mark.end_frame - mark.start_frame for mark in loads)), 3),
        breaths=len(exhales),
        reps=len([mark for part in parts for mark in part.of(MarkKind.REP)]),
        words_a_minute=words * 60 / evidence.seconds(frames),
        silence_share=max(0.0, 1 - sounding / frames),
        speech_share=sum(cue.end_frame - cue.start_frame for cue in speech) / frames,
    )
