"""Manners, and every way in which a service can fail: one line each, exit code 3, never an empty answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.links.conftest import NOW, ClientFor
from tests.links.servers import Answer, Asked, Reply, api, as_json, reconciliation, serving, sparql
from tests.links.world import WORLD, store

from standoff.errors import OutsideError, UsageError
from standoff.links.cache import Cache
from standoff.links.client import Client, user_agent
from standoff.links.endpoint import Endpoint
from standoff.links.reconciliation import Reconciliation
from standoff.links.subjects import Subjects
from standoff.links.things import Subject
from standoff.links.wikibase import Wikibase
from standoff.sources import Sources


@pytest.fixture(scope="module")
def goris(root: Path) -> Subject:
    sources = Sources.open(root)
    return Subjects(sources, []).subject(sources.names.find("place:goris"))


def first(reply: Reply, then: Answer) -> Answer:
    """Answers `reply` to the first request and as `then` does from there on."""
    replies: Iterator[Reply] = iter([reply])

    def answer(asked: Asked) -> Reply:
        return next(replies, None) or then(asked)

    return answer


def waits(client: ClientFor) -> tuple[Client, list[float]]:
    found: list[float] = []
    return client(sleep=found.append), found


def test_the_user_agent_says_who_asks_and_whom_to_write_to(
    goris: Subject, client: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDOFF_CONTACT", "ada@example.org")
    with serving(api()) as server:
        Wikibase(client(), server.url).search(goris)
        assert {asked.agent for asked in server.asked} == {user_agent()}
        assert "ada@example.org" in user_agent()
    with serving(sparql(store())) as server:
        Endpoint(client(), server.url).search(goris)
        assert {asked.agent for asked in server.asked} == {user_agent()}


def test_requests_go_out_one_at_a_time_and_items_in_batches(client: ClientFor) -> None:
    names = [f"Q{number}" for number in range(1, 121)]
    with serving(api()) as server:
        found = Wikibase(client(), server.url).items(names)
        assert set(found.values()) == {None} or len(found) == 120
        batches = [asked.parameters["ids"].count("|") + 1 for asked in server.asked if "languages" in asked.parameters]
        assert batches == [50, 50, 20]
        assert server.at_once[1] == 1


def test_maxlag_is_sent_and_its_answer_waited_out(goris: Subject, client: ClientFor) -> None:
    busy = as_json({"error": {"code": "maxlag", "info": "Waiting for all: 7 seconds lagged", "lag": 7}})
    with serving(first(busy, api())) as server:
        patient, waited = waits(client)
        assert Wikibase(patient, server.url).search(goris)
        assert server.asked[0].parameters["maxlag"] == "5"
    assert waited == [7.0]


def test_retry_after_is_kept(goris: Subject, client: ClientFor) -> None:
    busy = Reply(429, b"Too many requests", "text/plain", {"Retry-After": "17"})
    with serving(first(busy, sparql(store()))) as server:
        patient, waited = waits(client)
        assert Endpoint(patient, server.url).search(goris)
    assert waited == [17.0]


def test_a_server_that_asks_for_an_hour_is_told_of(client: ClientFor) -> None:
    with serving(lambda _: Reply(429, b"", "text/plain", {"Retry-After": "3600"})) as server:
        patient, waited = waits(client)
        with pytest.raises(OutsideError, match="asks to wait 3600 seconds"):
            patient.json(server.url, {"a": "b"})
    assert waited == []


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            Reply(body=b"<!DOCTYPE html><p>Please set a user agent", content_type="text/html"),
            "web page instead of JSON",
        ),
        (Reply(body=b"Scripts should use an informative User-Agent", content_type="text/plain"), "no JSON"),
        (Reply(body=b'{"search": [{"id": "Q1"}, {"id"'), "no JSON"),
        (Reply(body=b'{"search": []}', short_by=5), "broke off"),
        (Reply(403, b"Forbidden", "text/plain"), "answers 403: Forbidden"),
        (Reply(500, b"", "text/plain"), "answers 500"),
        (Reply(503, b"", "text/plain"), "answers 503"),
        (as_json({"error": {"code": "no-such-entity", "info": "Invalid id: bogus"}}), "no-such-entity: Invalid id"),
        (as_json({"error": {"code": "maxlag", "info": "Waiting"}}), "too busy"),
    ],
)
def test_each_failure_is_one_line_and_not_an_empty_answer(
    reply: Reply, told: str, goris: Subject, client: ClientFor
) -> None:
    with serving(lambda _: reply) as server, pytest.raises(OutsideError, match=told) as raised:
        Wikibase(client(), server.url).search(goris)
    assert raised.value.exit_code == 3
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(body=b"<html><body>busy</body></html>", content_type="text/html"), "web page"),
        (Reply(body=b'{"results": {}}', content_type="application/sparql-results+json"), "no result of a query"),
        (Reply(body=b'{"results": {"bindings": [', content_type="application/sparql-results+json"), "no JSON"),
        (Reply(400, b"MalformedQueryException: line 1", "text/plain"), "answers 400|refuses the query"),
        (Reply(404, b"", "text/plain"), "answers 404|refuses the query"),
        (Reply(500, b"java.util.concurrent.TimeoutException", "text/plain"), "answers 500|refuses the query"),
        (Reply(429, b"", "text/plain", {"Retry-After": "1"}), "answers 429"),
    ],
)
def test_an_endpoint_fails_in_one_line_too(reply: Reply, told: str, goris: Subject, client: ClientFor) -> None:
    with serving(lambda _: reply) as server, pytest.raises(OutsideError, match=told) as raised:
        Endpoint(client(), server.url).search(goris)
    assert "\n" not in str(raised.value)


def test_a_server_that_never_answers(goris: Subject, client: ClientFor) -> None:
    with serving(lambda _: Reply(body=b"{}", delay=1.0)) as server:
        for service in (Wikibase, Endpoint):
            with pytest.raises(OutsideError, match="does not answer in time"):
                service(client(timeout=0.1, tries=1), server.url).search(goris)


def test_a_refused_connection(goris: Subject, client: ClientFor) -> None:
    with serving(api()) as server:
        url = server.url
    with pytest.raises(OutsideError, match="cannot be reached"):
        Wikibase(client(), url).search(goris)


def test_an_address_that_is_no_web_address(client: ClientFor) -> None:
    with pytest.raises(UsageError, match="no web address"):
        client().json("file:///etc/passwd", {})


def test_long_queries_are_posted(goris: Subject, client: ClientFor) -> None:
    with serving(sparql(store())) as server:
        Endpoint(client(), server.url).items(["Q319735"], ["hy", "ru"])
        assert [(asked.method, len(asked.parameters["query"]) >= 1500) for asked in server.asked] == [
            ("GET", False),
            ("POST", True),
        ]


def test_a_recorded_maxlag_and_recorded_empty_answers_are_understood(shared: Path, client: ClientFor) -> None:
    recorded = shared / "data" / "wikidata-recorded" / "wdtk"
    for name in ("error-maxlag.json", "error-maxlag-full.json"):
        body = (recorded / name).read_bytes()
        busy = Reply(body=body)
        with serving(lambda _, busy=busy: busy) as server, pytest.raises(OutsideError, match="too busy"):  # type: ignore[misc]
            client(folder=None).json(server.url, {"action": "wbgetentities"}, maxlag=True)
    empty = (recorded / "wbsearchentities-empty.json").read_bytes()
    with serving(lambda _: Reply(body=empty)) as server:
        found, _ = client(folder=None).json(server.url, {})
        assert found["search"] == []


# ---------------------------------------------------------------------- the cache


def test_nobody_is_asked_twice(goris: Subject, client: ClientFor) -> None:
    with serving(api()) as server:
        before = Wikibase(client(), server.url).search(goris)
        count = len(server.asked)
        assert Wikibase(client(), server.url).search(goris) == before
        assert len(server.asked) == count


def test_offline_uses_what_was_kept_and_says_what_was_not(goris: Subject, client: ClientFor) -> None:
    with serving(api()) as server:
        url = server.url
        before = Wikibase(client(), url).search(goris)
    years_later = NOW + dt.timedelta(days=1000)
    assert Wikibase(client(offline=True, now=years_later), url).search(goris) == before
    with pytest.raises(OutsideError, match="offline, and this question") as raised:
        Wikibase(client(offline=True), url).items(["Q64"])
    assert raised.value.exit_code == 3


def test_answers_go_stale_after_about_a_week_but_not_all_at_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path, NOW)
    limits = {cache.age_limit(cache.key(str(number))) for number in range(50)}
    assert len(limits) > 40
    assert all(dt.timedelta(days=5) < limit < dt.timedelta(days=9) for limit in limits)


def test_errors_are_not_kept(goris: Subject, client: ClientFor) -> None:
    with serving(first(Reply(500, b"", "text/plain"), api())) as server:
        with pytest.raises(OutsideError):
            Wikibase(client(), server.url).search(goris)
        assert Wikibase(client(), server.url).search(goris)


def test_a_damaged_kept_answer_is_asked_for_again(goris: Subject, client: ClientFor, tmp_path: Path) -> None:
    with serving(api()) as server:
        before = Wikibase(client(), server.url).search(goris)
        for path in (tmp_path / "answers").rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes()[:-3])
        assert Wikibase(client(), server.url).search(goris) == before


# ------------------------------------------------------------------ reconciliation


def test_a_service_for_something_else_is_refused(goris: Subject, client: ClientFor) -> None:
    other = reconciliation(space="https://d-nb.info/gnd/")
    with serving(other) as server, pytest.raises(OutsideError, match="reconciles with https://d-nb"):
        Reconciliation(client(), server.url).search(goris)
    with serving(lambda _: as_json([])) as server, pytest.raises(OutsideError, match="no reconciliation service"):
        Reconciliation(client(), server.url).search(goris)


def test_a_service_without_data_extension_still_gives_names_and_types(goris: Subject, client: ClientFor) -> None:
    with serving(reconciliation(extends=False)) as server:
        found = {item.name: item for item in Reconciliation(client(), server.url).search(goris)}
    assert found["Q319735"].place is None
    assert found["Q319735"].classes == {"Q3957"}


def test_the_queries_are_those_of_the_specification(shared: Path, goris: Subject, client: ClientFor) -> None:
    example = shared / "data" / "wikidata-recorded" / "reconciliation-spec"
    names = {
        key
        for one in json.loads((example / "0.2-reconciliation-query-batch_valid_example-full.json").read_text()).values()
        for key in one
    }
    with serving(reconciliation()) as server:
        Reconciliation(client(), server.url).search(goris)
        sent = [json.loads(asked.parameters["queries"]) for asked in server.asked if "queries" in asked.parameters]
    assert sent
    assert {key for batch in sent for query in batch.values() for key in query} <= names | {"query", "limit"}


def test_the_world_has_every_kind_of_look_alike() -> None:
    assert sum(t.qid >= "Q90000001" and t.qid < "Q90000900" and len(t.qid) == 9 for t in WORLD) >= 10
