"""Proofs: why a fact follows, down to claims and background statements.

The smallest proof (the fewest steps, counting a shared step each time it is used; the shallowest of these) by D. E.
Knuth's generalisation of Dijkstra's algorithm (1977) over the part of the derivation graph behind the fact. What is
asserted is a leaf.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.reasoning.derivation import FALSE

if TYPE_CHECKING:
    from standoff.rdf.terms import NamedNode, Term
    from standoff.reasoning.arrays import Facts
    from standoff.reasoning.reasons import Reasons

__all__ = ["Proof", "prove", "prove_contradiction"]

_FIRINGS: Final = 60_000
"""So many firings are looked at for the smallest proof; behind larger facts, the shallowest is given."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A fact (or *false*), and what it follows from.

    A leaf has no rule: it is asserted by `claims`, or in the background. Otherwise it follows by `rule` (the W3C's
    name, or one of our own) from `premises` with `axioms`.
    """

    fact: int
    """The fact's number, or FALSE."""
    triple: tuple[Term, Term, Term] | None
    rule: str | None = None
    premises: tuple[Proof, ...] = ()
    axioms: tuple[Proof, ...] = ()
    claims: tuple[NamedNode, ...] = ()
    background: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether it is asserted."""
        return self.rule is None

    def steps(self) -> Iterator[Proof]:
        """Every step once, premises before conclusions."""
        shown: set[int] = set()
        stack: list[tuple[Proof, bool]] = [(self, False)]
        while stack:
            proof, ready = stack.pop()
            if proof.fact in shown:
                continue
            if ready:
                shown.add(proof.fact)
                yield proof
            else:
                stack.append((proof, True))
                stack.extend((part, False) for part in reversed((*proof.axioms, *proof.premises)))

    def leaves(self) -> tuple[Proof, ...]:
        """What is asserted, each once, in the order of the proof."""
        return tuple(step for step in self.steps() if step.is_leaf)

    def cited(self) -> tuple[NamedNode, ...]:
        """The claims the proof ends in, each once."""
        return tuple(dict.fromkeys(claim for leaf in self.leaves() for claim in leaf.claims))


def prove(reasons: Reasons, fact: int, support: Iterable[int]) -> Proof | None:
    """The smallest proof of a fact from the background and some claims; none when it does not follow."""
    believed = frozenset(support)
    true = _behind(reasons, fact, believed)
    if not true[fact]:
        return None
    return _Prover(reasons, believed, true).proof(fact)


def _behind(reasons: Reasons, fact: int, believed: frozenset[int]) -> Facts:
    """What follows from some claims, as far as the fact can rest on it."""
    if reasons.core[fact]:
        return reasons.core
    cone = reasons.cone((fact,), mask=reasons.mask(believed))
    if cone.cut:
        return reasons.project(reasons.mask(believed))
    true = reasons.core.copy()
    true[[cone.facts[node] for node in cone.chain(believed)]] = True
    return true


def prove_contradiction(reasons: Reasons, contradiction: Iterable[int], firing: int | None = None) -> Proof | None:
    """The smallest proof of *false* from some claims (by one firing, if given); none when there is none."""
    believed = frozenset(contradiction)
    true = reasons.project(reasons.mask(believed))
    firings = reasons.firing_false(true).tolist()
    if firing is not None:
        firings = [place for place in firings if place == firing]
    if not firings:
        return None
    prover = _Prover(reasons, believed, true)
    proofs = [prover.step(FALSE, place) for place in firings[:20]]
    return min(proofs, key=lambda proof: sum(1 for _ in proof.steps()))


class _Prover:
    """Proofs from some claims, with what was already worked out."""

    def __init__(self, reasons: Reasons, believed: frozenset[int], true: Facts) -> None:
        self._reasons = reasons
        self._believed = believed
        self._true = true
        self._best: dict[int, int | None] = {}
        """The firing each fact is best proved by; none for what is asserted."""
        self._made: dict[int, Proof] = {}

    def proof(self, fact: int) -> Proof:
        """The proof of a fact that follows."""
        if fact not in self._best:
            self._settle(fact)
        stack = [fact]
        while stack:
            last = stack[-1]
            firing = self._best[last]
            needed = () if firing is None else self._reasons.derivation.body(firing)
            waiting = [part for part in dict.fromkeys(needed) if part not in self._made]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            if last not in self._made:
                self._made[last] = self._leaf(last) if firing is None else self.step(last, firing)
        return self._made[fact]

    def step(self, head: int, firing: int) -> Proof:
        """The proof that ends in one firing."""
        derivation = self._reasons.derivation
        rule = derivation.rule(firing)
        axioms = dict.fromkeys((*rule.axioms, *rule.difference))
        return Proof(
            head,
            None if head == FALSE else derivation.spo(head),
            rule.name,
            tuple(self.proof(fact) for fact in dict.fromkeys(derivation.premises(firing))),
            tuple(self.proof(fact) for fact in axioms),
        )

    def _asserted(self, fact: int) -> bool:
        return bool(self._reasons.derivation.background[fact]) or any(
            claim in self._believed for claim in self._reasons.claims_of(fact)
        )

    def _leaf(self, fact: int) -> Proof:
        derivation = self._reasons.derivation
        claims = () if derivation.background[fact] else self._reasons.claims_of(fact)
        return Proof(
            fact,
            derivation.spo(fact),
            claims=tuple(derivation.claims[claim] for claim in claims if claim in self._believed),
            background=bool(derivation.background[fact]),
        )

    def _settle(self, target: int) -> None:
        """Find the best firing of every fact that the target's proof may need."""
        bodies: dict[int, tuple[int, ...]] = {}
        heads: dict[int, int] = {}
        uses: dict[int, list[int]] = {}
        seen = {target}
        todo = [target]
        asserted = []
        while todo:
            fact = todo.pop()
            if self._asserted(fact):
                asserted.append(fact)
                continue
            for firing in self._reasons.firings_of(fact):
                body = tuple(set(self._reasons.derivation.body(firing)))
                if not all(self._true[part] for part in body):
                    continue
                bodies[firing], heads[firing] = body, fact
                for part in body:
                    uses.setdefault(part, []).append(firing)
                    if part not in seen:
                        seen.add(part)
                        todo.append(part)
                if len(bodies) > _FIRINGS:
                    self._settle_by_depth()
                    return
        order = count()
        queue: list[tuple[int, int, int, int, int | None]] = [
            (1, 1, next(order), fact, None) for fact in sorted(asserted)
        ]
        queue += [(1, 1, next(order), heads[firing], firing) for firing, body in bodies.items() if not body]
        heapq.heapify(queue)
        waiting = {firing: len(body) for firing, body in bodies.items()}
        costs = dict.fromkeys(bodies, (1, 1))
        done: set[int] = set()
        while queue:
            cost, depth, _, fact, best = heapq.heappop(queue)
            if fact in done:
                continue
            done.add(fact)
            self._best[fact] = best
            if fact == target:
                return
            for firing in uses.get(fact, ()):
                waiting[firing] -= 1
                costs[firing] = costs[firing][0] + cost, max(costs[firing][1], depth + 1)
                if not waiting[firing]:
                    heapq.heappush(queue, (*costs[firing], next(order), heads[firing], firing))

    def _settle_by_depth(self) -> None:
        """The firing of each fact that needs the fewest rounds, for facts with too much behind them."""
        for fact, firing in shallowest(self._reasons, self._believed).items():
            self._best.setdefault(fact, firing)


def shallowest(reasons: Reasons, believed: frozenset[int]) -> dict[int, int | None]:
    """Of each fact that follows from some claims, a firing by which it follows in the fewest rounds."""
    derivation = reasons.derivation
    true = np.array(derivation.background, dtype=np.bool_)
    mask = reasons.mask(believed)
    leaf_fact = np.asarray(derivation.leaf_fact)
    true[leaf_fact[mask[np.asarray(derivation.leaf_claim)]]] = True
    best: dict[int, int | None] = dict.fromkeys(np.flatnonzero(true).tolist())
    for firings in reasons.rounds(true):
        for fact, firing in zip(reasons.heads[firings].tolist(), firings.tolist(), strict=True):
            best.setdefault(fact, firing)
    return best
