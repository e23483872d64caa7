"""Bad files get one line that says where and what to do; good ones keep their lexical forms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from standoff.errors import InputError, UsageError
from standoff.rdf.parsing import parse_bytes, parse_file, rdf_format
from standoff.rdf.positions import positions
from standoff.rdf.terms import BlankNode, Literal, NamedNode

BROKEN = {
    "a missing dot": (b"<a:b> <c:d> <e:f>\n<g:h> <i:j> <k:l> .", "turtle", 2, "dot"),
    "an unknown prefix": (b"\n\nx:a x:b 1 .", "turtle", 3, "prefix"),
    "an IRI with a space": (b"<a b> <c:d> <e:f> .", "turtle", 1, "IRI"),
    "not UTF-8": (b'<a:b> <c:d> "\xff\xfe" .', "turtle", 1, "UTF-8"),
    "cut off": (b'<a:b> <c:d> "x', "turtle", 1, ""),
    "JSON with a hole": (b'{"@id": }', "jsonld", 1, ""),
    "a remote context": (b'{"@context": "http://example.org/c", "@id": "a:b"}', "jsonld", None, "context"),
    "an entity bomb": (
        b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        "rdfxml",
        2,
        "DOCTYPE",
    ),
    "JSON-LD that is too deep": (b'{"a:b":' * 5000 + b"1" + b"}" * 5000, "jsonld", 1, "deep"),
    "a graph in Turtle": (b"<a:g> { <a:b> <c:d> <e:f> }", "turtle", 1, ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_told_in_one_line_with_its_place(name: str) -> None:
    data, kind, line, word = BROKEN[name]
    with pytest.raises(InputError) as caught:
        list(parse_bytes(data, kind, "some.file"))
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("some.file")
    assert word.lower() in message.lower()
    assert caught.value.line == line
    assert caught.value.exit_code == 2


def test_a_folder_a_missing_file_and_a_strange_extension_are_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="directory"):
        list(parse_file(tmp_path, "turtle"))
    with pytest.raises(InputError, match="no such file"):
        list(parse_file(tmp_path / "none.ttl"))
    with pytest.raises(UsageError, match="format"):
        rdf_format("data.docx")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything: the permission error was not checked")
def test_a_file_without_permission_is_explained(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("")
    secret.chmod(0)
    with pytest.raises(InputError, match="permission"):
        list(parse_file(secret))


def test_lexical_forms_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "forms.ttl"
    path.write_text("<a:b> <c:d> 0.60 , 007 , 1.0e0 .")
    assert [str(quad.object.value) for quad in parse_file(path) if isinstance(quad.object, Literal)] == [
        "0.60",
        "007",
        "1.0e0",
    ]


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    for name in ("one.ttl", "two.ttl"):
        (tmp_path / name).write_text("_:b <c:d> <e:f> .")
    subjects = {quad.subject for name in ("one.ttl", "two.ttl") for quad in parse_file(tmp_path / name)}
    assert len(subjects) == 2


TRIG = """@prefix ex: <http://example.org/> .
@base <http://example.org/> .
# a comment with a . and a { in it

ex:g1 {
    ex:s a ex:T ;  # <not> <a> <triple> .
        ex:p "one; two." , '''three
lines''' ;
        ex:q [ ex:r 1.5 ] , ( ex:x "y"@en ) .
}
GRAPH <g2> { <s2> ex:p true, -7, "2022-01-01"^^ex:date . }
ex:s3 ex:p\\-q ex:o .
"""


def node(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


def test_every_statement_of_a_file_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "some.trig"
    path.write_text(TRIG)
    found = positions(path)
    assert found.line(node("g1")) == 5
    assert found.line(node("g1"), node("s"), node("p"), Literal("one; two.")) == 7
    assert found.line(node("g1"), node("s"), node("q")) == 9
    assert found.line(node("g2"), node("s2"), node("p"), Literal("-7")) == 11
    assert found.line(None, node("s3"), node("p-q"), node("o")) == 12
    assert found.line(None, node("nobody")) is None


def test_positions_know_every_triple_of_the_knowledge_base(root: Path) -> None:
    files = [*root.glob("kb/**/*.ttl"), *root.glob("kb/**/*.trig"), *root.glob("ontology/*.ttl")]
    assert files
    for path in files:
        found = positions(path)
        for quad in parse_file(path):
            if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode):
                graph = quad.graph_name if isinstance(quad.graph_name, NamedNode) else None
                line = found.line(graph, quad.subject, quad.predicate, quad.object)
                assert line is not None, (path, str(quad))


def test_lines_of_n_quads_are_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "some.nq"
    path.write_text('<a:s> <a:p> "x y"@en <a:g> .\n\n<a:s> <a:p> <a:o> .\n')
    found = positions(path)
    assert found.line(NamedNode("a:g"), NamedNode("a:s"), NamedNode("a:p"), Literal("x y")) == 1
    assert found.line(None, NamedNode("a:s"), NamedNode("a:p"), NamedNode("a:o")) == 3


@pytest.mark.parametrize("suite", ["rdf-turtle", "rdf-trig", "rdf-n-quads", "rdf-n-triples"])
def test_the_negative_syntax_tests_of_w3c_end_in_one_line(shared: Path, suite: str) -> None:
    bad = [
        path
        for path in (shared / "suites" / "rdf11").rglob("*bad*")
        if suite in str(path) and path.suffix in {".ttl", ".trig", ".nq", ".nt"}
    ]
    assert bad
    refused = 0
    for path in bad:
        try:
            list(parse_file(path))
        except InputError as error:
            refused += 1
            assert "\n" not in str(error)
            assert str(path) in str(error)
    # RDF 1.2 parsers take a handful of what RDF 1.1 forbade
    assert refused >= 0.9 * len(bad)
