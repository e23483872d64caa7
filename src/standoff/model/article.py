"""Articles: the texts that were read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from standoff.rdf.terms import NamedNode

__all__ = ["Article"]


@dataclass(frozen=True, slots=True)
class Article:
    """A text we read, known by the SHA-256 of its bytes; `issued` is an ISO date, or unknown.

    `length` is in code points. The text itself is not part of the record: it stays where its publisher has it.
    """

    iri: NamedNode
    digest: str | None = None
    length: int | None = None
    issued: str | None = None
    issued_is_inferred: bool = False
    title: str | None = None
    publisher: str | None = None
    path: Path | None = None
    line: int | None = None

    @property
    def slug(self) -> str:
        """The last part of the article's IRI, which is also its folder's name under kb/articles."""
        return self.iri.value.rstrip("/#").rsplit("/", 1)[-1]

    @property
    def narrator(self) -> NamedNode:
        """The article's own voice, as a speaker."""
        return NamedNode(self.iri.value + "#narrator")

    def __str__(self) -> str:
        """ARTICLE (DATE)."""
        if self.issued is None:
            return self.slug
        return f"{self.slug} ({self.issued}{', inferred' if self.issued_is_inferred else ''})"
