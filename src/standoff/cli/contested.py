"""`standoff contested`: the questions on which claims contradict each other, or the reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

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
    from standoff.accounts.contested import Contest, ContestedReport, Stance
    from standoff.accounts.telling import Teller

__all__ = ["contested"]


def contested(
    context: typer.Context,
    about: Annotated[
        str | None, typer.Option("--about", metavar="X", help="Only what concerns X: a label, a CURIE or an IRI.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every minimal contradiction, not one for each pair of positions.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Show at most N contradictions for each question.")
    ] = 20,
    kb: KbOption = None,
    according_to: AccordingToOption = None,
    with_narration: NarrationOption = False,
    lens: LensOption = None,
    undisputed: UndisputedOption = False,
    corroborated: CorroboratedOption = 0,
    with_links: WithLinksOption = False,
    as_of: AsOfOption = None,
    article: ArticleOption = None,
    format: Annotated[
        str | None, typer.Option("--format", "-f", metavar="FORMAT", help="text, markdown or json.")
    ] = None,
    output: OutputOption = None,
    no_build: NoBuildOption = False,
) -> None:
    """List the contradictions: each question with its competing positions, who holds each and where.

    Below them, the claims that contradict the reference: no lens shows what rests on these. Contradictions between
    claims are no error: the exit code is 0.
    """
    from standoff.errors import CheckFailedError, UsageError

    app = application(context)
    chosen_format = format or {".md": "markdown", ".json": "json"}.get(output.suffix if output else "", "text")
    if chosen_format not in ("text", "markdown", "json"):
        raise UsageError(f"contested does not write {chosen_format}", hint="choose text, markdown or json")
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
    report = knowledge.contested(about, chosen, every=every, limit=limit)
    from standoff.accounts.telling import Teller

    explainer = knowledge.explainer(chosen)
    teller = Teller(explainer.words, knowledge.names.label)
    with app.output(output) as out:
        if chosen_format == "json":
            import json

            json.dump(_json(report), out, ensure_ascii=False, indent=2)
            out.write("\n")
        else:
            out.writelines(line + "\n" for line in _lines(report, teller, markdown=chosen_format == "markdown"))
    if report.background is not None:
        raise CheckFailedError("the reference contradicts itself", hint="mend the statements that the proof ends in")
    number = len(report.contests)
    app.note(f"{number} contested {'question' if number == 1 else 'questions'}, {len(report.claims)} claims in them")
    if not report.exact:
        app.note("the search was cut short: some of these claims may be in no contradiction")


def _lines(report: ContestedReport, teller: Teller, *, markdown: bool) -> Iterator[str]:
    if report.background is not None:
        yield "The reference contradicts itself:"
        yield from teller.tree(report.background)
        return
    bullet = "- " if markdown else "  "
    for place, contest in enumerate(report.contests):
        if place:
            yield ""
        title = contest.name or "a contradiction"
        yield f"## {title}" if markdown else title
        rules = ", ".join((contest.rule, *contest.also))
        yield f"{bullet}by {rules}" + (f": {contest.axiom}" if contest.axiom else "")
        for number, stance in enumerate(contest.stances, 1):
            yield from _stance(stance, number, teller, bullet)
        yield f"{bullet}Cannot all be true:"
        for claims in contest.contradictions:
            yield (
                f"{'  - ' if markdown else '    '}"
                + " and ".join(claim.name for claim in claims)
                + (" against the reference" if len(claims) == 1 else "")
            )
        if contest.more:
            yield f"{bullet}There are more (--all, --limit)."
    if report.against_reference:
        yield ""
        yield "Claims that contradict the reference (no lens shows what rests on them):"
        yield from (f"{bullet}{teller.claim(claim)}" for claim in report.against_reference)


def _stance(stance: Stance, number: int, teller: Teller, bullet: str) -> Iterator[str]:
    yield f"{bullet}{number}. {stance.sentence}" + (" (the reference says so)" if stance.is_reference else "")
    for support in stance.supports:
        for place, claim in enumerate(support):
            yield f"{bullet}   {'and ' if place else ''}{teller.claim(claim)}"
    if not stance.complete:
        yield f"{bullet}   and on other grounds: more supports than shown"


def _json(report: ContestedReport) -> dict[str, Any]:
    from standoff.accounts.encoding import claim_json

    def contest_json(contest: Contest) -> dict[str, Any]:
        return {
            "subject": None if contest.subject is None else str(contest.subject),
            "name": contest.name,
            "rule": contest.rule,
            "also": list(contest.also),
            "axiom": contest.axiom,
            "positions": [
                {
                    "sentence": stance.sentence,
                    "facts": [[str(term) for term in spo] for spo in stance.facts],
                    "reference": stance.is_reference,
                    "supports": [[claim_json(claim) for claim in support] for support in stance.supports],
                    "complete": stance.complete,
                }
                for stance in contest.stances
            ],
            "contradictions": [[claim.iri.value for claim in claims] for claims in contest.contradictions],
            "more": contest.more,
        }

    return {
        "contested": [contest_json(contest) for contest in report.contests],
        "againstReference": [claim_json(claim) for claim in report.against_reference],
        "claims": [claim.iri.value for claim in report.claims],
        "exact": report.exact,
    }
