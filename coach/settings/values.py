"""What the person chooses: voice, speed, pauses, breath, doses, words and sounds; and how each is written.

Values only. Each `read_…` turns a text into one of them, or says what would be valid.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from coach.errors import SettingsError
from coach.script.steps import Level, Pause, PauseName, Sound, Verbosity
from coach.soundscape.theme import DEFAULT_THEME

MIN_SPEED, MAX_SPEED = 0.5, 2.0
MAX_PAUSE_SCALE = 10
MAX_PAUSE_S = 600
MIN_CYCLE_S, MAX_CYCLE_S = 4, 20
"""A breath cycle below 4 s is panting; above 20 s (3 a minute) it is a feat, not a stretch."""
MIN_PHASE_S = 1
MAX_MINUTES = 24 * 60
SAMPLE_RATES_HZ = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
OFF = "off"
CHIMES_DB = (-40, 10)
AMBIENT_DB = (-50, 0)
"""Against the voice. Below the first nobody hears them; above the second they startle, or cover what is said."""

PAUSES_S: Mapping[PauseName, Fraction] = MappingProxyType(
    {
        PauseName.BEAT: Fraction(1, 2),
        PauseName.SETTLE: Fraction(4),
        PauseName.SWITCH: Fraction(4),
        PauseName.BETWEEN: Fraction(5),
        PauseName.REST: Fraction(10),
    }
)
"""Seconds at `--pause 1`. `between` is for a change of position on one level, 4–6 s; the scheduler doubles it between
the floor and standing, 8–12 s (both from the notes on the nine stretches)."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long pauses are.

    Attributes:
        scale: Stretches every pause that is not set by name.
        set_s: Seconds of the pauses that are.
    """

    scale: Fraction = Fraction(1)
    set_s: Mapping[PauseName, Fraction] = field(default_factory=dict)

    def length_s(self, pause: Pause, *, times: int = 1) -> Fraction:
        """Seconds of a pause, exact; `times` as long, unless it was set in seconds."""
        if isinstance(pause.length, PauseName):
            if pause.length in self.set_s:
                return self.set_s[pause.length]
            return PAUSES_S[pause.length] * self.scale * times
        return pause.length * self.scale * times


@dataclass(frozen=True, slots=True)
class Breath:
    """One breath cycle: seconds in and seconds out; 4 and 6 are a calm default, 6 breaths a minute."""

    inhale_s: Fraction = Fraction(4)
    exhale_s: Fraction = Fraction(6)

    @property
    def cycle_s(self) -> Fraction:
        """Seconds of a whole breath."""
        return self.inhale_s + self.exhale_s


@dataclass(frozen=True, slots=True)
class Levels:
    """Where in its range each dose is.

    Attributes:
        share: From 0, the low end, to 1, the top; None leaves it to the routine.
        share_of: The same for single stretches, by name.
    """

    share: Fraction | None = None
    share_of: Mapping[str, Fraction] = field(default_factory=dict)

    def of(self, stretch: str, routine: Level) -> Fraction:
        """The share for a stretch in a routine of that level."""
        chosen = self.share_of.get(stretch, self.share)
        return routine.share if chosen is None else chosen


class BreathPrompts(StrEnum):
    """What says that a breath begins: a word, a tone that spans it, or both at first and then the tone."""

    WORD = "word"
    TONE = "tone"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes a session, apart from its script.

    Attributes:
        voice: As `--voice` takes it.
        speed: 1.0 is 140 words a minute.
        chimes_db: Loudness of the sounds against the voice; minus infinity is none at all.
        breath_prompts: What leads the breath.
        theme: As `--sounds` takes it.
        ambient: As `--ambient` takes it.
        ambient_db: Loudness of the ambient sound against the voice, where nobody speaks.

    Raises:
        SettingsError: Sounds are to lead, and there are none.
    """

    voice: str = "heart"
    speed: float = 1.0
    pauses: Pauses = field(default_factory=Pauses)
    breath: Breath = field(default_factory=Breath)
    levels: Levels = field(default_factory=Levels)
    verbosity: Verbosity = Verbosity.FULL
    chimes_db: float = -10.0
    breath_prompts: BreathPrompts = BreathPrompts.BOTH
    theme: str = DEFAULT_THEME
    ambient: str = OFF
    ambient_db: float = -18.0

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.verbosity is Verbosity.TONES and not self.has_tones:
            problem = "Verbosity `tones` has nothing left to lead with."
            raise SettingsError(problem, "Choose brief, or let chimes and breath tones sound.")
        if self.breath_prompts is BreathPrompts.TONE and not self.has_chimes:
            raise SettingsError(
                "Breath prompts are to be tones, and the chimes are off.", "Choose word, or chimes -10."
            )

    @property
    def has_chimes(self) -> bool:
        """Whether any sound is heard but the voice."""
        return self.chimes_db > -math.inf

    @property
    def has_tones(self) -> bool:
        """Whether tones lead the breath."""
        return self.has_chimes and self.breath_prompts is not BreathPrompts.WORD


def sounds_used(settings: Settings) -> tuple[Sound, ...]:
    """The sounds that a session with these settings has, in the order in which they are taught."""
    breath = (Sound.INHALE, Sound.EXHALE)
    return tuple(sound for sound in Sound if settings.has_tones or (settings.has_chimes and sound not in breath))
