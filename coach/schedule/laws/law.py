"""The laws of a session: their numbers, their names in the code, and their words. Nothing is checked here.

`coach.schedule.check` looks for breaches of laws 1 to 9, and the tests prove law 10; nothing checks laws 11 to 14 yet.
"""

from enum import IntEnum


class Law(IntEnum):
    """A law of a session, by its number."""

    SPEECH_APART = 1
    EXACT_DOSES = 2
    EQUAL_SIDES = 3
    PROMPTS_ON_TIME = 4
    TIMED_BACKWARDS = 5
    SOUNDS_TAUGHT = 6
    SIGNS_OF_LIFE = 7
    WAYS_IN_AND_OUT = 8
    DOSES_OF_THE_SOURCE = 9
    SAME_BYTES = 10
    THINGS_NAMED = 11
    EYES_CLOSED_IN_PLACE = 12
    POSE_REACHED = 13
    NOTHING_SAID_TWICE = 14

    @property
    def text(self) -> str:
        """The law in words."""
        return _TEXTS[self]


_TEXTS = {
    Law.SPEECH_APART: ("Two spoken cues never overlap; at least 150 ms lie between them. No cue is ever cut."),
    Law.EXACT_DOSES: (
        "What is prescribed is exact to the frame, whatever the voice, its speed or the pause lengths: holds, "
        "repetitions and their phases, breathing patterns, work, rest, silence. Speaking inside never lengthens it; "
        "instructions and side changes never eat into it."
    ),
    Law.EQUAL_SIDES: "Both sides get the same dose, and the same time to get there.",
    Law.PROMPTS_ON_TIME: (
        "A prompt begins on the frame where its phase begins. A breath prompt that cannot be spoken within 90 % of its "
        "phase lengthens that one phase (a teaching breath), and `check` says so; repetitions and patterns are never "
        "lengthened."
    ),
    Law.TIMED_BACKWARDS: (
        "Cues that lead to a moment are timed backwards from it: the last number of a countdown falls one second "
        "before the end, and the end sound on the end itself; the next stretch is named early enough to finish 3 s "
        "before anyone has to move. Words about time keep 0.8 s from a prompt."
    ),
    Law.SOUNDS_TAUGHT: (
        "Start, inhale, exhale, switch and end have five sounds that differ with eyes closed; each is taught where it "
        "is first heard, unless the listener knows them."
    ),
    Law.SIGNS_OF_LIFE: (
        "Never longer than 20 s without a sign that the session goes on, except in a silence that was announced, or "
        "that its author wanted unannounced."
    ),
    Law.WAYS_IN_AND_OUT: (
        "Every stretch has a way in, a way out, and room for a reminder that easing off is fine; every session says "
        "once when to stop, and ends with words and the end sound."
    ),
    Law.DOSES_OF_THE_SOURCE: (
        "A dose lies within the source's range, and says so when an author overrides it; what a person does in sum "
        "(seconds under load, breaths led) is what was prescribed."
    ),
    Law.SAME_BYTES: "The same script, settings and version give the same bytes.",
    Law.THINGS_NAMED: "Nothing is needed that was not named before eyes closed: mat, wall, chair.",
    Law.EYES_CLOSED_IN_PLACE: (
        "Eyes are closed only where the body stays; who has to change place is told to open them, and every session "
        "ends by opening them."
    ),
    Law.POSE_REACHED: (
        "A hold begins when the pose is reached: each way in leaves the time that its position and its instructions "
        "need."
    ),
    Law.NOTHING_SAID_TWICE: (
        "Nobody is told the same sentence twice in a minute (once for each side is fine), or a number that nobody uses "
        "(“12 seconds left”, “111 seconds”)."
    ),
}
