"""Judgements on links, as records and as RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from standoff.model.reading import Descriptions
from standoff.rdf.terms import OWL, PROV, RDF, RDFS, SKOS, ST, XSD, Literal, NamedNode, Quad

__all__ = ["GEONAMES", "VERDICTS", "WIKIDATA", "Evidence", "Judgement", "link_iri", "read_judgements"]

WIKIDATA: Final = "http://www.wikidata.org/entity/"
GEONAMES: Final = "https://sws.geonames.org/"
VERDICTS: Final = ("Same", "Different", "Unsure")
MAPPINGS: Final = (OWL["sameAs"], SKOS["exactMatch"], SKOS["closeMatch"])
"""The properties by which an entity and an item may be joined, besides the judgement itself."""

_JOINING: Final = {"Same": MAPPINGS[:2], "Different": MAPPINGS[2:], "Unsure": MAPPINGS[2:]}
"""The properties that each verdict may join by, so that two judges on one pair are not mixed up."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ground of a KIND (Label, Type, Distance, Identifier, Neighbour, Source), and what it consists of.

    `label` is the name that both bear, `neighbour` what both are related to; `note` says the rest in words.
    """

    kind: str
    note: str = ""
    label: Literal | None = None
    type: str | None = None
    kilometres: str | None = None
    identifier: str | None = None
    neighbour: NamedNode | None = None

    def __str__(self) -> str:
        """KIND: WHAT."""
        parts = [
            f"{self.label.value!r}@{self.label.language}" if self.label is not None else "",
            self.type or "",
            f"{self.kilometres} km" if self.kilometres is not None else "",
            self.identifier or "",
            self.neighbour.value.rsplit("/", 1)[-1] if self.neighbour is not None else "",
            self.note,
        ]
        return f"{self.kind.lower()}: {', '.join(part for part in parts if part)}"

    def quads(self, iri: NamedNode) -> Iterator[Quad]:
        """The ground as RDF."""
        yield Quad(iri, RDF["type"], ST["Evidence"])
        yield Quad(iri, ST["evidenceKind"], ST[f"{self.kind}Evidence"])
        if self.label is not None:
            yield Quad(iri, ST["matchingLabel"], self.label)
        if self.type is not None:
            yield Quad(iri, ST["matchingType"], Literal(self.type))
        if self.kilometres is not None:
            yield Quad(iri, ST["distanceInKilometres"], Literal(self.kilometres, datatype=XSD["decimal"]))
        if self.identifier is not None:
            yield Quad(iri, ST["sharedIdentifier"], Literal(self.identifier))
        if self.neighbour is not None:
            yield Quad(iri, ST["matchingNeighbour"], self.neighbour)
        if self.note:
            yield Quad(iri, RDFS["comment"], Literal(self.note, language="en"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """JUDGE found at TIME that ENTITY and ITEM are VERDICT (Same, Different or Unsure), on EVIDENCE.

    `mapping` is the property that joins the two where one does: owl:sameAs for the same item of Wikidata,
    skos:exactMatch for the same place of GeoNames, skos:closeMatch for a near thing.
    """

    iri: NamedNode
    entity: NamedNode
    item: NamedNode
    verdict: str
    judge: NamedNode
    judged_at: str
    evidence: tuple[Evidence, ...] = ()
    mapping: NamedNode | None = None
    rule: str | None = None
    confidence: str | None = None
    reason: str | None = None

    @property
    def item_name(self) -> str:
        """The item's identifier in its data set: Q39556."""
        return item_name(self.item)

    def __str__(self) -> str:
        """JUDGE found that ENTITY and ITEM are VERDICT."""
        said = {"Same": "the same", "Different": "different", "Unsure": "perhaps the same"}[self.verdict]
        name = self.entity.value.rsplit("/", 1)[-1]
        return f"{self.judge.value.rsplit('/', 1)[-1]} found that {name} and {self.item_name} are {said}"

    def decided(
        self, verdict: str, judge: NamedNode, judged_at: str, reason: str | None = None, *, near: bool = False
    ) -> Judgement:
        """The same question, judged again; the evidence stays. `near` things are different, and close."""
        return replace(
            self,
            verdict=verdict,
            judge=judge,
            judged_at=judged_at,
            reason=reason,
            rule=None,
            mapping=SKOS["closeMatch"] if near and verdict == "Different" else mapping_of(verdict, self.item),
        )

    def quads(self) -> Iterator[Quad]:
        """The judgement as RDF, with IRIs for its evidence."""
        yield Quad(self.iri, RDF["type"], ST["Link"])
        yield Quad(self.iri, ST["entity"], self.entity)
        yield Quad(self.iri, ST["item"], self.item)
        yield Quad(self.iri, ST["verdict"], ST[self.verdict])
        yield Quad(self.iri, PROV["wasAttributedTo"], self.judge)
        yield Quad(self.iri, PROV["generatedAtTime"], Literal(self.judged_at, datatype=XSD["dateTime"]))
        if self.rule is not None:
            yield Quad(self.iri, ST["rule"], Literal(self.rule))
        if self.confidence is not None:
            yield Quad(self.iri, ST["confidence"], Literal(self.confidence, datatype=XSD["decimal"]))
        if self.reason is not None:
            yield Quad(self.iri, ST["reason"], Literal(self.reason))
        for number, evidence in enumerate(self.evidence, start=1):
            ground = NamedNode(f"{self.iri.value}#evidence-{number}")
            yield Quad(self.iri, ST["evidence"], ground)
            yield from evidence.quads(ground)
        if self.mapping is not None:
            yield Quad(self.entity, self.mapping, self.item)


