"""What a run did, and what it did not do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from standoff.reasoning.constructs import outside_rl

if TYPE_CHECKING:
    from standoff.reasoning.derivation import Derivation
    from standoff.reasoning.fixpoint import Fixpoint

__all__ = ["Report", "report_on"]


@dataclass(frozen=True)
class Report:
    """What a run did: firings by rule, contradictions, rounds and seconds; and the constructs it did not use."""

    facts: int
    firings: int
    contradictions: int
    rounds: int
    fired: dict[str, int]
    seconds: dict[str, float]
    skipped: tuple[str, ...] = field(default=())
    cut: bool = False
    """Whether reasons by equality were left out, since there were too many (facts never are)."""


def report_on(run: Fixpoint, derivation: Derivation, seconds: dict[str, float]) -> Report:
    """The report of a run."""
    fired: dict[str, int] = {}
    for number, count in run.firings.fired.items():
        name = run.rules.rules[number].name
        fired[name] = fired.get(name, 0) + count
    return Report(
        derivation.n_facts,
        derivation.n_firings,
        len(derivation.false_firings),
        run.rounds,
        dict(sorted(fired.items())),
        {phase: round(took, 4) for phase, took in seconds.items()},
        outside_rl(derivation, run.literals),
        run.cut,
    )
