"""Answers: rows with columns, a yes or no, or triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal as Choice
from typing import TypeAlias

from standoff.queries.header import Column
from standoff.rdf.terms import Term, Triple

__all__ = ["Answer", "Row"]

Row: TypeAlias = "tuple[Term | None, ...]"
"""One value for each column; None where the row has none."""


@dataclass(slots=True)
class Answer:
    """What a query answers: rows under columns (SELECT), yes or no (ASK), or triples (CONSTRUCT, DESCRIBE).

    Rows and triples come as the store finds them, once: keep them in a list to read them twice.
    `cut` is set, while they are read, to what stopped them short; an answer that is whole leaves it empty.
    """

    form: Choice["rows", "boolean", "triples"]
    columns: tuple[Column, ...] = ()
    rows: Iterable[Row] = ()
    boolean: bool | None = None
    triples: Iterable[Triple] = ()
    cut: list[str] = field(default_factory=list)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns, as the query has them."""
        return tuple(column.variable for column in self.columns)

    def __iter__(self) -> Iterator[Row]:
        """The rows."""
        return iter(self.rows)

    def dictionaries(self) -> Iterator[dict[str, Term | None]]:
        """Each row as a mapping from variables to terms."""
        names = self.variables
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    @classmethod
    def of_rows(cls, columns: Iterable[Column], rows: Iterable[Iterable[Term | None]]) -> Answer:
        """An answer made of rows at hand."""
        return cls("rows", columns=tuple(columns), rows=[tuple(row) for row in rows])
