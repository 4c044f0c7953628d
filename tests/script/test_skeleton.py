"""New scripts and the reference page are made from the reader's tables. Covers also: reference."""

import re
from pathlib import Path

import pytest

from coach.script._step_reader import VERBS
from coach.script.json_schema import DOCUMENTS
from coach.script.library import Library
from coach.script.reference import reference
from coach.script.skeleton import skeleton
from tests.script.scripts import write


@pytest.mark.parametrize("kind", ["stretch", "routine"])
@pytest.mark.parametrize("title", ["Side bend", "Mine: “5”"])
def test_a_new_script_is_read_without_an_error(tmp_path: Path, kind: str, title: str) -> None:
    assert Library().read(write(tmp_path, skeleton(kind, title), "new.yaml")).title == title


@pytest.mark.parametrize("kind", ["stretch", "routine"])
def test_what_a_new_script_leaves_out_is_read_without_an_error_too(tmp_path: Path, kind: str) -> None:
    text = re.sub(r"(?m)^( *)# (?=[a-z-])", r"\1", skeleton(kind, "Side bend"))
    assert text.count("\n#") == 0
    Library().read(write(tmp_path, text, "new.yaml"))


@pytest.mark.parametrize("kind", ["stretch", "routine"])
def test_a_new_script_has_every_key(kind: str) -> None:
    text = skeleton(kind, "Side bend")
    assert all(re.search(rf"(?m)^(# )?{key.name}:", text) for key in DOCUMENTS[kind])


def test_a_new_stretch_has_every_step() -> None:
    assert all(re.search(rf"- {{?{verb}:", skeleton("stretch", "Side bend")) for verb in VERBS)


def test_the_reference_page_has_every_key_of_every_step_and_what_it_means() -> None:
    page = reference()
    for verb in VERBS.values():
        for key in verb.keys:
            assert re.search(rf"(?m)^\| `{key.name}` \| .+ \| {re.escape(key.doc)}", page)
    assert all(f"| `{key.name}` |" in page for keys in DOCUMENTS.values() for key in keys)
