"""What Wikidata states becomes claims by Wikidata, anchored at its statements, and can contradict the article."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run
from tests.links.conftest import ClientFor
from tests.links.servers import Reply, serving, sparql
from tests.links.world import WORLD, Said, changed, store

from standoff import KnowledgeBase
from standoff.errors import OutsideError
from standoff.links.endpoint import Endpoint
from standoff.links.enriching import enrich
from standoff.links.linking import Links
from standoff.model.anchor import StatementAnchor
from standoff.rdf.terms import ST, Literal, NamedNode
from standoff.sources import Sources

STATEMENTS = "http://www.wikidata.org/entity/statement/"


@pytest.fixture(scope="module")
def enriched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with everything that the world states of linked entities."""
    from tests.conftest import copy_kb
    from tests.links.conftest import NOW

    from standoff.links.client import Client

    folder = copy_kb(tmp_path_factory.mktemp("enriched") / "kb")
    links = Links(Sources.open(folder))
    with serving(sparql(store())) as server:
        enrich(links, links.subjects.entities(), Endpoint(Client(None, now=NOW), server.url))
    return folder


def claims_about(folder: Path, predicate: NamedNode) -> dict[NamedNode, list[object]]:
    found: dict[NamedNode, list[object]] = {}
    for quad in Sources.open(folder).content():
        if quad.predicate == predicate and "claim/wikidata-" in str(quad.graph_name):
            found.setdefault(quad.subject, []).append(quad.object)  # type: ignore[arg-type]
    return found


def test_each_claim_is_anchored_at_its_statement_and_the_recorded_answer(enriched: Path) -> None:
    sources = Sources.open(enriched)
    mine = [claim for claim in sources.claims.values() if claim.name.startswith("wikidata-")]
    assert len(mine) >= 15
    for claim in mine:
        assert claim.speaker == NamedNode("https://w3id.org/standoff/actor/wikidata")
        assert claim.issued == "2026-11-22"
        assert claim.description
        (anchor,) = claim.anchors
        assert isinstance(anchor, StatementAnchor)
        assert anchor.statement.value.startswith(STATEMENTS)
        assert anchor.digest.startswith("sha256:")


