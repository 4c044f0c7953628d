"""Checks that `coach schema` prints the JSON Schema of each kind of script, through the real command."""

import json
import subprocess
import sys

import pytest

from coach.script.json_schema import json_schema


def schema(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", "schema", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("kind", ["stretch", "Routine"])
def test_the_schema_of_a_kind_of_script_is_printed_as_json(kind: str) -> None:
    done = schema(kind)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json_schema(kind.lower())


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    done = schema("exercise")
    assert (done.returncode, done.stdout) == (2, "")
    assert "“exercise” is no kind of script. Known names: routine, stretch." in done.stderr
