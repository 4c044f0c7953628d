"""Lays the phases of a breath with their tones and prompts, for all steps that lead the breath."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.text import sentences_of
from coach.schedule.track import SPEECH_GAP_S
from coach.script.steps import Pattern, Text
from coach.script.vocabulary import BreathPhase, Sound
from coach.settings.values import BreathPrompts
from coach.timeline import MarkKind

TONES = {BreathPhase.INHALE: Sound.INHALE, BreathPhase.EXHALE: Sound.EXHALE}
"""The phases that a tone spans."""

PHASE_SHARE = Fraction(9, 10)
"""Law 4: how much of its phase a prompt may take."""

LAST_CYCLE_MIN_CYCLES = 3
"""The fewest cycles of which the last one is announced."""

LAST_CYCLE_LEAD_S = Fraction(1, 2)
"""Seconds from the end of “One more” to the inhale that it announces."""


@dataclass(frozen=True, slots=True)
class Fade:
    """Which breaths have words, while the words give way to the tones.

    Attributes:
        first: How many breaths at the beginning have words.
        every: Later, each breath whose number, counted from 0, is a multiple of this has words; with 0, none has.
    """

    first: int
    every: int

    def has_words(self, breath: int) -> bool:
        """Whether a breath, counted from 0, has words."""
        return breath < self.first or (self.every > 0 and breath % self.every == 0)


def pattern_of(pattern: Pattern | None, context: Context) -> Pattern:
    """Return a step's pattern; without one, the breath that the person has chosen."""
    breath = context.settings.breath
    return pattern or Pattern(breath.inhale_s, Fraction(0), breath.exhale_s, Fraction(0))


def time_for_words_s(length_s: Fraction) -> Fraction:
    """Return how much of a phase its words may take, in seconds, so that the next words can begin with their phase."""
    return min(length_s * PHASE_SHARE, length_s - SPEECH_GAP_S)


def length_for_words_s(words: Text, context: Context) -> Fraction:
    """Return how long a phase has to be for its words, in seconds."""
    words_s = context.track.speech_s(sentences_of(words))
    return max(words_s / PHASE_SHARE, words_s + SPEECH_GAP_S)


def lay_phase(
    phase: BreathPhase,
    length_s: Fraction,
    context: Context,
    *,
    words: Sequence[Text] | None = (),
    quiet: bool = False,
) -> None:
    """Lay one phase of a breath: a tone that spans it and, from its first frame on, the prompt and the words that fit.

    Retentions have no tone.

    Args:
        phase: The phase.
        length_s: Its exact length in seconds.
        context: Decides by its settings whether tones, prompts or both lead the breath.
        words: Wordings of the instruction for this phase: the first one that fits is spoken after the prompt, which it
            need not repeat, or else the prompt alone. With None, neither is wanted; where no tone leads, the prompt is
            spoken nevertheless.
        quiet: Whether tones are left out.
    """
    track, start_s = context.track, context.track.now_s
    has_tones = context.settings.has_tones and not quiet
    if has_tones and phase in TONES:
        track.breath_tone(TONES[phase], length_s)
    prompt = prompt_of(phase, context) if words is not None or not has_tones else ()
    for text in [*(_after(prompt, wording) for wording in words or ()), prompt]:
        if track.say_at(text, start_s, before_s=start_s + time_for_words_s(length_s)):
            break
    track.now_s = start_s + length_s
    track.mark(MarkKind(phase.value), start_s)


def _after(prompt: Text, wording: Text) -> Text:
    """Put the prompt before a wording, unless the wording begins with the same words."""
    return wording if wording[: len(prompt)] == prompt else prompt + wording


def announce_last_cycle(index: int, cycles: int, phase_start_s: Fraction, context: Context) -> None:
    """Say that one more breath is to come, at the end of the breath before it.

    The words are timed back from the next inhale and left out if they would begin before the last phase does.

    Args:
        index: The breath that has just been laid, counted from 0.
        cycles: How many breaths there are.
        phase_start_s: When the last phase of that breath begins.
        context: As for any step; the cursor is at the end of that breath.
    """
    if not context.is_spoken or index != cycles - 2 or cycles < LAST_CYCLE_MIN_CYCLES:
        return
    track, text = context.track, context.phrases.last_cycle
    at_s = track.now_s - LAST_CYCLE_LEAD_S - track.speech_s(sentences_of(text))
    if at_s > phase_start_s:
        track.say_at(text, at_s, before_s=track.now_s)


def prompt_of(phase: BreathPhase, context: Context) -> Text:
    """Return the prompt of a phase; an empty text where tones alone lead the breath."""
    if context.settings.breath_prompts is BreathPrompts.TONE:
        return ()
    prompt: Text = getattr(context.phrases, phase.value)
    return prompt
