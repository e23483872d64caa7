"""`standoff stats`: what the knowledge base holds, in numbers."""

from __future__ import annotations

import typer

from standoff.cli.context import application
from standoff.cli.lensing import lens_of
from standoff.cli.options import (
    AccordingToOption,
    ArticleOption,
    AsOfOption,
    CorroboratedOption,
    FormatOption,
    KbOption,
    LensOption,
    NarrationOption,
    NoBuildOption,
    OutputOption,
    UndisputedOption,
    WithLinksOption,
)

__all__ = ["stats"]


def stats(
    context: typer.Context,
    kb: KbOption = None,
    according_to: AccordingToOption = None,
    with_narration: NarrationOption = False,
    lens: LensOption = None,
    undisputed: UndisputedOption = False,
    corroborated: CorroboratedOption = 0,
    with_links: WithLinksOption = False,
    as_of: AsOfOption = None,
    article: ArticleOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
    no_build: NoBuildOption = False,
) -> None:
    """Count what the knowledge base holds: articles, claims, speakers, facts, contradictions, events."""
    app = application(context)
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
    from standoff.queries import Answer, Column
    from standoff.rdf.terms import Literal

    columns = (Column("what", "what"), Column("count", "how many"))
    rows = [(Literal(what), Literal(count)) for what, count in knowledge.stats(chosen)]
    app.answer(knowledge, Answer.of_rows(columns, rows), format, output)
