"""Anchors: where a claim's words are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from standoff.rdf.terms import NamedNode

__all__ = ["Anchor", "StatementAnchor", "TextAnchor"]


@dataclass(frozen=True, slots=True)
class TextAnchor:
    """The words are code points START to END (from 0, end exclusive) of an article.

    `digest` is `sha256:` and the digest of the slice's UTF-8 bytes; `fragment` a text fragment
    (`:~:text=first,last`) that lets a browser find the place.
    """

    iri: NamedNode
    start: int
    end: int
    digest: str
    fragment: str | None = None

    def __str__(self) -> str:
        """Characters START to END."""
        return f"characters {self.start} to {self.end}"


@dataclass(frozen=True, slots=True)
class StatementAnchor:
    """The words are a STATEMENT of another knowledge base, as it stood in a recorded answer.

    `digest` is `sha256:` and the digest of the recorded answer's bytes.
    """

    iri: NamedNode
    statement: NamedNode
    digest: str

    def __str__(self) -> str:
        """Statement IRI."""
        return f"statement {self.statement.value}"


Anchor: TypeAlias = TextAnchor | StatementAnchor
