"""`standoff ingest`: an article into drafts of claims."""

# Help texts are kept on one line, with typographic marks.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.context import Application, application
from standoff.cli.options import KbOption

if TYPE_CHECKING:
    from standoff.ingest.ingesting import Ingested, Ingester

__all__ = ["ingest"]


def ingest(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="The article: plain text, Markdown or a saved web page; or a folder of them."
        ),
    ],
    kb: KbOption = None,
    issued: Annotated[
        str | None,
        typer.Option(
            "--issued",
            metavar="DATE",
            help="The day the article appeared (YYYY-MM-DD): “on Tuesday” is counted from it.",
        ),
    ] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Who published it.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Its title.")] = None,
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Its address. It is recorded, never fetched.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="SLUG", help="The name of its folder under kb/articles.")
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Read a known article once more; its drafts are made anew, claims and decisions stay."
        ),
    ] = False,
    no_parser: Annotated[
        bool, typer.Option("--no-parser", help="Read by rule alone, as without the extra standoff[ingest]. Finds less.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; only tell what would be drafted.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything that was read, with offsets and rules, as JSON.")
    ] = False,
    llm: Annotated[
        str | None,
        typer.Option(
            "--llm",
            metavar="URL",
            help="Ask an OpenAI-compatible server of your own for a second opinion. The whole text is sent there.",
        ),
    ] = None,
    llm_model: Annotated[str, typer.Option("--llm-model", metavar="NAME", help="The model to ask it for.")] = "default",
    llm_timeout: Annotated[
        float, typer.Option("--llm-timeout", metavar="SECONDS", min=1, help="How long to wait for it.")
    ] = 120.0,
) -> None:
    """Read an article and draft claims from it: who says what, about whom, when, how many, each with its exact words.

    Writes kb/articles/<name>/article.ttl and drafts.trig. Nothing is trusted before a person accepts it: go on with
    standoff review. The text stays where it is. Works offline; with --llm, what is sent and where is said first.
    """
    app = application(context)
    from standoff.ingest.ingesting import Ingester, texts_in
    from standoff.sources import Sources

    date = _date(issued)
    sources = Sources.open(kb)
    ingester = Ingester(sources, parser=False if no_parser else None)
    if file.is_dir():
        _folder(app, ingester, texts_in(file), file, date, outlet, again=again, dry_run=dry_run, as_json=as_json)
        return
    if llm is not None:
        app.note(f"The text of {file} will be sent to {llm} (model {llm_model}).")
    result = ingester.ingest(
        file, issued=date, outlet=outlet, title=title, url=url, name=name, again=again, write=not dry_run
    )
    if llm is not None and not result.known:
        _second_opinion(app, ingester, result, llm, llm_model, llm_timeout, write=not dry_run)
    if as_json:
        from standoff.ingest.telling import as_json as told

        app.line(told(result))
        return
    from standoff.ingest.telling import summary

    app.lines(summary(result, dry_run=dry_run))


def _date(text: str | None):  # type: ignore[no-untyped-def]
    import datetime as dt

    from standoff.errors import UsageError

    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date", hint="write it as 2022-09-13") from None


def _second_opinion(
    app: Application, ingester: Ingester, result: Ingested, url: str, model: str, timeout: float, *, write: bool
) -> None:
    from standoff.ingest.llm import second_opinion

    opinion = second_opinion(result, url, model, timeout=timeout, base=ingester.sources.config.base)
    app.note(opinion.told())
    if write and opinion.quads:
        ingester.add(result, opinion.quads)


def _folder(
    app: Application,
    ingester: Ingester,
    paths: list[Path],
    folder: Path,
    date: object,
    outlet: str | None,
    *,
    again: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Every text of a folder, one after the other; one that cannot be read is named and the rest goes on."""
    from standoff.errors import CheckFailedError, InputError, StandoffError

    if not paths:
        raise InputError("has no texts in it (.txt, .md, .html)", path=folder, hint="name a file, or another folder")
    progress = app.progress()
    drafts = known = 0
    failed: list[str] = []
    for number, path in enumerate(paths):
        if progress is not None:
            progress.step("reading", number, len(paths))
        try:
            result = ingester.ingest(path, issued=date, outlet=outlet, again=again, write=not dry_run)  # type: ignore[arg-type]
        except StandoffError as error:
            failed.append(str(error))
            app.note(f"standoff: {error}")
            continue
        if result.known:
            known += 1
        drafts += len(result.drafts.drafts)
        if as_json:
            from standoff.ingest.telling import as_json as told

            app.line(told(result, indent=None))
    if progress is not None:
        progress.close()
    if not as_json:
        app.line(
            f"{len(paths) - len(failed) - known:,} articles read, {drafts:,} drafts"
            + (f"; {known:,} known already" if known else "")
            + (f"; {len(failed):,} could not be read" if failed else "")
        )
        app.line("Next: standoff review")
    if failed:
        raise CheckFailedError(
            f"{len(failed)} of {len(paths)} files could not be read",
            path=folder,
            hint="they are named above; the others are done",
        )
