"""Validation of a whole knowledge base: semantics of claims together, drafts, given files, engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.validation.small_kb import ARTICLE, GOOD, PREFIXES, SmallKB, claim, names, of_shape, record

from standoff.errors import InputError, UsageError
from standoff.rdf.parsing import parse_bytes
from standoff.sources import Sources
from standoff.validation import Severity, check_claims, validate
from standoff.validation.engines import PySHACL, Result
from standoff.validation.shapes import Shapes
from standoff.validation.structure import exists

BEGAN = ':war st:beganOn "2020-09-27"^^xsd:date .'
EARLY = ':shelling a st:Shelling ; st:partOf :war ; st:occurredOn "2020-01-01"^^xsd:date .'


@pytest.fixture
def kb(tmp_path: Path) -> SmallKB:
    return SmallKB(tmp_path / "kb")


def test_what_takes_two_claims_is_a_warning_that_names_both(kb: SmallKB) -> None:
    report = kb.write(claim(":c", EARLY), claim(":d", BEGAN, start=9)).validate()
    assert report.conforms
    (finding,) = of_shape(report, "WithinItsConflict")
    assert finding.severity is Severity.WARNING
    assert names(finding) == ["c", "d"]
    assert report.disagreements == (finding,)


def test_the_same_in_one_claim_and_the_reference_is_a_violation_of_the_claim(kb: SmallKB) -> None:
    report = kb.write(claim(":c", EARLY), reference=BEGAN).validate()
    (finding,) = of_shape(report, "WithinItsConflict")
    assert finding.severity is Severity.VIOLATION
    assert names(finding) == ["c"]


def test_dates_are_compared_as_far_as_both_are_precise(kb: SmallKB) -> None:
    year = ':shelling a st:Shelling ; st:partOf :war ; st:occurredOn "2020"^^xsd:gYear .'
    night = ':shelling a st:Shelling ; st:partOf :war ; st:beganOn "2020-09-26T20:05:00Z"^^xsd:dateTime .'
    assert not kb.write(claim(":c", year), claim(":d", night, start=9), reference=BEGAN).validate().findings


def test_a_side_that_another_claim_names_does_not_mend_a_report(kb: SmallKB) -> None:
    bare = ":dead a st:CasualtyReport ; st:outcome st:Killed ."
    report = kb.write(claim(":c", bare), claim(":d", ":dead st:sufferedBy :army .", start=9)).validate()
    (finding,) = of_shape(report, "CasualtySide")
    assert finding.severity is Severity.VIOLATION
    assert names(finding) == ["c"]


def test_a_rising_toll_and_a_year_beside_its_day_are_no_findings(kb: SmallKB) -> None:
    toll = ":dead{} a st:CasualtyReport ; st:outcome st:Killed ; st:sufferedBy :army ; st:exactCount {} ."
    assert not kb.write(claim(":c", toll.format(1, 5)), claim(":d", toll.format(2, 9), start=9)).validate().findings


def test_drafts_are_held_to_the_same_shapes_but_never_fail_a_build(kb: SmallKB) -> None:
    report = kb.write(
        claim(":c", GOOD), drafts=claim(":d", ":truce st:beganOn 2020 .", kind="st:Draft", speaker=None)
    ).validate()
    assert report.conforms
    assert {f.shape.value.rsplit("#")[-1] for f in report} == {"DateOrTime", "ClaimSpeaker"}
    assert all(f.file is not None and f.file.name == "drafts.trig" and names(f) == ["d"] for f in report)


def test_a_statement_of_a_reference_work_is_an_anchor_too(kb: SmallKB) -> None:
    anchored = record(":c", anchor=False) + (
        ":c oa:hasTarget :t . :t oa:hasSource :article ; oa:hasSelector :s . :s a st:StatementSelector ;"
        f' st:selectsStatement <http://www.wikidata.org/entity/statement/Q1-a> ; st:answerDigest "sha256:{"0" * 64}" .'
    )
    report = kb.write(":c { " + GOOD + " }", anchored).validate()
    assert report.conforms
    assert report.counts["anchors in statements"] == 1
    assert any("were not looked up again" in sentence for sentence in report.not_checked)


def test_what_cannot_be_verified_without_the_text_is_said(kb: SmallKB) -> None:
    report = kb.write(claim(":c", GOOD, slice_digest="sha256:" + "0" * 64)).validate()
    assert report.conforms
    assert report.counts["anchors not verified"] == 1
    assert "1 anchor was not verified" in report.not_checked[0]
    assert not kb.validate(with_texts=True).conforms


def test_a_file_is_checked_as_if_it_were_in_the_knowledge_base(kb: SmallKB, tmp_path: Path) -> None:
    kb.write(claim(":c", GOOD), claim(":bad", ":truce st:beganOn 2020 .", start=9))
    new = tmp_path / "new.trig"
    new.write_text(PREFIXES + claim(":c", GOOD.replace("st:Shelling", "st:Sheling")) + claim(":n", BEGAN, start=20))
    report = validate(kb.sources, [new])
    assert [f.shape.value.rsplit("#")[-1] for f in report] == ["UndeclaredTerm"]
    assert report.findings[0].file == new
    assert any("only what the given" in sentence for sentence in report.not_checked)
    new.write_text(PREFIXES + claim(":c", GOOD) + claim(":e", EARLY, start=30) + claim(":n", BEGAN, start=20))
    (finding,) = validate(kb.sources, [new])
    assert finding.is_disagreement


def test_the_knowledge_bases_own_file_can_be_given(kb: SmallKB) -> None:
    kb.write(claim(":c", ":truce st:beganOn 2020 ."))
    (path,) = kb.sources.files("claims")
    (finding,) = validate(kb.sources, [path])
    assert finding.shape.value.endswith("#DateOrTime")


def test_check_claims_finds_what_validate_finds_of_them(kb: SmallKB) -> None:
    new = claim(":n", EARLY, start=9) + claim(":m", ":northland owl:sameAs :southland .", start=19, speaker=None)
    quads = list(parse_bytes((PREFIXES + new).encode(), "trig"))
    report = check_claims(kb.write(claim(":c", BEGAN), reference="").sources, quads)
    whole = kb.write(claim(":c", BEGAN), new).validate()
    assert [(f.shape, f.claims, f.message) for f in sorted(report, key=lambda f: f.message)] == [
        (f.shape, f.claims, f.message) for f in sorted(whole, key=lambda f: f.message)
    ]
    assert len(report) == 3


def test_both_engines_find_the_same(kb: SmallKB) -> None:
    pytest.importorskip("shacl", reason="the accelerator (standoff[fast]) is not installed: not compared")
    kb.write(
        claim(":c", EARLY),
        claim(":d", BEGAN, start=-3, end=2),
        claim(":e", ":dead a st:CasualtyReport ; st:exactCount -3 ; st:minimumCount 9 .", speaker=":village", start=5),
        claim(":f", ':truce st:ends :war ; st:signedOn "2022-02-30"^^xsd:date ; st:brokeredBy :island .', polarity="1"),
        claim(":g", ":war st:belligerent :island , :village .", slice_digest="x"),
        reference=":village st:within :southern-soil . :t a st:Tenure ; st:holder :ann ; st:ofOffice :ministry .",
        article=ARTICLE + ":x a st:Article .",
    )
    fast, reference = kb.validate("shacl"), kb.validate("pyshacl")
    assert len(fast) > 10
    assert fast.findings == reference.findings


def test_the_knowledge_base_of_the_article_conforms(shared: Path) -> None:
    report = validate(Sources.open(ROOT), texts=shared / "articles")
    assert report.conforms, [finding.message for finding in report.violations]
    assert report.counts["anchors verified"] >= report.counts["claims"] - report.counts["anchors in statements"]
    assert report.counts["anchors not verified"] == 0


def test_an_unknown_engine_and_a_missing_file_are_errors_of_use(kb: SmallKB, tmp_path: Path) -> None:
    kb.write(claim(":c", GOOD))
    with pytest.raises(UsageError, match="no SHACL engine"):
        kb.validate("fastest")
    with pytest.raises(InputError, match="no such file"):
        validate(kb.sources, [tmp_path / "none.trig"])


def test_queries_in_shapes_walk_from_the_focus_node_forwards_or_say_so() -> None:
    """The analysis of what a shape can see rests on this: each pattern's subject is reached before its object."""
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import Variable

    from standoff.rdf.terms import SH, Literal

    shapes = Shapes(Sources.open(ROOT).quads("shapes"))
    tried = 0
    for node in list(shapes._said):
        for constraint in shapes.values(node, SH["sparql"]):
            select = shapes.value(constraint, SH["select"])
            assert isinstance(select, Literal)
            query = prepareQuery(select.value, initNs=dict(shapes.namespaces(constraint)))
            triples: list[tuple[object, ...]] = []

            def collect(part: object, into: list[tuple[object, ...]] = triples) -> None:
                if isinstance(part, CompValue):
                    into.extend(dict(part).get("triples", ()))
                    for value in part.values():
                        collect(value)

            collect(query.algebra)
            reached, left = {Variable("this")}, list(triples)
            while left:
                ready = [t for t in left if t[0] in reached]
                assert ready, f"{node} walks against the arrows: {left}"
                reached |= {t[2] for t in ready if isinstance(t[2], Variable)}
                left = [t for t in left if t not in ready]
            tried += 1
    assert tried >= 8


