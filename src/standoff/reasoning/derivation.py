"""The derivation graph: all facts and all rule firings between them, as arrays.

The layout is the contract between the fixpoint that writes it and everything that reads reasons from it
(supports, contradictions, lenses, proofs). Facts, firings and leaves are numbered from 0; -1 stands for
*false*, the head of a firing that found a contradiction.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FALSE", "Rule"]

FALSE = -1
"""The head of a firing whose body cannot all be true."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rule table: a W3C rule instantiated with its axiom.

    `name` is the rule's name in the W3C tables ("cax-sco") or one of our own ("st-bounds"); `axioms` are the
    numbers of the schema facts it was instantiated with, which count as further members of the body of each
    of its firings (they are background nearly always, so they add nothing to a support).
    """

    name: str
    axioms: tuple[int, ...]
