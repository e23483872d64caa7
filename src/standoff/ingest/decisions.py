"""What a person decided about drafts: kept beside them, as activities with person and time."""

from __future__ import annotations

from standoff.ingest.store import ArticleFolder
from standoff.rdf.parsing import parse_file
from standoff.rdf.terms import ST, NamedNode

__all__ = ["decided"]


def decided(folder: ArticleFolder) -> set[NamedNode]:
    """The drafts of an article that a decision has been made about."""
    if not folder.decisions.is_file():
        return set()
    return {q.object for q in parse_file(folder.decisions) if q.predicate == ST["decides"] and isinstance(q.object, NamedNode)}
