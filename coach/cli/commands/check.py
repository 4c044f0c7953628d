"""check: prints which laws of a session a script breaks."""

from typing import Annotated

import typer

from coach.cli._typer import CommandApp
from coach.cli.preparing import prepare
from coach.cli.session_command import SessionCommand, session_choices
from coach.cli.terminal import FAILED, tell
from coach.schedule.check import Finding, check
from coach.session.session import plan_session
from coach.settings.values import Settings
from coach.units import clock

app = CommandApp()


@app.command(cls=SessionCommand)
def check_scripts(
    *,
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="YAML files, or names.")],
) -> None:
    """Print which laws of a session a script breaks, and where."""
    settings = session_choices(context).settings
    broken = False
    for name in files:
        if not _keeps_every_law(name, settings):
            broken = True
    if broken:
        raise typer.Exit(FAILED)


def _keeps_every_law(name: str, settings: Settings) -> bool:
    """Check one script, and print what was found."""
    plan = plan_session(name, settings)
    findings = check(plan.routine, settings, plan.phrases, prepare(plan))
    for finding in findings:
        print(f"{name}: {_text(finding)}")
    if any(finding.broken for finding in findings):
        return False
    tell(f"{name} keeps every law.")
    return True


def _text(finding: Finding) -> str:
    kind = "breaks law" if finding.broken else "note on law"
    return f"{clock(finding.start_s)} {finding.stretch or 'session'} {kind} {finding.law}: {finding.problem}"