def test_a_toll_keeps_that_it_is_an_approximation_and_when_it_stood(enriched: Path) -> None:
    sources = Sources.open(enriched)
    (report,) = claims_about(enriched, ST["approximateCount"])
    said = {quad.predicate: quad.object for quad in sources.content() if quad.subject == report}
    assert said[ST["approximateCount"]] == Literal(
        "7000", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    )
    assert said[ST["asOf"]] == Literal("2021-03-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    assert said[ST["reportsOn"]] == sources.names.find("event:second-nagorno-karabakh-war")


def test_rank_qualifiers_and_references_stand_on_the_anchor(enriched: Path) -> None:
    text = (enriched / "kb/articles/wikidata-2026-11-22/claims.trig").read_text(encoding="utf-8")
    assert "wikibase:NormalRank" in text
    assert "pq:P1480 wd:Q5727902" in text
    assert "pr:P854 <https://example.org/toll>" in text


def test_what_wikidata_deprecates_or_nothing_is_linked_to_is_counted_and_left_out(
    links: Links, client: ClientFor
) -> None:
    war = links.entity("Second Nagorno-Karabakh War")
    with serving(sparql(store())) as server:
        report = enrich(links, [war], Endpoint(client(), server.url), write=False)
    assert report.deprecated == 1
    assert report.unmapped == {"P710": 1, "P361": 1}
    assert report.claims == {"casualties": 1, "dates": 2, "relations": 2}
    assert not (links.sources.root / "kb/articles/wikidata-2026-11-22").exists()


def test_the_enriched_knowledge_base_is_valid_and_builds(enriched: Path, run: Run) -> None:
    report = KnowledgeBase.open(enriched).validate()
    assert [str(v) for v in report.violations] == []
    assert [str(w) for w in report.warnings if "wikidata" in str(w)] == []
    code, _, err = run("build", "--kb", enriched)
    assert code == 0, err


def test_wikidata_is_a_speaker_like_any_other(enriched: Path) -> None:
    knowledge = KnowledgeBase.open(enriched)
    lens = knowledge.lens(according_to=["actor:wikidata"])
    facts = {
        (q.subject.value.rsplit("/", 1)[-1], q.predicate.value.rsplit("#", 1)[-1], q.object.value)
        for q in knowledge.facts(lens)
        if isinstance(q.subject, NamedNode) and isinstance(q.object, (NamedNode, Literal))
    }
    assert ("second-nagorno-karabakh-war", "beganOn", "2020-09-27") in facts
    assert ("armenia", "memberOf", "https://w3id.org/standoff/actor/united-nations") in facts
    assert ("second-nagorno-karabakh-war", "belligerent", "https://w3id.org/standoff/actor/armenia") not in facts


def contradicting(knowledge: KnowledgeBase) -> set[str]:
    built = knowledge.built
    return {built.derivation.claims[n].value.rsplit("/", 1)[-1] for n in built.contradictions.contested.claims}


@pytest.mark.parametrize(("toll", "contradicts"), [(7000, False), (5000, True)])
def test_a_toll_of_one_day_below_the_articles_least_contradicts_it(
    toll: int, contradicts: bool, links: Links, client: ClientFor
) -> None:
    """Counts are compared only between reports of one reporting time, so the article's is given one here."""
    article = links.sources.root / "kb/articles/2022-09-13-border-clashes/claims.trig"
    text = article.read_text(encoding="utf-8")
    dated = text.replace("st:minimumCount 6500 .", 'st:minimumCount 6500 ; st:asOf "2021-03-01"^^xsd:date .')
    assert dated != text
    article.write_text(dated, encoding="utf-8")
    war = links.entity("Second Nagorno-Karabakh War")
    said = (Said("P1120", toll, qualifiers=(("P585", "2021-03-01"),)),)
    with serving(sparql(store(changed(WORLD, "Q99659280", said=said)))) as server:
        enrich(links, [war], Endpoint(client(), server.url))
    knowledge = KnowledgeBase.open(links.sources.root)
    knowledge.build(validate=False)
    found = contradicting(knowledge)
    assert any(name.startswith("wikidata-") for name in found) == contradicts
    assert ("border-clashes-87" in found) == contradicts


def test_a_date_in_the_articles_year_corroborates_and_another_contradicts(links: Links, client: ClientFor) -> None:
    war = links.entity("Second Nagorno-Karabakh War")
    with serving(sparql(store(changed(WORLD, "Q99659280", said=(Said("P585", "2019-05-01"),))))) as server:
        enrich(links, [war], Endpoint(client(), server.url))
    knowledge = KnowledgeBase.open(links.sources.root)
    knowledge.build(validate=False)
    assert any(name.startswith("wikidata-") for name in contradicting(knowledge))


def test_bounds_become_bounds(links: Links, client: ClientFor) -> None:
    war = links.entity("Second Nagorno-Karabakh War")
    with serving(
        sparql(store(changed(WORLD, "Q99659280", said=(Said("P1120", 7000, bounds=(6800, 7200)),))))
    ) as server:
        enrich(links, [war], Endpoint(client(), server.url))
    folder = links.sources.root
    assert [v.value for (v,) in claims_about(folder, ST["minimumCount"]).values()] == ["6800"]  # type: ignore[attr-defined]
    assert [v.value for (v,) in claims_about(folder, ST["maximumCount"]).values()] == ["7200"]  # type: ignore[attr-defined]
    assert claims_about(folder, ST["exactCount"]) == {}


def test_enriching_again_on_one_day_replaces_and_adds(links: Links, client: ClientFor) -> None:
    war, other = links.entity("Second Nagorno-Karabakh War"), links.entity("First Nagorno-Karabakh War")
    path = links.sources.root / "kb/articles/wikidata-2026-11-22/claims.trig"
    with serving(sparql(store())) as server:
        endpoint = Endpoint(client(), server.url)
        enrich(links, [war], endpoint)
        once = path.read_bytes()
        enrich(links, [war], endpoint)
        assert path.read_bytes() == once
        enrich(links, [other], endpoint)
    added = path.read_text(encoding="utf-8")
    assert "Q99659280" in added
    assert "Q381375" in added


def test_a_failing_endpoint_writes_nothing(links: Links, client: ClientFor) -> None:
    war = links.entity("Second Nagorno-Karabakh War")
    page = Reply(body=b"<!DOCTYPE html><html></html>", content_type="text/html")
    with serving(lambda _: page) as server, pytest.raises(OutsideError, match="web page instead of a graph"):
        enrich(links, [war], Endpoint(client(), server.url))
    half = Reply(body=b"<http://a> <http://b>", content_type="text/turtle")
    with serving(lambda _: half) as server, pytest.raises(OutsideError, match="no Turtle"):
        enrich(links, [war], Endpoint(client(), server.url))
    assert not (links.sources.root / "kb/articles/wikidata-2026-11-22").exists()


def test_offline_without_a_kept_answer_is_exit_3(kb_folder: Path, run: Run) -> None:
    code, out, err = run("link", "enrich", "--offline", "--kb", kb_folder)
    assert (code, out) == (3, "")
    assert "offline" in err
    code, out, err = run("link", "suggest", "Goris", "--offline", "--kb", kb_folder)
    assert (code, out) == (3, "")


def test_from_the_command_line(kb_folder: Path, run: Run) -> None:
    with serving(sparql(store())) as server:
        code, out, err = run(
            "link", "enrich", "Second Nagorno-Karabakh War", "--endpoint", server.url, "--kb", kb_folder
        )
    assert code == 0, err
    assert out.startswith("5 claims by Wikidata\n")
    assert "next: standoff validate" in err


def test_the_recorded_answer_is_what_the_digest_is_of(links: Links, client: ClientFor) -> None:
    war = links.entity("Second Nagorno-Karabakh War")
    with serving(sparql(store())) as server:
        endpoint = Endpoint(client(), server.url)
        enrich(links, [war], endpoint)
    digests = {
        a.digest
        for c in Sources.open(links.sources.root).claims.values()
        for a in c.anchors
        if isinstance(a, StatementAnchor)
    }
    import hashlib

    kept = [
        path.read_bytes().partition(b"\n")[2]
        for path in (endpoint.client.folder or Path()).rglob("*")
        if path.is_file()
    ]
    assert digests <= {"sha256:" + hashlib.sha256(body).hexdigest() for body in kept}
