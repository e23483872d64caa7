"""Parameters: checked by type, bound as terms, never as text."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from standoff.errors import UsageError
from standoff.queries import bind, parse_query, read_values, standalone
from standoff.queries.header import Parameter
from standoff.queries.parameters import read_value, term_text
from standoff.rdf.terms import XSD

EX = "https://example.org/"


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


@pytest.fixture
def events() -> Store:
    store = Store()
    for event, place, size in (("a", "goris", 3), ("b", "goris", 5), ("c", "sotk", 7)):
        store.add(Quad(node(event), node("at"), node(place)))
        store.add(Quad(node(event), node("size"), Literal(size)))
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    result = store.query(query)
    assert isinstance(result, QuerySolutions)
    return [tuple("" if term is None else str(term.value) for term in solution) for solution in result]


def ask(text: str, parameter: str = "x", kind: str = "string") -> object:
    return read_value(Parameter(parameter, kind), text, lambda name, of_class: node(name))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?e WHERE { ?e <https://example.org/at> ?place } ORDER BY ?e",
        "SELECT ?e WHERE { ?e <https://example.org/at> $place } ORDER BY ?e",
        "SELECT ?e { ?e <https://example.org/at> ?p . FILTER(?p = ?place) } ORDER BY ?e",
        "SELECT ?e { { SELECT ?e { ?e <https://example.org/at> ?place } } } ORDER BY ?e",
        "SELECT ?e { { SELECT ?e { ?e <https://example.org/at> ?p FILTER(?p = ?place) } ORDER BY ?e LIMIT 2 } }",
        "SELECT ?e { ?e <https://example.org/size> ?n FILTER EXISTS { ?e <https://example.org/at> ?place } }"
        " ORDER BY ?e",
        "SELECT ?e { { ?e <https://example.org/at> ?place } UNION { ?e <https://example.org/no> ?x } } ORDER BY ?e",
        "SELECT ?e { ?e <https://example.org/size> ?n MINUS { ?e <https://example.org/at> ?p FILTER(?p != ?place) } }"
        " ORDER BY ?e",
        "SELECT ?e { ?e <https://example.org/at> ?p { FILTER(BOUND(?place)) } FILTER(?p = ?place) } ORDER BY ?e",
    ],
)
def test_a_parameter_reaches_wherever_its_variable_stands(events: Store, query: str) -> None:
    assert rows(events, bind(query, {"place": node("goris")})) == [(EX + "a",), (EX + "b",)]


def test_a_parameter_reaches_into_aggregates_and_their_conditions(events: Store) -> None:
    query = (
        "SELECT ?place (SUM(?n) AS ?sum) { ?e <https://example.org/at> ?place ; <https://example.org/size> ?n "
        "FILTER(?n >= ?least) } GROUP BY ?place"
    )
    bound = bind(query, {"place": node("goris"), "least": Literal(4)})
    assert rows(events, bound) == [(EX + "goris", "5")]


def test_a_parameter_reaches_a_template_and_a_description(events: Store) -> None:
    bound = bind("CONSTRUCT { ?e ?p ?place } WHERE { ?e ?p ?place }", {"place": node("sotk")})
    assert len(list(events.query(bound))) == 1  # type: ignore[arg-type]
    bound = bind("DESCRIBE ?e WHERE { ?e ?p ?place }", {"place": node("sotk")})
    assert len(list(events.query(bound))) == 2  # type: ignore[arg-type]


def test_a_select_expression_with_exists_does_not_hide_the_where_group(events: Store) -> None:
    query = "SELECT (EXISTS { ?place ?a ?b } AS ?x) ?e WHERE { ?e <https://example.org/at> ?p FILTER(?p = ?place) }"
    assert len(rows(events, bind(query, {"place": node("sotk")}))) == 1


def test_variables_in_strings_comments_and_iris_are_left_alone() -> None:
    query = "# ?place {\nSELECT ?x { ?x <https://example.org/?place> \"?place {\", '''{ ?place''' , ?place }"
    bound = bind(query, {"place": Literal("v")})
    assert bound.count("VALUES") == 1
    assert bound.replace(' VALUES ?place { "v" } ', "") == query


def test_a_short_construct_form_has_nowhere_to_bind() -> None:
    with pytest.raises(UsageError, match="no WHERE group"):
        bind("CONSTRUCT WHERE { ?s ?p ?place }", {"place": node("goris")})


def test_a_parameter_that_is_no_variable_is_refused() -> None:
    with pytest.raises(UsageError, match=r"\?plaice"):
        bind("SELECT ?x { ?x ?p ?place }", {"plaice": node("goris")})


INJECTIONS = (
    '" } } ; DROP ALL #',
    '"} UNION { ?s ?p ?o } #',
    "' } INSERT DATA { <a:a> <a:b> <a:c> } #",
    '\\" } #',
    "\\u0022 } UNION { ?s ?p ?o } #",
    '\\\\u0022 } "',
    "\\U00000022 }",
    "a\nb\r\tc\x00\x0b",
    '"""',
    "}} # ?place $place <x> SERVICE <http://localhost/> {}",
    "\u202e } \u200f \ufdfd \U0001d54f",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_hostile_value_stays_one_term(events: Store, text: str) -> None:
    query = bind("SELECT ?value WHERE { ?e <https://example.org/at> ?p }", {"value": Literal(text)})
    assert {row[0] for row in rows(events, query)} == {text}
    if "\x00" not in text:
        found = rdflib.Graph().query(bind("SELECT ?value WHERE { }", {"value": Literal(text)}))
        assert [str(row[0]) for row in found] == [text]  # type: ignore[index]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_the_engine_as_it_was(text: str) -> None:
    result = Store().query(bind("SELECT ?value WHERE { }", {"value": Literal(text)}))
    assert isinstance(result, QuerySolutions)
    assert [solution["value"] for solution in result] == [Literal(text)]


