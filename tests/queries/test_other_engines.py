"""The saved queries are plain SPARQL 1.1: another engine answers them alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store
from rdflib import Dataset

from standoff.queries import bind, read_query, read_values, run
from standoff.sources import Sources

NAMES = (
    "ceasefires",
    "mediators",
    "casualties",
    "casualty-totals",
    "territorial-changes",
    "peacekeepers",
    "talks",
    "actors",
    "claims-about",
    "speakers",
)
GIVEN = {"speaker": "Armenia", "entity": "Russia"}


@pytest.fixture(scope="module")
def dataset(store: Store) -> Dataset:
    found = Dataset()
    found.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return found


def shown(term: object) -> str | None:
    return None if term is None else str(term.value if isinstance(term, NamedNode | Literal) else term)


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_answers_a_saved_query_with_the_same_rows_in_the_same_order(
    sources: Sources, store: Store, dataset: Dataset, root: Path, name: str
) -> None:
    query = read_query(root / "queries" / f"{name}.rq")
    given = {key: value for key, value in GIVEN.items() if query.parameter(key)}
    values = read_values(query, given, lambda text, kind: sources.names.find(text))
    ours = [tuple(shown(term) for term in row) for row in run(store, query, values)]
    theirs = [tuple(shown(term) for term in row) for row in dataset.query(bind(query.text, values))]  # type: ignore[union-attr]
    assert theirs == ours
