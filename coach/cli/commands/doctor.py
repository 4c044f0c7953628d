"""doctor: tries each part of coach that depends on the machine, and prints what a bug report needs."""

import sys
from typing import Annotated

import typer

from coach.cli._typer import CommandApp
from coach.cli.diagnosis import checkup, faults, versions
from coach.cli.diagnosis.checkup import Finding
from coach.cli.terminal import DONE, FAILED, flush_output, print_json, print_text
from coach.version import __version__

app = CommandApp()

FIRST_COLUMN = 16
"""Characters before what a check found: its name and a gap."""


@app.command(
    examples={
        "coach doctor": "Try everything that coach needs.",
        "coach doctor --json > report.json": "Keep the result for a bug report.",
    }
)
def examine(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for a program.")] = False
) -> None:
    """Check that coach works on this machine, for a bug report.

    Each folder is written in, each installed voice speaks a word that is not heard, and each loudspeaker plays a moment
    of silence. What fails is marked with !, and what `coach play` needs with !!. The exit code is 1 if something fails
    that is needed.
    """
    if as_json:
        findings = [checkup.perform(check) for check in checkup.checks()]
        print_json(_as_json(findings), indent=2)
    else:
        _print_versions()
        findings = _print_findings()
        _print_reports()
        _print_verdict(findings)
    raise typer.Exit(FAILED if any(finding.is_bad for finding in findings) else DONE)


def _print_versions() -> None:
    print_text(f"coach {__version__}, {versions.python_version()}, {versions.system()}")
    packages = ", ".join(f"{name} {version}" for name, version in versions.package_versions().items())
    if packages:
        print_text(f"Packages: {packages}", indent=2)


def _print_findings() -> list[Finding]:
    """Print each finding as soon as it is there, and meanwhile on a terminal what is being tried."""
    findings: list[Finding] = []
    for check in checkup.checks():
        if not findings or findings[-1].check.group != check.group:
            print_text("", check.group)
        _show_trial(f"   {check.name}")
        finding = checkup.perform(check)
        _show_trial("")
        findings.append(finding)
        sign = "  " if finding.works else "!!" if check.needed else "! "
        lines = f"{sign} {check.name:<12} {faults.shortened(finding.text)}".split("\n")
        print_text(*lines, indent=FIRST_COLUMN)
        flush_output()
    return findings


def _show_trial(words: str) -> None:
    """Show on a terminal what is being tried, in a line that the next call wipes."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r{' ' * FIRST_COLUMN}\r{words}")
        sys.stderr.flush()


def _print_reports() -> None:
    print_text("", "Reports of mistakes of coach's own")
    for path in faults.reports():
        print_text(f"   {faults.shortened(str(path))}: {faults.last_line(path)}", indent=FIRST_COLUMN)
    if not faults.reports():
        print_text("   none")


def _print_verdict(findings: list[Finding]) -> None:
    """Print what the marks mean for `coach play`."""
    if any(finding.is_bad for finding in findings):
        verdict = "`coach play` does not work yet: mend what is marked !!."
    else:
        verdict = "Everything that `coach play` needs works."
    optional = any(not finding.works and not finding.check.needed for finding in findings)
    print_text("", f"{verdict}{' You can do without what is marked !.' if optional else ''}")


def _as_json(findings: list[Finding]) -> dict[str, object]:
    return {
        "coach": __version__,
        "python": versions.python_version(),
        "system": versions.system(),
        "packages": versions.package_versions(),
        "checks": [
            {
                "group": finding.check.group,
                "name": finding.check.name,
                "needed": finding.check.needed,
                "works": finding.works,
                "found": faults.shortened(finding.text),
            }
            for finding in findings
        ],
        "reports": [
            {"path": faults.shortened(str(path)), "error": faults.last_line(path)} for path in faults.reports()
        ],
    }
