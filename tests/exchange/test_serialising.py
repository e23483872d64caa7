"""Writers: the same bytes each time, the same graph in every parser, lexical forms kept."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from standoff.errors import InputError
from standoff.rdf.prefixes import Prefixes
from standoff.rdf.serialising import FORMATS, FORMATS_WITH_GRAPHS, default_graph, serialise
from standoff.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad

PREFIXES = Prefixes({"ex": "https://example.org/kb/"})
TRIG = r"""
@prefix ex: <https://example.org/kb/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:claim { ex:x ex:p 42, 007, 0.60, 1.50e3, true, "1"^^xsd:boolean, "tab\tline\nquote\" back\\ <&>\r", "é"@en-GB,
    <http://other.example/é#1.2.>, ex:a.b, "x"^^ex:own, "bla^^<x>", "" . }
ex:claim a ex:Claim . ex:nothing ex:list () . ex:onto a owl:Ontology .
ex:Narrow rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom [ a ex:Deep ] ] ;
    owl:unionOf (ex:A [ a ex:B ] (1 2)) .
[ a owl:Restriction ; owl:onProperty ex:q ] rdfs:subClassOf ex:Wide .
_:one ex:p _:two . _:two ex:p _:one . ex:a ex:shares _:three . ex:b ex:shares _:three .
"""
EXTENSIONS = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nquads",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
RAPPER = {"turtle": "turtle", "trig": "trig", "ntriples": "ntriples", "nquads": "nquads", "rdfxml": "rdfxml"}


def quads() -> list[Quad]:
    return list(parse(TRIG, RdfFormat.TRIG))


def canonical(found: object) -> list[str]:
    dataset = Dataset(found)  # type: ignore[arg-type]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def expected(format: str) -> list[str]:
    return canonical(quads() if FORMATS[format] in FORMATS_WITH_GRAPHS else default_graph(quads()))


def text_of(found: list[Quad], format: str, chunk: int = 200_000) -> str:
    return "".join(serialise(found, format, PREFIXES, chunk=chunk))


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_written_is_read_back_as_it_was(format: str) -> None:
    assert canonical(parse(text_of(quads(), format), FORMATS[format])) == expected(format)


@pytest.mark.parametrize("format", FORMATS)
def test_the_order_and_the_names_of_blank_nodes_do_not_matter(format: str) -> None:
    first = text_of(quads(), format)
    again = list(parse(TRIG, RdfFormat.TRIG, rename_blank_nodes=True))
    random.Random(5).shuffle(again)
    assert text_of(again, format) == first


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_sorted_on_disk_is_written_like_what_is_sorted_in_memory(format: str) -> None:
    assert text_of(quads(), format, chunk=3) == text_of(quads(), format)


@pytest.mark.parametrize("format", FORMATS)
def test_rdflib_reads_the_same_graph(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # it would rewrite 007 by itself
    text = text_of(quads(), format)
    graph: rdflib.Graph = rdflib.Dataset() if FORMATS[format] in FORMATS_WITH_GRAPHS else rdflib.Graph()
    graph.parse(data=text, format=EXTENSIONS[format])
    kind = "nquads" if FORMATS[format] in FORMATS_WITH_GRAPHS else "nt"
    assert canonical(parse(graph.serialize(format=kind), RdfFormat.N_QUADS)) == expected(format)


@pytest.mark.parametrize("format", RAPPER)
def test_raptor_reads_the_same_graph(format: str, tmp_path: Path) -> None:
    if shutil.which("rapper") is None:
        pytest.skip("no rapper command: raptor was not asked (apt-get install raptor2-utils)")
    path = tmp_path / "export"
    path.write_text(text_of(quads(), format), encoding="utf-8")
    done = subprocess.run(
        ["rapper", "-q", "-i", RAPPER[format], "-o", "nquads", str(path)], capture_output=True, text=True, check=True
    )
    assert canonical(parse(done.stdout, RdfFormat.N_QUADS)) == expected(format)


def test_people_find_the_own_prefix_and_the_ontology_first() -> None:
    lines = text_of(quads(), "trig").splitlines()
    assert lines[0] == "@prefix ex: <https://example.org/kb/> ."
    first = next(line for line in lines if line and not line.startswith(("@prefix", "#")))
    assert first == "ex:onto a owl:Ontology ."


def test_a_change_leaves_the_other_lines_alone() -> None:
    before = text_of(quads(), "turtle").splitlines()
    more = [
        *quads(),
        Quad(NamedNode("https://example.org/kb/new"), NamedNode("https://example.org/kb/p"), Literal("x")),
    ]
    added = set(text_of(more, "turtle").splitlines()) - set(before)
    assert added == {'ex:new ex:p "x" .'}


def test_rdf_xml_says_what_it_cannot_write() -> None:
    odd = Quad(NamedNode("http://a.example/s"), NamedNode("http://a.example/1"), Literal("x"))
    with pytest.raises(InputError, match="cannot write the predicate"):
        text_of([odd], "rdfxml")
    control = Quad(NamedNode("http://a.example/s"), NamedNode("http://a.example/p"), Literal("\x01"))
    with pytest.raises(InputError, match="cannot hold the character U\\+0001"):
        text_of([control], "rdfxml")


def test_triple_terms_of_rdf_1_2_are_written_where_they_can_be() -> None:
    data = '<http://a.example/c> <http://a.example/r> <<( <http://a.example/s> <http://a.example/p> "x>"@en )>> .'
    found = list(parse(data, RdfFormat.N_TRIPLES))
    for kind in ("turtle", "trig", "ntriples", "nquads"):
        assert list(parse(text_of(found, kind), FORMATS[kind])) == found
    with pytest.raises(InputError, match="triple terms"):
        text_of(found, "jsonld")


_names = st.sampled_from([f"https://example.org/kb/{name}" for name in "abc"]).map(NamedNode)
_blank = st.sampled_from("xyz").map(BlankNode)
_literals = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(Literal),
    st.sampled_from(["1", "01", "-5", "+3"]).map(
        lambda text: Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    ),
)
_quads = st.lists(
    st.builds(
        Quad,
        st.one_of(_names, _blank),
        _names,
        st.one_of(_names, _blank, _literals),
        st.one_of(st.just(DefaultGraph()), _names),
    ),
    max_size=12,
)


@given(_quads, st.sampled_from(["turtle", "trig", "nquads", "ntriples", "jsonld"]))
def test_any_quads_survive(found: list[Quad], format: str) -> None:
    kept = found if FORMATS[format] in FORMATS_WITH_GRAPHS else list(default_graph(found))
    assert canonical(parse(text_of(found, format), FORMATS[format])) == canonical(kept)
