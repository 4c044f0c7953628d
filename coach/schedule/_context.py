"""Holds everything that laying a step needs besides the step: the track, the choices, and the words to fill in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from coach.schedule._lessons import Lessons
from coach.schedule._way_in import WayIn
from coach.schedule.text import fill
from coach.schedule.track import Track
from coach.script.phrasebook import Phrasebook
from coach.script.steps import Rest, Step, Text
from coach.script.vocabulary import Verbosity
from coach.settings.values import Settings


@dataclass(frozen=True, slots=True)
class Following:
    """The step that is done next. A rest needs it, because its last words name that step.

    Attributes:
        step: The step.
        words: Words to fill into its texts.
        call: The call of the round that it begins, with its words filled in; empty for nothing.
    """

    step: Step
    words: Mapping[str, str]
    call: Text = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a step that is laid.

    A step that holds others lays them with a copy in which a few values are replaced.

    Attributes:
        track: The cursor; all steps of a session share it.
        settings: The person's choices.
        phrases: The engine's own words.
        holding_signs: Signs that a hold goes on, in turn; all steps of a session share them.
        dose_share: How far up its range each dose is: 0 is the low end, 1 the top.
        words: Words to fill into texts, by placeholder; empty outside of sides and repeats.
        turn: Counts the stretches of the session; it chooses among the ways to say the same thing.
        repeated: Whether the same steps were done before, so that a text's `again` is spoken where it has one.
        before: The step that has just been done, with nothing laid since; None where there is none.
        after: The step that is done next, with nothing laid before it; None where there is none.
        lessons: The words that the session still has to say once; all steps of a session share them.
        way_in: How far the person is on the way into a pose; all steps of a stretch share it.
        side_means: Says what a side's name stands for, where few words are spoken; empty for the phrasebook's words.
    """

    track: Track
    settings: Settings
    phrases: Phrasebook
    holding_signs: Iterator[Text]
    dose_share: Fraction
    words: Mapping[str, str] = field(default_factory=dict)
    turn: int = 0
    repeated: bool = False
    before: Step | None = None
    after: Following | None = None
    lessons: Lessons = field(default_factory=Lessons)
    way_in: WayIn = field(default_factory=WayIn)
    side_means: Text = ()

    @property
    def is_followed_by_rest(self) -> bool:
        """Whether a rest is next. It begins on the frame where the step before it ends."""
        return self.after is not None and isinstance(self.after.step, Rest)

    @property
    def is_spoken(self) -> bool:
        """Whether instructions, announcements and counts are spoken, and not left to the sounds."""
        return self.settings.verbosity is not Verbosity.TONES

    def wording(self, texts: tuple[Text, ...]) -> Text:
        """Choose one of several texts by the turn: each stretch has one of them, and the next stretch the next one."""
        return texts[self.turn % len(texts)]

    def filled(self, text: Text) -> Text:
        """Return a text with the words filled in."""
        return fill(text, **self.words)


LaySteps: TypeAlias = Callable[[tuple[Step, ...], Context], None]
"""Lays steps one after another; handed to the steps that hold others."""
