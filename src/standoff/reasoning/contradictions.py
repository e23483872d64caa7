"""Contradictions: the sets of claims, none with a redundant member, that cannot all be true (DESIGN.md, 4.1).

Three questions with three prices. Whether a given set contains a contradiction is answered exactly by propagation
(`contains`). Which claims are in any contradiction at all (`contested`) is answered without listing them: a
property with a thousand values has half a million contradictions and a thousand contested claims; where even that
would take too long, claims that may be contested count as contested and `exact` is false, so that *undisputed* is
never claimed on such grounds. The sets themselves (`minimal_sets`) are listed best first and on request.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.reasoning.arrays import components
from standoff.reasoning.labels import STEPS, Label, best_first
from standoff.reasoning.supports import Supports, search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from standoff.reasoning.arrays import Facts, Mask
    from standoff.reasoning.cones import Cone
    from standoff.reasoning.reasons import Reasons

__all__ = ["Contested", "Contradictions"]

_PRODUCT: Final = 4_000
_REMEMBERED: Final = 200_000


@dataclass(frozen=True, slots=True)
class Contested:
    """Which claims are in a contradiction."""

    claims: Label
    """All that are, and where the search was cut short also those that may be."""
    alone: Label
    """Those of `claims` that contradict the background with no other claim's help; no lens shows what rests on them."""
    exact: bool
    """Whether every member of `claims` is known to be in a contradiction."""


class Contradictions:
    """The contradictions of a derivation graph."""

    def __init__(self, reasons: Reasons) -> None:
        self.reasons: Final = reasons
        self._verdicts: dict[Label, bool] = {}
        self._labels: dict[int, tuple[Label, ...]] = {}

    @cached_property
    def background(self) -> int | None:
        """A firing by which the background contradicts itself, without any claim; none if it does not.

        Then the one minimal contradiction is the empty set, which every support contains: only what follows from
        the background holds through any lens.
        """
        firings = self.reasons.firing_false(self.reasons.core)
        return int(firings[0]) if len(firings) else None

    @cached_property
    def cone(self) -> Cone:
        """Everything that any contradiction rests on."""
        return self.reasons.cone_of_false()

    @cached_property
    def contested(self) -> Contested:
        """The claims in any contradiction among all claims."""
        return self.contested_within(None)

    def supports_of(self, fact: int) -> tuple[Label, ...] | None:
        """All supports of a fact that some contradiction may rest on, where they are known already."""
        _ = self.contested
        return self._labels.get(fact)

    def contains(self, claims: Iterable[int]) -> bool:
        """Whether a set of claims contains a contradiction: whether *false* follows from it."""
        if self.background is not None:
            return True
        if self.cone.cut:
            believed = frozenset(claims)
            if believed not in self._verdicts:
                self._verdicts[believed] = self._contains_by_reasoning(believed)
            return self._verdicts[believed]
        label = frozenset(claim for claim in claims if claim in self.cone.asserts)
        if not label:
            return False
        verdict = self._verdicts.get(label)
        if verdict is None:
            if len(self._verdicts) > _REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[label] = self.cone.derives(label)
        return verdict

    def _contains_by_reasoning(self, believed: Label) -> bool:
        """Where the cone is cut: by propagation over the whole graph; where that is incomplete, by deriving anew."""
        reasons = self.reasons
        derivation = reasons.derivation
        if not len(derivation.false_firings):
            return False
        if not derivation.cut:
            return bool(len(reasons.firing_false(reasons.project(reasons.mask(believed)))))
        from standoff.reasoning.derive import derive

        background = [derivation.triple(fact) for fact in np.flatnonzero(np.asarray(derivation.background)).tolist()]
        said = [
            (derivation.claims[claim], derivation.triple(fact))
            for claim in believed
            for fact in reasons.facts_of(claim)
        ]
        return bool(len(derive(background, said).false_firings))

    def clean(self, claims: Iterable[int]) -> bool:
        """Whether a set of claims contains no contradiction."""
        return not self.contains(claims)

    def is_minimal(self, claims: Label) -> bool:
        """Whether a set of claims is a contradiction none of whose proper subsets is one."""
        return self.contains(claims) and not any(self.contains(claims - {claim}) for claim in claims)

    def within(self, mask: Mask, possible: Facts | None = None) -> Cone:
        """The cone of those contradictions that arise among the believed claims."""
        facts = self.reasons.project(mask) if possible is None else possible
        return self.reasons.cone_of_false(self.reasons.firing_false(facts), possible=facts, mask=mask)

    def minimal_sets(self, limit: int | None = None, *, mask: Mask | None = None, steps: int = STEPS) -> Supports:
        """The contradictions among the believed claims, smallest first, at most `limit` of them.

        One empty set says that the background contradicts itself.
        """
        if self.background is not None:
            return Supports((frozenset(),), complete=True)
        cone = self.cone if mask is None else self.within(mask)
        return search(cone, limit, steps=steps)

    def contested_within(
        self, mask: Mask | None, possible: Facts | None = None, *, steps: int = 8 * STEPS
    ) -> Contested:
        """The claims in any contradiction among the believed claims (all when there is no mask)."""
        if self.background is not None:
            return Contested(frozenset(), frozenset(), exact=True)
        if mask is not None and mask.all():
            return self.contested
        cone = self.cone if mask is None else self.within(mask, possible)
        if cone.cut:
            reasons = self.reasons
            if not len(reasons.false_firings):
                return Contested(frozenset(), frozenset(), exact=True)
            incomplete = reasons.derivation.cut
            behind = range(reasons.claim_count) if incomplete else reasons.behind(reasons.false_firings).tolist()
            return Contested(frozenset(behind), frozenset(), exact=False)
        whole = [_Labelled.of(part, steps) for part in parts(cone)]
        if mask is None:
            for part in whole:
                self._labels.update(part.known())
        alone = frozenset[int]().union(*(part.alone() for part in whole))
        contested = set(alone)
        exact = [part.mark(self, alone, contested) for part in whole]
        return Contested(frozenset(contested), alone, all(exact))


