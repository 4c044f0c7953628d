"""Laws 6 and 7: the sounds are taught, the first movement comes soon, and something is heard often enough."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from coach.schedule.laws.evidence import BREATH_KINDS, Evidence, Finding
from coach.schedule.laws.law import Law
from coach.script.vocabulary import Sound, Teaching, Verbosity
from coach.settings.values import Pauses
from coach.timeline import Cue, MarkKind, Section, SectionKind

BESIDE_S = 6
"""Law 6: how long after a sound its meaning may be said, in seconds."""

QUIET_S = 20
"""Law 7: the longest silence, in seconds."""

ANNOUNCED_S = 20
"""How long before a silence it may be announced, in seconds."""

FIRST_MOVEMENT_S, FIRST_MOVEMENT_KNOWN_S = 25, 12
"""Seconds from the start to the first words that ask anyone to move: with lessons, and without them."""


def untaught_sounds(evidence: Evidence) -> Iterator[Finding]:
    """Find sounds whose meaning is not said.

    The meaning is said before a sound is first heard or right after it. A spoken prompt, “the other side” or
    “rest” beside a sound says as much.
    """
    if not evidence.settings.has_lessons or evidence.routine.sounds is Teaching.OFF:
        return
    first_heard: dict[Sound, tuple[Section, Cue]] = {}
    first_said: dict[str, int] = {}
    for section, cue in evidence.cues():
        if cue.sound and section.kind is not SectionKind.CLOSING:
            first_heard.setdefault(cue.sound, (section, cue))
        if cue.text:
            first_said.setdefault(cue.text, cue.start_frame)
    phrases = evidence.phrases
    plain_words = {
        Sound.INHALE: phrases.inhale,
        Sound.EXHALE: phrases.exhale,
        Sound.SWITCH: phrases.switch_sides,
        Sound.END: phrases.rest,
    }
    for sound, (section, cue) in first_heard.items():
        latest = cue.start_frame + evidence.frames(BESIDE_S)
        meanings = [*phrases.teach[sound], *plain_words.get(sound, ())]
        if not any(first_said.get(str(words), latest) < latest for words in meanings):
            problem = f"The {sound} sound is heard for the first time, and nothing says what it means."
            yield evidence.finding(Law.SOUNDS_TAUGHT, section, cue.start_frame, problem)


def late_first_movement(evidence: Evidence) -> Iterator[Finding]:
    """Find sessions that ask for the first movement too late.

    It is a note with slower speech or other pauses, and where the routine has all sounds taught first.
    """
    settings = evidence.settings
    limit_s = FIRST_MOVEMENT_S if settings.has_lessons else FIRST_MOVEMENT_KNOWN_S
    for part in evidence.parts[:1]:
        named = next((cue.end_frame for cue in part.cues if part.section.title in cue.text), part.section.start_frame)
        if settings.verbosity is Verbosity.TONES:
            named = -1  # the name is all that asks anyone to move
        asked = next((cue for cue in part.cues if cue.text and cue.start_frame > named), None)
        if asked is not None and asked.start_frame > evidence.frames(limit_s):
            at_s = evidence.seconds(asked.start_frame)
            problem = f"The first movement is asked for after {at_s:.0f} s; {limit_s} s are enough."
            usual_pace = settings.speed >= 1 and settings.pauses == Pauses()
            wanted = evidence.routine.sounds is Teaching.FIRST  # its author has all sounds taught before
            broken = usual_pace and not wanted
            yield evidence.finding(Law.SOUNDS_TAUGHT, part.section, asked.start_frame, problem, broken=broken)


def long_silences(evidence: Evidence) -> Iterator[Finding]:
    """Find silences of more than 20 s outside of `silence` steps and quiet steps."""
    problem = "Nothing is heard for more than 20 s."
    spans = [(cue.start_frame, cue.end_frame, section) for section, cue in evidence.cues()]
    for part in evidence.parts:
        wanted = [mark for kinds in _MAY_BE_QUIET for deed, mark in part.done(*kinds) if deed.quiet]
        wanted += part.of(MarkKind.SILENCE)
        spans += [(mark.start_frame, mark.end_frame, part.section) for mark in wanted]
    quiet_since = 0
    for start_frame, end_frame, section in sorted(spans, key=lambda span: span[:2]):
        if start_frame - quiet_since > evidence.frames(QUIET_S):
            yield evidence.finding(Law.SIGNS_OF_LIFE, section, quiet_since, problem)
        quiet_since = max(quiet_since, end_frame)
    if evidence.timeline.frames - quiet_since > evidence.frames(QUIET_S):
        yield evidence.finding(Law.SIGNS_OF_LIFE, evidence.timeline.sections[-1], quiet_since, problem)


def unannounced_silences(evidence: Evidence) -> Iterator[Finding]:
    """Find silences that should be announced and are not."""
    phrases = evidence.phrases
    texts = (phrases.silence_minute[0], phrases.silence_minutes[0], phrases.silence_seconds[0])
    announcement = re.compile("|".join(re.escape(str(text)).replace(r"\{n\}", r"\d+") for text in texts))
    for part in evidence.parts:
        said = [cue.end_frame for cue in part.cues if announcement.fullmatch(cue.text)]
        for deed, mark in part.done(MarkKind.SILENCE):
            earliest = mark.start_frame - evidence.frames(ANNOUNCED_S)
            index = bisect_left(said, earliest)
            if deed.n and (index == len(said) or said[index] > mark.start_frame):
                problem = "A silence begins, and nothing has announced it."
                yield evidence.finding(Law.SIGNS_OF_LIFE, part.section, mark.start_frame, problem, step=deed.step)


_MAY_BE_QUIET = ((MarkKind.HOLD,), (MarkKind.REP,), BREATH_KINDS)
"""The kinds of spans that a quiet step may leave silent."""
