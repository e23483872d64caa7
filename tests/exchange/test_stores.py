"""Round trips through real stores: what is pushed is answered, read back and pulled like the embedded store's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from standoff import KnowledgeBase
from standoff.cli.context import Application
from standoff.cli.remote import answer_remotely
from standoff.errors import OutsideError, UsageError
from standoff.exchange.comparing import compare, graph_lines
from standoff.exchange.endpoint import Endpoint
from standoff.exchange.http import Client
from standoff.exchange.pulling import pull
from standoff.exchange.pushing import FACTS, Options, PushReport, push
from standoff.exchange.services import find_services
from standoff.rdf.terms import DefaultGraph, NamedNode, Quad

pytestmark = pytest.mark.server

Run = Callable[..., tuple[int, str, str]]
Start = Callable[..., Any]
BASE = "https://w3id.org/standoff/"
EX = "https://example.org/kb/"


def push_quads(quads: list[Quad], url: str, base: str = EX, **options: object) -> PushReport:
    return push(quads, url, base, Options(**options))  # type: ignore[arg-type]


def some(count: int, graph: str | None, mark: str = "v") -> list[Quad]:
    text = "".join(f'<{EX}s{n}> <{EX}p> "{mark}{n}" .\n' for n in range(count))
    name = DefaultGraph() if graph is None else NamedNode(EX + graph)
    return [Quad(q.subject, q.predicate, q.object, name) for q in parse(text, RdfFormat.N_TRIPLES)]


def missing_of(report: PushReport) -> int:
    return sum(len(graph.difference.missing) + len(graph.difference.extra) for graph in report.graphs)


def test_every_saved_query_answers_remotely_as_it_does_here(store: Any, built_folder: Path, run: Run) -> None:
    url: str = store.url
    code, out, err = run("push", url, "--kb", built_folder, "--replace")
    assert code == 0, err
    assert "0 missing" in out.splitlines()[-1]
    code, out, err = run("push", url, "--kb", built_folder)
    assert code == 0 and "sent 0 triples" in out, "pushing twice is pushing once"
    knowledge = KnowledgeBase.open(built_folder, no_build=True)
    for query in knowledge.queries():
        if "SERVICE" in query.text:
            continue  # asks a third party, which a test does not
        given = {p.name: "Goris" if "event" in query.name else "Armenia" for p in query.parameters if p.required}
        here = knowledge.query(query, parameters=given)
        there = answer_remotely(Application(), knowledge, url, query, given)
        assert there.form == here.form
        assert sorted(map(str, there.rows)) == sorted(map(str, here.rows)), query.name
        assert there.variables == here.variables


def test_a_named_lens_is_answered_remotely_as_it_is_here(store: Any, built_folder: Path, run: Run) -> None:
    url: str = store.url
    assert run("push", url, "--kb", built_folder, "--replace")[0] == 0
    ask = ("query", "mediators", "--lens", "armenia", "-f", "csv", "--kb", built_folder)
    here, there = run(*ask), run(*ask, "--endpoint", url)
    assert there[0] == 0 and sorted(there[1].splitlines()) == sorted(here[1].splitlines())


def test_what_is_pulled_is_what_was_pushed_but_for_the_rewrites_told(
    store: Any, built_folder: Path, run: Run, tmp_path: Path
) -> None:
    url: str = store.url
    code, out, _ = run("push", url, "--kb", built_folder, "--replace")
    told = sum(" is kept as " in line for line in out.splitlines())
    path = tmp_path / "pulled.nq"
    code, _, err = run("pull", url, "--kb", built_folder, "-o", path)
    assert code == 0, err
    embedded = KnowledgeBase.open(built_folder, no_build=True).built.store
    pulled: dict[str, list[Quad]] = {}
    for quad in parse(path=str(path), format=RdfFormat.N_QUADS):
        pulled.setdefault(str(quad.graph_name), []).append(quad)
    graphs = [DefaultGraph(), *embedded.named_graphs()]
    rewrites = 0
    for graph in graphs:
        sent = graph_lines(embedded.quads_for_pattern(None, None, None, graph))
        found = compare(sent, graph_lines(pulled.get(str(graph), ())))
        assert not found.missing and not found.extra, graph
        rewrites += len(found.rewrites)
    assert rewrites == told
    if store.name != "virtuoso":
        assert rewrites == 0


@pytest.mark.parametrize("via", [None, "gsp", "update"])
def test_each_way_of_pushing_ends_the_same(store: Any, via: str | None) -> None:
    url: str = store.url
    quads = [*some(30, "one"), *some(2500, "two"), *some(3, "three")]
    report = push_quads(quads, url, via=via)
    assert missing_of(report) == 0 and len(report.graphs) == 3
    again = push_quads(quads, url, via=via)
    assert not any(graph.sent for graph in again.graphs)
    changed = [*some(30, "one", "w"), *some(2500, "two")]
    third = push_quads(changed, url, via=via)
    assert [graph.graph for graph in third.graphs if graph.sent] == [f"{EX}one"]
    assert third.removed == (f"{EX}three",) and missing_of(third) == 0
    pulled = list(pull(url, base=EX, facts=EX + FACTS))
    assert {str(quad.graph_name) for quad in pulled} >= {f"<{EX}one>", f"<{EX}two>"}
    assert not any(str(quad.graph_name) == f"<{EX}three>" for quad in pulled)


def test_a_dry_run_writes_nothing(store: Any) -> None:
    url: str = store.url
    report = push_quads(some(5, "dry"), url, base=EX + "dry/", dry_run=True)
    assert [graph.sent for graph in report.graphs] == [True]
    with Client.to(url) as client:
        services = find_services(client, writing=False)
    assert not Endpoint(services, Client.to(url)).ask(f"ASK {{ GRAPH <{EX}dry> {{ ?s ?p ?o }} }}")


def test_graphs_can_be_pushed_under_a_prefix_beside_what_others_have(store: Any) -> None:
    url: str = store.url
    report = push_quads([*some(4, None), *some(4, "claim")], url, prefix="https://example.org/mine/")
    assert {graph.graph for graph in report.graphs} == {
        f"https://example.org/mine/{FACTS}",
        "https://example.org/mine/claim",
    }
    assert missing_of(report) == 0


def test_a_graph_larger_than_any_row_limit_is_read_back_and_pulled_whole(store: Any) -> None:
    url: str = store.url
    quads = some(23_000, "large")
    assert missing_of(push_quads(quads, url, base=EX + "large/")) == 0
    assert len(list(pull(url, graph=f"{EX}large"))) == 23_000
    asked = Endpoint.open(url)
    rows = list(asked.select(f"SELECT ?s ?o {{ GRAPH <{EX}large> {{ ?s ?p ?o }} }}").rows)
    assert len(set(rows)) == 23_000
    triples = asked.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{EX}large> {{ ?s ?p ?o }} }}")
    assert len(set(triples)) == 23_000


def test_literal_rewrites_are_named(store: Any) -> None:
    url: str = store.url
    text = f"""@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
    <{EX}s> <{EX}p> 0.60 , 007 , 1.50e3 , true , "2020"^^xsd:gYear , "POINT(46.1 39.2)"^^geo:wktLiteral ,
        "tab\\tline\\n\\"é" , "x"@en-GB , "" , "2020-09-27T00:05:00+04:00"^^xsd:dateTime , <{EX}é> ."""
    graph = NamedNode(f"{EX}literals")
    quads = [Quad(q.subject, q.predicate, q.object, graph) for q in parse(text, RdfFormat.TURTLE)]
    report = push_quads(quads, url, base=EX + "literals/")
    assert report.missing == 0
    rewrites = {(r.before.partition("^")[0], r.after.partition("^")[0]) for r in report.graphs[0].difference.rewrites}
    if store.name == "virtuoso":
        assert rewrites == {
            ('"0.60"', '"0.6"'),
            ('"007"', '"7"'),
            ('"1.50e3"', '"1500.0"'),
            ('"POINT(46.1 39.2)"', '"POINT(46.099998474121 39.200000762939)"'),
        }
    elif store.name == "jena":
        assert not rewrites
    else:
        assert rewrites == {('"0.60"', '"0.6"'), ('"007"', '"7"'), ('"1.50e3"', '"1500"')}


