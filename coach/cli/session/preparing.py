"""Makes a session's timeline under a bar, for the commands that need the whole of it before they begin."""

import sys

from coach.cli.terminal import tell
from coach.script.library import DEFAULT_LANGUAGE
from coach.session.session import SessionPlan
from coach.timeline import Timeline


def prepare(plan: SessionPlan) -> Timeline:
    """Speak and schedule a session. A bar shows how far that is if stderr is a terminal; else rich is not loaded.

    Raises:
        SpeechError: The voice failed.
        SettingsError: The session cannot be made as long as wished, or would be longer than a day.
    """
    tell_language(plan)
    if sys.stderr is None or not sys.stderr.isatty():
        return plan.timeline()
    from coach.cli.bars import preparation_progress

    with preparation_progress() as on_progress:
        return plan.timeline(on_progress)


def tell_language(plan: SessionPlan) -> None:
    """Say so if a script is in another language than coach's own words, since one voice speaks both."""
    if plan.seems_foreign:
        tell(
            f"Note: {plan.routine.title} seems to be in another language than coach's own words ({DEFAULT_LANGUAGE}). "
            "One voice speaks both."
        )
