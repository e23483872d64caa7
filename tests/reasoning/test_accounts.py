"""Why, why not, contested and retract, on the strait as a knowledge base of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import strait
from pyoxigraph import RdfFormat, parse
from strait import node, term

from standoff import KnowledgeBase
from standoff.accounts.telling import Teller
from standoff.rdf.terms import RDF
from standoff.reasoning.lenses import Verdict

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The strait, built."""
    place = strait.write_kb(tmp_path_factory.mktemp("strait") / "kb")
    KnowledgeBase.open(place).build(validate=False)
    return place


@pytest.fixture(scope="module")
def kb(folder: Path) -> KnowledgeBase:
    return KnowledgeBase.open(folder, no_build=True)


def tell(kb: KnowledgeBase, *triple: str, **options: object) -> str:
    why = kb.why(*triple, **options)  # type: ignore[arg-type]
    return "\n".join(Teller(kb.explainer().words, kb.names.label).why(why))


def test_a_proof_ends_in_claims_and_in_lines_of_the_reference(kb: KnowledgeBase) -> None:
    why = kb.why(node("dawn-raid"), term("imputedTo"), node("vesk"), every=True)
    assert why.holds
    assert not why.disputed
    assert why.complete
    assert {tuple(claim.name for claim in grounds.claims) for grounds in why.grounds} == {
        ("raid-by-state",),
        ("raid-by-army",),
    }
    chain = next(grounds.proof for grounds in why.grounds if grounds.claims[0].name == "raid-by-army")
    assert chain.rule == "prp-spo2"
    organ = next(premise for premise in chain.premises if premise.is_reference)
    assert organ.place is not None
    file, line = organ.place.rsplit(":", 1)
    assert "organOf" in (kb.root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_the_smallest_proof_is_shown_unless_all_are_asked_for(kb: KnowledgeBase) -> None:
    assert len(kb.why(node("dawn-raid"), term("imputedTo"), node("vesk")).grounds) == 1


def test_a_disputed_fact_says_so(kb: KnowledgeBase) -> None:
    why = kb.why(node("outbreak"), term("openedBy"), node("vesk-side"))
    assert why.verdict is Verdict.HOLDS
    assert why.disputed
    assert not kb.why(node("outbreak"), term("openedBy"), node("vesk-side"), kb.lens(undisputed=True)).holds


def test_labels_curies_and_values_are_understood(kb: KnowledgeBase) -> None:
    assert kb.why("Vesk army", "is organ of", "Vesk").holds
    assert kb.why("s:vesk", "a", "st:State").holds
    assert kb.why("s:lamp-raid", "st:occurredOn", "2020-09-27").holds
    assert kb.why("s:lamp-raid", "st:occurredOn", '"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>').holds


def test_of_what_a_lens_leaves_out_the_claims_are_named(kb: KnowledgeBase) -> None:
    why = kb.why(node("outbreak"), term("openedBy"), node("vesk-side"), kb.lens("vesk"))
    assert not why.holds
    assert why.why_not is not None
    assert {claim.name for claim in why.why_not.outside} <= {"talmar-blames", "ministry-blames"}
    assert why.why_not.outside


def test_a_contradiction_that_takes_a_fact_away_is_proved(kb: KnowledgeBase) -> None:
    why = kb.why("s:vesk", "owl:sameAs", "s:talmar")
    assert not why.holds
    assert why.why_not is not None
    assert [claim.name for claim in why.why_not.contradicting] == ["one-state"]
    assert why.why_not.contradiction is not None
    assert "one-state" in tell(kb, "s:vesk", "owl:sameAs", "s:talmar")


def test_of_what_nobody_says_the_nearest_missing_premise_is_named(kb: KnowledgeBase) -> None:
    told = tell(kb, "s:norrin", "st:opposes", "s:lamp-island")
    assert "prp-spo2" in told
    assert "given: Norrin is on side Talmar side" in told
    assert "missing: Vesk side has adherent Lamp Island" in told


def test_what_is_known_about_a_claim_is_shown_with_its_line(kb: KnowledgeBase) -> None:
    why = kb.why("claim:toll-high", "prov:wasAttributedTo", "s:observers")
    assert why.holds
    assert why.grounds[0].proof.place is not None
    assert "claims.trig" in why.grounds[0].proof.place


def test_contested_lists_each_question_with_positions_and_those_who_hold_them(kb: KnowledgeBase) -> None:
    report = kb.contested()
    assert report.exact
    assert [claim.name for claim in report.against_reference] == ["one-state"]
    assert report.contests[0].against_reference, "claims against the reference come first"
    outbreak = next(contest for contest in report.contests if contest.subject == node("outbreak"))
    assert len(outbreak.contradictions) == 1
    assert outbreak.more
    every = kb.contested(about=node("outbreak"), every=True)
    [outbreak] = every.contests
    assert len(outbreak.contradictions) == 2
    assert not outbreak.more
    assert {claim.name for claim in every.claims} == {"vesk-blames", "talmar-blames", "ministry-blames"}


def test_contested_through_one_sides_lens_is_what_that_side_contradicts_itself_in(kb: KnowledgeBase) -> None:
    assert kb.contested(lens=kb.lens("vesk")).contests == ()


def test_retracting_a_claim_clears_what_contradicted_it(kb: KnowledgeBase) -> None:
    report = kb.retract("vesk-blames")
    opened = term("openedBy")
    assert (node("outbreak"), opened, node("talmar-side")) in report.falls
    assert (node("outbreak"), opened, node("vesk-side")) in report.becomes_undisputed
    assert not report.newly_holds
    assert report.undecided == 0
    one = kb.retract("talmar-blames")
    assert (node("outbreak"), opened, node("vesk-side")) in one.stands
    by_speaker = kb.retract("s:talmar")
    assert {claim.name for claim in by_speaker.claims} == {
        name for name, speaker in strait.SPEAKERS.items() if speaker == "talmar"
    }
    assert len(kb.retract("strait").claims) == len(strait.SPEAKERS)


def test_a_build_without_the_claim_gives_what_the_dry_run_showed(folder: Path, tmp_path: Path) -> None:
    place = strait.write_kb(tmp_path / "kb")
    knowledge = KnowledgeBase.open(place)
    knowledge.build(validate=False)
    report = knowledge.retract("raid-by-army", "vesk-blames")
    derivation = knowledge.built.derivation
    held = {derivation.spo(fact) for fact in knowledge.view().facts.nonzero()[0].tolist()}
    claims = place / "kb" / "articles" / "strait" / "claims.trig"
    text = claims.read_text(encoding="utf-8")
    for gone in (
        "c:raid-by-army { :dawn-raid a st:Raid ; st:perpetrator :vesk-army . }",
        "c:vesk-blames { :outbreak st:openedBy :talmar-side . }",
    ):
        assert gone in text
        text = text.replace(gone, "")
    claims.write_text(text, encoding="utf-8")
    later = KnowledgeBase.open(place)
    later.build(validate=False)
    derivation = later.built.derivation
    holds = {derivation.spo(fact) for fact in later.view().facts.nonzero()[0].tolist()}
    assert set(report.falls) == held - holds
    assert set(report.newly_holds) == holds - held


def test_the_command_why_answers_with_its_exit_code(folder: Path, run: Run) -> None:
    code, out, _ = run("why", "s:dawn-raid", "st:imputedTo", "s:vesk", "--kb", folder, "--no-build")
    assert code == 0
    assert "raid-by-state" in out
    code, out, _ = run("why", "s:vesk", "a", "st:Belligerent", "--kb", folder, "--no-build")
    assert code == 1
    assert "missing:" in out
    code, _, err = run("why", "s:vesk", "a", "--kb", folder, "--no-build")
    assert code == 2
    assert err.count("\n") == 1


@pytest.mark.parametrize("format", ["json", "turtle", "markdown"])
def test_the_command_why_writes_other_formats(folder: Path, run: Run, format: str) -> None:
    code, out, _ = run(
        "why", "s:dawn-raid", "st:imputedTo", "s:vesk", "--all", "-f", format, "--kb", folder, "--no-build"
    )
    assert code == 0
    if format == "json":
        data = json.loads(out)
        assert data["verdict"] == "holds"
        assert len(data["supports"]) == 2
    elif format == "turtle":
        quads = list(parse(out, RdfFormat.TURTLE))
        assert any(quad.predicate.value.endswith("#wasQuotedFrom") for quad in quads)
        assert any(quad.predicate == RDF["subject"] and quad.object == node("dawn-raid") for quad in quads)
    else:
        assert "`prp-spo2`" in out


def test_the_command_contested_exits_0_and_writes_json(folder: Path, run: Run) -> None:
    code, out, err = run("contested", "-f", "json", "--kb", folder, "--no-build")
    assert code == 0
    data = json.loads(out)
    assert len(data["contested"]) == 6
    assert len(data["againstReference"]) == 1
    assert "6 contested questions" in err


def test_the_command_retract_refuses_to_change_anything(folder: Path, run: Run) -> None:
    code, out, err = run("retract", "vesk-blames", "--kb", folder, "--no-build")
    assert code == 2
    assert not out
    assert "--dry-run" in err
    code, out, _ = run("retract", "vesk-blames", "--dry-run", "--kb", folder, "--no-build")
    assert code == 0
    assert "1 fact would fall" in out
