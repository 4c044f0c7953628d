"""Completes a command line for a shell, and installs that: Typer finds the values, coach's own scripts ask for them.

Typer's scripts for bash, zsh and fish break names with spaces or colons, and print errors over the command line. A
shell runs coach with `_COACH_COMPLETE` set; coach prints the values and nothing else, whatever happens.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never

from typer import _completion_shared as shared
from typer._completion_classes import BashComplete, completion_init
from typer.completion import shell_complete

from coach.cli._typer.scripts import SCRIPTS
from coach.errors import SettingsError

PROGRAM, VARIABLE, LINE = "coach", "_COACH_COMPLETE", "_TYPER_COMPLETE_ARGS"
"""The program's name, and the variables for the question of a shell and the line up to the cursor."""

MEANING_LETTERS = 70
"""The most letters of what a value means; a shell shows it beside the value."""

_JOINS = ("/", "=", ":", ",")  # after a value that ends so, something else is typed, and no space
_BREAKS = "=:"
_SPECIAL = re.compile(r"[^\w@%+=:,./-]")
_SPECIAL_IN_QUOTES = re.compile(r'["\\$`]')

shared._completion_scripts.update(SCRIPTS)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line up to the cursor.

    Attributes:
        words: The complete words after the command, without their quotation marks.
        word: The word at the cursor, without them.
        quote: The quotation mark that is still open in it; empty for none.
    """

    words: tuple[str, ...]
    word: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that may stand where the cursor is.

    Attributes:
        text: The whole word.
        meaning: A few words on it; may be empty.
    """

    text: str
    meaning: str = ""


def answer(group: Any, context_arguments: Any, instruction: str) -> Never:
    """Answer the question of a shell on stdout, and print nothing else, whatever happens.

    Args:
        group: The group of all commands.
        context_arguments: The arguments from which Typer makes a context.
        instruction: `complete_SHELL` or `source_SHELL`.
    """
    action, _, shell = instruction.partition("_")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries of sound complain there by themselves
    text = ""
    with suppress(Exception):
        if shell not in _FORMATS:
            completion_init()
            shell_complete(group, context_arguments, PROGRAM, VARIABLE, instruction)
        elif action == "source":
            text = completion_script(shell)
        else:
            typed = read_line(os.environ.get(LINE, ""))
            text = "\n".join(_FORMATS[shell](typed, values(group, context_arguments, typed)))
    if text:
        print(text)
    raise SystemExit(0)


def read_line(line: str) -> Typed:
    """Split a line as a shell does. The first word is the command and is left out."""
    words: list[str] = []
    word, quote, begun, escaped = "", "", False, False
    for letter in line:
        if escaped:
            word, escaped = word + letter, False
        elif letter == "\\" and quote != "'":
            begun = escaped = True
        elif letter == quote:
            quote = ""
        elif letter in "'\"" and not quote:
            quote, begun = letter, True
        elif letter.isspace() and not quote:
            words += [word] if begun else []
            word, begun = "", False
        else:
            word, begun = word + letter, True
    return Typed(tuple(words[1:]), word, quote)


def values(group: Any, context_arguments: Any, typed: Typed) -> list[Value]:
    """Return the values that may stand at the cursor, each a whole word."""
    shell = BashComplete(group, context_arguments, PROGRAM, VARIABLE)  # any would do: the search is the same in all
    option, equals, _ = typed.word.partition("=")
    joined = f"{option}=" if equals and option.startswith("--") else ""
    items = shell.get_completions(list(typed.words), typed.word)
    found = [Value(f"{joined}{item.value}", _in_brief(item.help or "")) for item in items]
    return [value for value in found if value.text.isprintable()]  # a name with a line break would be two


def _in_brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MEANING_LETTERS else f"{line[: MEANING_LETTERS - 1].rstrip()}…"


def _for_bash(typed: Typed, found: list[Value]) -> Iterator[str]:
    """Yield the part of each value that follows the last = or :, since bash replaces no more than that."""
    breaks = _BREAKS if not typed.quote else ""
    cut = max((typed.word.rfind(each) + 1 for each in breaks), default=0)
    yield from (_quoted(value.text[cut:], typed.quote) for value in found)


def _for_zsh(typed: Typed, found: list[Value]) -> Iterator[str]:
    """Yield each value and its meaning as `_describe` takes them, after a word on whether a space follows."""
    for value in found:
        text = _quoted(value.text, typed.quote).replace("\\", "\\\\").replace(":", "\\:")
        yield f"{'joined' if value.text.endswith(_JOINS) else 'spaced'} {text}:{value.meaning}".rstrip(":")


def _for_fish(typed: Typed, found: list[Value]) -> Iterator[str]:  # noqa: ARG001 (fish quotes by itself)
    """Yield each value and its meaning with a tabulator between them."""
    yield from (f"{value.text}\t{value.meaning}".rstrip() for value in found)


_FORMATS: Mapping[str, Callable[[Typed, list[Value]], Iterator[str]]] = {
    "bash": _for_bash,
    "zsh": _for_zsh,
    "fish": _for_fish,
}


def _quoted(text: str, quote: str) -> str:
    """Write a text so that bash and zsh read it as one word, after a quotation mark that may be open."""
    if quote == "'":
        return text.replace("'", "'\\''")
    home = "~/" if text.startswith("~/") and not quote else ""
    special = _SPECIAL_IN_QUOTES if quote else _SPECIAL
    return home + special.sub(r"\\\g<0>", text.removeprefix(home))


def completion_script(shell: str) -> str:
    """Return the lines that make a shell ask coach for completions.

    Raises:
        SettingsError: Coach does not know the shell.
    """
    if shell not in {*shared.Shells}:
        raise _unknown(shell)
    return shared.get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell)


def install_completion(shell: str) -> Path:
    """Put the script where the shell reads it at its start, as Typer's programs do; return its path.

    Raises:
        SettingsError: Coach does not know the shell, or one of the shell's files could not be changed.
    """
    if shell not in {*shared.Shells}:
        raise _unknown(shell)
    try:
        return shared.install(shell=shell, prog_name=PROGRAM, complete_var=VARIABLE)[1]
    except (OSError, UnicodeError) as error:
        problem = f"The completion for {shell} could not be installed: {error}."
        raise SettingsError(problem, "Put what `coach --show-completion` prints into your shell's own file.") from error


def shell_in_use() -> str:
    """Return the name of the shell that runs coach, or of the person's own; empty if neither is known."""
    return shared._get_shell_name() or Path(os.environ.get("SHELL", "")).name


def _unknown(shell: str) -> SettingsError:
    known = ", ".join(shared.Shells)
    return SettingsError(f"There is no completion for the shell “{shell or '?'}”.", f"Run this in one of {known}.")
