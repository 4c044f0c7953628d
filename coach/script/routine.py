"""Stretches and routines as frozen values: what a script file says as a whole. `steps` holds what is inside."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from coach.script.steps import Step, Text
from coach.script.vocabulary import (
    Eyes,
    Level,
    Position,
    Teaching,
)

Choices: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""All that a person can choose: names with their values, of which the first is the default."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One exercise.

    Attributes:
        name: The name that the command line knows it by, such as `cobra`.
        title: The name that is spoken and shown, such as “Cobra pose”.
        position: How the body is placed in it.
        source: The dose as the source states it; empty where the script does not say.
        steps: All that is said and done, in order.
        ease: The reminder that easing off is fine; empty for one of the phrasebook's, None for none.
        arrive: How to get into the position; empty for the phrasebook's words.
        needs: The things that it needs, such as “a mat”.
        choices: The choices that a person has.
        level: The level of its doses if the person has chosen none; None leaves it to the routine.
        when: The values that have to be chosen for a routine to include it; empty for always.
        side_means: Says what the name of a side stands for, such as “{side} knee down.”; spoken in place of the
            phrasebook's words where few words are spoken.
    """

    name: str
    title: str
    position: Position
    source: str
    steps: tuple[Step, ...]
    ease: Text | None = ()
    arrive: Text = ()
    needs: tuple[str, ...] = ()
    choices: Choices = ()
    level: Level | None = None
    when: tuple[str, ...] = ()
    side_means: Text = ()


@dataclass(frozen=True, slots=True)
class Round:
    """Stretches that a routine repeats.

    Attributes:
        times: How many passes.
        items: The stretches of each pass.
        call: Spoken at the beginning of each pass; empty for nothing.
    """

    times: int
    items: tuple[Stretch, ...]
    call: Text = ()


Item: TypeAlias = Stretch | Round


@dataclass(frozen=True, slots=True)
class Routine:
    """An ordered list of stretches.

    Attributes:
        name: The name that the command line knows it by, such as `middle-back`.
        title: The name that is shown, such as “Middle back relief”.
        items: The stretches in order, and the rounds of stretches.
        say: The opening words; empty for none besides the engine's.
        close: The last words; empty for the phrasebook's.
        optional: Names of the stretches that a shorter session may leave out; the first one goes first.
        level: The level of its doses where the person has chosen none.
        needs: Things that it needs besides those of its stretches.
        welcome: The first words; empty for the phrasebook's.
        eyes: Whether it is done with closed eyes.
        sounds: When the sounds are taught.
        choices: All that a person can choose.
    """

    name: str
    title: str
    items: tuple[Item, ...]
    say: Text = ()
    close: Text = ()
    optional: tuple[str, ...] = ()
    level: Level = Level.STANDARD
    needs: tuple[str, ...] = ()
    welcome: Text = ()
    eyes: Eyes = Eyes.CLOSED
    sounds: Teaching = Teaching.AS_NEEDED
    choices: Choices = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All stretches in the order of doing; each pass of a round has its stretches again."""
        return tuple(_stretches(self.items))


def _stretches(items: tuple[Item, ...]) -> Iterator[Stretch]:
    for item in items:
        if isinstance(item, Round):
            for _ in range(item.times):
                yield from item.items
        else:
            yield item
