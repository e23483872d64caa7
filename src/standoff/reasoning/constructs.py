"""What of an ontology is schema, and what of it lies outside OWL 2 RL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.rdf.terms import OWL, RDF, RDFS, NamedNode, Term, Triple
from standoff.reasoning.vocabulary import known

if TYPE_CHECKING:
    from standoff.reasoning.derivation import Derivation
    from standoff.reasoning.literals import Literals

__all__ = ["is_schema_axiom", "is_schema_term", "outside_rl"]

_SCHEMA_PREDICATES: Final = frozenset(
    [RDFS[name] for name in ("subClassOf", "subPropertyOf", "domain", "range")]
    + [
        OWL[name]
        for name in (
            *("equivalentClass", "disjointWith", "complementOf", "disjointUnionOf", "intersectionOf", "unionOf"),
            *("oneOf", "equivalentProperty", "inverseOf", "propertyDisjointWith", "propertyChainAxiom", "hasKey"),
            *("onProperty", "onProperties", "onClass", "onDataRange", "onDatatype", "withRestrictions"),
            *("someValuesFrom", "allValuesFrom", "hasValue", "hasSelf", "datatypeComplementOf"),
            *("cardinality", "minCardinality", "maxCardinality"),
            *("qualifiedCardinality", "minQualifiedCardinality", "maxQualifiedCardinality"),
        )
    ]
)
_SCHEMA_TYPES: Final = frozenset(
    [RDFS["Class"], RDFS["Datatype"], RDF["Property"]]
    + [
        OWL[name]
        for name in (
            *("Class", "Restriction", "DataRange", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
            *("FunctionalProperty", "InverseFunctionalProperty", "TransitiveProperty", "SymmetricProperty"),
            *("AsymmetricProperty", "ReflexiveProperty", "IrreflexiveProperty", "AllDisjointClasses"),
            *("AllDisjointProperties", "Ontology", "OntologyProperty"),
        )
    ]
)


def is_schema_axiom(triple: Triple) -> bool:
    """Whether a triple says something of classes or properties rather than of individuals."""
    if triple.predicate == RDF["type"]:
        return isinstance(triple.object, NamedNode) and triple.object in _SCHEMA_TYPES
    return triple.predicate in _SCHEMA_PREDICATES


def is_schema_term(term: Term) -> bool:
    """Whether a triple with this term as predicate or object may be an axiom of the schema."""
    return term in _SCHEMA_PREDICATES or term in _SCHEMA_TYPES


_IGNORED: Final = {
    "owl:minCardinality": "a lower bound, from which OWL 2 RL concludes nothing",
    "owl:minQualifiedCardinality": "a lower bound, from which OWL 2 RL concludes nothing",
    "owl:cardinality": "not used; say owl:maxCardinality for the part that OWL 2 RL uses",
    "owl:qualifiedCardinality": "not used; say owl:maxQualifiedCardinality for the part that OWL 2 RL uses",
    "owl:hasSelf": "not used",
    "owl:disjointUnionOf": "not used; say it with owl:unionOf and owl:AllDisjointClasses",
    "owl:onProperties": "not used",
    "owl:onDataRange": "not used: an upper bound on values of a datatype",
    "owl:datatypeComplementOf": "not used",
    "owl:imports": "not followed; name the ontology's file with --schema",
    "owl:withRestrictions": "not used: values are not checked against a datatype's facets",
}


def outside_rl(derivation: Derivation, literals: Literals) -> tuple[str, ...]:
    """A sentence for each construct that lies outside OWL 2 RL: how often it occurs, and what was done about it."""
    return tuple(_sentences(derivation, literals))


def _sentences(derivation: Derivation, literals: Literals) -> Iterator[str]:
    for name, done in _IGNORED.items():
        count = len(derivation.relation(known(name)))
        if count:
            yield _sentence(name, count, done)
    count = len(derivation.relation(~known("owl:ReflexiveProperty")))
    if count:
        yield _sentence("owl:ReflexiveProperty", count, "not used: it says something of everything there is")
    for name in ("owl:maxCardinality", "owl:maxQualifiedCardinality"):
        bounds = derivation.relation(known(name)).low.tolist()
        count = sum(literals.small_number(bound) not in (0, 1) for bound in bounds)
        if count:
            yield _sentence(f"{name} other than 0 and 1", count, "not used: OWL 2 RL concludes nothing from it")
    above = _superclasses(derivation)
    for name, done in (
        ("owl:someValuesFrom", "used where it stands below; no individual is made up to fulfil it"),
        ("owl:unionOf", "used where it stands below; nothing follows from being one or the other"),
        ("owl:oneOf", "its members are known; nothing follows from being one of them"),
    ):
        expressions = derivation.relation(known(name)).high
        count = int(np.isin(np.unique(expressions), above).sum())
        if count:
            yield _sentence(f"{name} as a superclass", count, done)
    lists = sum(len(derivation.relation(known(name))) for name in _LISTS)
    broken = lists - _whole_lists(derivation)
    if broken > 0:
        yield _sentence("list that is broken or endless", broken, "its axiom is not used")


_LISTS: Final = (
    "owl:intersectionOf",
    "owl:unionOf",
    "owl:oneOf",
    "owl:propertyChainAxiom",
    "owl:hasKey",
    "owl:members",
    "owl:distinctMembers",
)


def _whole_lists(derivation: Derivation) -> int:
    from standoff.reasoning.schema import Schema

    schema = Schema(derivation.relation, lambda term: None)
    return sum(len(list(schema.lists(head))) for name in _LISTS for _, head, _ in schema.edges(known(name)))


def _superclasses(derivation: Derivation) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    below = derivation.relation(known("rdfs:subClassOf"))
    equal = derivation.relation(known("owl:equivalentClass"))
    ranges = derivation.relation(known("rdfs:range")), derivation.relation(known("rdfs:domain"))
    proper = below.high != below.low
    equated = equal.low[equal.low != equal.high]
    return np.unique(np.concatenate([below.low[proper], equated, *(relation.low for relation in ranges)]))


def _sentence(name: str, count: int, done: str) -> str:
    return f"{name} ({count} time{'s' * (count != 1)}): {done}"
