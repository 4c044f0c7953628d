import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import Location, ScriptError
from coach.script._nodes import Mapping, Scalar, Sequence, read_nodes
from tests.script.scripts import write


def test_every_node_knows_its_line_and_column_and_every_text_stays_as_written(tmp_path: Path) -> None:
    path = write(tmp_path, "count: 010\nlist: [no, 1.50]\n")
    assert read_nodes(path) == Mapping(
        Location(path, 1, 1),
        (
            (Scalar(Location(path, 1, 1), "count"), Scalar(Location(path, 1, 8), "010")),
            (
                Scalar(Location(path, 2, 1), "list"),
                Sequence(
                    Location(path, 2, 7),
                    (Scalar(Location(path, 2, 8), "no"), Scalar(Location(path, 2, 12), "1.50")),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("content", "location", "problem"),
    [
        (b"", (None, None), "is empty"),
        (b"# nothing\n", (None, None), "is empty"),
        (b"a: b\n---\nc: d\n", (2, 1), "second document"),
        (b"a: b\n\xff\xfe", (2, 1), "not UTF-8"),
        (b"a: \x00", (None, None), "not YAML"),
        (b"a: b: c", (1, 5), "not YAML"),
        (b"a:\n  - b\n\t- c: d\n", (3, 1), "indented with a tab"),
        (b"a: b\n\tc: d\n", (2, 1), "indented with a tab"),
        (b"a:\n  -\tb: c\n", (2, 4), "there is a tab here"),
        (b"a: 1\nb: 'c\nd: e\n", (2, 4), "a quotation mark opens here and is not closed"),
        (b"x" * (256 * 1024 + 1), (None, None), "larger than 256 KiB"),
        (b"a: " + b"[" * 900, (1, 23), "nested deeper than 20"),
        (b"? [a]\n: b\n", (1, 3), "a key has to be one word"),
        (b"a: b\na: c\n", (2, 1), "“a” is here twice"),
        (b"a: &b c\n", (1, 4), "anchors"),
        (b"a: *b\n", (1, 4), "aliases"),
        (b"a: !!python/object:os.system b\n", (1, 4), "tag"),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_refused(
    tmp_path: Path, content: bytes, location: tuple[int | None, int | None], problem: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(ScriptError) as caught:
        read_nodes(path)
    assert problem in caught.value.problem
    assert caught.value.location == Location(path, *location)


def test_brackets_that_are_too_deep_for_the_parser_are_told_in_the_same_words(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(ScriptError, match=r"a\.yaml:1:\d+: this is nested deeper than 20\."):
        read_nodes(tmp_path / "a.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(ScriptError, match=r"it is a pipe, not a file\. Write the script to a file, and name that\."):
        read_nodes(tmp_path / "a.yaml")


def test_a_file_that_cannot_be_read_is_told_by_its_path(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(ScriptError) as caught:
            read_nodes(path)
        assert caught.value.problem.startswith(f"{path}: cannot be read")


@given(st.binary(max_size=200) | st.text(alphabet="stretch: -\n{}[]&*!|>'\"%@`ab", max_size=120).map(str.encode))
def test_any_bytes_are_read_or_refused_with_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    try:
        read_nodes(path)
    except ScriptError as error:
        assert error.location.path == path
        assert "\n" not in error.problem
