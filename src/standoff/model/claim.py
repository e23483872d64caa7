"""Claims: one speaker saying one thing once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from standoff.model.anchor import Anchor
from standoff.rdf.terms import NamedNode

__all__ = ["Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """In ARTICLE, SPEAKER says that DESCRIPTION, as RELAYS passed it on, in the words at ANCHORS.

    The content is not in the record: it is the named graph called `iri`. `path` and `line` say where the claim
    is written; `issued` is its article's date (ISO 8601), or unknown.
    """

    iri: NamedNode
    speaker: NamedNode | None = None
    article: NamedNode | None = None
    relays: tuple[NamedNode, ...] = ()
    speech: NamedNode | None = None
    polarity: NamedNode | None = None
    modality: NamedNode | None = None
    description: str = ""
    anchors: tuple[Anchor, ...] = ()
    issued: str | None = None
    path: Path | None = None
    line: int | None = None

    @property
    def name(self) -> str:
        """The claim's short name: the last part of its IRI."""
        return self.iri.value.rstrip("/#").rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    @property
    def is_narration(self) -> bool:
        """Whether the article's own voice says it."""
        return (
            self.speaker is not None
            and self.article is not None
            and self.speaker.value == f"{self.article.value}#narrator"
        )

    def __str__(self) -> str:
        """In ARTICLE, SPEAKER says: DESCRIPTION."""
        article = self.article.value.rsplit("/", 1)[-1] if self.article else "an unnamed article"
        speaker = "an unnamed speaker"
        if self.is_narration:
            speaker = "the article itself"
        elif self.speaker is not None:
            speaker = self.speaker.value.rsplit("/", 1)[-1]
        return f"In {article}, {speaker} says: {self.description}"
