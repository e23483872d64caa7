"""Cones: the part of a derivation graph that one question can touch, renumbered."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.reasoning.arrays import Numbers, ranges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.reasoning.arrays import Facts, Mask
    from standoff.reasoning.reasons import Reasons

__all__ = ["CONE_LIMIT", "Cone", "ConeMaker"]

CONE_LIMIT: Final = 400_000
"""Firings that one cone may hold beside the contradictions asked for; a larger one is cut and says so."""


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
    """Whether something may be missing from it: it was larger than allowed, or the derivation left out reasons."""

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


@dataclass(frozen=True, slots=True)
class ConeMaker:
    """Makes cones of a derivation graph.

    What is `free` is left out; firings that need what is not `possible` are, too; only the claims of `mask` count.
    """

    reasons: Reasons
    free: Facts
    possible: Facts | None
    mask: Mask | None
    limit: int

    def of_facts(self, wanted: list[int], *, joint: bool) -> Cone:
        """What some facts that are not free can rest on: together (then the target is all of them), or each."""
        return self._make(wanted, None, joint=joint)

    def of_false(self, firings: Numbers) -> Cone:
        """What some contradiction firings can rest on; the target is *false*."""
        return self._make([], firings, joint=False)

    def _make(self, wanted: list[int], false: Numbers | None, *, joint: bool) -> Cone:
        pointers, members = self.reasons.bodies
        order, head_pointers = self.reasons.by_head
        free, possible, limit = self.free, self.possible, self.limit
        seen = np.zeros(self.reasons.fact_count, dtype=np.bool_)
        frontier: Numbers = np.array(wanted, dtype=np.int64)
        seen[frontier] = True
        layers = [frontier]
        kept: list[Numbers] = []
        firings: Numbers = np.empty(0, dtype=np.int64) if false is None else false
        total, cut = -len(firings), False
        incomplete = bool(self.reasons.derivation.cut)
        while True:
            if len(frontier):
                low, high = head_pointers[frontier], head_pointers[frontier + 1]
                firings = np.concatenate((firings, order[ranges(low, high)[1]]))
            if total + len(firings) > limit:
                firings, cut = firings[: limit - total], True
            rows, places = ranges(pointers[firings], pointers[firings + 1])
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
        facts, chosen = np.concatenate(layers), np.concatenate(kept)
        return self._renumber(facts, chosen, wanted if joint else None, false=false is not None, cut=cut or incomplete)

    def _renumber(
        self,
        facts: Numbers,
        firings: Numbers,
        conjunction: list[int] | None,
        *,
        false: bool,
        cut: bool,
    ) -> Cone:
        node_of = np.full(self.reasons.fact_count, -1, dtype=np.int64)
        node_of[facts] = np.arange(len(facts))
        numbers = facts.tolist()
        target = -1
        if conjunction is not None and len(conjunction) == 1:
            target = int(node_of[conjunction[0]])
        elif conjunction is not None or false:
            target = len(numbers)
            numbers.append(-1)
        heads, bodies, names = self._local_firings(firings, node_of, target)
        if conjunction is not None and len(conjunction) != 1:
            heads.append(target)
            bodies.append(tuple(sorted(node_of[conjunction].tolist())))
            names.append(-1)
        uses: list[list[int]] = [[] for _ in numbers]
        for place, body in enumerate(bodies):
            for node in body:
                uses[node].append(place)
        leaves = self._local_leaves(facts)
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
        self, firings: Numbers, node_of: Numbers, target: int
    ) -> tuple[list[int], list[tuple[int, ...]], list[int]]:
        """Heads, bodies and numbers of the firings that lie wholly in a cone, free facts left out of the bodies."""
        pointers, members = self.reasons.bodies
        heads = self.reasons.heads[firings]
        local_heads = np.where(heads < 0, target, node_of[np.maximum(heads, 0)])
        rows, places = ranges(pointers[firings], pointers[firings + 1])
        facts = members[places]
        needed = ~self.free[facts]
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

    def _local_leaves(self, facts: Numbers) -> list[tuple[int, ...]]:
        """The believed claims that assert each of some facts."""
        pointers, claims = self.reasons.leaves_by_fact
        rows, places = ranges(pointers[facts], pointers[facts + 1])
        said = claims[places]
        if self.mask is not None:
            kept = self.mask[said]
            rows, said = rows[kept], said[kept]
        starts = np.searchsorted(rows, np.arange(len(facts) + 1)).tolist()
        flat = said.tolist()
        return [tuple(flat[low:high]) for low, high in pairwise(starts)]
