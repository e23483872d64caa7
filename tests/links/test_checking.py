"""Links are checked again: against the items as they are now, and against each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.links.conftest import ClientFor
from tests.links.servers import Reply, api, serving, sparql
from tests.links.world import REAL, SAME_AS, WD, WORLD, Said, Thing, changed, store, without

from standoff.links.checking import check_against, check_alone
from standoff.links.endpoint import Endpoint
from standoff.links.judgements import WIKIDATA
from standoff.links.linking import ItemSource, Links
from standoff.links.wikibase import Wikibase


def jermuk(links: Links, items: ItemSource) -> list[str]:
    (judgement,) = [j for j in links.of(links.entity("Jermuk")) if j.item.value.startswith(WIKIDATA)]
    return [fault.kind for fault in check_against(links, items, [judgement])]


def in_the_world(qid: str) -> Thing:
    return next(t for t in REAL if t.qid == qid)


NOW_A_LAKE = replace(in_the_world("Q39556"), said=(Said("P31", "Q11424"),))
MOVED = replace(
    in_the_world("Q39556"),
    said=(*tuple(s for s in in_the_world("Q39556").said if s.pid != "P625"), Said("P625", (41.5, 44.0))),
)
RENAMED = replace(in_the_world("Q39556"), labels={"en": "Something Else"}, aliases={})
OTHER_NUMBER = replace(
    in_the_world("Q39556"),
    said=(*tuple(s for s in in_the_world("Q39556").said if s.pid != "P1566"), Said("P1566", "1")),
)


@pytest.mark.parametrize(
    ("thing", "kinds"),
    [
        (in_the_world("Q39556"), []),
        (NOW_A_LAKE, ["kind"]),
        (MOVED, ["moved"]),
        (RENAMED, ["label"]),
        (OTHER_NUMBER, ["identity"]),
        (None, ["deleted"]),
    ],
)
def test_what_became_of_an_item_is_told(thing: Thing | None, kinds: list[str], links: Links, client: ClientFor) -> None:
    world = without(WORLD, "Q39556") + ([thing] if thing else [])
    with serving(sparql(store(world))) as server:
        assert jermuk(links, Endpoint(client(), server.url)) == kinds
    with serving(api(world)) as server:
        assert jermuk(links, Wikibase(client(), server.url)) == kinds


def test_a_merged_item_is_followed_and_told(links: Links, client: ClientFor) -> None:
    world = [*without(WORLD, "Q39556"), replace(in_the_world("Q39556"), qid="Q777")]
    with serving(api(world, redirects={"Q39556": "Q777"})) as server:
        assert jermuk(links, Wikibase(client(), server.url)) == ["merged"]
    loaded = store(world)
    from pyoxigraph import NamedNode, Quad

    loaded.add(Quad(NamedNode(WD + "Q39556"), SAME_AS, NamedNode(WD + "Q777")))
    with serving(sparql(loaded)) as server:
        assert jermuk(links, Endpoint(client(), server.url)) == ["merged"]


def test_one_entity_with_two_items_is_told(links: Links) -> None:
    jermuk_link = next(j for j in links.judgements if j.item_name == "Q39556")
    second = replace(jermuk_link, item=links.item("Q1"), iri=links.item("Q1"))
    faults = list(check_alone([jermuk_link, second], {}))
    assert [fault.kind for fault in faults] == ["two-items"]


def test_a_feature_of_geonames_beside_an_item_is_no_second_item(links: Links) -> None:
    assert list(check_alone(links.judgements, {})) == []


def test_from_the_command_line(kb_folder: Path, run: Run) -> None:
    world = changed(WORLD, "Q39556", labels={"en": "Something Else"}, aliases={})
    with serving(sparql(store(world))) as server:
        code, out, err = run("link", "check", "Jermuk", "--endpoint", server.url, "--kb", kb_folder)
    assert code == 1
    assert out == "label: Q39556, linked to place:jermuk, is now called 'Something Else'\n"
    assert err.count("\n") == 1 or "1 fault" in err


def test_an_endpoint_that_fails_is_not_a_clean_bill(kb_folder: Path, run: Run) -> None:
    with serving(lambda _: Reply(body=b"<html></html>", content_type="text/html")) as server:
        code, _out, err = run("link", "check", "Jermuk", "--endpoint", server.url, "--kb", kb_folder)
    assert code == 3
    assert "nothing wrong" not in err
