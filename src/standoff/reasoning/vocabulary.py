"""The terms that rules speak of, numbered alike in every derivation."""

from __future__ import annotations

from standoff.rdf.terms import OWL, RDF, RDFS, ST, XSD, NamedNode
from standoff.reasoning.terms_table import TermTable

__all__ = ["PREFIXES", "TERMS", "known", "new_table"]

PREFIXES = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "st": ST, "xsd": XSD}

_NAMES = {
    "rdf": "type first rest nil Property List langString PlainLiteral XMLLiteral",
    "rdfs": "subClassOf subPropertyOf domain range label comment seeAlso isDefinedBy Literal Datatype Class Resource",
    "owl": (
        "sameAs differentFrom AllDifferent members distinctMembers FunctionalProperty InverseFunctionalProperty "
        "IrreflexiveProperty SymmetricProperty AsymmetricProperty TransitiveProperty propertyChainAxiom "
        "equivalentProperty propertyDisjointWith AllDisjointProperties inverseOf hasKey "
        "NegativePropertyAssertion sourceIndividual assertionProperty targetIndividual targetValue "
        "Thing Nothing Class intersectionOf unionOf complementOf someValuesFrom allValuesFrom hasValue onProperty "
        "maxCardinality maxQualifiedCardinality onClass onDataRange oneOf equivalentClass disjointWith "
        "AllDisjointClasses ObjectProperty DatatypeProperty AnnotationProperty onDatatype withRestrictions "
        "minCardinality cardinality minQualifiedCardinality qualifiedCardinality hasSelf disjointUnionOf "
        "onProperties ReflexiveProperty datatypeComplementOf bottomObjectProperty bottomDataProperty "
        "topObjectProperty topDataProperty deprecated versionInfo priorVersion backwardCompatibleWith "
        "incompatibleWith DataRange imports"
    ),
    "st": ("IntervalProperty reportsOn countedAmong sufferedBy outcome asOf exactCount minimumCount maximumCount"),
}

TERMS: tuple[NamedNode, ...] = tuple(
    PREFIXES[prefix][name] for prefix, names in _NAMES.items() for name in names.split()
)
"""The known terms in the order of their numbers; rdf:type is 0."""

_NUMBERS = {
    f"{prefix}:{name}": number
    for number, (prefix, name) in enumerate(
        (prefix, name) for prefix, names in _NAMES.items() for name in names.split()
    )
}


def known(curie: str) -> int:
    """The number of a known term, as in `known("owl:sameAs")`. Raises KeyError for others."""
    return _NUMBERS[curie]


def new_table() -> TermTable:
    """A term table that holds the known terms only."""
    table = TermTable()
    table.extend(TERMS)
    return table
