"""Write what the pages of `coach help` take from the code: `python -m tests.reports.pages`.

Each page in coach/help has blocks between `<!-- name -->` and `<!-- /name -->`, which are made from the tables that
coach itself works by and from docstrings, so that a page cannot say something else than the program. The block
`packages` is made by `tests.reports.packages`.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import coach
from coach.api import Session
from coach.cli.keyboard.keys import ARROWS, LETTERS, Key
from coach.cli.pages import FOLDER, TOPICS, read_page
from coach.cli.session.options import SESSION_OPTIONS
from coach.export.audio import formats
from coach.export.audio.formats import FileFormat
from coach.export.text import companions
from coach.export.text.companions import Companion
from coach.schedule.laws.law import Law
from coach.script.reference import reference
from coach.speech.hibari import HEART
from coach.speech.hibari_models import known_voices
from coach.speech.piper import JOE
from tests.reports.command_tree import command, commands

_AUDIO = {
    FileFormat.WAV: ("16 bits, or `--bits 24`; RF64 past 4 GiB; no cover", "cue points; sides and rounds in notes"),
    FileFormat.FLAC: ("the same sound at half the size", "Vorbis comments; neither sides nor rounds"),
    FileFormat.OPUS: ("48 kbit/s a channel", "Vorbis comments; neither sides nor rounds"),
    FileFormat.MP3: ("64 kbit/s; 128 from 32 kHz on", "ID3 `CHAP` and `CTOC`; sides and rounds in descriptions"),
    FileFormat.M4A: ("AAC, 64 kbit/s a channel; needs the program `ffmpeg`", "MPEG-4; neither sides nor rounds"),
    FileFormat.M4B: ("the same, marked as an audiobook", "MPEG-4; neither sides nor rounds"),
}
_TEXTS = {
    Companion.CAPTIONS: ("captions (WebVTT)", ""),
    Companion.SRT: ("captions (SubRip)", ""),
    Companion.CHAPTERS: ("chapters for podcast players (Podcasting 2.0)", "sides and rounds, left out of the contents"),
    Companion.CUESHEET: ("the cue sheet, as `coach timeline --json` prints it", "all"),
    Companion.TEXT: ("a transcript to print", ""),
}
_KEY_NAMES = {" ": "space", "A": "↑", "B": "↓", "C": "→", "D": "←", "\x1b[5~": "page up", "\x1b[6~": "page down"}


def settings_block() -> str:
    """Return the settings that a session and its file have, a table for each group of the help."""
    headings = dict.fromkeys(option.heading for option in SESSION_OPTIONS.values())
    heads = ("setting", "without it", "meaning")
    return "\n\n".join(f"**{heading}**\n\n{_table(heads, _setting_rows(heading))}" for heading in headings)


def commands_block() -> str:
    """Return every command with the first line of its help."""
    top = [each for each in commands() if each.path.count(" ") == 1]
    rows = ((f"`{each.path}`", each.help[0]) for each in top)
    return _table(("command", "what it does"), rows)


def reference_block() -> str:
    """Return the keys and steps of scripts, a heading deeper than the page's own."""
    return re.sub(r"^#", "##", reference().strip(), flags=re.MULTILINE)


def laws_block() -> str:
    """Return each law with what is checked for it and its remedy."""
    return "\n\n".join(
        f"## {law.value}. {law.name.replace('_', ' ').capitalize()}\n\n{law.text}\n\n"
        f"**Checked:** {law.checked}\n\n**Remedy:** {law.remedy}"
        for law in Law
    )


def voices_block() -> str:
    """Return the voices that have a name of their own."""
    installed = {HEART.name: "comes with coach", JOE.name: "two packages, see below"}
    rows = [
        (f"`{each.name}`", each.language, each.gender, installed.get(each.name, f"`coach voices install {each.name}`"))
        for each in (HEART, *known_voices(), JOE)
    ]
    rows.append(("`system`, `system:ID`", "the system's", "", "the voices of the operating system"))
    rows.append(("`piper:PATH.onnx`", "the file's", "", "any Piper voice, with the packages of joe"))
    return _table(("voice", "language", "", "how to get it"), rows)


def formats_block() -> str:
    """Return the formats by their endings."""
    rows = [*_by_ending(formats.ENDINGS, _AUDIO), *_by_ending(companions.ENDINGS, _TEXTS)]
    return _table(("ending", "what", "chapters"), rows)


