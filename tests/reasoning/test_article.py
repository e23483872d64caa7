"""The article's own accounts: what is contested in it, what each side's lens holds, where its answers lead back to."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff import KnowledgeBase
from standoff.accounts.why import Step
from standoff.queries import form_of
from standoff.rdf.terms import ST, NamedNode
from standoff.reasoning.lenses import Verdict

BASE = "https://w3id.org/standoff/"


def node(name: str) -> NamedNode:
    return NamedNode(BASE + name)


@pytest.fixture(scope="module")
def kb(built_folder: Path) -> KnowledgeBase:
    return KnowledgeBase.open(built_folder, no_build=True)


def test_who_opened_the_clashes_is_the_one_contested_question(kb: KnowledgeBase) -> None:
    report = kb.contested(every=True)
    assert report.exact
    assert not report.against_reference
    [contest] = report.contests
    assert contest.rule == "prp-fp"
    assert contest.subject == node("event/outbreak-2022-09")
    assert {stance.facts[0][2] for stance in contest.stances} == {node("side/armenian"), node("side/azerbaijani")}
    assert not contest.more
    speakers = {
        frozenset(str(claim.speaker).rsplit("/", 1)[-1].rstrip(">") for claim in claims)
        for claims in contest.contradictions
    }
    assert speakers == {
        frozenset(("armenia", "azerbaijan")),
        frozenset(("armenia-defence-ministry", "azerbaijan")),
    }, "the reciprocal blame, and the ministry's provocation against the other side's blame"


def test_each_sides_lens_holds_its_own_blame_and_undisputed_neither(kb: KnowledgeBase) -> None:
    outbreak, opened = node("event/outbreak-2022-09"), ST["openedBy"]
    armenian, azerbaijani = node("side/armenian"), node("side/azerbaijani")
    assert kb.why(outbreak, opened, azerbaijani, kb.lens("armenia")).holds
    assert not kb.why(outbreak, opened, armenian, kb.lens("armenia")).holds
    assert kb.why(outbreak, opened, armenian, kb.lens("azerbaijan")).holds
    assert not kb.why(outbreak, opened, azerbaijani, kb.lens("azerbaijan")).holds
    for side in (armenian, azerbaijani):
        assert kb.why(outbreak, opened, side).disputed
        assert not kb.why(outbreak, opened, side, kb.lens(undisputed=True)).holds


def test_the_lenses_differ_in_what_each_side_says(kb: KnowledgeBase) -> None:
    def facts(name: str) -> set[object]:
        view = kb.view(kb.lens(name))
        return {kb.built.derivation.spo(fact) for fact in view.facts.nonzero()[0].tolist()}

    armenia, azerbaijan = facts("armenia"), facts("azerbaijan")
    core = {kb.built.derivation.spo(fact) for fact in kb.built.reasons.core.nonzero()[0].tolist()}
    assert armenia - azerbaijan
    assert azerbaijan - armenia
    assert core <= armenia & azerbaijan
    speakers = {
        name: {str(claim.speaker).rsplit("/", 1)[-1].rstrip(">") for claim in kb.claims(kb.lens(name))}
        for name in ("armenia", "azerbaijan")
    }
    assert all(speaker.startswith("armenia") or "pashinyan" in speaker for speaker in speakers["armenia"])
    assert all(speaker.startswith("azerbaijan") or "aliyev" in speaker for speaker in speakers["azerbaijan"])


def leaves(step: Step) -> list[Step]:
    return [leaf for premise in step.premises for leaf in leaves(premise)] if step.rule is not None else [step]


def test_why_of_any_row_of_any_saved_query_ends_in_claims_or_in_a_line_of_the_reference(kb: KnowledgeBase) -> None:
    explainer = kb.explainer()
    derivation = kb.built.derivation
    explained: set[int] = set()
    for query in kb.queries():
        if form_of(query.text) != "select" or "SERVICE" in query.text:
            continue  # it has no rows, or asks another server
        required = {parameter.name: "Armenia" for parameter in query.parameters if parameter.required}
        for _, citation in kb.cite(query, parameters=required):
            assert not citation.mixed, query.name
            explained.update(citation.facts)
    assert len(explained) > 200
    for fact in sorted(explained):
        why = explainer.why(derivation.spo(fact))
        assert why.verdict is Verdict.HOLDS, why.sentence
        for leaf in leaves(why.grounds[0].proof):
            assert leaf.place or all(said.claim.anchors and said.claim.speaker for said in leaf.claims), leaf.sentence
            assert leaf.place or leaf.claims, leaf.sentence


def test_why_not_of_a_disputed_fact_names_the_contradiction_as_the_reason(kb: KnowledgeBase) -> None:
    blamed = (node("event/outbreak-2022-09"), ST["openedBy"], node("side/armenian"))
    why = kb.why(*blamed, kb.lens(undisputed=True))
    assert not why.holds
    assert why.why_not is not None
    assert "in contradictions" in why.why_not.reason
    assert [claim.iri for claim in why.why_not.outside] == [node("claim/border-clashes-52")]


@pytest.mark.parametrize(
    "name",
    ["side/armenian", "actor/armenia", "actor/armenia-defence-ministry", "event/border-clashes-2022-09"],
)
def test_the_contested_question_is_found_by_whom_and_what_it_concerns(kb: KnowledgeBase, name: str) -> None:
    report = kb.contested(node(name))
    assert len(report.contests) == 1
    assert len(report.claims) == 3


def test_what_no_question_concerns_is_not_contested(kb: KnowledgeBase) -> None:
    assert not kb.contested(node("place/goris")).contests
