"""Servers on loopback: a SPARQL endpoint over a real store, an API and a reconciliation service over the same world."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store, serialize
from tests.links.world import WD, WORLD, Thing, entity

from standoff.names import fold


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    short_by: int = 0
    """How many bytes fewer come than were promised."""
    delay: float = 0.0


@dataclass
class Asked:
    method: str
    path: str
    parameters: dict[str, str]
    agent: str


Answer = Callable[[Asked], Reply]


@dataclass
class Server:
    url: str
    asked: list[Asked]
    at_once: list[int]


@contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    """A server on a free port that answers as it is told, and remembers what it was asked."""
    asked: list[Asked] = []
    at_once = [0, 0]
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._do("GET", urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._do("POST", self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _do(self, method: str, text: str) -> None:
            parameters = {name: values[0] for name, values in parse_qs(text).items()}
            request = Asked(method, urlsplit(self.path).path, parameters, self.headers.get("User-Agent", ""))
            with lock:
                asked.append(request)
                at_once[0] += 1
                at_once[1] = max(at_once)
            try:
                reply = answer(request)
                if reply.delay:
                    time.sleep(reply.delay)
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) - reply.short_by])
            except (BrokenPipeError, ConnectionResetError):
                pass
            finally:
                with lock:
                    at_once[0] -= 1

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_address[1]}", asked, at_once)
    finally:
        server.shutdown()
        server.server_close()


def as_json(value: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(value).encode(), headers=headers)


def sparql(store: Store) -> Answer:
    """A SPARQL endpoint over a store."""

    def answer(asked: Asked) -> Reply:
        result = store.query(asked.parameters["query"])
        if isinstance(result, QueryTriples):
            return Reply(body=serialize(result, format=RdfFormat.TURTLE) or b"", content_type="text/turtle")
        assert isinstance(result, QuerySolutions)
        body = result.serialize(format=QueryResultsFormat.JSON)
        return Reply(body=body or b"", content_type="application/sparql-results+json")

    return answer


def _finds(t: Thing, text: str, language: str) -> bool:
    names = [t.labels.get(language, ""), t.labels["en"], *t.aliases.get(language, [])]
    return any(fold(name).startswith(fold(text)) for name in names if name)


def api(things: Iterable[Thing] = WORLD, redirects: dict[str, str] | None = None) -> Answer:
    """The action API: wbsearchentities and wbgetentities."""
    listed = {t.qid: t for t in things}
    moved = redirects or {}

    def one(asked: str) -> tuple[str, dict[str, Any]]:
        now = moved.get(asked, asked)
        if now not in listed:
            return asked, {"id": asked, "missing": ""}
        found = entity(listed[now])
        return now, {**found, "redirects": {"from": asked, "to": now}} if now != asked else found

    def answer(asked: Asked) -> Reply:
        p = asked.parameters
        if p["action"] == "wbsearchentities":
            hits = [t for t in listed.values() if _finds(t, p["search"], p["language"])]
            return as_json({"search": [{"id": t.qid, "label": t.labels["en"]} for t in hits], "success": 1})
        return as_json({"entities": dict(one(qid) for qid in p["ids"].split("|")), "success": 1})

    return answer


def reconciliation(things: Iterable[Thing] = WORLD, space: str = WD, extends: bool = True) -> Answer:
    """A reconciliation service (W3C Reconciliation Service API 0.2), with data extension."""
    listed = {t.qid: t for t in things}
    about: dict[str, Any] = {"versions": ["0.2"], "name": "test", "identifierSpace": space, "schemaSpace": WD}
    if extends:
        about["extend"] = {}

    def value(v: Any) -> dict[str, Any]:
        if isinstance(v, tuple):
            return {"str": f"{v[0]},{v[1]}"}
        text = str(v)
        return (
            {"id": text, "name": listed[text].labels["en"] if text in listed else text}
            if text[:1] == "Q"
            else {"str": text}
        )

    def candidates(query: dict[str, Any]) -> list[dict[str, Any]]:
        hits = [t for t in listed.values() if any(_finds(t, query["query"], language) for language in t.labels)]
        return [
            {
                "id": t.qid,
                "name": t.labels["en"],
                "description": t.description,
                "score": 50.0,
                "match": False,
                "type": [{"id": s.value, "name": ""} for s in t.said if s.pid == "P31"],
            }
            for t in hits[: query.get("limit", 5)]
        ]

    def answer(asked: Asked) -> Reply:
        if "queries" in asked.parameters:
            queries = json.loads(asked.parameters["queries"])
            return as_json({key: {"result": candidates(query)} for key, query in queries.items()})
        if "extend" in asked.parameters:
            wanted = json.loads(asked.parameters["extend"])
            pids = [p["id"] for p in wanted["properties"]]
            rows = {
                qid: {
                    pid: [value(s.value) for s in listed[qid].said if s.pid == pid] if qid in listed else []
                    for pid in pids
                }
                for qid in wanted["ids"]
            }
            return as_json({"meta": [{"id": pid} for pid in pids], "rows": rows})
        return as_json(about)

    return answer
