"""The rules on datatypes: literals of equal or unequal value, of a datatype, or ill-typed.

Applied to the letter, they would relate every literal to every datatype and to every other literal. A run
concludes only what can matter: literals written in two ways that are equal, membership in datatypes that some
rule asks for, all about the literals that something else is said to be the same as, and contradictions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from standoff.reasoning.datatypes import ILL_TYPED, Value
from standoff.reasoning.relations import Ints, Keys, pack
from standoff.reasoning.vocabulary import known

if TYPE_CHECKING:
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
        self._met: set[int] = set()
        self._typed: dict[int, int] = {}
        self._equated: list[int] = []

    def begin(self, needed: set[int]) -> None:
        """Take the literals of the base as done."""
        size = len(self._literals)
        self._typed = {relation: size for relation in needed}

    def asserted(self, delta: Delta) -> None:
        """Of newly asserted facts: ill-typed literals, and literals equal to ones written otherwise."""
        for number, added in delta.items():
            if number < 0:
                continue
            low = added.low
            ill: list[int] = []
            for literal in self._literals.special(np.unique(low)):
                value = self._literals.value(literal)
                if value is ILL_TYPED:
                    ill.append(literal)
                elif value is not None and literal not in self._met:
                    self._meet(literal, value)
            if ill:
                mask = np.isin(low, ill)
                self._contradict("dt-not-type", added.high[mask], [added.facts[mask]])

    def _meet(self, literal: int, value: Value) -> None:
        self._met.add(literal)
        equals = self._by_value.setdefault(value, [])
        for other in equals:
            both = np.array([literal, other], np.int64)
            self._conclude("dt-eq", _SAME, pack(both, both[::-1]), [])
        equals.append(literal)

    def follow(self, delta: Delta) -> None:
        """Of a round's facts: literals said to be of a datatype they are not of, and literals made equal."""
        for number, added in delta.items():
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
        size = len(self._literals)
        for relation in needed:
            first = self._typed.get(relation, 0)
            if first == size or self._literals.datatype(~relation) is None:
                continue
            self._typed[relation] = size
            numbers = np.arange(first, size, dtype=np.int64)
            members = numbers[self._literals.inside(numbers, ~relation)]
            if len(members):
                self._conclude("dt-type2", relation, pack(members, np.full(len(members), ~relation)), [])
