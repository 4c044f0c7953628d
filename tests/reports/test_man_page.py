"""The manual page is made from the commands, and the formatters read it without a warning.

Covers also: command_tree.
"""

import shutil
import subprocess

import pytest

from coach.cli import COMMANDS
from tests.reports.command_tree import command, commands
from tests.reports.man_page import TARGET, man_page
from tests.require import require


def test_the_manual_page_is_not_stale() -> None:
    assert TARGET.read_text("utf-8") == man_page(), "Run `python -m tests.reports.man_page`."


def test_every_command_and_the_commands_of_groups_are_in_it() -> None:
    paths = {each.path for each in commands()}
    assert paths >= {"coach", "coach voices try", *(f"coach {each.name}" for each in COMMANDS)}
    assert all(f"\n.B {path}\n" in man_page() for path in paths)


def test_options_stand_under_the_headings_of_the_help() -> None:
    headings = dict(command("coach play").options)
    assert "--speed FACTOR" in [each.term for each in headings["The sound"]]
    page = man_page()
    section = page[page.index(".B coach play\n") : page.index(".B coach list\n")]
    assert section.index("The session:") < section.index("The sound:") < section.index(".B \\-\\-speed FACTOR")


@pytest.mark.parametrize("formatter", [["man", "--warnings=w", "-l"], ["groff", "-man", "-ww", "-z", "-Kutf8"]])
def test_a_formatter_has_nothing_to_say_against_it(formatter: list[str]) -> None:
    require(shutil.which(formatter[0]), f"{formatter[0]} is not installed")
    done = subprocess.run(
        [*formatter, str(TARGET)],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LANG": "C.UTF-8", "MANPAGER": "cat"},
    )
    assert done.stderr == ""
