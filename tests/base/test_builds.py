"""Builds are whole or not at all, incremental, and one at a time."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from standoff import KnowledgeBase
from standoff.errors import CheckFailedError, InputError
from standoff.rdf.terms import DefaultGraph
from standoff.reasoning.derivation import Derivation

CLAIM = """
@prefix st: <https://w3id.org/standoff/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix actor: <https://w3id.org/standoff/actor/> .
@prefix event: <https://w3id.org/standoff/event/> .
@prefix side: <https://w3id.org/standoff/side/> .
@prefix claim: <https://w3id.org/standoff/claim/> .
@prefix article: <https://w3id.org/standoff/article/> .
@base <https://w3id.org/standoff/> .

claim:{name} {{
    {content}
}}
claim:{name} a st:Claim ;
    dcterms:description "A sentence of our own about {name}."@en ;
    prov:wasAttributedTo {speaker} ;
    prov:wasQuotedFrom article:second ;
    st:speech st:IndirectSpeech ; st:polarity st:Affirmed ; st:modality st:Reported ;
    oa:hasTarget <claim/{name}#target> .
<claim/{name}#target> a oa:SpecificResource ; oa:hasSource article:second ;
    oa:hasSelector <claim/{name}#position> .
<claim/{name}#position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ;
    st:sliceDigest "sha256:{digest}" .
"""
ARTICLE = """
@prefix st: <https://w3id.org/standoff/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix article: <https://w3id.org/standoff/article/> .
article:second a st:Article ;
    rdfs:label "A second report"@en ;
    dcterms:issued "2022-09-14"^^xsd:date ;
    st:textDigest "sha256:0000000000000000000000000000000000000000000000000000000000000000" ;
    st:textLength 1000 .
<https://w3id.org/standoff/article/second#narrator> a st:Narrator ;
    rdfs:label "the second report's own voice"@en ; st:voiceOf article:second .
"""


def add_article(folder: Path, *claims: tuple[str, str, str]) -> None:
    """Write a second article with claims (name, speaker, content) into a knowledge base."""
    place = folder / "kb" / "articles" / "second"
    place.mkdir(exist_ok=True)
    (place / "article.ttl").write_text(ARTICLE)
    text = "".join(
        CLAIM.format(name=name, speaker=speaker, content=content, start=at * 10, end=at * 10 + 9, digest=f"{at:064x}")
        for at, (name, speaker, content) in enumerate(claims)
    )
    (place / "claims.trig").write_text(text)


def dump(folder: Path) -> set[str]:
    """Everything in the current build's store."""
    store = KnowledgeBase.open(folder).built.store
    return {str(quad) for quad in store if "_:" not in str(quad)}


def test_an_unchanged_knowledge_base_costs_only_the_check(kb_folder: Path) -> None:
    first = KnowledgeBase.open(kb_folder).build()
    again = KnowledgeBase.open(kb_folder).build()
    assert not first.is_unchanged
    assert again.is_unchanged
    assert again.build.folder == first.build.folder


def test_a_touched_file_with_the_same_content_is_no_change(kb_folder: Path) -> None:
    first = KnowledgeBase.open(kb_folder).build()
    os.utime(kb_folder / "kb/articles/2022-09-13-border-clashes/claims.trig", (1, 1))
    assert KnowledgeBase.open(kb_folder).build().build.folder == first.build.folder


def test_adding_changing_and_removing_an_article_equals_building_from_nothing(kb_folder: Path) -> None:
    before = dump(kb_folder)
    blame = ("second-1", "actor:armenia", "event:outbreak-2022-09 st:openedBy side:azerbaijani .")
    other = ("second-2", "actor:azerbaijan", "event:outbreak-2022-09 st:openedBy side:armenian .")
    for claims in ((blame,), (blame, other), (other,)):
        add_article(kb_folder, *claims)
        report = KnowledgeBase.open(kb_folder).build()
        assert not report.from_nothing
        incremental = dump(kb_folder)
        KnowledgeBase.open(kb_folder).build(from_nothing=True)
        assert incremental == dump(kb_folder)
        assert incremental != before
    for path in (kb_folder / "kb/articles/second").iterdir():
        path.unlink()
    report = KnowledgeBase.open(kb_folder).build()
    assert not report.from_nothing
    assert dump(kb_folder) == before


def test_removing_a_claim_that_contradicts_brings_back_what_it_took_away(kb_folder: Path) -> None:
    add_article(kb_folder, ("second-1", "actor:armenia", "side:armenian st:facing side:armenian ."))
    KnowledgeBase.open(kb_folder).build()
    with_it = KnowledgeBase.open(kb_folder).built
    assert with_it.build.manifest["contested"] == 4
    (kb_folder / "kb/articles/second/claims.trig").unlink()
    KnowledgeBase.open(kb_folder).build()
    assert KnowledgeBase.open(kb_folder).built.build.manifest["contested"] == 3


def test_a_broken_source_leaves_the_last_build(kb_folder: Path) -> None:
    first = KnowledgeBase.open(kb_folder).build()
    claims = kb_folder / "kb/articles/2022-09-13-border-clashes/claims.trig"
    whole = claims.read_text()
    claims.write_text(whole.replace(" .", "", 1))
    with pytest.raises(InputError) as caught:
        KnowledgeBase.open(kb_folder).build()
    assert caught.value.line is not None
    assert KnowledgeBase.open(kb_folder).builds.current() is not None
    last = KnowledgeBase.open(kb_folder, no_build=True)
    assert last.built.build.folder == first.build.folder
    assert list(last.query("mediators"))


