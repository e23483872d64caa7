"""What a store did to what it was sent is told by name: lost, added, rewritten."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from standoff.exchange.comparing import compare, graph_lines

XSD = "http://www.w3.org/2001/XMLSchema#"


def lines(*values: str) -> list[str]:
    text = "\n".join(f"<http://a.example/s> <http://a.example/p> {value} ." for value in values)
    return list(graph_lines(parse(text, RdfFormat.N_TRIPLES)))


def typed(text: str, kind: str) -> str:
    return f'"{text}"^^<{XSD}{kind}>'


def test_equal_graphs_have_no_difference() -> None:
    assert not compare(lines('"a"', '"b"'), lines('"b"', '"a"'))


def test_numbers_of_one_value_are_rewrites() -> None:
    found = compare(
        lines(typed("0.60", "decimal"), typed("007", "integer"), typed("1.50e3", "double")),
        lines(typed("0.6", "decimal"), typed("7", "integer"), typed("1500.0", "double")),
    )
    assert not found.missing and not found.extra
    assert {(r.before, r.after) for r in found.rewrites} == {
        (typed("0.60", "decimal"), typed("0.6", "decimal")),
        (typed("007", "integer"), typed("7", "integer")),
        (typed("1.50e3", "double"), typed("1500.0", "double")),
    }


def test_two_spellings_that_a_store_keeps_as_one_are_no_loss() -> None:
    found = compare(lines(typed("1", "boolean"), typed("true", "boolean")), lines(typed("true", "boolean")))
    assert not found.missing
    assert [r.before for r in found.rewrites] == [typed("1", "boolean")]


def test_another_value_is_a_loss() -> None:
    found = compare(lines(typed("7", "integer")), lines(typed("8", "integer")))
    assert [triple[2] for triple in found.missing] == [typed("7", "integer")]
    assert [triple[2] for triple in found.extra] == [typed("8", "integer")]
    assert not found.rewrites


def test_a_point_in_single_floats_is_a_rewrite() -> None:
    wkt, virtuoso = (
        "http://www.opengis.net/ont/geosparql#wktLiteral",
        "http://www.openlinksw.com/schemas/virtrdf#Geometry",
    )
    found = compare(
        lines(f'"POINT(46.1 39.2)"^^<{wkt}>'), lines(f'"POINT(46.099998474121 39.200000762939)"^^<{virtuoso}>')
    )
    assert len(found.rewrites) == 1 and not found.missing


def test_blank_nodes_are_compared_by_what_they_say() -> None:
    one = list(graph_lines(parse("_:a <http://a.example/p> _:b . _:b <http://a.example/p> 'x' .", RdfFormat.TURTLE)))
    two = list(graph_lines(parse("_:n <http://a.example/p> _:m . _:m <http://a.example/p> 'x' .", RdfFormat.TURTLE)))
    other = list(graph_lines(parse("_:n <http://a.example/p> _:m . _:m <http://a.example/p> 'y' .", RdfFormat.TURTLE)))
    assert one == two
    assert compare(one, other).missing
