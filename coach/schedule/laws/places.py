"""Laws 11 and 12: things are named before eyes are closed, and eyes are closed only where the body stays."""

import re
from collections.abc import Iterator

from coach.schedule.laws.evidence import Evidence, Finding, Part
from coach.schedule.laws.law import Law
from coach.script.vocabulary import Eyes, Position
from coach.timeline import Cue

THINGS = frozenset({"mat", "wall", "chair", "towel", "strap", "stool", "bench", "dumbbell", "dumbbells", "bolster"})
"""Words for things that have to be at hand."""

NEEDED = {Position.WALL: "wall", Position.CHAIR: "chair"}
"""Things that a position cannot do without."""

_WORD = re.compile(r"[a-z'’-]+")
_SMALL_WORDS = {
    "a",
    "an",
    "the",
    "or",
    "and",
    "your",
    "some",
    "of",
    "with",
    "that",
    "for",
    "two",
    "does",
    "not",
    "free",
}

_OPENS = re.compile(r"\b(open (your|the) eyes|eyes (are )?open|eyes open)\b", re.IGNORECASE)
_CLOSES = re.compile(
    r"\b(close (your|the) eyes|eyes (are )?closed?|let your eyes close|shut your eyes)\b", re.IGNORECASE
)


def unnamed_things(evidence: Evidence) -> Iterator[Finding]:
    """Find things that were not named before the eyes were closed for the first time."""
    named = _words(_before_eyes_close(evidence))
    told: set[str] = set()
    own_words = {thing: _words_of(thing) for thing in _needs(evidence)}
    for thing, words in own_words.items():
        if words and not words & named:
            opening = evidence.timeline.sections[0]
            problem = f"“{thing}” is needed, and is not named before eyes are closed."
            yield evidence.finding(Law.THINGS_NAMED, opening, opening.start_frame, problem)
            told |= words
    for part in evidence.parts:
        for frame, thing in _mentions(part):
            if thing not in named and thing not in told and thing.rstrip("s") not in named:
                told.add(thing)
                problem = f"The {thing} is mentioned here, and was not named before eyes were closed."
                yield evidence.finding(Law.THINGS_NAMED, part.section, frame, problem)


def eyes_closed_on_the_way(evidence: Evidence) -> Iterator[Finding]:
    """Find changes of place with closed eyes, and a session that leaves them closed.

    In a routine that is done with open eyes, nothing may ask to close them.
    """
    closed, place = False, ""
    by_section = {id(part.section): part for part in evidence.parts}
    for section in evidence.timeline.sections:
        part = by_section.get(id(section))
        if part is not None:
            if closed and _place(part.stretch.position) != place and not _opens_on_the_way(part):
                problem = "The place changes, and nothing asks to open the eyes."
                yield evidence.finding(Law.EYES_CLOSED_IN_PLACE, section, section.start_frame, problem)
            place = _place(part.stretch.position)
        for cue in section.cues:
            wants = _eyes(evidence, cue)
            if wants is Eyes.CLOSED and evidence.routine.eyes is Eyes.OPEN:
                problem = f"“{cue.text}” is heard in a routine that is done with open eyes."
                yield evidence.finding(Law.EYES_CLOSED_IN_PLACE, section, cue.start_frame, problem)
            if wants is not None:
                closed = wants is Eyes.CLOSED
    if closed:
        closing = evidence.timeline.sections[-1]
        problem = "The session ends, and nothing asks to open the eyes."
        yield evidence.finding(Law.EYES_CLOSED_IN_PLACE, closing, closing.start_frame, problem)


def _before_eyes_close(evidence: Evidence) -> list[Cue]:
    """Return the spoken cues of the opening up to the first one that asks to close the eyes."""
    cues = []
    for cue in evidence.opening_words:
        if _eyes(evidence, cue) is Eyes.CLOSED:
            break
        cues.append(cue)
    return cues


def _needs(evidence: Evidence) -> dict[str, None]:
    needs = dict.fromkeys(evidence.routine.needs)
    for part in evidence.parts:
        needs |= dict.fromkeys(part.stretch.needs)
    return needs


def _mentions(part: Part) -> Iterator[tuple[int, str]]:
    """Yield the frame and the name of each thing that a stretch mentions or that its position needs."""
    if part.stretch.position in NEEDED:
        yield part.section.start_frame, NEEDED[part.stretch.position]
    for cue in part.cues:
        for word in _WORD.findall(cue.text.lower()):
            if word in THINGS:
                yield cue.start_frame, word


def _words(cues: list[Cue]) -> set[str]:
    return {word for cue in cues for word in _WORD.findall(cue.text.lower())}


def _words_of(thing: str) -> set[str]:
    return set(_WORD.findall(thing.lower())) - _SMALL_WORDS


def _place(position: Position) -> str:
    """Return the place of a position: `floor`, or the name of the position itself."""
    on_the_floor = not position.upright and position is not Position.CHAIR
    return "floor" if on_the_floor else position.value


def _opens_on_the_way(part: Part) -> bool:
    until = part.loads[0].start_frame if part.loads else part.section.end_frame
    return any(_OPENS.search(cue.text) for cue in part.cues_in(part.section.start_frame, until))


def _eyes(evidence: Evidence, cue: Cue) -> Eyes | None:
    """Return whether a cue asks for open or for closed eyes; None if it asks for neither."""
    phrases = evidence.phrases
    if cue.text in {text[0] for text in phrases.open_eyes} or _OPENS.search(cue.text):
        return Eyes.OPEN
    if cue.text in {phrases.close_eyes[0], *(text[0] for text in phrases.close_eyes_again)} or _CLOSES.search(cue.text):
        return Eyes.CLOSED
    return None
