"""A remote SPARQL endpoint, asked through SPARQLWrapper, that answers like the embedded store or says why not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.client import IncompleteRead
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

from standoff.errors import LimitError, OutsideError
from standoff.exchange.failures import explain, not_rdf, refusal
from standoff.exchange.http import RETRIED, USER_AGENT, Client, retry_after
from standoff.exchange.services import Services, find_services
from standoff.rdf.terms import BlankNode, NamedNode, Term, Triple

__all__ = ["Endpoint", "Rows"]

_ROWS: Final = {
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
    "application/json": QueryResultsFormat.JSON,
}
_TRIPLES: Final = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "text/plain": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
PAGE: Final = 5000
ROUND: Final = 1000
"""An answer of a multiple of so many rows (in Virtuoso, one triple more) may be cut: the next page is asked for."""


@dataclass
class Rows:
    """The rows of a SELECT query; `cut` says, once they are read, what stopped them short."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]
    cut: list[str] = field(default_factory=list)


@dataclass
class Endpoint:
    """Asks the SPARQL service of one store.

    `default_graph` is where facts are looked for, in stores whose default graph is the union of all others.
    """

    services: Services
    client: Client
    timeout: float = 60.0
    default_graph: str | None = None
    named_graphs: tuple[str, ...] = ()
    deadline: float | None = None
    note: Callable[[str], None] = lambda _: None

    @classmethod
    def open(
        cls,
        url: str,
        *,
        facts: str | None = None,
        timeout: float | None = None,
        note: Callable[[str], None] = lambda _: None,
    ) -> Endpoint:
        """The endpoint at a URL; `facts` is the graph of the facts, used where the store has it.

        Raises:
            OutsideError: no SPARQL service answers there.
            UsageError: it is no http URL, or has credentials in it.
        """
        seconds = timeout or 60.0
        client = Client.to(url, timeout=seconds, note=note)
        services = find_services(client, writing=False)
        deadline = None if timeout is None else time.monotonic() + timeout
        found = cls(services, client, seconds, deadline=deadline, note=note)
        if facts is not None and found.ask(f"ASK {{ GRAPH <{facts}> {{ ?s ?p ?o }} }}"):
            found = replace(found, default_graph=facts)
            if not found._reaches_graphs():
                found = replace(found, named_graphs=tuple(found._graphs()))
        return found

    def with_facts(self, graph: str) -> Endpoint:
        """The same endpoint, with facts looked for in another graph.

        Raises:
            OutsideError: the store has no such graph.
        """
        if not self.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"):
            host = urlsplit(self.client.url).netloc
            raise OutsideError(f"{host} has no graph <{graph}>", hint="push it there with standoff push")
        found = replace(self, default_graph=graph)
        return found if found._reaches_graphs() else replace(found, named_graphs=tuple(self._graphs()))

    def _reaches_graphs(self) -> bool:
        """Whether named graphs can still be asked for when only the default graph is given (as Virtuoso does)."""
        return self.ask("ASK { GRAPH ?g { ?s ?p ?o } }")

    def _graphs(self) -> list[str]:
        plain = replace(self, default_graph=None, named_graphs=())
        rows = plain.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
        return sorted(row[0].value for row in rows if isinstance(row[0], NamedNode))

    # -- queries ---------------------------------------------------------------------------------------

    def ask(self, query: str) -> bool:
        """Yes or no.

        Raises:
            OutsideError: the store refuses, or answers with something else.
        """
        body, kind, _ = self._fetch(query, tuple(_ROWS), "yes or no")
        found = self._results(body, kind)
        if not isinstance(found, QueryBoolean):
            raise self._unreadable("rows where yes or no was asked for")
        return bool(found)

    def select(self, query: str, *, prologue: str = "") -> Rows:
        """The rows of a SELECT query, page by page where the store cuts its answers.

        `prologue` (PREFIX and BASE) is kept apart, so that a page can be asked for around the query.

        Raises:
            OutsideError: the store refuses, or answers with something else.
            LimitError: the time is up.
        """
        variables, rows, limit = self._page(prologue + query)
        found = Rows(variables, iter(()))
        found.rows = self._all_rows(query, prologue, variables, rows, limit, found.cut)
        return found

    def _all_rows(
        self,
        query: str,
        prologue: str,
        variables: tuple[str, ...],
        rows: list[tuple[Term | None, ...]],
        limit: int | None,
        cut: list[str],
    ) -> Iterator[tuple[Term | None, ...]]:
        yield from rows
        total = len(rows)
        if not total or ((limit is None or total < limit) and (total < ROUND or total % ROUND)):
            return
        size = min(limit or PAGE, PAGE)
        told = limit is not None
        while True:
            page = f"{prologue}SELECT {' '.join('?' + name for name in variables)} {{ {{ {query} }} }}"
            try:
                _, more, _ = self._page(f"{page} LIMIT {size} OFFSET {total}")
            except OutsideError as error:
                if told:
                    cut.append(f"the endpoint gives at most {limit} rows, and no more pages of this query: {error}")
                return
            if more and not told:
                self.note(f"the endpoint cut its answer at {total:,} rows; asking for the rest page by page")
                told = True
            yield from more
            total += len(more)
            if not more:
                return

    def _page(self, query: str) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]], int | None]:
        body, kind, headers = self._fetch(query, tuple(_ROWS), "rows")
        found = self._results(body, kind)
        if isinstance(found, QueryBoolean):
            raise self._unreadable("yes or no where rows were asked for")
        variables = tuple(variable.value for variable in found.variables)
        try:
            rows = [tuple(_known(row[name]) for name in variables) for row in found]
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(str(error)) from None
        stated = headers.get("x-sparql-maxrows", "")
        limit = int(stated) if stated.isdigit() else None
        if limit is not None and len(rows) >= limit:
            self.note(f"the endpoint gives at most {limit:,} rows at once; asking for the rest page by page")
        return variables, rows, limit if limit is not None and len(rows) >= limit else None

    def construct(self, query: str, *, prologue: str = "") -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, page by page where the store may have cut them.

        Raises:
            OutsideError: the store refuses, or answers with something else.
            LimitError: the time is up.
        """
        seen: set[Triple] = set()
        offset = 0
        pageable = query.lstrip()[:9].upper() == "CONSTRUCT" and not _has_limit(query)
        while True:
            page = f" LIMIT {PAGE * 2} OFFSET {offset}" if offset else ""
            body, kind, _ = self._fetch(f"{prologue}{query}{page}", tuple(_TRIPLES), "triples")
            try:
                triples = [quad.triple for quad in parse(body, _TRIPLES[kind])]
            except (SyntaxError, ValueError) as error:
                raise self._unreadable(str(error)) from None
            new = [triple for triple in triples if triple not in seen]
            seen.update(new)
            yield from new
            if not pageable or not new or len(triples) < ROUND or len(triples) % ROUND > 1:
                return
            if not offset:
                self.note(f"the endpoint may have cut its answer at {len(triples):,} triples; asking for the rest")
            offset += len(triples)

    # -- the wire --------------------------------------------------------------------------------------

    def _results(self, body: bytes, kind: str) -> Any:
        body = body.replace(b"<bnode>nodeID://", b"<bnode>").replace(b'"nodeID://', b'"')
        try:
            return parse_query_results(body, _ROWS[kind])
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(str(error)) from None

    def _unreadable(self, words: str) -> OutsideError:
        short = " ".join(words.split())[:200]
        host = urlsplit(self.services.query).netloc
        return OutsideError(f"{host} answers with what cannot be read: {short}", hint="check that it speaks SPARQL 1.1")

    def _fetch(self, query: str, kinds: tuple[str, ...], wanted: str) -> tuple[bytes, str, dict[str, str]]:
        """A response's body, its media type, and its headers."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._once(query, kinds, wanted)
            except HTTPError as error:
                with error:
                    if error.code == 401 and self.client.credentials.challenged(
                        error.headers.get("WWW-Authenticate", "")
                    ):
                        attempt -= 1
                        continue
                    body = error.read(20_000)
                told = refusal(
                    error.code, self.services.query, body, error.headers.get("Content-Type", ""), "the query"
                )
                if error.code not in RETRIED or attempt >= 4:
                    raise told from None
                pause = retry_after(error.headers.get("Retry-After"))
                if pause is not None and pause > 120:
                    raise told from None
                pause = pause if pause is not None else 0.5 * 2 ** (attempt - 1)
                self.note(f"{urlsplit(self.services.query).netloc} answers {error.code}; trying again in {pause:.1f} s")
                time.sleep(pause)
            except TimeoutError:
                raise self._late() from None
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise self._late() from None
                raise explain(error, self.services.query) from None
            except OSError as error:
                raise explain(error, self.services.query) from None

    def _late(self) -> OutsideError:
        host = urlsplit(self.services.query).netloc
        return OutsideError(f"{host} did not answer within {self.timeout:g} s", hint="give it longer with --timeout")

    def _once(self, query: str, kinds: tuple[str, ...], wanted: str) -> tuple[bytes, str, dict[str, str]]:
        from SPARQLWrapper import POST, URLENCODED, SPARQLWrapper

        wrapper = SPARQLWrapper(self.services.query, agent=USER_AGENT)
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)  # Virtuoso hangs on a query sent as a body of its own
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(max(1, int(self.timeout)))
        wrapper.setQuery(query)
        if self.default_graph is not None:
            wrapper.addParameter("default-graph-uri", self.default_graph)
        for graph in self.named_graphs:
            wrapper.addParameter("named-graph-uri", graph)
        target = urlsplit(self.services.query).path or "/"
        if (authorization := self.client.credentials.header("POST", target)) is not None:
            wrapper.addCustomHttpHeader("Authorization", authorization)
        request = wrapper._createRequest()  # `query()` reads an error's body and drops its headers (Retry-After)
        request.add_header("Accept", ", ".join(kinds))
        with _opener().open(request, timeout=self.timeout) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind not in kinds:
                raise not_rdf(self.services.query, kind, response.read(20_000), wanted)
            body = self._read(response)
            stated = headers.get("content-length", "")
            if stated.isdigit() and len(body) < int(stated):
                raise explain(IncompleteRead(body), self.services.query)
        if kind in _ROWS and b"<html" in body[:500].lower():
            raise not_rdf(self.services.query, "text/html", body, wanted)
        return body, kind, headers

    def _read(self, stream: IO[bytes]) -> bytes:
        pieces = []
        while piece := stream.read(1 << 16):
            pieces.append(piece)
            if self.deadline is not None and time.monotonic() > self.deadline:
                raise LimitError("the query took longer than its time", hint="give it more with --timeout")
        return b"".join(pieces)


def _opener() -> Any:
    """An opener that follows no redirection, which would carry credentials to wherever it leads."""
    from urllib.request import HTTPRedirectHandler, build_opener

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    return build_opener(Stay)


def _known(term: Term | None) -> Term | None:
    if isinstance(term, NamedNode) and term.value.startswith("nodeID://"):
        return BlankNode(term.value.removeprefix("nodeID://"))
    return term


def _has_limit(query: str) -> bool:
    import re

    return re.search(r"\b(LIMIT|OFFSET)\s+\d+\s*(?:(?:LIMIT|OFFSET)\s+\d+\s*)?\Z", query, re.IGNORECASE) is not None