@given(st.text())
def test_no_text_becomes_an_iri_that_breaks_out(text: str) -> None:
    try:
        term = NamedNode(EX + text)
        written = term_text(term)
    except (ValueError, UsageError):
        return
    assert written == f"<{EX}{text}>"
    assert not set(text) & set('<>"{}|^`\\ \n\t')


def test_languages_and_datatypes_are_kept() -> None:
    assert term_text(Literal("Գորիս", language="hy")) == '"Գորիս"@hy'
    assert term_text(Literal("3", datatype=XSD["integer"])) == f'"3"^^<{XSD}integer>'


@pytest.mark.parametrize(
    ("kind", "text", "value", "datatype"),
    [
        ("integer", " 12 ", "12", "integer"),
        ("integer", "-3", "-3", "integer"),
        ("decimal", "1.50", "1.50", "decimal"),
        ("boolean", "Yes", "true", "boolean"),
        ("boolean", "false", "false", "boolean"),
        ("date", "2020-02-29", "2020-02-29", "date"),
        ("date", "2020-09", "2020-09", "gYearMonth"),
        ("date", "2020", "2020", "gYear"),
        ("lang", "hy-Latn", "hy-Latn", "string"),
    ],
)
def test_values_are_read_by_type(kind: str, text: str, value: str, datatype: str) -> None:
    assert ask(text, kind=kind) == Literal(value, datatype=XSD[datatype])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.5"),
        ("integer", "12; DROP"),
        ("integer", "\uff11\uff12"),
        ("decimal", "1e5"),
        ("decimal", "."),
        ("boolean", "perhaps"),
        ("date", "2022-02-30"),
        ("date", "2022-13"),
        ("date", "yesterday"),
        ("date", "٢٠٢٢"),
        ("lang", "en'"),
        ("iri", "  "),
        ("string", "\ud800"),
    ],
)
def test_values_of_the_wrong_type_are_refused_in_one_line(kind: str, text: str) -> None:
    with pytest.raises(UsageError) as failure:
        ask(text, kind=kind)
    assert "\n" not in str(failure.value)
    assert "of x" in str(failure.value)
    assert failure.value.exit_code == 2


SAVED = parse_query(
    """#+ summary: Test
#+ params:
#+   - name: place
#+     type: iri st:Place
#+     description: where
#+     required: true
#+   - name: least
#+     type: integer
#+     description: how many
#+     default: 3
SELECT * { ?e ?at ?place ; ?size ?least }""",
    "test",
)


def test_defaults_stand_in_for_what_is_not_given() -> None:
    values = read_values(SAVED, {"place": "goris"}, lambda text, of_class: node(f"{of_class}/{text}"))
    assert values == {"place": node("st:Place/goris"), "least": Literal("3", datatype=XSD["integer"])}


def test_a_required_parameter_is_asked_for() -> None:
    with pytest.raises(UsageError, match="needs the parameter place"):
        read_values(SAVED, {}, lambda text, of_class: node(text))


def test_an_unknown_parameter_brings_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean place"):
        read_values(SAVED, {"palce": "x"}, lambda text, of_class: node(text))


def test_a_query_for_another_server_brings_its_prefixes() -> None:
    text = standalone("SELECT ?x { ?x a st:Place ; st:near ?y }", {"y": node("g")}, {"st": "https://e.org/", "b": "x:"})
    assert text.startswith("PREFIX st: <https://e.org/>\nSELECT")
    Store().query(text)
    declared = "PREFIX st: <https://e.org/> SELECT ?x { ?x a st:Place }"
    assert standalone(declared, {}, {"st": "https://other.org/"}) == declared
