"""The errors a user can cause or meet: a small tree under one root, each rendering itself as one line.

Every error knows its exit code (DESIGN.md, section 6), so the command line needs no table of its own:
1 the data say no, 2 wrong use or unreadable input, 3 something outside failed, 4 a limit was hit.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

__all__ = [
    "CheckFailedError",
    "InputError",
    "LimitError",
    "OutsideError",
    "StandoffError",
    "UsageError",
]


class StandoffError(Exception):
    """Something a person can mend: what is wrong, where, and what to do about it."""

    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        what: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.path = path
        self.line = line
        self.column = column
        self.hint = hint

    @property
    def where(self) -> str:
        """`file:line:column`, as much of it as is known; empty when nothing is."""
        if self.path is None:
            return ""
        parts = [str(self.path)]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)

    def __str__(self) -> str:
        """One line: `where: what; hint`."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.hint:
            text = f"{text.rstrip('.')}; {self.hint}"
        return " ".join(text.split())


class UsageError(StandoffError):
    """The command or the call was wrong: an unknown name, a bad value, options that exclude each other."""


class InputError(StandoffError):
    """A file or a stream cannot be read as what it should be."""


class CheckFailedError(StandoffError):
    """The data say no: violations, a failed check, a fact that does not hold."""

    exit_code = 1


class OutsideError(StandoffError):
    """Something outside failed: an endpoint, the network, a certificate."""

    exit_code = 3


class LimitError(StandoffError):
    """A limit was hit: time, rows or memory."""

    exit_code = 4
