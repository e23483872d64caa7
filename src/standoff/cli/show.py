"""`standoff show X`: one entity with everything said of it."""

from __future__ import annotations

from collections.abc import Iterator
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
    WithLinksOption,
)

if TYPE_CHECKING:
    from standoff.describing import Description, Said
    from standoff.kb import KnowledgeBase
    from standoff.rdf.terms import Term

__all__ = ["show"]


def show(
    context: typer.Context,
    entity: Annotated[str, typer.Argument(metavar="X", help="A label, a CURIE such as actor:armenia, or an IRI.")],
    kb: KbOption = None,
    according_to: AccordingToOption = None,
    with_narration: NarrationOption = False,
    lens: LensOption = None,
    undisputed: UndisputedOption = False,
    corroborated: CorroboratedOption = 0,
    with_links: WithLinksOption = False,
    as_of: AsOfOption = None,
    article: ArticleOption = None,
    output: OutputOption = None,
    no_build: NoBuildOption = False,
) -> None:
    """Show one entity: its names, its kinds, everything said of it and by whom, and the claims it made itself.

    What is marked * is disputed: each ground for it shares a claim with a contradiction.
    """
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
    found = knowledge.show(entity, chosen)
    with app.output(output) as out:
        out.writelines(line + "\n" for line in _lines(knowledge, found))


def _lines(knowledge: KnowledgeBase, found: Description) -> Iterator[str]:
    names = knowledge.names
    yield f"{names.label(found.entity)}  ({knowledge.prefixes.shorten(found.entity)})"
    if found.kinds:
        yield "  is: " + ", ".join(sorted({names.label(kind) for kind in found.kinds}))
    others = [name for name in found.names if name != names.label(found.entity)]
    if others:
        yield "  also called: " + ", ".join(others)
    for title, origin in (("Claimed", "claimed"), ("By the reference", "reference"), ("Inferred", "inferred")):
        lines = [_said(knowledge, found, item) for item in found.said if item.origin == origin]
        if lines:
            yield f"{title}:"
            yield from lines
    if found.spoke:
        yield "Its own claims:"
        yield from (f"  {claim.name}: {claim.description}" for claim in found.spoke)


def _said(knowledge: KnowledgeBase, found: Description, item: Said) -> str:
    def read(term: Term) -> str:
        from standoff.queries.labels import reads_as

        return reads_as(term, lambda node: knowledge.names.label(node), knowledge.prefixes)

    subject = "" if item.subject == found.entity else read(item.subject) + " "
    mark = " *" if item.disputed else ""
    text = f"  {subject}{read(item.predicate)}: {read(item.object)}{mark}"
    if item.claims:
        who = sorted({f"{read(claim.speaker) if claim.speaker else 'nobody'} ({claim.name})" for claim in item.claims})
        text += "  - " + ", ".join(who)
    return text
