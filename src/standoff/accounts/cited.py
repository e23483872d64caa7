"""Answers with citations: each row with the claims it rests on, who said them, and what could not be traced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.citing import Citation, Citer, Tracer
from standoff.errors import UsageError
from standoff.queries import Answer, Column, bind
from standoff.rdf.terms import Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model import Claim
    from standoff.queries import Row, Value
    from standoff.rdf.prefixes import Prefixes
    from standoff.view import View

__all__ = ["CitedAnswer", "cited"]


@dataclass
class CitedAnswer:
    """An answer whose rows come with their citations, once, as the store finds them."""

    answer: Answer
    rows: Iterable[tuple[Row, Citation]]

    def __iter__(self) -> Iterator[tuple[Row, Citation]]:
        """The rows with their citations."""
        return iter(self.rows)

    def with_columns(
        self, claims: Mapping[NamedNode, Claim], label: Callable[[NamedNode], str], shorten: Callable[[NamedNode], str]
    ) -> Answer:
        """The answer with further columns: the claims, their speakers, others that would do, and remarks on the row."""
        further = (
            Column("claims", "Claims"),
            Column("said_by", "Said by"),
            Column("also", "Also by"),
            Column("account", "Account"),
        )

        def rows() -> Iterator[Row]:
            for row, citation in self.rows:
                speakers = dict.fromkeys(
                    label(record.speaker)
                    for claim in citation.claims
                    if (record := claims.get(claim)) is not None and record.speaker is not None
                )
                cells = (
                    ", ".join(shorten(claim) for claim in citation.claims),
                    ", ".join(speakers) if citation.claims else "the reference" if citation.facts else "",
                    ", ".join(shorten(claim) for claim in citation.also),
                    account(citation),
                )
                yield (*row, *(Literal(cell) if cell else None for cell in cells))

        return Answer("rows", columns=(*self.answer.columns, *further), rows=rows(), cut=self.answer.cut)


def account(citation: Citation) -> str:
    """What is to be said of a row besides its claims."""
    told = []
    if citation.mixed:
        told.append("mixed accounts")
    if citation.undecided:
        told.append("undecided: the search was cut short")
    return "; ".join((*told, *citation.notes))


def cited(
    view: View,
    answer: Answer,
    text: str,
    values: Mapping[str, Value],
    prefixes: Prefixes,
    *,
    consistent: bool = False,
) -> CitedAnswer:
    """The rows of an answer through a view with their citations; with `consistent`, without mixed accounts.

    Raises:
        UsageError: the query has no rows (ASK, CONSTRUCT, DESCRIBE).
    """
    if answer.form != "rows":
        raise UsageError("only the rows of a SELECT can be cited", hint="leave out --cite")
    names = answer.variables
    try:
        tracer = Tracer(view.store, bind(text, values), prefixes.as_dict())
    except ValueError as error:
        reason = f"cannot be traced: {error}"
        return CitedAnswer(answer, ((row, Citation((), (), (), notes=(reason,))) for row in answer.rows))
    citer = Citer(view.reasoning, tracer)

    def rows() -> Iterator[tuple[Row, Citation]]:
        for row in answer.rows:
            citation = citer.cite(dict(zip(names, row, strict=True)))
            if citation.consistent or not consistent:
                yield row, citation

    return CitedAnswer(answer, rows())
