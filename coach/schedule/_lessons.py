"""Knows the words that a session still has to say once: the meaning of each sound, and that one's own pace is fine.

A meaning is said before or after its sound is heard; `show` lets the sound be heard too.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from coach.schedule.track import Track
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine
from coach.script.steps import Breathe, Chime, Flow, Hold, Repeat, Sides, Step, When
from coach.script.vocabulary import Sound, Teaching, Verbosity
from coach.settings.values import BreathPrompts, Settings, sounds_used

AROUND_TAUGHT_SOUND_S = Fraction(1, 4)
"""Seconds between a sound that is taught and the words before and after it."""

TAUGHT_SOUND_S = Fraction(3, 2)
"""Seconds in which a sound that is taught stands alone; a sound that rings longer gets the time that it rings.

`--pause` scales neither this nor the time around it: all five sounds and their words take about half a minute."""


class Lessons:
    """Remembers the words that a session still has to say once.

    Args:
        sounds: The sounds that are still to be taught.
        own_pace: Whether the session still has to say that one's own pace is fine.
    """

    def __init__(self, sounds: Iterable[Sound] = (), *, own_pace: bool = False) -> None:
        self._left = set(sounds)
        self._own_pace = own_pace

    def due(self, sound: Sound) -> bool:
        """Whether a sound is to be taught now; from now on it counts as taught."""
        is_due = sound in self._left
        self._left.discard(sound)
        return is_due

    def own_pace_due(self) -> bool:
        """Whether to say now that one's own pace is fine; from now on it counts as said."""
        is_due, self._own_pace = self._own_pace, False
        return is_due


def sounds_to_teach(routine: Routine, settings: Settings) -> tuple[Sound, ...]:
    """Return the sounds that a session teaches where they are first heard.

    Spoken prompts explain the first breath tones, and “change sides” explains its sound. Where these words are spoken,
    their sounds need no lesson.
    """
    if not settings.has_lessons or routine.sounds is not Teaching.AS_NEEDED:
        return ()
    clear: set[Sound] = set()
    if settings.verbosity is not Verbosity.TONES:
        clear.add(Sound.SWITCH)
        if settings.breath_prompts is not BreathPrompts.TONE:
            clear |= {Sound.INHALE, Sound.EXHALE}
    return tuple(sound for sound in sounds_used(settings) if sound not in clear)


def sounds_to_show_first(routine: Routine, settings: Settings) -> tuple[Sound, ...]:
    """Return the sounds that the opening teaches: all that will be heard, if the routine teaches them first."""
    if not settings.has_lessons or routine.sounds is not Teaching.FIRST:
        return ()
    heard = {sound for stretch in routine.stretches for sound in _heard(stretch.steps)}
    return tuple(sound for sound in sounds_used(settings) if sound in {Sound.START, Sound.END, *heard})


def say_meaning(sound: Sound, track: Track, phrases: Phrasebook) -> None:
    """Say what a sound means, with a short silence after it."""
    track.say_closely(phrases.teach[sound])
    track.wait(AROUND_TAUGHT_SOUND_S)


def show(sound: Sound, track: Track, phrases: Phrasebook) -> None:
    """Say what a sound means, then let it ring out: nothing is taught over a sound that rings."""
    track.wait(AROUND_TAUGHT_SOUND_S)
    say_meaning(sound, track, phrases)
    track.chime(sound)
    track.wait(TAUGHT_SOUND_S)
    track.ring_out()


def _heard(steps: tuple[Step, ...]) -> Iterator[Sound]:
    """Yield the sounds of steps besides those that begin and end a dose."""
    for step in steps:
        match step:
            case Hold() | Breathe() | Flow():
                yield from (Sound.INHALE, Sound.EXHALE)
            case Chime(sound=sound):
                yield sound
            case Sides(only=only, steps=inner):
                yield from () if only else (Sound.SWITCH,)
                yield from _heard(inner)
            case Repeat(steps=inner):
                yield from _heard(inner)
            case When(step=inner_step):
                yield from _heard((inner_step,))
