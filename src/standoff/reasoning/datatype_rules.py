"""The rules on datatypes: literals of equal or unequal value, of a datatype, or ill-typed.

Applied to the letter, they would relate every literal to every datatype and to every other literal. A run
concludes only what can matter: literals written in two ways that are equal, membership in datatypes that some
rule asks for, all about the literals that something else is said to be the same as, and contradictions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from standoff.reasoning.datatypes import ILL_TYPED, Value, digest
from standoff.reasoning.relations import Ints, Keys, distinct, pack
from standoff.reasoning.vocabulary import known

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from standoff.reasoning.facts import Delta, FactTable
    from standoff.reasoning.literals import Literals

__all__ = ["DatatypeRules"]

_SAME, _DIFFERENT = known("owl:sameAs"), known("owl:differentFrom")

Conclude = Callable[[str, int, Keys, list[Ints]], None]
Contradict = Callable[[str, Keys, list[Ints]], None]


class DatatypeRules:
    """dt-type2, dt-eq, dt-diff and dt-not-type, for the literals of one run."""

    def __init__(self, facts: FactTable, literals: Literals, conclude: Conclude, contradict: Contradict) -> None:
        self._facts = facts
        self._literals = literals
        self._conclude = conclude
        self._contradict = contradict
        self._by_value: dict[Value, list[int]] = {}
        self._met: dict[int, Value] = {}
        self._base_terms = len(literals) if facts.base is not None else 0
        self._ill: set[int] = set()
        self._present = np.empty(0, np.int64)
        self._typed: dict[int, Keys] = {}
        self._settled_before: frozenset[int] = frozenset()
        self._equated: list[int] = []

    def begin(self, needed: set[int]) -> None:
        """Stand where an earlier run ended, whose rules asked for these datatypes."""
        base = self._facts.base
        assert base is not None
        self._settled_before = frozenset(needed)
        self._ill = set(base.literals_with(digest(ILL_TYPED)))

    def asserted(self, delta: Delta) -> None:
        """Of newly asserted facts: literals equal to ones written otherwise."""
        for number, added in delta.items():
            if number < 0:
                continue
            objects = distinct(added.low)
            literals = objects[self._literals.are(objects)]
            self._present = np.union1d(self._present, literals)
            for literal in self._literals.special(literals):
                value = self._literals.value(literal)
                if value is not None and literal not in self._met:
                    self._meet(literal, value)

    def _meet(self, literal: int, value: Value) -> None:
        base = self._facts.base
        if base is not None and literal < self._base_terms and literal in base.literals_with(digest(value)):
            return
        self._met[literal] = value
        if value is ILL_TYPED:
            self._ill.add(literal)
            return
        equals = self._by_value.get(value)
        if equals is None:
            older = base.literals_with(digest(value)) if base is not None else ()
            equals = self._by_value[value] = [other for other in older if self._literals.value(other) == value]
        for other in equals:
            both = np.array([literal, other], np.int64)
            self._conclude("dt-eq", _SAME, pack(both, both[::-1]), [])
        equals.append(literal)

    def values(self) -> tuple[NDArray[np.uint64], Ints]:
        """The digest of the value of each literal that was met, sorted, and the literals."""
        digests = np.fromiter((digest(value) for value in self._met.values()), np.uint64, len(self._met))
        numbers = np.fromiter(self._met, np.int32, len(self._met))
        order = np.argsort(digests, kind="stable")
        return digests[order], numbers[order]

    def follow(self, delta: Delta) -> None:
        """Of a round's facts: ill-typed literals, literals of the wrong datatype, and literals made equal."""
        ill = np.fromiter(self._ill, np.int64, len(self._ill))
        for number, added in delta.items():
            if number >= 0 and len(ill):
                wrong = np.isin(added.low, ill)
                self._contradict("dt-not-type", added.high[wrong], [added.facts[wrong]])
            if number < 0 and self._literals.datatype(~number) is not None:
                wrong = self._literals.outside(added.high, ~number)
                self._contradict("dt-not-type", added.high[wrong], [added.facts[wrong]])
        same = delta.get(_SAME)
        if same is not None:
            high, low = same.high, same.low
            mixed = self._literals.are(high) & ~self._literals.are(low)
            mixed |= self._literals.are(low) & ~self._literals.are(high)
            ends = np.unique(np.concatenate([high[mixed], low[mixed]]))
            for literal in ends[self._literals.are(ends)].tolist():
                if literal not in self._equated:
                    self._equate(literal)

    def _equate(self, literal: int) -> None:
        """Everything about a literal that something else is the same as."""
        value = self._literals.value(literal)
        if value is not None and value is not ILL_TYPED:
            for datatype in self._literals.datatypes_of(value):
                self._conclude("dt-type2", ~datatype, pack(np.array([literal]), np.array([datatype])), [])
            for other in self._equated:
                both = np.array([literal, other], np.int64)
                value_of_other = self._literals.value(other)
                if value_of_other is None or value_of_other is ILL_TYPED:
                    continue
                if value_of_other == value:
                    self._conclude("dt-eq", _SAME, pack(both, both[::-1]), [])
                else:
                    self._conclude("dt-diff", _DIFFERENT, pack(both, both[::-1]), [])
        self._equated.append(literal)

    def settle(self, needed: set[int]) -> None:
        """Membership of all literals in the datatypes that rules ask for."""
        for relation in sorted(needed):
            if self._literals.datatype(~relation) is None:
                continue
            done = self._typed.get(relation)
            if done is not None and len(done) == len(self._present):
                continue
            numbers = np.setdiff1d(self._present, self._before(relation) if done is None else done)
            if done is None and self._facts.base is not None and relation not in self._settled_before:
                numbers = np.union1d(numbers, self._base_literals())
            self._typed[relation] = self._present
            members = numbers[self._literals.inside(numbers, ~relation)]
            if len(members):
                self._conclude("dt-type2", relation, pack(members, np.full(len(members), ~relation)), [])

    def _before(self, relation: int) -> Keys:
        """The literals that an earlier run found to be of a datatype by themselves."""
        base = self._facts.base
        if base is None or relation not in self._settled_before:
            return np.empty(0, np.int64)
        typed = base.relation(relation)
        own = [any(base.rule(f).name == "dt-type2" for f in base.firings_of(n).tolist()) for n in typed.facts.tolist()]
        return np.asarray(typed.high[np.array(own, bool)], np.int64)

    def _base_literals(self) -> Keys:
        """The literals of what the base asserts."""
        base = self._facts.base
        assert base is not None
        asserted = base.background.copy()
        asserted[base.leaf_fact] = True
        objects = np.unique(base.object[asserted]).astype(np.int64)
        return objects[self._literals.are(objects)]
