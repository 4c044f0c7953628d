"""The table of packages in the help names each package that coach brings, with the licence that it states."""

import sys
from email.message import Message
from importlib.metadata import Distribution
from typing import cast

import pytest

from coach.installation import DISTRIBUTION
from tests.reports.packages import MARKS, PAGE, block, licence, people, required


class Described:
    """Stands in for a package: has a description of these fields, given as pairs."""

    def __init__(self, *fields: tuple[str, str]) -> None:
        self.metadata = Message()
        for name, text in fields:
            self.metadata[name] = text


def described(*fields: tuple[str, str]) -> Distribution:
    return cast(Distribution, Described(*fields))


@pytest.mark.skipif(sys.platform != "linux", reason="the table is made on Linux")
def test_the_help_names_every_package_that_comes_with_coach() -> None:
    table = PAGE.read_text("utf-8").split(MARKS[0])[1].split(MARKS[1])[0]
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in table.splitlines() if line.startswith("| ")]
    stated = [[name, licence(package)] for name, package in required().items() if package]
    assert rows[2:] == stated, "Run `python -m tests.reports.packages`."
    assert all(text != "not said" for _, text in stated)


def test_packages_of_another_system_are_known_by_name() -> None:
    here, windows = required(), required({"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"})
    assert DISTRIBUTION not in here
    assert {"numpy", "onnxruntime"} <= set(here)
    assert "comtypes" in windows


def test_an_index_that_does_not_answer_is_told() -> None:
    assert "the index did not answer on" in block(None)
    assert "| miniaudio | MIT | 99 |" in block({"miniaudio": "99"})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("License-Expression", "MIT"), ("License", "other")], "MIT"),
        ([("License", "BSD 3-Clause License\n\nCopyright …")], "BSD 3-Clause License"),
        ([("License", "x" * 99), ("Classifier", "License :: OSI Approved :: MIT License")], "MIT License"),
        ([], "not said"),
    ],
)
def test_a_licence_is_taken_from_where_it_is_stated(fields: list[tuple[str, str]], expected: str) -> None:
    assert licence(described(*fields)) == expected


def test_people_are_counted_once_each() -> None:
    fields = [
        ("Author", "A. One, B. Two"),
        ("Author-email", "A. One <one@x.org>, three@x.org"),
        ("Maintainer", "B. Two"),
    ]
    assert people(described(*fields)) == ["A. One", "B. Two"]
    assert people(described(("Author-email", "three@x.org"))) == ["three@x.org"]
