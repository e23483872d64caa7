"""A progress bar on a terminal: one line, rewritten, gone when the work is done."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

__all__ = ["Progress", "track"]

T = TypeVar("T")

SHOWN_AFTER = 0.5
"""Seconds before a bar appears: work that is over by then needs none."""


class Progress:
    """Says how far a long piece of work has come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = time.monotonic()
        self._last = 0.0
        self._shown = False

    def step(self, what: str, done: int | None = None, total: int | None = None) -> None:
        """Show what is being done, and how much of it is, at most ten times a second."""
        now = time.monotonic()
        if now - self._started < SHOWN_AFTER or now - self._last < 0.1:
            return
        self._last = now
        self._shown = True
        text = what
        if done is not None and total:
            filled = min(20, 20 * done // total)
            text = f"{what} [{'#' * filled}{'.' * (20 - filled)}] {done:,} of {total:,}"
        elif done is not None:
            text = f"{what} {done:,}"
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False
        self._started = time.monotonic()


def track(items: Iterable[T], what: str, progress: Progress | None, total: int | None = None) -> Iterator[T]:
    """The items, with a step told for every thousand of them."""
    if progress is None:
        yield from items
        return
    for number, item in enumerate(items):
        if number % 1000 == 0:
            progress.step(what, number, total)
        yield item
