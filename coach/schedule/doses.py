"""Holds and breath cycles: the parts of a session whose length is prescribed, and the words that fit inside them.

Each dose is laid onto the track where its cursor is. Nothing spoken here can lengthen a hold; whatever does not fit is
left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from math import floor

from coach.schedule.text import fill, sentences_of
from coach.schedule.track import SPEECH_GAP_S, Track
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Breathe, DoseUnit, Hold, Sound, Text, Verbosity
from coach.settings.values import BreathPrompts, Settings
from coach.timeline import MarkKind

PHASE_SHARE = Fraction(9, 10)
"""Law 4: a prompt may take 90 % of its phase."""

START_LEAD_S = Fraction(2)
"""From the start sound to the first inhale, so that two sounds never begin together."""

AFTER_END_S = Fraction(3, 2)
"""From the end sound to the next word: the time to hear it, and to let go."""

LET_GO_S = Fraction(60)
"""The longest that those words can take with any voice."""

FIRST_BREATH_S = Fraction(2)
"""The least time in a hold before its first breath prompt; the start sound has rung out enough by then."""

COUNTDOWN_MIN_HOLD_S = 8
"""A shorter hold would be half countdown."""

SECONDS_LEFT = ((30, 35, 25), (10, 15, 12))
"""When the rest of a hold is spoken, if it is at most half of the hold: of each choice the first that can be heard."""

BREATH_ROOM_S = Fraction(1, 4)
"""Between such words and the beginning of a breath, so that a tone and words never say two things at once."""

HALFWAY_MIN_HOLD_S = 45
"""In a shorter hold, halfway falls on what else is to be said."""

LAST_CYCLE_MIN_CYCLES = 3
LAST_CYCLE_LEAD_S = Fraction(1, 2)
"""“One more” ends this long before the inhale that it speaks of."""


@dataclass(frozen=True, slots=True)
class Fade:
    """How words give way to tones, breath by breath.

    Attributes:
        first: So many breaths begin with words.
        every: After that every one whose number, counted from 0, is a multiple of this; 0 for none.
    """

    first: int
    every: int

    def speaks(self, cycle: int) -> bool:
        """Whether a breath, counted from 0, has words."""
        return cycle < self.first or bool(self.every and cycle % self.every == 0)


HOLDING = {Verbosity.FULL: Fade(2, 4), Verbosity.BRIEF: Fade(1, 6), Verbosity.TONES: Fade(0, 0)}
"""In a hold there is nothing to do but breathe: two breaths teach it."""

MOVING = {Verbosity.FULL: Fade(4, 3), Verbosity.BRIEF: Fade(4, 0), Verbosity.TONES: Fade(0, 0)}
"""A movement takes longer to learn, and is forgotten sooner."""


class DoseLayer:
    """Lays doses onto a track.

    Args:
        track: Where the cursor is.
        phrases: The engine's words.
        settings: Breath and verbosity.
    """

    def __init__(self, track: Track, phrases: Phrasebook, settings: Settings) -> None:
        self._track = track
        self._phrases = phrases
        self._settings = settings
        self._holding_signs = cycle(phrases.still_holding)
        self._spoken = settings.verbosity is not Verbosity.TONES
        self._prompted = settings.breath_prompts is not BreathPrompts.TONE

    def hold(self, step: Hold, share: Fraction) -> None:
        """Announce a hold, then lay it from its start sound to its end sound."""
        amount = step.dose.amount(share)
        if step.dose.unit is DoseUnit.BREATHS:
            self._announce(self._phrases.hold_breaths, amount)
            start = self._start_breathing()
            self._hold_breaths(int(amount))
        else:
            self._announce(self._phrases.hold_seconds, amount)
            start = self._track.now
            self._hold_seconds(start, start + amount, breathing=step.breathing)
        self._track.mark(MarkKind.HOLD, start)
        self._end()

    def breathe(self, step: Breathe, share: Fraction) -> None:
        """Announce cycles of movement with the breath, then lay them: once with the whole text, if there are to be many
        words, then with the short one.
        """
        cycles = int(step.cycles.amount(share))
        self._announce(self._phrases.breathe_cycles, Fraction(cycles))
        self._start_breathing()
        for index in range(cycles):
            teaching = not index and self._settings.verbosity is Verbosity.FULL
            inhale, exhale = (step.inhale, step.exhale) if teaching else (step.inhale_again, step.exhale_again)
            spoken = MOVING[self._settings.verbosity].speaks(index)
            self._phase(MarkKind.INHALE, inhale, teaching=teaching, spoken=spoken)
            exhale_start = self._track.now
            self._phase(MarkKind.EXHALE, exhale, teaching=teaching, spoken=spoken)
            self._announce_last_cycle(index, cycles, exhale_start)
        self._end()

    def _announce(self, text: Text, amount: Fraction) -> None:
        if self._spoken and amount > 1:
            self._track.say(fill(text, n=str(floor(amount + Fraction(1, 2)))))
            self._track.beat()

    def _start_breathing(self) -> Fraction:
        self._track.chime(Sound.START)
        self._track.wait(START_LEAD_S)
        return self._track.now

    def _end(self) -> None:
        """The end sound, or words where there are no sounds; what comes before has left room for them."""
        end = self._track.now
        self._track.chime(Sound.END)
        if not self._settings.has_chimes:
            self._track.say_at(self._phrases.let_go, end, before=end + LET_GO_S)
        self._track.wait(AFTER_END_S)

    def _hold_seconds(self, start: Fraction, end: Fraction, *, breathing: bool) -> None:
        """What is laid first has the right of way: the countdown, then the words of the breath, then the time left."""
        self._track.chime(Sound.START)
        if self._spoken:
            self._countdown(start, end)
        # without words, the tones of the breath are the sign that it goes on
        phase_starts = self._breathe_until(start, end) if breathing or not self._spoken else []
        if self._spoken:
            self._time_left(start, end, phase_starts)
        self._track.now = end
        if self._spoken:
            self._track.break_silence(self._holding_signs, start)

    def _hold_breaths(self, breaths: int) -> None:
        for index in range(breaths):
            spoken = HOLDING[self._settings.verbosity].speaks(index)
            self._phase(MarkKind.INHALE, spoken=spoken)
            exhale_start = self._track.now
            self._phase(MarkKind.EXHALE, spoken=spoken)
            self._announce_last_cycle(index, breaths, exhale_start)

    def _breathe_until(self, start: Fraction, end: Fraction) -> list[Fraction]:
        """Breath phases counted back from the end of a hold, so that its last exhale and the hold end together.

        Returns when each begins.
        """
        breath = self._settings.breath
        lengths = {MarkKind.INHALE: breath.inhale_s, MarkKind.EXHALE: breath.exhale_s}
        kind, phase_start = MarkKind.EXHALE, end
        phases: list[MarkKind] = []
        while phase_start - lengths[kind] >= start + FIRST_BREATH_S:
            phase_start -= lengths[kind]
            phases.insert(0, kind)
            kind = MarkKind.INHALE if kind is MarkKind.EXHALE else MarkKind.EXHALE
        self._track.now = phase_start
        starts = []
        for index, phase in enumerate(phases):
            starts.append(self._track.now)
            self._phase(phase, spoken=HOLDING[self._settings.verbosity].speaks(index // 2))
        return starts

    def _phase(self, kind: MarkKind, words: Text = (), *, teaching: bool = False, spoken: bool = True) -> None:
        """Lay one inhale or exhale: its tone over all of it, and on its first frame the prompt and the words that fit.

        Where no tone leads, the prompt always does.

        Args:
            kind: Inhale or exhale.
            words: What to do, after the prompt.
            teaching: Lengthen this phase rather than leave words out.
            spoken: Without it, the tone alone.
        """
        breath, start = self._settings.breath, self._track.now
        prompt = self._prompt(kind) if self._prompted and (spoken or not self._settings.has_tones) else ()
        words = words if spoken else ()
        length_s = breath.inhale_s if kind is MarkKind.INHALE else breath.exhale_s
        if teaching:
            words_s = self._track.speech_s(sentences_of(prompt + words))
            length_s = max(length_s, words_s / PHASE_SHARE, words_s + SPEECH_GAP_S)
        latest = start + min(length_s * PHASE_SHARE, length_s - SPEECH_GAP_S)
        if self._settings.has_tones:
            self._track.breath_tone(Sound(kind.value), length_s)
        if prompt + words and not self._track.say_at(prompt + words, start, before=latest):
            self._track.say_at(prompt, start, before=latest)
        self._track.now = start + length_s
        self._track.mark(kind, start)

    def _prompt(self, kind: MarkKind) -> Text:
        return self._phrases.inhale if kind is MarkKind.INHALE else self._phrases.exhale

    def _announce_last_cycle(self, index: int, cycles: int, exhale_start: Fraction) -> None:
        """Say that one more is to come at the end of the last exhale but one, timed back from the next inhale."""
        if not self._spoken or index != cycles - 2 or cycles < LAST_CYCLE_MIN_CYCLES:
            return
        text = self._phrases.last_cycle
        at = self._track.now - LAST_CYCLE_LEAD_S - self._track.speech_s(sentences_of(text))
        if at > exhale_start:
            self._track.say_at(text, at, before=self._track.now)

    def _countdown(self, start: Fraction, end: Fraction) -> None:
        """Numbers on the seconds before the end, the last one second before it; slow voices get fewer of them."""
        if end - start < COUNTDOWN_MIN_HOLD_S:
            return
        for number, text in enumerate(self._phrases.countdown, start=1):
            alone = number == 1 and self._settings.has_chimes  # nothing is spoken on the end itself
            latest = end if alone else end - number + 1 - SPEECH_GAP_S
            if not self._track.say_at(text, end - number, before=latest):
                return

    def _time_left(self, start: Fraction, end: Fraction, phase_starts: Sequence[Fraction]) -> None:
        """Say what is left of a hold, once early and once late, where it does not fall on the beginning of a breath."""

        def say(text: Text, at: Fraction) -> bool:
            until = at + self._track.speech_s(sentences_of(text))
            near_breath = any(at - BREATH_ROOM_S < phase < until + BREATH_ROOM_S for phase in phase_starts)
            return not near_breath and self._track.say_at(text, at, before=end - SPEECH_GAP_S)

        for choices in SECONDS_LEFT:
            possible = (left_s for left_s in choices if 2 * left_s <= end - start)
            any(say(fill(self._phrases.seconds_left, n=str(left_s)), end - left_s) for left_s in possible)
        if end - start >= HALFWAY_MIN_HOLD_S:
            say(self._phrases.halfway, (start + end) / 2)
