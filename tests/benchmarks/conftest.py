"""Gives the benchmarks one session with its clips, and prints and keeps the table of all that they measured."""

from typing import Any

import pytest

from tests.benchmarks.ledger import ROWS, keep, table
from tests.benchmarks.rivals import shortcomings
from tests.benchmarks.speech import Said, say


@pytest.fixture(scope="session")
def said(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """The whole routine, or a session of one stretch where benchmarks are disabled; spoken once, by heart."""
    return say(tmp_path_factory.mktemp("said"), is_small=not request.config.getoption("benchmark_enable"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if ROWS:
        keep()
        terminalreporter.section("what was measured")
        lines = table(ROWS) + (["", *shortcomings()] if any(row.part == "instead" for row in ROWS) else [])
        for line in lines:
            terminalreporter.write_line(line)
