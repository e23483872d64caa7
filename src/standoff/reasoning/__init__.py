"""Reasoning that keeps its reasons: OWL 2 RL over claims that may contradict each other."""

from __future__ import annotations
