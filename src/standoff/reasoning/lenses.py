"""What holds through a lens: some support inside it contains no contradiction (DESIGN.md, 4.1).

This is *brave* entailment over the repairs of the lens; *undisputed* is entailment from the intersection of the
repairs of all claims (IAR). D. Lembo et al., "Inconsistency-tolerant semantics for description logics", 2010;
M. Bienvenu and R. Rosati, "Tractable approximations of consistent query answering", 2013.

The uncontested claims of a lens are in no contradiction, so they are as good as background here: what follows from
them holds. For the rest only the *contested* claims behind a fact matter, and a search for labels made of these
drops every label that contains a contradiction as soon as it arises. When the steps allowed are spent, the facts
without a label are undecided, which never counts as holding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.reasoning.cones import CONE_LIMIT
from standoff.reasoning.contradictions import Contested, Contradictions, mask_of
from standoff.reasoning.labels import STEPS, Label, best_first
from standoff.reasoning.supports import Supports, search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.reasoning.arrays import Facts, Mask
    from standoff.reasoning.reasons import Reasons

__all__ = ["Answer", "Lens", "Through", "Verdict"]


class Verdict(Enum):
    """Whether a fact holds through a lens."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on a fact, or on several facts together, and what it rests on."""

    verdict: Verdict
    reason: str
    support: Label | None = None
    """A support that contains no contradiction, when the verdict is that the fact holds."""
    disputed: bool = False
    """Holding, but with no support whose claims are all uncontested among all claims."""

    def __bool__(self) -> bool:
        """Whether it holds; undecided is not holding."""
        return self.verdict is Verdict.HOLDS


@dataclass(frozen=True, slots=True)
class Through:
    """All facts seen through a lens."""

    holds: Facts
    undecided: Facts
    """Facts that follow from the lens, but whose search for a clean support was cut short."""


