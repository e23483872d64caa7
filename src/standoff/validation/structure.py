"""What SHACL cannot see over named graphs: blank nodes, whole claim graphs, dates, terms, duplicates.

Each check is documented by a shape in shapes/structure.ttl, which also holds its message and severity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from standoff.rdf.terms import DCTERMS, OA, OWL, PROV, RDF, RDFS, SKOS, ST, XSD, Literal, NamedNode, Quad, Term
from standoff.validation.dataset import Dataset

__all__ = ["SHAPE_SPACE", "Breach", "breaches", "exists", "is_schema"]

SHAPE_SPACE: Final = "https://w3id.org/standoff/shapes#"

_NEGATION: Final = {OWL[name] for name in ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue")}
_FACTS_OF_OWL: Final = _NEGATION | {OWL["differentFrom"], OWL["sameAs"]}
_SCHEMA: Final = {RDFS["subClassOf"], RDFS["subPropertyOf"], RDFS["domain"], RDFS["range"]}
_KINDS: Final = {OWL["NegativePropertyAssertion"], OWL["NamedIndividual"], OWL["Thing"]}
_STANDARD: Final = {
    RDF["type"], RDF["value"], RDFS["label"], RDFS["comment"], RDFS["seeAlso"],
    SKOS["prefLabel"], SKOS["altLabel"], SKOS["note"], DCTERMS["description"], *_FACTS_OF_OWL,
}  # fmt: skip
_NAMING: Final = {RDF["type"], RDFS["label"], RDFS["comment"], SKOS["altLabel"], SKOS["prefLabel"]}

_TERM_KINDS: Final = {
    OWL["Class"], OWL["ObjectProperty"], OWL["DatatypeProperty"], OWL["AnnotationProperty"],
}  # fmt: skip
_TAKING_TERMS: Final = {RDF["type"], OWL["assertionProperty"]}

_NEGATIVE: Final = OWL["NegativePropertyAssertion"]
_SAYINGS: Final = {ST["Claim"], ST["Draft"]}
_KIND: Final = RDF["type"]
_SAME: Final = OWL["sameAs"]
_PROPERTY: Final = RDF["Property"]
_RECORD_PARTS: Final = {
    PROV["wasAttributedTo"], PROV["wasQuotedFrom"], OA["hasTarget"], OA["hasSelector"], OA["start"], OA["end"],
    ST["selectsStatement"],
}  # fmt: skip

_DATES: Final = {
    XSD["date"].value: re.compile(r"-?(\d{4,})-(\d\d)-(\d\d)(Z|[+-]\d\d:\d\d)?\Z"),
    XSD["dateTime"].value: re.compile(
        r"-?(\d{4,})-(\d\d)-(\d\d)T(?:([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)(Z|[+-]\d\d:\d\d)?\Z"
    ),
    XSD["gYearMonth"].value: re.compile(r"-?(\d{4,})-(\d\d)(Z|[+-]\d\d:\d\d)?\Z"),
    XSD["gYear"].value: re.compile(r"-?(\d{4,})(Z|[+-]\d\d:\d\d)?\Z"),
}


@dataclass(frozen=True, slots=True)
class Breach:
    """A check that failed: the shape's name, the statement it failed at, and the claims whose doing it is."""

    shape: str
    focus: Term
    predicate: NamedNode | None = None
    value: Term | None = None
    claims: tuple[NamedNode, ...] = ()
    detail: str = ""


def breaches(data: Dataset) -> Iterator[Breach]:
    """Everything that the checks of this module find."""
    terms = _Terms(data)
    for path, quad in data.stray:
        claims = (quad.graph_name,) if isinstance(quad.graph_name, NamedNode) else ()
        has_blank = not isinstance(quad.subject, NamedNode) or str(quad.object).startswith("_:")
        shape = "BlankNode" if has_blank or not claims else "StrayGraph"
        yield Breach(shape, quad.subject, quad.predicate, quad.object, claims, str(path or ""))
    yield from terms.of_background()
    for graph, quads in data.graphs():
        yield from _of_graph(graph, quads, terms)
    yield from _records(data)
    yield from _duplicates(data)


