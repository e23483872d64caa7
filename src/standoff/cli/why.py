"""`standoff why S P O`: the proof of a fact, or what keeps it from holding."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

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
    TextsOption,
    UndisputedOption,
    WithLinksOption,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.accounts.why import Why
    from standoff.cli.context import Application
    from standoff.kb import KnowledgeBase
    from standoff.model import Lens

__all__ = ["why"]

_FORMATS = ("text", "markdown", "json", "turtle")


def why(
    context: typer.Context,
    fact: Annotated[
        list[str],
        typer.Argument(
            metavar="S P O",
            help="Subject, property and value: labels, CURIEs or IRIs; a value also as it reads, or as in Turtle. "
            "With --row: the name of a saved query.",
        ),
    ],
    every: Annotated[bool, typer.Option("--all", help="Show each support, not only the smallest.")] = False,
    row: Annotated[
        int | None,
        typer.Option(
            "--row",
            metavar="N",
            min=1,
            help="Explain row N of the saved query named, counted as --format csv writes them (a table may show "
            "several as one).",
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of that query.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Show at most N supports.")] = 25,
    kb: KbOption = None,
    texts: TextsOption = None,
    according_to: AccordingToOption = None,
    with_narration: NarrationOption = False,
    lens: LensOption = None,
    undisputed: UndisputedOption = False,
    corroborated: CorroboratedOption = 0,
    with_links: WithLinksOption = False,
    as_of: AsOfOption = None,
    article: ArticleOption = None,
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT", help="text, markdown, json, or turtle (PROV-O)."),
    ] = None,
    output: OutputOption = None,
    no_build: NoBuildOption = False,
) -> None:
    """Show why a fact holds: rule by rule, down to claims and their words, or to a line of the reference.

    Of a fact that does not hold it shows what is missing nearest to it, or which contradiction takes it away; the
    exit code is then 1.
    """
    from standoff.errors import UsageError

    app = application(context)
    chosen_format = _format(format, output)
    knowledge = app.open(kb, no_build=no_build)
    chosen = lens_of(
        knowledge,
        lens=lens,
        according_to=according_to,
        with_narration=with_narration,
        as_of=as_of,
        article=article,
        undisputed=undisputed,
        corroborated=corroborated,
        with_links=with_links,
    )
    heading = ""
    if row is not None:
        if len(fact) != 1:
            raise UsageError("--row explains one saved query", hint="give its name: standoff why --row 1 mediators")
        found = _rows(knowledge, fact[0], row, parameter or (), chosen, texts)
        heading = _heading(knowledge, fact[0], row, parameter or (), chosen)
    elif len(fact) == 3:
        found = [knowledge.why(fact[0], fact[1], fact[2], chosen, every=every, limit=limit, texts=texts)]
    else:
        raise UsageError("a fact has three parts", hint='quote labels: standoff why Russia "is a" Mediator')
    with app.output(output) as out:
        if heading and chosen_format in ("text", "markdown"):
            out.write(f"{heading}\n\n")
        _write(app, knowledge, found, chosen_format, out)
    if not all(each.holds for each in found):
        raise typer.Exit(1)


def _rows(
    knowledge: KnowledgeBase, name: str, row: int, given: Sequence[str], lens: Lens | None, texts: Path | None
) -> list[Why]:
    from standoff.cli.query import _parameters

    return knowledge.why_row(name, row, lens, parameters=_parameters(given), texts=texts)


def _heading(knowledge: KnowledgeBase, name: str, row: int, given: Sequence[str], lens: Lens | None) -> str:
    """The row that is explained, so that nobody takes it for its neighbour."""
    from standoff.cli.query import _parameters
    from standoff.queries.labels import StoreLabels, reads_as

    answer = knowledge.query(name, lens, parameters=_parameters(given), limit=row)
    *_, cells = answer.rows
    labels = StoreLabels(knowledge.built.store)
    told = (
        f"{column.heading}: {reads_as(term, labels, knowledge.prefixes)}"
        for column, term in zip(answer.columns, cells, strict=True)
        if term is not None
    )
    return f"Row {row} of {name}: {'; '.join(told)}"


def _format(format: str | None, output: Path | None) -> str:
    from standoff.errors import UsageError

    guessed = {".md": "markdown", ".json": "json", ".ttl": "turtle"}.get(output.suffix, "text") if output else "text"
    chosen = format or guessed
    if chosen not in _FORMATS:
        raise UsageError(f"why does not write {chosen}", hint=f"choose one of {', '.join(_FORMATS)}")
    return chosen


def _write(app: Application, knowledge: KnowledgeBase, found: Sequence[Why], format: str, out: IO[str]) -> None:
    if format == "json":
        import json

        from standoff.accounts.encoding import why_json

        data = [why_json(each) for each in found]
        json.dump(data[0] if len(data) == 1 else data, out, ensure_ascii=False, indent=2)
        out.write("\n")
        return
    if format == "turtle":
        from standoff.accounts.encoding import proof_quads
        from standoff.rdf.parsing import rdf_format
        from standoff.rdf.serialising import serialise

        quads = dict.fromkeys(quad for each in found for quad in proof_quads(each))
        out.writelines(serialise(quads, rdf_format("turtle"), knowledge.prefixes))
        return
    from standoff.accounts.telling import Teller

    bold = ("\033[1m", "\033[0m") if app.has_colour and out is app.out else ("«", "»")
    teller = Teller(
        knowledge.explainer().words, knowledge.names.label, mark=("**", "**") if format == "markdown" else bold
    )
    for number, each in enumerate(found):
        if number:
            out.write("\n")
        lines = teller.markdown(each) if format == "markdown" else teller.why(each)
        out.writelines(line + "\n" for line in lines)
