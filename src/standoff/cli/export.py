"""`standoff export`: to a file that any store reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.context import application
from standoff.cli.lensing import lens_of
from standoff.cli.options import (
    AccordingToOption,
    ArticleOption,
    AsOfOption,
    CorroboratedOption,
    KbOption,
    LensOption,
    NarrationOption,
    NoBuildOption,
    OutputOption,
    UndisputedOption,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.exchange.contents import Parts

__all__ = ["export"]


def export(
    context: typer.Context,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="turtle, trig, ntriples, nquads, jsonld, rdfxml; sssom: the links; context: the JSON-LD context. "
            "Guessed from -o.",
        ),
    ] = None,
    output: OutputOption = None,
    asserted: Annotated[
        bool, typer.Option("--asserted", help="Only what the files state, in their own spelling; nothing is built.")
    ] = False,
    inferred: Annotated[bool, typer.Option("--inferred", help="Only what follows, not what is stated.")] = False,
    provenance: Annotated[
        str,
        typer.Option(
            "--provenance",
            metavar="none|claims|full",
            help="What is said about the claims: nothing, who says each and where, or all there is, anchors included.",
        ),
    ] = "full",
    with_links: Annotated[bool, typer.Option("--with-links", help="Add the link judgements.")] = False,
    with_ontology: Annotated[
        bool, typer.Option("--with-ontology", help="Add the ontology and its alignments.")
    ] = False,
    reify: Annotated[
        str | None,
        typer.Option("--reify", metavar="rdf12", help="Write claims as RDF 1.2 reifiers instead of named graphs."),
    ] = None,
    nanopub: Annotated[
        bool, typer.Option("--nanopub", help="Write each claim as a nanopublication with a trusty URI (TriG).")
    ] = False,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", metavar="URL", help="Export what a SPARQL endpoint holds instead.")
    ] = None,
    kb: KbOption = None,
    according_to: AccordingToOption = None,
    with_narration: NarrationOption = False,
    lens: LensOption = None,
    undisputed: UndisputedOption = False,
    corroborated: CorroboratedOption = 0,
    as_of: AsOfOption = None,
    article: ArticleOption = None,
    no_build: NoBuildOption = False,
) -> None:
    """Write the knowledge base, or what a lens shows of it, to a file: the same bytes on every run.

    Beside FILE goes its description, FILE's name with .void.ttl. An existing file is replaced only when all is written.
    """
    from standoff.cli.remote import shown
    from standoff.errors import UsageError
    from standoff.exchange.contents import Choice
    from standoff.exchange.exporting import export as write
    from standoff.exchange.exporting import export_format, export_lines
    from standoff.parts import parts_of

    app = application(context)
    to_file = output is not None and str(output) != "-"
    chosen = export_format("trig" if nanopub and format is None and not to_file else format, output)
    choice = Choice(asserted, inferred, provenance, with_links, with_ontology)
    knowledge = app.open(kb, no_build=no_build)
    if endpoint is not None:
        narrowed = (according_to, undisputed, corroborated, as_of, article)
        chosen_parts = (asserted, inferred, reify, nanopub, with_links, with_ontology, provenance != "full")
        if any((*narrowed, *chosen_parts)):
            raise UsageError("a remote store is exported as it is", hint="of the options, --lens goes with --endpoint")
        from standoff.cli.remote import export_remote

        export_remote(app, knowledge, endpoint, lens, chosen, output)
        return
    through = lens_of(
        knowledge,
        lens=lens,
        according_to=according_to,
        with_narration=with_narration,
        as_of=as_of,
        article=article,
        undisputed=undisputed,
        corroborated=corroborated,
    )
    alone = nanopub or chosen in {"sssom", "context"}
    needs_facts = not (asserted or alone)
    parts = parts_of(knowledge, through, built=needs_facts)
    if alone:
        text = _nanopubs(parts, chosen) if nanopub else _sssom(parts) if chosen == "sssom" else _context(parts)
        with app.output(output) as out:
            for piece in text:
                out.write(piece)
        return
    if to_file:
        assert output is not None
        with shown(app) as progress:
            counts = write(parts, choice, output, chosen, reify=reify, progress=progress)
        app.note(f"{output}: {counts.triples:,} triples")
        return
    with shown(app) as progress:
        for piece in export_lines(parts, choice, chosen, reify=reify, progress=progress):
            app.write(piece)


def _nanopubs(parts: Parts, chosen: str) -> Iterator[str]:
    from standoff.exchange.nanopub import nanopublications
    from standoff.rdf.serialising import serialise

    return serialise(nanopublications(parts.content(), parts.provenance(), parts.base), chosen, parts.prefixes)


def _sssom(parts: Parts) -> Iterator[str]:
    from itertools import chain

    from standoff.exchange.sssom import sssom

    named = chain(parts.reference(), parts.content())
    return sssom(parts.links(), named, parts.base, parts.title, parts.prefixes)


def _context(parts: Parts) -> Iterator[str]:
    from standoff.exchange.context import jsonld_context

    yield jsonld_context(parts.ontology(), parts.prefixes)
