"""The closure by owlrl, for comparison: without reasons, and without its rules for equality.

With them, two states that are each blamed for one thing would become one, and everything known of them with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import RdfFormat, parse

from standoff.errors import UsageError
from standoff.rdf.terms import OWL, Triple

__all__ = ["close"]


def close(triples: Iterable[Triple]) -> tuple[list[Triple], list[str]]:
    """What owlrl concludes from triples (these included), and what it says is contradictory.

    Identities that are asserted are kept as they are, but nothing follows from them.

    Raises:
        UsageError: owlrl is not installed.
    """
    try:
        import owlrl
        from rdflib import OWL as RDFLIB_OWL
        from rdflib import Graph, Literal
    except ImportError as error:
        raise UsageError("owlrl is not installed", hint="install it, or leave out --engine") from error

    class WithoutEquality(owlrl.OWLRL_Semantics):  # type: ignore[misc]
        """OWL 2 RL as owlrl has it, in which nothing is ever concluded to be the same."""

        def store_triple(self, triple: Any) -> None:
            """Store a conclusion, unless it is an identity or its subject a literal."""
            if triple[1] != RDFLIB_OWL.sameAs and not isinstance(triple[0], Literal):
                super().store_triple(triple)

    told = list(triples)
    graph = Graph()
    graph.parse(data="\n".join(f"{t} ." for t in told if t.predicate != OWL["sameAs"]), format="nt")
    semantics = WithoutEquality(graph, False, False, False)
    semantics.closure()
    closed = [*_triples(graph), *(t for t in told if t.predicate == OWL["sameAs"])]
    return closed, [str(message) for message in semantics.error_messages]


def _triples(graph: Any) -> Iterator[Triple]:
    for quad in parse(graph.serialize(format="nt"), RdfFormat.N_TRIPLES):
        yield quad.triple
