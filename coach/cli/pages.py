"""Finds the pages of `coach help`, which come with the package: Markdown, the same that the repository shows."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "help"
"""The folder of the pages, which the wheel carries."""

TOPICS = ("start", "scripts", "laws", "voices", "files", "phone", "keys", "api", "troubleshooting")
"""The pages in the order of a beginner's need."""

COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def read_page(topic: str) -> str:
    """Return the Markdown of one of `TOPICS`."""
    return (FOLDER / f"{topic}.md").read_text("utf-8")


def summary(topic: str) -> str:
    """Return the first paragraph of a page in one line, without marks."""
    paragraph = COMMENT.sub("", read_page(topic)).split("\n\n")[1]
    return " ".join(paragraph.replace("`", "").split())
