"""Lays the phases of a breath, inhales and exhales with their tones and prompts, for all steps that lead the breath."""

from dataclasses import dataclass
from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule.text import sentences_of
from coach.schedule.track import SPEECH_GAP_S
from coach.script.steps import Sound, Text
from coach.settings.values import BreathPrompts
from coach.timeline import MarkKind

PHASE_SHARE = Fraction(9, 10)
"""Law 4: how much of its phase a prompt may take."""

START_LEAD_S = Fraction(2)
"""Seconds from the start sound to the first inhale, so that two sounds never begin together."""

LAST_CYCLE_MIN_CYCLES = 3
"""The fewest cycles of which the last one is announced."""

LAST_CYCLE_LEAD_S = Fraction(1, 2)
"""Seconds from the end of “One more” to the inhale that it speaks of."""


@dataclass(frozen=True, slots=True)
class Fade:
    """Which breaths have words, while the words give way to the tones.

    Attributes:
        first: How many breaths at the beginning have words.
        every: After those, each breath whose number, counted from 0, is a multiple of this has words; with 0, none has.
    """

    first: int
    every: int

    def has_words(self, breath: int) -> bool:
        """Whether a breath, counted from 0, has words."""
        return breath < self.first or (self.every > 0 and breath % self.every == 0)


def start_breathing(context: Context) -> Fraction:
    """Lay the start sound and the time until the first inhale; return when that begins, in seconds."""
    context.track.chime(Sound.START)
    context.track.wait(START_LEAD_S)
    return context.track.now_s


def lay_phase(
    kind: MarkKind, context: Context, *, words: Text = (), spoken: bool = True, may_lengthen: bool = False
) -> None:
    """Lay one inhale or exhale: a tone that spans it and, from its first frame on, the prompt and the words that fit.

    Args:
        kind: `INHALE` or `EXHALE`.
        context: Decides by its settings whether tones, prompts or both lead the breath.
        words: The instruction for this phase, spoken after the prompt; left out if it does not fit.
        spoken: Whether prompt and words are wanted. Where no tone leads, the prompt is spoken in any case.
        may_lengthen: Whether to lengthen the phase for its words instead of leaving them out: a teaching breath.
    """
    track, settings, start_s = context.track, context.settings, context.track.now_s
    prompt = _prompt(kind, context) if spoken or not settings.has_tones else ()
    words = words if spoken else ()
    length_s = settings.breath.inhale_s if kind is MarkKind.INHALE else settings.breath.exhale_s
    if may_lengthen:
        words_s = track.speech_s(sentences_of(prompt + words))
        length_s = max(length_s, words_s / PHASE_SHARE, words_s + SPEECH_GAP_S)
    latest_s = start_s + min(length_s * PHASE_SHARE, length_s - SPEECH_GAP_S)
    if settings.has_tones:
        track.breath_tone(Sound(kind.value), length_s)
    if prompt + words and not track.say_at(prompt + words, start_s, before_s=latest_s):
        track.say_at(prompt, start_s, before_s=latest_s)
    track.now_s = start_s + length_s
    track.mark(kind, start_s)


def announce_last_cycle(index: int, cycles: int, exhale_start_s: Fraction, context: Context) -> None:
    """Say that one more breath is to come, at the end of the exhale before it.

    The words are timed back from the next inhale and left out if they would begin before the exhale does.

    Args:
        index: The breath that has just been laid, counted from 0.
        cycles: How many breaths there are.
        exhale_start_s: When the exhale of that breath begins.
        context: As for any step; the cursor is at the end of that exhale.
    """
    if not context.is_spoken or index != cycles - 2 or cycles < LAST_CYCLE_MIN_CYCLES:
        return
    track, text = context.track, context.phrases.last_cycle
    at_s = track.now_s - LAST_CYCLE_LEAD_S - track.speech_s(sentences_of(text))
    if at_s > exhale_start_s:
        track.say_at(text, at_s, before_s=track.now_s)


def _prompt(kind: MarkKind, context: Context) -> Text:
    if context.settings.breath_prompts is BreathPrompts.TONE:
        return ()
    return context.phrases.inhale if kind is MarkKind.INHALE else context.phrases.exhale
