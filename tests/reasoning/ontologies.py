"""Random small ontologies that use all of OWL 2 RL, as N-Triples, and owlrl's closure of them."""

from __future__ import annotations

from collections.abc import Iterable

import owlrl
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import BNode, Graph, URIRef

PREFIXES = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "": "https://example.org/",
}
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

INDIVIDUALS = [f":i{n}" for n in range(5)]
CLASSES = [f":C{n}" for n in range(5)]
PROPERTIES = [f":p{n}" for n in range(4)]
DATA = [":d0", ":d1"]
LITERALS = ['"1"^^xsd:integer', '"2"^^xsd:integer', '"a"', '"a"@en']

individual, cls, prop, data, literal = map(st.sampled_from, (INDIVIDUALS, CLASSES, PROPERTIES, DATA, LITERALS))
_serial = st.integers(0, 10**9)


def _node(number: int) -> str:
    return f":x{number}"


def _list(name: str, members: list[str]) -> str:
    cells = [f"{name}l{n}" for n in range(len(members))] + ["rdf:nil"]
    return " ".join(f"{cells[n]} rdf:first {member} ; rdf:rest {cells[n + 1]} ." for n, member in enumerate(members))


@st.composite
def expression(draw: st.DrawFn) -> tuple[str, str]:
    """A class expression: its node, and the triples that describe it."""
    name = _node(draw(_serial))
    kind = draw(st.sampled_from(["some", "all", "value", "max", "maxq", "and", "or", "not", "one", "thing"]))
    c, d, p, i = draw(cls), draw(cls), draw(prop), draw(individual)
    restriction = f"{name} a owl:Restriction ; owl:onProperty {p} ;"
    number = f'"{draw(st.integers(0, 1))}"^^xsd:nonNegativeInteger'
    text = {
        "some": f"{restriction} owl:someValuesFrom {c} .",
        "thing": f"{restriction} owl:someValuesFrom owl:Thing .",
        "all": f"{restriction} owl:allValuesFrom {c} .",
        "value": f"{restriction} owl:hasValue {i} .",
        "max": f"{restriction} owl:maxCardinality {number} .",
        "maxq": f"{restriction} owl:maxQualifiedCardinality {number} ; owl:onClass {c} .",
        "and": f"{name} owl:intersectionOf {name}l0 . {_list(name, [c, d])}",
        "or": f"{name} owl:unionOf {name}l0 . {_list(name, [c, d])}",
        "not": f"{name} owl:complementOf {c} .",
        "one": f"{name} owl:oneOf {name}l0 . {_list(name, [i])}",
    }[kind]
    return name, text


@st.composite
def axiom(draw: st.DrawFn) -> str:
    """An axiom of the schema."""
    name = _node(draw(_serial))
    c, d, p, q, r = draw(cls), draw(cls), draw(prop), draw(prop), draw(prop)
    x, described = draw(expression())
    chain = draw(st.lists(prop, min_size=1, max_size=3))
    keys = draw(st.lists(st.sampled_from(PROPERTIES + DATA), min_size=1, max_size=2, unique=True))
    return draw(
        st.sampled_from(
            [
                f"{c} rdfs:subClassOf {d} .",
                f"{c} owl:equivalentClass {d} .",
                f"{c} rdfs:subClassOf {x} . {described}",
                f"{x} rdfs:subClassOf {c} . {described}",
                f"{x} owl:equivalentClass {c} . {described}",
                f"{p} rdfs:domain {c} .",
                f"{p} rdfs:range {c} .",
                f"{p} rdfs:subPropertyOf {q} .",
                f"{p} owl:equivalentProperty {q} .",
                f"{p} owl:inverseOf {q} .",
                f"{p} a owl:TransitiveProperty .",
                f"{p} a owl:SymmetricProperty .",
                f"{p} a owl:FunctionalProperty .",
                f"{p} a owl:InverseFunctionalProperty .",
                f"{r} owl:propertyChainAxiom {name}l0 . {_list(name, chain)}",
                f"{c} owl:hasKey {name}l0 . {_list(name, keys)}",
                f"{c} a owl:Class .",
                f"{p} a owl:ObjectProperty .",
                f"{draw(data)} a owl:DatatypeProperty ; rdfs:subPropertyOf :d0 .",
                f"{c} owl:disjointWith {d} .",
                f"{p} owl:propertyDisjointWith {q} .",
                f"{p} a owl:IrreflexiveProperty .",
                f"{p} a owl:AsymmetricProperty .",
                f"{name} a owl:AllDifferent ; owl:members {name}l0 . {_list(name, INDIVIDUALS[:3])}",
                f"{name} a owl:AllDifferent ; owl:distinctMembers {name}l0 . {_list(name, INDIVIDUALS[2:4])}",
                f"{name} a owl:AllDisjointClasses ; owl:members {name}l0 . {_list(name, [c, d])}",
                f"{name} a owl:AllDisjointProperties ; owl:members {name}l0 . {_list(name, [p, q])}",
            ]
        )
    )


