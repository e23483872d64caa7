"""Collecting rule firings while a run goes on, and laying them out when it has ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.reasoning.derivation import FALSE, Rule
from standoff.reasoning.relations import Ints, Keys

Batch = tuple[int, Ints, NDArray[np.int32]]
"""A row of the rule table, the heads (or for contradictions the subjects) of firings, and a line of premises each."""

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
        self._batches: list[Batch] = []
        self._doubtful: list[Batch] = []
        self._false: list[Batch] = []
        self.fired: Counter[int] = Counter()

    def record(self, rule: int, heads: Ints, bodies: list[Ints], *, doubtful: bool = False) -> None:
        """Record firings of a row, less those whose head is among their own premises.

        With `doubtful` the row may record a firing twice; so may any whose firing uses a premise twice.
        """
        rows = _columns(bodies, len(heads))
        keep = np.ones(len(heads), bool)
        for body in bodies:
            keep &= body != heads
        if not keep.all():
            heads, rows = heads[keep], rows[keep]
        if not len(heads):
            return
        twice = np.zeros(len(heads), bool)
        for at in range(rows.shape[1]):
            for other in range(at):
                twice |= rows[:, at] == rows[:, other]
        if doubtful or twice.any():
            doubt = np.ones(len(heads), bool) if doubtful else twice
            self._doubtful.append((rule, heads[doubt], rows[doubt]))
            heads, rows = heads[~doubt], rows[~doubt]
        if len(heads):
            self.fired[rule] += len(heads)
            self._batches.append((rule, heads, rows))

    def record_false(self, rule: int, subjects: Keys, bodies: list[Ints]) -> None:
        """Record contradictions found by a row, each about a subject."""
        if len(subjects):
            self._false.append((rule, subjects.astype(np.int32), _columns(bodies, len(subjects))))

    def arrays(self) -> FiringArrays:
        """All firings, laid out. Contradictions with the same row and premises are one, and come first."""
        false = self._distinct(self._false, told_by_head=False)
        batches = [(rule, np.full(len(rows), FALSE, np.int32), rows) for rule, _, rows in false]
        batches += self._batches + self._distinct(self._doubtful, told_by_head=True)
        size = sum(len(heads) for _, heads, _ in batches)
        heads, rules, arity = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64)
        at = 0
        for rule, head, rows in batches:
            here = slice(at, at + len(head))
            heads[here], rules[here], arity[here] = head, rule, rows.shape[1]
            at += len(head)
        flat = np.concatenate([rows.reshape(-1) for _, _, rows in batches]) if batches else np.empty(0, np.int32)
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
            np.concatenate(subjects) if subjects else np.empty(0, np.int32),
        )

    def _distinct(self, batches: list[Batch], *, told_by_head: bool) -> list[Batch]:
        """Each firing once: those of a row with the same premises (and the same head) are one."""
        groups: dict[tuple[int, int], list[Batch]] = {}
        for batch in batches:
            groups.setdefault((batch[0], batch[2].shape[1]), []).append(batch)
        distinct = []
        for (rule, _), parts in groups.items():
            heads = np.concatenate([heads for _, heads, _ in parts])
            rows = np.sort(np.concatenate([rows for _, _, rows in parts]), axis=1)
            rows[:, 1:][rows[:, 1:] == rows[:, :-1]] = -1
            keys = np.column_stack([heads, rows]) if told_by_head else rows
            if keys.shape[1]:
                _, first = np.unique(keys, axis=0, return_index=True)
                first.sort()
            else:
                first = np.zeros(1, np.intp)
            distinct.append((rule, heads[first], rows[first]))
            self.fired[rule] += len(first)
        return distinct


def _columns(bodies: list[Ints], size: int) -> NDArray[np.int32]:
    return np.stack(bodies, axis=1) if bodies else np.empty((size, 0), np.int32)
