"""Checks what `coach list` prints for people and for programs."""

import json
from pathlib import Path

import pytest

from tests.cli.forked import Ran, Run, run_all

BROKEN = "stretch: Broken\nposition: sitting\nsteps:\n  - hold: 20 s\n"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Ran]:
    folder = tmp_path_factory.mktemp("list")
    (folder / "broken.yaml").write_text(BROKEN)
    table, facts = run_all([Run(["list"]), Run(["list", "--json", "--scripts", "."])], Path(folder))
    return table, facts


def test_the_default_is_marked_and_the_next_step_is_told(listed: tuple[Ran, Ran]) -> None:
    table, _ = listed
    (default,) = (line for line in table.stdout.splitlines() if "(default)" in line)
    assert default.startswith("middle-back ")
    assert table.stderr == "~ is an estimate. `coach play NAME` plays, `coach show NAME` prints the words.\n"


def test_the_list_fits_the_smallest_usual_window_and_leaves_a_line_for_the_prompt(listed: tuple[Ran, Ran]) -> None:
    table, _ = listed
    lines = f"{table.stdout}{table.stderr}".splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80


def test_each_script_is_an_object_of_json(listed: tuple[Ran, Ran]) -> None:
    _, facts = listed
    assert facts.stderr == ""
    rows = {row["name"]: row for row in map(json.loads, facts.stdout.splitlines())}
    assert rows["broken"].keys() == {"name", "own", "problem"}
    assert (rows["middle-back"]["kind"], rows["middle-back"]["default"]) == ("routine", True)
    assert rows["middle-back"]["choices"] == {"place": ["floor", "chair"]}
    cobra = rows["cobra"]
    assert (cobra["kind"], cobra["position"], cobra["dose"]) == ("stretch", "prone", "5–8 breaths")
    assert (cobra["own"], cobra["default"]) == (False, False)
