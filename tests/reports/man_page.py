"""Write the manual page of coach from its commands: `python -m tests.reports.man_page`.

The page is coach/help/coach.1, in the language of man(7); the wheel installs it as share/man/man1/coach.1. Commands,
groups of options and examples are those of `--help`.
"""

import re
from collections.abc import Iterable, Iterator

from coach.cli import SUMMARY
from coach.cli._typer.help import Term
from coach.cli.pages import FOLDER, TOPICS, summary
from coach.version import __version__
from tests.reports.command_tree import Described, command, commands

TARGET = FOLDER / "coach.1"

EVERYWHERE = ("--verbose", "-h, --help")
"""Options of every command, which are told once."""

EXIT_CODES = {
    "0": "Done, which includes a session that was told to end.",
    "1": "The work failed; a sentence on standard error says why and what to do.",
    "2": "The command line was not understood.",
    "130": "Interrupted, by Ctrl-C.",
    "143": "Terminated.",
}
VARIABLES = {
    "COACH_NAME": "The setting of that name, such as COACH_SPEED; overrides the file of settings.",
    "COACH_PROFILE": "The profile to use.",
    "COACH_CONFIG": "The file of settings.",
    "COACH_CACHE_DIR": "The folder of spoken clips.",
    "COACH_DATA_DIR": "The folder of the history, the unfinished sessions and one's own scripts.",
    "COACH_WORKERS": "How many sentences are spoken at a time; as many as cores if it is not set.",
    "NO_COLOR": "If set, nothing is coloured.",
    "PAGER": "The program that shows a long page of help; less if it is not set.",
}


def man_page() -> str:
    """Return the manual page."""
    lines = [
        '.\\" Made by `python -m tests.reports.man_page`.',
        f'.TH COACH 1 "" "coach {__version__}" "User Commands"',
        ".nh",
        ".ad l",
        *_section("NAME", [f"coach \\- {_text(SUMMARY[0].lower() + SUMMARY[1:-1])}"]),
        *_section("SYNOPSIS", [".B coach", ".RI [ COMMAND ]", ".RI [ OPTIONS ]"]),
        *_section("DESCRIPTION", list(_description())),
        *_section("COMMANDS", list(_commands())),
        *_section("EXIT STATUS", _terms(Term(*each) for each in EXIT_CODES.items())),
        *_section("ENVIRONMENT", _terms(Term(*each) for each in VARIABLES.items())),
        *_section("SEE ALSO", list(_see_also())),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return [f".SH {title}", *lines]


def _description() -> Iterator[str]:
    yield "coach says what to do, breathes with you, counts the holds and tells you when to change sides. It plays on a"
    yield "loudspeaker or writes a file, and needs no network."
    yield from _options(command("coach"))


def _commands() -> Iterator[str]:
    group = ""
    for each in commands()[1:]:
        if each.group and each.group != group:
            group = each.group
            yield f".SS {_text(group)}"
        yield from (".PP", f".B {_text(each.path)}", *(f".I {_text(word)}" for word in each.usage))
        yield ".RS"
        for paragraph in each.help:
            yield from (".PP", _text(paragraph))
        yield from _options(each)
        yield ".RE"


def _options(described: Described) -> Iterator[str]:
    for heading, terms in described.options:
        own = [each for each in terms if described.path == "coach" or each.term not in EVERYWHERE]
        if own:
            yield from (".PP", f"{_text(heading)}:" if heading else "Arguments:")
            yield from _terms(own)
    if described.examples:
        yield from (".PP", "Examples:")
        yield from _terms(described.examples)


def _terms(terms: Iterable[Term]) -> list[str]:
    return [line for term in terms for line in (".TP", f".B {_text(term.term)}", _text(term.meaning) or "\\&")]


def _see_also() -> Iterator[str]:
    yield "Each page is shown by"
    yield ".B coach help"
    yield ".IR TOPIC :"
    yield from _terms(Term(topic, summary(topic)) for topic in TOPICS)


def _text(words: str) -> str:
    """Write words so that the formatter takes none of their letters for its own: quoted code becomes bold."""
    words = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    words = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", words)
    return f"\\&{words}" if words.startswith((".", "'")) else words


def main() -> None:
    """Write the page."""
    TARGET.write_text(man_page(), "utf-8")


if __name__ == "__main__":
    main()
