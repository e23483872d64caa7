"""The house rules: the ontology keeps them, and each of them finds what breaks it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef

ROOT = Path(__file__).resolve().parents[2]
ST = "https://w3id.org/standoff/ontology#"
HOUSE = "https://w3id.org/standoff/shapes/house-rules#"

HEADER = """
@prefix st: <https://w3id.org/standoff/ontology#> .
@prefix standoff: <https://w3id.org/standoff/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix vs: <http://www.w3.org/2003/06/sw-vocab-status/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
standoff:ontology a owl:Ontology ;
    dcterms:title "A title"@en ; dcterms:description "A description."@en ; dcterms:creator "somebody" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; owl:versionInfo "1" ;
    vann:preferredNamespacePrefix "st" .
"""

CLASS = """st:River a owl:Class ;
    skos:definition "Water that runs in a bed toward the sea."@en ;
    skos:example "The Araxes."@en ;
    rdfs:label "river"@en ;
    skos:scopeNote "A canal is dug, and is none."@en ;
    vs:term_status "stable" ;
    rdfs:isDefinedBy standoff:ontology .
"""

PROPERTY = """st:flowsInto a owl:ObjectProperty ;
    rdfs:domain st:River ;
    skos:definition "Ends in another water."@en ;
    skos:example "A tributary and its river."@en ;
    rdfs:label "flows into"@en ;
    vs:term_status "stable" ;
    rdfs:isDefinedBy standoff:ontology .
"""

NUMBER = """st:length a owl:DatatypeProperty ;
    rdfs:range xsd:decimal ;
    skos:definition "Gives the way from source to mouth, in kilometres."@en ;
    skos:example "1072."@en ;
    rdfs:label "length"@en ;
    vs:term_status "stable" ;
    rdfs:isDefinedBy standoff:ontology .
"""
SOUND = HEADER + CLASS + PROPERTY + NUMBER


@cache
def shapes() -> Graph:
    """The house rules."""
    return Graph().parse(ROOT / "shapes" / "house-rules.ttl")


def broken(data: Graph) -> set[str]:
    """The names of the rules that some data break."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes())
    assert isinstance(report, Graph)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        source = report.value(result, SH.sourceShape)
        message = str(report.value(result, SH.resultMessage))
        found.add(str(source).removeprefix(HOUSE) if isinstance(source, URIRef) else message)
    return found


def test_the_ontology_keeps_its_house_rules() -> None:
    data = Graph()
    for name in ("standoff", "alignments"):
        data.parse(ROOT / "ontology" / f"{name}.ttl")
    assert broken(data) == set()


def test_the_sound_example_keeps_them_too() -> None:
    assert broken(Graph().parse(data=SOUND, format="turtle")) == set()


BREAKING = {
    "no label": ('    rdfs:label "river"@en ;\n', "", "Label"),
    "two labels": ('rdfs:label "river"@en', 'rdfs:label "river"@en , "stream"@en', "Label"),
    "a label without a language": ('rdfs:label "river"@en', 'rdfs:label "river"', "Label"),
    "a French label": ('rdfs:label "river"@en', 'rdfs:label "fleuve"@fr', "Label"),
    "a label in capitals": ('rdfs:label "flows into"@en', 'rdfs:label "Flows Into"@en', "Label"),
    "no definition": ('    skos:definition "Water that runs in a bed toward the sea."@en ;\n', "", "Definition"),
    "two definitions": ('sea."@en', 'sea."@en , "Another definition of it."@en', "Definition"),
    "a definition that is no sentence": ("toward the sea.", "toward the sea", "Definition"),
    "a definition that is the label again": (
        "Water that runs in a bed toward the sea.",
        "river",
        "DefinitionIsNotTheLabel",
    ),
    "no example": ('    skos:example "The Araxes."@en ;\n', "", "Example"),
    "an example without a language": ('"The Araxes."@en', '"The Araxes."', "Example"),
    "a scope note that breaks off": ("and is none.", "and is none", "ScopeNote"),
    "no status": ('    vs:term_status "stable" ;\n', "", "Status"),
    "a status of its own": ('vs:term_status "stable"', 'vs:term_status "nice"', "Status"),
    "a class that is a property as well": ("a owl:Class", "a owl:Class , owl:ObjectProperty", "Kind"),
    "not declared as ours": ("    rdfs:isDefinedBy standoff:ontology .", "    rdfs:seeAlso st:Water .", "Declared"),
    "ours in another's namespace": ("st:River a", "<https://example.org/River> a", "OursAlone"),
    "a class in lower case": ("st:River a", "st:river a", "ClassName"),
    "a class with an underscore": ("st:River a", "st:Big_River a", "ClassName"),
    "a property with a capital": ("st:flowsInto a", "st:FlowsInto a", "PropertyName"),
    "a property without place": ("    rdfs:domain st:River ;\n", "", "ObjectPropertyIsPlaced"),
    "two domains": ("rdfs:domain st:River", "rdfs:domain st:River , st:Lake", "OneDomainAndRange"),
    "a strange range": ("rdfs:range xsd:decimal", "rdfs:range xsd:duration", "DatatypeRange"),
    "no range and no note": ("    rdfs:range xsd:decimal ;\n", "", "DatatypeRange"),
    "no title": ('dcterms:title "A title"@en ;', "", "The ontology has no title."),
    "no licence": (
        "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;",
        "",
        "The ontology does not say that it is under CC BY 4.0.",
    ),
    "no version": ('owl:versionInfo "1" ;', "", "The ontology has no version."),
    "another prefix": (
        'vann:preferredNamespacePrefix "st"',
        'vann:preferredNamespacePrefix "so"',
        "The ontology does not say that its prefix is st.",
    ),
}