def item_name(item: NamedNode) -> str:
    """The identifier of an item in its data set: Q39556, or a number of GeoNames."""
    return item.value.rstrip("/").rsplit("/", 1)[-1]


def mapping_of(verdict: str, item: NamedNode) -> NamedNode | None:
    """The property that a verdict joins an entity and an item with; None for those that join nothing."""
    if verdict != "Same":
        return None
    return OWL["sameAs"] if item.value.startswith(WIKIDATA) else SKOS["exactMatch"]


def link_iri(base: str, entity: NamedNode, item: NamedNode) -> NamedNode:
    """The IRI of the judgement on an entity and an item: one for each pair."""
    kind, _, name = entity.value.removeprefix(base).rpartition("/")
    local = re.sub(r"[^A-Za-z0-9]+", "-", f"{kind}-{name}").strip("-")
    return NamedNode(f"{base}link/{local}-{item_name(item)}")


def read_judgements(quads: Iterable[Quad]) -> list[Judgement]:
    """The judgements that some quads describe; what is incomplete is left to the shapes to tell."""
    listed = list(quads)
    said = Descriptions(listed)
    found = []
    for iri in said.instances(ST["Link"]):
        entity, item = said.node(iri, ST["entity"]), said.node(iri, ST["item"])
        verdict, judge = said.node(iri, ST["verdict"]), said.node(iri, PROV["wasAttributedTo"])
        if entity is None or item is None or verdict is None or judge is None:
            continue
        name = verdict.value.removeprefix(str(ST))
        if name not in VERDICTS:
            continue
        found.append(
            Judgement(
                iri=iri,
                entity=entity,
                item=item,
                verdict=name,
                judge=judge,
                judged_at=said.text(iri, PROV["generatedAtTime"]) or "",
                evidence=tuple(_evidence(said, iri)),
                mapping=next((m for m in _JOINING[name] if item in said.values(entity, m)), None),
                rule=said.text(iri, ST["rule"]),
                confidence=said.text(iri, ST["confidence"]),
                reason=said.text(iri, ST["reason"]),
            )
        )
    return found


def _evidence(said: Descriptions, link: NamedNode) -> Iterator[Evidence]:
    def number(node: NamedNode) -> tuple[int, str]:
        digits = node.value.rpartition("-")[2]
        return (int(digits) if digits.isdigit() else 0, node.value)

    grounds = [value for value in said.values(link, ST["evidence"]) if isinstance(value, NamedNode)]
    for ground in sorted(grounds, key=number):
        kind = said.node(ground, ST["evidenceKind"])
        label = next((v for v in said.values(ground, ST["matchingLabel"]) if isinstance(v, Literal)), None)
        yield Evidence(
            kind=kind.value.removeprefix(str(ST)).removesuffix("Evidence") if kind else "Source",
            note=said.text(ground, RDFS["comment"]) or "",
            label=label,
            type=said.text(ground, ST["matchingType"]),
            kilometres=said.text(ground, ST["distanceInKilometres"]),
            identifier=said.text(ground, ST["sharedIdentifier"]),
            neighbour=said.node(ground, ST["matchingNeighbour"]),
        )
