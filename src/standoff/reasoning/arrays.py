"""The arrays that reasons are computed with."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Facts", "Mask", "Numbers", "components", "grouped", "ranges"]

Mask: TypeAlias = NDArray[np.bool_]
"""One Boolean per claim: which claims are believed."""
Facts: TypeAlias = NDArray[np.bool_]
"""One Boolean per fact: which facts follow."""
Numbers: TypeAlias = NDArray[np.integer[Any]]


def ranges(low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """For half-open ranges: the row that each number comes from, and the numbers, row after row."""
    counts = high - low
    rows = np.repeat(np.arange(len(low), dtype=np.int64), counts)
    ends = np.cumsum(counts)
    within = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)
    return rows, np.repeat(low, counts) + within


def grouped(keys: Numbers, values: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Values sorted by key, with pointers: those of key *k* are `values[pointers[k]:pointers[k + 1]]`."""
    order = np.argsort(keys, kind="stable")
    pointers = np.searchsorted(keys[order], np.arange(count + 1, dtype=np.int64))
    return pointers.astype(np.int64), values[order]


def components(count: int, one: Numbers, other: Numbers) -> Numbers:
    """The connected components of a graph with `count` nodes and edges between `one` and `other`, each by a node."""
    label = np.arange(count, dtype=np.int64)
    while True:
        before = label.copy()
        low = np.minimum(label[one], label[other])
        np.minimum.at(label, one, low)
        np.minimum.at(label, other, low)
        label = label[label]
        if np.array_equal(label, before):
            return label
