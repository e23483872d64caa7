"""`standoff build`: bring the knowledge base up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import KbOption

__all__ = ["build"]


def build(
    context: typer.Context,
    kb: KbOption = None,
    from_nothing: Annotated[
        bool, typer.Option("--from-nothing", help="Read and reason everything again, whatever has changed.")
    ] = False,
    no_validate: Annotated[
        bool,
        typer.Option("--no-validate", help="Leave the shapes unchecked; the build says so until it is built again."),
    ] = False,
) -> None:
    """Parse, validate, reason and index what has changed since the last build.

    The new build becomes current when all of it is done. If a claim breaks a shape, or anything else fails, the
    last build stays as it was. Unchanged sources cost only the check. Other commands build by themselves when the
    sources have changed.
    """
    app = application(context)
    knowledge = app.open(kb)
    report = knowledge.build(validate=not no_validate, from_nothing=from_nothing)
    from standoff.cli.told import build_sentences

    app.lines(build_sentences(report))
