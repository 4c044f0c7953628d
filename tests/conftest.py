"""What every test and every command that it runs finds: nobody's settings and data, an empty cache, no deadlines.

A test fails if coach, in this process or in one that it runs, reports an exception that it did not expect.
"""

import atexit
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

KEPT = {"COACH_REQUIRE_ALL"}
for name in [name for name in os.environ if name.startswith("COACH_") and name not in KEPT]:
    del os.environ[name]

_cache = tempfile.TemporaryDirectory(prefix="coach-tests-")
atexit.register(_cache.cleanup)
os.environ["COACH_CACHE_DIR"] = _cache.name
os.environ["COACH_DATA_DIR"] = str(Path(_cache.name, "data"))
os.environ["COACH_CONFIG"] = str(Path(_cache.name, "no-config.toml"))
REPORTS = Path(_cache.name, "reports")
os.environ["COACH_REPORT_DIR"] = str(REPORTS)

# How long a test takes says how busy the machine is. In continuous integration always the same examples.
settings.register_profile("coach", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("coach")


@pytest.fixture(autouse=True)
def no_reports() -> Iterator[None]:
    """Fail a test after which there is a report."""
    yield
    if REPORTS.exists():
        texts = [path.read_text("utf-8") for path in sorted(REPORTS.glob("*.txt"))]
        for path in REPORTS.iterdir():
            path.unlink()
        assert not texts, "\n".join(texts)
