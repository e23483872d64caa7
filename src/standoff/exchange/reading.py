"""Reading graphs back from a store, however little it gives at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from standoff.errors import OutsideError
from standoff.exchange.failures import explain, not_rdf, refusal
from standoff.exchange.http import Client, Response
from standoff.exchange.services import FORM, QUADS, Services
from standoff.rdf.terms import BlankNode, DefaultGraph, NamedNode, Quad, Term

__all__ = ["count_graphs", "read_dataset", "read_graphs", "select"]

PAGE: Final = 5000
"""Rows asked for at once; fewer than what any store that cuts its answers is known to give."""
ROUND: Final = 1000
"""An answer of a multiple of so many rows may have been cut."""
_XML: Final = "application/sparql-results+xml"


def select(client: Client, services: Services, query: str) -> list[tuple[Term | None, ...]]:
    """The rows of a SELECT query that is known to have few.

    Raises:
        OutsideError: the store refuses, or answers with something else.
    """
    body = urlencode({"query": query}).encode()
    with client.ask("POST", services.query, accept=_XML, content_type=FORM, body=body) as response:
        data = response.read()
        if not response.ok:
            raise refusal(response.status, services.query, data, response.content_type, "a query")
        if response.content_type not in {_XML, "application/xml", "text/xml"}:
            raise not_rdf(services.query, response.content_type, data, "rows")
    try:
        # Virtuoso's blank nodes bear names that are none
        found = parse_query_results(data.replace(b"<bnode>nodeID://", b"<bnode>"), QueryResultsFormat.XML)
        assert isinstance(found, QuerySolutions)
        names = found.variables
        return [tuple(row[name] for name in names) for row in found]
    except (SyntaxError, ValueError) as error:
        raise _unreadable(services.query, error) from None


def pages(client: Client, services: Services, query: str) -> Iterator[tuple[Term | None, ...]]:
    """The rows of a SELECT query without LIMIT; where the store may have cut them, the rest page by page."""
    rows = select(client, services, query)
    offset = 0
    while rows:
        yield from rows
        offset += len(rows)
        if len(rows) < ROUND or len(rows) % ROUND:
            return
        rows = select(client, services, f"{query} LIMIT {PAGE} OFFSET {offset}")


def count_graphs(client: Client, services: Services, wanted: Callable[[str], bool]) -> dict[str, int]:
    """How many triples each named graph has that `wanted` accepts."""
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    return {
        graph.value: int(number.value)
        for graph, number in pages(client, services, query)
        if isinstance(graph, NamedNode)
        and number is not None
        and not isinstance(number, BlankNode)
        and hasattr(number, "value")
        and wanted(graph.value)
    }


def count_default(client: Client, services: Services) -> int:
    """How many triples the default graph has."""
    [(number,)] = select(client, services, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return int(getattr(number, "value", "0"))


def read_dataset(client: Client, services: Services) -> Iterator[Quad]:
    """All quads of a store that gives them at once, as they arrive.

    Raises:
        OutsideError: it does not, or breaks off.
    """
    assert services.graphs is not None
    with client.ask("GET", services.graphs, accept=QUADS) as response:
        if not response.ok:
            raise refusal(response.status, services.graphs, response.read(), response.content_type, "giving its graphs")
        if response.content_type != QUADS:
            raise not_rdf(services.graphs, response.content_type, response.read(10_000), "N-Quads")
        yield from _parsed(response, RdfFormat.N_QUADS)


def _parsed(response: Response, format: RdfFormat) -> Iterator[Quad]:
    try:
        yield from parse(response.stream, format)
    except SyntaxError as error:
        raise _unreadable(response.url, error) from None
    except OSError as error:
        raise explain(error, response.url) from None


def read_graphs(
    client: Client, services: Services, counts: Mapping[str | None, int], *, page: int = PAGE
) -> Iterator[Quad]:
    """The quads of some graphs (None is the default graph) of the sizes given, through queries.

    Small graphs are read many at once, large ones page by page.
    """
    batch: list[str] = []
    size = 0
    for graph, count in counts.items():
        if graph is None or count > page:
            yield from _read_large(client, services, graph, count, page)
            continue
        if batch and (size + count > page or len(batch) >= 100):
            yield from _read_small(client, services, batch)
            batch, size = [], 0
        batch.append(graph)
        size += count
    if batch:
        yield from _read_small(client, services, batch)


def _read_small(client: Client, services: Services, graphs: Iterable[str]) -> Iterator[Quad]:
    listed = " ".join(f"<{graph}>" for graph in graphs)
    query = f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {listed} }} GRAPH ?g {{ ?s ?p ?o }} }}"
    for graph, subject, predicate, value in select(client, services, query):
        yield _quad(subject, predicate, value, graph)


def _read_large(client: Client, services: Services, graph: str | None, count: int, page: int) -> Iterator[Quad]:
    pattern = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
    name = DefaultGraph() if graph is None else NamedNode(graph)
    for offset in range(0, max(count, 1), page):
        rows = select(client, services, f"SELECT ?s ?p ?o {{ {pattern} }} LIMIT {page} OFFSET {offset}")
        for subject, predicate, value in rows:
            yield _quad(subject, predicate, value, name)


def _quad(subject: Term | None, predicate: Term | None, value: Term | None, graph: object) -> Quad:
    assert isinstance(predicate, NamedNode)
    return Quad(_known(subject), predicate, _known(value), graph)  # type: ignore[arg-type]


def _known(term: Term | None) -> Term:
    """A term; Virtuoso's `nodeID://` IRIs are the blank nodes they stand for."""
    assert term is not None
    if isinstance(term, NamedNode) and term.value.startswith("nodeID://"):
        return BlankNode(term.value.removeprefix("nodeID://"))
    if isinstance(term, BlankNode) and not term.value.isalnum():
        return BlankNode("".join(char for char in term.value if char.isalnum()))
    return term


def _unreadable(url: str, error: Exception) -> OutsideError:
    words = " ".join(str(error).split())[:200]
    return OutsideError(
        f"{urlsplit(url).netloc} answers with what cannot be read: {words}", hint="is it the right URL?"
    )
