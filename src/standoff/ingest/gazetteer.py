"""Names in the text: those of the knowledge base first, then those of states and organisations everybody knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from standoff.ingest.lexicon import load_table
from standoff.rdf.terms import RDF, RDFS, SKOS, ST, Literal, NamedNode, Quad

__all__ = ["Entity", "Gazetteer", "Mention", "slug"]


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with a name: known to the knowledge base, or proposed as new.

    `kind` is the local name of its class; `state` the state it is an organ or a part of, if that is known.
    """

    iri: NamedNode
    label: str
    kind: str
    known: bool = True
    state: NamedNode | None = None

    @property
    def is_state(self) -> bool:
        """Whether it is a state."""
        return self.kind == "State"


@dataclass(frozen=True, slots=True)
class Mention:
    """At `start`-`end` the text names `entity`, by its name, an adjective, a capital, an office, or nearly."""

    start: int
    end: int
    entity: Entity
    role: str


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    entity: Entity
    role: str


_WORD: Final = re.compile(r"\w+")
_PLACE_KINDS: Final = frozenset(
    {"Place", "PopulatedPlace", "City", "Town", "Village", "District", "Province", "Region", "StateTerritory", "Border",
     "MilitaryPosition", "Infrastructure"}
)  # fmt: skip
_ROLES: Final = {"name": 0, "office": 1, "capital": 2, "adjective": 3}


