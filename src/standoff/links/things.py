"""What is compared: an entity of ours and an item of another data set, each with what it can be told by."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from standoff.rdf.terms import Literal, NamedNode

__all__ = ["Coordinate", "Item", "Neighbour", "Span", "Subject"]

_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+(?:[eE]-?\d+)?)\s+(-?[\d.]+(?:[eE]-?\d+)?)\s*\)", re.IGNORECASE)
_EARTH = 6371.0


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A place on the earth, in degrees."""

    latitude: float
    longitude: float

    @classmethod
    def from_wkt(cls, text: str) -> Coordinate | None:
        """The coordinate of a point in well-known text (longitude first); None for anything else.

        >>> Coordinate.from_wkt("Point(46.34 39.51)")
        Coordinate(latitude=39.51, longitude=46.34)
        """
        found = _POINT.search(text)
        if found is None:
            return None
        longitude, latitude = float(found[1]), float(found[2])
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 360):
            return None
        return cls(latitude, longitude)

    def kilometres_to(self, other: Coordinate) -> float:
        """The distance along the earth's surface (haversine).

        >>> round(Coordinate(0, 0).kilometres_to(Coordinate(0, 1)))
        111
        """
        a, b = math.radians(self.latitude), math.radians(other.latitude)
        d = math.radians(other.longitude - self.longitude)
        h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(d / 2) ** 2
        return 2 * _EARTH * math.asin(min(1.0, math.sqrt(h)))


@dataclass(frozen=True, slots=True)
class Span:
    """The years in which something was, as far as they are known; both ends count."""

    first: int | None = None
    last: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is anything to compare."""
        return self.first is not None or self.last is not None

    def meets(self, other: Span, slack: int = 0) -> bool:
        """Whether two spans can have a year in common; an open end reaches as far as it likes."""
        if self.first is not None and other.last is not None and self.first > other.last + slack:
            return False
        return not (self.last is not None and other.first is not None and self.last < other.first - slack)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something that an entity is related to, and the item that it is judged the same as.

    A neighbour is `telling` when few things share it: a town's district is, its state is not.
    """

    entity: NamedNode
    item: NamedNode
    telling: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """An entity of ours as the matcher sees it.

    `kinds` are local names of the vocabulary's classes, those above included; `was` are the years that it is told of;
    `identifiers` read like "GeoNames 174895".
    """

    iri: NamedNode
    names: tuple[Literal, ...]
    kinds: frozenset[str] = frozenset()
    place: Coordinate | None = None
    neighbours: tuple[Neighbour, ...] = ()
    was: Span = field(default_factory=Span)
    identifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of another data set as the matcher sees it.

    `classes` are the items it is an instance of, with all that are above them; `related` the items that its
    statements lead to. `redirected_from` is the item that was asked for, when it has been merged into this one.
    """

    iri: NamedNode
    labels: tuple[Literal, ...] = ()
    aliases: tuple[Literal, ...] = ()
    description: str = ""
    classes: frozenset[str] = frozenset()
    place: Coordinate | None = None
    related: frozenset[str] = frozenset()
    was: Span = field(default_factory=Span)
    identifiers: frozenset[str] = frozenset()
    redirected_from: str | None = None

    @property
    def name(self) -> str:
        """Its identifier: Q39556."""
        return self.iri.value.rstrip("/").rsplit("/", 1)[-1]

    @property
    def label(self) -> str:
        """What it is called, English first; its identifier where it has no label."""
        ordered = sorted(self.labels, key=lambda label: (label.language != "en", label.language or "", label.value))
        return ordered[0].value if ordered else self.name
