"""Plays a session through a real player and sink, for a rig to record, and presses keys by itself.

`play_session.py SINK SESSION [FRAME:KEY …]`: SESSION is a name in `SESSIONS` or a number of minutes. Each key is
pressed as soon as its frame of the session is heard, in the order given; `resume` follows two seconds after each
`pause`. The program prints the player's last state.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial

import numpy as np

from coach.audio.buffer import Audio, ramp
from coach.audio.format import SAMPLE_RATE
from coach.playback import sources
from coach.playback.player import Player
from coach.playback.sinks.sink import Sink
from coach.playback.states import State, Status
from coach.script.routine import Routine, Stretch
from coach.script.steps import Breathe, Hold, Pattern, Phase, Reps, Say, Silence, Work
from coach.script.vocabulary import Dose, DoseUnit, Position, Verbosity
from coach.settings.values import Breath, Pauses, Settings
from coach.timeline import Cue, Section, SectionKind, Timeline
from tests.fakes import HandPreparation, fake_clip
from tests.playback.coded import PHRASES, code, coded_sections, timeline_of
from tests.playback.play_signal import SINKS

AWAY_S = 2.0
"""Seconds from a pause to its end."""

HOLD = (Hold(Dose(8, 8, DoseUnit.SECONDS), breathing=False),)
BREATHS = (Breathe(Dose(3, 3, DoseUnit.BREATHS)),)
WORDS = (Say(("Sit tall on the floor and let your shoulders be heavy today.",)),)
STRETCHES = tuple(
    Stretch(name, name, Position.SEATED, "", steps)
    for name, steps in (("hold", HOLD), ("breath", BREATHS), ("say", WORDS))
)
SETTINGS = Settings(pauses=Pauses(Fraction(1, 10)), breath=Breath(Fraction(2), Fraction(2)), verbosity=Verbosity.BRIEF)


@cache
def short() -> Timeline:
    """Schedule a hold of 8 s, three breaths of 4 s, and a sentence of 3 s, each a stretch of its own."""
    return timeline_of(Routine("short", "Short", STRETCHES), SETTINGS)


@cache
def counted() -> Timeline:
    """Schedule three repetitions of 3 s, two breaths of 2-1-2-1, an effort of 10 s and a silence of 6 s."""
    up_and_down = (Phase(("Up.",), Fraction(1)), Phase(("Down.",), Fraction(2)))
    box = Pattern(Fraction(2), Fraction(1), Fraction(2), Fraction(1))
    steps = (
        Reps(Dose(Fraction(3), Fraction(3), DoseUnit.REPS), up_and_down),
        Breathe(Dose(Fraction(2), Fraction(2), DoseUnit.CYCLES), pattern=box),
        Work(Fraction(10)),
        Silence(Fraction(6)),
    )
    return timeline_of(Routine("counted", "Counted", (Stretch("all", "All", Position.SEATED, "", steps),)), SETTINGS)


def swells(section: Section) -> Iterator[Cue]:
    """Yield cues that rise and fall softly, so that no jump between two samples comes from them."""
    soft = np.hanning(SAMPLE_RATE // 4) * np.sin(np.arange(SAMPLE_RATE // 4) * 2 * np.pi * 50 / SAMPLE_RATE)
    for start in range(section.start_frame, section.end_frame - len(soft), len(soft)):
        yield Cue(start, Audio((0.5 * soft).astype(np.float32)))


def coded(timeline: Callable[[], Timeline] = short) -> HandPreparation:
    sections = timeline().sections
    return HandPreparation(sections, mixed=coded_sections(sections))


def swelling() -> HandPreparation:
    sections = tuple(replace(section, cues=tuple(swells(section))) for section in short().sections)
    return SoftPreparation(short().sections, mixed=sections)


def long_code(minutes: int) -> HandPreparation:
    """Return a session that repeats one minute of the code."""
    minute = Audio(code(0, 60 * SAMPLE_RATE))
    frames = minutes * minute.frames
    cues = tuple(Cue(start, minute) for start in range(0, frames, minute.frames))
    return HandPreparation((Section(SectionKind.CLOSING, "", "", None, 0, frames, cues, ()),))


class SoftPreparation(HandPreparation):
    """A session whose words, too, begin and end softly."""

    def clip(self, sentence: str) -> Audio | None:
        clip = fake_clip(sentence)
        edge = ramp(1200)
        samples = clip.samples.copy()
        samples[:1200] *= edge
        samples[-1200:] *= edge[::-1]
        return Audio(samples)


SESSIONS: dict[str, Callable[[], HandPreparation]] = {
    "coded": coded,
    "counted": partial(coded, counted),
    "swelling": swelling,
}


class Keys:
    """Presses keys when their frames are heard."""

    def __init__(self, player: Player, plan: list[str]) -> None:
        self._acts: dict[str, Callable[[], None]] = {
            "pause": player.pause,
            "resume": player.resume,
            "forward": lambda: player.jump(1),
            "back": lambda: player.jump(-1),
            "repeat": lambda: player.jump(0),
            "stop": player.stop,
        }
        self._plan = [(int(frame), key) for frame, key in (step.split(":") for step in plan)]
        self._resume_at_s: float | None = None

    def follow(self, status: Status) -> None:
        if self._resume_at_s is not None:
            if time.monotonic() < self._resume_at_s:
                return
            self._resume_at_s = None
            self._acts["resume"]()
        elif self._plan and status.frame >= self._plan[0][0] and not status.waiting:
            _, key = self._plan.pop(0)
            self._acts[key]()
            self._resume_at_s = time.monotonic() + AWAY_S if key == "pause" else None


def play(open_sink: Callable[[], Sink], session_name: str, *plan: str) -> State:
    """Play a session from its second section on, or from its start if it has one; return the player's last state."""
    is_named = session_name in SESSIONS
    preparation = SESSIONS[session_name]() if is_named else long_code(int(session_name))
    first = preparation.sections[1:2]  # there is no need to hear the opening in every test
    begin = partial(sources.session_from, preparation, first[0].start_frame if first else 0, PHRASES)
    player = Player(preparation, open_sink, PHRASES, SETTINGS.pauses, begin)
    player.play(Keys(player, list(plan)).follow)
    return player.state


def main(sink_name: str, session_name: str, *plan: str) -> None:
    print(play(SINKS[sink_name], session_name, *plan))


if __name__ == "__main__":
    main(*sys.argv[1:])
