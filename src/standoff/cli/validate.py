"""`standoff validate`: what breaks the shapes, and which anchors do not hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import KbOption, OutputOption, TextsOption

__all__ = ["validate"]

_FROM_EXTENSION = {".json": "json", ".ttl": "turtle", ".sarif": "sarif"}


def validate(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Check these files as if they were in the knowledge base."),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", metavar="URL", help="Check the claims that this remote store holds instead."),
    ] = None,
    kb: KbOption = None,
    texts: TextsOption = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="text, json, turtle (the standard SHACL report), sarif, github (workflow annotations).",
        ),
    ] = None,
    output: OutputOption = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="NAME",
            help="pyshacl, the reference, or shacl, the accelerator: the results are the same. "
            "Default: the accelerator where it is installed.",
        ),
    ] = None,
) -> None:
    """Check every claim, with the background, against the shapes, and the anchors against the articles' texts.

    What one claim breaks is a violation; what it takes several claims to break is a disagreement and only a warning.
    Nothing is changed. Exit code 0: conforms (warnings or not); 1: violations; 2: a file cannot be read.
    """
    from standoff.config import find_root
    from standoff.sources import Sources
    from standoff.validation import validate as check
    from standoff.validation.formats import write_report

    app = application(context)
    chosen = format or _FROM_EXTENSION.get(output.suffix.lower() if output else "", "text")
    sources = Sources.open(find_root(kb))
    if endpoint is not None:
        from standoff.cli.remote import remote_claims
        from standoff.errors import UsageError
        from standoff.validation import check_claims

        if files:
            raise UsageError("files and --endpoint exclude each other", hint="check one after the other")
        claims = remote_claims(endpoint, sources.config.base, app.note, app.progress())
        report = check_claims(sources, claims, engine=engine)
    else:
        report = check(sources, files or (), texts, engine=engine)
    with app.output(output) as stream:
        for line in write_report(report, chosen, sources.config.prefixes):
            stream.write(line + "\n")
    app.note(f"{report}; {report.counts['claims']:,} claims, {report.counts['anchors verified']:,} anchors verified")
    for sentence in report.not_checked:
        app.note(f"not checked: {sentence}")
    raise typer.Exit(0 if report.conforms else 1)
