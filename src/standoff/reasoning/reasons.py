"""A derivation graph with the indexes that supports, contradictions and lenses are read from.

Everything here is Boolean: which facts follow when which claims are believed. One call of `Reasons.project`
costs a few passes over the firings (`rounds` of them, as deep as the longest chain of rules); nothing here is
exponential. What needs a search (minimal supports, contradictions) is built on `Cone`, the part of the graph
that one question can touch.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from standoff.reasoning.arrays import Facts, Mask, Numbers, grouped, ranges
from standoff.reasoning.cones import CONE_LIMIT, Cone, ConeMaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from standoff.reasoning.derivation import Derivation, Rule

__all__ = ["Reasons"]

_FEW: Final = 20
"""Fewer than one in so many claims are few."""


class Reasons:
    """A derivation graph, and what can be asked of it by propagation alone."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation: Final = derivation
        self.fact_count: Final = len(derivation.subject)
        self.claim_count: Final = len(derivation.claims)

    # -- indexes ---------------------------------------------------------------------------------------

    @cached_property
    def heads(self) -> Numbers:
        """The head of each firing; -1 is *false*."""
        return np.asarray(self.derivation.firing_head)

    @cached_property
    def false_firings(self) -> Numbers:
        """The firings that found a contradiction."""
        return np.asarray(self.derivation.false_firings, dtype=np.int64)

    @cached_property
    def by_head(self) -> tuple[Numbers, Numbers]:
        """Firing numbers ordered by head, and where each fact's begin."""
        order, pointers = self.derivation.by_head
        return np.asarray(order), np.asarray(pointers, dtype=np.int64)

    def axioms(self, rule: Rule) -> tuple[int, ...]:
        """The facts a row of the rule table was made from, and those that tell its two individuals apart."""
        return (*rule.axioms, *rule.difference)

    @cached_property
    def bodies(self) -> tuple[Numbers, Numbers]:
        """Pointers and members of the bodies, the axioms that need a claim among them."""
        derivation = self.derivation
        pointers = np.asarray(derivation.firing_ptr, dtype=np.int64)
        members = np.asarray(derivation.firing_body)
        open_axioms = [tuple(axiom for axiom in self.axioms(rule) if not self.core[axiom]) for rule in derivation.rules]
        extra = np.array([len(axioms) for axioms in open_axioms], dtype=np.int64)
        if not extra.any():
            return pointers, members
        rule = np.asarray(derivation.firing_rule)
        counts = np.diff(pointers) + extra[rule]
        wider = np.concatenate(([0], np.cumsum(counts)))
        body = np.empty(int(wider[-1]), dtype=np.int64)
        rows, _ = ranges(pointers[:-1], pointers[1:])
        body[np.arange(len(members)) + (wider[:-1] - pointers[:-1])[rows]] = members
        for firing in np.flatnonzero(extra[rule]).tolist():
            end = int(wider[firing + 1])
            axioms = open_axioms[int(rule[firing])]
            body[end - len(axioms) : end] = axioms
        return wider, body

    @cached_property
    def leaves_by_fact(self) -> tuple[Numbers, Numbers]:
        """Where each fact's claims begin, and the claims."""
        derivation = self.derivation
        return grouped(np.asarray(derivation.leaf_fact), np.asarray(derivation.leaf_claim), self.fact_count)

    @cached_property
    def leaves_by_claim(self) -> tuple[Numbers, Numbers]:
        """Where each claim's facts begin, and the facts."""
        derivation = self.derivation
        return grouped(np.asarray(derivation.leaf_claim), np.asarray(derivation.leaf_fact), self.claim_count)

    def body(self, firing: int) -> tuple[int, ...]:
        """The facts a firing needs: its body, and those of its axioms that follow from no background."""
        pointers, members = self.bodies
        return tuple(members[pointers[firing] : pointers[firing + 1]].tolist())

    def claims_of(self, fact: int) -> tuple[int, ...]:
        """The claims that assert a fact."""
        pointers, claims = self.leaves_by_fact
        return tuple(claims[pointers[fact] : pointers[fact + 1]].tolist())

    def facts_of(self, claim: int) -> tuple[int, ...]:
        """The facts that a claim asserts."""
        pointers, facts = self.leaves_by_claim
        return tuple(facts[pointers[claim] : pointers[claim + 1]].tolist())

    def firings_of(self, fact: int) -> tuple[int, ...]:
        """The firings that conclude a fact."""
        order, pointers = self.by_head
        return tuple(order[pointers[fact] : pointers[fact + 1]].tolist())

    def mask(self, claims: Iterable[int]) -> Mask:
        """The mask that believes just these claims."""
        mask = np.zeros(self.claim_count, dtype=np.bool_)
        mask[list(claims)] = True
        return mask

    @property
    def everything(self) -> Mask:
        """The mask that believes every claim."""
        return np.ones(self.claim_count, dtype=np.bool_)

    @property
    def everything_true(self) -> Facts:
        """What follows when every claim is believed: all there is."""
        return np.ones(self.fact_count, dtype=np.bool_)

    # -- propagation -----------------------------------------------------------------------------------

    @cached_property
    def core(self) -> Facts:
        """The facts that follow from the background alone, and so hold through every lens."""
        return self._propagate(np.array(self.derivation.background, dtype=np.bool_))

    def project(self, mask: Mask) -> Facts:
        """The facts that follow from the background and the believed claims, contradictions unheeded."""
        true = self.core.copy()
        leaf_fact = np.asarray(self.derivation.leaf_fact)
        said = leaf_fact[mask[np.asarray(self.derivation.leaf_claim)]]
        if "uses" in self.__dict__ and _FEW * np.count_nonzero(mask) < self.claim_count:
            return self._grown(true, said)
        true[said] = True
        return self._propagate(true)

    @cached_property
    def uses(self) -> tuple[Numbers, Numbers]:
        """Where each fact's uses begin, and the firings that need it; free facts have none.

        Once this is asked for, projections of few claims look only at what these touch.
        """
        pointers, members = self.bodies
        rows, _ = ranges(pointers[:-1], pointers[1:])
        needed = ~self.core[members]
        return grouped(members[needed], rows[needed], self.fact_count)

    def _grown(self, true: Facts, said: Numbers) -> Facts:
        """What follows from closed facts and some more, by way of the firings that use what is new."""
        pointers, firings = self.uses
        new = np.unique(said[~true[said]])
        while len(new):
            true[new] = True
            touched = np.unique(firings[ranges(pointers[new], pointers[new + 1])[1]])
            heads = self.heads[touched]
            open_ones = touched[(heads >= 0) & ~true[np.maximum(heads, 0)]]
            new = np.unique(self.heads[open_ones[self._satisfied(open_ones, true)]])
        return true

    def firing_false(self, true: Facts) -> Numbers:
        """The contradiction firings whose whole body is among the facts given."""
        firings = self.false_firings
        return firings[self._satisfied(firings, true)]

    def _propagate(self, true: Facts) -> Facts:
        for _ in self.rounds(true):
            pass
        return true

    def rounds(self, true: Facts) -> Iterator[Numbers]:
        """Add what follows to some facts, round by round; gives the firings of each (several may agree)."""
        heads = self.heads
        active = np.flatnonzero(heads >= 0)
        while True:
            active = active[~true[heads[active]]]
            if not len(active):
                return
            fired = self._satisfied(active, true)
            if not fired.any():
                return
            chosen = active[fired]
            true[heads[chosen]] = True
            yield chosen
            active = active[~fired]

    @cached_property
    def _ends(self) -> tuple[Numbers, Numbers, Numbers]:
        """First and last body member of each firing (the fact count stands for none), and the arities."""
        pointers = np.asarray(self.derivation.firing_ptr, dtype=np.int64)
        members = np.append(np.asarray(self.derivation.firing_body), np.int32(self.fact_count))
        arity = np.diff(pointers)
        nothing = len(members) - 1
        first = members[np.where(arity > 0, pointers[:-1], nothing)]
        last = members[np.where(arity > 0, pointers[1:] - 1, nothing)]
        return first, last, arity

    @cached_property
    def _axioms(self) -> tuple[Numbers, Numbers]:
        """Rule numbers and axiom facts, pairwise."""
        pairs = [(row, axiom) for row, rule in enumerate(self.derivation.rules) for axiom in self.axioms(rule)]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def _satisfied(self, firings: Numbers, true: Facts) -> NDArray[np.bool_]:
        """Of some firings, those whose body and axioms are all true."""
        first, last, arity = self._ends
        known = np.append(true, True)
        fired: NDArray[np.bool_] = known[first[firings]] & known[last[firings]]
        wide = np.flatnonzero(fired & (arity[firings] > 2))
        if len(wide):
            pointers = np.asarray(self.derivation.firing_ptr, dtype=np.int64)
            chosen = firings[wide]
            rows, places = ranges(pointers[chosen], pointers[chosen + 1])
            missing = ~true[np.asarray(self.derivation.firing_body)[places]]
            fired[wide[np.unique(rows[missing])]] = False
        rules, axioms = self._axioms
        shut = np.unique(rules[~true[axioms]])
        if len(shut):
            barred = np.zeros(len(self.derivation.rules), dtype=np.bool_)
            barred[shut] = True
            fired &= ~barred[np.asarray(self.derivation.firing_rule)[firings]]
        return fired

    def downstream(self, claims: Iterable[int], true: Facts) -> Facts:
        """The true facts that some derivation, among true facts, leads to from what some claims assert."""
        reached = np.zeros(self.fact_count, dtype=np.bool_)
        leaf_fact = np.asarray(self.derivation.leaf_fact)
        reached[leaf_fact[self.mask(claims)[np.asarray(self.derivation.leaf_claim)]]] = True
        pointers, members = self.bodies
        heads = self.heads
        active = np.flatnonzero(heads >= 0)
        active = active[self._satisfied(active, true)]
        while True:
            active = active[~reached[heads[active]]]
            rows, places = ranges(pointers[active], pointers[active + 1])
            fired = np.zeros(len(active), dtype=np.bool_)
            fired[rows[reached[members[places]]]] = True
            if not fired.any():
                return reached & true
            reached[heads[active[fired]]] = True
            active = active[~fired]

    # -- cones -----------------------------------------------------------------------------------------

    def cone(
        self,
        targets: Sequence[int] | Numbers,
        *,
        free: Facts | None = None,
        possible: Facts | None = None,
        mask: Mask | None = None,
        limit: int = CONE_LIMIT,
    ) -> Cone:
        """What some facts can rest on; the target is their conjunction (the fact itself when it is one)."""
        free = self.core if free is None else free
        wanted = sorted({int(fact) for fact in targets if not free[fact]})
        return ConeMaker(self, free, possible, mask, limit).of_facts(wanted, joint=True)

    def cone_of_many(
        self,
        targets: Sequence[int] | Numbers,
        *,
        free: Facts | None = None,
        possible: Facts | None = None,
        mask: Mask | None = None,
        limit: int = CONE_LIMIT,
    ) -> Cone:
        """What each of some facts can rest on, in one cone without a target."""
        free = self.core if free is None else free
        chosen = np.asarray(targets, dtype=np.int64)
        return ConeMaker(self, free, possible, mask, limit).of_facts(chosen[~free[chosen]].tolist(), joint=False)

    def cone_of_false(
        self,
        firings: Numbers | None = None,
        *,
        possible: Facts | None = None,
        mask: Mask | None = None,
        limit: int = CONE_LIMIT,
    ) -> Cone:
        """What the contradiction firings given (all when none are) can rest on; the target is *false*."""
        chosen = self.false_firings if firings is None else firings
        return ConeMaker(self, self.core, possible, mask, limit).of_false(chosen)

    def behind(self, firings: Numbers) -> Numbers:
        """All claims that anything behind some firings is asserted by, however large the graph is."""
        pointers, members = self.bodies
        order, head_pointers = self.by_head
        reached = self.core.copy()
        while len(firings):
            body = members[ranges(pointers[firings], pointers[firings + 1])[1]]
            new = np.unique(body[~reached[body]])
            reached[new] = True
            firings = order[ranges(head_pointers[new], head_pointers[new + 1])[1]]
        leaf_fact = np.asarray(self.derivation.leaf_fact)
        claims = np.asarray(self.derivation.leaf_claim)[reached[leaf_fact] & ~self.core[leaf_fact]]
        return np.unique(claims)
