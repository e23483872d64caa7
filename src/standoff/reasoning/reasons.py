"""A derivation graph with the indexes that supports, contradictions and lenses are read from.

Everything here is Boolean: which facts follow when which claims are believed. One call of `Reasons.project`
costs a few passes over the firings (`rounds` of them, as deep as the longest chain of rules); nothing here is
exponential. What needs a search (minimal supports, contradictions) is built on `Cone`, the part of the graph
that one question can touch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from standoff.reasoning.derivation import Derivation, Rule

__all__ = ["CONE_LIMIT", "Cone", "Facts", "Mask", "Numbers", "Reasons"]

Mask: TypeAlias = NDArray[np.bool_]
"""One Boolean per claim: which claims are believed."""
Facts: TypeAlias = NDArray[np.bool_]
"""One Boolean per fact: which facts follow."""
Numbers: TypeAlias = NDArray[np.integer[Any]]

CONE_LIMIT: Final = 400_000
"""Firings that one cone may hold beside the contradictions asked for; a larger one is cut and says so."""


def _ranges(low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """For half-open ranges: the row that each number comes from, and the numbers, row after row."""
    counts = high - low
    rows = np.repeat(np.arange(len(low), dtype=np.int64), counts)
    ends = np.cumsum(counts)
    within = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)
    return rows, np.repeat(low, counts) + within


def _grouped(keys: Numbers, values: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Values sorted by key, with pointers: those of key *k* are `values[pointers[k]:pointers[k + 1]]`."""
    order = np.argsort(keys, kind="stable")
    pointers = np.searchsorted(keys[order], np.arange(count + 1, dtype=np.int64))
    return pointers.astype(np.int64), values[order]


