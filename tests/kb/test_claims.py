"""Each claim is whole: one speaker, one proposition, in terms that are declared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import pytest

from standoff.rdf.terms import OA, OWL, PROV, RDF, RDFS, ST, BlankNode, Literal, NamedNode, Quad, Term
from standoff.sources import Sources

SCHEMA_NAMESPACES = (str(RDFS), str(OWL))


@pytest.fixture(scope="module")
def content(sources: Sources) -> Mapping[NamedNode, list[Quad]]:
    """The triples of each claim's graph."""
    graphs: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in sources.content():
        assert isinstance(quad.graph_name, NamedNode)
        graphs[quad.graph_name].append(quad)
    return graphs


@pytest.fixture(scope="module")
def kinds(sources: Sources) -> Mapping[Term, set[Term]]:
    """Each class of the ontology with all classes above it and itself."""
    above: dict[Term, set[Term]] = defaultdict(set)
    for quad in sources.quads("ontology"):
        named = isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        if quad.predicate == RDFS["subClassOf"] and named:
            above[quad.subject].add(quad.object)

    def climb(kind: Term) -> set[Term]:
        return {kind}.union(*(climb(parent) for parent in above.get(kind, ())))

    return {kind: climb(kind) for kind in list(above)}


def test_a_claim_and_its_graph_are_one(sources: Sources, content: Mapping[NamedNode, list[Quad]]) -> None:
    assert set(sources.claims) == set(content)


def test_claims_are_numbered_without_gaps(sources: Sources) -> None:
    numbers = {int(iri.value.rsplit("-", 1)[1]) for iri in sources.claims}
    assert numbers == set(range(1, len(sources.claims) + 1))


def test_every_claim_says_who_how_and_where(sources: Sources) -> None:
    (article,) = sources.articles
    for claim in sources.claims.values():
        assert claim.speaker is not None, claim.iri
        assert claim.article == article, claim.iri
        assert claim.speech in {ST["DirectSpeech"], ST["IndirectSpeech"], ST["Narration"]}, claim.iri
        assert claim.polarity in {ST["Affirmed"], ST["Denied"]}, claim.iri
        assert claim.modality is not None, claim.iri
        assert len(claim.anchors) == 1, claim.iri
        assert claim.description.endswith("."), claim.iri


def test_the_narrator_narrates_and_nobody_else_does(sources: Sources) -> None:
    (article,) = sources.articles.values()
    for claim in sources.claims.values():
        assert (claim.speaker == article.narrator) == (claim.speech == ST["Narration"]), claim.iri


def test_every_speaker_and_relay_is_in_the_reference(sources: Sources) -> None:
    (article,) = sources.articles.values()
    named = {quad.subject for quad in sources.quads("reference") if quad.predicate == RDFS["label"]}
    for claim in sources.claims.values():
        assert {claim.speaker, *claim.relays} <= named | {article.narrator}, claim.iri


def test_no_two_claims_say_the_same_in_the_same_place(
    sources: Sources, content: Mapping[NamedNode, list[Quad]]
) -> None:
    said = [
        (claim.speaker, claim.anchors[0].digest, frozenset(str(quad.triple) for quad in content[claim.iri]))
        for claim in sources.claims.values()
    ]
    assert len(said) == len(set(said))


def test_nothing_in_the_knowledge_base_is_a_blank_node(sources: Sources) -> None:
    for role in ("reference", "articles", "claims"):
        for quad in sources.quads(role):
            assert not isinstance(quad.subject, BlankNode), quad
            assert not isinstance(quad.object, BlankNode), quad


def test_every_term_is_declared(sources: Sources) -> None:
    declared = {quad.subject for quad in sources.quads("ontology") if quad.predicate == RDF["type"]}
    for role in ("reference", "articles", "claims"):
        for quad in sources.quads(role):
            for term in (quad.predicate, quad.object):
                if isinstance(term, NamedNode) and ST.has(term):
                    assert term in declared, (quad, term)