def slug(text: str) -> str:
    """A name as the last part of an IRI: lower case, ASCII letters and digits, hyphens between words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-") or "unnamed"


def _fold(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _plural(adjective: str) -> Iterator[str]:
    yield adjective
    if (
        adjective[-1:] in "nidkt"
        and not adjective.endswith(("ench", "sh"))
        and "." not in adjective
        and len(adjective) > 2
    ):
        yield adjective + "s"


class Gazetteer:
    """Every name that can be recognised, looked up word by word in one pass over the text."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._first: dict[str, list[_Entry]] = {}
        self.entities: dict[NamedNode, Entity] = {}
        self.by_name: dict[str, Entity] = {}
        self.organs: dict[tuple[NamedNode, str], list[Entity]] = {}
        self.offices: dict[NamedNode, tuple[tuple[NamedNode, str | None, str | None], ...]] = {}
        self.territories: dict[NamedNode, Entity] = {}
        self.capitals: dict[NamedNode, NamedNode] = {}
        self._near: dict[tuple[str, int], list[tuple[str, Entity]]] | None = None

    # -- building
    @classmethod
    def build(cls, reference: Iterable[Quad], base: str) -> Gazetteer:
        """The names that some reference quads give, and beyond them those of the package's own lists."""
        gazetteer = cls(base)
        gazetteer._read(list(reference))
        gazetteer._lists()
        for entries in gazetteer._first.values():
            entries.sort(key=lambda entry: (-len(entry.words), _ROLES[entry.role], not entry.entity.known))
        return gazetteer

    def _read(self, quads: list[Quad]) -> None:
        kinds: dict[NamedNode, str] = {}
        labels: dict[NamedNode, str] = {}
        named: list[tuple[NamedNode, str, str]] = []
        organ_of: dict[NamedNode, NamedNode] = {}
        holder: dict[NamedNode, NamedNode] = {}
        office: dict[NamedNode, NamedNode] = {}
        began: dict[NamedNode, str] = {}
        ended: dict[NamedNode, str] = {}
        skos_alt, skos_pref = SKOS["altLabel"], SKOS["prefLabel"]
        for quad in quads:
            s, p, o = quad.subject, quad.predicate, quad.object
            if not isinstance(s, NamedNode):
                continue
            if p == RDF["type"] and ST.has(o):
                kinds[s] = o.value.rpartition("#")[2]  # type: ignore[union-attr]
            elif p in (RDFS["label"], skos_pref, skos_alt) and isinstance(o, Literal):
                if o.language is None or o.language.startswith("en"):
                    named.append((s, o.value, "name"))
                    if p != skos_alt:
                        labels.setdefault(s, o.value)
                elif o.value.isascii() or o.language in ("az", "fr", "de", "es", "tr"):
                    named.append((s, o.value, "name"))
            elif p == ST["demonym"] and isinstance(o, Literal):
                named.append((s, o.value, "adjective"))
            elif (p == ST["organOf"] and isinstance(o, NamedNode)) or (
                p == ST["officeOf"] and isinstance(o, NamedNode)
            ):
                organ_of[s] = o
            elif p == ST["territoryOf"] and isinstance(o, NamedNode):
                organ_of.setdefault(s, o)
            elif p == ST["holder"] and isinstance(o, NamedNode):
                holder[s] = o
            elif p == ST["ofOffice"] and isinstance(o, NamedNode):
                office[s] = o
            elif p == ST["beganOn"] and isinstance(o, Literal):
                began[s] = o.value
            elif p == ST["endedOn"] and isinstance(o, Literal):
                ended[s] = o.value
            elif p == ST["capitalOf"] and isinstance(o, NamedNode):
                self.capitals[s] = o
        tenures: dict[NamedNode, list[tuple[NamedNode, str | None, str | None]]] = {}
        for tenure, person in holder.items():
            if tenure in office:
                tenures.setdefault(office[tenure], []).append((person, began.get(tenure), ended.get(tenure)))
        self.offices = {key: tuple(value) for key, value in tenures.items()}
        for iri, label in labels.items():
            self.entities[iri] = Entity(iri, label, kinds.get(iri, "Thing"), True, organ_of.get(iri))
        for iri, name, role in named:
            entity = self.entities.get(iri)
            if entity is None or entity.kind in ("Tenure", "Thing"):
                continue
            if entity.kind == "Office":
                role = "office"
            self._add(name, entity, role)
            if entity.kind == "District" and name.endswith(" District"):
                self._add(name.removesuffix(" District"), entity, "capital")
            self.by_name.setdefault(_key(name), entity)
        for entity in self.entities.values():
            if entity.kind == "StateTerritory" and entity.state is not None:
                self.territories[entity.state] = entity
            if entity.state is not None and entity.kind not in _PLACE_KINDS:
                self.organs.setdefault((entity.state, entity.kind), []).append(entity)

    def _lists(self) -> None:
        for name, others, adjectives, capitals in load_table("states.tsv"):
            names = [name, *filter(None, others.split(";"))]
            entity = next(
                (e for n in names if (e := self.by_name.get(_key(n))) is not None and e.kind == "State"), None
            )
            if entity is None:
                entity = Entity(NamedNode(f"{self._base}actor/{slug(name)}"), name, "State", False)
                self.entities.setdefault(entity.iri, entity)
            for n in names:
                self._add(n, entity, "name")
                self.by_name.setdefault(_key(n), entity)
            for adjective in filter(None, adjectives.split(";")):
                for form in _plural(adjective):
                    self._add(form, entity, "adjective")
            for capital in filter(None, capitals.split(";")):
                self._add(capital, entity, "capital")
        for name, others, kind in load_table("organisations.tsv"):
            names = [name, *filter(None, others.split(";"))]
            entity = next((e for n in names if (e := self.by_name.get(_key(n))) is not None), None)
            if entity is None:
                entity = Entity(NamedNode(f"{self._base}actor/{slug(name)}"), name, kind, False)
                self.entities.setdefault(entity.iri, entity)
            for n in names:
                self._add(n, entity, "name")
                self.by_name.setdefault(_key(n), entity)

    def _add(self, name: str, entity: Entity, role: str) -> None:
        words = tuple(_WORD.findall(_fold(name)))
        if not words or (len(words) == 1 and len(words[0]) < 2):
            return
        if words[0].lower() == "the" and len(words) > 1:
            words = words[1:]
        entries = self._first.setdefault(words[0], [])
        if not any(e.words == words and e.entity.iri == entity.iri and e.role == role for e in entries):
            entries.append(_Entry(words, entity, role))

    # -- looking up
    def find(self, text: str) -> list[Mention]:
        """The names in a text, longest first, none overlapping another; offsets are code points."""
        words = [(m.start(), m.end(), m[0] if m[0].isascii() else _fold(m[0])) for m in _WORD.finditer(text)]
        found: list[Mention] = []
        i = 0
        while i < len(words):
            entry = self._longest(text, words, i)
            if entry is None:
                i += 1
                continue
            last = words[i + len(entry.words) - 1]
            end = last[1]
            if entry.words[-1] in ("S", "N", "K", "A", "U") and len(entry.words) > 1 and text[end : end + 1] == ".":
                end += 1
            found.append(Mention(words[i][0], end, entry.entity, entry.role))
            i += len(entry.words)
        return found

    def _longest(self, text: str, words: list[tuple[int, int, str]], i: int) -> _Entry | None:
        for entry in self._first.get(words[i][2], ()):
            n = len(entry.words)
            if i + n > len(words) or any(words[i + k][2] != entry.words[k] for k in range(1, n)):
                continue
            if all(text[words[i + k][1] : words[i + k + 1][0]] in _JOINS for k in range(n - 1)):
                return entry
        return None

    def nearly(self, name: str) -> Entity | None:
        """The one entity of the knowledge base whose name `name` misspells: one slip, two in long names."""
        folded = _fold(name)
        if len(folded) < 6 or not folded[:1].isupper():
            return None
        if self._near is None:
            self._near = {}
            for known, entity in self._known_names():
                self._near.setdefault((known[0], len(known)), []).append((known, entity))
        best: list[tuple[int, Entity]] = []
        allowed = 1 if len(folded) < 9 else 2
        for length in range(len(folded) - allowed, len(folded) + allowed + 1):
            for known, entity in self._near.get((folded[0].lower(), length), ()):
                distance = _distance(folded.lower(), known, allowed)
                if distance <= allowed:
                    best.append((distance, entity))
        if not best:
            return None
        least = min(d for d, _ in best)
        entities = {e.iri: e for d, e in best if d == least}
        return next(iter(entities.values())) if len(entities) == 1 else None

    def _known_names(self) -> Iterator[tuple[str, Entity]]:
        for name, entity in self.by_name.items():
            if entity.known and len(name) >= 6:
                yield name, entity

    def named(self, name: str) -> Entity | None:
        """The entity with exactly this name, without regard to case, accents and a leading article."""
        return self.by_name.get(_key(name))

    def holder(self, office: NamedNode, date: str | None) -> Entity | None:
        """Who held an office on a date (ISO); the only one there is when no date is known."""
        tenures = self.offices.get(office, ())
        if date is not None:
            tenures = tuple(t for t in tenures if (t[1] is None or t[1] <= date) and (t[2] is None or date <= t[2]))
        return self.entities.get(tenures[0][0]) if len(tenures) == 1 else None

    @staticmethod
    def is_place(entity: Entity) -> bool:
        """Whether an entity is a place."""
        return entity.kind in _PLACE_KINDS


_JOINS: Final = frozenset({" ", "-", ".", "’", "'", ". ", "\u2011", "\u2013", "\n", "’s "[:1]})


def _key(name: str) -> str:
    folded = " ".join(_WORD.findall(_fold(name).casefold()))
    return folded.removeprefix("the ")


def _distance(a: str, b: str, limit: int) -> int:
    """Optimal string alignment (Damerau-Levenshtein without overlapping swaps), given up beyond `limit`."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if older and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > limit:
            return limit + 1
    return row[-1]
