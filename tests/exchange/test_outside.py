"""Whatever a server does, the user reads one line, the exit code is 3, and nothing is half written."""

from __future__ import annotations

import http.server
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from standoff.errors import OutsideError, UsageError
from standoff.exchange.credentials import Credentials, checked_url
from standoff.exchange.endpoint import Endpoint
from standoff.exchange.http import Client

Run = Callable[..., tuple[int, str, str]]
ASK = json.dumps({"head": {}, "boolean": True}).encode()
RESULTS = "application/sparql-results+json"


class Server(http.server.ThreadingHTTPServer):
    """A server that answers each request with what `answer` says: status, headers, body."""

    daemon_threads = True
    answer: Callable[[http.server.BaseHTTPRequestHandler, bytes], tuple[int, dict[str, str], bytes] | None]
    requests: list[tuple[str, str, dict[str, str]]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        assert isinstance(self.server, Server)
        self.server.requests.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
        found = self.server.answer(self, body)
        if found is None:
            self.close_connection = True
            return
        status, headers, data = found
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = handle_any  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("STANDOFF_USER", "STANDOFF_PASSWORD", "STANDOFF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", "/nonexistent")
    found = Server(("127.0.0.1", 0), Handler)
    found.requests = []
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real pauses between tries."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


def always(status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> Callable[..., object]:
    return lambda handler, data: (status, {"Content-Type": kind, **headers}, body)


COMMANDS = (
    ("query", "--sparql", "SELECT * { ?s ?p ?o }", "-f", "csv", "--endpoint"),
    ("pull",),
    ("push",),
    ("export", "-f", "turtle", "--endpoint"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("status", "kind", "body", "words"),
    [
        (401, "text/plain", b"", "asks for credentials"),
        (403, "text/plain", b"you may not\nreally", "you may not"),
        (404, "text/html", b"<html><title>Not here</title></html>", "Not here"),
        (413, "text/plain", b"", "413"),
        (429, "text/plain", b"slow down", "slow down"),
        (500, "text/plain", b"\n\nstack overflow in line 3\nat x\nat y", "stack overflow in line 3"),
        (200, "text/html; charset=utf-8", b"<!doctype html><title>Welcome</title>", "a web page ('Welcome')"),
        (302, "text/plain", b"", "elsewhere"),
        (200, RESULTS, b"{ broken", "answers with"),
    ],
)
def test_a_server_that_refuses_or_answers_with_something_else(
    server: Server, built_folder: Path, run: Run, tmp_path: Path,
    command: tuple[str, ...], status: int, kind: str, body: bytes, words: str,
) -> None:  # fmt: skip
    server.answer = always(status, body, kind, Location="http://127.0.0.1:1/")  # type: ignore[assignment]
    out = tmp_path / "out.ttl"
    out.write_text("before")
    more = () if command[0] == "push" else ("-o", tmp_path / "out.csv" if command[0] == "query" else out)
    code, printed, err = run(*command, server.url, "--kb", built_folder, *more)
    assert code == 3, err
    told = [line for line in err.splitlines() if line.startswith("standoff:")]
    assert len(told) == 1 and words in told[0], err
    assert "Traceback" not in err and printed == ""
    assert out.read_text() == "before" and sorted(path.name for path in tmp_path.iterdir()) == ["out.ttl"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_nobody_there(built_folder: Path, run: Run, command: tuple[str, ...]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    code, _, err = run(*command, f"http://127.0.0.1:{port}/sparql", "--kb", built_folder)
    assert (code, err.count("\n")) == (3, 1)
    assert "refuses the connection" in err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_server_that_never_answers(built_folder: Path, run: Run, command: tuple[str, ...]) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/sparql"
        given = ("--timeout", "1") if command[0] != "export" else ()
        if command[0] == "export":
            with pytest.raises(OutsideError, match="does not answer in time"):
                Endpoint.open(url, timeout=0.5)
            return
        code, _, err = run(*command, url, "--kb", built_folder, *given)
    assert code == 3 and "in time" in err


def test_a_certificate_of_another_name(tmp_path: Path, built_folder: Path, run: Run, server: Server) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command: certificates were not tested")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
         "-days", "2", "-subj", "/CN=other.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    secure = Server(("127.0.0.1", 0), Handler)
    secure.requests = []
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    threading.Thread(target=secure.serve_forever, daemon=True).start()
    try:
        code, _, err = run("pull", f"https://127.0.0.1:{secure.server_port}/sparql", "--kb", built_folder)
    finally:
        secure.shutdown()
        secure.server_close()
    assert code == 3 and "certificate of 127.0.0.1" in err


def test_credentials_in_a_url_are_refused_with_a_hint() -> None:
    with pytest.raises(UsageError, match="STANDOFF_USER") as caught:
        checked_url("http://ada:secret@store.example/sparql")
    assert "secret" not in str(caught.value)


def test_what_is_no_url_is_refused() -> None:
    for text in ("store", "ftp://store.example/", "http://", "http://store.example:99999/"):
        with pytest.raises(UsageError):
            checked_url(text)


def test_a_busy_server_is_asked_again_after_the_pause_it_asks_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    server.answer = lambda handler, data: (
        (200, {"Content-Type": "text/plain"}, b"done") if len(server.requests) > 2 else (429, {"Retry-After": "7"}, b"")
    )
    with Client.to(server.url) as client:
        assert client.send("GET", server.url) == b"done"
    assert pauses == [7.0, 7.0]


def test_a_server_that_wants_an_hour_is_not_waited_for(server: Server) -> None:
    server.answer = always(503, b"", **{"Retry-After": "3600"})  # type: ignore[assignment]
    with Client.to(server.url) as client, pytest.raises(OutsideError, match="503"):
        client.send("GET", server.url)
    assert len(server.requests) == 1


def test_a_token_is_sent_and_a_user_only_when_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(handler: http.server.BaseHTTPRequestHandler, data: bytes) -> tuple[int, dict[str, str], bytes]:
        if handler.headers.get("Authorization") == "Basic YWRhOnNlY3JldA==":
            return 200, {}, b"welcome"
        return 401, {"WWW-Authenticate": 'Basic realm="store"'}, b""

    server.answer = answer
    monkeypatch.setenv("STANDOFF_USER", "ada")
    monkeypatch.setenv("STANDOFF_PASSWORD", "secret")
    with Client.to(server.url) as client:
        assert client.send("GET", server.url) == b"welcome"
    assert "authorization" not in server.requests[0][2]
    monkeypatch.setenv("STANDOFF_TOKEN", "t0ken")
    with Client.to(server.url) as client, client.ask("GET", server.url) as response:
        response.read()
    assert server.requests[-1][2]["authorization"] == "Bearer t0ken"


def test_a_netrc_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STANDOFF_USER", "STANDOFF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "netrc"
    path.write_text("machine store.example login ada password secret\n")
    monkeypatch.setenv("NETRC", str(path))
    found = Credentials.find("https://store.example/sparql")
    assert (found.user, found.password) == ("ada", "secret")
    assert not Credentials.find("https://other.example/").known


def test_digest_authentication_follows_the_example_of_rfc_7616(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    found = Credentials("Mufasa", "Circle of Life")
    assert found.challenged(
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    header = found.header("GET", "/dir/index.html") or ""
    assert "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" in header


def rows(count: int) -> bytes:
    bindings = [{"n": {"type": "literal", "value": str(number)}} for number in range(count)]
    return json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": bindings}}).encode()


def test_an_answer_cut_at_the_row_limit_is_continued_page_by_page(server: Server) -> None:
    import re
    from urllib.parse import parse_qs

    def answer(handler: http.server.BaseHTTPRequestHandler, data: bytes) -> tuple[int, dict[str, str], bytes]:
        query = parse_qs(data.decode()).get("query", [""])[0]
        if query.startswith("ASK"):
            return 200, {"Content-Type": RESULTS}, ASK
        if handler.command != "POST":
            return 404, {}, b""
        offset = int(found[1]) if (found := re.search(r"OFFSET (\d+)", query)) else 0
        limit = min(100, int(found[1]) if (found := re.search(r"LIMIT (\d+)", query)) else 100)
        bindings = [{"n": {"type": "literal", "value": str(n)}} for n in range(offset, min(offset + limit, 250))]
        body = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": bindings}}).encode()
        return 200, {"Content-Type": RESULTS, "X-SPARQL-MaxRows": "100"}, body

    server.answer = answer
    notes: list[str] = []
    found = Endpoint.open(server.url, note=notes.append).select("SELECT ?n { ?s ?p ?n }")
    assert [row[0].value for row in found.rows if row[0]] == [str(n) for n in range(250)]  # type: ignore[union-attr]
    assert any("at most 100 rows" in note for note in notes) and not found.cut


def test_an_answer_that_cannot_be_continued_says_that_it_is_cut(server: Server) -> None:
    def answer(handler: http.server.BaseHTTPRequestHandler, data: bytes) -> tuple[int, dict[str, str], bytes]:
        if b"OFFSET" in data:
            return 500, {"Content-Type": "text/plain"}, b"Error SR353: Sorted TOP clause"
        if b"query=ASK" in data:
            return 200, {"Content-Type": RESULTS}, ASK
        return 200, {"Content-Type": RESULTS, "X-SPARQL-MaxRows": "100"}, rows(100)

    server.answer = answer
    found = Endpoint.open(server.url).select("SELECT ?n { ?s ?p ?n } ORDER BY ?n")
    assert len(list(found.rows)) == 100
    assert "at most 100 rows" in found.cut[0] and "SR353" in found.cut[0]


def test_an_answer_that_breaks_off_is_an_error(server: Server) -> None:
    def answer(handler: http.server.BaseHTTPRequestHandler, data: bytes) -> tuple[int, dict[str, str], bytes] | None:
        if b"query=ASK" in data:
            return 200, {"Content-Type": RESULTS}, ASK
        if handler.command != "POST":
            return 404, {}, b""
        handler.send_response(200)
        handler.send_header("Content-Type", RESULTS)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(rows(3))
        return None

    server.answer = answer
    with pytest.raises(OutsideError):
        list(Endpoint.open(server.url).select("SELECT ?n { ?s ?p ?n }").rows)
