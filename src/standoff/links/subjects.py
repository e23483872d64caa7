"""Our entities as the matcher sees them: names, kinds, place, linked neighbours and times, from the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from standoff.links.judgements import GEONAMES, WIKIDATA, Judgement
from standoff.links.things import Coordinate, Neighbour, Span, Subject
from standoff.names import NAMING
from standoff.rdf.terms import GEO, RDF, RDFS, ST, Literal, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["LINKABLE", "Subjects"]

LINKABLE: Final = ("Actor", "Agreement", "Conflict", "Office", "Place")
"""The kinds of entity that other data sets may have an item for; reports, outbreaks and single acts are ours alone."""

_BEGINS: Final = tuple(ST[name] for name in ("beganOn", "notBefore", "occurredOn", "signedOn"))
_ENDS: Final = tuple(ST[name] for name in ("endedOn", "notAfter", "occurredOn", "signedOn"))
_TELLING: Final = tuple(
    ST[name]
    for name in ("within", "capitalOf", "organOf", "officeOf", "ofOffice", "holder", "headquarteredIn", "partOf")
)


class Subjects:
    """The entities of a knowledge base that can be linked."""

    def __init__(self, sources: Sources, judgements: Iterable[Judgement]) -> None:
        self._sources = sources
        self._judgements = list(judgements)

    @cached_property
    def _above(self) -> dict[NamedNode, set[NamedNode]]:
        direct: dict[NamedNode, set[NamedNode]] = {}
        for quad in self._sources.quads("ontology"):
            if quad.predicate != RDFS["subClassOf"]:
                continue
            if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode):
                direct.setdefault(quad.subject, set()).add(quad.object)
        found: dict[NamedNode, set[NamedNode]] = {}
        for kind in direct:
            seen: set[NamedNode] = {kind}
            todo = [kind]
            while todo:
                for above in direct.get(todo.pop(), ()):
                    if above not in seen:
                        seen.add(above)
                        todo.append(above)
            found[kind] = seen
        return found

    @cached_property
    def _said(self) -> dict[NamedNode, list[Quad]]:
        """What reference and claims say of each entity, as subject."""
        found: dict[NamedNode, list[Quad]] = {}
        for quad in (*self._sources.quads("reference"), *self._sources.content()):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(quad.subject, []).append(quad)
        return found

    @cached_property
    def _of(self) -> dict[NamedNode, list[Quad]]:
        """The same by object."""
        found: dict[NamedNode, list[Quad]] = {}
        for quads in self._said.values():
            for quad in quads:
                if isinstance(quad.object, NamedNode):
                    found.setdefault(quad.object, []).append(quad)
        return found

    @cached_property
    def _voices(self) -> Mapping[NamedNode, set[int]]:
        """The years in which each actor spoke."""
        found: dict[NamedNode, set[int]] = {}
        for claim in self._sources.claims.values():
            year = _year(claim.issued or "")
            if claim.speaker is not None and year is not None:
                found.setdefault(claim.speaker, set()).add(year)
        return found

    @cached_property
    def linked(self) -> dict[NamedNode, NamedNode]:
        """The item of Wikidata that each linked entity is; a state's territory goes by its state's item."""
        found = {
            judgement.entity: judgement.item
            for judgement in self._judgements
            if judgement.verdict == "Same" and judgement.item.value.startswith(WIKIDATA)
        }
        for entity, quads in self._said.items():
            if ST["StateTerritory"] not in self.kinds(entity):
                continue
            for quad in quads:
                if quad.predicate == ST["territoryOf"] and quad.object in found and isinstance(quad.object, NamedNode):
                    found.setdefault(entity, found[quad.object])
        return found

    def kinds(self, entity: NamedNode) -> set[NamedNode]:
        """The classes that an entity is stated to be of, with those above them."""
        stated = [q.object for q in self._said.get(entity, ()) if q.predicate == RDF["type"]]
        found: set[NamedNode] = set()
        for kind in stated:
            if isinstance(kind, NamedNode):
                found |= self._above.get(kind, {kind}) | {kind}
        return found

    def entities(self) -> list[NamedNode]:
        """The entities of the reference that may have an item elsewhere, in the order of the files."""
        wanted = {ST[kind] for kind in LINKABLE}
        listed = dict.fromkeys(
            quad.subject
            for quad in self._sources.quads("reference")
            if quad.predicate == RDF["type"] and isinstance(quad.subject, NamedNode)
        )
        return [entity for entity in listed if isinstance(entity, NamedNode) and wanted & self.kinds(entity)]

    def subject(self, entity: NamedNode) -> Subject:
        """An entity with everything that it can be told by."""
        said = self._said.get(entity, [])
        names = sorted(
            {q.object for q in said if q.predicate in NAMING and isinstance(q.object, Literal)},
            key=lambda name: (name.language != "en", name.language or "", name.value),
        )
        main = [q.object for q in said if q.predicate == RDFS["label"] and isinstance(q.object, Literal)]
        return Subject(
            iri=entity,
            names=tuple(dict.fromkeys([*main, *names])),
            kinds=frozenset(kind.value.removeprefix(str(ST)) for kind in self.kinds(entity)),
            place=self._place(entity),
            neighbours=tuple(self._neighbours(entity)),
            was=self._span(entity),
            identifiers=frozenset(self._identifiers(entity)),
        )

    def _place(self, entity: NamedNode) -> Coordinate | None:
        for quad in self._said.get(entity, ()):
            if quad.predicate == GEO["hasGeometry"] and isinstance(quad.object, NamedNode):
                for part in self._said.get(quad.object, ()):
                    if part.predicate == GEO["asWKT"] and isinstance(part.object, Literal):
                        return Coordinate.from_wkt(part.object.value)
        return None

    def _identifiers(self, entity: NamedNode) -> set[str]:
        found = {
            judgement.item_name
            for judgement in self._judgements
            if judgement.entity == entity and judgement.verdict == "Same" and judgement.item.value.startswith(GEONAMES)
        }
        return {f"GeoNames {name}" for name in found}

    def _neighbours(self, entity: NamedNode) -> list[Neighbour]:
        found: dict[NamedNode, Neighbour] = {}
        steps = [(q.predicate, q.object) for q in self._said.get(entity, ())]
        steps += [(q.predicate, q.subject) for q in self._of.get(entity, ())]
        for _, other in list(steps):  # an office and its holder meet in a tenure
            if isinstance(other, NamedNode) and ST["Tenure"] in self.kinds(other):
                steps += [(q.predicate, q.object) for q in self._said.get(other, ())]
        is_place = ST["Place"] in self.kinds(entity)
        for predicate, other in steps:
            if not isinstance(other, NamedNode) or other == entity or not ST.has(predicate):
                continue
            item = self.linked.get(other)
            if item is None or item in found or item == self.linked.get(entity):
                continue
            wide = bool({ST["State"], ST["StateTerritory"]} & self.kinds(other))
            telling = predicate in _TELLING and not (is_place and wide and predicate != ST["capitalOf"])
            found[item] = Neighbour(other, item, telling)
        return list(found.values())

    def _span(self, entity: NamedNode) -> Span:
        said = self._said.get(entity, ())
        first = [y for q in said if q.predicate in _BEGINS if (y := _year_of(q)) is not None]
        last = [y for q in said if q.predicate in _ENDS if (y := _year_of(q)) is not None]
        if first or last:
            return Span(min(first, default=None), max(last, default=None))
        voices = self._voices.get(entity, set())
        return Span(min(voices), max(voices)) if voices else Span()


def _year_of(quad: Quad) -> int | None:
    return _year(quad.object.value) if isinstance(quad.object, Literal) else None


def _year(text: str) -> int | None:
    """The year that a date begins with.

    >>> _year("2020-09-27"), _year("-0044"), _year("soon")
    (2020, -44, None)
    """
    found = re.match(r"[+]?(-?\d{4,})(?:-|\Z)", text)
    return int(found[1]) if found else None
