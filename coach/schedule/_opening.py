"""Lays the opening of a session: the welcome, the things needed, the routine's own words, and when to stop.

A listener who knows the sounds is soon asked to move, and hears the rest on arriving in the first position.
"""

from fractions import Fraction

from coach.schedule._lessons import show, sounds_to_show_first
from coach.schedule.text import fill
from coach.schedule.track import Track
from coach.script.phrasebook import Phrasebook
from coach.script.routine import Routine
from coach.script.vocabulary import Verbosity
from coach.settings.values import Settings

LEAD_IN_S = Fraction(1)
"""Seconds before the first word. Bluetooth loses the first 0.3 s after silence, and hearing aids wake late."""


def lay_opening(routine: Routine, settings: Settings, phrases: Phrasebook, track: Track) -> None:
    """Welcome the listener, name what is needed, and teach the sounds where the routine wants that first."""
    track.wait(LEAD_IN_S)
    track.say_with_beat(routine.welcome or phrases.welcome)
    things = things_needed(routine, phrases)
    if things:
        track.say_with_beat(fill(phrases.needs, things=_listed(things, phrases.things_and)))
    for sound in sounds_to_show_first(routine, settings):
        show(sound, track, phrases)
    if settings.has_lessons:
        lay_introduction(routine, settings, phrases, track)


def lay_introduction(routine: Routine, settings: Settings, phrases: Phrasebook, track: Track) -> None:
    """Speak the routine's own opening words and say when to stop.

    With few words, one reminder that easing off is fine counts for all stretches.
    """
    if settings.verbosity is not Verbosity.TONES:
        track.say_with_beat(routine.say)
    track.say_with_beat(phrases.stop_rule)
    if settings.verbosity is not Verbosity.FULL:
        track.say_with_beat(phrases.ease[0])


def things_needed(routine: Routine, phrases: Phrasebook) -> tuple[str, ...]:
    """Return the things that a session needs, each once, in the order in which they are needed.

    These are the things that the routine and its stretches name, and those that the phrasebook's words for their
    positions speak of. A thing that the script names in longer words, such as “a thick mat”, stands for “a mat”.
    """
    things = list(dict.fromkeys(routine.needs))
    authors = [*routine.needs, *(thing for stretch in routine.stretches for thing in stretch.needs)]
    named = {word for thing in authors for word in thing.split()}
    for stretch in routine.stretches:
        own = [
            thing
            for thing, positions in phrases.position_needs.items()
            if stretch.position in positions and not stretch.arrive and thing.split()[-1] not in named
        ]
        things += [thing for thing in dict.fromkeys([*stretch.needs, *own]) if thing not in things]
    return tuple(things)


def _listed(things: tuple[str, ...], last: str) -> str:
    """Write things as a list: “a mat, a rolled towel and a free wall”."""
    *others, final = things
    return f"{', '.join(others)} {last} {final}" if others else final
