"""What retracting claims would change, told with the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.reasoning.retraction import retract

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from standoff.accounts.why import Explainer
    from standoff.accounts.words import Spo
    from standoff.model import Claim

__all__ = ["RetractionReport", "retracting"]


@dataclass(frozen=True, slots=True)
class RetractionReport:
    """If CLAIMS went, these facts would fall, newly hold, become undisputed, or stand on other support."""

    claims: tuple[Claim, ...]
    falls: tuple[Spo, ...]
    newly_holds: tuple[Spo, ...]
    becomes_undisputed: tuple[Spo, ...]
    stands: tuple[Spo, ...]
    undecided: int
    stands_exactly: bool


def retracting(explainer: Explainer, claims: Collection[int]) -> RetractionReport:
    """What retracting some claims (by their numbers) would change through the explainer's lens."""
    lens = explainer.lens
    found = retract(lens.reasons, claims, lens.contradictions, mask=lens.mask, trusted=lens.trusted)
    derivation = lens.reasons.derivation

    def facts(numbers: Iterable[int]) -> tuple[Spo, ...]:
        return tuple(sorted((derivation.spo(number) for number in numbers), key=lambda spo: [str(t) for t in spo]))

    return RetractionReport(
        explainer.records(found.claims),
        facts(found.falls),
        facts(found.newly_holds),
        facts(found.becomes_undisputed),
        facts(found.stands),
        len(found.undecided),
        found.stands_exactly,
    )