@dataclass(frozen=True, slots=True)
class Cone:
    """The part of a derivation graph that some targets can rest on, renumbered from 0.

    What is free (holds whatever is believed) is left out of it. A node is a fact; the last node is the
    target when the cone was asked for several facts together or for *false*, see `target`.
    """

    facts: tuple[int, ...]
    """The fact number of each node; -1 for a target that is no fact (a conjunction, or *false*)."""
    heads: tuple[int, ...]
    bodies: tuple[tuple[int, ...], ...]
    """Of each firing: the nodes it needs, without those that are free."""
    firings: tuple[int, ...]
    """The number of each firing in the derivation graph; -1 for a conjunction asked for."""
    leaves: tuple[tuple[int, ...], ...]
    """Of each node: the claims that assert it."""
    uses: tuple[tuple[int, ...], ...]
    """Of each node: the firings whose body it is in."""
    asserts: dict[int, tuple[int, ...]]
    """Of each claim: the nodes it asserts."""
    starters: tuple[int, ...]
    """The firings that need nothing but what is free."""
    target: int
    """The node asked for; -1 when the cone is of many facts."""
    cut: bool
    """Whether the cone was larger than allowed, so that something may be missing from it."""

    def chain(self, claims: Iterable[int], stop: int = -1) -> set[int]:
        """The nodes that follow from some claims; ends early when node `stop` does."""
        true: set[int] = set()
        ready = [node for claim in claims for node in self.asserts.get(claim, ())]
        ready.extend(self.heads[firing] for firing in self.starters)
        waiting: dict[int, int] = {}
        while ready:
            node = ready.pop()
            if node in true:
                continue
            true.add(node)
            if node == stop:
                break
            for firing in self.uses[node]:
                left = waiting.get(firing, len(self.bodies[firing])) - 1
                waiting[firing] = left
                if not left:
                    ready.append(self.heads[firing])
        return true

    def derives(self, claims: Iterable[int]) -> bool:
        """Whether the target follows from some claims."""
        return self.target in self.chain(claims, self.target)


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
    def _by_head(self) -> tuple[Numbers, Numbers]:
        order, pointers = self.derivation.by_head
        return np.asarray(order), np.asarray(pointers, dtype=np.int64)

    def axioms(self, rule: Rule) -> tuple[int, ...]:
        """The facts a row of the rule table was made from, and those that tell its two individuals apart."""
        return (*rule.axioms, *rule.difference)

    @cached_property
    def _bodies(self) -> tuple[Numbers, Numbers]:
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
        rows, _ = _ranges(pointers[:-1], pointers[1:])
        body[np.arange(len(members)) + (wider[:-1] - pointers[:-1])[rows]] = members
        for firing in np.flatnonzero(extra[rule]).tolist():
            end = int(wider[firing + 1])
            axioms = open_axioms[int(rule[firing])]
            body[end - len(axioms) : end] = axioms
        return wider, body

    @cached_property
    def _leaves_by_fact(self) -> tuple[Numbers, Numbers]:
        derivation = self.derivation
        return _grouped(np.asarray(derivation.leaf_fact), np.asarray(derivation.leaf_claim), self.fact_count)

    @cached_property
    def _leaves_by_claim(self) -> tuple[Numbers, Numbers]:
        derivation = self.derivation
        return _grouped(np.asarray(derivation.leaf_claim), np.asarray(derivation.leaf_fact), self.claim_count)

    def body(self, firing: int) -> tuple[int, ...]:
        """The facts a firing needs: its body, and those of its axioms that follow from no background."""
        pointers, members = self._bodies
        return tuple(members[pointers[firing] : pointers[firing + 1]].tolist())

    def claims_of(self, fact: int) -> tuple[int, ...]:
        """The claims that assert a fact."""
        pointers, claims = self._leaves_by_fact
        return tuple(claims[pointers[fact] : pointers[fact + 1]].tolist())

    def facts_of(self, claim: int) -> tuple[int, ...]:
        """The facts that a claim asserts."""
        pointers, facts = self._leaves_by_claim
        return tuple(facts[pointers[claim] : pointers[claim + 1]].tolist())

    def firings_of(self, fact: int) -> tuple[int, ...]:
        """The firings that conclude a fact."""
        order, pointers = self._by_head
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
        true[leaf_fact[mask[np.asarray(self.derivation.leaf_claim)]]] = True
        return self._propagate(true)

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
            rows, places = _ranges(pointers[chosen], pointers[chosen + 1])
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
        pointers, members = self._bodies
        heads = self.heads
        active = np.flatnonzero(heads >= 0)
        active = active[self._satisfied(active, true)]
        while True:
            active = active[~reached[heads[active]]]
            rows, places = _ranges(pointers[active], pointers[active + 1])
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
        return self._cone(wanted, None, free, possible, mask, limit, joint=True)

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
        return self._cone(chosen[~free[chosen]].tolist(), None, free, possible, mask, limit, joint=False)

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
        return self._cone([], chosen, self.core, possible, mask, limit, joint=False)

    def _cone(
        self,
        wanted: list[int],
        false: Numbers | None,
        free: Facts,
        possible: Facts | None,
        mask: Mask | None,
        limit: int,
        *,
        joint: bool,
    ) -> Cone:
        pointers, members = self._bodies
        order, head_pointers = self._by_head
        seen = np.zeros(self.fact_count, dtype=np.bool_)
        frontier: Numbers = np.array(wanted, dtype=np.int64)
        seen[frontier] = True
        layers = [frontier]
        kept: list[Numbers] = []
        firings: Numbers = np.empty(0, dtype=np.int64) if false is None else false
        total, cut = -len(firings), False
        while True:
            if len(frontier):
                low, high = head_pointers[frontier], head_pointers[frontier + 1]
                firings = np.concatenate((firings, order[_ranges(low, high)[1]]))
            if total + len(firings) > limit:
                firings, cut = firings[: limit - total], True
            rows, places = _ranges(pointers[firings], pointers[firings + 1])
            body = members[places]
            if possible is not None:
                bad = np.zeros(len(firings), dtype=np.bool_)
                bad[rows[~possible[body]]] = True
                body = body[~bad[rows]]
                firings = firings[~bad]
            kept.append(firings)
            total += len(firings)
            new: Numbers = np.unique(body[~(seen[body] | free[body])])
            seen[new] = True
            layers.append(new)
            frontier, firings = new, firings[:0]
            if cut or not len(frontier):
                break
        return self._renumber(
            np.concatenate(layers),
            np.concatenate(kept),
            free,
            mask,
            cut=cut,
            conjunction=wanted if joint else None,
            false=false is not None,
        )

    def _renumber(
        self,
        facts: Numbers,
        firings: Numbers,
        free: Facts,
        mask: Mask | None,
        *,
        cut: bool,
        conjunction: list[int] | None,
        false: bool,
    ) -> Cone:
        node_of = np.full(self.fact_count, -1, dtype=np.int64)
        node_of[facts] = np.arange(len(facts))
        numbers = facts.tolist()
        target = -1
        if conjunction is not None and len(conjunction) == 1:
            target = int(node_of[conjunction[0]])
        elif conjunction is not None or false:
            target = len(numbers)
            numbers.append(-1)
        heads, bodies, names = self._local_firings(firings, free, node_of, target)
        if conjunction is not None and len(conjunction) != 1:
            heads.append(target)
            bodies.append(tuple(sorted(node_of[conjunction].tolist())))
            names.append(-1)
        uses: list[list[int]] = [[] for _ in numbers]
        for place, body in enumerate(bodies):
            for node in body:
                uses[node].append(place)
        leaves = self._local_leaves(facts, mask)
        leaves.extend([()] * (len(numbers) - len(facts)))
        asserts: dict[int, list[int]] = {}
        for node, claims in enumerate(leaves):
            for claim in claims:
                asserts.setdefault(claim, []).append(node)
        return Cone(
            facts=tuple(numbers),
            heads=tuple(heads),
            bodies=tuple(bodies),
            firings=tuple(names),
            leaves=tuple(leaves),
            uses=tuple(map(tuple, uses)),
            asserts={claim: tuple(nodes) for claim, nodes in asserts.items()},
            starters=tuple(place for place, body in enumerate(bodies) if not body),
            target=target,
            cut=cut,
        )

    def _local_firings(
        self, firings: Numbers, free: Facts, node_of: Numbers, target: int
    ) -> tuple[list[int], list[tuple[int, ...]], list[int]]:
        """Heads, bodies and numbers of the firings that lie wholly in a cone, free facts left out of the bodies."""
        pointers, members = self._bodies
        heads = self.heads[firings]
        local_heads = np.where(heads < 0, target, node_of[np.maximum(heads, 0)])
        rows, places = _ranges(pointers[firings], pointers[firings + 1])
        facts = members[places]
        needed = ~free[facts]
        rows, nodes = rows[needed], node_of[facts[needed]]
        dropped = np.zeros(len(firings), dtype=np.bool_)
        dropped[rows[(nodes < 0) | (nodes == local_heads[rows])]] = True
        keep = ~dropped[rows]
        pairs = np.unique(rows[keep] * (len(node_of) + 1) + nodes[keep])
        rows, nodes = np.divmod(pairs, len(node_of) + 1)
        chosen = np.flatnonzero(~dropped)
        starts = np.searchsorted(rows, np.append(chosen, len(firings))).tolist()
        flat = nodes.tolist()
        bodies = [tuple(flat[low:high]) for low, high in pairwise(starts)]
        return local_heads[chosen].tolist(), bodies, firings[chosen].tolist()

    def _local_leaves(self, facts: Numbers, mask: Mask | None) -> list[tuple[int, ...]]:
        """The believed claims that assert each of some facts."""
        pointers, claims = self._leaves_by_fact
        rows, places = _ranges(pointers[facts], pointers[facts + 1])
        said = claims[places]
        if mask is not None:
            rows, said = rows[mask[said]], said[mask[said]]
        starts = np.searchsorted(rows, np.arange(len(facts) + 1)).tolist()
        flat = said.tolist()
        return [tuple(flat[low:high]) for low, high in pairwise(starts)]

    def behind(self, firings: Numbers) -> Numbers:
        """All claims that anything behind some firings is asserted by, however large the graph is."""
        pointers, members = self._bodies
        order, head_pointers = self._by_head
        reached = self.core.copy()
        while len(firings):
            body = members[_ranges(pointers[firings], pointers[firings + 1])[1]]
            new = np.unique(body[~reached[body]])
            reached[new] = True
            firings = order[_ranges(head_pointers[new], head_pointers[new + 1])[1]]
        leaf_fact = np.asarray(self.derivation.leaf_fact)
        claims = np.asarray(self.derivation.leaf_claim)[reached[leaf_fact] & ~self.core[leaf_fact]]
        return np.unique(claims)
