"""Laws 1 and 14: spoken cues keep their distance, nothing is cut, and nothing is said twice or in odd numbers."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate, pairwise

from coach.schedule.laws.deeds import dosed
from coach.schedule.laws.evidence import Evidence, Finding
from coach.schedule.laws.law import Law
from coach.schedule.text import fill, sentences_of
from coach.script.routine import Stretch
from coach.script.steps import Breathe, Flow, Repeat, Reps, Rest, Sides, Step, Text, When, Work
from coach.script.vocabulary import BreathPhase, Dose, DoseUnit
from coach.timeline import MarkKind

SPEECH_GAP_S = Fraction(15, 100)
"""Law 1: the shortest silence between two spoken cues, in seconds."""

TWICE_S = 60
"""Law 14: the shortest time before a sentence may be heard again, in seconds."""

COUNTED_S = 10
"""Law 14: people use every number of seconds up to this one; above it, only fives and tens."""

IN_SECONDS_S = 100
"""Law 14: the number of seconds from which people speak of minutes."""


def speech_too_close(evidence: Evidence) -> Iterator[Finding]:
    """Find speech that begins too soon after other speech."""
    speech = [(section, cue) for section, cue in evidence.cues() if cue.text]
    for (_, before), (section, cue) in pairwise(speech):
        if cue.start_frame - before.end_frame < evidence.frames(SPEECH_GAP_S):
            problem = f"“{cue.text}” comes too soon after “{before.text}”."
            yield evidence.finding(Law.SPEECH_APART, section, cue.start_frame, problem)


def cues_cut(evidence: Evidence) -> Iterator[Finding]:
    """Find cues that begin outside of their section; a session that is made section by section would cut them."""
    for section, cue in evidence.cues():
        if not section.start_frame <= cue.start_frame < section.end_frame:
            problem = f"“{cue.text or cue.sound}” begins outside of its section, and would be cut."
            yield evidence.finding(Law.SPEECH_APART, section, cue.start_frame, problem)


def repeated_sentences(evidence: Evidence) -> Iterator[Finding]:
    """Find sentences that are heard twice in a minute. Once for each side is fine, and so are counts and prompts.

    A sentence that is heard again in a later round is the author's wish: it is a note, and no law is broken.
    """
    allowed, patterns = _may_be_repeated(evidence)
    rounds = _Rounds(evidence)
    last_heard: dict[str, tuple[int, str]] = {}
    for section, cue in evidence.cues():
        if not cue.text or cue.text in allowed or any(pattern.fullmatch(cue.text) for pattern in patterns):
            continue
        before = last_heard.get(cue.text)
        last_heard[cue.text] = (cue.start_frame, cue.side)
        if before is None or cue.start_frame - before[0] >= evidence.frames(TWICE_S):
            continue
        if cue.side == before[1]:
            problem = f"“{cue.text}” is heard twice within {evidence.seconds(cue.start_frame - before[0]):.0f} s."
            broken = not rounds.later_at(cue.start_frame)
            yield evidence.finding(Law.NOTHING_SAID_TWICE, section, cue.start_frame, problem, broken=broken)


class _Rounds:
    """Knows where rounds after the first are done."""

    def __init__(self, evidence: Evidence) -> None:
        rounds = [mark for part in evidence.parts for mark in part.of(MarkKind.ROUND) if mark.n > 1]
        rounds.sort(key=lambda mark: mark.start_frame)
        self._starts = [mark.start_frame for mark in rounds]
        self._ends = list(accumulate((mark.end_frame for mark in rounds), max))

    def later_at(self, frame: int) -> bool:
        """Whether a frame lies in a round after the first."""
        index = bisect_right(self._starts, frame) - 1
        return index >= 0 and frame < self._ends[index]


def odd_numbers(evidence: Evidence) -> Iterator[Finding]:
    """Find numbers of seconds that nobody uses. A number of the script's own doses is fine."""
    seconds = re.compile(re.escape(evidence.phrases.time_seconds).replace(r"\{n\}", r"(\d+)"))
    left = [re.compile(re.escape(str(text[0])).replace(r"\{n\}", r"(\d+)")) for text in evidence.phrases.seconds_left]
    doses = {stretch.name: _seconds_of(stretch) for stretch in _each_once(evidence)}
    for section, cue in evidence.cues():
        if not any(character.isdigit() for character in cue.text):
            continue
        numbers = {int(match[1]) for pattern in (seconds, *left) for match in pattern.finditer(cue.text)}
        if any(not _is_used(number) for number in numbers - doses.get(section.stretch, set())):
            problem = f"“{cue.text}” has a number that nobody uses."
            yield evidence.finding(Law.NOTHING_SAID_TWICE, section, cue.start_frame, problem)


