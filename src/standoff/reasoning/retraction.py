"""What changes when claims are retracted, without retracting them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.reasoning.contradictions import Contradictions, mask_of
from standoff.reasoning.lenses import Lens
from standoff.reasoning.supports import supports

if TYPE_CHECKING:
    from collections.abc import Collection

    from standoff.reasoning.arrays import Facts, Mask
    from standoff.reasoning.reasons import Reasons

__all__ = ["Retraction", "retract"]

_CHECKED: Final = 2_000
"""So many facts are checked one by one for a support that the retraction breaks."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """What retracting CLAIMS would do to the facts: four sets of fact numbers, ascending."""

    claims: tuple[int, ...]
    falls: tuple[int, ...]
    """Facts that hold now and would not."""
    newly_holds: tuple[int, ...]
    """Facts that do not hold now and would: what contradicted their supports is gone."""
    becomes_undisputed: tuple[int, ...]
    """Facts that hold now, disputed, and would hold undisputed."""
    stands: tuple[int, ...]
    """Facts that lose a support and would hold on another."""
    undecided: tuple[int, ...]
    """Facts about which the search was cut short, before or after."""
    stands_exactly: bool
    """Whether each of `stands` is known to lose a support (else some may only lose a way of deriving them)."""


def retract(
    reasons: Reasons,
    claims: Collection[int],
    contradictions: Contradictions | None = None,
    *,
    mask: Mask | None = None,
    trusted: Mask | None = None,
) -> Retraction:
    """The facts seen through a lens (all trusted claims, when there is no mask), before and after."""
    contradictions = contradictions or Contradictions(reasons)
    believed = reasons.everything if trusted is None else trusted
    chosen = believed if mask is None else mask
    before = Lens(reasons, chosen, contradictions, trusted=believed)
    left = mask_of(reasons, claims, believed)
    after = Lens(reasons, mask_of(reasons, claims, chosen), contradictions, trusted=left)
    held, holds = before.through().holds, after.through().holds
    unsure = before.through().undecided | after.through().undecided
    cleared = ~before.undisputed_facts & after.undisputed_facts
    losing, exact = _losing(reasons, claims, held & holds, chosen)
    return Retraction(
        claims=tuple(sorted(claims)),
        falls=_numbers(held & ~holds & ~unsure),
        newly_holds=_numbers(~held & holds & ~unsure),
        becomes_undisputed=_numbers(held & cleared),
        stands=_numbers(losing),
        undecided=_numbers(unsure),
        stands_exactly=exact,
    )


def _numbers(facts: Facts) -> tuple[int, ...]:
    return tuple(np.flatnonzero(facts).tolist())


def _losing(reasons: Reasons, claims: Collection[int], staying: Facts, mask: Mask) -> tuple[Facts, bool]:
    """Of the facts that stay: those with a support that has one of the claims in it."""
    touched = reasons.downstream(claims, reasons.project(mask)) & staying & ~reasons.core
    candidates = np.flatnonzero(touched)
    if len(candidates) > _CHECKED:
        return touched, False
    gone, exact = frozenset(claims), True
    for fact in candidates.tolist():
        found = supports(reasons, fact, 50, mask=mask, steps=5_000)
        exact &= found.complete
        if found.complete and not any(gone & support for support in found.sets):
            touched[fact] = False
    return touched, exact
