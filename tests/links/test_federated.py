"""Saved queries that join with Wikidata: asked politely, only where allowed, and with the same answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store
from tests.conftest import Run
from tests.links.conftest import ClientFor
from tests.links.servers import Server, serving, sparql
from tests.links.world import WD, WORLD, Said, changed, store

from standoff.errors import OutsideError, UsageError
from standoff.links.client import user_agent
from standoff.links.federation import Rows, federate

SERVICE = "https://query.wikidata.org/sparql"


def local(query: str) -> tuple[Sequence[str], Rows]:
    """A store that knows two states and their items."""
    own = Store()
    own.update(
        f"INSERT DATA {{ <urn:armenia> <urn:item> <{WD}Q399> . <urn:azerbaijan> <urn:item> <{WD}Q227> . "
        f"<urn:other> <urn:name> 'x' }}"
    )
    result = own.query(query)
    assert isinstance(result, QuerySolutions)
    names = [variable.value for variable in result.variables]
    return names, [tuple(row[name] for name in names) for row in result]


@contextmanager
def wikidata(folder: Path, *allowed: str) -> Iterator[Server]:
    """A knowledge base whose saved queries ask a server here instead, which is allowed."""
    said = (Said("P35", "Q57371", qualifiers=(("P580", "2003-10-31"),)), Said("P36", "Q9248"))
    with serving(sparql(store(changed(WORLD, "Q227", said=said)))) as server:
        for path in (folder / "queries" / "wikidata").glob("*.rq"):
            path.write_text(path.read_text().replace(SERVICE, server.url))
        hosts = ", ".join(f'"{host}"' for host in allowed or (server.url.removeprefix("http://"),))
        toml = folder / "standoff.toml"
        toml.write_text(toml.read_text().replace("[files]", f"[federated]\nhosts = [{hosts}]\n\n[files]"))
        yield server


def test_bindings_go_out_and_answers_take_the_clauses_place(client: ClientFor) -> None:
    with serving(sparql(store())) as server:
        text = federate(
            "PREFIX wdt: <http://www.wikidata.org/prop/direct/>\n"
            "SELECT ?state ?capital WHERE { ?state <urn:item> ?item . "
            f"SERVICE <{server.url}> {{ ?item wdt:P36 ?capital }} }} ORDER BY ?state",
            ["127.0.0.1"],
            local,
            client(),
        )
        assert len(server.asked) == 1
        assert server.asked[0].agent == user_agent()
        assert f"VALUES (?item) {{ (<{WD}Q227>) (<{WD}Q399>) }}" in server.asked[0].parameters["query"]
    _, rows = local(text)
    assert [tuple(str(term) for term in row) for row in rows] == [
        ("<urn:armenia>", f"<{WD}Q1953>"),
        ("<urn:azerbaijan>", f"<{WD}Q9248>"),
    ]


def test_nothing_to_ask_for_asks_nobody(client: ClientFor) -> None:
    with serving(sparql(store())) as server:
        text = federate(
            f"SELECT * WHERE {{ ?state <urn:nothing> ?item . SERVICE <{server.url}> {{ ?item ?p ?o }} }}",
            ["127.0.0.1"],
            local,
            client(),
        )
        assert server.asked == []
    assert list(local(text)[1]) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT * { SERVICE <http://evil.example/> { ?s ?p ?o } }", "evil.example is not a host"),
        ("SELECT * { SERVICE <http://127.0.0.1.evil.example/> { ?s ?p ?o } }", "is not a host"),
        ("SELECT * { SERVICE <http://127.0.0.1@evil.example/> { ?s ?p ?o } }", "is not a host"),
        ("SELECT * { BIND(<http://127.0.0.1/> AS ?x) SERVICE ?x { ?s ?p ?o } }", "needs an address"),
        ("SELECT * { OPTIONAL { SERVICE <http://127.0.0.1/> { ?s ?p ?o } } }", "inside of another group"),
        ("SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }", "no web address"),
    ],
)
def test_no_other_host_is_asked(text: str, told: str, client: ClientFor) -> None:
    with pytest.raises(UsageError, match=told):
        federate(text, ["127.0.0.1"], local, client())


def test_the_saved_queries_answer(kb_folder: Path, run: Run) -> None:
    with wikidata(kb_folder):
        code, out, err = run("query", "wikidata/heads-of-state", "--federated", "--format", "csv", "--kb", kb_folder)
        assert code == 0, err
        assert "Ilham Aliyev" in out
        assert out.count("\n") == 2
        code, out, _ = run(
            "query", "wikidata/heads-of-state", "-p", "day=1999-01-01", "--federated", "-f", "csv", "--kb", kb_folder
        )
        assert (code, out.count("\n")) == (0, 1)
        code, out, _ = run("query", "wikidata/people-in-places", "--federated", "--kb", kb_folder)
        assert code == 0
        assert "1075800" in out
        code, out, _ = run("query", "wikidata/other-conflicts", "--federated", "--format", "json", "--kb", kb_folder)
        assert code == 0
        assert "Q90000009" in out
        assert "Q99659280" not in out


def test_it_is_off_unless_asked_for_and_allowed(kb_folder: Path, run: Run) -> None:
    code, out, err = run("query", "wikidata/people-in-places", "--kb", kb_folder)
    assert (code, out) == (2, "")
    assert "off without --federated" in err
    with wikidata(kb_folder, "elsewhere.example") as server:
        code, out, err = run("query", "wikidata/people-in-places", "--federated", "--kb", kb_folder)
        assert (code, out, server.asked) == (2, "", [])
        assert "is not a host that queries may ask" in err


def test_the_shipped_knowledge_base_allows_nobody(root: Path) -> None:
    from standoff.config import Config

    assert Config.read(root).federated == ()


def test_offline_answers_from_what_was_kept_or_says_so(kb_folder: Path, run: Run) -> None:
    with wikidata(kb_folder):
        ask = ["query", "wikidata/people-in-places", "--federated", "--format", "csv", "--kb", kb_folder]
        code, out, err = run(*ask, "--offline")
        assert (code, out) == (3, "")
        assert "offline" in err
        code, first, _ = run(*ask)
        assert code == 0
    code, out, _ = run(*ask, "--offline")
    assert (code, out) == (0, first)


def test_a_server_that_fails_is_no_empty_answer(client: ClientFor) -> None:
    with serving(sparql(store())) as server:
        url = server.url
    with pytest.raises(OutsideError):
        federate(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", ["127.0.0.1"], local, client())


def test_literals_with_quotes_and_languages_come_back_whole(client: ClientFor) -> None:
    odd = Store()
    odd.update(
        f'INSERT DATA {{ <{WD}Q399> <urn:says> "a \\"quoted\\" \\\\ line\\nbreak"@en , '
        '"plain \\" } UNION {" , 5 , true }'
    )
    with serving(sparql(odd)) as server:
        text = federate(
            f"SELECT ?said WHERE {{ ?state <urn:item> ?item . SERVICE <{server.url}> {{ ?item <urn:says> ?said }} }}",
            ["127.0.0.1"],
            local,
            client(),
        )
    found = {row[0] for row in local(text)[1]}
    assert found == {quad.object for quad in odd.quads_for_pattern(NamedNode(WD + "Q399"), None, None)}
