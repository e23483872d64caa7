"""What is refused before it can crash a parser, call out, or write; and limits on time and rows."""

from __future__ import annotations

import gc
import time

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from standoff.errors import LimitError, StandoffError, UsageError
from standoff.queries import run

DEEP = {
    "parentheses": "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
    "braces": "SELECT * " + "{" * 5000 + "}" * 5000,
    "brackets": "SELECT * { ?s ?p " + "[ ?p " * 5000 + "1" + "]" * 5000 + " }",
    "lists": "SELECT * { ?s ?p " + "( " * 5000 + "1" + ")" * 5000 + " }",
    "quoted triples": "SELECT * { ?s ?p " + "<<( ?a ?b " * 5000 + "1" + ")>>" * 5000 + " }",
    "negations": "SELECT * { FILTER(" + "!" * 50000 + "1) }",
    "sums": "SELECT * { FILTER(1" + "+1" * 50000 + ") }",
    "alternatives": "SELECT * { FILTER(1" + "||1" * 50000 + ") }",
    "unions": "SELECT * { {}" + " UNION {}" * 50000 + " }",
    "filters": "SELECT * { ?s ?p ?o " + "FILTER(?o > 1) " * 50000 + " }",
    "assignments": "SELECT * { " + "".join(f"BIND(1 AS ?x{i}) " for i in range(50000)) + " }",
    "differences": "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p ?o } " * 50000 + " }",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_overflows_a_parser_is_refused_with_its_place(name: str) -> None:
    with pytest.raises(UsageError, match=r"^query:1:\d+: the query (nests deeper|has more)"):
        run(Store(), DEEP[name])


def test_a_query_of_a_million_characters_is_refused() -> None:
    with pytest.raises(UsageError, match="longer than"):
        run(Store(), "SELECT * { ?s ?p '" + "x" * 1_000_000 + "' }")


def test_braces_in_strings_and_comments_do_not_count() -> None:
    text = "SELECT * { ?s ?p '" + "{(" * 5000 + "' # " + "((" * 5000 + "\n }"
    assert list(run(Store(), text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * {SERVICE<http://localhost:1/>{?s ?p ?o}}",
        "SELECT * { service silent ?endpoint { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://localhost:1/> {} } }",
        "SELECT * { # a comment\nSerViCe <http://localhost:1/> {} }",
    ],
)
def test_another_server_is_not_called(text: str) -> None:
    with pytest.raises(UsageError, match="SERVICE would call another server"):
        run(Store(), text)


@pytest.mark.parametrize("name", ["ex:service", "?service", "<https://example.org/service>", "'SERVICE <x> {'"])
def test_the_word_service_in_a_name_is_no_call(name: str) -> None:
    assert list(run(Store(), f"PREFIX ex: <https://example.org/> SELECT * {{ ?s ?p {name} }}")) == []


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <b:> LOAD <http://localhost:1/>",
        "DROP ALL",
        "CLEAR DEFAULT",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused_and_change_nothing(text: str) -> None:
    store = crowd(1)
    with pytest.raises(UsageError, match="is an update"):
        run(store, text)
    assert len(store) == 1


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("SELECT * { ?s ?p }", "query:1:", "not SPARQL"),
        ("SELECT *\n{ ?s foo:bar ?o }", "query:2:", "prefix foo: is not declared"),
        ("SELECT * { ?s ?p <a b> }", "query:1:", "IRI"),
        ("SELECT * { ?s ?p ?o ", "query:1:", "not SPARQL"),
        ("SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o }", "query:1:", "neither grouped nor counted"),
        ("", "query", "the query is empty"),
        ("SELEC ?x {}", "query", "no SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("\x00\x01", "query", "no SELECT"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(text: str, place: str, told: str) -> None:
    with pytest.raises(UsageError) as failure:
        run(Store(), text)
    message = str(failure.value)
    assert message.startswith(place) or place == "query"
    assert told in message
    assert "\n" not in message
    assert len(message) < 300


def crowd(number: int) -> Store:
    store = Store()
    store.extend(Quad(NamedNode(f"a:{i}"), NamedNode("a:p"), Literal(i)) for i in range(number))
    return store


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d FILTER(?b + ?d > 5) }",
        "SELECT ?a { ?a ?p ?b . ?c ?q ?d FILTER(?b + ?d > 2000) } ORDER BY DESC(?b + ?d)",
        "ASK { ?a ?p ?b . ?c ?q ?d FILTER(?b + ?d < 0) }",
        "CONSTRUCT { ?a ?p ?d } { ?a ?p ?b . ?c ?q ?d FILTER(?b + ?d < 0) }",
    ],
)
def test_time_is_up_even_while_the_engine_counts_or_sorts(text: str) -> None:
    store = crowd(1500)
    begun = time.monotonic()
    with pytest.raises(LimitError, match=r"longer than 0\.1 seconds") as failure:
        answer = run(store, text, timeout=0.1)
        list(answer.rows)
        list(answer.triples)
    assert failure.value.exit_code == 4
    assert time.monotonic() - begun < 30


def test_a_limit_cuts_and_says_so() -> None:
    answer = run(crowd(10), "SELECT ?s { ?s ?p ?o } ORDER BY ?o", limit=4)
    assert len(list(answer)) == 4
    assert answer.cut == ["there are more rows than the limit of 4"]
    whole = run(crowd(4), "SELECT ?s { ?s ?p ?o }", limit=4)
    assert len(list(whole)) == 4
    assert whole.cut == []


def test_many_rows_come_through_whole_and_in_order() -> None:
    answer = run(crowd(5000), "SELECT ?o { ?s ?p ?o } ORDER BY ?o", timeout=60)
    assert [term.value for (term,) in answer if isinstance(term, Literal)] == [str(i) for i in range(5000)]


def test_a_call_that_fails_is_one_error_and_nothing_is_left_to_another_thread(
    recwarn: pytest.WarningsRecorder, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises((OSError, StandoffError)):
        list(run(Store(), "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", allow_service=True))
    gc.collect()
    assert "another thread" not in capsys.readouterr().err
    assert not [warning for warning in recwarn if "Unraisable" in type(warning.message).__name__]
