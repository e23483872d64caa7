"""The parts that a derivation is made of: rows of the rule table, the names of claims, and segments of arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast, overload

import numpy as np
from numpy.typing import NDArray

from standoff.rdf.terms import NamedNode
from standoff.reasoning.relations import Ints
from standoff.reasoning.terms_table import TermTable

__all__ = ["FALSE", "ClaimNames", "Rule", "Segment", "load", "named"]

FALSE = -1
"""The head of a firing whose body cannot all be true."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rule table: a W3C rule instantiated with its axiom.

    `name` is the rule's name in the W3C tables ("cax-sco") or one of our own ("st-bounds"); `axioms` are the
    numbers of the schema facts it was instantiated with, which count as further members of the body of each
    of its firings (they are background nearly always, so they add nothing to a support).

    An identity that the background contradicts is recorded as a firing with head FALSE of the rule that
    concluded it. `difference` then holds the facts that tell the two apart when these are not among the
    firing's body (an owl:AllDifferent and its list); two literals of unequal value differ by themselves.
    """

    name: str
    axioms: tuple[int, ...]
    difference: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """What one run added to a derivation: facts, leaves, and firings sorted by head.

    Fact numbers are those of the whole derivation. `firing_ptr` starts at 0 within the segment.
    `false_subject` gives, for each firing with head FALSE (they come first), the term the collision is about.
    `value_hash`, sorted, has the digest of the value that each of `value_literal` denotes, for the literals that could
    be written in another way.
    """

    subject: Ints
    predicate: Ints
    object: Ints
    background_fact: Ints
    leaf_fact: Ints
    leaf_claim: Ints
    firing_head: Ints
    firing_rule: Ints
    firing_ptr: NDArray[np.int64]
    firing_body: Ints
    false_subject: Ints
    value_hash: NDArray[np.uint64]
    value_literal: Ints

    def save(self, folder: Path) -> None:
        """Write each array as a file of its own."""
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name))

    @classmethod
    def open(cls, folder: Path) -> Segment:
        """Memory-map the arrays of a saved segment."""
        return cls(**{f.name: load(folder / f"{f.name}.npy") for f in fields(cls)})


def load(path: Path) -> Any:
    """Memory-map a saved array."""
    return np.load(path, mmap_mode="r")


class ClaimNames(Sequence[NamedNode]):
    """The names of claims by their numbers, kept as terms so that opening reads none of them."""

    def __init__(self, terms: TermTable, numbers: Ints) -> None:
        self.terms = terms
        self.numbers = numbers

    def __len__(self) -> int:
        """How many claims there are."""
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> NamedNode: ...
    @overload
    def __getitem__(self, at: slice) -> list[NamedNode]: ...
    def __getitem__(self, at: int | slice) -> NamedNode | list[NamedNode]:
        """The name of a claim, or of several."""
        if isinstance(at, slice):
            return [cast("NamedNode", self.terms.term(number)) for number in self.numbers[at].tolist()]
        return cast("NamedNode", self.terms.term(int(self.numbers[at])))

    def find(self, name: NamedNode) -> int | None:
        """The number of the claim with this name."""
        term = self.terms.find(name)
        if term is None:
            return None
        found = np.flatnonzero(self.numbers == np.int32(term))
        return int(found[0]) if len(found) else None


def named(terms: TermTable, names: Iterable[NamedNode]) -> ClaimNames:
    """Names of claims, as terms of a table."""
    return ClaimNames(terms, np.array([terms.encode(name) for name in names], np.int32))