@st.composite
def statement(draw: st.DrawFn) -> str:
    """A statement about individuals."""
    i, j, c, p = draw(individual), draw(individual), draw(cls), draw(prop)
    name = _node(draw(_serial))
    return draw(
        st.sampled_from(
            [
                f"{i} {p} {j} .",
                f"{i} {p} {j} .",
                f"{i} {p} {j} .",
                f"{i} a {c} .",
                f"{i} a {c} .",
                f"{i} {draw(data)} {draw(literal)} .",
                f"{i} owl:sameAs {j} .",
                f"{i} owl:differentFrom {j} .",
                f"{name} owl:sourceIndividual {i} ; owl:assertionProperty {p} ; owl:targetIndividual {j} .",
            ]
        )
    )


def triples(text: str) -> list[Triple]:
    """The triples of Turtle in which the usual prefixes are known."""
    return [quad.triple for quad in parse(HEADER + text, RdfFormat.TURTLE)]


def owlrl_closure(told: Iterable[Triple]) -> tuple[set[Triple], list[str]]:
    """owlrl's closure less what DESIGN calls its tautologies, and what it found contradictory."""
    graph = Graph().parse(data="\n".join(f"{triple} ." for triple in told), format="nt")
    engine = owlrl.OWLRL_Semantics(graph, False, False, False)
    engine.closure()
    kept = {
        Triple(NamedNode(str(s)), NamedNode(str(p)), _term(o))
        for s, p, o in graph
        if isinstance(s, URIRef) and isinstance(p, URIRef) and not isinstance(o, BNode)  # it reports errors as nodes
    }
    return {triple for triple in kept if not tautology(triple)}, list(engine.error_messages)


def _term(term: object) -> NamedNode | Literal:
    from rdflib import Literal as RdflibLiteral

    if isinstance(term, RdflibLiteral):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))
    return NamedNode(str(term))


def tautology(triple: Triple) -> bool:
    """Whether a triple says that a thing is itself, or a Thing."""
    predicate = triple.predicate.value
    if predicate == PREFIXES["owl"] + "sameAs":
        return bool(triple.subject == triple.object)
    return predicate == PREFIXES["rdf"] + "type" and triple.object == NamedNode(PREFIXES["owl"] + "Thing")


REFLEXIVE = {
    PREFIXES["rdfs"] + "subClassOf",
    PREFIXES["rdfs"] + "subPropertyOf",
    PREFIXES["owl"] + "equivalentClass",
    PREFIXES["owl"] + "equivalentProperty",
}


def trivial(triple: Triple) -> bool:
    """Whether a triple says that a class or property is below itself, or below everything: owlrl gives only some."""
    if triple.predicate.value in REFLEXIVE:
        return triple.subject == triple.object or triple.object == NamedNode(PREFIXES["owl"] + "Thing")
    return False