class _Terms:
    """What the vocabulary declares, and what each individual is stated to be."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.declared: set[Term] = {quad.subject for quad in data.vocabulary if quad.predicate == _KIND}
        above: dict[Term, set[Term]] = {}
        for quad in data.vocabulary:
            if quad.predicate == RDFS["subClassOf"]:
                above.setdefault(quad.object, set()).add(quad.subject)
        self.events = _below(ST["Event"], above) | _below(ST["Report"], above)
        self.kinds: dict[Term, set[Term]] = {}
        self.known: set[Term] = set(self.declared)
        for quad in data.background:
            self.known.add(quad.subject)
            if quad.predicate == _KIND:
                self.kinds.setdefault(quad.subject, set()).add(quad.object)
                if quad.object in _TERM_KINDS:
                    self.declared.add(quad.subject)
        for _, quads in data.graphs():
            for quad in quads:
                if quad.predicate == _KIND:
                    self.known.add(quad.subject)
                    self.kinds.setdefault(quad.subject, set()).add(quad.object)

    def of_background(self) -> Iterator[Breach]:
        """Undeclared terms of our vocabulary and dates that do not exist, outside the claims' graphs."""
        for quad in self.data.background:
            predicate, value = quad.predicate, quad.object
            if predicate not in self.declared and ST.has(predicate):
                yield Breach("UndeclaredTerm", quad.subject, predicate, predicate)
            if isinstance(value, Literal):
                if not exists(value):
                    yield Breach("ExistingDate", quad.subject, predicate, value)
            elif value not in self.declared and ST.has(value):
                yield Breach("UndeclaredTerm", quad.subject, predicate, value)

    def undeclared(self, quad: Quad) -> Iterator[Term]:
        """The terms of a content triple that no vocabulary declares."""
        predicate, value = quad.predicate, quad.object
        if predicate not in self.declared and predicate not in _STANDARD:
            yield predicate
        is_term = predicate in _TAKING_TERMS or ST.has(value)
        if is_term and value not in self.declared and value not in _KINDS and not OWL.has(value):
            yield value


def _below(top: Term, above: dict[Term, set[Term]]) -> set[Term]:
    found, todo = {top}, [top]
    while todo:
        for kind in above.get(todo.pop(), ()):
            if kind not in found:
                found.add(kind)
                todo.append(kind)
    return found


def _of_graph(graph: NamedNode, quads: list[Quad], terms: _Terms) -> Iterator[Breach]:
    described: dict[Term, Quad] = {}
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        claims = (graph,)
        if predicate == _SAME:
            yield Breach("Identity", subject, predicate, value, claims)
            continue
        if is_schema(quad) or subject in terms.declared:
            yield Breach("SchemaAxiom", subject, predicate, value, claims)
            continue
        for term in terms.undeclared(quad):
            yield Breach("UndeclaredTerm", subject, predicate, term, claims)
        if isinstance(value, Literal):
            if not exists(value):
                yield Breach("ExistingDate", subject, predicate, value, claims)
        elif value not in terms.known and not ST.has(value) and predicate not in (_KIND, OWL["assertionProperty"]):
            yield Breach("UnknownIndividual", subject, predicate, value, claims)
        if subject not in terms.known and subject not in described:
            yield Breach("UnknownIndividual", subject, predicate, subject, claims)
        if predicate not in _NAMING and not terms.events.isdisjoint(terms.kinds.get(subject, ())):
            described.setdefault(subject, quad)
    if len(described) > 1:
        others = list(described)
        quad = described[others[1]]
        yield Breach("OneEvent", others[1], quad.predicate, others[0], (graph,))
    yield from _denials(graph, quads)


