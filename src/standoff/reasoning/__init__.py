"""Reasoning that keeps its reasons: OWL 2 RL over claims that may contradict each other.

`derive` closes a background and claims under the rules, `update` follows changes of the claims, and both give a
`Derivation`: every fact with every rule firing that concludes it.
"""

from __future__ import annotations

from standoff.reasoning.derivation import FALSE, Derivation, Rule
from standoff.reasoning.derive import derive
from standoff.reasoning.report import Report
from standoff.reasoning.update import update

__all__ = ["FALSE", "Derivation", "Report", "Rule", "derive", "update"]
