"""Lines in sorted order, in bounded memory: what doesn't fit is sorted in pieces on disk and merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

__all__ = ["CHUNK", "SortedLines"]

CHUNK = 200_000
"""Lines sorted in memory at once; more than these go to disk in pieces of this size."""


class SortedLines:
    """Text lines, sorted by code point and each once, that can be read more than once.

    A line holds no line break. Use as a context manager: the pieces on disk go when it closes.
    """

    def __init__(self, lines: Iterable[str] = (), *, chunk: int = CHUNK) -> None:
        self._chunk = chunk
        self._pending: list[str] = []
        self._runs: list[Path] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.extend(lines)

    def __enter__(self) -> SortedLines:
        """The lines themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was put on disk."""
        self.close()

    def close(self) -> None:
        """Remove what was put on disk."""
        self._pending = []
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def extend(self, lines: Iterable[str]) -> None:
        """Add lines, in any order."""
        source = iter(lines)
        while True:
            self._pending.extend(islice(source, self._chunk - len(self._pending)))
            if len(self._pending) < self._chunk:
                return
            self._spill()

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="standoff-")
        path = Path(self._folder.name, f"{len(self._runs)}.txt")
        with path.open("w", encoding="utf-8", newline="\n") as run:
            run.writelines(f"{line}\n" for line in sorted(set(self._pending)))
        self._runs.append(path)
        self._pending = []

    def __iter__(self) -> Iterator[str]:
        """All lines, ascending, each once."""
        return self.where(None)

    def where(self, keep: Callable[[str], bool] | None) -> Iterator[str]:
        """The lines that `keep` accepts, ascending, each once."""
        self._pending = sorted(set(self._pending))
        if not self._runs:
            yield from self._pending if keep is None else filter(keep, self._pending)
            return
        files: list[TextIO] = [run.open(encoding="utf-8", newline="\n") for run in self._runs]
        try:
            pieces: list[Iterator[str]] = [(line[:-1] for line in file) for file in files]
            last: str | None = None
            for line in heapq.merge(*pieces, self._pending):
                if line != last and (keep is None or keep(line)):
                    yield line
                last = line
        finally:
            for file in files:
                file.close()
