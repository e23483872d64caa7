"""What a command has at hand: where output goes, and the knowledge base it was asked about."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import typer

    from standoff.kb import KnowledgeBase
    from standoff.progress import Progress
    from standoff.queries import Answer

__all__ = ["Application", "application"]


@dataclass
class Application:
    """The writer of a command: data to `out`, everything else to `err`; a test gives it strings to write to."""

    debug: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    def write(self, text: str) -> None:
        """Write data."""
        self.out.write(text)

    def line(self, text: str = "") -> None:
        """Write a line of data."""
        self.out.write(text + "\n")

    def note(self, text: str) -> None:
        """Tell the user something that is not data: one line on standard error."""
        self.err.write(text + "\n")
        self.err.flush()

    @property
    def is_terminal(self) -> bool:
        """Whether data goes to a person's terminal."""
        return self.out.isatty()

    @property
    def has_colour(self) -> bool:
        """Whether colours may be used: a terminal, and NO_COLOR is not set (no-color.org)."""
        return self.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int | None:
        """The terminal's width in columns; None when data is piped."""
        if not self.is_terminal:
            return None
        import shutil

        return shutil.get_terminal_size().columns

    def open(self, root: Path | None = None, *, no_build: bool = False) -> KnowledgeBase:
        """The knowledge base at `root`, or the one meant (see `standoff.config.find_root`)."""
        from standoff.kb import KnowledgeBase

        return KnowledgeBase.open(root, no_build=no_build, note=self.note, progress=self.progress())

    def progress(self) -> Progress | None:
        """A progress bar's maker, when standard error is a terminal."""
        if not self.err.isatty():
            return None
        from standoff.progress import Progress

        return Progress(self.err)

    @contextmanager
    def output(self, path: Path | None, mode: str = "w") -> Iterator[IO[str]]:
        """Where data goes: `path` written as a whole or not at all, or standard output for None and `-`."""
        if path is None or str(path) == "-":
            yield self.out
            return
        from standoff.atomic import replacing

        with replacing(path) as stream:
            yield stream

    def answer(
        self, knowledge: KnowledgeBase, answer: Answer, format: str | None = None, output: Path | None = None
    ) -> int:
        """Write an answer in a format (given, else guessed from `output`, else a table); returns its rows."""
        from standoff.queries import StoreLabels, format_of, write_answer

        chosen = format_of(answer.form, format, output)
        labels = StoreLabels(knowledge.built.store)
        with self.output(output) as out:
            width = self.width if out is self.out else None
            bold = self.has_colour and out is self.out
            count = write_answer(answer, chosen, out, labels, knowledge.prefixes, width=width, bold=bold)
        for reason in answer.cut:
            self.note(reason)
        return count

    def lines(self, lines: Iterable[str]) -> None:
        """Write lines of data."""
        for text in lines:
            self.line(text)


def application(context: typer.Context) -> Application:
    """The application object of a command's context."""
    found = context.find_root().obj
    return found if isinstance(found, Application) else Application()
