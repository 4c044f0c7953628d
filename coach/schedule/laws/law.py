"""The laws of a session: their numbers, their names in the code, and their words. Nothing is checked here.

`coach.schedule.check` finds breaches of each law but law 10, which the tests prove.
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

    @property
    def checked(self) -> str:
        """The spans and words that are checked for it."""
        return _CHECKED[self]

    @property
    def remedy(self) -> str:
        """How an author mends a breach of it."""
        return _REMEDIES[self]


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
        "Eyes are closed only where the body stays; before a change of place the person is told to open them, and "
        "every session ends by opening them."
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

_CHECKED = {
    Law.SPEECH_APART: "The silence between each two sentences, and that each cue begins inside its own part.",
    Law.EXACT_DOSES: (
        "The length in frames of each hold, repetition, phase, effort, rest and silence; of each breath that has a "
        "pattern, and of each flow after its first round. Their number and order, that no gap lies between those that "
        "follow one another, that repetitions are counted with the right numbers, and that nothing sounds in a silence."
    ),
    Law.EQUAL_SIDES: (
        "Holds, repetitions, efforts, rests, silences and breaths of the second side against those of the first, and "
        "the pauses before the first dose."
    ),
    Law.PROMPTS_ON_TIME: (
        "That inhales and exhales begin with something to be heard; that prompts, numbers and the words of phases "
        "begin on their frame. Notes tell of breaths that were lengthened, and of words that did not fit and are left "
        "out."
    ),
    Law.TIMED_BACKWARDS: (
        "The end sound of holds, sets, efforts and silences; the last number of countdowns and count-ins; 3 s between "
        "the name of a stretch and what follows; 0.8 s between words about time and a prompt of the breath."
    ),
    Law.SOUNDS_TAUGHT: (
        "That the meaning of each sound is said before it is first heard, or up to 6 s after. The first movement: "
        "within 25 s of the start, and 12 s without lessons."
    ),
    Law.SIGNS_OF_LIFE: (
        "Each time in which nothing sounds, besides `silence` and quiet steps; that silences are announced. Notes tell "
        "of more than 60 words a minute, and of more speech than 45 %."
    ),
    Law.WAYS_IN_AND_OUT: (
        "A dose in each stretch, words before and after it, its reminder; one rule for stopping in a session; words "
        "and the end sound at its end."
    ),
    Law.DOSES_OF_THE_SOURCE: (
        "What can be read in `source`: seconds, breaths, sets and repetitions with their phases, breathing patterns, "
        "work and rest, minutes of silence, a breath a movement, a chair, one side only. It is compared with what is "
        "on the timeline. Other numbers in the right steps are a note."
    ),
    Law.SAME_BYTES: "Nothing by this command; the tests compare exported files.",
    Law.THINGS_NAMED: (
        "Each thing in `needs`, each mat, wall, chair and the like that is spoken of, and the wall or chair of a "
        "position: all are named in the opening, before eyes are closed."
    ),
    Law.EYES_CLOSED_IN_PLACE: (
        "Words that ask to open or to close the eyes: open before a change of place, open at the end, and never closed "
        "in a routine with `eyes: open`."
    ),
    Law.POSE_REACHED: (
        "The time from the instructions to each hold and set: 1.5 s an instruction, and 2 s more upright or on a "
        "chair, 3 s on the floor. With pauses of your own it is a note."
    ),
    Law.NOTHING_SAID_TWICE: (
        "Each sentence against the minute before it, apart from counts, prompts, signs of life and the names of "
        "stretches; numbers of seconds over 10 that are no fives, and those from 100 on."
    ),
}

_REMEDIES = {
    Law.SPEECH_APART: "Report it: no script can cause it.",
    Law.EXACT_DOSES: "Report it, unless a timeline was changed by hand: no script can cause it.",
    Law.EQUAL_SIDES: "Write what is done once, inside `sides`, and give `again` the same pauses as the first text.",
    Law.PROMPTS_ON_TIME: "Shorten the words, or say them in a `say` before the dose.",
    Law.TIMED_BACKWARDS: "Shorten the words that stand in the way, or report it.",
    Law.SOUNDS_TAUGHT: "Leave `sounds` at `as-needed`, and keep `welcome` and `say` of the routine short.",
    Law.SIGNS_OF_LIFE: "Write `silence` where silence is wanted, and words or sounds elsewhere.",
    Law.WAYS_IN_AND_OUT: "Begin a stretch with `say` or `arrive`, end it with `say`, and give it a dose.",
    Law.DOSES_OF_THE_SOURCE: (
        "Use the step that the finding names: `reps`, `pattern`, `work` and `rest`, `silence`, `flow`, `only`, the "
        "position `chair`; or correct `source`."
    ),
    Law.SAME_BYTES: "Report it.",
    Law.THINGS_NAMED: "Add the thing to `needs` of the stretch: `needs: [a mat, a free wall]`.",
    Law.EYES_CLOSED_IN_PLACE: "Let `close` ask to open the eyes; leave all other words about eyes to the engine.",
    Law.POSE_REACHED: "Add `pause: settle` before the dose, or between its instructions.",
    Law.NOTHING_SAID_TWICE: "Use `again` for the second time, or say it in other words; write doses in fives.",
}
