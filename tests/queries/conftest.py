"""The article's knowledge base as a store in memory, with what follows from it, and without its claims."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, Store

from standoff.queries import Answer, read_query, read_values, run
from standoff.queries.labels import StoreLabels, reads_as
from standoff.reasoning import derive
from standoff.sources import Sources

Ask: TypeAlias = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="session")
def sources(root: Path) -> Sources:
    return Sources.open(root)


def closed(sources: Sources, with_claims: bool) -> Store:
    """Facts in the default graph, each claim's content in its own."""
    content = list(sources.content()) if with_claims else []
    background = [quad.triple for quad in sources.background()]
    claims = [(quad.graph_name, quad.triple) for quad in content if isinstance(quad.graph_name, NamedNode)]
    derivation = derive(background, claims)
    store = Store()
    for fact in range(len(derivation.subject)):
        s, p, o = derivation.spo(fact)
        if isinstance(s, NamedNode | BlankNode) and isinstance(p, NamedNode):
            store.add(Quad(s, p, o))
    if with_claims:
        store.extend(sources.provenance())
        store.extend(content)
    else:
        store.extend(sources.quads("articles"))
    links = NamedNode("https://w3id.org/standoff/links")
    store.extend(Quad(quad.subject, quad.predicate, quad.object, links) for quad in sources.quads("links"))
    return store


@pytest.fixture(scope="session")
def store(sources: Sources) -> Store:
    return closed(sources, with_claims=True)


@pytest.fixture(scope="session")
def store_without_claims(sources: Sources) -> Store:
    return closed(sources, with_claims=False)


def asker(sources: Sources, store: Store, root: Path, named: bool = True) -> Ask:
    labels = StoreLabels(store if named else Store())

    def ask(name: str, **given: str) -> list[dict[str, str]]:
        query = read_query(root / "queries" / f"{name}.rq")
        values = read_values(query, given, lambda text, kind: sources.names.find(text))
        answer: Answer = run(store, query, values)
        prefixes = sources.config.prefixes
        return [{name: reads_as(term, labels, prefixes) for name, term in row.items()} for row in answer.dictionaries()]

    return ask


@pytest.fixture(scope="session")
def ask(sources: Sources, store: Store, root: Path) -> Ask:
    """Ask a saved query: each row as a mapping from columns to what a person reads."""
    return asker(sources, store, root)


@pytest.fixture(scope="session")
def curies(sources: Sources, store: Store, root: Path) -> Ask:
    """The same with the names that no editor changes: CURIEs instead of labels."""
    return asker(sources, store, root, named=False)


@pytest.fixture(scope="session")
def curies_in(sources: Sources, root: Path) -> Callable[[Store], Ask]:
    """The same on a store of the test's own."""
    return lambda store: asker(sources, store, root, named=False)


@pytest.fixture(scope="session")
def ask_without_claims(sources: Sources, store_without_claims: Store, root: Path) -> Ask:
    """The same with every claim taken away."""
    return asker(sources, store_without_claims, root)
