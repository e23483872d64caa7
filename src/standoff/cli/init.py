"""`standoff init`: a new knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.context import application

__all__ = ["init"]


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must be new or empty.")],
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What it is about.")] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--base", metavar="IRI", help="Where the names of its entities begin. Default: https://example.org/DIR/"
        ),
    ] = None,
) -> None:
    """Make a new knowledge base that builds, with an example article written for the purpose.

    Ontology, shapes and queries are the program's own, until the folder has some of its own. Nothing is overwritten.
    """
    app = application(context)
    from standoff.ingest.initialising import initialise

    written = initialise(folder, title=title, base=base)
    app.line(f"A new knowledge base is in {folder} ({len(written)} files).")
    app.line(f"Next: cd {folder}")
    app.line("      standoff ingest texts/example.txt")
