"""The parts of a knowledge base that export and push send out, as streams of quads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.exchange.contents import Parts
    from standoff.kb import KnowledgeBase
    from standoff.model import Lens
    from standoff.rdf.terms import Quad

__all__ = ["parts_of"]


def parts_of(knowledge: KnowledgeBase, lens: Lens | None, *, built: bool = True) -> Parts:
    """The parts of a knowledge base through a lens; without `built` nothing is built, and facts are out of reach."""
    from standoff.exchange.contents import Parts
    from standoff.rdf.terms import DefaultGraph

    sources = knowledge.sources
    config = sources.config
    narrowed = lens is not None and not lens.is_default
    claims = {claim.iri for claim in knowledge.claims(lens)} if narrowed or built else None

    def content() -> Iterator[Quad]:
        for quad in sources.content():
            if claims is None or quad.graph_name in claims:
                yield quad

    def provenance() -> Iterator[Quad]:
        if narrowed:
            yield from knowledge.view(lens).provenance()
        else:
            yield from sources.provenance()

    def ontology() -> Iterator[Quad]:
        yield from sources.quads("ontology")
        yield from sources.quads("alignments")

    def links() -> Iterator[Quad]:
        return (quad for quad in sources.quads("links") if isinstance(quad.graph_name, DefaultGraph))

    def inferred() -> Iterator[Quad]:
        import numpy as np

        from standoff.building.indexing import facts

        view = knowledge.view(lens)
        derivation = view.built.derivation
        given = np.array(derivation.background, dtype=np.bool_)
        given[np.asarray(derivation.leaf_fact)] = True
        return facts(derivation, np.flatnonzero(view.facts & ~given))

    return Parts(
        base=config.base,
        title=config.title,
        prefixes=knowledge.prefixes,
        facts=lambda: knowledge.facts(lens),
        inferred=inferred,
        ontology=ontology,
        reference=lambda: sources.quads("reference"),
        content=content,
        provenance=provenance,
        links=links,
        lens=str(lens) if narrowed else "",
    )