def test_the_default_graph_of_others_is_not_overwritten(tmp_path: Path, start_oxigraph: Start) -> None:
    store = start_oxigraph(tmp_path / "others")
    try:
        client = Client.to(store.url)
        client.send(
            "PUT",
            f"{store.url}/store?default",
            content_type="text/turtle",
            body=b"<http://a.example/s> a <http://a.example/C> .",
        )
        with pytest.raises(UsageError, match="were not pushed from here"):
            push_quads(some(3, None), store.url)
        assert missing_of(push_quads(some(3, None), store.url, replace=True)) == 0
    finally:
        store.stop()


def test_a_push_that_was_cut_is_completed_by_the_next(tmp_path: Path, start_oxigraph: Start) -> None:
    store = start_oxigraph(tmp_path / "cut")
    quads = [quad for number in range(60) for quad in some(1500, f"g{number:02d}")]
    try:
        killer = threading.Thread(target=_kill_when_some_has_come, args=(store,))
        killer.start()
        with pytest.raises(OutsideError) as caught:
            push_quads(quads, store.url, batch=3000)
        killer.join()
        assert "push again to send the rest" in str(caught.value) and "\n" not in str(caught.value)
        port = int(store.url.rpartition(":")[2])
        store = start_oxigraph(tmp_path / "cut", port)
        report = push_quads(quads, store.url, batch=3000)
        sent = sum(graph.sent for graph in report.graphs)
        assert 0 < sent < 60, "what had arrived is not sent again"
        assert missing_of(report) == 0 and len(report.graphs) == 60
    finally:
        store.stop()


