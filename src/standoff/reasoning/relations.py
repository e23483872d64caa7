"""Facts grouped into relations: one for each predicate, and one for each class of `rdf:type`.

A relation holds the facts of its predicate as sorted 64-bit keys (subject in the high half, object in the low
half) beside their fact numbers, so that joins are binary searches. Its number is the predicate's term number,
or the complement (negative) of the class's term number for the facts `x rdf:type C`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["EMPTY", "TYPE", "FactIndex", "Ints", "Keys", "Relation", "distinct", "pack", "relation_numbers"]

Keys = NDArray[np.int64]
Ints = NDArray[np.int32]
Number = TypeVar("Number", np.int32, np.int64)

TYPE = 0
"""The term number of `rdf:type` in every derivation."""

_LOW = np.int64(0xFFFFFFFF)


def pack(high: NDArray[Any], low: NDArray[Any]) -> Keys:
    """Two arrays of term numbers as one array of keys."""
    return (high.astype(np.int64) << 32) | low.astype(np.int64)


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """The distinct values of an array, sorted; by sorting, which beats numpy's hashing where most are distinct."""
    ordered = np.sort(numbers)
    keep = np.empty(len(ordered), bool)
    keep[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def relation_numbers(predicate: NDArray[Any], obj: NDArray[Any]) -> NDArray[np.int64]:
    """The relation of each fact: its predicate, or the complement of its class."""
    return np.where(predicate == TYPE, ~obj.astype(np.int64), predicate.astype(np.int64))


@dataclass(frozen=True, slots=True)
class Relation:
    """Sorted keys and the fact numbers beside them."""

    keys: Keys
    facts: Ints

    def __len__(self) -> int:
        """How many facts the relation has."""
        return len(self.keys)

    @property
    def high(self) -> Keys:
        """The term number in the high half of each key: the subject, or the object when inverted."""
        return self.keys >> 32

    @property
    def low(self) -> Keys:
        """The term number in the low half of each key: the object, or the subject when inverted."""
        return self.keys & _LOW

    def inverted(self) -> Relation:
        """The same facts, sorted by object first."""
        swapped = ((self.keys & _LOW) << 32) | (self.keys >> 32)
        order = np.argsort(swapped, kind="stable")
        return Relation(swapped[order], self.facts[order])

    def find(self, keys: Keys) -> Ints:
        """The fact number of each key, -1 where the relation does not have it."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int32)
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == keys, self.facts[at], np.int32(-1)).astype(np.int32, copy=False)

    def merged(self, other: Relation) -> Relation:
        """Both relations' facts; they have none in common."""
        if not len(self.keys):
            return other
        if not len(other.keys):
            return self
        at = np.searchsorted(self.keys, other.keys)
        return Relation(np.insert(self.keys, at, other.keys), np.insert(self.facts, at, other.facts))


EMPTY = Relation(np.empty(0, np.int64), np.empty(0, np.int32))


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The relations of a stretch of facts, one behind the other: relation i is keys[starts[i]:starts[i+1]]."""

    relations: NDArray[np.int64]
    starts: NDArray[np.int64]
    keys: Keys
    facts: Ints

    @classmethod
    def build(cls, subject: Ints, predicate: Ints, obj: Ints, first: int = 0) -> FactIndex:
        """Index these facts, which are numbered from `first` on."""
        numbers = relation_numbers(predicate, obj)
        keys = pack(subject, obj)
        order = np.lexsort((keys, numbers))
        relations, starts = np.unique(numbers[order], return_index=True)
        return cls(
            relations,
            np.append(starts, len(keys)).astype(np.int64),
            keys[order],
            (order + first).astype(np.int32),
        )

    @classmethod
    def join(cls, parts: dict[int, Relation]) -> FactIndex:
        """Lay relations one behind the other, by their numbers."""
        numbers = sorted(parts)
        lengths = [len(parts[n]) for n in numbers]
        return cls(
            np.array(numbers, np.int64),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.concatenate([parts[n].keys for n in numbers]) if numbers else EMPTY.keys,
            np.concatenate([parts[n].facts for n in numbers]) if numbers else EMPTY.facts,
        )

    def relation(self, number: int) -> Relation:
        """The relation of this number, empty when there is none."""
        at = int(np.searchsorted(self.relations, number))
        if at == len(self.relations) or int(self.relations[at]) != number:
            return EMPTY
        span = slice(int(self.starts[at]), int(self.starts[at + 1]))
        return Relation(self.keys[span], self.facts[span])

    def __iter__(self) -> Iterator[tuple[int, Relation]]:
        """Every relation with its number."""
        for at, number in enumerate(self.relations.tolist()):
            span = slice(int(self.starts[at]), int(self.starts[at + 1]))
            yield number, Relation(self.keys[span], self.facts[span])
