"""Minimal labels: the smallest sets of claims from which the nodes of a cone follow.

`best_first` takes labels from a queue in the order of their size. A label is the union of labels of a firing's
body, so it is never smaller than these; what leaves the queue uncovered by an earlier label of its node is
therefore minimal for good, and the first *n* labels of the target are its *n* smallest supports. (This is
Knuth's generalisation of Dijkstra's algorithm, with sets for weights and absorption as in an assumption-based
truth maintenance system: D. E. Knuth, 1977; J. de Kleer, 1986.) Only labels with a well-founded derivation ever
arise, so cycles of symmetric, inverse and identity rules need no care.

There may be exponentially many labels. Work is counted in steps; when they are spent, `best_found` keeps just a
few labels per node and minimises what arrives at the target by leaving claims out one at a time, which finds
true minimal supports, though not surely the smallest.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from standoff.reasoning.cones import Cone

__all__ = ["STEPS", "Label", "Labelling", "best_first", "best_found", "minimise"]

Label: TypeAlias = frozenset[int]
"""A set of claims."""

STEPS: Final = 60_000
"""Steps (labels made) that one search may take unless told otherwise."""

_BEAM: Final = 6
_SMALL: Final = 6


@dataclass(frozen=True, slots=True)
class Labelling:
    """The minimal labels found, node by node, each node's smallest first."""

    labels: tuple[tuple[Label, ...], ...]
    complete: bool
    """Whether every minimal label of every node (of the target, when there is one) was found."""


class _Antichain:
    """The labels of one node, none containing another, added in the order of their size."""

    __slots__ = ("labels", "members", "singles", "sizes")

    def __init__(self) -> None:
        self.labels: list[Label] = []
        self.members: set[Label] = set()
        self.singles: set[int] = set()
        self.sizes: set[int] = set()

    def covers(self, label: Label) -> bool:
        """Whether some label here is a subset of the one given (or equal to it)."""
        if not self.labels:
            return False
        if 0 in self.sizes or not self.singles.isdisjoint(label):
            return True
        if len(label) <= _SMALL:
            return any(
                frozenset(part) in self.members
                for size in self.sizes
                if 1 < size <= len(label)
                for part in combinations(label, size)
            )
        return any(len(known) > 1 and known <= label for known in self.labels)

    def add(self, label: Label) -> None:
        self.labels.append(label)
        self.members.add(label)
        self.sizes.add(len(label))
        if len(label) == 1:
            self.singles |= label


def best_first(
    cone: Cone,
    *,
    limit: int | None = None,
    steps: int = STEPS,
    clean: Callable[[Label], bool] | None = None,
) -> Labelling:
    """The minimal labels of a cone's target, or of all its nodes when it has none.

    Stops when the target has more labels than `limit` (all found are given), or after `steps` labels made; then
    `complete` is false. Labels for which `clean` is false are dropped where they arise, with all that would
    contain them (so it must be false of a set whenever it is false of a subset).
    """
    target = cone.target
    found = [_Antichain() for _ in cone.facts]
    goal = found[target] if target >= 0 else None
    queue: list[tuple[int, int, int, Label]] = []
    queued: set[tuple[int, Label]] = set()
    spent = 0

    def push(node: int, label: Label) -> None:
        nonlocal spent
        spent += 1
        if found[node].covers(label) or (goal is not None and goal.covers(label)):
            return
        if (node, label) in queued or (clean is not None and not clean(label)):
            return
        queued.add((node, label))
        heapq.heappush(queue, (len(label), spent, node, label))

    for node, claims in enumerate(cone.leaves):
        for claim in claims:
            push(node, frozenset((claim,)))
    for firing in cone.starters:
        push(cone.heads[firing], frozenset())
    complete = not cone.cut
    while queue:
        if (limit is not None and goal is not None and len(goal.labels) > limit) or spent >= steps:
            complete = False
            break
        _, _, node, label = heapq.heappop(queue)
        queued.discard((node, label))
        if found[node].covers(label) or (goal is not None and goal.covers(label)):
            continue
        found[node].add(label)
        for firing in cone.uses[node]:
            head = cone.heads[firing]
            others = [found[other].labels for other in cone.bodies[firing] if other != node]
            for union in _unions(label, others):
                push(head, union)
                if spent >= steps:
                    complete = False
                    break
            if spent >= steps:
                break
    return Labelling(tuple(tuple(chain.labels) for chain in found), complete)


def _unions(label: Label, others: list[list[Label]]) -> Iterator[Label]:
    """The label joined with one label of each other body node, for every choice."""
    if not others:
        yield label
    elif len(others) == 1:
        for other in others[0]:
            yield label | other
    else:
        for union in _unions(label, others[:-1]):
            for other in others[-1]:
                yield union | other


def best_found(
    cone: Cone, *, limit: int, steps: int = STEPS, clean: Callable[[Label], bool] | None = None
) -> tuple[Label, ...]:
    """Some minimal labels of a cone's target, when there are too many to go through; smallest first."""
    beams: list[list[Label]] = [[] for _ in cone.facts]
    width = max(_BEAM, min(limit, 4 * _BEAM)) if cone.target >= 0 else _BEAM
    spent = 0

    def add(node: int, label: Label) -> bool:
        beam = beams[node]
        if any(known <= label for known in beam) or (clean is not None and not clean(label)):
            return False
        if len(beam) >= width and len(label) >= len(beam[-1]):
            return False
        beam[:] = [known for known in beam if not label <= known][: width - 1]
        beam.append(label)
        beam.sort(key=len)
        return True

    changed = {cone.heads[firing] for firing in cone.starters if add(cone.heads[firing], frozenset())}
    for node, claims in enumerate(cone.leaves):
        for claim in claims:
            if add(node, frozenset((claim,))):
                changed.add(node)
    while changed and spent < steps:
        touched = sorted({firing for node in changed for firing in cone.uses[node]})
        changed = set()
        for firing in touched:
            head = cone.heads[firing]
            first, *rest = [list(beams[node]) for node in cone.bodies[firing]]
            for label in first:
                for union in _unions(label, rest):
                    spent += 1
                    if add(head, union):
                        changed.add(head)
                    if spent >= steps:
                        break
            if spent >= steps:
                break
    minimal = {minimise(cone.derives, label) for label in beams[cone.target]}
    return tuple(sorted(minimal, key=lambda label: (len(label), sorted(label)))[:limit])


def minimise(derives: Callable[[Iterable[int]], bool], label: Label) -> Label:
    """A subset that still derives what the label derives, and none of whose proper subsets does."""
    kept = set(label)
    for claim in sorted(label):
        kept.discard(claim)
        if not derives(kept):
            kept.add(claim)
    return frozenset(kept)
