"""README and the pages of help: links lead somewhere, examples run, and every command and option in them exists."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from coach.cli.pages import FOLDER, TOPICS
from coach.script.library import Library
from tests.reports.command_tree import Described, commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", *(FOLDER / f"{topic}.md" for topic in TOPICS))
BY_PATH = {each.path: each for each in commands()}
OPTIONS = {name for each in commands() for term in each.terms for name in re.findall(r"(?<!\S)--?[\w-]+", term.term)}
QUIET = ("new", "schema", "config", "history", "help", "list")
"""Commands whose examples are run here: they neither play, nor speak, nor ask."""

LONGEST_LINE = 76
"""The most letters of a line of code on a page, which is indented by 4 on a terminal of 80 columns."""


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def command_lines(text: str) -> Iterator[list[str]]:
    """Yield the words of each `coach …` in blocks for a shell and in running text, without what a pipe follows with."""
    blocks = [line for block in fenced(text, "sh") for line in block.splitlines()]
    running = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in (*blocks, *running):
        for part in re.split(r"\s(?:\||&&|>)\s", line):
            if re.match(r"(\S*/)?coach\b", part.strip()):
                yield shlex.split(part, comments=True)[1:]


def command_of(words: list[str]) -> Described:
    """Return the command that words begin with."""
    path = "coach"
    for word in words:
        if f"{path} {word}" not in BY_PATH:
            break
        path = f"{path} {word}"
    return BY_PATH[path]


def slug(heading: str) -> str:
    """Return the anchor of a heading, as repositories show it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_link_and_picture_leads_to_a_file_and_every_anchor_to_a_heading(document: Path) -> None:
    text = document.read_text("utf-8")
    for target in (*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'src="([^"]+)"', text)):
        assert "://" not in target, f"{target} needs the network"
        file, _, anchor = target.partition("#")
        path = document.parent / file if file else document
        assert path.is_file(), target
        if anchor:
            assert anchor in map(slug, re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_command_and_option_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    for words in command_lines(text):
        if not words or words[0].isupper():  # `coach COMMAND --help`
            continue
        found = command_of(words)
        assert found.path != "coach" or words[0].startswith("-"), words
        known = {name for term in found.terms for name in re.findall(r"(?<!\S)--?[\w-]+", term.term)}
        given = {word for word in words if re.match(r"--?[a-z]", word)}
        assert given <= known, f"coach {' '.join(words)}"
    for option in re.findall(r"`(--[a-z][\w-]*)", text):
        assert option in OPTIONS, option


@pytest.mark.parametrize("document", DOCUMENTS[1:], ids=lambda path: path.stem)
def test_lines_of_code_fit_into_eighty_columns(document: Path) -> None:
    code = "".join(fenced(document.read_text("utf-8"), r"\w*"))
    assert [line for line in code.splitlines() if len(line) > LONGEST_LINE] == []


def test_examples_that_need_no_voice_run_as_they_are_written(tmp_path: Path) -> None:
    lines = [
        line.partition("  #")[0].strip()
        for document in DOCUMENTS
        for block in fenced(document.read_text("utf-8"), "sh")
        for line in block.splitlines()
        if line.split()[:1] == ["coach"] and line.split()[1] in QUIET
    ]
    assert len(lines) > 10
    script = f'set -e\ncoach() {{ "{sys.executable}" -m coach "$@" < /dev/null; }}\n' + "\n".join(dict.fromkeys(lines))
    own = {"COACH_CONFIG": str(tmp_path / "config.toml"), "COACH_DATA_DIR": str(tmp_path / "data"), "LANG": "C.UTF-8"}
    run = subprocess.run(
        ["sh", "-xc", script],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", **own},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert {"neck.yaml", "my-morning.yaml", "stretch.json"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("document", [DOCUMENTS[0], FOLDER / "scripts.md"], ids=lambda path: path.stem)
def test_scripts_that_are_shown_can_be_read(document: Path, tmp_path: Path) -> None:
    for number, text in enumerate(fenced(document.read_text("utf-8"), "yaml")):
        named = re.match(r"(stretch|routine): (\w+)", text)
        path = tmp_path / f"{named[2].lower() if named else number}.yaml"
        steps = "".join(f"  {line}\n" for line in text.splitlines())
        path.write_text(text if named else f"stretch: Steps\nposition: seated\nsteps:\n{steps}", "utf-8")
        assert Library().find(str(path)).title


def test_the_examples_for_python_run() -> None:
    first, second = fenced((FOLDER / "api.md").read_text("utf-8"), "python")
    assert [first] == fenced((ROOT / "README.md").read_text("utf-8"), "python")  # which is run in test_api
    run = subprocess.run([sys.executable, "-c", second], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert run.stdout == "Cobra pose ['cobra']\n"


def test_the_pictures_say_in_words_what_they_show() -> None:
    for name, words in (("play", "left of the session"), ("timeline", "Chair twist")):
        root = ElementTree.parse(ROOT / ".github" / f"{name}.svg").getroot()
        described = {element.get("id"): element.text or "" for element in root.iter()}
        assert words in described["description"]
        assert root.get("aria-labelledby") == "title description"