def _is_used(seconds: int) -> bool:
    return seconds <= COUNTED_S or (seconds % 5 == 0 and seconds < IN_SECONDS_S)


def _each_once(evidence: Evidence) -> tuple[Stretch, ...]:
    """Return the stretches of a routine, each once."""
    return tuple({stretch.name: stretch for stretch in evidence.routine.stretches}.values())


def _may_be_repeated(evidence: Evidence) -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the sentences that may be heard often: counts, prompts and signs; and patterns of those with a number."""
    phrases = evidence.phrases
    texts: list[Text] = [phrases.inhale, phrases.exhale, phrases.hold_in, phrases.hold_out, phrases.last_cycle]
    texts += [*phrases.numbers, *phrases.countdown, phrases.last_rep, phrases.go, phrases.rest, phrases.halfway]
    texts += [phrases.let_go, phrases.enough, phrases.switch_sides, *phrases.still_holding, *phrases.still_waiting]
    texts += [fill(phrases.side, side=side) for side in phrases.sides]
    for stretch in _each_once(evidence):
        texts.append((stretch.title,))
        texts += [fill(text, stretch=stretch.title) for text in _names(evidence)]
        texts += _led(stretch.steps)
    allowed = {sentence for text in texts for sentence in sentences_of(text)}
    for side, other_side in (phrases.sides, phrases.sides[::-1]):
        filled = [fill(text, side=side, other_side=other_side) for text in texts]
        allowed |= {sentence for text in filled for sentence in sentences_of(text)}
    numbered = [*phrases.seconds_left, phrases.round, *phrases.reps]
    patterns = [re.escape(sentence) for text in numbered for sentence in sentences_of(text)]
    return allowed, [re.compile(re.sub(r"\\\{\w+\\\}", r"\\d+", pattern)) for pattern in [*patterns, r"\d+\."]]


def _names(evidence: Evidence) -> tuple[Text, ...]:
    phrases = evidence.phrases
    return phrases.only, phrases.first, phrases.next, phrases.last


def _led(steps: tuple[Step, ...]) -> Iterator[Text]:
    """Yield the texts that lead breaths, movements and efforts: each of these brings its words again."""
    for step in steps:
        match step:
            case Breathe(words=words):
                for phase in BreathPhase:
                    yield words.of(phase, again=False)
                    yield words.of(phase, again=True)
            case Flow(items=items):
                yield from (item.text for item in items)
            case Reps(phases=phases):
                yield from (phase.say for phase in phases)
            case Work(say=say):
                yield say
            case Rest(next=following):
                yield following
            case Sides(steps=inner) | Repeat(steps=inner):
                yield from _led(inner)
            case When(step=inner_step):
                yield from _led((inner_step,))


def _seconds_of(stretch: Stretch) -> set[int]:
    """Return the low and the high ends, in seconds, of all doses of a stretch that are counted in seconds."""
    timed: list[Dose] = [dose for dose in dosed(stretch.steps) if dose.unit is DoseUnit.SECONDS]
    return {int(seconds) for dose in timed for seconds in (dose.low, dose.high)}
