"""`standoff retract … --dry-run`: what would change without some claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from standoff.cli.context import application
from standoff.cli.lensing import lens_of
from standoff.cli.options import AccordingToOption, AsOfOption, KbOption, LensOption, NoBuildOption, OutputOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.accounts.retracting import RetractionReport
    from standoff.accounts.words import Spo, Words

__all__ = ["retract"]

_SHOWN = 40


def retract(
    context: typer.Context,
    what: Annotated[list[str], typer.Argument(metavar="CLAIM|ARTICLE|SPEAKER...", help="Whose claims to take away.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change. Nothing is ever changed by this command.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="List all facts, not only the first of each kind.")] = False,
    kb: KbOption = None,
    according_to: AccordingToOption = None,
    lens: LensOption = None,
    as_of: AsOfOption = None,
    format: Annotated[str | None, typer.Option("--format", "-f", metavar="FORMAT", help="text or json.")] = None,
    output: OutputOption = None,
    no_build: NoBuildOption = False,
) -> None:
    """Show which facts would fall, newly hold, become undisputed, or stand on other support without these claims.

    Claims are retracted by editing their files; the next build then gives exactly what is shown here. So without
    --dry-run the command refuses.
    """
    from standoff.errors import UsageError

    app = application(context)
    if not dry_run:
        raise UsageError(
            "claims are retracted by editing their files",
            hint="see what would change with --dry-run, then take the claims out of their claims.trig and build",
        )
    if format not in (None, "text", "json"):
        raise UsageError(f"retract does not write {format}", hint="choose text or json")
    knowledge = app.open(kb, no_build=no_build)
    chosen = lens_of(knowledge, lens=lens, according_to=according_to, as_of=as_of)
    report = knowledge.retract(*what, lens=chosen)
    with app.output(output) as out:
        if format == "json" or (format is None and output is not None and output.suffix == ".json"):
            import json

            json.dump(_json(report), out, ensure_ascii=False, indent=2)
            out.write("\n")
        else:
            words = knowledge.explainer(chosen).words
            out.writelines(line + "\n" for line in _lines(report, words, every=every))


def _kinds(report: RetractionReport) -> tuple[tuple[str, str, Sequence[Spo]], ...]:
    return (
        ("falls", "would fall", report.falls),
        ("newlyHolds", "would newly hold (their contradiction gone)", report.newly_holds),
        ("becomesUndisputed", "would become undisputed", report.becomes_undisputed),
        ("stands", "would stand on other support", report.stands),
    )


def _lines(report: RetractionReport, words: Words, *, every: bool) -> Iterator[str]:
    number = len(report.claims)
    yield f"Without {number} {'claim' if number == 1 else 'claims'}: " + ", ".join(c.name for c in report.claims)
    for _, title, facts in _kinds(report):
        yield ""
        yield f"{len(facts):,} {'fact' if len(facts) == 1 else 'facts'} {title}" + (":" if facts else "")
        shown = facts if every else facts[:_SHOWN]
        yield from (f"  {words.fact(spo)}" for spo in shown)
        if len(shown) < len(facts):
            yield f"  and {len(facts) - len(shown):,} more (--all)"
    if not report.stands_exactly:
        yield "Of those that would stand, some may lose no support, only a way of deriving them."
    if report.undecided:
        yield f"Undecided: {report.undecided:,} facts (the search was cut short)."


def _json(report: RetractionReport) -> dict[str, Any]:
    found: dict[str, Any] = {"claims": [claim.iri.value for claim in report.claims]}
    for key, _, facts in _kinds(report):
        found[key] = [[str(term) for term in spo] for spo in facts]
    return found | {"undecided": report.undecided, "standsExactly": report.stands_exactly}
