"""check: prints which laws of a session scripts break, or the laws themselves."""

from typing import Annotated, Any

import typer

from coach.cli import completion
from coach.cli._typer import CommandApp
from coach.cli.harmless import brief
from coach.cli.session.command import SessionChoices, SessionCommand, session_choices
from coach.cli.session.naming import find_script
from coach.cli.session.preparing import prepare
from coach.cli.session.remembered import explained
from coach.cli.terminal import DONE, FAILED, USAGE, print_json, print_text, tell, tell_error
from coach.errors import CoachError, ScriptError, SettingsError, UnknownNameError
from coach.schedule.check import Finding, check, measure
from coach.schedule.laws.law import Law
from coach.session.session import plan_session
from coach.units import clock

app = CommandApp()


def read_law(text: str) -> Law:
    """Read the number of a law.

    Raises:
        SettingsError: There is no law of that number.
    """
    if text not in {f"{law:d}" for law in Law}:
        raise SettingsError(f"There is no law {text}.", f"They are numbered from 1 to {len(Law)}.")
    return Law(int(text))


FilesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE", help="YAML files, or names.", autocompletion=completion.scripts),
]
ExplainOption = Annotated[
    Any,
    typer.Option(
        "--explain",
        parser=read_law,
        metavar="N",
        help="Say what one law checks, and how to mend a breach.",
        autocompletion=completion.one_of(*(f"{law:d}" for law in Law)),
    ),
]


@app.command(
    cls=SessionCommand,
    examples={
        "coach check side-bend.yaml": "Check a script of your own.",
        "coach check --explain 7": "Say what law 7 asks for, and how to keep it.",
    },
)
def check_scripts(
    *,
    context: typer.Context,
    files: FilesArgument = None,
    laws: Annotated[bool, typer.Option("--laws", help="List the laws with their numbers.")] = False,
    explain: ExplainOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a finding, and one a mistake.")] = False,
) -> None:
    """Print which laws of a session a script breaks, and where.

    It measures the finished timeline: what a person does, and not only what was written. Every file is checked, even
    if one before it has mistakes. The exit code is 1 if a law is broken.
    """
    if laws:
        for law in Law:
            print_text(f"{law:>2}. {law.text}", indent=4)
    elif explain is not None:
        _explain(explain)
    elif not files:
        raise SettingsError("No script is named.", "Write `coach check FILE`, or `coach check --laws`.")
    else:
        choices = session_choices(context)
        code = max(check_script(name, choices, as_json=as_json) for name in files)
        if code != DONE:
            raise typer.Exit(code)


def _explain(law: Law) -> None:
    print_text(f"Law {law}. {law.text}", "", f"Checked: {law.checked}", "", f"To mend a breach: {law.remedy}")


def check_script(name: str, choices: SessionChoices, *, as_json: bool) -> int:
    """Check one script, print what was found, and return the exit code that it asks for."""
    settings = choices.settings
    try:
        name = find_script(name, settings).name
        plan = plan_session(name, settings)
        timeline = prepare(plan)
    except CoachError as error:
        explained(error, choices.remembered)
        if as_json:
            for mistake in error.errors if isinstance(error, ScriptError) else (error,):
                print_json(_mistake(name, mistake))
        else:
            tell_error(error)
        return USAGE if isinstance(error, SettingsError | UnknownNameError) else FAILED
    findings = check(plan.routine, settings, plan.phrases, timeline)
    for number, finding in enumerate(findings, start=1):
        if as_json:
            print_json(_facts(name, number, finding))
        else:
            print_text(brief(f"{name}: {number}. {_text(finding)}"), indent=2)
    if findings and not as_json:
        law = next((finding.law for finding in findings if finding.broken), findings[0].law)
        tell(f"`coach check --explain {law}` says how to keep law {law}.")
    if any(finding.broken for finding in findings):
        return FAILED
    if not as_json:
        tell(f"{name} keeps every law.")
        for sums in measure(plan.routine, settings, plan.phrases, timeline):
            tell(f"  {sums.stretch or 'session'}: {sums}")
    return DONE


def _text(finding: Finding) -> str:
    kind = "breaks law" if finding.broken else "note on law"
    place = f"{clock(finding.start_s)} {finding.stretch or 'session'}"
    step = f" (`{finding.step}`)" if finding.step else ""
    return f"{place}{step} {kind} {finding.law}: {finding.problem}"


def _mistake(name: str, mistake: CoachError) -> dict[str, object]:
    place = mistake.location if isinstance(mistake, ScriptError) else None
    return {
        "file": name,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "error": str(mistake),
    }


def _facts(name: str, number: int, finding: Finding) -> dict[str, object]:
    return {
        "file": name,
        "number": number,
        "law": int(finding.law),
        "broken": finding.broken,
        "start_s": round(finding.start_s, 6),
        "stretch": finding.stretch,
        "step": finding.step,
        "problem": finding.problem,
    }
