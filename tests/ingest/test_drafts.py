"""Drafts: the shape of a claim, an exact anchor, and nothing that is trusted."""

# ruff: noqa: E501

from __future__ import annotations

import pytest
from tests.ingest.conftest import Ingest

from standoff.ingest.drafts import slice_digest
from standoff.ingest.ingesting import Ingester
from standoff.model import TextAnchor
from standoff.rdf.terms import OWL, RDF, ST, DefaultGraph, NamedNode
from standoff.sources import Sources

pytestmark = pytest.mark.usefixtures("parser")

TEXT = (
    "Sudan's army said on Monday that rebels had shelled the town of Kosti, killing nine civilians.\n\n"
    "The rebels denied that they had shelled the town. “We have lost 12 fighters,” their commander, Adam Nour, told Reuters — naïve as it may sound.\n"
)


def test_every_anchor_is_the_exact_slice(ingest: Ingest) -> None:
    result = ingest(TEXT)
    sources = Sources.open(result.folder.path.parents[2])
    drafts = sources.claims_in("drafts", "Draft")
    assert len(drafts) == len(result.drafts.drafts) > 3
    for draft in drafts.values():
        for anchor in draft.anchors:
            assert isinstance(anchor, TextAnchor)
            words = TEXT[anchor.start : anchor.end]
            assert anchor.digest == slice_digest(words)
            assert words == words.strip()


def test_drafts_are_never_claims(ingest: Ingest) -> None:
    result = ingest(TEXT)
    sources = Sources.open(result.folder.path.parents[2])
    assert not sources.claims
    assert not any(q.object == ST["Claim"] for q in sources.quads("drafts"))


def test_the_text_stays_out_of_the_knowledge_base(ingest: Ingest) -> None:
    result = ingest(TEXT)
    written = result.folder.drafts.read_text(encoding="utf-8") + result.folder.article.read_text(encoding="utf-8")
    assert "had shelled the town" not in written
    assert "killing nine civilians" not in written


def test_what_is_denied_is_a_negative_assertion_about_what_was_said_before(ingest: Ingest) -> None:
    result = ingest(TEXT)
    denied = [d for d in result.drafts.drafts if d.proposition.polarity == "Denied"]
    assert len(denied) == 1
    content = denied[0].content
    assert any(q.predicate == RDF["type"] and q.object == OWL["NegativePropertyAssertion"] for q in content)
    assert {q.subject for q in content} == {NamedNode(f"{denied[0].iri.value}#denial")}
    affirmed = next(
        d for d in result.drafts.drafts if d.proposition.kind == "Shelling" and d.proposition.polarity == "Affirmed"
    )
    source = next(q.object for q in content if q.predicate == OWL["sourceIndividual"])
    assert source in {q.subject for q in affirmed.content}


def test_a_draft_has_no_blank_node_and_describes_one_thing(ingest: Ingest) -> None:
    for draft in ingest(TEXT).drafts.drafts:
        for quad in (*draft.content, *draft.about):
            assert isinstance(quad.subject, NamedNode)
        kinds = [
            q.subject
            for q in draft.content
            if q.predicate == RDF["type"] and q.object != OWL["NegativePropertyAssertion"]
        ]
        assert len(set(kinds)) <= 1


def test_a_new_actor_is_proposed_and_not_created(ingest: Ingest) -> None:
    result = ingest(TEXT)
    sources = Sources.open(result.folder.path.parents[2])
    proposed = [e for e in result.drafts.proposals.values() if e.label == "Adam Nour"]
    assert [e.kind for e in proposed] == ["Person"]
    assert not sources.names.named("Adam Nour")


def test_a_draft_that_says_what_a_claim_says_already_is_shown_beside_it(kb_folder, shared) -> None:  # type: ignore[no-untyped-def]
    path = shared / "articles" / "2022-09-13-border-clashes.txt"
    result = Ingester(Sources.open(kb_folder)).ingest(path, again=True, write=False)
    assert result.duplicates >= 10


def test_slot_readings_are_written_with_rule_and_words(ingest: Ingest) -> None:
    result = ingest(TEXT)
    quads = list(Sources.open(result.folder.path.parents[2]).quads("drafts"))
    readings = {q.subject for q in quads if q.predicate == RDF["type"] and q.object == ST["SlotReading"]}
    assert readings
    for predicate in ("slot", "reading", "rule"):
        assert {q.subject for q in quads if q.predicate == ST[predicate]} >= readings
    assert all(isinstance(q.graph_name, DefaultGraph) for q in quads if q.subject in readings)


def test_reading_again_drafts_the_same(ingest: Ingest, new_kb) -> None:  # type: ignore[no-untyped-def]
    first = ingest(TEXT)
    again = Ingester(Sources.open(new_kb)).ingest(first.path, issued=first.issued, again=True, write=False)
    assert [d.iri for d in again.drafts.drafts] == [d.iri for d in first.drafts.drafts]
