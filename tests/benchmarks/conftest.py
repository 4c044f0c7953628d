"""Gives the benchmarks one session with its clips, and prints the table of all that they measured."""

from typing import Any

import pytest

from tests.benchmarks.ledger import ROWS, table
from tests.benchmarks.rivals import shortcomings
from tests.benchmarks.speech import Said, say

LONGEST_S = 3600
"""Seconds that a benchmark may take before it counts as hanging."""


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let programs keep what they compile: an installed coach is compiled, and else each start takes 0.1 s more."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)


@pytest.fixture(scope="session")
def said(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """The whole routine, or a session of one stretch where benchmarks are disabled; spoken once, by heart."""
    return say(tmp_path_factory.mktemp("said"), is_small=not request.config.getoption("benchmark_enable"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let a benchmark take as long as its rounds do; in an ordinary run the usual bound holds."""
    if config.getoption("benchmark_enable"):
        for item in items:
            item.add_marker(pytest.mark.timeout(LONGEST_S))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if ROWS:
        terminalreporter.section("what was measured")
        lines = table(ROWS) + (["", *shortcomings()] if any(row.part == "instead" for row in ROWS) else [])
        for line in lines:
            terminalreporter.write_line(line)
