"""Sets the help of a command for the width of the terminal: usage, words, options in groups, commands, examples.

Where lines are narrow, what an option does stands below it and not beside it.
"""

import inspect
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coach.cli._typer.headings import FILE, OTHER, SESSION, SOUND
from coach.cli.spelling import spell
from coach.cli.wrapping import cells_of, wrap

MIN_COLUMNS, MAX_COLUMNS = 20, 100
"""Bounds of the width. Lines of more than 100 characters are hard to follow with the eye."""

NARROW_COLUMNS = 60
"""In fewer columns than this, a term and its meaning stand below each other."""

_TERM_COLUMNS = 32
"""Width of the terms that stand beside their meaning; a longer one has a line of its own."""

_GROUPS = ("", SESSION, SOUND, FILE, OTHER)
_WHOLE = 1000  # letters: more than the first paragraph of any help
_SPACE = "\ue000"  # stands for a space at which no line is broken: one between the words of a command
_CODE = re.compile(r"`[^`]*`|\(default: [^)]*\)")


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the help.

    Attributes:
        term: An option, an argument, a command or an example, as it is typed.
        meaning: Its explanation; may be empty.
    """

    term: str
    meaning: str


def help_text(command: Any, context: Any) -> str:
    """Return the help of a command, without a line break at its end.

    Args:
        command: A command or a group of Typer's.
        context: Typer's context of it.
    """
    columns = min(max(shutil.get_terminal_size().columns, MIN_COLUMNS), MAX_COLUMNS)
    usage = " ".join(["Usage:", context.command_path, *command.collect_usage_pieces(context)])
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    blocks = [wrap(usage, columns, indent=4), *(_wrapped(" ".join(each.split()), columns) for each in paragraphs)]
    for groups in (_commands(command), option_groups(command, context)):
        blocks += _blocks([(heading, terms) for heading, terms in groups if terms], columns)
    if command.epilog:
        blocks.append(["Examples:", *_set(examples(command), 0, columns)])
    text = "\n\n".join("\n".join(lines) for lines in blocks)
    encoding = getattr(sys.stdout, "encoding", None)  # a stream that was closed or that keeps texts has none
    return spell(text, encoding) if encoding else text  # Typer would write UTF-8 to any terminal


def usage_pieces(command: Any, context: Any) -> list[str]:
    """Return the words after a command in its usage line: arguments first, those that may be left out in brackets."""
    pieces = [_place(each) for each in command.get_params(context) if not _is_option(each)]
    if getattr(command, "commands", None):
        pieces.append("[COMMAND]" if command.invoke_without_command else "COMMAND")
    return [*pieces, "[OPTIONS]"]


def _place(argument: Any) -> str:
    """Return an argument's place in the usage line."""
    name = argument.display_name_raw
    several = "…" if argument.nargs != 1 else ""
    return f"{name}{several}" if argument.required else f"[{name}{several}]"


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def option_groups(command: Any, context: Any) -> Iterator[tuple[str, list[Term]]]:
    """Yield the groups of arguments and options. Where there is one group alone, it is called “Options”."""
    groups: dict[str, list[Term]] = {name: [] for name in _GROUPS}
    for parameter in command.get_params(context):
        if not parameter.hidden and (_is_option(parameter) or parameter.help):
            heading = parameter.rich_help_panel or (OTHER if _is_option(parameter) else "")
            groups.setdefault(heading, []).append(_described(parameter))
    only_others = not any(terms for heading, terms in groups.items() if heading not in {"", OTHER})
    for heading, terms in groups.items():
        yield "Options" if heading == OTHER and only_others else heading, terms


def _described(parameter: Any) -> Term:
    """Describe an argument or an option, with its default unless that is a matter of course."""
    term = parameter.display_name_raw
    if _is_option(parameter):
        term = ", ".join(sorted(parameter.opts, key=len))
        if not parameter.is_flag:
            term = f"{term} {parameter.metavar or parameter.name.upper()}"
    return Term(term, " ".join(filter(None, (parameter.help or "", _default(parameter)))))


def _default(parameter: Any) -> str:
    shown = parameter.show_default if isinstance(parameter.show_default, str) else parameter.default
    is_plain = parameter.show_default is not False and not getattr(parameter, "is_flag", False)
    return f"(default: {shown})" if is_plain and shown not in (None, "") else ""


def _commands(command: Any) -> Iterator[tuple[str, list[Term]]]:
    """Yield the groups of commands in the order in which the first of each was declared."""
    groups: dict[str, list[Term]] = {}
    for name, each in (getattr(command, "commands", None) or {}).items():
        if not each.hidden:
            heading = each.rich_help_panel or "Commands"
            groups.setdefault(heading, []).append(Term(name, each.get_short_help_str(_WHOLE)))
    yield from groups.items()


def examples(command: Any) -> list[Term]:
    """Return the examples of a command: command lines with their meanings."""
    lines = command.epilog.splitlines()
    return [Term(line.strip(), meaning) for line, _, meaning in (each.partition("  # ") for each in lines) if line]


def _blocks(groups: Sequence[tuple[str, list[Term]]], columns: int) -> Iterator[list[str]]:
    """Yield the lines of groups that are set alike."""
    widths = [cells_of(each.term) for _, terms in groups for each in terms]
    width = max((width for width in widths if width <= _TERM_COLUMNS), default=_TERM_COLUMNS)
    for heading, terms in groups:
        yield [*([f"{heading}:"] if heading else []), *_set(terms, width, columns)]


def _set(terms: Iterable[Term], width: int, columns: int) -> Iterator[str]:
    """Set terms in a column of this width and their meanings in another.

    They stand below each other where a term is wider, or the lines have no room for two columns.
    """
    beside = width > 0 and columns >= NARROW_COLUMNS
    indent = width + 4 if beside else 6
    for each in terms:
        meaning = _wrapped(each.meaning, columns - indent) if each.meaning else []
        if beside and cells_of(each.term) <= width:
            yield f"  {each.term.ljust(width)}  {meaning.pop(0) if meaning else ''}".rstrip()
        else:
            yield from wrap(f"  {each.term}", columns, indent=4)
        yield from (f"{' ' * indent}{line}" for line in meaning)


def _wrapped(text: str, columns: int) -> list[str]:
    """Wrap a text between words, and not inside a command or a default that fits into a line."""

    def join(code: re.Match[str]) -> str:
        return code.group().replace(" ", _SPACE) if len(code.group()) < columns else code.group()

    joined = _CODE.sub(join, text)
    return [line.replace(_SPACE, " ") for line in wrap(joined, columns)]
