"""Collecting rule firings while a run goes on, and laying them out when it has ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.reasoning.derivation import FALSE, Rule
from standoff.reasoning.relations import Ints, Keys

__all__ = ["FiringArrays", "Firings", "RuleTable"]


class RuleTable:
    """The rows that fired or may fire, numbered."""

    def __init__(self, rules: list[Rule] | None = None) -> None:
        self.rules: list[Rule] = list(rules or ())
        self._numbers = {rule: number for number, rule in enumerate(self.rules)}

    def number(self, name: str, axioms: tuple[int, ...] = (), difference: tuple[int, ...] = ()) -> int:
        """The number of a row, a new one if it was never met."""
        rule = Rule(name, axioms, difference)
        found = self._numbers.get(rule)
        if found is None:
            found = self._numbers[rule] = len(self.rules)
            self.rules.append(rule)
        return found


@dataclass(frozen=True, slots=True)
class FiringArrays:
    """Firings sorted by head, as `derivation.Segment` holds them."""

    head: Ints
    rule: Ints
    ptr: NDArray[np.int64]
    body: Ints
    false_subject: Ints


class Firings:
    """Every application of a rule, in batches of one row each."""

    def __init__(self) -> None:
        self._batches: list[tuple[int, Ints, NDArray[np.int32]]] = []
        self._false: list[tuple[int, Keys, NDArray[np.int32]]] = []
        self.fired: Counter[int] = Counter()

    def record(self, rule: int, heads: Ints, bodies: list[Ints]) -> None:
        """Record firings of a row, less those whose head is among their own premises."""
        keep: NDArray[np.bool_] | None = None
        for body in bodies:
            other = body != heads
            if not other.all():
                keep = other if keep is None else keep & other
        if keep is not None:
            heads, bodies = heads[keep], [body[keep] for body in bodies]
        if len(heads):
            self.fired[rule] += len(heads)
            self._batches.append((rule, heads, _columns(bodies, len(heads))))

    def record_false(self, rule: int, subjects: Keys, bodies: list[Ints]) -> None:
        """Record contradictions found by a row, each about a subject."""
        if len(subjects):
            self._false.append((rule, subjects, _columns(bodies, len(subjects))))

    def arrays(self) -> FiringArrays:
        """All firings, laid out. Contradictions with the same row and premises are one, and come first."""
        false = self._distinct_false()
        batches = [(rule, np.full(len(rows), FALSE, np.int32), rows) for rule, _, rows in false] + self._batches
        size = sum(len(heads) for _, heads, _ in batches)
        heads, rules, arity = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64)
        at = 0
        for rule, head, rows in batches:
            here = slice(at, at + len(head))
            heads[here], rules[here], arity[here] = head, rule, rows.shape[1]
            at += len(head)
        flat = (
            np.concatenate([rows.reshape(-1) for _, _, rows in batches]) if batches else np.empty(0, np.int32)
        )
        starts = np.cumsum(arity) - arity
        repeated = flat < 0  # premises that a contradiction uses twice are marked so
        # Sorting heads with their places packed behind them is faster than a stable argsort.
        order = np.sort((heads.astype(np.int64) << 32) | np.arange(size)) & 0xFFFFFFFF
        heads, rules, arity, starts = heads[order], rules[order], arity[order], starts[order]
        ptr = np.zeros(size + 1, np.int64)
        np.cumsum(arity, out=ptr[1:])
        body = flat[np.arange(len(flat)) + np.repeat(starts - ptr[:-1], arity)]
        if repeated.any():
            kept = body >= 0
            ptr = np.concatenate([[0], np.cumsum(kept)])[ptr]
            body = body[kept]
        subjects = [subject for _, subject, _ in false]
        return FiringArrays(
            heads,
            rules,
            ptr,
            body,
            np.concatenate(subjects).astype(np.int32) if subjects else np.empty(0, np.int32),
        )

    def _distinct_false(self) -> list[tuple[int, Keys, NDArray[np.int32]]]:
        groups: dict[tuple[int, int], list[tuple[Keys, NDArray[np.int32]]]] = {}
        for rule, subjects, rows in self._false:
            groups.setdefault((rule, rows.shape[1]), []).append((subjects, rows))
        distinct = []
        for (rule, width), parts in groups.items():
            rows = np.sort(np.concatenate([rows for _, rows in parts]), axis=1)
            rows[:, 1:][rows[:, 1:] == rows[:, :-1]] = -1
            subjects = np.concatenate([subjects for subjects, _ in parts])
            if width:
                _, first = np.unique(rows, axis=0, return_index=True)
                first.sort()
            else:
                first = np.zeros(1, np.intp)
            distinct.append((rule, subjects[first], rows[first]))
            self.fired[rule] += len(first)
        return distinct


def _columns(bodies: list[Ints], size: int) -> NDArray[np.int32]:
    return np.stack(bodies, axis=1) if bodies else np.empty((size, 0), np.int32)
