"""The ontology and its alignments stay inside OWL 2 RL, axiom by axiom; and the check finds what does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph
from rl_profile import faults

ROOT = Path(__file__).resolve().parents[2]
FILES = ("ontology/standoff.ttl", "ontology/alignments.ttl")

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:A a owl:Class . :B a owl:Class . :C a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:d a owl:DatatypeProperty . :e a owl:DatatypeProperty .
:i a owl:NamedIndividual . :j a owl:NamedIndividual .
"""


def check(text: str) -> list[str]:
    """The faults of a small ontology."""
    return faults(Graph().parse(data=PREFIXES + text, format="turtle"))


def test_the_ontology_and_its_alignments_are_owl_2_rl() -> None:
    """Both files, read together as the program does, hold nothing outside the profile."""
    graph = Graph()
    for name in FILES:
        graph.parse(ROOT / name)
    assert faults(graph) == []


def test_the_ontology_alone_is_owl_2_rl() -> None:
    """The vocabulary does not lean on its alignments."""
    assert faults(Graph().parse(ROOT / FILES[0])) == []


ALLOWED = {
    "some values as a subclass": (
        "[] a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A ; rdfs:subClassOf :B ."
    ),
    "some Thing as a subclass": (
        "[] a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom owl:Thing ; rdfs:subClassOf :B ."
    ),
    "one of as a subclass": "[] a owl:Class ; owl:oneOf ( :i :j ) ; rdfs:subClassOf :B .",
    "union as a subclass": "[] a owl:Class ; owl:unionOf ( :A :C ) ; rdfs:subClassOf :B .",
    "all values as a superclass": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] ."
    ),
    "complement as a superclass": ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] .",
    "at most one": ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
    "at most none, qualified": (
        ":A rdfs:subClassOf [ a owl:Restriction ;"
        " owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :B ] ."
    ),
    "has value as an equivalent": (
        ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :i ] ."
    ),
    "a key": ":A owl:hasKey ( :p :d ) .",
    "a chain": ":p owl:propertyChainAxiom ( :q :r ) .",
    "a chain that ends in its own property": ":p owl:propertyChainAxiom ( :q :p ) .",
    "a negative assertion": (
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :i ;"
        " owl:assertionProperty :p ; owl:targetIndividual :j ."
    ),
    "an extra datatype": ":d rdfs:range xsd:gYearMonth .",
    "an inverse in an expression": (
        "[] a owl:Restriction ; owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :A ; rdfs:subClassOf :B ."
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_the_profile_allows_passes(name: str) -> None:
    """No false alarm."""
    assert check(ALLOWED[name]) == []


REFUSED = {
    "some values as a superclass": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        "does not allow as a superclass",
    ),
    "all values as a subclass": (
        "[] a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :A ; rdfs:subClassOf :B .",
        "does not allow as a subclass",
    ),
    "union as a superclass": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
        "does not allow as a superclass",
    ),
    "one of as a superclass": (":A rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :i ) ] .", "not allow as a superclass"),
    "complement as a subclass": (
        "[] a owl:Class ; owl:complementOf :A ; rdfs:subClassOf :B .",
        "does not allow as a subclass",
    ),
    "union as an equivalent": (":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] .", "equivalent class"),
    "some values as an equivalent": (
        ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        "equivalent class",
    ),
    "Thing as a superclass": (":A rdfs:subClassOf owl:Thing .", "owl:Thing as a superclass"),
    "Thing as a subclass": ("owl:Thing rdfs:subClassOf :A .", "owl:Thing as a subclass"),
    "Thing as a range": (":p rdfs:range owl:Thing .", "owl:Thing as a superclass"),
    "union as a domain": (":p rdfs:domain [ a owl:Class ; owl:unionOf ( :A :B ) ] .", "not allow as a superclass"),
    "at most two": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .",
        "only 0 and 1",
    ),
    "at least one": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
        "not allow as a superclass",
    ),
    "exactly one": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality 1 ] .",
        "not allow as a superclass",
    ),
    "at most one as a subclass": (
        "[] a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ; rdfs:subClassOf :B .",
        "not allow as a subclass",
    ),
    "itself": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        "not allow as a superclass",
    ),
    "a disjoint union": (":A owl:disjointUnionOf ( :B :C ) .", "disjoint union"),
    "a reflexive property": (":p a owl:ReflexiveProperty .", "reflexive"),
    "a datatype outside the map": (":d rdfs:range xsd:duration .", "outside OWL 2 RL"),
    "a rational": (":d rdfs:range owl:rational .", "outside OWL 2 RL"),
    "a literal outside the map": (':i :d "P6W"^^xsd:duration .', "outside OWL 2 RL"),
    "a union of datatypes": (
        ":d rdfs:range [ a rdfs:Datatype ; owl:unionOf ( xsd:date xsd:gYear ) ] .",
        "neither a datatype nor an intersection",
    ),
    "a datatype with facets": (
        ":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ;"
        " owl:withRestrictions ( [ xsd:minInclusive 0 ] ) ] .",
        "neither a datatype nor an intersection",
    ),
    "a functional property with a chain": (
        ":p a owl:FunctionalProperty ; owl:propertyChainAxiom ( :q :r ) .",
        "transitive or has a chain",
    ),
    "an irreflexive transitive property": (
        ":p a owl:TransitiveProperty , owl:IrreflexiveProperty .",
        "transitive or has a chain",
    ),
    "a disjoint property above a chain": (
        ":q owl:propertyChainAxiom ( :r :r ) ; rdfs:subPropertyOf :p . :p owl:propertyDisjointWith :r .",
        "transitive or has a chain",
    ),
    "chains that lead in a circle": (
        ":p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :p :r ) .",
        "leads back",
    ),
    "a chain of data properties": (":p owl:propertyChainAxiom ( :q :d ) .", "object properties"),
    "an inverse functional data property": (":d a owl:InverseFunctionalProperty .", "not an object property"),
    "an undeclared class": (":A rdfs:subClassOf :Unknown .", "not declared as a class"),
    "an undeclared property": (":i :unknown :j .", "not declared"),
    "an object property with a literal": (':i :p "text" .', "a literal where an individual"),
    "a data property with an individual": (":i :d :j .", "no literal"),
    "two kinds of property": (":p a owl:DatatypeProperty .", "data property and object property"),
    "a property below one of another kind": (":p rdfs:subPropertyOf :d .", "different or undeclared kinds"),
    "a stray expression": ("[] a owl:Restriction ; owl:onProperty :p ; owl:hasValue :i .", "part of no axiom"),
    "an unfinished denial": (
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :i ; owl:assertionProperty :p .",
        "incomplete negative",
    ),
    "all different over one": ("[] a owl:AllDifferent ; owl:members ( :i ) .", "fewer than two"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_lies_outside_the_profile_is_found(name: str) -> None:
    """Each restriction of the profile, with an ontology that breaks it."""
    text, expected = REFUSED[name]
    found = check(text)
    assert any(expected in fault for fault in found), found
