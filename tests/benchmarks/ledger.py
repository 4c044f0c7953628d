"""Keeps what the benchmarks measured, and lays it out as a table: what, against what, the ratio, and what is wanted.

`figures.json` beside it holds the last measured rows, each replaced when its benchmark runs again with
`--benchmark-enable`. `python -m tests.benchmarks.table` prints them, and `python -m tests.reports.reckoning` builds on
them.
"""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("figures.json")
ORDER = ("export", "play", "ten hours", "format", "instead", "grow")
"""The parts of the table in their order, by the first word of a row's `part`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        part: The part of the table, one of `ORDER`.
        what: Names what was measured.
        ours: The median of ours.
        unit: The unit of ours and of theirs.
        against: Names what it is compared with; empty if it is compared with nothing.
        theirs: The median of what it is compared with.
        processor_ratio: The ratio of the processor seconds, which a busy machine disturbs less.
        at_most: The largest ratio, or without a ratio the largest of ours, that is wanted.
        at_least: The same for the smallest.
    """

    part: str
    what: str
    ours: float
    unit: str
    against: str = ""
    theirs: float | None = None
    processor_ratio: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours by theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def verdict(self) -> str:
        """`yes` or `no` as the row is as wanted or not, and nothing where nothing is wanted."""
        value = self.ours if self.ratio is None else self.ratio
        if self.at_most is not None:
            return "yes" if value <= self.at_most else "no"
        if self.at_least is not None:
            return "yes" if value >= self.at_least else "no"
        return ""

    @property
    def wanted(self) -> str:
        """The bound in words."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"


ROWS: list[Row] = []
"""The rows of this run."""

NOTED: dict[str, float] = {}
"""The figures of this run."""


def note(benchmark: Any, row: Row) -> None:
    """Add a row to the table, and to what pytest-benchmark keeps; ignored where benchmarks are disabled."""
    if benchmark.enabled:
        ROWS.append(row)
        ratio = {} if row.ratio is None else {"ratio": round(row.ratio, 3)}
        benchmark.extra_info[f"{row.what} / {row.against}".strip(" /")] = {**asdict(row), **ratio}
        keep()  # so that a run which is broken off has not measured in vain


def note_figures(benchmark: Any, **figures: float) -> None:
    """Keep figures that `python -m tests.reports.reckoning` builds on; ignored where benchmarks are disabled."""
    if benchmark.enabled:
        NOTED.update({name: round(value, 3) for name, value in figures.items()})
        benchmark.extra_info.update(figures)
        keep()


def read_rows(path: Path = FIGURES) -> list[Row]:
    """Read the rows that were measured last; none without the file."""
    return [Row(**row) for row in _read(path).get("rows", [])]


def read_figures(path: Path = FIGURES) -> dict[str, float]:
    """Read the figures that were measured last, by their names, which end in their units; none without the file."""
    return dict(_read(path).get("figures", {}))


def keep(path: Path = FIGURES) -> None:
    """Write what this run measured in the place of what has the same name, and the machine that it was measured on."""
    known = {(row.part, row.what, row.against): row for row in [*read_rows(path), *ROWS]}
    ordered = sorted(known.values(), key=lambda row: ORDER.index(row.part))
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    figures = {**read_figures(path), **NOTED}
    content = {"machine": machine, "figures": figures, "rows": [asdict(row) for row in ordered]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def table(rows: Sequence[Row]) -> list[str]:
    """Lay out rows as lines of text."""
    head = ["what", "ours", "against", "theirs", "ratio", "(processor)", "wanted", "as wanted"]
    cells = [head, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _cells(row: Row) -> list[str]:
    return [
        row.what,
        f"{row.ours:.4g} {row.unit}",
        row.against or "–",
        "–" if row.theirs is None else f"{row.theirs:.4g} {row.unit}",
        "–" if row.ratio is None else f"{row.ratio:.2f}",
        "–" if row.processor_ratio is None else f"{row.processor_ratio:.2f}",
        row.wanted or "–",
        row.verdict or "–",
    ]
