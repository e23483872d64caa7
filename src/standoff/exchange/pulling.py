"""Pull: a graph, or all that was pushed, out of another triple store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from standoff.errors import OutsideError
from standoff.exchange.http import Client
from standoff.exchange.reading import count_default, count_graphs, read_dataset, read_graphs
from standoff.exchange.services import Services, find_services
from standoff.progress import Progress
from standoff.rdf.terms import DefaultGraph, NamedNode, Quad

__all__ = ["pull"]


def pull(
    url: str,
    *,
    graph: str | None = None,
    facts: str | None = None,
    base: str = "",
    note: Callable[[str], None] = lambda _: None,
    progress: Progress | None = None,
    timeout: float = 120.0,
) -> Iterator[Quad]:
    """The quads of a store, each in its graph; with `graph`, the triples of that one, in the default graph.

    `facts` is the graph that stands for the default graph where the store has none of its own; its triples come in
    the default graph. With `base`, only graphs whose names begin with it come.

    Raises:
        OutsideError: the store cannot be reached or refuses, has no such graph, or gives fewer triples than it counts.
    """
    with Client.to(url, timeout=timeout, note=note) as client:
        services = find_services(client, writing=False)
        counts: dict[str | None, int] = {}
        counts.update(count_graphs(client, services, lambda name: _wanted(name, graph, base)))
        if graph is not None:
            if graph not in counts:
                raise OutsideError(f"{urlsplit(url).netloc} has no graph <{graph}>", hint="leave out --graph for all")
        elif facts not in counts:
            number = count_default(client, services)
            if number and not (services.is_virtuoso or (number == sum(counts.values()) and number)):
                counts[None] = number
        yield from _checked(client, services, counts, graph, facts, progress)


def _wanted(name: str, graph: str | None, base: str) -> bool:
    return name == graph if graph is not None else name.startswith(base)


def _checked(
    client: Client,
    services: Services,
    counts: dict[str | None, int],
    graph: str | None,
    facts: str | None,
    progress: Progress | None,
) -> Iterator[Quad]:
    total = sum(counts.values())
    quads = read_dataset(client, services) if services.gives_datasets else read_graphs(client, services, counts)
    got = 0
    for quad in quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
        if name not in counts:
            continue
        if progress is not None and got % 1000 == 0:
            progress.step("pulling", got, total)
        got += 1
        if name is not None and name in {graph, facts}:
            yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        else:
            yield quad
    if got < total:
        host = urlsplit(services.query).netloc
        raise OutsideError(f"{host} counts {total:,} triples and gave {got:,}", hint="try again; nothing was written")
