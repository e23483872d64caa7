"""`standoff push`: into another triple store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import KbOption, LensOption, NoBuildOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.cli.context import Application
    from standoff.exchange.pushing import PushReport
    from standoff.kb import KnowledgeBase
    from standoff.model import Lens
    from standoff.rdf.terms import Quad

__all__ = ["push"]

PARTS = ("facts", "claims", "lenses", "links")
FACTS = "closure/default"
"""As `standoff.exchange.pushing` has it, which is imported only when it is needed."""


def push(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The store, or any of its services. No password in it.")],
    via: Annotated[
        str | None,
        typer.Option(
            "--via", metavar="gsp|update", help="Graph Store Protocol or SPARQL Update; else the store is asked."
        ),
    ] = None,
    graphs: Annotated[
        str,
        typer.Option(
            "--graphs", metavar="LIST", help="Which graphs: facts, claims, lenses, links; separated by commas."
        ),
    ] = ",".join(PARTS),
    prefix_graph: Annotated[
        str | None,
        typer.Option(
            "--prefix-graph", metavar="IRI", help="Put everything, facts too, into graphs whose names begin with IRI."
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a default graph that holds what was not pushed from here.")
    ] = False,
    batch: Annotated[
        int,
        typer.Option("--batch", metavar="N", min=1, help="Triples in one body, where the store takes whole datasets."),
    ] = 100_000,
    digests: Annotated[
        bool, typer.Option("--digests", help="List each graph with its triples and digest, here and in the store.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent; write nothing.")] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long the store may take to answer.")
    ] = 120.0,
    kb: KbOption = None,
    lens: LensOption = None,
    no_build: NoBuildOption = False,
) -> None:
    """Put the knowledge base into another triple store, and read it back to see what arrived.

    The facts become the store's default graph (where that is the union of all graphs: closure/default), each claim a
    named graph. What the store has already is not sent again, and what was pushed before and is gone here is removed;
    so pushing twice is pushing once, and a push that was cut short is completed by the next. Credentials come from
    STANDOFF_USER and STANDOFF_PASSWORD, STANDOFF_TOKEN, or a netrc file.
    """
    from standoff.cli.lensing import lens_of
    from standoff.cli.remote import shown
    from standoff.errors import UsageError
    from standoff.exchange.pushing import Options
    from standoff.exchange.pushing import push as send

    app = application(context)
    wanted = {part.strip() for part in graphs.split(",") if part.strip()}
    if unknown := sorted(wanted - set(PARTS)):
        raise UsageError(f"--graphs has no {unknown[0]!r}", hint=f"it takes {', '.join(PARTS)}")
    knowledge = app.open(kb, no_build=no_build)
    prefix = knowledge.prefixes.expand(prefix_graph).value if prefix_graph else None
    base = knowledge.sources.config.base
    options = Options(
        via=via,
        prefix=prefix,
        batch=batch,
        dry_run=dry_run,
        replace=replace,
        scope=lambda graph: wanted == set(PARTS) or (prefix is None and _part(graph, base) in wanted),
    )
    through = lens_of(knowledge, lens=lens)
    with shown(app) as progress:
        quads = _quads(knowledge, through, wanted)
        report = send(quads, url, base, options, note=app.note, progress=progress, timeout=timeout)
    if digests:
        for graph in report.graphs:
            there = f"{graph.kept}\t{graph.kept_digest}" if graph.kept_digest else "-\t-"
            app.line(f"{graph.graph or 'default'}\t{graph.triples}\t{graph.digest}\t{there}")
    _tell(app, report)
    report.check()


def _quads(knowledge: KnowledgeBase, lens: Lens | None, wanted: set[str]) -> Iterator[Quad]:
    """The store of the built knowledge base, or of a view on it, without the parts that are not wanted."""
    from standoff.rdf.terms import DefaultGraph

    base = knowledge.sources.config.base
    store = knowledge.built.store if lens is None else knowledge.view(lens).store
    for quad in store:
        graph = quad.graph_name
        if (_part(str(graph)[1:-1], base) if not isinstance(graph, DefaultGraph) else "facts") in wanted:
            yield quad


def _part(graph: str, base: str) -> str:
    """Which of the parts a named graph belongs to."""
    if graph == f"{base}{FACTS}":
        return "facts"
    if graph.startswith(f"{base}closure/"):
        return "lenses"
    return {f"{base}links": "links", f"{base}drafts": "drafts"}.get(graph, "claims")


def _tell(app: Application, report: PushReport) -> None:
    sent = [graph for graph in report.graphs if graph.sent]
    verb = "would send" if report.dry_run else "sent"
    triples = sum(graph.triples for graph in sent)
    app.line(
        f"{report.url}: {verb} {triples:,} triples in {len(sent):,} graphs ({report.way}); "
        f"{len(report.graphs) - len(sent):,} graphs were there already; "
        f"{len(report.removed):,} {'would be ' if report.dry_run else ''}removed"
    )
    for graph in report.graphs:
        name = f"<{graph.graph}>" if graph.graph else "the default graph"
        for rewrite in graph.difference.rewrites:
            app.line(f"{name}: {rewrite.subject} {rewrite.predicate}: {rewrite.before} is kept as {rewrite.after}")
        for kind, triples_of in (("missing", graph.difference.missing), ("not ours", graph.difference.extra)):
            for triple in triples_of[:20]:
                app.line(f"{name}: {kind}: {' '.join(triple)}")
            if len(triples_of) > 20:
                app.line(f"{name}: {kind}: {len(triples_of) - 20:,} more")
    if not report.dry_run:
        kept = sum(graph.kept for graph in report.graphs)
        app.line(
            f"read back {kept:,} triples in {len(report.graphs):,} graphs: {report.missing:,} missing, "
            f"{report.rewritten:,} literals rewritten by the store"
        )
