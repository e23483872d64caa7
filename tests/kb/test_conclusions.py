"""What follows from the article: the conclusions it must have, and the one question on which it contradicts itself."""

from __future__ import annotations

import pytest

from standoff.rdf.terms import OWL, RDF, ST, NamedNode
from standoff.reasoning import Derivation, derive
from standoff.reasoning.contradictions import Contradictions
from standoff.reasoning.reasons import Reasons
from standoff.sources import Sources


@pytest.fixture(scope="module")
def derivation(sources: Sources) -> Derivation:
    """Everything that follows from background and claims."""
    return derive(
        [quad.triple for quad in sources.background()],
        [(quad.graph_name, quad.triple) for quad in sources.content() if isinstance(quad.graph_name, NamedNode)],
    )


def entity(name: str) -> NamedNode:
    return NamedNode(f"https://w3id.org/standoff/{name}")


def holds(derivation: Derivation, subject: str, predicate: str, value: str) -> bool:
    return derivation.fact(entity(subject), ST[predicate], entity(value)) is not None


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("actor/russia", "mediatedIn", "event/second-nagorno-karabakh-war"),
        ("actor/armenia", "foughtIn", "event/nagorno-karabakh-conflict"),
        ("actor/azerbaijan", "foughtIn", "event/first-nagorno-karabakh-war"),
        ("actor/armenia", "opposes", "actor/azerbaijan"),
        ("actor/azerbaijan-armed-forces", "opposes", "actor/armenia-armed-forces"),
        ("actor/russia", "partyTo", "agreement/armenia-russia-cooperation"),
        ("event/shelling-of-azerbaijani-positions", "imputedTo", "actor/armenia"),
        ("event/mining-operations-2022-09-12", "imputedTo", "actor/armenia"),
        ("event/brussels-talks-2022-05", "occursAt", "place/belgium"),
        ("event/recapture-of-nagorno-karabakh-2020", "partOf", "event/nagorno-karabakh-conflict"),
        ("event/shelling-toward-goris-sotk-and-jermuk", "partOf", "event/nagorno-karabakh-conflict"),
        ("agreement/ceasefire-2020", "monitoredBy", "actor/russian-peacekeepers"),
        ("actor/ilham-aliyev", "speaksFor", "actor/azerbaijan"),
        ("actor/armenia-government", "speaksFor", "actor/armenia"),
        ("place/nagorno-karabakh", "territoryOf", "actor/azerbaijan"),
        ("place/sotk", "territoryOf", "actor/armenia"),
    ],
)
def test_it_is_concluded(derivation: Derivation, subject: str, predicate: str, value: str) -> None:
    assert holds(derivation, subject, predicate, value)


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("Mediator", {"actor/russia", "actor/european-union"}),
        ("Belligerent", {"actor/armenia", "actor/azerbaijan"}),
        ("Peacekeeper", {"actor/russia", "actor/russian-peacekeepers"}),
    ],
)
def test_a_role_is_concluded_for_those_who_play_it_and_nobody_else(
    sources: Sources, derivation: Derivation, kind: str, members: set[str]
) -> None:
    actors = {quad.subject for quad in sources.quads("reference") if isinstance(quad.subject, NamedNode)}
    playing = {actor for actor in actors if derivation.fact(actor, RDF["type"], ST[kind]) is not None}
    assert playing == {entity(name) for name in members}


def test_who_mediated_talks_about_a_treaty_did_not_mediate_in_a_war(derivation: Derivation) -> None:
    for war in ("first-nagorno-karabakh-war", "second-nagorno-karabakh-war", "nagorno-karabakh-conflict"):
        assert not holds(derivation, "actor/european-union", "mediatedIn", f"event/{war}")


def test_without_the_claims_nobody_fought_or_mediated(sources: Sources) -> None:
    alone = derive([quad.triple for quad in sources.background()])
    for number in range(len(alone.subject)):
        _, predicate, value = alone.spo(number)
        assert not (predicate == RDF["type"] and value in (ST["Mediator"], ST["Belligerent"], ST["Peacekeeper"]))
        assert predicate not in (ST["opposes"], ST["imputedTo"], ST["mediatedIn"], ST["foughtIn"], ST["partyTo"])
    assert len(alone.false_firings) == 0


def test_the_only_contradiction_is_who_opened_the_clashes(sources: Sources, derivation: Derivation) -> None:
    found = Contradictions(Reasons(derivation)).minimal_sets()
    assert found.complete
    assert {derivation.rules[derivation.firing_rule[i]].name for i in derivation.false_firings} == {"prp-fp"}
    told = [{sources.claims[derivation.claims[claim]] for claim in members} for members in found.sets]
    assert {frozenset(claim.speaker for claim in claims) for claims in told} == {
        frozenset({entity("actor/armenia"), entity("actor/azerbaijan")}),
        frozenset({entity("actor/armenia-defence-ministry"), entity("actor/azerbaijan")}),
    }
    for claims in told:
        for claim in claims:
            (content,) = (quad for quad in sources.content() if quad.graph_name == claim.iri)
            assert content.subject == entity("event/outbreak-2022-09")
            assert content.predicate == ST["openedBy"]


def test_no_two_individuals_become_one(derivation: Derivation) -> None:
    for number in range(len(derivation.subject)):
        subject, predicate, value = derivation.spo(number)
        assert predicate != OWL["sameAs"] or subject == value
