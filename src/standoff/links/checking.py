"""Checking links: against what the items are now, against each other, and against what OWL would conclude of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.links.judgements import WIKIDATA, Judgement
from standoff.links.matching import match
from standoff.links.things import Item

if TYPE_CHECKING:
    from standoff.links.linking import ItemSource, Links
    from standoff.rdf.terms import NamedNode

__all__ = ["Fault", "check_against", "check_alone", "from_contradictions"]


@dataclass(frozen=True, slots=True)
class Fault:
    """WHAT is wrong with some judgements, by KIND."""

    kind: str
    judgements: tuple[Judgement, ...]
    what: str

    def __str__(self) -> str:
        """KIND: WHAT."""
        return f"{self.kind}: {self.what}"


def check_alone(judgements: Iterable[Judgement], shorten: Mapping[NamedNode, str]) -> Iterator[Fault]:
    """Faults that need no network: two entities for one item, one entity with two items, a pair judged both ways."""
    same: list[Judgement] = [judgement for judgement in judgements if judgement.verdict == "Same"]
    by_item: dict[str, list[Judgement]] = {}
    by_entity: dict[tuple[str, str], list[Judgement]] = {}
    for judgement in same:
        by_item.setdefault(judgement.item.value, []).append(judgement)
        space = judgement.item.value.rpartition("/")[0] if judgement.item.value.startswith(WIKIDATA) else "geonames"
        by_entity.setdefault((judgement.entity.value, space), []).append(judgement)
    for group in by_item.values():
        entities = dict.fromkeys(judgement.entity for judgement in group)
        if len(entities) > 1:
            names = " and ".join(shorten.get(entity, entity.value) for entity in entities)
            yield Fault("two-entities", tuple(group), f"{names} are both linked to {group[0].item_name}")
    for group in by_entity.values():
        items = dict.fromkeys(judgement.item_name for judgement in group)
        if len(items) > 1:
            name = shorten.get(group[0].entity, group[0].entity.value)
            yield Fault("two-items", tuple(group), f"{name} is linked to {' and '.join(items)}")


def check_against(links: Links, source: ItemSource, judgements: Iterable[Judgement]) -> Iterator[Fault]:
    """Faults that the items show: merged, deleted, of another kind now, moved, no longer called so.

    Raises:
        OutsideError: the service failed, or there is no network and no kept answer.
    """
    checked = [j for j in judgements if j.verdict == "Same" and j.item.value.startswith(WIKIDATA)]
    languages = {name.language for j in checked for name in links.subjects.subject(j.entity).names if name.language}
    items = source.items([judgement.item_name for judgement in checked], languages)
    for judgement in checked:
        yield from _against(links, judgement, items.get(judgement.item_name))


def _against(links: Links, judgement: Judgement, item: Item | None) -> Iterator[Fault]:
    name = links.sources.config.prefixes.shorten(judgement.entity)
    if item is None:
        yield Fault("deleted", (judgement,), f"{judgement.item_name}, linked to {name}, is not there any more")
        return
    if item.redirected_from is not None:
        yield Fault("merged", (judgement,), f"{judgement.item_name}, linked to {name}, was merged into {item.name}")
    found = match(links.subjects.subject(judgement.entity), item)
    if found.components.get("kind") == 0.0:
        yield Fault("kind", (judgement,), f"{judgement.item_name}, linked to {name}: {found.against[0]}")
    for told in found.against:
        if told.startswith("it lies"):
            yield Fault("moved", (judgement,), f"{judgement.item_name}, linked to {name}: {told}")
        elif told.startswith(("it has another number", "it was at another time")):
            yield Fault("identity", (judgement,), f"{judgement.item_name}, linked to {name}: {told}")
    if found.components.get("name", 0.0) < 0.5:
        yield Fault("label", (judgement,), f"{judgement.item_name}, linked to {name}, is now called {item.label!r}")


def from_contradictions(links: Links, contradicting: Iterable[NamedNode]) -> Iterator[Fault]:
    """Faults that reasoning with the links shows: judgements that take part in a contradiction."""
    by_iri = {judgement.iri: judgement for judgement in links.judgements}
    for iri in contradicting:
        if iri in by_iri:
            judgement = by_iri[iri]
            name = links.sources.config.prefixes.shorten(judgement.entity)
            said = {"Same": "the same as", "Different": "different from"}.get(judgement.verdict, "linked to")
            yield Fault(
                "contradiction",
                (judgement,),
                f"that {name} is {said} {judgement.item_name} contradicts what else is known (standoff contested "
                "--with-links shows it)",
            )
