"""Matching a rule's premises against relations: conjunctive joins over sorted arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from standoff.reasoning.relations import Ints, Keys, Relation, pack
from standoff.reasoning.rules import Atom

__all__ = ["Matches", "Relations", "match"]


class Relations(Protocol):
    """What a join reads: relations by number, and the same sorted by object."""

    def forward(self, number: int) -> Relation:
        """The relation sorted by subject."""

    def inverse(self, number: int) -> Relation:
        """The relation sorted by object."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The ways to match some premises: a column for each variable, and the facts used for each premise."""

    columns: dict[int, Keys]
    facts: dict[int, Ints]

    def __len__(self) -> int:
        """How many ways there are."""
        return len(next(iter(self.facts.values())))

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Matches:
        """Some of the matches, by mask or by position."""
        return Matches(
            {v: column[rows] for v, column in self.columns.items()},
            {at: facts[rows] for at, facts in self.facts.items()},
        )

    def column(self, place: int) -> Keys:
        """The terms at a place of an atom: a variable's column, or a constant repeated."""
        return self.columns[place] if place < 0 else np.full(len(self), place, np.int64)

    def bound(self, place: int) -> bool:
        """Whether a place of an atom is known."""
        return place >= 0 or place in self.columns


def match(body: tuple[Atom, ...], start: int, delta: Relation, store: Relations, before: int) -> Matches | None:
    """All ways to match `body` with its premise number `start` in `delta`; None when there is none.

    Premises behind `start` are matched with facts numbered below `before` only, so that over all positions each
    way is found exactly once.
    """
    found = _first(body[start], start, delta)
    rest = [at for at in range(len(body)) if at != start]
    while rest and len(found):
        at, probe = _next(body, rest, found, store)
        rest.remove(at)
        limit = before if at > start else None
        if probe is None:
            found = _check(found, body[at], at, store, limit)
        else:
            found = _extend(found, body[at], at, probe, limit)
    return found if len(found) else None


def _first(atom: Atom, at: int, relation: Relation) -> Matches:
    columns: dict[int, Keys] = {}
    masks: list[NDArray[np.bool_]] = []
    high, low = relation.high, relation.low
    if atom.subject < 0:
        columns[atom.subject] = high
    else:
        masks.append(high == atom.subject)
    if atom.object in columns:
        masks.append(low == high)
    elif atom.object < 0:
        columns[atom.object] = low
    elif atom.relation >= 0:
        masks.append(low == atom.object)
    found = Matches(columns, {at: relation.facts})
    for mask in masks[1:]:
        masks[0] = masks[0] & mask
    return found.take(masks[0]) if masks else found


@dataclass(frozen=True, slots=True)
class _Probe:
    """Where the facts that could extend each match lie in a relation."""

    relation: Relation
    low: NDArray[np.intp]
    count: NDArray[np.intp]
    by_object: bool


def _next(body: tuple[Atom, ...], rest: list[int], found: Matches, store: Relations) -> tuple[int, _Probe | None]:
    """The premise to match next: one that only checks, else the one with fewest extensions."""
    for at in rest:
        if found.bound(body[at].subject) and found.bound(body[at].object):
            return at, None
    probes = [(at, probe) for at in rest if (probe := _probe(body[at], found, store)) is not None]
    if len(probes) > 1:
        return min(probes, key=lambda choice: int(choice[1].count.sum()))
    if not probes:
        raise AssertionError("the premises of a rule share variables")
    return probes[0]


def _probe(atom: Atom, found: Matches, store: Relations) -> _Probe | None:
    by_object = not found.bound(atom.subject)
    if by_object and not found.bound(atom.object):
        return None
    relation = store.inverse(atom.relation) if by_object else store.forward(atom.relation)
    wanted = found.column(atom.object if by_object else atom.subject) << 32
    low = np.searchsorted(relation.keys, wanted)
    high = np.searchsorted(relation.keys, wanted + (1 << 32))
    return _Probe(relation, low, high - low, by_object)


def _extend(found: Matches, atom: Atom, at: int, probe: _Probe, before: int | None) -> Matches:
    rows = np.repeat(np.arange(len(found)), probe.count)
    shift = probe.low - np.cumsum(probe.count) + probe.count
    places = np.arange(len(rows)) + np.repeat(shift, probe.count)
    facts = probe.relation.facts[places]
    new = probe.relation.keys[places] & 0xFFFFFFFF
    if before is not None:
        old = facts < before
        rows, facts, new = rows[old], facts[old], new[old]
    extended = found.take(rows)
    extended.columns[atom.subject if probe.by_object else atom.object] = new
    extended.facts[at] = facts
    return extended


def _check(found: Matches, atom: Atom, at: int, store: Relations, before: int | None) -> Matches:
    facts = store.forward(atom.relation).find(pack(found.column(atom.subject), found.column(atom.object)))
    known = facts >= 0 if before is None else (facts >= 0) & (facts < before)
    kept = found.take(known)
    kept.facts[at] = facts[known]
    return kept
