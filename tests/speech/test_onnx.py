"""The neural voices leave nothing in a person's home, where onnxruntime would keep a device id and a queue."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SPEAK = "from coach.{module} import find_voice; find_voice({name!r}).speak('One.', speed=1.0)"


@pytest.mark.parametrize("name", ["heart", "joe"])
def test_a_voice_that_speaks_leaves_no_file_at_home(name: str, tmp_path: Path) -> None:
    home = {variable: str(tmp_path) for variable in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")}
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "ORT_"))}
    script = SPEAK.format(module="session.voices", name=name)
    subprocess.run([sys.executable, "-c", script], check=True, env=environment | home)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["heart", "joe"])
def test_onnxruntime_is_told_to_send_nothing_before_it_is_loaded(name: str) -> None:
    script = (
        "import os, sys, importlib.abc\n"
        "class Guard(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, module, *_):\n"
        "        assert module != 'onnxruntime' or os.environ.get('ORT_DISABLE_TELEMETRY') == '1', 'too late'\n"
        "sys.meta_path.insert(0, Guard())\n" + SPEAK.format(module="session.voices", name=name)
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ORT_")}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