def test_a_violation_leaves_the_last_build_and_names_the_claim(kb_folder: Path) -> None:
    first = KnowledgeBase.open(kb_folder).build()
    add_article(kb_folder, ("second-1", "actor:armenia", "event:outbreak-2022-09 st:nonsense side:armenian ."))
    with pytest.raises(CheckFailedError) as caught:
        KnowledgeBase.open(kb_folder).build()
    assert "claims.trig" in str(caught.value.path)
    last = KnowledgeBase.open(kb_folder).builds.current()
    assert last is not None
    assert last.folder == first.build.folder


def test_a_contradiction_in_the_reference_alone_stops_the_build_with_its_proof(kb_folder: Path) -> None:
    (kb_folder / "kb/reference/wrong.ttl").write_text(
        "@prefix st: <https://w3id.org/standoff/ontology#> .\n"
        "<https://w3id.org/standoff/side/armenian> st:facing <https://w3id.org/standoff/side/armenian> .\n"
    )
    with pytest.raises(CheckFailedError, match="background contradicts itself by prp-irp") as caught:
        KnowledgeBase.open(kb_folder).build(validate=False)
    assert "side:armenian" in str(caught.value)


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "standoff", *arguments, "--kb", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(folder: Path, what: str) -> None:
    for _ in range(400):
        if any((folder / ".standoff").glob(what)):
            return
        time.sleep(0.02)
    raise AssertionError(f"no {what}")


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_build_that_is_stopped_leaves_the_last_one_whole(kb_folder: Path, sign: signal.Signals, code: int) -> None:
    first = KnowledgeBase.open(kb_folder).build()
    answers = list(KnowledgeBase.open(kb_folder).query("mediators"))
    process = start(kb_folder, "build", "--from-nothing")
    wait_for(kb_folder, "b000002")
    process.send_signal(sign)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in err
    last = KnowledgeBase.open(kb_folder).builds.current()
    assert last is not None
    assert last.folder == first.build.folder
    assert list(KnowledgeBase.open(kb_folder).query("mediators")) == answers
    assert not KnowledgeBase.open(kb_folder).build(from_nothing=True).is_unchanged
    left = sorted(path.name for path in (kb_folder / ".standoff").glob("b*"))
    assert len([name for name in left if name != first.build.folder.name]) == 1


def test_two_processes_query_while_a_third_builds(kb_folder: Path) -> None:
    KnowledgeBase.open(kb_folder).build()
    builder = start(kb_folder, "build", "--from-nothing")
    readers = [start(kb_folder, "query", "mediators", "--format", "csv") for _ in range(4)]
    outputs = [reader.communicate(timeout=60) for reader in readers]
    builder.communicate(timeout=60)
    assert builder.returncode == 0
    assert [reader.returncode for reader in readers] == [0] * 4
    assert len({out for out, _ in outputs}) == 1
    assert "Russia" in outputs[0][0]


def test_a_build_that_is_no_longer_current_goes_when_nobody_reads_it(kb_folder: Path) -> None:
    KnowledgeBase.open(kb_folder).build()
    reader = KnowledgeBase.open(kb_folder)
    old = reader.built.build.folder
    KnowledgeBase.open(kb_folder).build(from_nothing=True)
    assert old.exists()
    assert list(reader.query("mediators"))
    os.close(reader.built.build._lock)
    KnowledgeBase.open(kb_folder).builds.collect()
    # this process opened the build for the first `build` as well; only when all have let go may it vanish
    assert old.exists() or not list((kb_folder / ".standoff").glob(old.name))


def test_a_store_of_a_newer_program_is_left_alone(kb_folder: Path) -> None:
    report = KnowledgeBase.open(kb_folder).build()
    manifest = report.build.folder / "manifest.json"
    data = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**data, "format": 99}))
    with pytest.raises(InputError, match="newer standoff"):
        KnowledgeBase.open(kb_folder).query("mediators")
    assert json.loads(manifest.read_text())["format"] == 99


def test_a_damaged_manifest_is_explained(kb_folder: Path) -> None:
    report = KnowledgeBase.open(kb_folder).build()
    (report.build.folder / "manifest.json").write_text("{")
    with pytest.raises(InputError, match="damaged"):
        KnowledgeBase.open(kb_folder).query("mediators")


def test_no_build_answers_from_the_last_build_and_says_so(kb_folder: Path) -> None:
    KnowledgeBase.open(kb_folder).build()
    add_article(kb_folder, ("second-1", "actor:armenia", "event:outbreak-2022-09 st:openedBy side:azerbaijani ."))
    notes: list[str] = []
    kb = KnowledgeBase.open(kb_folder, no_build=True, note=notes.append)
    assert kb.built.build.manifest["claims"] == len(list(KnowledgeBase.open(kb_folder).sources.claims)) - 1
    assert any("changed since" in note for note in notes)


def test_the_two_states_never_merge(built_folder: Path) -> None:
    store = KnowledgeBase.open(built_folder).built.store
    same = "http://www.w3.org/2002/07/owl#sameAs"
    merged = [
        quad
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph())
        if quad.predicate.value == same and quad.subject != quad.object
    ]
    assert merged == []


def test_a_truncated_derivation_is_told_as_damage(built_folder: Path, tmp_path: Path) -> None:
    saved = KnowledgeBase.open(built_folder, no_build=True).built.build.derivation
    copy = Path(shutil.copytree(saved, tmp_path / "derivation"))
    (copy / "part-0" / "subject.npy").write_bytes(b"")
    with pytest.raises(InputError, match="damaged"):
        Derivation.open(copy)
