"""Quads graph by graph: sorted, counted, digested; on disk where they are many."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Final

from standoff.exchange.comparing import digest
from standoff.exchange.http import Client
from standoff.exchange.reading import read_dataset, read_graphs
from standoff.exchange.services import Services
from standoff.progress import Progress
from standoff.rdf.blank_nodes import BlankNodes, has_blank_node
from standoff.rdf.ordering import SortedLines
from standoff.rdf.terms import DefaultGraph, NamedNode, Quad

__all__ = ["Kept", "SortedGraph", "SortedGraphs"]

SMALL: Final = 20_000
"""Triples in a graph that is held in memory while it is dealt with; larger ones are on disk."""


@dataclass
class SortedGraph:
    """One graph to be pushed: its sorted lines, as N-Triples statements without the dot."""

    name: str | None
    lines: Iterable[str]
    count: int
    digest: str


class SortedGraphs:
    """All quads, sorted by graph, on disk where they are many."""

    def __init__(self, quads: Iterable[Quad], place: Callable[[str], str]) -> None:
        self._held: dict[str, list[Quad]] = {}
        self._place = place
        self._lines = SortedLines(self._plain(quads))
        for graph, held in self._held.items():
            # blank nodes are the graph's own: stores that load graph by graph cannot keep them otherwise
            scope = hashlib.sha256(graph.encode()).hexdigest()[:8]
            named = BlankNodes(held)
            for quad in named.quads():
                _, subject, predicate, value = named.named(quad)
                first = f"_:g{scope}{subject[2:]}" if subject.startswith("_:") else f"<{subject}>"
                last = f"_:g{scope}{value[2:]}" if value.startswith("_:") else value
                self._lines.extend([f"{graph}\t{first}\t<{predicate}>\t{last}"])

    def _plain(self, quads: Iterable[Quad]) -> Iterator[str]:
        for quad in quads:
            graph = quad.graph_name
            name = self._place("" if isinstance(graph, DefaultGraph) else str(graph)[1:-1])
            if has_blank_node(quad):
                self._held.setdefault(name, []).append(Quad(quad.subject, quad.predicate, quad.object))
                continue
            yield f"{name}\t{quad.subject}\t{quad.predicate}\t{quad.object}"

    def __enter__(self) -> SortedGraphs:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()

    def graphs(self) -> Iterator[SortedGraph]:
        """The graphs by name, the default graph first; each lives until the next is asked for."""
        pairs = (line.partition("\t") for line in self._lines)
        for name, group in groupby(pairs, key=lambda pair: pair[0]):
            lines = (pair[2] for pair in group)
            small = list(islice(lines, SMALL))
            if len(small) < SMALL:
                yield SortedGraph(name or None, small, *digest(small))
                continue
            with SortedLines(chain(small, lines)) as own:
                yield SortedGraph(name or None, own, *digest(own))


class Kept:
    """What a store has of some graphs, read once and sorted like what was sent."""

    def __init__(
        self, client: Client, services: Services, counts: Mapping[str | None, int], progress: Progress | None
    ) -> None:
        if services.gives_datasets and len(counts) > 0:
            quads: Iterator[Quad] = (q for q in read_dataset(client, services) if _name(q) in counts)
        else:
            quads = read_graphs(client, services, {name: count for name, count in counts.items() if count})
        self._sorted = SortedGraphs(_told(quads, progress, sum(counts.values())), lambda name: name)

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, *_: object) -> None:
        self._sorted.__exit__()

    def graphs(self, names: set[str | None] | None) -> Iterator[tuple[str | None, int, str, Iterable[str]]]:
        """Of the graphs named (None: of all), the name, the count of lines, their digest, and the lines."""
        for graph in self._sorted.graphs():
            if names is None or graph.name in names:
                yield graph.name, graph.count, graph.digest, graph.lines


def _name(quad: Quad) -> str | None:
    graph = quad.graph_name
    return graph.value if isinstance(graph, NamedNode) else None


def _told(quads: Iterable[Quad], progress: Progress | None, total: int) -> Iterator[Quad]:
    for number, quad in enumerate(quads):
        if progress is not None and number % 1000 == 0:
            progress.step("reading back", number, total)
        yield quad
