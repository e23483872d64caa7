"""The same through a real SPARQL server: Oxigraph, with the recorded dumps of Wikidata and the article's items."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize
from tests.conftest import ROOT, Run
from tests.links.conftest import ClientFor
from tests.links.test_suggest import RIGHT, unlinked
from tests.links.world import WORLD, quads

from standoff import KnowledgeBase
from standoff.links.endpoint import Endpoint
from standoff.links.enriching import enrich
from standoff.links.linking import Links

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def endpoint_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    folder = tmp_path_factory.mktemp("oxigraph")
    (folder / "world.nt").write_bytes(
        serialize((quad.triple for quad in quads(WORLD)), format=RdfFormat.N_TRIPLES) or b""
    )
    recorded = ROOT.parent / "shared" / "data" / "wikidata-recorded" / "wdqs"
    files = [
        folder / "world.nt",
        *(path for name in ("Q42", "Q24628793") if (path := recorded / f"{name}.ttl").exists()),
    ]
    subprocess.run([program, "load", "-l", folder / "store", "-f", *files], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [program, "serve-read-only", "-l", folder / "store", "-b", place],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://{place}/", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://{place}/query"
    finally:
        server.terminate()
        server.wait()


def test_the_right_one_comes_first(endpoint_url: str, links: Links, client: ClientFor) -> None:
    endpoint = Endpoint(client(), endpoint_url)
    for name, right in RIGHT.items():
        entity = links.sources.config.prefixes.expand(name)
        fresh = Links(links.sources)
        unlinked(fresh, entity)
        (found,) = fresh.suggest([entity], endpoint, auto=True, write=False)
        assert found.matches[0].item.name == right, name
        assert found.accepted is None or found.accepted.item.name == right


def test_check_finds_nothing_wrong_with_the_links_it_knows(endpoint_url: str, kb_folder: Path, run: Run) -> None:
    entities = ["Jermuk", "Yerevan", "Baku", "Ilham Aliyev", "actor:armenia"]
    code, out, err = run("link", "check", *entities, "--endpoint", endpoint_url, "--kb", kb_folder)
    assert (code, out) == (0, ""), err


def test_enrich_brings_claims_that_build(endpoint_url: str, links: Links, client: ClientFor) -> None:
    report = enrich(links, links.subjects.entities(), Endpoint(client(), endpoint_url))
    assert sum(report.claims.values()) >= 15
    knowledge = KnowledgeBase.open(links.sources.root)
    knowledge.build()
    assert knowledge.find("actor:wikidata").value.endswith("/wikidata")


def test_the_recorded_dump_is_there(endpoint_url: str, shared: Path, client: ClientFor) -> None:
    adams = Endpoint(client(), endpoint_url).items(["Q42"], ["de"])["Q42"]
    assert adams is not None
    assert adams.label == "Douglas Adams"
    assert (adams.was.first, adams.was.last) == (1952, 2001)
