"""Drafts that say again what a claim says already."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from standoff.ingest.drafts import DraftSet
from standoff.rdf.terms import DCTERMS, PROV, RDF, ST, DefaultGraph, Literal, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["ClaimIndex"]

_LIKELY: Final = 0.5
_NOTHING: Final = ("", "")
_LOOSE: Final = frozenset({ST["asOf"].value, ST["reportsOn"].value, ST["partOf"].value})


class ClaimIndex:
    """What the claims of a knowledge base say, by feature, so that likely duplicates are found at once."""

    def __init__(self, sources: Sources) -> None:
        self._contents: dict[NamedNode, set[tuple[str, str]]] = {}
        self._speakers: dict[NamedNode, NamedNode] = {}
        for quad in sources.quads("claims"):
            if isinstance(quad.graph_name, DefaultGraph):
                if (
                    quad.predicate == PROV["wasAttributedTo"]
                    and isinstance(quad.object, NamedNode)
                    and isinstance(quad.subject, NamedNode)
                ):
                    self._speakers[quad.subject] = quad.object
            elif isinstance(quad.graph_name, NamedNode):
                self._contents.setdefault(quad.graph_name, set()).add(_feature(quad))
        self._by_feature: dict[tuple[str, str], list[NamedNode]] = {}
        for claim, features in self._contents.items():
            for feature in features - {_NOTHING}:
                self._by_feature.setdefault(feature, []).append(claim)

    def mark(self, drafts: DraftSet, article: NamedNode) -> int:
        """Mark each draft that a claim (of this or of another article) likely says already; how many there are.

        Likely means: at least two things said alike, and at least half of what the smaller of the two says of kinds,
        actors, places and numbers is in the other; a claim of another speaker has to say more alike.
        """
        found = 0
        for k, draft in enumerate(drafts.drafts):
            mine = {_feature(q) for q in draft.content} - {_NOTHING}
            speaker = draft.statement.speaker.iri if draft.statement.speaker else NamedNode(f"{article.value}#narrator")
            best = self._best(mine, speaker)
            if best is not None:
                mark = Quad(draft.iri, ST["likelyDuplicateOf"], best, DefaultGraph())
                drafts.drafts[k] = replace(draft, about=(*draft.about, mark))
                found += 1
        return found

    def _best(self, mine: set[tuple[str, str]], speaker: NamedNode) -> NamedNode | None:
        shared: dict[NamedNode, int] = {}
        for feature in mine:
            for claim in self._by_feature.get(feature, ()):
                shared[claim] = shared.get(claim, 0) + 1
        best: tuple[float, str] | None = None
        for claim, count in shared.items():
            told = max(1, min(len(mine), len(self._contents[claim])))
            score = count / told * (1.0 if self._speakers.get(claim) == speaker else 0.6)
            if count >= 2 and score >= _LIKELY and (best is None or (score, claim.value) > best):
                best = (score, claim.value)
        return NamedNode(best[1]) if best is not None else None


def _feature(quad: Quad) -> tuple[str, str]:
    """What a triple says, without the name of the event it says it of."""
    if quad.predicate.value in _LOOSE or quad.predicate == DCTERMS["description"]:
        return _NOTHING
    value = quad.object
    if isinstance(value, Literal):
        return quad.predicate.value, value.value
    if isinstance(value, NamedNode):
        return ("type" if quad.predicate == RDF["type"] else quad.predicate.value), value.value
    return _NOTHING
