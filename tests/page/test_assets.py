"""Tests for coach.page.assets."""

import base64
import hashlib
from pathlib import Path

import pytest

from coach.page import assets


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of assets of the test's own."""
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    assets.script.cache_clear()
    yield tmp_path
    assets.script.cache_clear()


def write(folder: Path, **modules: str) -> None:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, "utf-8")


def test_modules_are_joined_each_once_and_after_those_that_they_import(folder: Path) -> None:
    write(
        folder,
        main='import { a } from "./left.js";\nimport { b } from "./right.js";\na(b);\n',
        left='import { c } from "./below.js";\nexport function a() {\n  return c;\n}\n',
        right='import { c } from "./below.js";\nexport const b = c;\n',
        below="/** Something. */\n\n// and more\nexport const c = 1;\n",
    )
    body = "const c = 1;\nfunction a() {\nreturn c;\n}\nconst b = c;\na(b);"
    assert assets.script() == f'(()=>{{"use strict";{body}}})();'


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        (
            {"main": 'import { a } from "./left.js";\nconst b = 1;\n', "left": "export const a = 1;\nconst b = 2;\n"},
            "b",
        ),
        ({"main": 'import { a } from "./left.js";\n', "left": 'import { c } from "./main.js";\n'}, "imports itself"),
        ({"main": 'import * as a from "./left.js";\n'}, "cannot be joined"),
        ({"main": "export default 1;\n"}, "cannot be joined"),
    ],
)
def test_modules_that_cannot_be_joined_are_refused(folder: Path, modules: dict[str, str], message: str) -> None:
    write(folder, **modules)
    with pytest.raises(ValueError, match=message):
        assets.script()


def test_the_hash_of_a_policy_is_that_of_the_whole_text() -> None:
    digest = base64.b64encode(hashlib.sha256("é".encode()).digest()).decode()
    assert assets.source_hash("é") == f"'sha256-{digest}'"


def test_no_string_of_the_page_is_changed_by_leaving_out_comments_and_indentation() -> None:
    for path in sorted(assets.FOLDER.glob("*.js")):
        strings = path.read_text("utf-8").split("`")[1::2]
        assert not [text for text in strings if "\n" in text and "/**" not in text], (
            f"{path.name}: a string of two lines"
        )