def keys_block() -> str:
    """Return the keys of a playing session."""
    spelt = [*((_KEY_NAMES.get(letter, letter), key) for letter, key in LETTERS.items())]
    spelt += [(_KEY_NAMES[letter], key) for letter, key in ARROWS.items()]
    spelt += [("page down", Key.FORWARD), ("page up", Key.BACK)]
    rows = ((", ".join(f"`{name}`" for name, each in spelt if each is key), key.value) for key in Key)
    return _table(("key", "effect"), rows)


def open_block() -> str:
    """Return the docstring of `coach.open`, its arguments as a table."""
    return _docstring(coach.open)


def session_block() -> str:
    """Return the docstrings of a session's methods."""
    methods = [(name, each) for name, each in vars(Session).items() if callable(each) and not name.startswith("_")]
    return "\n\n".join(f"### session.{name}\n\n{_docstring(method)}" for name, method in methods)


def names_block() -> str:
    """Return every name of the package with the first sentence of its docstring."""
    return _table(("name", "what it is"), ((f"`coach.{name}`", _first_sentence(name)) for name in coach.__all__))


BLOCKS: Mapping[str, Callable[[], str]] = {
    "settings": settings_block,
    "commands": commands_block,
    "reference": reference_block,
    "laws": laws_block,
    "voices": voices_block,
    "formats": formats_block,
    "export-options": lambda: _options("coach export"),
    "keys": keys_block,
    "play-options": lambda: _options("coach play"),
    "open": open_block,
    "session": session_block,
    "names": names_block,
}
"""The blocks by their names, and the function that makes each."""


def filled(page: str) -> str:
    """Return a page with every block of `BLOCKS` made anew."""
    for name, make in BLOCKS.items():
        block = re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
        if block.search(page):
            text = f"<!-- {name} -->\n\n{make()}\n\n<!-- /{name} -->"
            page = block.sub(lambda _, text=text: text, page)
    return page


def _setting_rows(heading: str) -> Iterator[tuple[str, str, str]]:
    for name, option in SESSION_OPTIONS.items():
        if option.heading == heading:
            yield f"`--{name} {_escaped(option.metavar)}`", _code(option.default or ""), _escaped(option.help)


def _options(path: str) -> str:
    """Return a table of a command's options besides those of every session."""
    shared = {f"--{name}" for name in SESSION_OPTIONS} | {"--verbose", "-h,"}
    own = (each for each in command(path).terms if each.term.split()[0] not in shared)
    return _table(("option", "meaning"), ((f"`{_escaped(each.term)}`", _escaped(each.meaning)) for each in own))


def _by_ending(
    endings: Mapping[str, FileFormat] | Mapping[str, Companion],
    words: Mapping[FileFormat, tuple[str, str]] | Mapping[Companion, tuple[str, str]],
) -> Iterator[tuple[str, str, str]]:
    for kind, (what, chapters) in words.items():
        yield ", ".join(f"`{ending}`" for ending, each in endings.items() if each is kind), what, chapters
    if missing := set(endings.values()) - set(words):
        raise KeyError(f"tests/reports/pages.py has no words for {missing}")


def _docstring(thing: object) -> str:
    """Return a docstring as Markdown: its sections Args and Raises become tables, and Returns a paragraph."""
    text = inspect.getdoc(thing) or ""
    head, *sections = re.split(r"^(Args|Returns|Raises):\n", text, flags=re.MULTILINE)
    parts = [" ".join(paragraph.split()) for paragraph in head.strip().split("\n\n")]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        if title == "Returns":
            parts.append(f"Returns: {' '.join(body.split())}")
        else:
            heads = ("argument", "meaning") if title == "Args" else ("error", "when")
            parts.append(_table(heads, _entries(body)))
    return "\n\n".join(parts)


def _entries(body: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"\n(?=\w)", inspect.cleandoc(body)):
        name, _, words = entry.partition(":")
        yield f"`{name}`", " ".join(words.split())


def _first_sentence(name: str) -> str:
    text = inspect.getdoc(getattr(coach, name)) or ""
    return _escaped(" ".join(text.split("\n\n", maxsplit=1)[0].split()))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def _code(text: str) -> str:
    return f"`{_escaped(text)}`" if text else ""


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


def main() -> None:
    """Write every page anew."""
    for topic in TOPICS:
        (FOLDER / f"{topic}.md").write_text(filled(read_page(topic)), "utf-8")


if __name__ == "__main__":
    main()
