"""Push: graphs into another triple store, such that pushing twice is pushing once, and verified at the end.

A graph is sent when the store does not have it as it is here; so a push that was cut short is completed by the
next, and one that changes nothing sends nothing. What was pushed before and is no longer here is removed: the graph
`pushed` under the base IRI lists what we put there, and nothing else is ever touched.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from standoff.errors import OutsideError, UsageError
from standoff.exchange.comparing import Difference, compare
from standoff.exchange.http import Client
from standoff.exchange.reading import count_default, count_graphs, pages
from standoff.exchange.services import QUADS, Services, find_services, graph_url, probe, remove_graph, update
from standoff.exchange.sorted_graphs import Kept, SortedGraph, SortedGraphs
from standoff.progress import Progress
from standoff.rdf.ordering import SortedLines
from standoff.rdf.terms import RDF, VOID, XSD, Literal, NamedNode, Quad

__all__ = ["FACTS", "GraphReport", "Options", "PushReport", "push"]

FACTS: Final = "closure/default"
"""Under the base IRI: the graph of the facts in stores whose default graph is the union of all graphs."""
PUSHED: Final = "pushed"
UPDATE_LINES: Final = 1000
"""Triples in one SPARQL Update: Virtuoso's compiler has no memory for 5,000."""


@dataclass(frozen=True)
class Options:
    """How to push."""

    via: str | None = None
    prefix: str | None = None
    batch: int = 100_000
    dry_run: bool = False
    replace: bool = False
    scope: Callable[[str], bool] = lambda name: True
    """Which graphs this push is about, by name: others that were pushed before are left as they are."""


@dataclass(frozen=True)
class GraphReport:
    """The GRAPH of TRIPLES triples was sent or was there already, and differs so."""

    graph: str | None
    triples: int
    digest: str
    sent: bool
    kept: int = 0
    kept_digest: str = ""
    difference: Difference = field(default_factory=Difference)


@dataclass(frozen=True)
class PushReport:
    """What a push did, graph by graph."""

    url: str
    way: str
    graphs: tuple[GraphReport, ...]
    removed: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def missing(self) -> int:
        """Triples that the store does not have although they were sent."""
        return sum(len(report.difference.missing) for report in self.graphs)

    @property
    def rewritten(self) -> int:
        """Literals that the store keeps in another spelling."""
        return sum(len(report.difference.rewrites) for report in self.graphs)

    def check(self) -> None:
        """Raise if something is missing.

        Raises:
            OutsideError: something is.
        """
        if self.missing:
            raise OutsideError(
                f"{urlsplit(self.url).netloc} lacks {self.missing:,} of the triples that were sent",
                hint="see the lines above; push again, or choose another way with --via",
            )


def push(
    quads: Iterable[Quad],
    url: str,
    base: str,
    options: Options | None = None,
    *,
    note: Callable[[str], None] = lambda _: None,
    progress: Progress | None = None,
    timeout: float = 120.0,
) -> PushReport:
    """Put graphs into the store at `url`; facts are in the default graph, the rest in theirs.

    Raises:
        OutsideError: the store cannot be reached or refuses; what was sent until then stays and is not sent again.
        UsageError: the URL or the way is wrong, or the default graph holds what is not ours.
    """
    chosen = options or Options()
    with Client.to(url, timeout=timeout, note=note) as client:
        services = find_services(client, writing=True)
        home = chosen.prefix or base
        if chosen.dry_run:
            services = replace(services, own_default_graph=not services.is_virtuoso)
        else:
            services = probe(client, services, chosen.via, f"{home}probe")
        facts = "" if services.own_default_graph and chosen.prefix is None else home + FACTS

        def place(name: str) -> str:
            if not name:
                return facts
            return name if chosen.prefix is None else chosen.prefix + re.split("[/#]", name.rstrip("/#"))[-1]

        with SortedGraphs(quads, place) as ordered:
            return _Push(client, services, home, chosen, progress).run(ordered)


