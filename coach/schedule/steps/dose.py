"""Lays the words and sounds around a dose: its announcement, the words that lead to its end, and its end.

A dose is laid where the track's cursor is. Nothing that is spoken inside it can make it longer: a text that does not
fit is left out.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from coach.schedule._context import Context
from coach.schedule.steps.around import teach_start
from coach.schedule.text import fill, sentences_of, time_words
from coach.schedule.track import SPEECH_GAP_S
from coach.script.steps import Text
from coach.script.vocabulary import Sound

START_LEAD_S = Fraction(2)
"""Seconds from the start sound to the first inhale or repetition, so that two sounds never begin together."""

AFTER_END_S = Fraction(3, 2)
"""Seconds from the end sound to the next word: time to hear it, and to let go. A rest begins without it."""

LET_GO_S = Fraction(60)
"""How long the words that replace the end sound may take, in seconds. No voice needs more."""

COUNTDOWN_MIN_S = 8
"""The shortest dose with a countdown, in seconds. A shorter one would be half countdown."""

SECONDS_LEFT = ((30, 25), (10, 15))
"""When to say how many seconds are left: once for each row, at the first of its times that can be heard.

A time that is more than half of the dose is passed over. Nobody uses other numbers than fives and tens."""

SECONDS_LEFT_LATE_S = (0, 1)
"""How many seconds late a long dose may tell the time left: a breath often begins on the second itself."""

AFTER_HALFWAY_S = 10
"""Seconds from the middle of a long dose to the next word about time: sooner, it would say the same once more."""

HALFWAY_MIN_S = 45
"""The shortest dose with a word at its middle, in seconds. In a shorter one, the middle falls on other words."""

HALFWAY_LATE_S = (0, 1, 2)
"""How many seconds after the middle “Halfway” may be spoken, the best first: on the middle, a prompt is often heard."""

TIME_APART_S = Fraction(4, 5)
"""Seconds between words about time and all other words: “Exhale. Halfway.” would be one sentence to the ear."""

BREATH_ROOM_S = Fraction(1, 4)
"""Seconds between words about time and the start of a breath, so that a tone and words never say two things at once."""


def announce_dose(texts: tuple[Text, ...], amount: Fraction, context: Context) -> None:
    """Announce the amount, and say what the start sound means if nobody has heard it yet.

    Args:
        texts: Ways to say it, with the placeholder `{n}` for a number, or `{time}` for a length of time.
        amount: Rounded to a whole number to be spoken, halves up. One or less is not announced.
        context: With verbosity `tones`, nothing is announced.
    """
    if context.is_spoken and amount > 1:
        number = floor(amount + Fraction(1, 2))
        words = {"n": str(number), "time": time_words(number, context.phrases)}
        context.track.say_with_beat(fill(context.wording(texts), **words))
    teach_start(context)


def start_dose(context: Context) -> Fraction:
    """Lay the start sound and the time until the first inhale or repetition; return when that begins, in seconds."""
    context.track.chime(Sound.START)
    context.track.wait(START_LEAD_S)
    return context.track.now_s


def end_dose(words: Text, context: Context) -> None:
    """Lay the end sound, or words where there are no sounds, and the time to let go.

    If a rest is next, it begins at once, and its own word says that the dose is over.
    """
    track = context.track
    end_s = track.now_s
    track.chime(Sound.END)
    if context.is_followed_by_rest:
        return
    if context.settings.has_chimes:
        track.wait(AFTER_END_S)
        return
    track.say_at(words, end_s, before_s=end_s + LET_GO_S)  # the countdown has left room for it
    track.wait(track.speech_s(sentences_of(words)))
    track.beat()  # or “Come out, slowly.” and the way out would be one sentence


def count_down(start_s: Fraction, end_s: Fraction, context: Context) -> None:
    """Speak numbers on the seconds before the end, the last one a second before it; a slow voice gets fewer of them."""
    if end_s - start_s < COUNTDOWN_MIN_S:
        return
    for number, text in enumerate(context.phrases.countdown, start=1):
        alone = number == 1 and context.settings.has_chimes  # nothing is spoken on the end itself
        latest_s = end_s if alone else end_s - number + 1 - SPEECH_GAP_S
        if not context.track.say_at(text, end_s - number, before_s=latest_s):
            return


def tell_time_left(start_s: Fraction, end_s: Fraction, phase_starts_s: Sequence[Fraction], context: Context) -> None:
    """Say how many seconds are left, once early and once late, and in a long dose when half of it is done.

    Args:
        start_s: When the dose begins.
        end_s: When it ends.
        phase_starts_s: When inhales and exhales begin; a text that would fall on one of them is left out.
        context: As for any step.
    """

    def say(text: Text, at_s: Fraction) -> bool:
        until_s = at_s + context.track.speech_s(sentences_of(text))
        if any(at_s - BREATH_ROOM_S < phase_s < until_s + BREATH_ROOM_S for phase_s in phase_starts_s):
            return False
        return context.track.say_at(text, at_s, before_s=end_s - SPEECH_GAP_S, apart_s=TIME_APART_S)

    has_halfway = end_s - start_s >= HALFWAY_MIN_S
    most_s = (end_s - start_s) / 2 - (AFTER_HALFWAY_S if has_halfway else 0)
    for choices_s in SECONDS_LEFT:
        for left_s in choices_s:
            text = fill(context.wording(context.phrases.seconds_left), n=str(left_s))
            late_s = SECONDS_LEFT_LATE_S if has_halfway else SECONDS_LEFT_LATE_S[:1]
            if left_s <= most_s and any(say(text, end_s - left_s + late) for late in late_s):
                break
    if has_halfway:
        any(say(context.phrases.halfway, (start_s + end_s) / 2 + late_s) for late_s in HALFWAY_LATE_S)
