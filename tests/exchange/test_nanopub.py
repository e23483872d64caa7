"""Nanopublications: the rules of the public test suite, and the trusty URI of each claim."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from standoff import KnowledgeBase
from standoff.exchange.nanopub import NP, check_nanopub, nanopublications
from standoff.exchange.trusty import artefact_code, is_trusty
from standoff.parts import parts_of
from standoff.rdf.terms import BlankNode, NamedNode, Quad


def read(path: Path) -> list[Quad]:
    return list(parse(path=str(path), format=RdfFormat.TRIG))


def name_of(quads: list[Quad]) -> NamedNode:
    found = next(quad.subject for quad in quads if quad.object == NP["Nanopublication"])
    assert isinstance(found, NamedNode)
    return found


def test_the_trusty_uris_of_the_suite_are_computed_as_they_are(shared: Path) -> None:
    files = sorted((shared / "suites/nanopub/valid/trusty").glob("*.trig"))
    assert len(files) == 27
    for path in files:
        quads = read(path)
        assert is_trusty(quads, name_of(quads)), path.name
        assert check_nanopub(quads) == [], path.name


def test_valid_nanopublications_of_the_suite_pass(shared: Path) -> None:
    for path in sorted((shared / "suites/nanopub/valid").glob("[ps]*/*.trig")):
        assert check_nanopub(read(path)) == [], path.name


def test_invalid_nanopublications_of_the_suite_fail(shared: Path) -> None:
    folder = shared / "suites/nanopub/invalid"
    for path in sorted(folder.glob("plain/*.trig")):
        assert check_nanopub(read(path)), path.name
    for path in sorted(folder.glob("trusty/*.trig")):
        quads = read(path)
        assert check_nanopub(quads) or not is_trusty(quads, name_of(quads)), path.name


def by_nanopub(root: Path) -> dict[str, list[Quad]]:
    parts = parts_of(KnowledgeBase.open(root), None, built=False)
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in nanopublications(parts.content(), parts.provenance(), parts.base):
        assert isinstance(quad.graph_name, NamedNode)
        found[quad.graph_name.value.partition("#")[0]].append(quad)
    return found


def test_each_claim_is_a_valid_nanopublication_under_its_trusty_uri(root: Path) -> None:
    found = by_nanopub(root)
    assert len(found) == len({quad.graph_name for quad in KnowledgeBase.open(root).sources.content()})
    for name, quads in found.items():
        assert check_nanopub(quads) == []
        assert is_trusty(quads, NamedNode(name))
        changed = [Quad(q.subject, q.predicate, NamedNode("http://a.example/x"), q.graph_name) for q in quads[:1]]
        assert not is_trusty([*quads[1:], *changed], NamedNode(name))


def test_the_nanopub_package_agrees(root: Path, tmp_path: Path) -> None:
    package = pytest.importorskip("nanopub", reason="the nanopub package did not check our nanopublications")
    for number, quads in enumerate(list(by_nanopub(root).values())[:10]):
        path = tmp_path / f"{number}.trig"
        path.write_bytes(serialize(quads, format=RdfFormat.TRIG) or b"")
        publication = package.Nanopub(rdf=path)
        assert publication.is_valid and publication.has_valid_trusty


def test_a_blank_node_cannot_be_hashed() -> None:
    quad = Quad(BlankNode(), NamedNode("http://a.example/p"), NamedNode("http://a.example/o"))
    with pytest.raises(ValueError, match="cannot be hashed"):
        artefact_code([quad], "XX")
