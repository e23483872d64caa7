"""Every format, read back by a parser that is not ours."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, Store, Triple, parse_query_results
from rdflib import Graph
from rdflib.query import Result

from standoff.errors import UsageError
from standoff.queries import Answer, Column, StoreLabels, format_of, run, write_answer
from standoff.queries.labels import reads_as, visible
from standoff.queries.tables import markdown, merged, table, width_of
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.terms import RDFS, XSD

PREFIXES = Prefixes({"ex": "https://example.org/"})
GORIS, SOTK = NamedNode("https://example.org/goris"), NamedNode("https://example.org/sotk")
COLUMNS = (Column("place", "Place", entity=True), Column("note", "Note"), Column("n", "How many"))
ROWS = (
    (GORIS, Literal('a "quoted", text\nof <two> & lines', language="en"), Literal(3)),
    (SOTK, Literal("Գորիս 東京"), None),
    (GORIS, Literal("=1+1"), Literal("-5", datatype=XSD["integer"])),
)


@pytest.fixture
def labels() -> StoreLabels:
    store = Store()
    store.add(Quad(GORIS, RDFS["label"], Literal("Goris", language="en")))
    store.add(Quad(GORIS, RDFS["label"], Literal("Գորիս", language="hy")))
    return StoreLabels(store)


def written(labels: StoreLabels, format: str, answer: Answer | None = None, width: int | None = None) -> str:
    out = io.StringIO()
    write_answer(answer or Answer.of_rows(COLUMNS, ROWS), format, out, labels, PREFIXES, width=width)
    return out.getvalue()


def test_json_is_the_w3cs_with_labels_beside_the_iris(labels: StoreLabels) -> None:
    text = written(labels, "json")
    bindings = json.loads(text)["results"]["bindings"]
    assert json.loads(text)["head"]["vars"] == ["place", "placeLabel", "note", "n"]
    assert bindings[0]["place"] == {"type": "uri", "value": GORIS.value}
    assert bindings[0]["placeLabel"] == {"type": "literal", "value": "Goris"}
    assert bindings[0]["note"]["xml:lang"] == "en"
    assert "placeLabel" not in bindings[1]
    assert "n" not in bindings[1]
    ours = [row[:1] + row[2:] for row in solutions(text.encode(), QueryResultsFormat.JSON)]
    assert ours == [tuple(row) for row in ROWS]
    assert len(Result.parse(io.BytesIO(text.encode()), format="json").bindings) == 3


def test_xml_is_the_w3cs(labels: StoreLabels) -> None:
    text = written(labels, "xml")
    ElementTree.fromstring(text)
    ours = [row[:1] + row[2:] for row in solutions(text.encode(), QueryResultsFormat.XML)]
    assert ours == [tuple(row) for row in ROWS]
    assert len(Result.parse(io.BytesIO(text.encode()), format="xml").bindings) == 3


def test_tsv_is_the_w3cs_and_exact(labels: StoreLabels) -> None:
    text = written(labels, "tsv")
    assert solutions(text.encode(), QueryResultsFormat.TSV) == [tuple(row) for row in ROWS]


def solutions(data: bytes, format: QueryResultsFormat) -> list[tuple[object, ...]]:
    parsed = parse_query_results(data, format=format)
    return [tuple(solution) for solution in parsed]  # type: ignore[union-attr]


def test_csv_has_labels_with_the_iris_beside_them(labels: StoreLabels) -> None:
    rows = list(csv.reader(io.StringIO(written(labels, "csv"))))
    assert rows[0] == ["place", "place_iri", "note", "n"]
    assert rows[1] == ["Goris", GORIS.value, 'a "quoted", text\nof <two> & lines', "3"]
    assert rows[2] == ["ex:sotk", SOTK.value, "Գորիս 東京", ""]


def test_csv_gives_a_spreadsheet_no_formula_and_leaves_numbers_alone(labels: StoreLabels) -> None:
    rows = list(csv.reader(io.StringIO(written(labels, "csv"))))
    assert rows[3] == ["Goris", GORIS.value, "'=1+1", "-5"]


def test_csv_columns_of_a_saved_query_do_not_depend_on_its_rows(labels: StoreLabels) -> None:
    empty = Answer.of_rows(COLUMNS, ())
    assert written(labels, "csv", empty) == "place,place_iri,note,n\n"


def test_an_empty_answer_is_valid_in_every_format(labels: StoreLabels) -> None:
    for name in ("json", "xml", "tsv"):
        text = written(labels, name, Answer.of_rows(COLUMNS, ()))
        assert solutions(text.encode(), getattr(QueryResultsFormat, name.upper())) == []


@pytest.mark.parametrize("truth", [True, False])
def test_yes_and_no_in_every_format(labels: StoreLabels, truth: bool) -> None:
    answer = Answer("boolean", boolean=truth)
    assert written(labels, "table", answer) == ("yes\n" if truth else "no\n")
    for name in ("json", "xml"):
        data = written(labels, name, answer).encode()
        assert bool(parse_query_results(data, format=getattr(QueryResultsFormat, name.upper()))) is truth
        assert Result.parse(io.BytesIO(data), format=name).askAnswer is truth


@pytest.mark.parametrize(
    ("format", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")]
)
def test_triples_are_written_as_graphs(labels: StoreLabels, format: str, parser: str) -> None:
    triples = [Triple(GORIS, RDFS["label"], Literal("Goris", language="en")), Triple(SOTK, RDFS["seeAlso"], GORIS)]
    text = written(labels, format, Answer("triples", triples=triples))
    assert len(Graph().parse(data=text, format=parser)) == 2


def test_triples_can_be_rows_and_rows_can_be_no_graph(labels: StoreLabels) -> None:
    answer = Answer("triples", triples=[Triple(SOTK, RDFS["seeAlso"], GORIS)])
    rows = list(csv.reader(io.StringIO(written(labels, "csv", answer))))
    assert rows[0][0] == "subject"
    assert GORIS.value in rows[1]
    with pytest.raises(UsageError, match="turtle is a format for graphs"):
        written(labels, "turtle")


def test_formats_are_told_by_extension_and_misspelt_ones_suggested() -> None:
    assert format_of("rows") == "table"
    assert format_of("triples") == "turtle"
    assert format_of("rows", None, "answer.CSV") == "csv"
    assert format_of("rows", None, "-") == "table"
    assert format_of("triples", None, "a.nt") == "ntriples"
    with pytest.raises(UsageError, match="did you mean json"):
        format_of("rows", "jsn")
    with pytest.raises(UsageError, match="cannot be told"):
        format_of("rows", None, "answer.xyz")


def test_english_labels_come_first_and_a_curie_stands_in(labels: StoreLabels) -> None:
    assert reads_as(GORIS, labels, PREFIXES) == "Goris"
    assert reads_as(SOTK, labels, PREFIXES) == "ex:sotk"
    assert reads_as(NamedNode("https://w3id.org/standoff/ontology#DroneStrike"), labels, PREFIXES) == "drone strike"


@pytest.mark.parametrize(
    ("text", "datatype", "shown"),
    [
        ("2022-09-12T20:05:00Z", "dateTime", "2022-09-12 20:05 UTC"),
        ("2022-09-13T00:05:00+04:00", "dateTime", "2022-09-13 00:05 +04:00"),
        ("2022-09-13T00:05:07", "dateTime", "2022-09-13 00:05:07"),
        ("2022-09-13", "date", "2022-09-13"),
        ("2022-09", "gYearMonth", "2022-09"),
        ("true", "boolean", "yes"),
        ("007", "integer", "007"),
    ],
)
def test_dates_read_as_dates(labels: StoreLabels, text: str, datatype: str, shown: str) -> None:
    assert reads_as(Literal(text, datatype=XSD[datatype]), labels, PREFIXES) == shown


def test_a_table_gives_a_terminal_nothing_to_obey() -> None:
    assert visible("a\x1b[31mb\nc\u202ed") == "a\\u001b[31mb c\\u202ed"


def test_a_table_fits_its_width_and_loses_nothing() -> None:
    headings = ("Place", "What is said")
    rows = [("Goris", "shelling of the town with artillery and with large-calibre firearms"), ("東京都" * 9, "x" * 90)]
    for width in (40, 60, 100):
        lines = list(table(headings, rows, width))
        assert max(width_of(line) for line in lines) <= width
        joined = "".join("".join(lines).split())
        assert joined.count("x") == 90 + "".join(rows[0]).count("x")
    assert len(list(table(headings, rows))) == 4
    assert next(iter(table(headings, rows, 18))).startswith("Place")


def test_a_piped_table_has_one_line_for_each_row_and_no_colours(labels: StoreLabels) -> None:
    text = written(labels, "table")
    assert len(text.splitlines()) == 2 + len(ROWS)
    assert "\x1b" not in text


def test_numbers_stand_to_the_right() -> None:
    lines = list(table(("n", "of"), [("5", "x"), ("6500", "y")]))
    assert lines[2:] == ["   5  x", "6500  y"]


def test_rows_that_differ_in_listed_columns_only_are_one_where_that_says_no_more() -> None:
    rows = [("talks", "A", "x"), ("talks", "A", "y"), ("talks", "B", "x"), ("talks", "B", "y"), ("other", "A", "x")]
    assert merged(rows, [1, 2]) == [["talks", "A, B", "x, y"], ["other", "A", "x"]]
    assert merged(rows[:3], [1, 2]) == [list(row) for row in rows[:3]]


def test_markdown_escapes_what_would_break_the_table() -> None:
    lines = list(markdown(("a|b",), [("x|y <b>*z*",)]))
    assert lines[0] == "| a\\|b |"
    assert lines[2] == "| x\\|y &lt;b&gt;\\*z\\* |"


def test_answers_come_out_the_same_each_time(store: Store, labels: StoreLabels) -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 300"
    assert written(labels, "csv", run(store, text)) == written(labels, "csv", run(store, text))
