"""Coverage: each sentence of an article with its claims, and those that have none, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.model import Article, Claim, TextAnchor
from standoff.model.reading import Descriptions
from standoff.rdf.terms import OA, ST, Quad
from standoff.texts import Sentence, sentences

if TYPE_CHECKING:
    from standoff.rdf.terms import NamedNode

__all__ = ["Passage", "cover"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article, START to END, with the claims anchored in it, or why it has none.

    `words` is empty when the text is not at hand; then a passage is an anchor's stretch, not a sentence.
    """

    article: Article
    start: int
    end: int
    words: str
    claims: tuple[Claim, ...]
    reason: str = ""

    def __str__(self) -> str:
        """START-END: the claims, or why there are none."""
        names = ", ".join(claim.name for claim in self.claims)
        return f"{self.start}-{self.end}: {names or self.reason or 'no claim'}"


def cover(
    article: Article, claims: Mapping[NamedNode, Claim], quads: Iterable[Quad], text: str | None = None
) -> Iterator[Passage]:
    """The passages of an article in order; `quads` are the article's own description.

    With the text these are its sentences, without it the stretches that claims are anchored at and those that the
    article's description says carry none.
    """
    anchored = [
        (anchor.start, anchor.end, claim)
        for claim in claims.values()
        if claim.article == article.iri
        for anchor in claim.anchors
        if isinstance(anchor, TextAnchor)
    ]
    bare = list(_uncovered(article, quads))
    if text is None:
        stretches = {(start, end) for start, end, _ in anchored} | {(start, end) for start, end, _ in bare}
        units = [Sentence(start, end, "") for start, end in sorted(stretches)]
        for unit in units:
            here = tuple(claim for start, end, claim in anchored if (start, end) == (unit.start, unit.end))
            yield Passage(article, unit.start, unit.end, "", here, _reason(unit, bare) if not here else "")
        return
    for unit in sentences(text):
        here = tuple(dict.fromkeys(claim for start, end, claim in anchored if start < unit.end and end > unit.start))
        yield Passage(article, unit.start, unit.end, unit.words, here, _reason(unit, bare) if not here else "")


def _uncovered(article: Article, quads: Iterable[Quad]) -> Iterator[tuple[int, int, str]]:
    said = Descriptions(quads)
    for passage in said.values(article.iri, ST["uncovered"]):
        reason = said.text(passage, ST["uncoveredBecause"]) or ""
        for selector in said.values(passage, OA["hasSelector"]):
            start, end = said.integer(selector, OA["start"]), said.integer(selector, OA["end"])
            if start is not None and end is not None:
                yield start, end, reason


def _reason(unit: Sentence, bare: list[tuple[int, int, str]]) -> str:
    return "; ".join(why for start, end, why in bare if start < unit.end and end > unit.start)
