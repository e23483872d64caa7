"""What speaks against making a claim of a draft: the shapes, and what every claim must have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.rdf.terms import DCTERMS, OA, OWL, PROV, RDF, RDFS, ST, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["objections"]

_NEEDED = (
    (PROV["wasAttributedTo"], "a speaker"),
    (PROV["wasQuotedFrom"], "an article"),
    (OA["hasTarget"], "an anchor"),
    (ST["polarity"], "a polarity"),
    (ST["modality"], "a modality"),
    (ST["speech"], "how it was said"),
    (DCTERMS["description"], "a description"),
)


def objections(
    sources: Sources, claims: Mapping[NamedNode, Sequence[Quad]], entities: Mapping[NamedNode, Sequence[Quad]]
) -> dict[NamedNode, list[str]]:
    """For each claim, what speaks against it, in plain sentences; an empty list when nothing does."""
    terms = _declared(sources)
    against = {iri: _structure(iri, quads, terms) for iri, quads in claims.items()}
    good = [iri for iri, found in against.items() if not found]
    if good:
        for iri, messages in _shapes(sources, {i: claims[i] for i in good}, entities).items():
            against[iri].extend(messages)
    return against


def _declared(sources: Sources) -> frozenset[str]:
    return frozenset(
        q.subject.value
        for q in sources.quads("ontology")
        if q.predicate == RDF["type"] and isinstance(q.subject, NamedNode)
    )


def _structure(iri: NamedNode, quads: Sequence[Quad], terms: frozenset[str]) -> list[str]:
    found = []
    said = {q.predicate for q in quads if q.subject == iri}
    missing = [what for predicate, what in _NEEDED if predicate not in said]
    if missing:
        found.append(f"it has no {', no '.join(w.removeprefix('a ').removeprefix('an ') for w in missing)}")
    content = [q for q in quads if q.graph_name == iri]
    if not content:
        found.append("it says nothing: its graph is empty")
    for quad in content:
        for term in (quad.predicate, quad.object):
            if ST.has(term) and isinstance(term, NamedNode) and term.value not in terms:
                found.append(f"st:{term.value.rpartition('#')[2]} is not a word of the ontology")
        if quad.predicate in (OWL["sameAs"], RDFS["subClassOf"], RDFS["domain"], RDFS["range"]):
            found.append("a claim states facts about individuals: identities and schema axioms have no place in it")
    kinds = {q.object for q in content if q.predicate == RDF["type"]}
    if ST["CasualtyReport"] in kinds and not any(q.predicate == ST["sufferedBy"] for q in content):
        found.append("a casualty report needs the side that suffered it")
    denied = any(q.subject == iri and q.predicate == ST["polarity"] and q.object == ST["Denied"] for q in quads)
    if denied and OWL["NegativePropertyAssertion"] not in kinds:
        found.append("what is denied must be a negative property assertion")
    return found


def _shapes(
    sources: Sources, claims: Mapping[NamedNode, Sequence[Quad]], entities: Mapping[NamedNode, Sequence[Quad]]
) -> dict[NamedNode, list[str]]:
    """What the knowledge base's shapes find, claim by claim; nothing where validation is not installed."""
    try:
        from standoff.validation import check_claims
    except ImportError:
        return {}
    quads = [q for iri in claims for q in (*claims[iri], *entities.get(iri, ()))]
    found: dict[NamedNode, list[str]] = {}
    for finding in check_claims(sources, quads):
        severity = str(getattr(finding, "severity", "")).lower()
        if "violation" not in severity:
            continue
        about = [c for c in getattr(finding, "claims", ()) if c in claims]
        for iri in about:
            found.setdefault(iri, []).append(" ".join(str(getattr(finding, "message", finding)).split()))
    return found