def _kill_when_some_has_come(store: Any) -> None:
    """Wait until the store has some of the graphs, then end it."""
    with Client.to(store.url) as client:
        services = find_services(client, writing=False)
        asked = Endpoint(services, client)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if asked.ask(f"ASK {{ GRAPH <{EX}g05> {{ ?s ?p ?o }} }}"):
                break
    store.kill()


def test_virtuoso_with_a_wrong_password_says_so(virtuoso: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDOFF_USER", "dba")
    monkeypatch.setenv("STANDOFF_PASSWORD", "wrong")
    with pytest.raises(OutsideError, match="asks for credentials"):
        push_quads(some(3, "wrong"), virtuoso.url)


def test_virtuoso_takes_no_dataset_though_it_answers_200(virtuoso: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDOFF_USER", "dba")
    monkeypatch.setenv("STANDOFF_PASSWORD", "dba")
    url: str = virtuoso.url
    report = push_quads(some(3, "graph"), url, base=EX + "datasets/")
    assert "N-Quads" not in report.way and missing_of(report) == 0
    facts = push_quads(some(3, None), url, base=EX + "datasets/")
    assert [graph.graph for graph in facts.graphs] == [f"{EX}datasets/{FACTS}"], "it has no default graph of its own"


def test_exports_of_a_remote_store_equal_its_pull(store: Any, built_folder: Path, run: Run, tmp_path: Path) -> None:
    url: str = store.url
    assert run("push", url, "--kb", built_folder, "--replace")[0] == 0
    one, two = tmp_path / "one.nt", tmp_path / "two.nt"
    assert run("export", "--endpoint", url, "--lens", "armenia", "--kb", built_folder, "-o", one)[0] == 0
    assert run("pull", url, "--graph", f"{BASE}closure/armenia", "--kb", built_folder, "-o", two)[0] == 0
    found, other = (Dataset(parse(path=str(path), format=RdfFormat.N_TRIPLES)) for path in (one, two))
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    other.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    assert found == other and len(found) > 1000


def test_pushing_some_parts_leaves_the_others(store: Any, built_folder: Path, run: Run) -> None:
    assert run("push", store.url, "--kb", built_folder, "--replace")[0] == 0
    code, out, err = run("push", store.url, "--kb", built_folder, "--graphs", "links", "--digests")
    assert code == 0, err
    assert "0 removed" in out and "sent 0 triples" in out
    graph, here, digest, there, kept = out.splitlines()[0].split("\t")
    assert graph == f"{BASE}links" and here == there and digest == kept
    asked = ("query", "mediators", "-f", "csv", "--endpoint", store.url, "--kb", built_folder)
    assert run(*asked)[1].count("\n") > 1
