"""Between pyoxigraph's terms and rdflib's, whose algebra of queries is used."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from standoff.rdf.terms import BlankNode, Literal, NamedNode, Term

if TYPE_CHECKING:
    from rdflib.term import Node

__all__ = ["from_rdflib", "same_value", "to_rdflib"]


@lru_cache(maxsize=20_000)
def to_rdflib(term: Term) -> Node:
    """A term as rdflib has it."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language is not None:
            return rdflib.Literal(term.value, lang=term.language)
        plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value))
    raise TypeError(f"no RDF 1.1 term: {term}")


def from_rdflib(node: Any) -> Term:
    """A term of rdflib as pyoxigraph has it."""
    import rdflib

    if isinstance(node, rdflib.Literal):
        if node.language is not None:
            return Literal(str(node), language=node.language)
        return (
            Literal(str(node)) if node.datatype is None else Literal(str(node), datatype=NamedNode(str(node.datatype)))
        )
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    return NamedNode(str(node))


def same_value(one: Term, other: Term) -> bool:
    """Whether two terms are one, or literals of one value (`0.60` and `0.6`)."""
    if one == other:
        return True
    if not (isinstance(one, Literal) and isinstance(other, Literal)):
        return False
    left, right = to_rdflib(one), to_rdflib(other)
    try:
        return bool(left.eq(right))  # type: ignore[attr-defined]
    except TypeError:
        return False