class Lens:
    """A choice of claims, and what holds through it.

    `trusted` are the claims among which a contradiction makes a claim contested (all, when not given).
    """

    def __init__(
        self,
        reasons: Reasons,
        mask: Mask | None = None,
        contradictions: Contradictions | None = None,
        *,
        trusted: Mask | None = None,
    ) -> None:
        self.reasons: Final = reasons
        self.trusted: Final = reasons.everything if trusted is None else trusted
        self.mask: Final = self.trusted if mask is None else mask
        self.contradictions: Final = contradictions or Contradictions(reasons)
        self._seen: dict[int, Through] = {}

    @cached_property
    def possible(self) -> Facts:
        """The facts that follow from the lens, contradictions unheeded."""
        return self.reasons.project(self.mask)

    @cached_property
    def contested(self) -> Contested:
        """The claims in a contradiction within the lens."""
        quiet = not len(self.reasons.firing_false(self.possible)) and not self.reasons.derivation.cut
        if self.contradictions.background is None and quiet:
            return Contested(frozenset(), frozenset(), exact=True)
        return self.contradictions.contested_within(self.mask, self.possible)

    @cached_property
    def _sure(self) -> Facts:
        """The facts that follow from the claims uncontested within the lens."""
        if self.contradictions.background is not None:
            return self.reasons.core
        if not self.contested.claims:
            return self.possible
        return self.reasons.project(mask_of(self.reasons, self.contested.claims, self.mask))

    @cached_property
    def _atoms(self) -> Mask:
        """The contested claims of the lens that do not contradict the background alone."""
        return self.mask & self.reasons.mask(self.contested.claims - self.contested.alone)

    def through(self, steps: int = 20 * STEPS) -> Through:
        """Which facts hold through the lens, and which are undecided after `steps` steps; kept for the next call."""
        if steps not in self._seen:
            self._seen[steps] = self._look(steps)
        return self._seen[steps]

    def _look(self, steps: int) -> Through:
        if self.reasons.derivation.cut:
            # Reasons by identity were left out: what does not follow may follow, what seems clean may not be.
            known = self.reasons.core if len(self.reasons.false_firings) else self.possible
            return Through(known.copy(), ~known)
        holds = self._sure.copy()
        undecided = np.zeros_like(holds)
        rest = np.flatnonzero(self.possible & ~self._sure)
        if len(rest) and self._atoms.any():
            cone = self.reasons.cone_of_many(
                rest, free=self._sure, possible=self.possible, mask=self._atoms, limit=10 * CONE_LIMIT
            )
            labelling = best_first(cone, steps=steps, clean=self.contradictions.clean)
            nodes = np.array(cone.facts, dtype=np.int64)
            labelled = np.array([bool(labels) for labels in labelling.labels], dtype=np.bool_)
            holds[nodes[labelled]] = True
            if cone.cut:
                undecided = self.possible & ~holds
            elif not labelling.complete:
                undecided[nodes[~labelled]] = True
        return Through(holds, undecided)

    def joint(self, facts: Sequence[int], steps: int = STEPS) -> Answer:
        """Whether several facts hold together: whether they have one joint support without contradiction."""
        reasons = self.reasons
        if all(reasons.core[fact] for fact in facts):
            return Answer(Verdict.HOLDS, "follows from the background alone", frozenset())
        if not all(self.possible[fact] for fact in facts):
            if reasons.derivation.cut:
                return Answer(Verdict.UNDECIDED, "undecided: there were too many reasons by identity to keep them all")
            return Answer(Verdict.DOES_NOT_HOLD, "follows from no claims of this lens")
        if self.contradictions.background is not None:
            return Answer(Verdict.DOES_NOT_HOLD, "the background contradicts itself")
        found = self.supports(facts, 1, steps=steps)
        if found:
            disputed = not self.undisputed(facts)
            return Answer(Verdict.HOLDS, "has a support without contradiction", found.sets[0], disputed)
        if found.complete:
            return Answer(Verdict.DOES_NOT_HOLD, "each of its supports contains a contradiction")
        return Answer(Verdict.UNDECIDED, f"undecided: the search was cut short after {steps:,} steps")

    def holds(self, fact: int, steps: int = STEPS) -> Answer:
        """Whether a fact holds through the lens."""
        return self.joint((fact,), steps)

    def supports(self, facts: Sequence[int], limit: int | None = None, *, steps: int = STEPS) -> Supports:
        """The joint supports of some facts inside the lens that contain no contradiction, smallest first."""
        reasons = self.reasons
        if all(reasons.core[fact] for fact in facts):
            return Supports((frozenset(),), complete=True)
        if self.contradictions.background is not None or not all(self.possible[fact] for fact in facts):
            return Supports((), complete=not reasons.derivation.cut)
        clean = self.contradictions.clean if self.contested.claims else None
        cone = reasons.cone(facts, possible=self.possible, mask=self.mask)
        found = search(cone, limit, steps=steps, clean=clean)
        if found or found.complete or clean is None:
            return found
        return self._rescue(facts, steps)

    def _rescue(self, facts: Sequence[int], steps: int) -> Supports:
        """One clean support by way of labels made of contested claims only, when the plain search was cut short."""
        cone = self.reasons.cone(facts, free=self._sure, possible=self.possible, mask=self._atoms)
        found = search(cone, 1, steps=steps, clean=self.contradictions.clean)
        if not found:
            return Supports((), found.complete)
        believed = mask_of(self.reasons, self.contested.claims - found.sets[0], self.mask)
        whole = self.reasons.cone(facts, mask=believed)
        return Supports(search(whole, 1, steps=steps).sets, complete=False)

    def undisputed(self, facts: Sequence[int]) -> bool:
        """Whether each fact has a support in the lens whose claims are in no contradiction among the trusted."""
        return all(bool(self.undisputed_facts[fact]) for fact in facts)

    @cached_property
    def undisputed_facts(self) -> Facts:
        """The facts with a support in the lens none of whose claims is in any contradiction among the trusted.

        Where it could not be worked out in time which claims are contested, those that may be count as contested.
        """
        if self.contradictions.background is not None:
            return self.reasons.core
        contested = self.contradictions.contested_within(self.trusted).claims
        return self.reasons.project(mask_of(self.reasons, contested, self.mask))
