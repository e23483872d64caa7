"""Taking claims out of a derivation, and laying its segments together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.rdf.terms import NamedNode, Quad, Triple
from standoff.reasoning.derivation import FALSE, ClaimNames, Derivation, Rule, Segment
from standoff.reasoning.identity import SAME
from standoff.reasoning.relations import FactIndex, Ints

__all__ = ["compacted", "rests_on_equated_literals", "without"]

Bools = NDArray[np.bool_]


def without(derivation: Derivation, removed: Iterable[tuple[NamedNode, Triple | Quad] | NamedNode]) -> Derivation:
    """The derivation without some claims, or some of their triples, and without what followed from these only."""
    kept = _kept_leaves(derivation, removed)
    return _Remainder(derivation, kept).derivation()


def compacted(derivation: Derivation) -> Derivation:
    """The same derivation in one segment."""
    return _Remainder(derivation, np.ones(len(derivation.leaf_fact), bool)).derivation()


def rests_on_equated_literals(derivation: Derivation) -> bool:
    """Whether anything but a literal is said to be the same as a literal.

    All datatypes and differences of such literals are facts by themselves, which removal cannot see the end of.
    """
    same = derivation.relation(SAME)
    literals = derivation.terms.literals()
    return bool((literals[same.high] != literals[same.low]).any())


def _kept_leaves(derivation: Derivation, removed: Iterable[tuple[NamedNode, Triple | Quad] | NamedNode]) -> Bools:
    numbers: dict[NamedNode, int | None] = {}
    whole: list[int] = []
    pairs: set[int] = set()
    for item in removed:
        claim = item if isinstance(item, NamedNode) else item[0]
        if claim not in numbers:
            numbers[claim] = derivation.claims.find(claim)
        number = numbers[claim]
        if number is None:
            continue
        if isinstance(item, NamedNode):
            whole.append(number)
            continue
        fact = derivation.fact(item[1].subject, item[1].predicate, item[1].object)
        if fact is not None:
            pairs.add((fact << 32) | number)
    keys = (derivation.leaf_fact.astype(np.int64) << 32) | derivation.leaf_claim
    return ~(np.isin(derivation.leaf_claim, whole) | np.isin(keys, np.fromiter(pairs, np.int64, len(pairs))))


@dataclass
class _Remainder:
    """What is left of a derivation when only some leaves are."""

    old: Derivation
    leaves: Bools

    def __post_init__(self) -> None:
        self.asserted = self.old.background.copy()
        self.asserted[self.old.leaf_fact[self.leaves]] = True
        self.ptr = self.old.firing_ptr
        self.arity = np.diff(self.ptr)
        self.valid = self._valid()
        self.facts = self.asserted.copy()
        self._propagate()

    def _present(self) -> Bools:
        """Which terms are objects of what is still asserted."""
        present = np.zeros(len(self.old.terms), bool)
        present[self.old.object[self.asserted]] = True
        return present

    def _valid(self) -> Bools:
        """Firings that what is asserted does not forbid: a literal's own rules need it to be somewhere."""
        names = np.array([rule.name in ("dt-eq", "dt-type2") for rule in self.old.rules], bool)
        valid = np.ones(self.old.n_firings, bool)
        if names.any():
            present = self._present()
            own = np.nonzero(names[self.old.firing_rule] & (self.old.firing_head >= 0))[0]
            heads = self.old.firing_head[own]
            equal = np.array([rule.name == "dt-eq" for rule in self.old.rules], bool)[self.old.firing_rule[own]]
            valid[own] = present[self.old.subject[heads]] & (~equal | present[self.old.object[heads]])
        return valid

    def _standing_rules(self) -> Bools:
        return np.fromiter(
            (all(self.facts[fact] for fact in (*rule.axioms, *rule.difference)) for rule in self.old.rules),
            bool,
            len(self.old.rules),
        )

    def _true(self, firings: NDArray[np.intp], rules: Bools) -> Bools:
        """Which of these firings have all their premises and axioms."""
        true = rules[self.old.firing_rule[firings]]
        body = self.old.firing_body
        for place in range(int(self.arity[firings].max(initial=0))):
            has = np.nonzero(true & (self.arity[firings] > place))[0]
            true[has] = self.facts[body[self.ptr[firings[has]] + place]]
        return true

    def _propagate(self) -> None:
        heads = self.old.firing_head
        waiting = np.nonzero(self.valid & (heads >= 0))[0]
        while True:
            waiting = waiting[~self.facts[heads[waiting]]]
            fired = self._true(waiting, self._standing_rules())
            if not fired.any():
                return
            self.facts[heads[waiting[fired]]] = True
            waiting = waiting[~fired]

    def derivation(self) -> Derivation:
        """What is left, renumbered."""
        old = self.old
        numbers = np.cumsum(self.facts, dtype=np.int32) - 1
        rules = self._standing_rules()
        heads = old.firing_head
        every = np.nonzero(self.valid & ((heads == FALSE) | self.facts[heads]))[0]
        stand = every[self._true(every, rules)]
        stand = stand[np.argsort(heads[stand], kind="stable")]
        row = np.cumsum(rules, dtype=np.int32) - 1
        arity = self.arity[stand]
        ptr = np.zeros(len(stand) + 1, np.int64)
        np.cumsum(arity, out=ptr[1:])
        body = old.firing_body[np.arange(ptr[-1]) + np.repeat(self.ptr[stand] - ptr[:-1], arity)]
        head = np.where(heads[stand] == FALSE, np.int32(FALSE), numbers[heads[stand]]).astype(np.int32)
        claims, claim_numbers = self._claims()
        subject, predicate, obj = old.subject[self.facts], old.predicate[self.facts], old.object[self.facts]
        values = self._values()
        segment = Segment(
            subject,
            predicate,
            obj,
            numbers[np.nonzero(old.background)[0]],
            *self._leaves(numbers, claim_numbers),
            head,
            row[old.firing_rule[stand]],
            ptr,
            numbers[body],
            old.false_subject[np.isin(old.false_firings, stand)],
            *values,
        )
        return Derivation(
            old.terms,
            claims,
            [_renumbered(rule, numbers) for rule, kept in zip(old.rules, rules, strict=True) if kept],
            [segment],
            [FactIndex.build(subject, predicate, obj)],
            certain=old.certain,
            lineage=old.lineage,
            cut=old.cut,
        )

    def _claims(self) -> tuple[ClaimNames, Ints]:
        spoken = np.zeros(len(self.old.claims), bool)
        spoken[self.old.leaf_claim[self.leaves]] = True
        return ClaimNames(self.old.terms, self.old.claims.numbers[spoken]), np.cumsum(spoken, dtype=np.int32) - 1

    def _leaves(self, numbers: Ints, claim_numbers: Ints) -> tuple[Ints, Ints]:
        fact = numbers[self.old.leaf_fact[self.leaves]]
        claim = claim_numbers[self.old.leaf_claim[self.leaves]]
        order = np.lexsort((claim, fact))
        return fact[order], claim[order]

    def _values(self) -> tuple[NDArray[np.uint64], Ints]:
        digests = np.concatenate([segment.value_hash for segment in self.old.segments])
        literals = np.concatenate([segment.value_literal for segment in self.old.segments])
        kept = self._present()[literals]
        order = np.argsort(digests[kept], kind="stable")
        return digests[kept][order], literals[kept][order]


def _renumbered(rule: Rule, numbers: Ints) -> Rule:
    return Rule(
        rule.name,
        tuple(numbers[list(rule.axioms)].tolist()),
        tuple(numbers[list(rule.difference)].tolist()),
    )
