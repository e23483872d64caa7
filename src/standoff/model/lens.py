"""Lenses: choices of claims, and of how well what follows must be supported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from standoff.rdf.terms import NamedNode

__all__ = ["ALL", "Lens"]


@dataclass(frozen=True, slots=True)
class Lens:
    """A choice of claims: those of the accounts named, published by a date, in the articles named.

    An empty choice means all trusted claims. `undisputed` and `corroborated` ask more of a fact: that nothing
    contradicts what it rests on, and that so many speakers say it independently.
    """

    name: str = ""
    according_to: tuple[NamedNode, ...] = ()
    with_narration: bool = False
    as_of: str | None = None
    articles: tuple[NamedNode, ...] = ()
    undisputed: bool = False
    corroborated: int = 0
    with_links: bool = False

    @property
    def chooses_claims(self) -> bool:
        """Whether the lens leaves any claim out."""
        return bool(self.according_to or self.as_of or self.articles)

    @property
    def is_default(self) -> bool:
        """Whether this is the default lens: all trusted claims, and whatever follows from them."""
        return not (self.chooses_claims or self.undisputed or self.corroborated > 1 or self.with_links)

    def __str__(self) -> str:
        """According to X, with narration, published by DATE, in ARTICLE, undisputed, corroborated by N."""
        parts: list[str] = []
        if self.according_to:
            names = " and ".join(node.value.rsplit("/", 1)[-1] for node in self.according_to)
            parts.append(f"according to {names}" + (" with narration" if self.with_narration else ""))
        if self.as_of:
            parts.append(f"published by {self.as_of}")
        if self.articles:
            parts.append("in " + " and ".join(node.value.rsplit("/", 1)[-1] for node in self.articles))
        if self.undisputed:
            parts.append("undisputed")
        if self.corroborated > 1:
            parts.append(f"corroborated by {self.corroborated}")
        if self.with_links:
            parts.append("with links")
        return ", ".join(parts) or "all trusted claims"


ALL: Final = Lens("all")
"""The default lens: all trusted claims."""
