"""Which claims a lens chooses: a function of the claims' records and of what the background alone says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.reasoning.periods import period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from standoff.model import Claim, Lens
    from standoff.rdf.terms import NamedNode
    from standoff.reasoning.arrays import Mask
    from standoff.reasoning.voices import Voices

__all__ = ["Selection", "select"]


@dataclass(frozen=True, slots=True)
class Selection:
    """The claims that a lens chooses, and what was left out for want of a date."""

    lens: Lens
    mask: Mask
    """One Boolean per claim of the derivation."""
    speakers: tuple[NamedNode, ...]
    """Whose claims are in it."""
    undated: int
    """Claims left out because they have no date, or one too vague to tell, and the lens asks for one."""
    unplaced: int
    """Claims left out because their speaker held an office of the actor, and the claim's date is not known."""

    def __len__(self) -> int:
        """How many claims are chosen."""
        return int(np.count_nonzero(self.mask))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know about this choice, one sentence each."""
        found = []
        if not len(self):
            found.append(f"No claim meets this lens ({self.lens}); only what the reference says holds through it.")
        if self.undated:
            found.append(f"Left out for want of a date: {_claims(self.undated)}.")
        if self.unplaced:
            found.append(
                f"Left out because it is not known whether the speaker was in office then: {_claims(self.unplaced)}."
            )
        return tuple(found)


def _claims(number: int) -> str:
    return "1 claim" if number == 1 else f"{number:,} claims"


def select(lens: Lens, claims: Sequence[NamedNode], records: Mapping[NamedNode, Claim], voices: Voices) -> Selection:
    """The claims of a lens, by its four questions; a claim must pass all that are asked.

    `claims` are the derivation's, in its order; `records` what is known about each (a claim without a record passes
    only a lens that asks nothing). According to X: its speaker is X, or the background alone says that the speaker
    spoke for X at the claim's date. The article's own voice is in no side's account, unless asked for by
    `with_narration`. Published by a date: its article is dated, and surely not after that.
    """
    mask = np.ones(len(claims), dtype=np.bool_)
    undated = unplaced = 0
    limit = period(lens.as_of)
    speakers: dict[NamedNode, None] = {}
    for number, iri in enumerate(claims):
        claim = records.get(iri)
        issued = period(claim.issued) if claim is not None else None
        if lens.articles and (claim is None or claim.article not in lens.articles):
            mask[number] = False
            continue
        if lens.according_to:
            verdict = _belongs(lens, claim, voices)
            if verdict is None:
                unplaced += 1
            if not verdict:
                mask[number] = False
                continue
        if limit is not None:
            if issued is None or issued.first <= limit.last < issued.last:
                undated += 1
                mask[number] = False
                continue
            if issued.last > limit.last:
                mask[number] = False
                continue
        if claim is not None and claim.speaker is not None:
            speakers[claim.speaker] = None
    return Selection(lens, mask, tuple(speakers), undated, unplaced)


def _belongs(lens: Lens, claim: Claim | None, voices: Voices) -> bool | None:
    """Whether a claim is in the accounts a lens asks for; none when that hangs on a date that is not known."""
    if claim is None or claim.speaker is None:
        return False
    if claim.speaker in lens.according_to or (claim.is_narration and lens.with_narration):
        return True
    day = period(claim.issued)
    actors = voices.actors_of(claim.speaker, day)
    if any(actor in actors for actor in lens.according_to):
        return True
    if day is None and any(voices.holds_office_for(claim.speaker, actor) for actor in lens.according_to):
        return None
    return False
