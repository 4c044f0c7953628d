"""Lays the time and words between steps: the time to get into a pose, and the words that a session says once.

These words come before the first dose: the reminder that easing off is fine, that one's own pace is fine, and what a
sound means.
"""

from fractions import Fraction

from coach.schedule._context import Context
from coach.schedule._lessons import say_meaning, show
from coach.schedule._way_in import Once
from coach.schedule.steps.neighbours import last_step
from coach.schedule.text import sentences_of
from coach.script.steps import Breathe, Flow, Hold, Reps, Rest, Say, Sides, Silence, Step, Work
from coach.script.vocabulary import Sound


def before_step(step: Step, context: Context) -> None:
    """Lay the time and words that a step needs before it. Most steps need none."""
    track = context.track
    context.way_in.enter(track.side, track.now_s)
    match step:
        case Sides(only=None):
            if context.lessons.due(Sound.SWITCH):
                show(Sound.SWITCH, track, context.phrases)
        case Work() if isinstance(last_step(context.before), Rest):
            pass  # it is counted in while the rest lasts
        case Hold() | Breathe() | Flow() | Reps() | Work():
            _say_what_is_said_once(step, context)
            if _sounds_end(step) and context.is_followed_by_rest and context.lessons.due(Sound.END):
                show(Sound.END, track, context.phrases)  # the rest begins with the sound, and leaves no time for it
            ready_s = context.way_in.ready_s(announced=_is_announced(step, context))
            track.wait(max(Fraction(0), ready_s - track.now_s))
        case Rest() | Silence():
            _say_what_is_said_once(step, context)


def after_step(step: Step, start_s: Fraction, context: Context) -> None:
    """Note the movements that a step asked for, and teach the end sound after the first dose.

    Args:
        step: The step that was laid.
        start_s: When it began, in seconds.
        context: As for the step.
    """
    match step:
        case Say():
            context.way_in.ask(len(sentences_of(step.text)), start_s, context.track.now_s)
        case Hold() | Breathe() | Flow() | Reps() | Work() | Rest() | Silence():
            context.way_in.left()
            if _sounds_end(step) and not context.is_followed_by_rest and context.lessons.due(Sound.END):
                say_meaning(Sound.END, context.track, context.phrases)
                context.track.beat()


def teach_start(context: Context) -> None:
    """Say what the start sound means, right before it is heard for the first time."""
    track, start_s = context.track, context.track.now_s
    if context.lessons.due(Sound.START):
        say_meaning(Sound.START, track, context.phrases)
        context.way_in.owe(Once.LESSON, track.now_s - start_s)
    else:
        track.wait(context.way_in.take_owed_s(Once.LESSON))


def _say_what_is_said_once(step: Step, context: Context) -> None:
    """Speak the words that are still to be said. If one side hears them, the other side gets the same time."""
    track, start_s = context.track, context.track.now_s
    track.say_with_beat(context.filled(context.way_in.take_reminder()))
    if isinstance(step, Hold | Breathe | Flow) and _leads_breath(step, context):
        if context.is_spoken and not _has_pattern(step) and context.lessons.own_pace_due():
            track.say_with_beat(context.phrases.own_pace)
        for sound in (Sound.INHALE, Sound.EXHALE):
            if context.lessons.due(sound):
                show(sound, track, context.phrases)
    if isinstance(step, Work | Rest) and context.lessons.due(Sound.START):
        say_meaning(Sound.START, track, context.phrases)  # a count-in leaves no time for it
    spoken_s = track.now_s - start_s
    if spoken_s:
        context.way_in.owe(Once.REMINDER, spoken_s)
    elif not isinstance(step, Flow):  # a flow goes on from breath to breath
        track.wait(context.way_in.take_owed_s(Once.REMINDER))


def _leads_breath(step: Hold | Breathe | Flow, context: Context) -> bool:
    return not isinstance(step, Hold) or step.breathing or not context.is_spoken


def _has_pattern(step: Hold | Breathe | Flow) -> bool:
    return not isinstance(step, Hold) and step.pattern is not None


def _is_announced(step: Step, context: Context) -> bool:
    return context.is_spoken and isinstance(step, Hold | Breathe | Reps) and not step.quiet


def _sounds_end(step: Step) -> bool:
    match step:
        case Hold(quiet=quiet) | Breathe(quiet=quiet) | Reps(quiet=quiet):
            return not quiet
        case Silence(sound=sound):
            return sound
    return isinstance(step, Work)