@pytest.mark.parametrize("name", BREAKING)
def test_each_house_rule_finds_what_breaks_it(name: str) -> None:
    was, becomes, rule = BREAKING[name]
    assert was in SOUND
    assert rule in broken(Graph().parse(data=SOUND.replace(was, becomes, 1), format="turtle"))


def terms(graph: Graph) -> list[URIRef]:
    """The terms that the ontology defines."""
    return sorted(term for term in graph.subjects(RDFS.isDefinedBy, None) if isinstance(term, URIRef))


def words(text: str) -> set[str]:
    """The words of a text that carry meaning, in lower case and without endings."""
    small = {
        "a",
        "an",
        "the",
        "of",
        "or",
        "and",
        "is",
        "was",
        "has",
        "in",
        "on",
        "to",
        "by",
        "for",
        "that",
        "which",
        "it",
    }
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", text.lower())} - small


def test_a_definition_says_more_than_the_label() -> None:
    graph = Graph().parse(ROOT / "ontology" / "standoff.ttl")
    poor = [
        term.removeprefix(ST)
        for term in terms(graph)
        if len(words(str(graph.value(term, SKOS.definition))) - words(str(graph.value(term, RDFS.label)))) < 2
    ]
    assert poor == []


def test_no_two_terms_share_a_definition_or_a_label_within_a_kind() -> None:
    graph = Graph().parse(ROOT / "ontology" / "standoff.ttl")
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual):
        for describing in (SKOS.definition, RDFS.label):
            texts = [str(graph.value(term, describing)) for term in terms(graph) if (term, RDF.type, kind) in graph]
            assert sorted(texts) == sorted(set(texts))


def test_every_own_term_that_is_used_is_defined() -> None:
    graph = Graph()
    for name in ("standoff", "alignments"):
        graph.parse(ROOT / "ontology" / f"{name}.ttl")
    defined = set(terms(graph))
    used = {node for triple in graph for node in triple if isinstance(node, URIRef) and node.startswith(ST)}
    assert used - defined == set()


ORDER = (
    r"    a ",
    r"    (rdfs:subClassOf|rdfs:subPropertyOf|owl:\w+|rdfs:domain|rdfs:range) ",
    r"    skos:definition ",
    r"    skos:example ",
    r"    rdfs:label ",
    r"    skos:scopeNote ",
    r"    vs:term_status ",
    r"    rdfs:isDefinedBy ",
)


def test_every_term_is_written_in_one_order() -> None:
    """Type, axioms, definition, example, label, scope note, status: so that a change is one line of a diff."""
    text = (ROOT / "ontology" / "standoff.ttl").read_text(encoding="utf-8")
    blocks = re.findall(r"^(st:\w+)\n((?:    .+\n)+)", text, re.MULTILINE)
    assert len(blocks) == len(terms(Graph().parse(data=text, format="turtle")))
    for name, body in blocks:
        places = [next((n for n, line in enumerate(ORDER) if re.match(line, row)), None) for row in body.splitlines()]
        assert None not in places, name
        assert places == sorted(place for place in places if place is not None), name


def test_the_files_have_no_stray_blanks() -> None:
    for path in ("ontology/standoff.ttl", "ontology/alignments.ttl", "shapes/house-rules.ttl"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.findall(r"[ \t]+$|\n\n\n|\t", text, re.MULTILINE) == []
        assert text.endswith("\n")