class _Push:
    def __init__(
        self, client: Client, services: Services, home: str, options: Options, progress: Progress | None
    ) -> None:
        self.client = client
        self.services = services
        self.home = home
        self.options = options
        self.progress = progress
        self.batched: list[tuple[str, list[str]]] = []
        self.batched_lines = 0
        self.done = 0

    @property
    def way(self) -> str:
        services = self.services
        if self.options.via == "update" or services.graphs is None:
            return "SPARQL Update, graphs in batches"
        if services.takes_datasets:
            return "N-Quads in one body"
        return "Graph Store Protocol, graph by graph" + (
            ", small ones by SPARQL Update" if services.update and self.options.via is None else ""
        )

    def run(self, ordered: SortedGraphs) -> PushReport:
        wanted: dict[str | None, tuple[int, str]] = {}
        for graph in ordered.graphs():
            wanted[graph.name] = (graph.count, graph.digest)
        here = {name for name in wanted if name is not None}
        before = self._pushed_before()
        counts = self._counts(wanted)
        self._check_default(wanted, counts, before)
        left = {name for name in before - here if name == "" or not self.options.scope(name)}
        gone = tuple(sorted(before - here - left - {self.home + PUSHED}))
        same = self._same(ordered, wanted, counts)
        if self.options.dry_run:
            reports = [GraphReport(name, *wanted[name], sent=name not in same) for name in wanted]
            return PushReport(self.client.url, self.way, tuple(reports), gone, dry_run=True)
        todo = [name for name in wanted if name not in same]
        if todo or gone:
            self._list_pushed(wanted, before)
            self._send(ordered, wanted, set(todo), counts)
            for name in gone:
                remove_graph(self.client, self.services, name)
            self._list_pushed(wanted, left)
        found = {report.graph: report for report in (*same.values(), *self._verify(ordered, wanted, set(todo)))}
        reports = [found[name] for name in wanted]
        return PushReport(self.client.url, self.way, tuple(reports), gone)

    # -- what is there ---------------------------------------------------------------------------------

    def _pushed_before(self) -> set[str]:
        listed = f"SELECT ?g {{ GRAPH <{self.home}{PUSHED}> {{ ?g a <{VOID['Dataset'].value}> }} }}"
        rows = pages(self.client, self.services, listed)
        names = {row[0].value for row in rows if isinstance(row[0], NamedNode)}
        return {"" if name == f"{self.home}{PUSHED}#default" else name for name in names}

    def _counts(self, wanted: Mapping[str | None, tuple[int, str]]) -> dict[str | None, int]:
        counts: dict[str | None, int] = {}
        counts.update(count_graphs(self.client, self.services, lambda name: name in wanted))
        if None in wanted:
            counts[None] = count_default(self.client, self.services)
        return counts

    def _check_default(
        self, wanted: Mapping[str | None, tuple[int, str]], counts: Mapping[str | None, int], before: set[str]
    ) -> None:
        number = counts.get(None, 0)
        if None in wanted and number and "" not in before and not self.options.replace and number != wanted[None][0]:
            raise UsageError(
                f"the default graph of {urlsplit(self.client.url).netloc} holds {number:,} triples that were not "
                "pushed from here",
                hint="add --replace to replace them, or --prefix-graph IRI to push beside them",
            )

    def _same(
        self, ordered: SortedGraphs, wanted: Mapping[str | None, tuple[int, str]], counts: Mapping[str | None, int]
    ) -> dict[str | None, GraphReport]:
        """The graphs that the store has already as they are here, but for the spelling of literals."""
        likely: dict[str | None, int] = {
            name: counts[name] for name, (count, _) in wanted.items() if counts.get(name) == count
        }
        if not likely:
            return {}
        with self._read_back(likely) as kept:
            reports = self._compared(ordered, wanted, kept, set(likely), set())
        return {r.graph: r for r in reports if not r.difference.missing and not r.difference.extra}

    # -- sending ---------------------------------------------------------------------------------------

    def _send(
        self,
        ordered: SortedGraphs,
        wanted: Mapping[str | None, tuple[int, str]],
        todo: set[str | None],
        counts: Mapping[str | None, int],
    ) -> None:
        total = sum(wanted[name][0] for name in todo)
        try:
            if self.services.takes_datasets and self.options.via != "update":
                self._send_datasets(ordered, todo, counts, total)
            else:
                self._send_graphs(ordered, todo, total)
        except OutsideError as error:
            raise OutsideError(
                f"{error.what}, after {self.done:,} of {total:,} triples",
                hint=f"{error.hint}; push again to send the rest" if error.hint else "push again to send the rest",
            ) from None

    def _step(self, count: int, total: int) -> None:
        self.done += count
        if self.progress is not None:
            self.progress.step("pushing", self.done, total)

    def _send_datasets(
        self, ordered: SortedGraphs, todo: set[str | None], counts: Mapping[str | None, int], total: int
    ) -> None:
        with tempfile.TemporaryDirectory(prefix="standoff-") as folder:
            body = Path(folder, "body.nq")
            names: list[str | None] = []
            size = 0
            out = body.open("w", encoding="utf-8", newline="\n")
            for graph in ordered.graphs():
                name = graph.name
                if name not in todo:
                    continue
                if names and size + graph.count > self.options.batch:
                    out.close()
                    self._send_body(body, names, counts)
                    self._step(size, total)
                    out = body.open("w", encoding="utf-8", newline="\n")
                    names, size = [], 0
                end = "" if name is None else f" <{name}>"
                out.writelines(line.replace("\t", " ", 2) + f"{end} .\n" for line in graph.lines)
                names.append(name)
                size += graph.count
            out.close()
            if names:
                self._send_body(body, names, counts)
                self._step(size, total)

    def _send_body(self, body: Path, names: list[str | None], counts: Mapping[str | None, int]) -> None:
        assert self.services.graphs is not None
        stale = [name for name in names if counts.get(name)]
        for start in range(0, len(stale), 500):
            self._clear(stale[start : start + 500])
        self.client.send("POST", self.services.graphs, content_type=QUADS, body=body, what="N-Quads")

    def _clear(self, names: list[str | None]) -> None:
        if self.services.update is not None:
            text = " ;\n".join("CLEAR DEFAULT" if n is None else f"DROP SILENT GRAPH <{n}>" for n in names)
            update(self.client, self.services.update, text)
            return
        assert self.services.graphs is not None
        for name in names:
            with self.client.ask("DELETE", graph_url(self.services.graphs, name)) as response:
                response.read()

    def _send_graphs(self, ordered: SortedGraphs, todo: set[str | None], total: int) -> None:
        by_update = self.options.via == "update" or self.services.graphs is None
        small = self.services.update is not None and self.options.via is None
        for graph in ordered.graphs():
            name = graph.name
            if name not in todo:
                continue
            if by_update or (small and name is not None and graph.count <= UPDATE_LINES // 4):
                self._batch(name, graph, total)
            else:
                self._put(name, graph)
                self._step(graph.count, total)
        self._flush(total)

    def _put(self, name: str | None, graph: SortedGraph) -> None:
        assert self.services.graphs is not None
        with tempfile.TemporaryDirectory(prefix="standoff-") as folder:
            body = Path(folder, "body.ttl")
            with body.open("w", encoding="utf-8", newline="\n") as out:
                out.writelines(line.replace("\t", " ", 2) + " .\n" for line in graph.lines)
            url = graph_url(self.services.graphs, name)
            self.client.send("PUT", url, content_type="text/turtle", body=body, what="a graph")

    def _batch(self, name: str | None, graph: SortedGraph, total: int) -> None:
        opening = "CLEAR DEFAULT" if name is None else f"DROP SILENT GRAPH <{name}>"
        piece: list[str] = []
        for line in graph.lines:
            piece.append(line.replace("\t", " ", 2) + " .")
            if self.batched_lines + len(piece) >= UPDATE_LINES:
                self._add(opening, name, piece)
                self._flush(total)
                opening, piece = "", []
        if piece or opening:
            self._add(opening, name, piece)

    def _add(self, opening: str, name: str | None, lines: list[str]) -> None:
        inside = "\n".join(lines)
        data = f"INSERT DATA {{ {inside} }}" if name is None else f"INSERT DATA {{ GRAPH <{name}> {{ {inside} }} }}"
        self.batched.append((f"{opening} ;\n{data}" if opening else data, lines))
        self.batched_lines += len(lines)

    def _flush(self, total: int) -> None:
        if self.batched:
            assert self.services.update is not None
            update(self.client, self.services.update, " ;\n".join(text for text, _ in self.batched))
            self._step(self.batched_lines, total)
        self.batched, self.batched_lines = [], 0

    def _list_pushed(self, wanted: Mapping[str | None, tuple[int, str]], before: set[str]) -> None:
        """Write down which graphs are ours: before sending, those that may come to be; after it, those that are."""
        graph = self.home + PUSHED
        names: dict[str, int] = dict.fromkeys(before, 0)
        names |= {"" if name is None else name: count for name, (count, _) in wanted.items()}
        lines = []
        for name, count in sorted(names.items()):
            node = f"<{name or graph + '#default'}>"
            number = Literal(str(count), datatype=XSD["integer"])
            lines.append(f"{node}\t{RDF['type']}\t{VOID['Dataset']}")
            lines.append(f"{node}\t{VOID['triples']}\t{number}")
        with SortedLines(lines) as own:
            made = SortedGraph(graph, own, len(lines), "")
            if self.services.graphs is not None and self.options.via != "update":
                self._put(graph, made)
            else:
                self._batch(graph, made, 0)
                self._flush(0)
                self.done = 0

    # -- verifying -------------------------------------------------------------------------------------

    def _read_back(self, counts: Mapping[str | None, int]) -> Kept:
        return Kept(self.client, self.services, counts, self.progress)

    def _verify(
        self, ordered: SortedGraphs, wanted: Mapping[str | None, tuple[int, str]], sent: set[str | None]
    ) -> list[GraphReport]:
        if not sent:
            return []
        counts = self._counts(wanted)
        with self._read_back({name: counts.get(name, 0) for name in wanted if name in sent}) as kept:
            return self._compared(ordered, wanted, kept, sent, sent)

    def _compared(
        self,
        ordered: SortedGraphs,
        wanted: Mapping[str | None, tuple[int, str]],
        kept: Kept,
        names: set[str | None],
        sent: set[str | None],
    ) -> list[GraphReport]:
        reports = []
        theirs = kept.graphs(names)
        held = next(theirs, None)
        for graph in ordered.graphs():
            name = graph.name
            if name not in names:
                continue
            while held is not None and (held[0] or "") < (name or ""):
                held = next(theirs, None)
            count, found = wanted[name]
            if held is None or held[0] != name:
                reports.append(GraphReport(name, count, found, name in sent, difference=compare(graph.lines, ())))
                continue
            _, kept_count, kept_digest, lines = held
            difference = Difference() if kept_digest == found else compare(graph.lines, lines)
            reports.append(GraphReport(name, count, found, name in sent, kept_count, kept_digest, difference))
        return reports
