"""`standoff pull`: a remote graph or dataset into a file."""

from __future__ import annotations

from typing import Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import KbOption, OutputOption

__all__ = ["pull"]


def pull(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The store, or any of its services.")],
    graph: Annotated[
        str | None, typer.Option("--graph", metavar="IRI", help="Only this graph, by CURIE or IRI.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All graphs, not only those under the knowledge base's own IRI.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT", help="turtle, trig, ntriples, nquads, jsonld, rdfxml."),
    ] = None,
    output: OutputOption = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long the store may take to answer.")
    ] = 120.0,
    kb: KbOption = None,
) -> None:
    """Write what a remote store holds to a file: one graph, or the facts and all graphs under our own IRI.

    The file is written when everything has come, counted against the store; else it is left as it was.
    """
    from standoff.cli.remote import shown
    from standoff.exchange.exporting import export_format
    from standoff.exchange.pulling import pull as pulled
    from standoff.exchange.pushing import FACTS, PUSHED
    from standoff.rdf.serialising import serialise

    app = application(context)
    knowledge = app.open(kb, no_build=True)
    base = knowledge.sources.config.base
    to_stdout = output is None or str(output) == "-"
    chosen = export_format(format or ("trig" if to_stdout and graph is None else None), output)
    name = knowledge.prefixes.expand(graph).value if graph else None
    listed = f"<{base}{PUSHED}>"
    with shown(app) as progress, app.output(output) as out:
        quads = pulled(
            url,
            graph=name,
            facts=base + FACTS,
            base="" if everything else base,
            note=app.note,
            progress=progress,
            timeout=timeout,
        )
        kept = (quad for quad in quads if everything or str(quad.graph_name) != listed)
        for piece in serialise(kept, chosen, knowledge.prefixes):
            out.write(piece)
