"""Each claim as a nanopublication: what is said, who says it where, and how this publication came to be.

Four graphs, as https://nanopub.net/guidelines/working_draft/ has them, under a trusty URI: `#Head`, `#assertion` (the
claim's content), `#provenance` (speaker, relays, article, anchor: about the assertion), `#pubinfo` (about the
publication itself). Nothing depends on the clock, so the same claim has the same URI.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from standoff.exchange.trusty import artefact_code
from standoff.rdf.terms import (
    DCTERMS,
    OA,
    PROV,
    RDF,
    ST,
    XSD,
    DefaultGraph,
    Literal,
    NamedNode,
    Namespace,
    Quad,
    Resource,
    Term,
)

__all__ = ["NP", "check_nanopub", "nanopublication", "nanopublications"]

NP: Final = Namespace("http://www.nanopub.org/nschema#")
_PLACEHOLDER: Final = "RA-STANDOFF-ARTEFACT-CODE-GOES-HERE-----------"
_PARTS: Final = frozenset({OA["hasTarget"], OA["hasSelector"], ST["relay"]})
_MAKER: Final = NamedNode("https://w3id.org/standoff/")


def nanopublications(content: Iterable[Quad], provenance: Iterable[Quad], base: str) -> Iterator[Quad]:
    """All claims with content, each as a nanopublication, in the order of their content."""
    about: dict[Term, list[Quad]] = defaultdict(list)
    for quad in provenance:
        about[quad.subject].append(quad)
    said: dict[Resource, list[Quad]] = defaultdict(list)
    for quad in content:
        if not isinstance(quad.graph_name, DefaultGraph):
            said[quad.graph_name].append(quad)
    for claim, quads in said.items():
        if isinstance(claim, NamedNode):
            yield from nanopublication(claim, quads, about, base)


def nanopublication(claim: NamedNode, content: Iterable[Quad], about: dict[Term, list[Quad]], base: str) -> list[Quad]:
    """One claim as a nanopublication; `about` is what is known, by subject."""
    name = f"{base}np/{_PLACEHOLDER}"
    this = NamedNode(name)
    head, assertion, provenance, info = (
        NamedNode(f"{name}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    quads = [
        Quad(this, RDF["type"], NP["Nanopublication"], head),
        Quad(this, NP["hasAssertion"], assertion, head),
        Quad(this, NP["hasProvenance"], provenance, head),
        Quad(this, NP["hasPublicationInfo"], info, head),
    ]
    quads += [Quad(quad.subject, quad.predicate, quad.object, assertion) for quad in content]
    parts: list[Term] = []
    issued: list[Quad] = []
    for quad in about[claim]:
        if quad.predicate == DCTERMS["description"]:
            quads.append(Quad(this, DCTERMS["description"], quad.object, info))
        elif quad.predicate == RDF["type"]:
            quads.append(Quad(assertion, RDF["type"], quad.object, provenance))
        else:
            quads.append(Quad(assertion, quad.predicate, quad.object, provenance))
        if quad.predicate in _PARTS:
            parts.append(quad.object)
        if quad.predicate == PROV["wasQuotedFrom"]:
            issued += [known for known in about[quad.object] if known.predicate == DCTERMS["issued"]]
    seen: set[Term] = set()
    while parts:
        part = parts.pop()
        if part in seen:
            continue
        seen.add(part)
        for quad in about.get(part, ()):
            quads.append(Quad(quad.subject, quad.predicate, quad.object, provenance))
            if quad.predicate in _PARTS:
                parts.append(quad.object)
    if not any(quad.graph_name == provenance and quad.subject == assertion for quad in quads):
        quads.append(Quad(assertion, PROV["wasDerivedFrom"], claim, provenance))
    quads.append(Quad(this, PROV["wasDerivedFrom"], claim, info))
    quads.append(Quad(this, PROV["wasAttributedTo"], _MAKER, info))
    quads.append(Quad(this, DCTERMS["isPartOf"], NamedNode(f"{base}dataset"), info))
    for known in issued:
        quads.append(Quad(known.subject, DCTERMS["issued"], known.object, info))
    code = artefact_code(quads, _PLACEHOLDER)
    return [_renamed(quad, code) for quad in quads]


def _renamed(quad: Quad, code: str) -> Quad:
    def node(term: Term) -> Term:
        if isinstance(term, NamedNode) and _PLACEHOLDER in term.value:
            return NamedNode(term.value.replace(_PLACEHOLDER, code))
        return term

    return Quad(node(quad.subject), quad.predicate, node(quad.object), node(quad.graph_name))  # type: ignore[arg-type]


def check_nanopub(quads: Iterable[Quad]) -> list[str]:
    """What keeps some quads from being one valid nanopublication, by the rules of the guidelines; empty if nothing."""
    graphs: dict[Term, list[Quad]] = defaultdict(list)
    loose = 0
    for quad in quads:
        if isinstance(quad.graph_name, DefaultGraph):
            loose += 1
        else:
            graphs[quad.graph_name].append(quad)
    found = [
        (graph, quad.subject)
        for graph, said in graphs.items()
        for quad in said
        if quad.predicate == RDF["type"]
        and quad.object == NP["Nanopublication"]
        and any(other.predicate == NP["hasAssertion"] and other.subject == quad.subject for other in said)
    ]
    if len(found) != 1:
        return [f"{len(found)} nanopublications instead of one"]
    [(head, this)] = found
    problems = [f"{loose} triples in no graph"] if loose else []
    names: dict[str, Term] = {}
    for part in ("hasAssertion", "hasProvenance", "hasPublicationInfo"):
        values = {quad.object for quad in graphs[head] if quad.predicate == NP[part] and quad.subject == this}
        if len(values) != 1:
            problems.append(f"{len(values)} values of np:{part} instead of one")
            continue
        names[part] = values.pop()
        if not graphs.get(names[part]):
            problems.append(f"the graph of np:{part} is empty")
    if len(names) == 3:
        problems += _check_graphs(graphs, head, this, names)
    return problems


def _check_graphs(graphs: dict[Term, list[Quad]], head: Term, this: Term, names: dict[str, Term]) -> Iterator[str]:
    start = this.value if isinstance(this, NamedNode) else ""
    for graph in (head, *names.values()):
        if not (isinstance(graph, NamedNode) and graph.value.startswith(start)):
            yield f"the name of the graph {graph} does not begin with the nanopublication's"
    for quad in (quad for said in graphs.values() for quad in said):
        if isinstance(quad.object, Literal) and not _well_typed(quad.object):
            yield f"{quad.object} is not of its datatype"
    if len({head, this, *names.values()}) != 5:
        yield "two of its parts have one name"
    if extra := [graph for graph in graphs if graph not in {head, *names.values()} and graphs[graph]]:
        yield f"the graph {extra[0]} belongs to no part"
    if not _mentions(graphs[names["hasProvenance"]], names["hasAssertion"]):
        yield "the provenance does not speak of the assertion"
    if not _mentions(graphs[names["hasPublicationInfo"]], this):
        yield "the publication info does not speak of the nanopublication"


_LEXICAL: Final = {
    XSD["integer"]: r"[+-]?\d+",
    XSD["decimal"]: r"[+-]?(\d+(\.\d*)?|\.\d+)",
    XSD["double"]: r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    XSD["boolean"]: r"true|false|0|1",
    XSD["date"]: r"-?\d{4,}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?",
}


def _well_typed(value: Literal) -> bool:
    pattern = _LEXICAL.get(value.datatype)
    return pattern is None or re.fullmatch(pattern, value.value.strip(), re.ASCII) is not None


def _mentions(quads: Iterable[Quad], name: Term) -> bool:
    return any(name in {quad.subject, quad.object} for quad in quads)
