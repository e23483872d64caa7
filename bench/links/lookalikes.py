"""Subjects with look-alikes, made up with a seed: towns, districts and provinces of one name, persons and ships,
states and their predecessors, wars of one name. Items lack things and spell names differently, as real ones do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from standoff.links.things import Coordinate, Item, Neighbour, Span, Subject
from standoff.rdf.terms import Literal, NamedNode

WD = "http://www.wikidata.org/entity/"
OURS = "https://example.org/"
PARTS = ["ar", "ba", "da", "go", "ji", "ka", "la", "ma", "no", "pa", "ra", "sa", "ta", "va", "za", "en", "or", "un"]


@dataclass(frozen=True)
class Case:
    """A subject, the item that it is, and the items that it only looks like."""

    kind: str
    subject: Subject
    right: Item
    others: tuple[Item, ...]


class Maker:
    """Makes cases; `lacking` is how often an item has no coordinates, kind, relation, date or second language."""

    def __init__(self, seed: int, lacking: float = 0.2) -> None:
        self.random = random.Random(seed)
        self.lacking = lacking
        self.number = 1000

    def cases(self, count: int) -> Iterator[Case]:
        makers = (self.town, self.district, self.person, self.state, self.war)
        for place in range(count):
            yield makers[place % len(makers)]()

    # ------------------------------------------------------------------- parts

    def name(self) -> str:
        return "".join(self.random.choice(PARTS) for _ in range(self.random.randint(2, 4))).capitalize()

    def spelt(self, name: str) -> str:
        """The name as another source spells it: mostly the same."""
        if self.random.random() > 0.2:
            return name
        at = self.random.randrange(1, len(name))
        return name[:at] + self.random.choice("aeiou") + name[at:]

    def node(self) -> NamedNode:
        """An item with a number that says nothing."""
        self.number += 1
        return NamedNode(f"{WD}Q{self.random.randrange(10**6) * 10**5 + self.number}")

    def item(self, names: dict[str, str], classes: str, **more: object) -> Item:
        """An item that may lack some of what it is given."""
        labels = tuple(Literal(text, language=tag) for tag, text in names.items())
        found = Item(self.node(), labels=labels[:1] if self.lacks() else labels, **more)  # type: ignore[arg-type]
        if not self.lacks():
            found = replace(found, classes=frozenset(classes.split()))
        if found.place is not None and self.lacks():
            found = replace(found, place=None)
        if self.lacks():
            found = replace(found, related=frozenset())
        if found.was.is_known and self.lacks():
            found = replace(found, was=Span())
        return found

    def lacks(self) -> bool:
        return self.random.random() < self.lacking

    def near(self, place: Coordinate, kilometres: float) -> Coordinate:
        reach = kilometres / 111
        return Coordinate(
            place.latitude + self.random.uniform(-reach, reach), place.longitude + self.random.uniform(-reach, reach)
        )

    def subject(self, names: dict[str, str], kinds: str, **more: object) -> Subject:
        labels = tuple(Literal(text, language=tag) for tag, text in names.items())
        return Subject(NamedNode(OURS + str(self.number)), labels, frozenset(kinds.split()), **more)  # type: ignore[arg-type]

    # ------------------------------------------------------------------- cases

    def _place(self) -> tuple[str, Coordinate, NamedNode]:
        return self.name(), Coordinate(self.random.uniform(-60, 60), self.random.uniform(-170, 170)), self.node()

    def town(self) -> Case:
        name, place, state = self._place()
        names = {"en": name, "ru": f"{name}r"}
        country = state.value.rsplit("/", 1)[-1]
        subject = self.subject(
            names, "Town PopulatedPlace Place", place=place, neighbours=(Neighbour(state, state, False),)
        )
        spelt = {"en": self.spelt(name), "ru": f"{name}r"}
        near, related = self.near(place, 1), frozenset({country})
        return Case(
            "town, among its district, its province and a namesake",
            subject,
            self.item(spelt, "Q3957 Q486972", place=near, related=related),
            (
                self.item(names, "Q149621 Q56061", place=self.near(place, 8), related=related),
                self.item({"en": f"{name} Province"}, "Q34876 Q56061", place=self.near(place, 30), related=related),
                self.item(names, "Q3957 Q486972", place=self.near(place, 600), related=related),
                self.item(names, "Q11424"),
            ),
        )

    def district(self) -> Case:
        name, place, state = self._place()
        names = {"en": f"{name} District", "ru": f"{name}r rayon"}
        related = frozenset({state.value.rsplit("/", 1)[-1]})
        subject = self.subject(names, "District Place", neighbours=(Neighbour(state, state, False),))
        return Case(
            "district, among its town and a namesake of another state",
            subject,
            self.item(names, "Q149621 Q56061", place=place, related=related),
            (
                self.item({"en": name, "ru": f"{name}r"}, "Q3957 Q486972", place=place, related=related),
                self.item(names, "Q149621 Q56061", place=self.near(place, 900), related=frozenset({"Q7"})),
            ),
        )

    def person(self) -> Case:
        name = f"{self.name()} {self.name()}"
        office = self.node()
        names = {"en": name, "ru": f"{name}r"}
        subject = self.subject(
            names, "Person Actor", neighbours=(Neighbour(office, office, True),), was=Span(2022, 2022)
        )
        spelt = {"en": self.spelt(name), "ru": f"{name}r"}
        held = frozenset({office.value.rsplit("/", 1)[-1]})
        return Case(
            "person, among a ship, a namesake and an ancestor",
            subject,
            self.item(spelt, "Q5", related=held, was=Span(1960, None)),
            (
                self.item(names, "Q11446"),
                self.item(names, "Q5", was=Span(1990, None)),
                self.item(names, "Q5", was=Span(1850, 1910)),
            ),
        )

    def state(self) -> Case:
        name = self.name()
        capital = self.node()
        names = {"en": name, "ru": f"{name}r"}
        subject = self.subject(
            names, "State Actor", neighbours=(Neighbour(capital, capital, True),), was=Span(2022, 2022)
        )
        city = frozenset({capital.value.rsplit("/", 1)[-1]})
        return Case(
            "state, among its predecessors of that name",
            subject,
            self.item(names, "Q3624078 Q7275", related=city, was=Span(1991, None)),
            (
                self.item(names, "Q3024240 Q6256", related=city, was=Span(1918, 1920)),
                self.item({"en": f"{name} Republic", "ru": f"{name}r"}, "Q3024240", related=city, was=Span(1920, 1991)),
            ),
        )

    def war(self) -> Case:
        name = f"{self.name()} War"
        sides = (self.node(), self.node())
        first = self.random.randrange(1900, 1990)
        names = {"en": name, "ru": f"{name}r"}
        neighbours = tuple(Neighbour(side, side, False) for side in sides)
        subject = self.subject(names, "War Conflict Event", neighbours=neighbours, was=Span(first + 30, first + 30))
        fought = frozenset(side.value.rsplit("/", 1)[-1] for side in sides)
        return Case(
            "war, with an older one of that name and the same sides",
            subject,
            self.item(
                {"en": self.spelt(name), "ru": f"{name}r"}, "Q198", related=fought, was=Span(first + 30, first + 30)
            ),
            (self.item(names, "Q198", related=fought, was=Span(first, first + 4)), self.item(names, "Q11424")),
        )