def test_a_claim_states_facts_about_individuals(content: Mapping[NamedNode, list[Quad]]) -> None:
    for claim, quads in content.items():
        for quad in quads:
            assert not quad.predicate.value.startswith(SCHEMA_NAMESPACES), claim


def test_a_claim_tells_of_one_event_or_report_at_most(
    sources: Sources, content: Mapping[NamedNode, list[Quad]], kinds: Mapping[Term, set[Term]]
) -> None:
    told = {ST["Event"], ST["Report"], ST["Silence"], ST["Intention"]}
    kind_of: dict[Term, set[Term]] = defaultdict(set)
    for quad in (*sources.quads("reference"), *sources.content()):
        if quad.predicate == RDF["type"]:
            kind_of[quad.subject] |= kinds.get(quad.object, {quad.object})
    for claim, quads in content.items():
        described = {quad.subject for quad in quads if kind_of[quad.subject] & told}
        assert len(described) <= 1, (claim, described)


def test_what_is_spoken_of_has_an_english_name(sources: Sources, content: Mapping[NamedNode, list[Quad]]) -> None:
    named = {
        quad.subject
        for role in ("reference", "articles", "ontology")
        for quad in sources.quads(role)
        if quad.predicate == RDFS["label"] and isinstance(quad.object, Literal) and quad.object.language == "en"
    }
    for claim, quads in content.items():
        for quad in quads:
            for term in (quad.subject, quad.object):
                assert not isinstance(term, NamedNode) or term in named, (claim, term)


def test_every_claim_with_a_date_says_how_fine_it_is_and_how_it_was_read(
    sources: Sources, content: Mapping[NamedNode, list[Quad]]
) -> None:
    dating = {ST[name] for name in ("beganOn", "endedOn", "occurredOn", "notBefore", "notAfter", "asOf")}
    saying = {ST[name] for name in ("saidOn", "saidNotBefore", "saidNotAfter")}
    known: dict[object, set[NamedNode]] = defaultdict(set)
    for quad in sources.provenance():
        known[quad.subject].add(quad.predicate)
    for claim in sources.claims:
        dated = bool(dating & {quad.predicate for quad in content[claim]}) or bool(saying & known[claim])
        assert dated == (ST["datePrecision"] in known[claim]), claim
        assert dated == (ST["dateReading"] in known[claim]), claim


def test_an_intention_is_never_told_as_an_event(sources: Sources, content: Mapping[NamedNode, list[Quad]]) -> None:
    for claim in sources.claims.values():
        intends = any(quad.object == ST["Intention"] for quad in content[claim.iri])
        assert intends == (claim.modality == ST["Intended"]), claim.iri


def test_a_silence_is_the_narrators_and_counts_nothing(
    sources: Sources, content: Mapping[NamedNode, list[Quad]]
) -> None:
    (article,) = sources.articles.values()
    silences = [iri for iri, quads in content.items() if any(quad.object == ST["Silence"] for quad in quads)]
    assert len(silences) == 2
    for iri in silences:
        assert sources.claims[iri].speaker == article.narrator
        assert not any(isinstance(quad.object, Literal) for quad in content[iri])


def test_the_provenance_of_a_claim_is_in_the_public_contract(sources: Sources) -> None:
    known: dict[object, set[NamedNode]] = defaultdict(set)
    for quad in sources.provenance():
        known[quad.subject].add(quad.predicate)
    contract = {PROV["wasAttributedTo"], PROV["wasQuotedFrom"], OA["hasTarget"]}
    contract |= {ST["speech"], ST["polarity"], ST["modality"]}
    for claim in sources.claims:
        assert contract <= known[claim], claim


def test_the_claim_shown_in_the_documentation_is_the_one_in_the_knowledge_base(sources: Sources) -> None:
    page = (sources.root / "docs" / "dataset.md").read_text(encoding="utf-8")
    shown = re.search(r'claim:(\S+) a st:Claim.*?dcterms:description "([^"]+)"@en', page, re.DOTALL)
    assert shown
    claim = sources.claims[NamedNode(f"https://w3id.org/standoff/claim/{shown[1]}")]
    assert claim.description == shown[2]
