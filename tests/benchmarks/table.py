"""Print what the benchmarks measured last: `python -m tests.benchmarks.table`.

`python -m pytest tests/benchmarks -n0 --benchmark-enable` measures it anew, and prints the same table at its end.
"""

from tests.benchmarks.ledger import read_rows, table
from tests.benchmarks.rivals import shortcomings


def main() -> None:
    """Print the table, and what the programs in it do not do that a person might pick instead."""
    print("\n".join([*table(read_rows()), "", *shortcomings()]))


if __name__ == "__main__":
    main()
