"""The least a program could do: import typer and pyoxigraph, open the store, run the query, print it."""

from __future__ import annotations

from pathlib import Path

import typer
from pyoxigraph import QuerySolutions, Store


def main(store: str, query: str) -> None:
    """Print the rows of a query as tab-separated values."""
    solutions = Store.read_only(store).query(Path(query).read_text(encoding="utf-8"))
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    print("\t".join(names))
    for row in solutions:
        print("\t".join("" if row[name] is None else str(row[name].value) for name in names))


if __name__ == "__main__":
    typer.run(main)
