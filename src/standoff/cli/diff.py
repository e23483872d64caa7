"""`standoff diff`: what differs between two exports or two knowledge bases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.context import application
from standoff.cli.options import OutputOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.cli.context import Application
    from standoff.exchange.difference import KnowledgeDifference, State

__all__ = ["diff"]

FORMATS = ("text", "json", "patch")


def diff(
    context: typer.Context,
    before: Annotated[Path, typer.Argument(metavar="A", help="An exported file, or a knowledge base's folder.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="Another, of the same kind or not.")],
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="text, json, or patch: an RDF Patch that turns A into B."
        ),
    ] = "text",
    output: OutputOption = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when A and B differ.")] = False,
) -> None:
    """Show which facts and claims B has and A has not, and the other way round, and what is newly contested.

    Two knowledge bases are compared as built, with the facts through the default lens; of exported files, which
    questions are contested is not known. Differences are an answer, not a failure: exit 0, unless --exit-code is given.
    """
    from standoff.errors import UsageError
    from standoff.exchange.difference import difference, patch_lines

    app = application(context)
    if format not in FORMATS:
        raise UsageError(f"there is no format {format!r}", hint=f"one of {', '.join(FORMATS)}")
    found = difference(_state(app, before), _state(app, after))
    lines = {"text": _text, "json": _json, "patch": patch_lines}[format](found)
    with app.output(output) as out:
        out.writelines(f"{line}\n" for line in lines)
    if exit_code and found:
        raise typer.Exit(1)


def _state(app: Application, path: Path) -> State:
    from standoff.exchange.difference import state_of
    from standoff.rdf.parsing import parse_file

    if not path.is_dir():
        return state_of(parse_file(path))
    knowledge = app.open(path)
    report = knowledge.contested()
    names = frozenset(f"{contest.name}: {contest.axiom}" for contest in report.contests)

    def quads() -> Iterator[object]:
        yield from knowledge.facts()
        yield from knowledge.sources.content()

    return state_of(quads(), names)  # type: ignore[arg-type]


def _text(found: KnowledgeDifference) -> Iterator[str]:
    if not found:
        yield "no difference"
    for sign, what, names in (
        ("+", "claim", found.claims_gained),
        ("-", "claim", found.claims_lost),
        ("~", "claim", found.claims_changed),
        ("+", "contested", found.contested_gained),
        ("-", "contested", found.contested_lost),
    ):
        yield from (f"{sign} {what} {name}" for name in names)
    for sign, lines in (("+", found.facts_gained), ("-", found.facts_lost)):
        yield from (f"{sign} fact {' '.join(line)}" for line in lines)
    if found and not found.contested_known:
        yield "which questions are contested is known of knowledge bases only"


def _json(found: KnowledgeDifference) -> Iterator[str]:
    import json

    def facts(lines: tuple[tuple[str, str, str], ...]) -> list[list[str]]:
        return [list(line) for line in lines]

    data = {
        "facts": {"gained": facts(found.facts_gained), "lost": facts(found.facts_lost)},
        "claims": {
            "gained": list(found.claims_gained),
            "lost": list(found.claims_lost),
            "changed": list(found.claims_changed),
        },
        "contested": (
            {"gained": list(found.contested_gained), "lost": list(found.contested_lost)}
            if found.contested_known
            else None
        ),
    }
    yield json.dumps(data, ensure_ascii=False, indent=1)
