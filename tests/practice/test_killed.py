"""A writer that is killed while it writes leaves the old content or the new one, whole. KILLS=5000 kills more often."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reports.structure import ROOT
from tests.require import require

KILLS = int(os.environ.get("KILLS", "200"))


@pytest.mark.parametrize("kind", ["bookmark", "history"])
def test_who_is_killed_while_writing_leaves_the_old_or_the_new_content(tmp_path: Path, kind: str) -> None:
    require(hasattr(os, "fork"), "a system that can fork")
    command = [sys.executable, "-m", "tests.practice.killed", kind, str(tmp_path), str(KILLS)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    print(kind, done.stdout)
    seen = json.loads(done.stdout)
    assert (seen["kills"], seen["wrong"]) == (KILLS, 0)
    assert seen["writes"]
    assert seen["caught"], "no kill was in the middle of a write"
