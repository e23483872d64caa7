"""Others' RDF comes in whole and checked, or not at all; and two states are told apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff import KnowledgeBase
from standoff.errors import InputError
from standoff.exchange.importing import import_claims, import_reference
from standoff.rdf.prefixes import Prefixes

Run = Callable[..., tuple[int, str, str]]
BASE = "https://w3id.org/standoff/"
GRAPH = """
@prefix st: <https://w3id.org/standoff/ontology#> . @prefix event: <https://w3id.org/standoff/event/> .
@prefix place: <https://w3id.org/standoff/place/> . @prefix ex: <http://example.org/> .
ex:claim { event:border-clashes-2022-09 st:occursNear place:goris . }
"""
SAID = (
    "--speaker", "Armenia", "--description", "The clashes were near Goris.", "--speech", "indirect",
    "--polarity", "affirmed", "--modality", "reported",
)  # fmt: skip


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".standoff" not in path.parts
    }


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "Report 7.trig"
    path.write_text(GRAPH)
    return path


def test_what_a_claim_lacks_is_named_and_nothing_changes(kb_folder: Path, run: Run, given: Path) -> None:
    before = files_of(kb_folder)
    code, _, err = run("import", given, "--as", "claims", "--kb", kb_folder)
    assert code == 2 and err.count("\n") == 1
    assert "<http://example.org/claim> lacks a speaker (prov:wasAttributedTo)" in err and "--speaker" in err
    assert files_of(kb_folder) == before


def test_an_imported_claim_is_a_claim_like_any_other(kb_folder: Path, run: Run, given: Path) -> None:
    before = files_of(kb_folder)
    code, _, err = run("import", given, "--as", "claims", "--kb", kb_folder, *SAID)
    assert code == 0, err
    added = set(files_of(kb_folder)) - set(before)
    assert added == {"kb/articles/report-7/article.ttl", "kb/articles/report-7/claims.trig"}
    knowledge = KnowledgeBase.open(kb_folder)
    [claim] = [claim for claim in knowledge.claims() if claim.iri.value == "http://example.org/claim"]
    assert claim.speaker is not None and claim.speaker.value == f"{BASE}actor/armenia"
    assert knowledge.validate().conforms
    code, _, err = run("import", given, "--as", "claims", "--kb", kb_folder, *SAID)
    assert code == 2 and "is there already" in err


def test_a_file_that_breaks_a_shape_changes_nothing(kb_folder: Path, run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.trig"
    bad.write_text(GRAPH.replace("st:occursNear place:goris", "st:noSuchProperty place:goris"))
    before = files_of(kb_folder)
    code, _, err = run("import", bad, "--as", "claims", "--kb", kb_folder, *SAID)
    assert code == 1 and err.count("\n") == 1 and "not imported" in err and "noSuchProperty" in err
    assert files_of(kb_folder) == before


def test_a_file_that_cannot_be_read_changes_nothing(kb_folder: Path, run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<http://a.example/s> <http://a.example/p> .")
    before = files_of(kb_folder)
    code, _, err = run("import", bad, "--as", "reference", "--kb", kb_folder)
    assert code == 2 and f"{bad}:1:" in err
    assert files_of(kb_folder) == before


def test_reference_has_no_named_graphs(given: Path) -> None:
    with pytest.raises(InputError, match="named graph"):
        import_reference([given], "x", BASE, Prefixes())


def test_blank_nodes_get_iris_that_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<http://a.example/s> <http://a.example/p> [ <http://a.example/q> 1 ] .")
    first = import_reference([path], "a", BASE, Prefixes())
    assert first == import_reference([path], "a", BASE, Prefixes())
    [text] = first.files.values()
    assert "_:" not in text and "[" not in text and "imported/a#b" in text


def test_without_named_graphs_each_subject_is_a_claim(tmp_path: Path) -> None:
    from standoff.exchange.importing import Defaults
    from standoff.rdf.terms import ST, NamedNode

    path = tmp_path / "a.ttl"
    path.write_text("@prefix ex: <http://a.example/> . ex:a ex:p ex:b , ex:c . ex:d ex:p ex:e .")
    defaults = Defaults(
        NamedNode("http://a.example/speaker"), None, "One.", ST["Narration"], ST["Affirmed"], ST["Reported"]
    )
    found = import_claims([path], "a", BASE, Prefixes(), defaults)
    assert (found.claims, found.triples) == (2, 3)
    assert "2 subjects" in found.notes[0]


def test_two_exports_differ_in_what_changed(tmp_path: Path, run: Run) -> None:
    one, two = tmp_path / "one.nq", tmp_path / "two.nq"
    shared = "<http://a.example/s> <http://a.example/p> <http://a.example/o> .\n"
    one.write_text(f'{shared}<http://a.example/s> <http://a.example/p> "1" <http://a.example/c1> .\n')
    two.write_text(
        f'{shared}<http://a.example/s> <http://a.example/p> "2" <http://a.example/c1> .\n'
        '<http://a.example/s> <http://a.example/p> "3" .\n'
        '<http://a.example/s> <http://a.example/p> "3" <http://a.example/c2> .\n'
    )
    code, out, _ = run("diff", one, two, "-f", "json")
    found = json.loads(out)
    assert code == 0
    assert found["facts"] == {"gained": [["<http://a.example/s>", "<http://a.example/p>", '"3"']], "lost": []}
    assert found["claims"] == {"gained": ["http://a.example/c2"], "lost": [], "changed": ["http://a.example/c1"]}
    assert run("diff", one, two, "--exit-code")[0] == 1
    assert run("diff", one, one, "--exit-code")[:2] == (0, "no difference\n")
    patch = run("diff", one, two, "-f", "patch")[1].splitlines()
    assert 'D <http://a.example/s> <http://a.example/p> "1" <http://a.example/c1> .' in patch
    lines = set(one.read_text().splitlines())
    lines -= {line[2:] for line in patch if line.startswith("D ")}
    lines |= {line[2:] for line in patch if line.startswith("A ")}
    assert lines == set(two.read_text().splitlines())


def test_a_newly_contested_question_is_told(kb_folder: Path, built_folder: Path, run: Run) -> None:
    given = kb_folder / "contrary.trig"
    given.write_text(
        "@prefix st: <https://w3id.org/standoff/ontology#> . @prefix actor: <https://w3id.org/standoff/actor/> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix ex: <http://example.org/> .\n"
        "ex:denial { ex:denial-1 a owl:NegativePropertyAssertion ; owl:sourceIndividual actor:armenia ;\n"
        "  owl:assertionProperty st:foughtIn ;\n"
        "  owl:targetIndividual <https://w3id.org/standoff/event/border-clashes-2022-09> . }\n"
    )
    said = [*SAID]
    said[said.index("affirmed")] = "denied"
    code, _, err = run("import", given, "--as", "claims", "--kb", kb_folder, *said)
    assert code == 0, err
    code, out, err = run("diff", built_folder, kb_folder)
    assert code == 0, err
    assert "+ claim http://example.org/denial" in out
    assert any(line.startswith("+ contested ") for line in out.splitlines()), out