def is_schema(quad: Quad) -> bool:
    """Whether a triple is an axiom of RDFS or OWL, which no claim may state."""
    if quad.predicate == _KIND:
        value = quad.object
        return (OWL.has(value) or RDFS.has(value) or value == _PROPERTY) and value not in _KINDS
    return quad.predicate in _SCHEMA or (OWL.has(quad.predicate) and quad.predicate not in _FACTS_OF_OWL)


def _denials(graph: NamedNode, quads: list[Quad]) -> Iterator[Breach]:
    """A graph that asserts the very triple it denies."""
    said = {(quad.subject, quad.predicate): quad.object for quad in quads}
    for quad in quads:
        if quad.object == _NEGATIVE:
            source = said.get((quad.subject, OWL["sourceIndividual"]))
            named = said.get((quad.subject, OWL["assertionProperty"]))
            value = said.get((quad.subject, OWL["targetIndividual"]), said.get((quad.subject, OWL["targetValue"])))
            if any(q.subject == source and q.predicate == named and q.object == value for q in quads):
                yield Breach("AssertsWhatItDenies", quad.subject, None, value, (graph,))


def _records(data: Dataset) -> Iterator[Breach]:
    """Graphs without a claim, claims without a graph, claims described in two files."""
    typed = [q for q in data.background if q.predicate == _KIND and q.object in _SAYINGS]
    for kind, graphs in (("Claim", data.content), ("Draft", data.drafts)):
        described = [q.subject for q in typed if q.object == ST[kind]]
        for claim in dict.fromkeys(described):
            if isinstance(claim, NamedNode) and claim not in data.content and claim not in data.drafts:
                yield Breach("ClaimWithoutContent", claim)
            if kind == "Claim" and len(data.files_of.get(claim, ())) > 1:
                files = ", ".join(path.name for path in data.files_of[claim])
                yield Breach("DescribedTwice", claim, detail=files)
        known = set(described)
        if kind == "Claim":
            known.update(q.subject for q in typed)
        for graph in graphs:
            if graph not in known:
                yield Breach("ContentWithoutClaim", graph, claims=(graph,))


def _duplicates(data: Dataset) -> Iterator[Breach]:
    """Claims with one content, one speaker and one anchor."""
    said: dict[Term, dict[NamedNode, list[Term]]] = {}
    for quad in data.background:
        if quad.predicate in _RECORD_PARTS:
            said.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)

    def values(nodes: Iterable[Term], predicate: NamedNode) -> list[Term]:
        return [value for node in nodes for value in said.get(node, {}).get(predicate, ())]

    first: dict[tuple[object, ...], NamedNode] = {}
    for claim, quads in data.content.items():
        speakers = frozenset(values([claim], PROV["wasAttributedTo"]))
        selectors = values(values([claim], OA["hasTarget"]), OA["hasSelector"])
        places = frozenset(
            (
                *map(str, values([node], OA["start"])),
                *map(str, values([node], OA["end"])),
                *map(str, values([node], ST["selectsStatement"])),
            )
            for node in selectors
        )
        if not speakers or not any(places):
            continue
        articles = frozenset(values([claim], PROV["wasQuotedFrom"]))
        content = frozenset((quad.subject, quad.predicate, quad.object) for quad in quads)
        other = first.setdefault((speakers, articles, places, content), claim)
        if other != claim:
            yield Breach("Duplicate", claim, value=other, claims=(claim, other))


def exists(literal: Literal) -> bool:
    """Whether a date literal names a date that is in the calendar; other literals always do."""
    pattern = _DATES.get(literal.datatype.value)
    if pattern is None:
        return True
    match = pattern.match(literal.value)
    if match is None:
        return False
    parts = [int(part) for part in match.groups()[:3] if part and part.isdigit()]
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        return False
    if literal.datatype.value in (XSD["date"].value, XSD["dateTime"].value):
        try:
            # the calendar repeats after 400 years, and Python's ends with the year 9999
            date(2000 + parts[0] % 400, parts[1], parts[2])
        except ValueError:
            return False
    return True
