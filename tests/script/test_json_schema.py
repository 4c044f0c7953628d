"""The JSON Schema takes what the reader takes, and refuses what the reader refuses for its shape."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from coach.errors import ScriptError
from coach.files import bundled
from coach.script._nodes import Mapping, Node, Scalar, read_nodes
from coach.script.json_schema import json_schema
from coach.script.library import Library
from coach.script.routine import Routine, Stretch
from coach.script.writer import write_script
from tests.script.scripts import TWIST, routines, stretches, write

VALIDATORS = {kind: Draft202012Validator(json_schema(kind)) for kind in ("stretch", "routine")}
SHIPPED = sorted(path for kind in ("stretches", "routines") for path in bundled("scripts").glob(f"{kind}/*.yaml"))


def plain(node: Node) -> Any:
    """The values that an editor sees: those of YAML 1.2, where only true and false are not texts or numbers."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.items}
    if not isinstance(node, Scalar):
        return [plain(item) for item in node.items]
    if node.text in ("true", "false", ""):
        return {"true": True, "false": False, "": None}[node.text]
    if re.fullmatch(r"-?\d+(\.\d+)?", node.text):
        return float(node.text) if "." in node.text else int(node.text)
    return node.text


def takes(path: Path) -> bool:
    document = plain(read_nodes(path))
    return VALIDATORS["stretch" if "stretch" in document else "routine"].is_valid(document)


@pytest.mark.parametrize("kind", VALIDATORS)
def test_it_is_a_schema_of_draft_2020_12(kind: str) -> None:
    Draft202012Validator.check_schema(json_schema(kind))
    assert json_schema(kind)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_script_that_comes_with_coach_is_valid(path: Path) -> None:
    assert takes(path)


@settings(max_examples=100)
@given(stretches() | routines())
def test_every_script_of_the_language_is_valid(
    tmp_path_factory: pytest.TempPathFactory, script: Stretch | Routine
) -> None:
    assert takes(write(tmp_path_factory.getbasetemp(), write_script(script), "valid.yaml"))


@pytest.mark.parametrize(
    "step",
    [
        "On.",
        "{}",
        "{say: [On, and on]}",
        "{say: }",
        "{sya: On.}",
        "{say: On., again: On.}",
        "{say: On., agian: On.}",
        "{pause: setle}",
        "{pause: 4-5 s}",
        "{hold: 20}",
        "{hold: -5 s}",
        "{hold: 5 cycles}",
        "{hold: 20 secs}",
        "{hold: 20 s, breathing: yes}",
        "{breathe: soon}",
        "{breathe: 20 reps}",
        "{breathe: 5, pattern: fast}",
        "{breathe: 5, pattern: 4}",
        "{breathe: 5, pattern: 4-4-4-4-4}",
        "{chime: swich}",
        "{sides: []}",
        "{sides: [{say: On.}], only: middle}",
        "{sides: [{sides: [{say: On.}]}]}",
        "{silence: 1-2 min}",
        "{silence: 1 min, announce: no}",
        "{flow: [{inhale: Up., exhale: Down.}]}",
        "{flow: [{up: Up.}]}",
        "{flow: []}",
        "{reps: 10}",
        "{reps: 10 s, phases: [{say: Up., for: 2 s}]}",
        "{reps: 10, phases: [{say: Up.}]}",
        "{reps: 10, phases: [{say: Up., for: 2 s}], count: sideways}",
        "{work: 40 breaths}",
        "{work: 40 s, next: Squats.}",
        "{rest: soon}",
        "{repeat: 0, steps: [{say: On.}]}",
        "{repeat: 1000000, steps: [{say: On.}]}",
        "{repeat: 2.5, steps: [{say: On.}]}",
        "{repeat: 3}",
        "{repeat: 3, steps: [{say: On.}], pause: 3 s}",
        f"{'{repeat: 2, steps: [' * 5}{{say: On.}}{']}' * 5}",
        "{say: On., when: []}",
    ],
)
def test_a_step_that_is_refused_for_its_shape_is_not_valid(tmp_path: Path, step: str) -> None:
    path = write(tmp_path, f"stretch: Bad\nposition: prone\nchoices: {{a: [b]}}\nsteps:\n  - {step}\n")
    with pytest.raises(ScriptError):
        Library().read(path)
    assert not takes(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("position: seated", "position: seeted"),
        ("position:", "positoin:"),
        ("position: seated\n", ""),
        ("stretch: Twist", "stretch: []"),
        ("steps:\n", "ease:\nsteps:\n"),
        ("steps:\n", "needs: a mat\nsteps:\n"),
        ("steps:\n", "choices: [floor, chair]\nsteps:\n"),
        ("steps:\n", "choices: {place: floor}\nsteps:\n"),
        ("steps:\n", "choices: {Place: [floor]}\nsteps:\n"),
        ("steps:\n", "level: gentle\nsteps:\n"),
    ],
)
def test_a_stretch_that_is_refused_for_its_shape_is_not_valid(tmp_path: Path, old: str, new: str) -> None:
    path = write(tmp_path, TWIST.replace(old, new, 1))
    with pytest.raises(ScriptError):
        Library().read(path)
    assert not takes(path)


@pytest.mark.parametrize(
    "keys",
    [
        "stretches: cobra",
        "stretches: []",
        "stretches: [cobra]\nlevel: gentel",
        "stretches: [cobra]\neyes: shut",
        "stretches: [cobra]\nsounds: sometimes",
        "stretches: [{cobra: gentle}]",
        "stretches: [{stretch: cobra, level: gentel}]",
        "stretches: [{stretch: cobra, choose: chair}]",
        "stretches: [{stretch: cobra, dose: 5 furlongs}]",
        "stretches: [{repeat: 3, stretches: [{repeat: 3, stretches: [cobra]}]}]",
        "stretches: [{repeat: 3}]",
        "stretches: [{stretch: Mine, steps: [{say: On.}]}]",
        "stretches: [../cobra]",
    ],
)
def test_a_routine_that_is_refused_for_its_shape_is_not_valid(tmp_path: Path, keys: str) -> None:
    path = write(tmp_path, f"routine: Bad\n{keys}\n")
    with pytest.raises(ScriptError):
        Library().read(path)
    assert not takes(path)


def test_pyyaml_sees_a_shipped_script_as_an_editor_does() -> None:
    path = bundled("scripts") / "stretches" / "cobra.yaml"
    assert plain(read_nodes(path)) == yaml.safe_load(path.read_text("utf-8"))
