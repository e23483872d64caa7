"""Claims as RDF 1.2 reifiers, for stores that have triple terms and would rather not use named graphs.

Each claim reifies the triples it states: `claim:x rdf:reifies <<( s p o )>>`
(https://www.w3.org/TR/rdf12-concepts/#section-triple-terms). A reified triple is not thereby asserted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from standoff.rdf.terms import RDF, DefaultGraph, Quad, Triple

__all__ = ["reified"]


def reified(content: Iterable[Quad]) -> Iterator[Quad]:
    """What claims say, each triple as a triple term that its claim reifies."""
    for quad in content:
        if not isinstance(quad.graph_name, DefaultGraph):
            term = Triple(quad.subject, quad.predicate, quad.object)
            yield Quad(quad.graph_name, RDF["reifies"], term)