@dataclass(frozen=True, slots=True)
class Part:
    """Contradiction firings that share what they rest on, apart from all others."""

    cone: Cone
    """The whole cone, of which this is a part."""
    nodes: tuple[int, ...]
    false: tuple[tuple[int, ...], ...]
    """The bodies of its contradiction firings."""


def parts(cone: Cone) -> list[Part]:
    """The independent parts of a cone of *false*: the search in one is not slowed by another."""
    firsts: list[int] = []
    others: list[int] = []
    for head, body in zip(cone.heads, cone.bodies, strict=True):
        first = body[0] if body and head == cone.target else head
        firsts.extend([first] * len(body))
        others.extend(body)
    one, other = np.array(firsts, dtype=np.int64), np.array(others, dtype=np.int64)
    root = components(len(cone.facts), one, other).tolist()
    nodes: dict[int, list[int]] = {}
    for node in range(len(cone.facts)):
        if node != cone.target:
            nodes.setdefault(root[node], []).append(node)
    false: dict[int, list[tuple[int, ...]]] = {}
    for head, body in zip(cone.heads, cone.bodies, strict=True):
        if head == cone.target and body:
            false.setdefault(root[body[0]], []).append(body)
    return [Part(cone, tuple(nodes[key]), tuple(bodies)) for key, bodies in false.items()]


