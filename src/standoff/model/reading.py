"""From RDF to records: what a claims file or a store says of claims and articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from standoff.model.anchor import Anchor, StatementAnchor, TextAnchor
from standoff.model.article import Article
from standoff.model.claim import Claim
from standoff.rdf.terms import DCTERMS, OA, PROV, RDF, ST, Literal, NamedNode, Quad, Term

__all__ = ["Descriptions", "read_articles", "read_claims"]


class Descriptions:
    """Triples by subject and predicate: all that is said of each resource."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._by_subject: dict[NamedNode, dict[NamedNode, list[Term]]] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                values = self._by_subject.setdefault(quad.subject, {}).setdefault(quad.predicate, [])
                if quad.object not in values:
                    values.append(quad.object)

    def instances(self, *kinds: NamedNode) -> Iterator[NamedNode]:
        """The resources typed as one of `kinds`, in the order they were met."""
        wanted = set(kinds)
        for subject, said in self._by_subject.items():
            if not wanted.isdisjoint(said.get(RDF["type"], ())):
                yield subject

    def values(self, subject: Term | None, predicate: NamedNode) -> list[Term]:
        """The objects of a subject's predicate, in the order they were met."""
        if not isinstance(subject, NamedNode):
            return []
        return self._by_subject.get(subject, {}).get(predicate, [])

    def node(self, subject: Term | None, predicate: NamedNode) -> NamedNode | None:
        """The first named node among the values."""
        return next((v for v in self.values(subject, predicate) if isinstance(v, NamedNode)), None)

    def text(self, subject: Term | None, predicate: NamedNode) -> str | None:
        """The first literal among the values, English first, as it is written."""
        literals = [v for v in self.values(subject, predicate) if isinstance(v, Literal)]
        literals.sort(key=lambda literal: literal.language != "en")
        return literals[0].value if literals else None

    def integer(self, subject: Term | None, predicate: NamedNode) -> int | None:
        """The first literal that is an integer."""
        text = self.text(subject, predicate)
        try:
            return None if text is None else int(text)
        except ValueError:
            return None


def read_claims(
    quads: Iterable[Quad], *, path: Path | None = None, issued: dict[NamedNode, str] | None = None, kind: str = "Claim"
) -> Iterator[Claim]:
    """The claims that some provenance quads describe; `kind` "Draft" reads drafts instead.

    What is missing is None in the record: whether it may be is the shapes' business.
    """
    said = Descriptions(quads)
    dates = issued or {}
    for iri in said.instances(ST[kind]):
        article = said.node(iri, PROV["wasQuotedFrom"])
        yield Claim(
            iri=iri,
            speaker=said.node(iri, PROV["wasAttributedTo"]),
            article=article,
            relays=_relays(said, iri),
            speech=said.node(iri, ST["speech"]),
            polarity=said.node(iri, ST["polarity"]),
            modality=said.node(iri, ST["modality"]),
            description=said.text(iri, DCTERMS["description"]) or "",
            anchors=tuple(_anchors(said, iri)),
            issued=dates.get(article) if article is not None else None,
            path=path,
        )


def _relays(said: Descriptions, claim: NamedNode) -> tuple[NamedNode, ...]:
    """Who passed a claim on, in order where the order is recorded, else by name."""
    ordered: list[tuple[int, NamedNode]] = []
    for relay in said.values(claim, ST["relay"]):
        by = said.node(relay, ST["passedOnBy"])
        if by is not None:
            ordered.append((said.integer(relay, ST["position"]) or 0, by))
    listed = [by for _, by in sorted(ordered, key=lambda item: (item[0], item[1].value))]
    others = [v for v in said.values(claim, ST["relayedBy"]) if isinstance(v, NamedNode) and v not in listed]
    return (*listed, *sorted(others, key=lambda node: node.value))


def _anchors(said: Descriptions, claim: NamedNode) -> Iterator[Anchor]:
    for target in said.values(claim, OA["hasTarget"]):
        fragment: str | None = None
        place: tuple[NamedNode, int, int, str] | None = None
        for selector in said.values(target, OA["hasSelector"]):
            kinds = said.values(selector, RDF["type"])
            if not isinstance(selector, NamedNode):
                continue
            if OA["TextPositionSelector"] in kinds:
                start, end = said.integer(selector, OA["start"]), said.integer(selector, OA["end"])
                if start is not None and end is not None:
                    place = (selector, start, end, said.text(selector, ST["sliceDigest"]) or "")
            elif OA["FragmentSelector"] in kinds:
                fragment = said.text(selector, RDF["value"])
            elif ST["StatementSelector"] in kinds:
                statement = said.node(selector, ST["selectsStatement"])
                if statement is not None:
                    yield StatementAnchor(selector, statement, said.text(selector, ST["answerDigest"]) or "")
        if place is not None:
            yield TextAnchor(*place, fragment)


def read_articles(quads: Iterable[Quad], *, path: Path | None = None) -> Iterator[Article]:
    """The articles that some quads describe."""
    said = Descriptions(quads)
    for iri in said.instances(ST["Article"]):
        publisher = said.node(iri, DCTERMS["publisher"])
        yield Article(
            iri=iri,
            digest=said.text(iri, ST["textDigest"]),
            length=said.integer(iri, ST["textLength"]),
            issued=said.text(iri, DCTERMS["issued"]),
            issued_is_inferred=ST["Inferred"] in said.values(iri, ST["dateReading"]),
            title=said.text(iri, DCTERMS["title"]),
            publisher=said.text(iri, DCTERMS["publisher"]) or (publisher.value if publisher else None),
            path=path,
        )
