"""Tables mark the rows whose every ground is disputed, and only those; other formats are plain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.queries.tokens import may_match

Run = Callable[..., tuple[int, str, str]]
OPENED = "https://w3id.org/standoff/ontology#openedBy"
KNOWN = {"st": "https://w3id.org/standoff/ontology#"}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?o st:openedBy ?s }",
        f"SELECT ?s {{ ?o <{OPENED}> ?s }}",
        "PREFIX x: <https://w3id.org/standoff/ontology#> SELECT ?s { ?o x:openedBy ?s }",
        "SELECT ?s { ?o ?p ?s }",
        "SELECT ?s { GRAPH ?g { ?o ?p ?s } }",
        "SELECT ?s { ?o st:partOf ?x ; ?p ?s }",
        "SELECT ?s { ?o st:partOf|st:openedBy ?s }",
    ],
)
def test_a_query_that_can_meet_a_disputed_fact_is_known(text: str) -> None:
    assert may_match(text, [OPENED], KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?o st:partOf ?s }",
        'SELECT ?s { ?o st:partOf ?s . FILTER(?s = "st:openedBy") } # st:openedBy',
        "SELECT ?s { ?o st:partOf ?x, ?s . ?x st:within+ ?y }",
    ],
)
def test_a_query_that_cannot_is_spared_the_look(text: str) -> None:
    assert not may_match(text, [OPENED], KNOWN)


def test_both_answers_to_the_disputed_question_are_marked(built_folder: Path, run: Run) -> None:
    code, out, _ = run("query", "--sparql", "SELECT ?side { ?o st:openedBy ?side }", "--kb", built_folder)
    assert code == 0
    assert sum(line.rstrip().endswith("disputed") for line in out.splitlines()) == 2


def test_a_table_without_disputed_rows_has_no_column_for_them(built_folder: Path, run: Run) -> None:
    _, out, _ = run("query", "mediators", "--kb", built_folder)
    assert "isputed" not in out


def test_machine_formats_keep_the_querys_own_columns(built_folder: Path, run: Run) -> None:
    query = ("query", "--sparql", "SELECT ?side { ?o st:openedBy ?side }", "--kb", built_folder)
    assert "isputed" not in run(*query, "-f", "csv")[1]
    assert "isputed" not in run(*query, "-f", "json")[1]
