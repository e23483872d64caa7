"""Which services a triple store has, found by asking it: queries, updates, graphs, whole datasets."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from standoff.errors import OutsideError, UsageError
from standoff.exchange.failures import not_rdf, refusal
from standoff.exchange.http import Client

__all__ = ["QUADS", "RESULTS", "TRIPLES", "VIAS", "Services", "ask", "find_services", "graph_url", "probe"]

QUADS: Final = "application/n-quads"
TRIPLES: Final = "application/n-triples"
RESULTS: Final = "application/sparql-results+json"
FORM: Final = "application/x-www-form-urlencoded"
VIAS: Final = ("gsp", "update")

_NAMES: Final = frozenset(
    {
        "query",
        "sparql",
        "update",
        "store",
        "data",
        "get",
        "statements",
        "sparql-auth",
        "gsp",
        "sparql-graph-crud",
        "sparql-graph-crud-auth",
    }
)
_RDF_TYPES: Final = frozenset(
    {TRIPLES, QUADS, "text/turtle", "application/trig", "text/plain", "application/rdf+xml", "application/x-turtle"}
)
_REFUSALS: Final = frozenset({401, 403, 413, 429})


@dataclass(frozen=True)
class Services:
    """The services of one store. What is None or False it does not have, or was not found to have."""

    query: str
    update: str | None = None
    graphs: str | None = None
    takes_datasets: bool = False
    """A body of N-Quads sent to `graphs` without a graph is stored, each quad in its graph."""
    gives_datasets: bool = False
    """`graphs` asked without a graph answers with all quads."""
    own_default_graph: bool = True
    """The default graph is a graph of its own, not the union of the named ones."""
    server: str = ""
    candidates: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_virtuoso(self) -> bool:
        """Whether this is Virtuoso, whose habits cannot all be found by asking."""
        return self.server.lower().startswith("virtuoso")


def graph_url(graphs: str, graph: str | None) -> str:
    """The URL of one graph in a graph store (https://www.w3.org/TR/sparql11-http-rdf-update/); None is the default."""
    joint = "&" if "?" in graphs else "?"
    return graphs + joint + ("default" if graph is None else f"graph={quote(graph, safe='')}")


def ask(client: Client, services: Services, query: str) -> bool:
    """The answer to an ASK query.

    Raises:
        OutsideError: there is none.
    """
    body = urlencode({"query": query}).encode()
    with client.ask("POST", services.query, accept=RESULTS, content_type=FORM, body=body) as response:
        data = response.read()
        if not response.ok:
            raise refusal(response.status, services.query, data, response.content_type, "a query")
        if b'"boolean"' not in data:
            raise not_rdf(services.query, response.content_type, data, "yes or no")
        return b"true" in data


def find_services(client: Client, *, writing: bool) -> Services:
    """The services of the store that the client's URL belongs to; nothing is written to it.

    Raises:
        OutsideError: no query service answers there; the error of the URL itself is told.
    """
    base, path = _base(client.url)
    services = _find_query(client, _unique([client.url, *(base + name for name in ("/query", "/sparql", ""))]))
    if not writing:
        graphs = _find_graphs(client, base, path)
        return replace(services, graphs=graphs, gives_datasets=_gives_datasets(client, graphs))
    update = _find_update(client, _unique([base + "/update", base + "/sparql-auth", base + "/statements", client.url]))
    graphs = _find_graphs(client, base, path)
    return replace(services, update=update, graphs=graphs, gives_datasets=_gives_datasets(client, graphs))


def _unique(urls: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(urls))


def _base(url: str) -> tuple[str, str]:
    """A store's URL without the name of a service at its end, and that name."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    head, _, last = path.rpartition("/")
    kept = head if last in _NAMES else path
    return urlunsplit((parts.scheme, parts.netloc, kept, "", "")), last if last in _NAMES else ""


def _find_query(client: Client, candidates: list[str]) -> Services:
    first: OutsideError | None = None
    for url in candidates:
        body = urlencode({"query": "ASK {}"}).encode()
        with client.ask("POST", url, accept=RESULTS, content_type=FORM, body=body) as response:
            data = response.read(100_000)
            server = response.headers.get("server", "")
            if response.ok and b'"boolean"' in data:
                return Services(url, server=server)
            told = (
                not_rdf(url, response.content_type, data, "the answer to a query")
                if response.ok
                else refusal(response.status, url, data, response.content_type, "a query")
            )
            if response.status in _REFUSALS or (response.status >= 500 and url == client.url):
                raise told
            first = first or told
    assert first is not None
    raise first


def _find_update(client: Client, candidates: list[str]) -> str | None:
    for url in candidates:
        body = urlencode({"update": "INSERT DATA {}"}).encode()
        with client.ask("POST", url, content_type=FORM, body=body) as response:
            data = response.read(10_000)
            if response.ok and "html" not in response.content_type:
                return url
            if response.status == 401:
                raise refusal(response.status, url, data, response.content_type, "an update")
    return None


def _find_graphs(client: Client, base: str, last: str) -> str | None:
    names = ["/store", "/data", "/sparql-graph-crud-auth", "/sparql-graph-crud", "/rdf-graphs/service", "/sparql/gsp/"]
    absent = f"urn:standoff:absent:{secrets.token_hex(8)}"
    for url in _unique([*([client.url] if last in {"store", "data", "gsp"} else []), *(base + n for n in names)]):
        with client.ask("GET", graph_url(url, absent), accept=TRIPLES) as response:
            data = response.read(10_000)
            if response.ok and response.content_type in _RDF_TYPES:
                return url
            if response.status == 404 and _tells_of_graph(client, url, absent, data, response.content_type):
                return url
    return None


def _tells_of_graph(client: Client, url: str, absent: str, data: bytes, content_type: str) -> bool:
    """Whether a 404 is about the graph and not about the path: the same path without a graph answers otherwise."""
    if absent.encode() in data:
        return True
    with client.ask("OPTIONS", url) as response:
        response.read(10_000)
        if response.status not in {404, 405, 501}:
            return True
    with client.ask("GET", url, accept=QUADS) as response:
        response.read(1)
        found = response.status != 404
    client.close()
    return found


def _gives_datasets(client: Client, graphs: str | None) -> bool:
    if graphs is None:
        return False
    with client.ask("GET", graphs, accept=QUADS) as response:
        given = response.ok and response.content_type == QUADS
    client.close()
    return given


def probe(client: Client, services: Services, via: str | None, graph: str) -> Services:
    """Find out what only writing shows, with one triple in `graph`, which is removed again.

    Whether whole datasets are taken (Virtuoso answers 200 and stores nothing), and whether the default graph is
    one of its own.

    Raises:
        OutsideError: the store takes no writing, or not with these credentials.
        UsageError: it has no service of the kind that `via` names.
    """
    _check(services, via, client.url)
    mark = f"urn:standoff:probe:{secrets.token_hex(8)}"
    line = f"<{mark}> <{mark}> <{mark}>"
    asked = f"ASK {{ GRAPH <{graph}> {{ {line} }} }}"
    takes = False
    if services.graphs is not None and via != "update":
        with client.ask("POST", services.graphs, content_type=QUADS, body=f"{line} <{graph}> .\n".encode()) as response:
            data = response.read()
            if response.status in {401, 403}:
                raise refusal(response.status, services.graphs, data, response.content_type, "writing")
            takes = response.ok and ask(client, services, asked)
    if not takes:
        if services.graphs is not None and via != "update":
            url = graph_url(services.graphs, graph)
            client.send("PUT", url, content_type="text/turtle", body=f"{line} .\n".encode(), what="writing a graph")
        else:
            assert services.update is not None
            update(client, services.update, f"INSERT DATA {{ GRAPH <{graph}> {{ {line} }} }}")
        if not ask(client, services, asked):
            raise OutsideError(
                f"{urlsplit(client.url).netloc} takes what is written and does not store it",
                hint="choose another way with --via",
            )
    own = not ask(client, services, f"ASK {{ {line} }}")
    remove_graph(client, services, graph)
    return replace(services, takes_datasets=takes, own_default_graph=own)


def _check(services: Services, via: str | None, url: str) -> None:
    if via not in {None, *VIAS}:
        raise UsageError(f"there is no way called {via!r}", hint="--via gsp or --via update")
    host = urlsplit(url).netloc
    if via == "gsp" and services.graphs is None:
        raise UsageError(f"{host} has no graph store service that could be found", hint="try --via update")
    if via == "update" and services.update is None:
        raise UsageError(f"{host} has no update service that could be found", hint="try --via gsp")
    if services.graphs is None and services.update is None:
        raise OutsideError(f"{host} answers queries, but takes no writing", hint="give the URL of its update service")


def update(client: Client, url: str, text: str) -> None:
    """Run an update.

    Raises:
        OutsideError: the store refuses it.
    """
    client.send("POST", url, content_type=FORM, body=urlencode({"update": text}).encode(), what="an update")


def remove_graph(client: Client, services: Services, graph: str) -> None:
    """Remove a named graph, which may be missing.

    Raises:
        OutsideError: the store refuses.
    """
    if services.graphs is None:
        assert services.update is not None
        update(client, services.update, f"DROP SILENT GRAPH <{graph}>")
        return
    url = graph_url(services.graphs, graph)
    with client.ask("DELETE", url) as response:
        data = response.read()
        if not response.ok and response.status != 404:
            raise refusal(response.status, url, data, response.content_type, "removing a graph")
