"""`standoff coverage [ARTICLE]`: each sentence with its claims, and those that have none."""

from __future__ import annotations

from typing import Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import FormatOption, KbOption, OutputOption, TextsOption

__all__ = ["coverage"]


def coverage(
    context: typer.Context,
    article: Annotated[
        str | None, typer.Argument(metavar="[ARTICLE]", help="An article's name (its folder under kb/articles).")
    ] = None,
    kb: KbOption = None,
    texts: TextsOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """List each sentence of an article with its claims, and those without a claim, with the reason.

    The knowledge base does not hold the articles' texts: with --texts the sentences are shown, without it the
    stretches (in code points) that claims are anchored at.
    """
    app = application(context)
    knowledge = app.open(kb)
    passages = list(knowledge.coverage(article, texts=texts))
    with_text = any(passage.words for passage in passages)
    from standoff.queries import Answer, Column
    from standoff.rdf.terms import Literal

    columns = [Column("place", "place"), Column("claims", "claims"), Column("by", "said by")]
    if with_text:
        columns.append(Column("words", "words"))
    rows = []
    for passage in passages:
        claims = ", ".join(claim.name for claim in passage.claims) or f"none: {passage.reason or 'no reason recorded'}"
        speakers = {knowledge.names.label(claim.speaker) for claim in passage.claims if claim.speaker is not None}
        row = [f"{passage.start}-{passage.end}", claims, ", ".join(sorted(speakers))]
        rows.append([Literal(cell) for cell in (*row, *([passage.words] if with_text else []))])
    app.answer(knowledge, Answer.of_rows(columns, rows), format, output)
    covered = sum(bool(passage.claims) for passage in passages)
    explained = sum(bool(not passage.claims and passage.reason) for passage in passages)
    what = "sentences" if with_text else "stretches"
    app.note(
        f"{covered} of {len(passages)} {what} carry claims; of the others {explained} have a reason"
        + ("" if with_text else "; with --texts DIR the sentences are shown")
    )
