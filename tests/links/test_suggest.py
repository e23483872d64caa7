"""Suggesting from an API, a reconciliation service and a SPARQL endpoint: look-alikes come second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.links.conftest import ClientFor
from tests.links.servers import api, reconciliation, serving, sparql
from tests.links.world import WORLD, store

from standoff.links.client import Client
from standoff.links.endpoint import Endpoint
from standoff.links.judgements import WIKIDATA
from standoff.links.linking import ItemSource, Links
from standoff.links.linkset import Linkset
from standoff.links.reconciliation import Reconciliation
from standoff.links.wikibase import Wikibase
from standoff.rdf.terms import NamedNode
from standoff.sources import Sources

RIGHT = {
    "actor:armenia": "Q399",
    "actor:azerbaijan": "Q227",
    "actor:ilham-aliyev": "Q57371",
    "actor:nikol-pashinyan": "Q7035479",
    "actor:interfax": "Q379271",
    "actor:armenia-defence-ministry": "Q3319270",
    "event:first-nagorno-karabakh-war": "Q381375",
    "event:second-nagorno-karabakh-war": "Q99659280",
    "place:baku": "Q9248",
    "place:dashkasan": "Q2332472",
    "place:dashkasan-district": "Q457494",
    "place:goris": "Q319735",
    "place:jermuk": "Q39556",
    "place:kalbajar": "Q1643630",
    "place:kalbajar-district": "Q457513",
    "place:lachin": "Q1000883",
    "place:lachin-district": "Q301832",
    "place:yerevan": "Q1953",
}

SOURCES: dict[str, Callable[[Client, str], ItemSource]] = {
    "api": Wikibase,
    "reconciliation": Reconciliation,
    "endpoint": Endpoint,
}


@contextmanager
def source(kind: str, client: Client) -> Iterator[ItemSource]:
    answer = {"api": api(), "reconciliation": reconciliation(), "endpoint": sparql(store(WORLD))}[kind]
    with serving(answer) as server:
        yield SOURCES[kind](client, server.url)


def unlinked(links: Links, *entities: NamedNode) -> None:
    """Forget what is judged of some entities, so that they have to be found."""
    linkset = links.sets[WIKIDATA]
    for judgement in list(linkset.judgements.values()):
        if judgement.entity in entities:
            linkset.remove(judgement.iri)
    links.__dict__.pop("subjects", None)


@pytest.mark.parametrize("kind", SOURCES)
def test_the_right_one_comes_first_and_no_wrong_one_is_accepted(kind: str, links: Links, client: ClientFor) -> None:
    prefixes = links.sources.config.prefixes
    accepted = 0
    with source(kind, client()) as items:
        for name, right in RIGHT.items():
            entity = prefixes.expand(name)
            fresh = Links(links.sources)
            unlinked(fresh, entity)
            (found,) = fresh.suggest([entity], items, auto=True, write=False)
            assert found.matches, f"{name}: nothing found"
            assert found.matches[0].item.name == right, f"{name}: {[str(m) for m in found.matches]}"
            if found.accepted is not None:
                assert found.accepted.item.name == right
                accepted += 1
    assert accepted >= 5


@pytest.mark.parametrize("name", RIGHT)
def test_with_the_right_one_gone_no_look_alike_is_accepted(name: str, links: Links, client: ClientFor) -> None:
    entity = links.sources.config.prefixes.expand(name)
    unlinked(links, entity)
    rest = [t for t in WORLD if t.qid != RIGHT[name]]
    with serving(sparql(store(rest))) as server:
        (found,) = links.suggest([entity], Endpoint(client(), server.url), auto=True, write=False)
    assert found.accepted is None


def test_candidates_are_written_as_unsure_with_score_and_reasons(links: Links, client: ClientFor) -> None:
    goris = links.entity("Goris")
    unlinked(links, goris)
    with source("api", client()) as items:
        list(links.suggest([goris], items))
    again = Links(Sources.open(links.sources.root))
    found = {judgement.item_name: judgement for judgement in again.of(goris)}
    best = found["Q319735"]
    assert best.verdict == "Unsure"
    assert best.mapping is None
    assert float(best.confidence or 0) > 0.8
    assert {evidence.kind for evidence in best.evidence} >= {"Label", "Type", "Distance", "Identifier"}
    assert str(best.judge.value).endswith("standoff-link-suggest")


def test_what_a_person_judged_stays(links: Links, client: ClientFor) -> None:
    goris = links.entity("Goris")
    unlinked(links, goris)
    links.judge(goris, links.item("Q319735"), "Different", "Ada", reason="not it")
    with source("api", client()) as items:
        (found,) = links.suggest([goris], items, auto=True)
    assert found.accepted is None
    kept = {judgement.item_name: judgement.verdict for judgement in Links(Sources.open(links.sources.root)).of(goris)}
    assert kept["Q319735"] == "Different"


def test_auto_is_recorded_with_what_agreed(links: Links, client: ClientFor) -> None:
    jermuk = links.entity("Jermuk")
    unlinked(links, jermuk)
    with source("endpoint", client()) as items:
        (found,) = links.suggest([jermuk], items, auto=True)
    assert found.accepted is not None
    (kept,) = [
        j for j in Links(Sources.open(links.sources.root)).of(jermuk) if j.verdict == "Same" and j.item_name[0] == "Q"
    ]
    assert kept.item_name == "Q39556"
    assert kept.mapping is not None


def test_auto_decides_on_a_candidate_that_was_unsure_but_not_on_what_a_person_left_unsure(
    links: Links, client: ClientFor
) -> None:
    goris = links.entity("Goris")
    with source("endpoint", client()) as items:
        (found,) = links.suggest([goris], items, auto=True)
        assert found.accepted is not None
        fresh = Links(Sources.open(links.sources.root))
        (kept,) = [j for j in fresh.of(goris) if j.item_name == "Q319735"]
        assert kept.verdict == "Same"
        assert any("Who's on First" in evidence.note for evidence in kept.evidence)
        assert any(evidence.kind == "Distance" for evidence in kept.evidence)
        fresh.judge(goris, kept.item, "Unsure", "Ada")
        (again,) = Links(Sources.open(links.sources.root)).suggest([goris], items, auto=True)
    assert again.accepted is None


def test_a_linked_entity_is_not_accepted_a_second_item(links: Links, client: ClientFor) -> None:
    path = links.sets[WIKIDATA].path
    before = path.read_bytes()
    with source("endpoint", client()) as items:
        (found,) = links.suggest([links.entity("Jermuk")], items, auto=True)
    assert found.accepted is None
    assert path.read_bytes() == before


def test_suggesting_twice_changes_nothing(links: Links, client: ClientFor) -> None:
    with source("api", client()) as items:
        wanted = [links.entity("Goris"), links.entity("Sotk")]
        list(links.suggest(wanted, items))
        before = links.sets[WIKIDATA].path.read_bytes()
        list(Links(Sources.open(links.sources.root)).suggest(wanted, items))
    assert links.sets[WIKIDATA].path.read_bytes() == before


def test_offline_the_command_does_what_it_can_and_names_the_rest(kb_folder: Path, run: Run) -> None:
    with serving(api()) as server:
        code, online, _ = run("link", "suggest", "Sotk", "Goris", "--api", server.url, "--dry-run", "--kb", kb_folder)
        assert code == 0
        ask = ["link", "suggest", "Goris", "Lachin", "--api", server.url, "--dry-run", "--offline", "--kb", kb_folder]
        code, out, err = run(*ask)
    assert code == 3
    assert out
    assert out in online
    assert "offline, and without a kept answer on 1 of 2 entities: place:lachin" in err


def test_the_recorded_dumps_of_wikidata_can_be_asked(shared: Path, client: ClientFor) -> None:
    from pyoxigraph import RdfFormat, Store

    loaded = Store()
    for name in ("Q42.ttl", "Q24628793.ttl", "Q37599471.ttl"):
        path = shared / "data" / "wikidata-recorded" / "wdqs" / name
        loaded.load(path.read_bytes(), RdfFormat.TURTLE)
    with serving(sparql(loaded)) as server:
        found = Endpoint(client(), server.url).items(["Q42", "Q1"], ["de"])
    assert found["Q1"] is None
    adams = found["Q42"]
    assert adams is not None
    assert adams.label == "Douglas Adams"
    assert "Q5" in adams.classes
    assert (adams.was.first, adams.was.last) == (1952, 2001)


def test_the_recorded_answers_of_the_api_are_read(shared: Path) -> None:
    import json

    from standoff.links.wikibase import item_of

    recorded = shared / "data" / "wikidata-recorded"
    union = json.loads((recorded / "openrefine-wikibase" / "entities" / "Q15180.json").read_text())
    found = item_of(union, "Q15180")
    assert found is not None
    assert found.name == "Q15180"
    assert found.was.first == 1922
    missing = json.loads((recorded / "wdtk" / "wbgetentities-1234567890-missing.json").read_text())
    assert item_of(missing["entities"]["-1"], "Q1234567890") is None


def test_a_linkset_is_written_as_it_was_read(root: Path) -> None:
    sources = Sources.open(root)
    for path in sources.files("links"):
        read = Linkset.read(path, sources.config.base)
        assert read.text(sources.config.prefixes) == path.read_text(encoding="utf-8")
