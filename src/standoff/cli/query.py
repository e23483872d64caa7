"""`standoff query`: saved queries and SPARQL of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from standoff.accounts.cited import CitedAnswer
    from standoff.cli.context import Application
    from standoff.kb import KnowledgeBase
    from standoff.queries import Answer, Row, SavedQuery

__all__ = ["query"]

_LIMIT_HIT = 4
_FOR_LINKING = "enrich"
"""The tag of the queries that `link enrich` runs, which answer nothing by themselves."""


def query(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A saved query; without one they are listed.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            metavar="NAME=VALUE",
            help="A parameter of the query. Entities by label, CURIE or IRI. Repeatable.",
        ),
    ] = None,
    sparql: Annotated[
        str | None, typer.Option("--sparql", metavar="TEXT", help="Run this SPARQL. The prefixes are known already.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Run the SPARQL in FILE; - reads standard input."),
    ] = None,
    describe: Annotated[
        bool, typer.Option("--describe", help="Show what the query answers, its parameters and its text; run nothing.")
    ] = False,
    lint: Annotated[
        bool, typer.Option("--lint", help="Check the saved queries, or the one named; exit 1 if something is wrong.")
    ] = False,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="SECONDS", help="Stop after this time, with exit code 4.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=0, help="Write at most N rows; exit code 4 if there are more."),
    ] = None,
    federated: Annotated[
        bool,
        typer.Option(
            "--federated",
            help="Let the query ask other servers (SERVICE), and only those hosts that standoff.toml allows.",
        ),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="With --federated: use only answers of other servers that were kept.")
    ] = False,
    cite: Annotated[
        bool,
        typer.Option(
            "--cite",
            help="Add to each row the claims it rests on and who said them; a row that no one account carries is "
            "marked mixed accounts.",
        ),
    ] = False,
    consistent: Annotated[
        bool, typer.Option("--consistent", help="Leave out rows of mixed accounts, and undecided ones.")
    ] = False,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead; of the lenses, --lens goes with it."
        ),
    ] = None,
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
    """Answer a saved query, or SPARQL of your own; without either, list the saved queries.

    Queries only read. Rows are written as a table, labels instead of IRIs; CSV and JSON have both.
    """
    from standoff.errors import UsageError
    from standoff.queries import Answer

    app = application(context)
    if sum(given is not None for given in (name, sparql, file)) > 1:
        raise UsageError("NAME, --sparql and --file exclude each other", hint="give one of them")
    if timeout is not None and timeout <= 0:
        raise UsageError("--timeout must be more than 0 seconds", hint="leave it out for no limit")
    knowledge = app.open(kb, no_build=no_build)
    if lint:
        _lint(app, knowledge, name)
        return
    asked = _asked(knowledge, name, sparql, file)
    if asked is None:
        app.answer(knowledge, _listing(knowledge.queries()), format, output)
        return
    if describe:
        app.lines(_description(asked))
        return
    if endpoint is not None:
        if cite or consistent or any((according_to, undisputed, corroborated, as_of, article, with_links)):
            raise UsageError(
                "a remote store knows only the facts that were pushed", hint="of the lenses, use --lens NAME"
            )
        from standoff.cli.remote import answer_remotely

        given = _parameters(parameter or ())
        answer = answer_remotely(app, knowledge, endpoint, asked, given, lens=lens, timeout=timeout, limit=limit)
        app.answer(knowledge, answer, format, output)
        if answer.cut:
            raise typer.Exit(_LIMIT_HIT)
        return
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
    given = _parameters(parameter or ())
    if federated:
        from standoff.cli.federating import federated as answered

        asked = answered(app, knowledge, asked, given, chosen, offline=offline, timeout=timeout)
        given = {}
    if cite or consistent:
        found = knowledge.cite(
            asked,
            chosen,
            parameters=given,
            consistent=consistent,
            timeout=timeout,
            limit=limit,
        )
        answer = _cited(knowledge, found) if cite else Answer("rows", found.answer.columns, _plain(found))
        app.answer(knowledge, answer, format, output)
        if found.answer.cut:
            raise typer.Exit(_LIMIT_HIT)
        return
    if chosen is None and _is_table(asked, format, output) and knowledge.may_be_disputed(asked):
        _write_marked(app, knowledge, asked, given, format, output, timeout, limit)
        return
    answer = knowledge.query(
        asked,
        chosen,
        parameters=given,
        timeout=timeout,
        limit=limit,
    )
    count = app.answer(knowledge, answer, format, output)
    if not count and app.is_terminal:
        app.note("no rows")
    if answer.cut:
        raise typer.Exit(_LIMIT_HIT)


def _is_table(asked: SavedQuery, format: str | None, output: Path | None) -> bool:
    """Whether the answer is rows for people to read."""
    from standoff.queries import form_of, format_of

    return form_of(asked.text) == "select" and format_of("rows", format, output) in {"table", "markdown"}


def _write_marked(
    app: Application,
    knowledge: KnowledgeBase,
    asked: SavedQuery,
    parameters: dict[str, str],
    format: str | None,
    output: Path | None,
    timeout: float | None,
    limit: int | None,
) -> None:
    """Write a table whose disputed rows are marked; one without any looks like any other."""
    from standoff.queries import Answer, Column
    from standoff.rdf.terms import Literal

    found = knowledge.cite(asked, parameters=parameters, timeout=timeout, limit=limit)
    rows = list(found)
    columns = list(found.answer.columns)
    if any(citation.disputed for _, citation in rows):
        columns.append(Column("disputed", "Disputed"))
        marked = [(*row, Literal("disputed") if citation.disputed else None) for row, citation in rows]
    else:
        marked = [row for row, _ in rows]
    if not app.answer(knowledge, Answer.of_rows(columns, marked), format, output) and app.is_terminal:
        app.note("no rows")
    for reason in found.answer.cut:
        app.note(reason)
    if found.answer.cut:
        raise typer.Exit(_LIMIT_HIT)


def _cited(knowledge: KnowledgeBase, found: CitedAnswer) -> Answer:
    return found.with_columns(knowledge.sources.claims, knowledge.names.label, knowledge.prefixes.shorten)


def _plain(found: CitedAnswer) -> Iterator[Row]:
    return (row for row, _ in found)


def _asked(knowledge: KnowledgeBase, name: str | None, sparql: str | None, file: Path | None) -> SavedQuery | None:
    from standoff.queries import find_query, parse_query, read_query

    if name is not None:
        return find_query(knowledge.sources.files("queries"), name)
    if sparql is not None:
        return parse_query(sparql, "query")
    if file is None:
        return None
    return parse_query(_standard_input(), "query") if str(file) == "-" else read_query(file, file.stem)


def _standard_input() -> str:
    import sys

    from standoff.errors import InputError

    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", path="standard input", hint="pass the query as UTF-8") from None


def _parameters(given: Sequence[str]) -> dict[str, str]:
    from standoff.errors import UsageError

    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"{text!r} is no parameter", hint="write -p NAME=VALUE")
        if name in found:
            raise UsageError(f"the parameter {name} is given twice", hint="give it once")
        found[name] = value
    return found


def _listing(queries: Sequence[SavedQuery]) -> Answer:
    from standoff.queries import Answer, Column, by_tag
    from standoff.rdf.terms import Literal

    columns = (
        Column("tag", "About"),
        Column("query", "Query"),
        Column("summary", "Answers"),
        Column("parameters", "Parameters"),
    )
    return Answer.of_rows(
        columns,
        (
            tuple(Literal(text) for text in (tag, found.name, found.summary, _brief(found)))
            for tag, group in by_tag(queries)
            for found in group
            if _FOR_LINKING not in found.tags
        ),
    )


def _brief(query: SavedQuery) -> str:
    return " ".join(
        f"-p {parameter.name}=…" if parameter.required else f"[-p {parameter.name}=…]" for parameter in query.parameters
    )


def _description(query: SavedQuery) -> Iterator[str]:
    yield str(query)
    if query.description:
        yield ""
        yield query.description
    if query.parameters:
        yield ""
        yield "Parameters:"
        yield from (f"  {parameter}" for parameter in query.parameters)
    if query.columns:
        yield ""
        yield "Columns:"
        yield from (f"  {column.heading} ({column.variable}): {column.description}" for column in query.columns)
    yield ""
    yield from (line for line in query.text.splitlines() if not line.startswith("#+"))


def _lint(app: Application, knowledge: KnowledgeBase, name: str | None) -> None:
    from standoff.errors import CheckFailedError
    from standoff.queries import find_query, lint

    files = knowledge.sources.files("queries")
    queries = knowledge.queries() if name is None else [find_query(files, name)]
    ontology = list(knowledge.sources.quads("ontology"))
    problems = [problem for query in queries for problem in lint(query, ontology, knowledge.prefixes)]
    app.lines(str(problem) for problem in problems)
    if problems:
        raise CheckFailedError(f"{len(problems)} problems in the saved queries", hint="mend the lines shown")
    app.note(f"{len(queries)} saved queries checked, nothing wrong")
