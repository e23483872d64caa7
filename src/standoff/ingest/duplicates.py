"""Drafts that say again what a claim says already."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from standoff.ingest.drafts import DraftSet
from standoff.rdf.terms import DCTERMS, PROV, RDF, ST, DefaultGraph, Literal, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["mark_duplicates"]

_LIKELY: Final = 0.5
_LOOSE: Final = frozenset({ST["asOf"].value, ST["reportsOn"].value, ST["partOf"].value})


def mark_duplicates(drafts: DraftSet, sources: Sources, article: NamedNode) -> int:
    """Mark each draft that a claim (of this or of another article) likely says already; how many there are.

    Likely means: the same speaker and polarity, and at least half of what the smaller of the two says of kinds,
    actors, places and numbers is in the other.
    """
    contents: dict[NamedNode, set[tuple[str, str]]] = {}
    speakers: dict[NamedNode, NamedNode] = {}
    for quad in sources.quads("claims"):
        if isinstance(quad.graph_name, DefaultGraph):
            if (
                quad.predicate == PROV["wasAttributedTo"]
                and isinstance(quad.object, NamedNode)
                and isinstance(quad.subject, NamedNode)
            ):
                speakers[quad.subject] = quad.object
        elif isinstance(quad.graph_name, NamedNode):
            contents.setdefault(quad.graph_name, set()).add(_feature(quad))
    by_feature: dict[tuple[str, str], list[NamedNode]] = {}
    for claim, features in contents.items():
        for feature in features:
            by_feature.setdefault(feature, []).append(claim)
    found = 0
    for k, draft in enumerate(drafts.drafts):
        mine = {_feature(q) for q in draft.content} - {("", "")}
        speaker = draft.statement.speaker.iri if draft.statement.speaker else NamedNode(f"{article.value}#narrator")
        shared: dict[NamedNode, int] = {}
        for feature in mine:
            for claim in by_feature.get(feature, ()):
                shared[claim] = shared.get(claim, 0) + 1
        best: tuple[float, NamedNode] | None = None
        for claim, count in shared.items():
            other = contents[claim]
            told = max(1, min(len(mine), len(other)))
            same = speakers.get(claim) == speaker
            score = count / told * (1.0 if same else 0.6)
            if count >= 2 and score >= _LIKELY and (best is None or (score, claim.value) > (best[0], best[1].value)):
                best = (score, claim)
        if best is not None:
            drafts.drafts[k] = replace(
                draft, about=(*draft.about, Quad(draft.iri, ST["likelyDuplicateOf"], best[1], DefaultGraph()))
            )
            found += 1
    return found


def _feature(quad: Quad) -> tuple[str, str]:
    """What a triple says, without the name of the event it says it of."""
    if quad.predicate.value in _LOOSE or quad.predicate == DCTERMS["description"]:
        return ("", "")
    value = quad.object
    if isinstance(value, Literal):
        return quad.predicate.value, value.value
    if isinstance(value, NamedNode):
        return ("type" if quad.predicate == RDF["type"] else quad.predicate.value), value.value
    return ("", "")
