"""Says what a kind of step consists of: its keys, and the function that makes the step from their values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from coach.script._keys import Key, Values
from coach.script.kinds import FLAG, Scope
from coach.script.steps import Step

MAX_STEPS = 200
"""The most steps in a list: far above any real stretch. It bounds the work that a stranger's file can cause."""

Build: TypeAlias = Callable[[Values, Scope], Step]
"""Makes a step from the values of its keys; raises ScriptError if they contradict each other."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of step.

    Attributes:
        build: Makes the step.
        keys: Its keys; the first one has the verb's own name.
        nests: Whether it counts as a level of nesting, of which there may be four.
    """

    build: Build
    keys: tuple[Key, ...]
    nests: bool = False


QUIET_KEY = Key("quiet", FLAG, "Without announcement and sounds.", "true")
