"""The values that shape a session apart from its script: voice, speed, pauses, breath, doses, words and sounds.

Frozen values with their defaults; `notation` reads and writes them as a person does. Loads no audio.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from coach.errors import SettingsError, about
from coach.script.steps import Pause
from coach.script.vocabulary import Level, PauseName, Sound, Verbosity
from coach.soundscape.names import DEFAULT_THEME

MIN_SPEED, MAX_SPEED = 0.5, 2.0
MAX_PAUSE_SCALE = 10
MAX_PAUSE_S = 600
MIN_CYCLE_S, MAX_CYCLE_S = 4, 20
"""Shortest and longest breath cycle in seconds: a shorter one is panting, a longer one (3 a minute) is a feat."""
MIN_PHASE_S = 1
MAX_MINUTES = 24 * 60
SAMPLE_RATES_HZ = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
OFF = "off"
CHIMES_DB = (-40, 10)
AMBIENT_DB = (-50, 0)
"""Lowest and highest loudness against the voice, in dB: below, nobody hears the sound; above, it startles people or
covers the words."""

PAUSES_S: Mapping[PauseName, Fraction] = MappingProxyType(
    {
        PauseName.BEAT: Fraction(1, 2),
        PauseName.SETTLE: Fraction(4),
        PauseName.SWITCH: Fraction(4),
        PauseName.BETWEEN: Fraction(5),
        PauseName.REST: Fraction(10),
    }
)
"""Seconds of each named pause at `--pause 1`. `between` is for a change of position on one level, 4–6 s; the scheduler
doubles it between the floor and standing, 8–12 s. Source: the notes on the nine stretches."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long pauses are.

    Attributes:
        scale: Factor on every pause that has no seconds of its own.
        set_s: Named pauses that have seconds of their own, with these seconds.
    """

    scale: Fraction = Fraction(1)
    set_s: tuple[tuple[PauseName, Fraction], ...] = ()

    def length_s(self, pause: Pause, *, times: int = 1) -> Fraction:
        """Return the exact length of a pause in seconds.

        Args:
            pause: A named pause or one of so many seconds.
            times: Factor on the length; a pause that has seconds of its own is not multiplied.
        """
        if not isinstance(pause.length, PauseName):
            return pause.length * self.scale * times
        own_s = dict(self.set_s).get(pause.length)
        return PAUSES_S[pause.length] * self.scale * times if own_s is None else own_s


@dataclass(frozen=True, slots=True)
class Breath:
    """One breath cycle in seconds; 4 in and 6 out are a calm default, 6 breaths a minute."""

    inhale_s: Fraction = Fraction(4)
    exhale_s: Fraction = Fraction(6)

    @property
    def cycle_s(self) -> Fraction:
        """Length of a whole breath in seconds."""
        return self.inhale_s + self.exhale_s


@dataclass(frozen=True, slots=True)
class Levels:
    """Where in its range each dose lies.

    Attributes:
        share: How far up the range, from 0 (the low end) to 1 (the top); None leaves it to the routine.
        share_of: The share for single stretches, by name.
    """

    share: Fraction | None = None
    share_of: tuple[tuple[str, Fraction], ...] = ()

    def of(self, stretch: str, routine: Level) -> Fraction:
        """Return the share for a stretch in a routine of that level."""
        chosen = dict(self.share_of).get(stretch, self.share)
        return routine.share if chosen is None else chosen


class Lessons(StrEnum):
    """Whether the sounds are taught: always, never, or until the listener has finished a few sessions."""

    ON = "on"
    OFF = "off"
    AUTO = "auto"


SESSIONS_UNTIL_KNOWN = 3
"""How many finished sessions a listener needs to know the sounds."""


class BreathPrompts(StrEnum):
    """How the beginning of a breath is told: by a word, by a tone that spans it, or by both at first and then tones."""

    WORD = "word"
    TONE = "tone"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes a session apart from its script.

    Attributes:
        voice: The voice as `--voice` takes it.
        speed: 1.0 is 140 words a minute.
        pauses: How long pauses are.
        breath: How long a breath is where the script does not say.
        levels: Where in its range each dose lies.
        verbosity: How much is spoken.
        chimes_db: Loudness of the five sounds against the voice in dB; minus infinity switches them off.
        breath_prompts: How the beginning of a breath is told.
        theme: The theme as `--sounds` takes it.
        ambient: The ambient sound as `--ambient` takes it.
        ambient_db: Loudness of the ambient sound against the voice in dB, where nobody speaks.
        lessons: Whether the sounds are taught; `auto` counts as on until `for_listener` has decided it.
        wording: Which of several wordings the first stretch hears; each stretch after it hears the next.
        choose: The values that are chosen in scripts, by the names of their choices, in alphabetical order.
        scripts: The folder of the person's own scripts; empty for none.

    Raises:
        SettingsError: Sounds are to lead the session, and they are off.
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
    lessons: Lessons = Lessons.AUTO
    wording: int = 0
    choose: tuple[tuple[str, str], ...] = ()
    scripts: str = ""

    @about("verbosity", "breath-prompts", "chimes")
    def __post_init__(self) -> None:
        """Refuse settings that contradict each other."""
        if self.verbosity is Verbosity.TONES and not self.has_tones:
            problem = "Verbosity `tones` has nothing left to lead with."
            raise SettingsError(problem, "Choose brief, or let chimes and breath tones sound.")
        if self.breath_prompts is BreathPrompts.TONE and not self.has_chimes:
            problem = "Breath prompts are to be tones, and the chimes are off."
            raise SettingsError(problem, "Choose word, or chimes -10.")

    def for_listener(self, finished_sessions: int) -> "Settings":
        """Decide `auto` lessons: on for a newcomer, off for a listener who has finished three sessions or more."""
        if self.lessons is not Lessons.AUTO:
            return self
        return replace(self, lessons=Lessons.OFF if finished_sessions >= SESSIONS_UNTIL_KNOWN else Lessons.ON)

    @property
    def has_lessons(self) -> bool:
        """Whether the sounds are taught to a listener who does not know them."""
        return self.lessons is not Lessons.OFF

    @property
    def has_chimes(self) -> bool:
        """Whether anything but the voice is heard."""
        return self.chimes_db > -math.inf

    @property
    def has_tones(self) -> bool:
        """Whether tones lead the breath."""
        return self.has_chimes and self.breath_prompts is not BreathPrompts.WORD


def sounds_used(settings: Settings) -> tuple[Sound, ...]:
    """Return the sounds that a session with these settings has, in the order in which they are taught."""
    if not settings.has_chimes:
        return ()
    breath = (Sound.INHALE, Sound.EXHALE)
    return tuple(sound for sound in Sound if settings.has_tones or sound not in breath)
