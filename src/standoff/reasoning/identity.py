"""Equality: what is known to differ, and replacing equals by equals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from standoff.reasoning.facts import Delta, FactTable
from standoff.reasoning.relations import TYPE, Ints, Keys, Relation, pack
from standoff.reasoning.vocabulary import known

__all__ = ["Differences", "Replacement", "replacements"]

SAME, DIFFERENT = known("owl:sameAs"), known("owl:differentFrom")


@dataclass(frozen=True)
class Differences:
    """Pairs that the background alone says are different things; an identity of one is a contradiction.

    `pairs` holds owl:differentFrom facts in both directions. Each of `groups` are the rule for
    an owl:AllDifferent, its members, and the facts that state it. Literals differ when their values do.
    """

    pairs: Relation
    groups: tuple[tuple[str, NDArray[np.int64], tuple[int, ...]], ...]
    values_differ: Callable[[Keys], NDArray[np.bool_]]

    @classmethod
    def none(cls, values_differ: Callable[[Keys], NDArray[np.bool_]]) -> Differences:
        """Only what literals' values tell."""
        return cls(Relation(np.empty(0, np.int64), np.empty(0, np.int32)), (), values_differ)

    @classmethod
    def stated(
        cls,
        different: Relation,
        groups: Iterable[tuple[str, frozenset[int], tuple[int, ...]]],
        values_differ: Callable[[Keys], NDArray[np.bool_]],
    ) -> Differences:
        """What these owl:differentFrom facts, and these lists by the facts that state them, tell apart."""
        keys = np.concatenate([different.keys, pack(different.low, different.high)])
        keys, first = np.unique(keys, return_index=True)
        facts = np.concatenate([different.facts, different.facts])[first]
        return cls(
            Relation(keys, facts),
            tuple((name, np.array(sorted(members), np.int64), axioms) for name, members, axioms in groups),
            values_differ,
        )

    def same_as(self, other: Differences) -> bool:
        """Whether both tell the same things apart, by the same facts."""
        return (
            np.array_equal(self.pairs.keys, other.pairs.keys)
            and np.array_equal(self.pairs.facts, other.pairs.facts)
            and [axioms for _, _, axioms in self.groups] == [axioms for _, _, axioms in other.groups]
        )

    def split(self, keys: Keys) -> Iterator[Impossible]:
        """Which of these identities are impossible, each told by one reason only."""
        undecided = np.ones(len(keys), bool)
        for found in self._reasons(keys):
            mask = found.mask & undecided
            if mask.any():
                undecided &= ~mask
                yield Impossible(mask, found.rule, found.axioms, found.facts)

    def _reasons(self, keys: Keys) -> Iterator[Impossible]:
        facts = self.pairs.find(keys)
        yield Impossible(facts >= 0, "eq-diff1", (), facts)
        high, low = keys >> 32, keys & 0xFFFFFFFF
        for rule, members, axioms in self.groups:
            both = np.isin(high, members) & np.isin(low, members) & (high != low)
            yield Impossible(both, rule, axioms, None)
        yield Impossible(self.values_differ(keys), "eq-diff1", (), None)


@dataclass(frozen=True, slots=True)
class Impossible:
    """Identities that the background contradicts: which they are, by what rule, and the facts that say so.

    The facts are the same for all (`axioms`), or one for each identity (`facts`, aligned with the mask).
    """

    mask: NDArray[np.bool_]
    rule: str
    axioms: tuple[int, ...]
    facts: Ints | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """Facts that follow by replacing equals: one rule, the conclusions of one relation, and their premises."""

    rule: str
    relation: int
    keys: Keys
    premises: list[Ints] = field(default_factory=list)


def replacements(facts: FactTable, delta: Delta, before: int) -> Iterator[Replacement]:
    """Every use of eq-rep-s, eq-rep-p and eq-rep-o that needs a fact of this round.

    Facts of owl:sameAs itself are left to eq-sym and eq-trans, which give the same conclusions and reasons.
    """
    same = facts.forward(SAME)
    if not len(same):
        return
    old = same.facts < before
    older = Relation(same.keys[old], same.facts[old])
    fresh = delta.get(SAME)
    for number in sorted(facts.numbers()):
        if number == SAME:
            continue
        for equals, relation, whole in (
            (fresh, facts.forward(number), True),
            (older, delta.get(number), False),
        ):
            if equals is None or relation is None or not len(equals) or not len(relation):
                continue
            yield from _subjects(equals, relation, number)
            if number >= 0:
                yield from _objects(equals, facts.inverse(number) if whole else relation.inverted(), number)
    yield from _classes(facts, delta, fresh, older)
    yield from _predicates(facts, delta, fresh, older)


def _expand(equals: Relation, relation: Relation) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each pair of equals: the places of the relation's keys whose high half is the pair's first."""
    wanted = equals.high
    low = np.searchsorted(relation.keys, wanted << 32)
    count = np.searchsorted(relation.keys, (wanted + 1) << 32) - low
    rows = np.repeat(np.arange(len(wanted)), count)
    return rows, np.arange(len(rows)) + np.repeat(low - np.cumsum(count) + count, count)


def _subjects(equals: Relation, relation: Relation, number: int) -> Iterator[Replacement]:
    rows, places = _expand(equals, relation)
    if len(rows):
        keys = (equals.low[rows] << 32) | relation.low[places]
        yield Replacement("eq-rep-s", number, keys, [equals.facts[rows], relation.facts[places]])


def _objects(equals: Relation, inverse: Relation, number: int) -> Iterator[Replacement]:
    rows, places = _expand(equals, inverse)
    if len(rows):
        keys = (inverse.low[places] << 32) | equals.low[rows]
        yield Replacement("eq-rep-o", number, keys, [equals.facts[rows], inverse.facts[places]])


def _pairs(
    facts: FactTable, delta: Delta, fresh: Relation | None, older: Relation, number: Callable[[int], int]
) -> Iterator[tuple[int, int, int, Relation]]:
    """Each identity with the facts of the relation that its first term stands for; few terms stand for one."""
    standing = np.array([number(n) for n in facts.numbers()] + [TYPE], np.int64)
    for equals, whole in ((fresh, True), (older, False)):
        if equals is None:
            continue
        used = np.isin(equals.high, standing)
        for key, fact in zip(equals.keys[used].tolist(), equals.facts[used].tolist(), strict=True):
            first, second = key >> 32, key & 0xFFFFFFFF
            of = number(first)
            relation = facts.forward(of) if whole else delta.get(of)
            if relation is not None and len(relation) and of != SAME:
                yield second, fact, of, relation


def _classes(facts: FactTable, delta: Delta, fresh: Relation | None, older: Relation) -> Iterator[Replacement]:
    """eq-rep-o for rdf:type, whose object is the class."""
    for second, fact, _, relation in _pairs(facts, delta, fresh, older, lambda term: ~term):
        keys = pack(relation.high, np.full(len(relation), second))
        equal = np.full(len(relation), fact, np.int32)
        yield Replacement("eq-rep-o", ~second, keys, [equal, relation.facts])


def _predicates(facts: FactTable, delta: Delta, fresh: Relation | None, older: Relation) -> Iterator[Replacement]:
    for second, fact, _of, relation in _pairs(facts, delta, fresh, older, lambda term: term):
        equal = np.full(len(relation), fact, np.int32)
        yield Replacement("eq-rep-p", second, relation.keys, [equal, relation.facts])