def _subcone(part: Part) -> tuple[Cone, dict[int, int]]:
    """The part as a cone of its own, without *false* in it, and the new number of each of its nodes."""
    whole = part.cone
    number = {node: place for place, node in enumerate(part.nodes)}
    kept = [
        place
        for place in sorted({firing for node in part.nodes for firing in whole.uses[node]} | set(whole.starters))
        if whole.heads[place] in number
    ]
    uses: list[list[int]] = [[] for _ in part.nodes]
    for place, firing in enumerate(kept):
        for node in whole.bodies[firing]:
            uses[number[node]].append(place)
    asserts: dict[int, list[int]] = {}
    for node in part.nodes:
        for claim in whole.leaves[node]:
            asserts.setdefault(claim, []).append(number[node])
    cone = type(whole)(
        facts=tuple(whole.facts[node] for node in part.nodes),
        heads=tuple(number[whole.heads[firing]] for firing in kept),
        bodies=tuple(tuple(number[node] for node in whole.bodies[firing]) for firing in kept),
        firings=tuple(whole.firings[firing] for firing in kept),
        leaves=tuple(whole.leaves[node] for node in part.nodes),
        uses=tuple(map(tuple, uses)),
        asserts={claim: tuple(nodes) for claim, nodes in asserts.items()},
        starters=tuple(place for place, firing in enumerate(kept) if not whole.bodies[firing]),
        target=-1,
        cut=whole.cut,
    )
    return cone, number


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A part with the minimal labels of its facts, from which its contested claims follow without their pairs."""

    facts: tuple[int, ...]
    labels: tuple[tuple[Label, ...], ...]
    singles: tuple[Label, ...]
    """Of each node: the claims from which it follows with no other's help."""
    bodies: tuple[tuple[int, ...], ...]
    claims: Label
    complete: bool

    @classmethod
    def of(cls, part: Part, steps: int) -> _Labelled:
        cone, number = _subcone(part)
        labelling = best_first(cone, steps=steps)
        return cls(
            cone.facts,
            labelling.labels,
            tuple(
                frozenset(claim for label in chain if len(label) == 1 for claim in label) for chain in labelling.labels
            ),
            tuple(tuple(number[node] for node in body) for body in part.false),
            frozenset(cone.asserts),
            labelling.complete,
        )

    def known(self) -> dict[int, tuple[Label, ...]]:
        """All supports of each fact, when they were all found."""
        return dict(zip(self.facts, self.labels, strict=True)) if self.complete else {}

    def alone(self) -> Label:
        """The claims that contradict the background on their own."""
        found: set[int] = set()
        for first, *rest in self.bodies:
            shared = self.singles[first]
            for node in rest:
                shared = shared & self.singles[node]
            found |= shared
        return frozenset(found)

    def mark(self, contradictions: Contradictions, alone: Label, contested: set[int]) -> bool:
        """Add this part's contested claims; whether these are exactly the ones."""
        if not self.complete:
            # Every contradiction here is made of claims that the cone's nodes are asserted by.
            contested |= self.claims
            return False
        narrow = [all(len(label) == 1 for label in chain) for chain in self.labels]
        others = [single - alone for single in self.singles]
        marked = [not other for other in others]
        wide: list[tuple[int, ...]] = []
        for body in self.bodies:
            if len(body) == 2 and narrow[body[0]] and narrow[body[1]]:
                one, two = body
                if not (marked[one] and marked[two]) and others[one] and others[two]:
                    contested |= others[one] | others[two]
                    marked[one] = marked[two] = True
            elif len(body) > 1 or not narrow[body[0]]:
                wide.append(body)
        exact = [_mark_wide(contradictions, [self.labels[node] for node in body], alone, contested) for body in wide]
        return all(exact)


def _mark_wide(
    contradictions: Contradictions, chains: list[tuple[Label, ...]], alone: Label, contested: set[int]
) -> bool:
    """Add the contested claims behind one firing whose facts need several claims; whether that was exact."""
    open_claims = {claim for chain in chains for label in chain for claim in label} - contested
    if not open_claims:
        return True
    choices = product(*chains)
    for choice in islice(choices, _PRODUCT):
        union = frozenset[int]().union(*choice)
        if union.isdisjoint(open_claims) or not union.isdisjoint(alone):
            continue
        if contradictions.is_minimal(union):
            contested |= union
            open_claims -= union
            if not open_claims:
                return True
    if next(choices, None) is None:
        return True
    contested |= open_claims
    return False


def mask_of(reasons: Reasons, claims: Iterable[int], mask: Mask | None = None) -> Mask:
    """A mask less some claims: the rest of the believed ones."""
    kept = reasons.everything if mask is None else mask.copy()
    kept[np.fromiter(claims, dtype=np.int64)] = False
    return kept
