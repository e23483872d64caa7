"""Writing the store: facts through the default lens, claims, links, and a closure graph for each named lens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from standoff.model.reading import read_claims
from standoff.rdf.terms import (
    DCTERMS,
    OWL,
    PROV,
    RDF,
    ST,
    BlankNode,
    DefaultGraph,
    Graph,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pyoxigraph import Store

    from standoff.building.builds import Build
    from standoff.model import Claim
    from standoff.progress import Progress
    from standoff.reasoning.derivation import Derivation

__all__ = ["Index", "claimed", "claims_in_store", "facts", "lens_graph", "links_graph"]

CHUNK: Final = 50_000
"""Quads loaded at a time, so that Ctrl-C is answered at once."""

_DEFAULT: Final = DefaultGraph()


def lens_graph(base: str, name: str) -> NamedNode:
    """The graph that holds the facts through a named lens."""
    return NamedNode(f"{base}closure/{name}")


def links_graph(base: str) -> NamedNode:
    """The graph that holds the link judgements."""
    return NamedNode(f"{base}links")


class Index:
    """A store that is being written."""

    def __init__(self, store: Store, path: Path, *, bulk: bool, progress: Progress | None = None) -> None:
        self.store = store
        self.path = path
        self.bulk = bulk
        self.progress = progress

    def load(self, quads: Iterable[Quad], what: str) -> None:
        """Bring quads in, a chunk at a time."""
        done = 0
        for chunk in _chunks(quads):
            if self.bulk:
                self.store.bulk_extend(chunk)
            else:
                self.store.extend(chunk)
            done += len(chunk)
            if self.progress is not None:
                self.progress.step(f"index {what}", done)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Take quads away."""
        for quad in quads:
            self.store.remove(quad)

    @classmethod
    def new(cls, path: Path, progress: Progress | None = None) -> Index:
        """An empty store at `path`."""
        from pyoxigraph import Store

        return cls(Store(str(path)), path, bulk=True, progress=progress)

    @classmethod
    def copy_of(cls, last: Build, path: Path, progress: Progress | None = None) -> Index:
        """A copy of a build's store at `path`; its files are hard links, so it costs next to nothing."""
        from pyoxigraph import Store

        last.store().backup(str(path))
        return cls(Store(str(path)), path, bulk=False, progress=progress)

    def close(self) -> None:
        """Write out what is in memory and let go of the store."""
        self.store.flush()
        if self.bulk:
            self.store.optimize()
        del self.store


def facts(derivation: Derivation, numbers: NDArray[np.integer[Any]], graph: Graph = _DEFAULT) -> Iterator[Quad]:
    """Facts by their numbers, as quads of a graph.

    Those with a literal as subject are no RDF, and that something is an owl:Thing or of a class without a name says
    nothing: they are left out.
    """
    terms: dict[int, Any] = {}
    term, kind, thing = derivation.terms.term, RDF["type"], OWL["Thing"]

    def known(number: int) -> Any:
        found = terms.get(number)
        if found is None:
            found = terms[number] = term(number)
        return found

    for first in range(0, len(numbers), CHUNK):
        part = numbers[first : first + CHUNK]
        columns = (derivation.subject[part], derivation.predicate[part], derivation.object[part])
        for s, p, o in zip(*(column.tolist() for column in columns), strict=True):
            subject, predicate, value = known(s), known(p), known(o)
            if not isinstance(subject, (NamedNode, BlankNode)) or not isinstance(predicate, NamedNode):
                continue
            if predicate == kind and (isinstance(value, BlankNode) or value == thing):
                continue
            yield Quad(subject, predicate, value, graph)


def claims_in_store(store: Store) -> list[Claim]:
    """The claims of a store with what lenses need to know: speaker, article, when it was said and issued."""
    wanted = (PROV["wasAttributedTo"], PROV["wasQuotedFrom"], ST["saidOn"])
    quads = [*store.quads_for_pattern(None, RDF["type"], ST["Claim"], _DEFAULT)]
    for predicate in wanted:
        quads += store.quads_for_pattern(None, predicate, None, _DEFAULT)
    issued = {
        quad.subject: quad.object.value
        for quad in store.quads_for_pattern(None, DCTERMS["issued"], None, _DEFAULT)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }
    return list(read_claims(quads, issued=issued))


def claimed(quads: Iterable[Quad]) -> list[tuple[NamedNode, Triple]]:
    """Content quads as the reasoner takes them: claim and triple."""
    return [(quad.graph_name, quad.triple) for quad in quads if isinstance(quad.graph_name, NamedNode)]


def _chunks(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    source = iter(quads)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