def test_no_shape_recurses() -> None:
    shapes = Shapes(Sources.open(ROOT).quads("shapes"))
    assert all(not root.mentions.everything for root in shapes.roots.values() if not root.for_ontology)


@pytest.mark.parametrize(
    ("text", "kind", "there"),
    [
        ("2024-02-29", "date", True),
        ("2023-02-29", "date", False),
        ("2022-9-1", "date", False),
        ("2022-09-13Z", "date", True),
        ("2022-09-13T24:00:00", "dateTime", True),
        ("2022-09-13T24:30:00", "dateTime", False),
        ("2022-04-31T10:00:00+04:00", "dateTime", False),
        ("2022-00", "gYearMonth", False),
        ("2022", "gYear", True),
        ("22", "gYear", False),
        ("anything", "string", True),
    ],
)
def test_dates_exist_or_do_not(text: str, kind: str, there: bool) -> None:
    from standoff.rdf.terms import XSD, Literal

    assert exists(Literal(text, datatype=XSD[kind])) is there


def test_a_few_claims_are_checked_without_the_engine_seeing_all_others(
    kb: SmallKB, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a matter of time: the engine is given what the new claims can touch, not the rest."""
    many = [
        claim(f":c{i}", f':e{i} a st:Shelling ; st:occurredOn "2020-01-01"^^xsd:date .', start=i) for i in range(40)
    ]
    kb.write(*many)
    quads = list(parse_bytes((PREFIXES + claim(":n", GOOD, start=50)).encode(), "trig"))
    seen: list[str] = []
    original = PySHACL.results

    def listening(self: PySHACL, shapes: str, data: str) -> set[Result]:
        seen.append(data)
        return original(self, shapes, data)

    monkeypatch.setattr(PySHACL, "results", listening)
    assert not check_claims(kb.sources, quads, engine="pyshacl").findings
    assert any("shelling" in data for data in seen)
    assert not any("2020-01-01" in data for data in seen)


def test_a_claim_described_in_two_files_is_reported(kb: SmallKB) -> None:
    kb.write(claim(":c", GOOD))._file("kb/articles/two/claims.trig", record(":c"))
    (finding,) = kb.validate()
    assert finding.shape.value.endswith("#DescribedTwice")
    assert finding.severity is Severity.VIOLATION


def test_a_named_graph_in_the_reference_is_reported(kb: SmallKB) -> None:
    kb.write(claim(":c", GOOD))._file("kb/reference/more.trig", ":g { :war st:belligerent :island . }")
    (kb.folder / "standoff.toml").write_text('[files]\nreference = ["kb/reference/*"]\n')
    (finding,) = of_shape(kb.validate(), "StrayGraph")
    assert finding.file is not None
    assert (finding.file.name, finding.line is not None) == ("more.trig", True)


def test_only_the_anchors_asked_about_are_counted(kb: SmallKB) -> None:
    kb.write(claim(":c", GOOD), claim(":d", BEGAN, start=9))
    quads = list(parse_bytes((PREFIXES + claim(":n", GOOD, start=50)).encode(), "trig"))
    counts = check_claims(kb.sources, quads).counts
    assert (counts["claims"], counts["anchors not verified"]) == (1, 1)


def test_a_knowledge_base_may_declare_terms_of_its_own_in_the_reference(kb: SmallKB) -> None:
    own = ":Ambush a owl:Class ; rdfs:subClassOf st:Attack . :ambushedBy a owl:ObjectProperty ."
    content = ":a a :Ambush ; :ambushedBy :army ; st:partOf :war ; st:occurredOn 7 ."
    found = kb.write(claim(":c", content), reference=own).validate()
    assert [finding.shape.value.rsplit("#")[-1] for finding in found] == ["DateOrTime"]
    two = ":b a st:Shelling ; st:perpetrator :army . :a a :Ambush ; :ambushedBy :army ."
    assert of_shape(kb.write(claim(":c", two), reference=own).validate(), "OneEvent")
