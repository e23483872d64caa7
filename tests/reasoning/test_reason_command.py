"""`standoff reason`, from the outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

Run = Callable[..., tuple[int, str, str]]

PREFIXES = """@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SCHEMA = PREFIXES + (
    ":Shelling rdfs:subClassOf :Attack . :openedBy a owl:FunctionalProperty . :a owl:differentFrom :b ."
    " :C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] ."
)
CLAIMS = PREFIXES + (":c1 { :e a :Shelling } :c2 { :o :openedBy :a } :c3 { :o :openedBy :b } :c4 { :x a :C }")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A schema and claims."""
    schema, claims = tmp_path / "schema.ttl", tmp_path / "claims.trig"
    schema.write_text(SCHEMA)
    claims.write_text(CLAIMS)
    return schema, claims


def triples(text: str) -> set[str]:
    return {str(quad.triple) for quad in parse(text.encode(), RdfFormat.N_TRIPLES)}


def test_it_writes_what_follows_and_reports_on_standard_error(files: tuple[Path, Path], run: Run) -> None:
    code, out, err = run("reason", files[1], "--schema", files[0])
    assert code == 0
    written = triples(out)
    assert (
        "<https://example.org/e> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/Attack>"
    ) in written
    assert "<https://example.org/o> <https://example.org/openedBy> <https://example.org/a>" in written
    assert "cax-sco" in err
    assert "contradictions: 1" in err
    assert "owl:someValuesFrom as a superclass" in err
    assert "seconds:" in err
    assert not any("_:" in line.split(" ")[-1] and "#type>" in line for line in written)


def test_a_lens_takes_only_its_graphs(files: tuple[Path, Path], run: Run) -> None:
    code, out, err = run("reason", files[1], "--schema", files[0], "--lens", "https://example.org/c2")
    assert code == 0
    assert "contradictions: 0" in err
    assert "openedBy> <https://example.org/b>" not in out
    assert "outside the lens" in err
    _, _, err = run("reason", files[1], "--lens", "https://example.org/c77")
    assert "no graph is called https://example.org/c77" in err


def test_a_fact_that_rests_on_two_claims_that_contradict_each_other_is_not_written(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "diamond.trig"
    place.write_text(
        PREFIXES + ":A owl:disjointWith :B . :D owl:intersectionOf ( :A :B ) . :c1 { :x a :A } :c2 { :x a :B }"
    )
    _, out, _ = run("reason", place)
    assert "#type> <https://example.org/D>" not in out
    assert "#type> <https://example.org/A>" in out


def test_a_contradiction_can_fail_the_command(files: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    code, _, err = run("reason", files[1], "--schema", files[0], "--fail-on-contradiction")
    assert code == 1
    assert err.splitlines()[-1] == "standoff: 1 contradiction found"
    bad = tmp_path / "bad.ttl"
    bad.write_text(PREFIXES + ":A owl:disjointWith :B . :x a :A , :B .")
    code, _, err = run("reason", bad, "--fail-on-contradiction")
    assert code == 1
    assert "in the background alone, cax-dw" in err
    assert run("reason", bad)[0] == 0


@pytest.mark.parametrize("suffix", [".trig", ".nq"])
def test_an_axiom_in_a_claim_is_refused_with_its_place(tmp_path: Path, run: Run, suffix: str) -> None:
    place = tmp_path / f"claims{suffix}"
    if suffix == ".trig":
        place.write_text(PREFIXES + ":c1 { :a :p :b }\n:c2 {\n  :A rdfs:subClassOf :B }")
        line = 5
    else:
        ex = "https://example.org/"
        place.write_text(
            f"<{ex}a> <{ex}p> <{ex}b> <{ex}c1> .\n"
            f"<{ex}A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{ex}B> <{ex}c2> .\n"
        )
        line = 2
    code, out, err = run("reason", place)
    assert (code, out) == (2, "")
    assert f"{place}:{line}: " in err
    assert "axiom" in err


@pytest.mark.parametrize(("suffix", "name"), [(".ttl", "turtle"), (".nq", "nquads"), (".jsonld", "jsonld")])
def test_the_format_comes_from_the_extension(
    files: tuple[Path, Path], run: Run, tmp_path: Path, suffix: str, name: str
) -> None:
    place = tmp_path / f"out{suffix}"
    assert run("reason", files[1], "--schema", files[0], "-o", place)[0] == 0
    code, out, _ = run("reason", files[1], "--schema", files[0], "--format", name)
    assert code == 0
    assert len(list(parse(path=str(place)))) == len(list(parse(out.encode(), _format(name))))


def _format(name: str) -> RdfFormat:
    from standoff.rdf.parsing import FORMATS

    return FORMATS[name]


def test_standard_input_is_read(files: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CLAIMS.encode())))
    code, out, _ = run("reason", "-", "--input-format", "trig", "--schema", files[0])
    assert code == 0
    assert "<https://example.org/Attack>" in out
    assert run("reason", "-")[0] == 2


def test_proofs_are_written_as_provenance(files: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    place = tmp_path / "proofs.nq"
    assert run("reason", files[1], "--schema", files[0], "--proofs", place)[0] == 0
    told = list(parse(path=str(place)))
    generated = NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy")
    assert NamedNode("urn:standoff:false") in {quad.subject for quad in told if quad.predicate == generated}
    used = [quad for quad in told if quad.predicate == NamedNode("http://www.w3.org/ns/prov#used")]
    assert NamedNode("urn:standoff:rule:cax-sco") in {quad.object for quad in used}


def test_tautologies_are_written_when_asked_for(files: tuple[Path, Path], run: Run) -> None:
    wanted = "<https://example.org/x> <http://www.w3.org/2002/07/owl#sameAs> <https://example.org/x> ."
    assert wanted not in run("reason", files[1])[1]
    assert wanted in run("reason", files[1], "--with-tautologies")[1]


def test_owlrl_gives_the_same_closure_where_nothing_is_the_same(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "plain.trig"
    place.write_text(PREFIXES + ":A rdfs:subClassOf :B . :p rdfs:domain :A . :c { :x :p :y }")
    _, ours, _ = run("reason", place)
    code, theirs, err = run("reason", place, "--engine", "owlrl")
    assert code == 0
    assert "without its rules for equality" in err
    assert triples(ours) <= triples(theirs)
    assert {line for line in triples(theirs) if "<https://example.org/x>" in line} == {
        line for line in triples(ours) if "<https://example.org/x>" in line
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.ttl"], "no such file"),
        (["."], "cannot tell the RDF format"),
        (["claims.trig", "--lens", "not an iri"], "is not an IRI"),
        (["claims.trig", "--format", "word"], "word"),
        (["claims.trig", "--engine", "owlrl", "--proofs", "x.nt"], "keeps no proofs"),
    ],
)
def test_wrong_use_is_one_line(
    files: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(files[0].parent)
    code, out, err = run("reason", *arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert message in err


def test_a_file_of_lines_reads_like_any_other(tmp_path: Path) -> None:
    from standoff.reasoning.encoding import LineFile
    from standoff.reasoning.reasoner import read

    ex = "https://example.org/"
    text = (
        f'<{ex}a> <{ex}p> "two words <and> more"@en <{ex}c1> .\n'
        f'_:b <{ex}p> "\\u0041"^^<{ex}t> .\n<{ex}a> <{ex}p> _:b <{ex}c2> .\n<{ex}a> <{ex}p> "A" <{ex}c1> .\n'
    )
    fast, slow = tmp_path / "fast.nq", tmp_path / "slow.nq"
    fast.write_text(text)
    slow.write_text("# a comment makes it a file for the parser\n" + text)
    assert LineFile(fast).read()
    assert not LineFile(slow).read()
    one, other = ([str(t).split("_:")[0] for t in read([place], [], None).triples()] for place in (fast, slow))
    assert one == other


NO_LINES = [
    "<https://example.org/a> <https://example.org/p> <https://example.org/b>.#c <https://example.org/g> .\n",
    '"x" <https://example.org/p> <https://example.org/b> <https://example.org/g> .\n',
    "<https://example.org/a> _:p <https://example.org/b> <https://example.org/g> .\n",
    '<https://example.org/a> <https://example.org/p> "\\u00" <https://example.org/g> .\n',
    "<https://example.org/a> <https://example.org/p> <https://example.org/b> <https://example.org/g> .",
    "<https://example.org/a>  <https://example.org/p> <https://example.org/b> .\n",
]


@pytest.mark.parametrize("text", NO_LINES)
def test_anything_unusual_is_left_to_the_parser(tmp_path: Path, text: str) -> None:
    from standoff.reasoning.encoding import LineFile

    place = tmp_path / "odd.nq"
    place.write_text(text)
    assert not LineFile(place).read()


def test_a_contradiction_is_named_with_the_graphs_that_say_it(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "two.trig"
    path.write_text(
        "@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        ":p a owl:FunctionalProperty . :a owl:differentFrom :b .\n"
        ":g1 { :x :p :a } :g2 { :x :p :b } :g3 { :y :p :a }\n"
    )
    code, _, err = run("reason", path, "-f", "ntriples")
    assert code == 0
    (line,) = [line for line in err.splitlines() if line.strip().startswith("prp-fp:")]
    assert line.endswith(" - said in <http://e/g1>, <http://e/g2>")
