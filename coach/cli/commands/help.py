"""help: shows the pages that come with coach, and the help of a command."""

import shutil
from textwrap import fill
from typing import Annotated, Any

import typer

from coach.cli import completion
from coach.cli._typer import CommandApp
from coach.cli.pager import page
from coach.cli.pages import TOPICS, read_page, summary
from coach.errors import SettingsError, UnknownNameError, closest

app = CommandApp()

TopicArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TOPIC",
        help="A page, or a command. Without one, the pages are listed.",
        show_default=False,
        autocompletion=completion.topics,
    ),
]

_SYNONYMS = {
    "python": "api", "library": "api", "format": "files", "formats": "files", "export": "files", "key": "keys",
    "keyboard": "keys", "law": "laws", "check": "laws", "script": "scripts", "yaml": "scripts", "routines": "scripts",
    "stretches": "scripts", "begin": "start", "settings": "start", "install": "start", "sound": "troubleshooting",
    "bluetooth": "troubleshooting", "doctor": "troubleshooting", "problems": "troubleshooting", "voice": "voices",
    "sounds": "voices", "iphone": "phone", "android": "phone", "podcast": "phone", "lan": "phone", "site": "phone",
}  # fmt: skip
"""Words under which people look for a page."""


@app.command(
    examples={
        "coach help start": "Show the page for beginners.",
        "coach help voices try": "Show the help of a command.",
    }
)
def show_help(*, context: typer.Context, topic: TopicArgument = None) -> None:
    """Show a page of help, or the help of a command.

    On a terminal, what is longer than the screen goes through $PAGER or less; in a pipe it is plain text.
    """
    words = topic or []
    if not words:
        print(_overview(_columns()), end="")
    elif len(words) == 1 and words[0].lower() in TOPICS:
        from coach.cli.typeset import set_page

        text = read_page(words[0].lower())
        page(lambda styled: set_page(text, _columns(), styled=styled))
    elif {word.lower() for word in words} <= {*TOPICS}:
        raise SettingsError("`coach help` shows one page at a time.", f"Write `coach help {words[0].lower()}`.")
    else:
        text = _help_of(context, [word.lower() for word in words])
        page(lambda _: text)


def _columns() -> int:
    """Return how wide lines shall be: the terminal's width; in a pipe `$COLUMNS` or 80."""
    return shutil.get_terminal_size().columns


def _overview(columns: int) -> str:
    """Return the list of pages, and how to get at the help of commands."""
    indent = max(map(len, TOPICS)) + 4
    pages = [
        fill(f"  {topic.ljust(indent - 2)}{summary(topic)}", columns, subsequent_indent=" " * indent)
        for topic in TOPICS
    ]
    end = fill("`coach help TOPIC` shows a page, `coach help COMMAND` the help of a command.", columns)
    return "\n".join(["Pages of help:", "", *pages, "", end, ""])


def _help_of(context: typer.Context, words: list[str]) -> str:
    """Return the help of a command, or of a command in a group: `voices try`.

    Raises:
        UnknownNameError: There is neither such a page nor such a command; with the nearest one.
    """
    parent: Any = context.parent
    group: Any = parent.command
    for number, word in enumerate(words):
        found = group.get_command(parent, word) if hasattr(group, "get_command") else None
        if found is None:
            known = [*group.list_commands(parent)] if hasattr(group, "list_commands") else []
            raise _unknown(words[: number + 1], known if number else [*TOPICS, *known])
        group = found.load() if hasattr(found, "load") else found
        parent = type(parent)(group, parent=parent, info_name=word)
    return f"{group.get_help(parent)}\n"


def _unknown(words: list[str], known: list[str]) -> UnknownNameError:
    near = closest(words[-1], known, _SYNONYMS)
    path = " ".join([*words[:-1], near]) if near else ""
    remedy = (
        f"Did you mean `coach help {path}`?" if near else "`coach help` lists the pages, `coach --help` the commands."
    )
    return UnknownNameError(f"There is no help about “{' '.join(words)}”.", remedy)
