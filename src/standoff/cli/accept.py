"""`standoff accept`: drafts become claims without being looked at one by one."""

# Help texts are kept on one line, with typographic marks.

from __future__ import annotations

from typing import Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import KbOption

__all__ = ["accept"]


def accept(
    context: typer.Context,
    drafts: Annotated[
        list[str] | None, typer.Argument(metavar="[DRAFT]...", help="The drafts to accept, by name or CURIE.")
    ] = None,
    kb: KbOption = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Accept every draft that is sure enough, unseen. Needs --min-confidence.")
    ] = False,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence",
            metavar="X",
            min=0.0,
            max=1.0,
            help="With --all: how sure the rules must have been, from 0 to 1.",
        ),
    ] = None,
    article: Annotated[
        str | None, typer.Option("--article", metavar="ARTICLE", help="Only this article's drafts.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who decides; kept with each decision. Default: git's user.name."),
    ] = None,
) -> None:
    """Accept drafts as claims: they are trusted from the next build on.

    With --all nobody has read them: the command says so, loudly, and records it as the reason of each decision.
    Drafts that the shapes have something against stay drafts, and are named. Prefer standoff review.
    """
    app = application(context)
    from standoff.errors import CheckFailedError, UsageError
    from standoff.ingest.decisions import Desk, person_named
    from standoff.ingest.reviewing import article_to_review
    from standoff.ingest.store import ArticleFolder
    from standoff.sources import Sources

    if all_ and min_confidence is None:
        raise UsageError("--all needs --min-confidence", hint="for example: standoff accept --all --min-confidence 0.8")
    if not all_ and not drafts:
        raise UsageError("which drafts?", hint="name them, give --all --min-confidence X, or use standoff review")
    if all_ and drafts:
        raise UsageError("--all and single drafts exclude each other")
    sources = Sources.open(kb)
    if article is not None:
        folders = [article_to_review(sources, article)]
    else:
        folders = [ArticleFolder(a.iri, a.slug, a.path.parent) for a in sources.articles.values() if a.path is not None]
    desks = [Desk(sources, f, person_named(by)) for f in folders if f.drafts.is_file()]
    waiting = {
        name: (desk, d)
        for desk in desks
        for d in desk.drafts.values()
        for name in (d.name, d.iri.value, sources.config.prefixes.shorten(d.iri))
    }
    if all_:
        chosen = {
            desk: [d for d in desk.in_order() if min_confidence is not None and d.confidence >= min_confidence]
            for desk in desks
        }
        reason = f"accepted unread: --all --min-confidence {min_confidence}"
    else:
        chosen = {}
        for name in drafts or ():
            if name not in waiting:
                raise UsageError(f"no draft is called {name!r}", hint="standoff review lists them")
            desk, draft = waiting[name]
            chosen.setdefault(desk, []).append(draft)
        reason = ""
    number = sum(len(d) for d in chosen.values())
    if all_:
        app.note("=" * 78)
        app.note(f"ACCEPTING {number} DRAFTS THAT NOBODY HAS READ (confidence {min_confidence} or more).")
        app.note("They become claims in your knowledge base, with your name on the decisions.")
        app.note("A rule's confidence is not truth. Undo: take the claims' graphs out of claims.trig.")
        app.note("=" * 78)
    refused = 0
    for desk, listed in chosen.items():
        against = desk.accept_all(listed, reason=reason)
        for iri, sentences in against.items():
            for sentence in sentences[:1]:
                refused += 1
                app.note(f"stays a draft: {sources.config.prefixes.shorten(iri)}: {sentence}")
    left = sum(len(desk.drafts) for desk in desks)
    app.line(f"{number - refused} drafts accepted, {refused} refused, {left} left.")
    app.line("Next: standoff build, then standoff query")
    if drafts and refused:
        raise CheckFailedError(
            f"{refused} of {number} drafts could not be accepted", hint="standoff review shows what they lack"
        )
