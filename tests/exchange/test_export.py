"""The command `export`: deterministic files, what goes in and what doesn't, and the description beside them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from standoff import KnowledgeBase
from standoff.rdf.serialising import FORMATS
from standoff.rdf.terms import DCAT, OWL, RDF, ST, VOID, BlankNode, DefaultGraph, Literal, NamedNode, Quad

Run = Callable[..., tuple[int, str, str]]
EXTENSIONS = {"turtle": "ttl", "trig": "trig", "ntriples": "nt", "nquads": "nq", "jsonld": "jsonld", "rdfxml": "rdf"}


def read(path: Path) -> list[Quad]:
    kind = {extension: FORMATS[name] for name, extension in EXTENSIONS.items()}[path.suffix[1:]]
    return list(parse(path=str(path), format=kind))


@pytest.fixture
def export(built_folder: Path, run: Run, tmp_path: Path) -> Callable[..., Path]:
    def call(name: str, *options: object, kb: Path = built_folder) -> Path:
        path = tmp_path / name
        code, _, err = run("export", "--kb", kb, *options, "-o", path)
        assert code == 0, err
        return path

    return call


@pytest.mark.parametrize("extension", EXTENSIONS.values())
def test_two_exports_are_the_same_to_the_byte(export: Callable[..., Path], extension: str) -> None:
    first, second = export(f"a.{extension}"), export(f"b.{extension}")
    assert first.read_bytes() == second.read_bytes()
    assert len(read(first)) > 2000


def test_changing_one_claim_changes_only_its_lines(kb_folder: Path, export: Callable[..., Path]) -> None:
    before = export("before.trig", "--asserted", kb=kb_folder).read_text().splitlines()
    [path] = (kb_folder / "kb/articles").glob("*/claims.trig")
    text = path.read_text()
    place = text.index("dcterms:description")
    path.write_text(text[:place] + text[place:].replace('description "', 'description "Changed: ', 1))
    after = export("after.trig", "--asserted", kb=kb_folder).read_text().splitlines()
    differing = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(differing) == 1 and "Changed: " in differing[0][1]


def test_lexical_forms_are_those_of_the_files(kb_folder: Path, export: Callable[..., Path]) -> None:
    extra = kb_folder / "kb/reference/extra.ttl"
    extra.write_text(
        "<https://w3id.org/standoff/place/x> <https://w3id.org/standoff/ontology#p> 0.60 , 007 , 1.50e3 .\n"
    )
    values = {
        quad.object.value
        for quad in read(export("a.ttl", "--asserted", kb=kb_folder))
        if isinstance(quad.object, Literal) and str(quad.subject) == "<https://w3id.org/standoff/place/x>"
    }
    assert values == {"0.60", "007", "1.50e3"}


def test_no_blank_nodes_without_the_ontology(export: Callable[..., Path]) -> None:
    for quad in read(export("a.trig")):
        assert not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)


def test_asserted_and_inferred_are_told_apart(export: Callable[..., Path], built_folder: Path) -> None:
    stated = {quad.triple for quad in read(export("a.nt", "--asserted", "--provenance", "none"))}
    inferred = {quad.triple for quad in read(export("b.nt", "--inferred", "--provenance", "none"))}
    everything = {quad.triple for quad in read(export("c.nt", "--provenance", "none"))}
    assert inferred and not stated & inferred
    assert inferred <= everything


def test_provenance_can_be_left_out_or_shortened(export: Callable[..., Path]) -> None:
    def about_claims(option: str) -> list[Quad]:
        quads = read(export(f"{option}.trig", "--provenance", option))
        claims = {quad.subject for quad in quads if quad.object == ST["Claim"]}
        return [quad for quad in quads if quad.subject in claims]

    none, claims, full = (about_claims(option) for option in ("none", "claims", "full"))
    assert not none and 0 < len(claims) < len(full)


def test_the_ontology_and_the_links_come_when_asked_for(export: Callable[..., Path]) -> None:
    ontology = (RDF["type"], OWL["Ontology"])
    plain, more = read(export("a.ttl")), read(export("b.ttl", "--with-ontology", "--with-links"))
    assert not any((quad.predicate, quad.object) == ontology for quad in plain)
    assert any((quad.predicate, quad.object) == ontology for quad in more)
    assert any(quad.object == ST["Link"] for quad in more) and not any(q.object == ST["Link"] for q in plain)
    first = next(
        line for line in export("b.ttl", "--with-ontology").read_text().splitlines() if line and line[0] not in "@#"
    )
    assert " a owl:Ontology" in first


def test_a_lens_chooses_the_claims(export: Callable[..., Path], built_folder: Path) -> None:
    graphs = {str(quad.graph_name) for quad in read(export("a.trig", "--lens", "armenia"))} - {str(DefaultGraph())}
    knowledge = KnowledgeBase.open(built_folder, no_build=True)
    chosen = {str(claim.iri) for claim in knowledge.claims(knowledge.lens("armenia"))}
    assert graphs and graphs <= chosen


def test_a_description_goes_with_every_export(export: Callable[..., Path], tmp_path: Path) -> None:
    path = export("kb.trig", "--with-links")
    about = read(tmp_path / "kb.void.ttl")
    dataset = NamedNode("https://w3id.org/standoff/dataset")
    said = {quad.predicate: quad.object for quad in about if quad.subject == dataset}
    assert {quad.object for quad in about if quad.subject == dataset and quad.predicate == RDF["type"]} == {
        VOID["Dataset"],
        DCAT["Dataset"],
    }
    assert said[VOID["triples"]].value == str(len(set(read(path))))  # type: ignore[union-attr]
    sizes = [quad.object.value for quad in about if quad.predicate == DCAT["byteSize"]]  # type: ignore[union-attr]
    assert sizes == [str(path.stat().st_size)]
    targets = {quad.object.value for quad in about if quad.predicate == VOID["uriSpace"]}  # type: ignore[union-attr]
    assert "http://www.wikidata.org/entity/" in targets


def test_rdf12_reifiers_say_what_the_claims_say(export: Callable[..., Path], built_folder: Path) -> None:
    quads = read(export("a.ttl", "--reify", "rdf12"))
    reified = {(quad.subject, quad.object) for quad in quads if quad.predicate == RDF["reifies"]}
    content = KnowledgeBase.open(built_folder, no_build=True).sources.content()
    assert reified == {(quad.graph_name, quad.triple) for quad in content}


def test_the_published_context_is_the_one_of_the_ontology(root: Path, run: Run) -> None:
    code, out, err = run("export", "--kb", root, "--format", "context")
    assert code == 0, err
    hint = "run: standoff export --format context -o ontology/context.jsonld"
    assert out == (root / "ontology/context.jsonld").read_text(encoding="utf-8"), hint


def test_an_export_to_standard_output_is_the_file(export: Callable[..., Path], built_folder: Path, run: Run) -> None:
    code, out, _ = run("export", "--kb", built_folder, "-f", "ntriples", "-o", "-")
    assert code == 0 and out == export("a.nt").read_text(encoding="utf-8")


def test_a_failed_export_leaves_the_old_file_alone(built_folder: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonld"
    path.write_text("before")
    code, _, err = run("export", "--kb", built_folder, "--reify", "rdf12", "-o", path)
    assert (code, err.count("\n")) == (2, 1) and path.read_text() == "before"
    assert [found.name for found in tmp_path.iterdir()] == ["out.jsonld"]


def test_a_full_disk_is_one_line(built_folder: Path, run: Run) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full: a full disk was not tried")
    code, _, err = run("export", "--kb", built_folder, "-o", "/dev/full", "-f", "turtle")
    assert code == 4 and err.count("\n") == 1 and "disk is full" in err


@pytest.mark.parametrize("format", ["turtle", "trig", "ntriples", "nquads", "rdfxml"])
def test_raptor_reads_every_triple_of_an_export(export: Callable[..., Path], format: str) -> None:
    if shutil.which("rapper") is None:
        pytest.skip("no rapper command: raptor was not asked (apt-get install raptor2-utils)")
    path = export(f"a.{EXTENSIONS[format]}", "--with-ontology")
    done = subprocess.run(
        ["rapper", "-q", "-i", format, "-o", "nquads", os.fspath(path)], capture_output=True, text=True, check=True
    )
    assert len(set(parse(done.stdout, RdfFormat.N_QUADS))) == len(set(read(path)))
