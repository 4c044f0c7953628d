"""Makes a session's timeline under a bar, for the commands that need the whole of it before they begin."""

from coach.cli.bars import preparation_progress
from coach.cli.terminal import tell
from coach.script.library import DEFAULT_LANGUAGE
from coach.session.session import SessionPlan
from coach.timeline import Timeline


def prepare(plan: SessionPlan) -> Timeline:
    """Speak and schedule a session. A bar shows how far that is if stderr is a terminal.

    Clips that are kept together stay on disk until they are mixed.

    Raises:
        SpeechError: The voice failed.
        SettingsError: The session cannot be made as long as wished, or would be longer than a day.
    """
    tell_notes(plan)
    plan.speaker.reads_on_demand = True
    with preparation_progress() as on_progress:
        timeline = plan.timeline(on_progress)
    plan.speaker.keep_together()
    return timeline


def tell_notes(plan: SessionPlan) -> None:
    """Say what a person should know of a session before it begins.

    Its language, since one voice speaks the script's words and coach's own. Which of their choices it does not have,
    since choices are made for all scripts: they might wait for a chair, and be told to lie down.
    """
    title = plan.routine.title
    if plan.seems_foreign:
        tell(
            f"Note: {title} seems to be in another language than coach's own words ({DEFAULT_LANGUAGE}). "
            "One voice speaks both."
        )
    offered = dict(plan.choices)
    idle = [f"{name}={value}" for name, value in plan.settings.choose if value not in offered.get(name, ())]
    if idle:
        tell(f"Note: {title} has no choice of {', '.join(idle)}, and stays as it is.")
