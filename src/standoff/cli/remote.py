"""The same questions to a remote store: what `--endpoint URL` does for query, validate and export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.cli.context import Application
    from standoff.exchange.endpoint import Endpoint
    from standoff.kb import KnowledgeBase
    from standoff.progress import Progress
    from standoff.queries import Answer, Row, SavedQuery
    from standoff.rdf.terms import Quad, Triple

__all__ = ["answer_remotely", "endpoint_of", "export_remote", "remote_claims", "shown"]

_PROLOGUE: Final = re.compile(r"(?:\s+|#[^\n]*\n|PREFIX\s+[\w.-]*:\s*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)


@contextmanager
def shown(app: Application) -> Iterator[Progress | None]:
    """A progress bar that is taken away at the end, also when that is an error."""
    progress = app.progress()
    try:
        yield progress
    finally:
        if progress is not None:
            progress.close()


def endpoint_of(
    app: Application, knowledge: KnowledgeBase, url: str, lens: str | None = None, timeout: float | None = None
) -> Endpoint:
    """The endpoint at a URL, with facts through a named lens where one is given.

    Raises:
        OutsideError: no SPARQL service answers there, or it has no facts through that lens.
        UsageError: standoff.toml names no such lens.
    """
    from standoff.exchange.endpoint import Endpoint
    from standoff.exchange.pushing import FACTS

    config = knowledge.sources.config
    if lens is None:
        return Endpoint.open(url, facts=config.base + FACTS, timeout=timeout, note=app.note)
    if lens not in config.lenses:
        raise UsageError(
            f"no lens is called {lens!r}", hint=f"standoff.toml names {', '.join(config.lenses) or 'none'}"
        )
    return Endpoint.open(url, timeout=timeout, note=app.note).with_facts(f"{config.base}closure/{lens}")


def answer_remotely(
    app: Application,
    knowledge: KnowledgeBase,
    url: str,
    asked: SavedQuery,
    parameters: Mapping[str, str],
    *,
    lens: str | None = None,
    timeout: float | None = None,
    limit: int | None = None,
) -> Answer:
    """The answer of a query from a remote endpoint, in the embedded store's form.

    Raises:
        OutsideError: the endpoint cannot be reached, refuses, or answers with something else.
        UsageError: the query is no safe read query, or a parameter is wrong.
    """
    from standoff.queries import Answer, Column, check_safe, form_of, read_values, standalone

    path = str(asked.path) if asked.path else None
    check_safe(asked.text, path=path)
    values = read_values(asked, dict(parameters), knowledge.find)
    text = standalone(asked.text, values, knowledge.prefixes.as_dict())
    start = _PROLOGUE.match(text)
    prologue, body = (text[: start.end()], text[start.end() :]) if start else ("", text)
    prologue = re.sub(r"^#[^\n]*\n", "", prologue, flags=re.MULTILINE)
    endpoint = endpoint_of(app, knowledge, url, lens, timeout)
    form = form_of(asked.text)
    if form == "ask":
        return Answer("boolean", boolean=endpoint.ask(prologue + body))
    cut: list[str] = []
    if form != "select":
        triples = _limited(endpoint.construct(body, prologue=prologue), limit, cut, "triples")
        return Answer("triples", triples=triples, cut=cut)
    found = endpoint.select(body, prologue=prologue)
    known = {column.variable: column for column in asked.columns}
    columns = tuple(known.get(name, Column(name, name.replace("_", " "))) for name in found.variables)
    found.cut = cut
    return Answer("rows", columns=columns, rows=_rows(found.rows, limit, cut), cut=cut)


def _rows(rows: Iterator[Row], limit: int | None, cut: list[str]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if limit is not None and number >= limit:
            cut.append(f"more than {limit} rows: only the first {limit} are shown")
            return
        yield row


def _limited(triples: Iterator[Triple], limit: int | None, cut: list[str], what: str) -> Iterator[Triple]:
    for number, triple in enumerate(triples):
        if limit is not None and number >= limit:
            cut.append(f"more than {limit} {what}: only the first {limit} are shown")
            return
        yield triple


def export_remote(
    app: Application,
    knowledge: KnowledgeBase,
    url: str,
    lens: str | None,
    format: str,
    output: Path | None,
) -> None:
    """Write the facts that a remote store holds (and its claims, in formats with graphs) to a file.

    With a named lens, the facts through that.

    Raises:
        OutsideError: the store cannot be reached or refuses; nothing is written then.
    """
    from standoff.exchange.pulling import pull
    from standoff.exchange.pushing import FACTS, PUSHED
    from standoff.rdf.serialising import FORMATS, FORMATS_WITH_GRAPHS, serialise
    from standoff.rdf.terms import DefaultGraph

    if format not in FORMATS:
        raise UsageError(f"{format} is written from the files alone", hint="leave out --endpoint")
    base = knowledge.sources.config.base
    graph = f"{base}closure/{lens}" if lens else None
    hidden = (f"<{base}closure/", f"<{base}{PUSHED}>")
    has_graphs = FORMATS[format] in FORMATS_WITH_GRAPHS
    with shown(app) as progress, app.output(output) as out:
        quads = pull(url, graph=graph, facts=base + FACTS, base=base, note=app.note, progress=progress)
        kept = (
            quad
            for quad in quads
            if isinstance(quad.graph_name, DefaultGraph) or (has_graphs and not str(quad.graph_name).startswith(hidden))
        )
        for piece in serialise(kept, format, knowledge.prefixes):
            out.write(piece)


def remote_claims(url: str, base: str, note: Callable[[str], None], progress: Progress | None = None) -> list[Quad]:
    """The claims that a remote store holds: their graphs, and what is known about them.

    Raises:
        OutsideError: the store cannot be reached or refuses, or holds no claims.
    """
    from standoff.errors import OutsideError
    from standoff.exchange.pulling import pull
    from standoff.exchange.pushing import FACTS
    from standoff.rdf.terms import OA, RDF, ST, DefaultGraph, NamedNode

    content: list[Quad] = []
    about: dict[object, list[Quad]] = {}
    for quad in pull(url, facts=base + FACTS, base=base, note=note, progress=progress):
        if isinstance(quad.graph_name, DefaultGraph):
            about.setdefault(quad.subject, []).append(quad)
        else:
            content.append(quad)
    todo: list[object] = [
        subject
        for subject, quads in about.items()
        if any(quad.predicate == RDF["type"] and quad.object == ST["Claim"] for quad in quads)
    ]
    claims = set(todo)
    if not claims:
        raise OutsideError(f"{url} holds no claims", hint="push some with standoff push")
    known: list[Quad] = []
    seen: set[object] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        for quad in about.get(node, ()):
            inferred = quad.predicate == RDF["type"] and not ST.has(quad.object) and not OA.has(quad.object)
            if not inferred:
                known.append(quad)
            if quad.predicate in {OA["hasTarget"], OA["hasSelector"], ST["relay"]} and isinstance(
                quad.object, NamedNode
            ):
                todo.append(quad.object)
    return [quad for quad in content if quad.graph_name in claims] + known
