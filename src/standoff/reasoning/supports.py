"""Supports: the sets of claims, none with a redundant member, from which facts follow (DESIGN.md, 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.reasoning.labels import STEPS, Label, best_first, best_found

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standoff.reasoning.arrays import Facts, Mask
    from standoff.reasoning.cones import Cone
    from standoff.reasoning.reasons import Reasons

__all__ = ["Supports", "joint_supports", "search", "supports"]


@dataclass(frozen=True, slots=True)
class Supports:
    """The supports of a fact (or of several together), the smallest first.

    `sets` holds sets of claim numbers; one empty set says that the background alone suffices. When `complete` is
    false there may be more than shown, and those shown need not be the smallest.
    """

    sets: tuple[Label, ...]
    complete: bool

    def __bool__(self) -> bool:
        """Whether there is a support at all."""
        return bool(self.sets)

    @property
    def claims(self) -> Label:
        """The claims in any support shown."""
        return frozenset().union(*self.sets)


def supports(
    reasons: Reasons, fact: int, limit: int | None = None, *, mask: Mask | None = None, steps: int = STEPS
) -> Supports:
    """The supports of a fact inside the believed claims, at most `limit` of them.

    `steps` bounds the work. Every set returned derives the fact and no proper subset of it does, cut short or not
    (unless the graph behind the fact is itself too large to look at whole, see `reasons.CONE_LIMIT`).
    """
    return joint_supports(reasons, (fact,), limit, mask=mask, steps=steps)


def joint_supports(
    reasons: Reasons,
    facts: Sequence[int],
    limit: int | None = None,
    *,
    mask: Mask | None = None,
    steps: int = STEPS,
    free: Facts | None = None,
    clean: Callable[[Label], bool] | None = None,
) -> Supports:
    """The supports of several facts together: the reasons of a row whose patterns they are.

    With `clean`, only supports of which it is true (it must be false of a set whenever it is of a subset).
    """
    known = reasons.core if free is None else free
    if all(known[fact] for fact in facts):
        return Supports((frozenset(),), complete=True)
    cone = reasons.cone(facts, free=known, mask=mask)
    return search(cone, limit, steps=steps, clean=clean)


def search(
    cone: Cone,
    limit: int | None = None,
    *,
    steps: int = STEPS,
    clean: Callable[[Label], bool] | None = None,
) -> Supports:
    """The minimal labels of a cone's target: exactly and best first if the steps suffice, else the best found."""
    labelling = best_first(cone, limit=limit, steps=steps, clean=clean)
    found = labelling.labels[cone.target]
    sets = found[:limit]
    if not labelling.complete and len(sets) < (limit or 1):
        more = best_found(cone, limit=limit or 1, steps=steps, clean=clean)
        merged = sorted({*sets, *more}, key=lambda label: (len(label), sorted(label)))
        sets = tuple(merged if limit is None else merged[:limit])
    return Supports(sets, labelling.complete and len(sets) == len(found))
