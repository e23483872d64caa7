"""Corroboration: supports by one speaker each, no two of whom speak for the same actor (DESIGN.md, section 2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.reasoning.lenses import Lens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from standoff.rdf.terms import NamedNode
    from standoff.reasoning.arrays import Facts, Mask
    from standoff.reasoning.contradictions import Contradictions
    from standoff.reasoning.reasons import Reasons

__all__ = ["Corroboration", "corroborated", "independent"]

_EXACT: Final = 24
"""So many speakers are matched exactly; among more, a large independent set is found but not surely the largest."""


_MANY: Final = 20


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Which facts are corroborated by at least so many speakers."""

    holds: Facts
    undecided: Facts
    """Facts for which not enough independent speakers were found, but the search was cut short."""
    speakers: Mapping[int, tuple[NamedNode, ...]]
    """Of each corroborated fact: independent speakers who each support it alone."""


def independent(actors: Sequence[frozenset[NamedNode]]) -> tuple[tuple[int, ...], bool]:
    """A largest choice of speakers no two of whom speak for the same actor, and whether it surely is the largest.

    `actors` are, of each speaker, the actors it speaks for, itself among them.
    """
    order = sorted(range(len(actors)), key=lambda speaker: (len(actors[speaker]), speaker))
    if len(order) > _EXACT:
        chosen: list[int] = []
        taken: set[NamedNode] = set()
        for speaker in order:
            if taken.isdisjoint(actors[speaker]):
                chosen.append(speaker)
                taken |= actors[speaker]
        return tuple(chosen), len(chosen) == len(order)

    def grow(rest: list[int], chosen: tuple[int, ...], best: tuple[int, ...]) -> tuple[int, ...]:
        if len(chosen) + len(rest) <= len(best):
            return best
        if not rest:
            return chosen
        first, *others = rest
        apart = [speaker for speaker in others if actors[speaker].isdisjoint(actors[first])]
        best = grow(apart, (*chosen, first), best)
        return grow(others, chosen, best) if len(apart) < len(others) else best

    return grow(order, (), ()), True


def corroborated(
    reasons: Reasons,
    contradictions: Contradictions,
    mask: Mask,
    speakers: Sequence[NamedNode | None],
    actors: Mapping[NamedNode, frozenset[NamedNode]],
    number: int,
) -> Corroboration:
    """The facts that `number` independent speakers each support alone, by claims of the lens without contradiction.

    `speakers` are those of the claims, in the derivation's order; `actors` those whom each speaks for. What follows
    from the background alone holds without any speaker.
    """
    told: dict[NamedNode, list[int]] = defaultdict(list)
    for claim in np.flatnonzero(mask).tolist():
        speaker = speakers[claim]
        if speaker is not None:
            told[speaker].append(claim)
    if len(told) > _MANY:
        _ = reasons.uses  # pays from so many speakers on
    by_fact: dict[int, list[NamedNode]] = defaultdict(list)
    unsure: dict[int, int] = defaultdict(int)
    for speaker, claims in told.items():
        through = Lens(reasons, reasons.mask(claims), contradictions).through()
        for fact in np.flatnonzero(through.holds & ~reasons.core).tolist():
            by_fact[fact].append(speaker)
        for fact in np.flatnonzero(through.undecided).tolist():
            unsure[fact] += 1
    holds = reasons.core.copy()
    undecided = np.zeros_like(holds)
    found: dict[int, tuple[NamedNode, ...]] = {}
    chosen: dict[tuple[NamedNode, ...], tuple[tuple[NamedNode, ...], bool]] = {}
    for fact in by_fact.keys() | unsure.keys():
        who = tuple(by_fact.get(fact, ()))
        if len(who) + unsure[fact] < number:
            continue
        if who not in chosen:
            places, exact = independent([actors.get(speaker, frozenset((speaker,))) for speaker in who])
            chosen[who] = tuple(who[place] for place in places), exact
        best, exact = chosen[who]
        if len(best) >= number:
            holds[fact] = True
            found[fact] = best
        elif unsure[fact] or not exact:
            undecided[fact] = True
    return Corroboration(holds, undecided, found)
