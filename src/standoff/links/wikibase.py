"""Items from a Wikibase's own API: searched by name, fetched in batches, with the classes above theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from standoff.links.client import Client
from standoff.links.judgements import WIKIDATA
from standoff.links.kinds import known_classes
from standoff.links.things import Coordinate, Item, Span, Subject
from standoff.rdf.terms import Literal, NamedNode

__all__ = ["WIKIDATA_API", "Wikibase", "item_of", "with_ancestors"]

WIKIDATA_API: Final = "https://www.wikidata.org/w/api.php"
BATCH: Final = 50
"""How many items one request may ask for."""
DEPTH: Final = 8
"""How many steps up the classes are followed."""

FIRST: Final = ("P580", "P571", "P569", "P585")
LAST: Final = ("P582", "P576", "P570", "P585")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]+)*\Z")


@dataclass
class Wikibase:
    """Wikidata, or another Wikibase, through its action API."""

    client: Client
    url: str = WIKIDATA_API

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"the search of {self.url}"

    def search(self, subject: Subject, limit: int = 10) -> list[Item]:
        """The items that any name of an entity finds, in its own language.

        Raises:
            OutsideError: the service failed, or there is no network and no kept answer.
        """
        found: dict[str, None] = {}
        for name in subject.names:
            parameters = {
                "action": "wbsearchentities",
                "format": "json",
                "type": "item",
                "search": name.value,
                "language": (name.language or "en").lower(),
                "uselang": "en",
                "limit": str(limit),
            }
            answer, _ = self.client.json(self.url, parameters, maxlag=True)
            found.update((hit["id"], None) for hit in answer.get("search", []) if isinstance(hit.get("id"), str))
        languages = {name.language for name in subject.names if name.language}
        listed = self.items(list(found), languages)
        return [item for item in dict.fromkeys(listed.values()) if item is not None]

    def items(self, names: Sequence[str], languages: Iterable[str] = ()) -> dict[str, Item | None]:
        """Items by the identifiers asked for; None for those that do not exist (any more).

        Raises:
            OutsideError: the service failed.
        """
        wanted = "|".join(sorted({"en", *(x.lower() for x in languages if _LANGUAGE.match(x.lower()))}))
        raw: dict[str, Any] = {}
        for part in _batches(names):
            parameters = {
                "action": "wbgetentities",
                "format": "json",
                "ids": "|".join(part),
                "props": "info|labels|aliases|descriptions|claims",
                "languages": wanted,
                "redirects": "yes",
            }
            answer, _ = self.client.json(self.url, parameters, maxlag=True)
            raw.update(_by_asked(answer.get("entities", {}), part))
        found = {name: item_of(raw.get(name), name) for name in names}
        above = with_ancestors({c for item in found.values() if item for c in item.classes}, self._above)
        return {name: None if item is None else _with_classes(item, above) for name, item in found.items()}

    def _above(self, classes: Sequence[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for part in _batches(classes):
            parameters = {"action": "wbgetentities", "format": "json", "ids": "|".join(part), "props": "claims"}
            answer, _ = self.client.json(self.url, parameters, maxlag=True)
            for name, entity in answer.get("entities", {}).items():
                found[name] = set(_items_in(entity.get("claims", {}), "P279"))
        return found


def with_ancestors(
    classes: Iterable[str], above: Callable[[Sequence[str]], Mapping[str, set[str]]]
) -> dict[str, frozenset[str]]:
    """Each class with all above it, asked for level by level; what is above one that `kinds` knows is not asked."""
    known = known_classes()
    direct: dict[str, set[str]] = {}
    level = set(classes)
    for _ in range(DEPTH):
        level = {name for name in level if name not in direct and name not in known}
        if not level:
            break
        answered = above(sorted(level))
        for name in level:
            direct[name] = set(answered.get(name, ()))
        level = {upper for name in level for upper in direct[name]}
    found = {}
    for name in set(classes):
        seen, todo = {name}, [name]
        while todo:
            for upper in direct.get(todo.pop(), ()):
                if upper not in seen:
                    seen.add(upper)
                    todo.append(upper)
        found[name] = frozenset(seen)
    return found


def _with_classes(item: Item, above: Mapping[str, frozenset[str]]) -> Item:
    from dataclasses import replace

    every = frozenset(upper for name in item.classes for upper in above.get(name, {name}))
    return replace(item, classes=every)


def _batches(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[at : at + BATCH] for at in range(0, len(names), BATCH))


def _by_asked(entities: Mapping[str, Any], asked: Sequence[str]) -> dict[str, Any]:
    """Entities by the identifier that was asked for, which a redirect keeps beside the new one."""
    found: dict[str, Any] = {}
    for key, entity in entities.items():
        redirect = entity.get("redirects")
        was = redirect.get("from") if isinstance(redirect, dict) else None
        found[str(was) if was in asked else key] = entity
    return found


def item_of(entity: Mapping[str, Any] | None, asked: str) -> Item | None:
    """An item from a Wikibase's JSON of an entity; None when it is missing."""
    if entity is None or "missing" in entity or not isinstance(entity.get("id"), str):
        return None
    claims = entity.get("claims") or {}
    labels, aliases = entity.get("labels") or {}, entity.get("aliases") or {}
    describing = entity.get("descriptions") or {}
    return Item(
        iri=NamedNode(WIKIDATA + entity["id"]),
        labels=tuple(Literal(x["value"], language=x["language"]) for x in labels.values()),
        aliases=tuple(Literal(x["value"], language=x["language"]) for many in aliases.values() for x in many),
        description=(describing.get("en") or {}).get("value", ""),
        classes=frozenset(_items_in(claims, "P31")),
        place=_place(claims),
        related=frozenset(x for name in claims if name not in ("P31", "P1889") for x in _items_in(claims, name)),
        was=Span(_year(claims, FIRST, min), _year(claims, LAST, max)),
        identifiers=frozenset(f"GeoNames {value}" for value in _values(claims, "P1566") if isinstance(value, str)),
        redirected_from=asked if entity["id"] != asked else None,
    )


def _values(claims: Mapping[str, Any], name: str) -> list[Any]:
    """The values of a property's best statements: preferred ones, else normal ones; deprecated ones never."""
    statements = [s for s in claims.get(name, ()) if s.get("rank") != "deprecated"]
    preferred = [s for s in statements if s.get("rank") == "preferred"]
    snaks = [s.get("mainsnak", {}) for s in preferred or statements]
    return [s["datavalue"].get("value") for s in snaks if s.get("snaktype") == "value" and "datavalue" in s]


def _items_in(claims: Mapping[str, Any], name: str) -> list[str]:
    found = []
    for value in _values(claims, name):
        if isinstance(value, dict) and value.get("entity-type") == "item":
            found.append(str(value.get("id") or f"Q{value['numeric-id']}"))
    return found


def _place(claims: Mapping[str, Any]) -> Coordinate | None:
    for value in _values(claims, "P625"):
        if isinstance(value, dict) and "latitude" in value:
            return Coordinate(float(value["latitude"]), float(value["longitude"]))
    return None


def _year(claims: Mapping[str, Any], names: Iterable[str], choose: Callable[[list[int]], int]) -> int | None:
    years = []
    for name in names:
        for value in _values(claims, name):
            text = value.get("time", "") if isinstance(value, dict) else ""
            found = re.match(r"\+?(-?\d+)-", text)
            if found:
                years.append(int(found[1]))
    return choose(years) if years else None
