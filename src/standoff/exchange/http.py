"""A client for servers that may be slow, shut, busy or something else than expected.

Retries, with growing pauses, what can be retried (a lost connection once one stood, 429, 502, 503, 504), keeps
`Retry-After`, answers challenges, and tells every failure in one line.
"""

from __future__ import annotations

import http.client
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from standoff import __version__
from standoff.exchange.credentials import Credentials, checked_url
from standoff.exchange.failures import explain, refusal

__all__ = ["RETRIED", "USER_AGENT", "Client", "Response", "retry_after"]

USER_AGENT: Final = f"standoff/{__version__} (https://w3id.org/standoff)"
RETRIED: Final = frozenset({429, 502, 503, 504})
LONGEST_PAUSE: Final = 120.0
"""Seconds that a server may make us wait; one that asks for more is told of instead."""

LONGEST_IDLE: Final = 5.0
"""Seconds after which a connection is opened anew: some servers answer 500 on one that was silent for long."""

Body = bytes | Path | None


@dataclass
class Response:
    """What a server answered; `read` and `stream` give the body."""

    status: int
    headers: Mapping[str, str]
    stream: http.client.HTTPResponse
    url: str

    @property
    def content_type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def ok(self) -> bool:
        """Whether the request was done."""
        return 200 <= self.status < 300

    def read(self, limit: int = -1) -> bytes:
        """The body.

        Raises:
            OutsideError: the connection broke in the middle of it.
        """
        try:
            return self.stream.read() if limit < 0 else self.stream.read(limit)
        except (OSError, http.client.HTTPException) as error:
            raise explain(error, self.url) from None


@dataclass
class Client:
    """Speaks with the servers of one host, over one connection that is opened again when it is lost."""

    url: str
    timeout: float = 60.0
    tries: int = 5
    pause: float = 0.5
    note: Callable[[str], None] = lambda _: None
    credentials: Credentials = field(default_factory=Credentials)
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)
    _reached: bool = field(default=False, repr=False)
    _used: float = field(default=0.0, repr=False)

    @classmethod
    def to(cls, url: str, *, timeout: float = 60.0, note: Callable[[str], None] = lambda _: None) -> Client:
        """A client for a URL, with the credentials that the environment has for it.

        Raises:
            UsageError: it is no http URL, or has credentials in it.
        """
        checked_url(url)
        return cls(url, timeout=timeout, note=note, credentials=Credentials.find(url))

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Client:
        """The client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    @contextmanager
    def ask(
        self,
        method: str,
        url: str,
        *,
        accept: str = "*/*",
        content_type: str | None = None,
        body: Body = None,
        tries: int | None = None,
    ) -> Iterator[Response]:
        """The response to a request, whatever its status; the body can be read inside the block.

        Raises:
            OutsideError: no response came, also after trying again where that makes sense.
        """
        headers = {"Accept": accept, "User-Agent": USER_AGENT}
        if content_type is not None:
            headers["Content-Type"] = content_type
        response = self._persist(method, url, headers, body, tries or self.tries)
        try:
            yield response
        finally:
            if not response.stream.isclosed():
                self.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        accept: str = "*/*",
        content_type: str | None = None,
        body: Body = None,
        what: str = "the request",
    ) -> bytes:
        """The body of a successful response.

        Raises:
            OutsideError: there was none, or the server refused; with the server's own words.
        """
        with self.ask(method, url, accept=accept, content_type=content_type, body=body) as response:
            data = response.read()
            if not response.ok:
                raise refusal(response.status, url, data, response.content_type, what)
            return data

    def _persist(self, method: str, url: str, headers: dict[str, str], body: Body, tries: int) -> Response:
        attempt = 0
        while True:
            attempt += 1
            try:
                response = self._once(method, url, headers, body)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                told = explain(error, url)
                if attempt >= tries or not self._reached or isinstance(error, ssl.SSLError):
                    raise told from None
                self._wait(attempt, None, told.what)
                continue
            self._reached = True
            if response.status == 401 and self.credentials.challenged(response.headers.get("www-authenticate", "")):
                response.read()
                self._warn(url)
                attempt -= 1
                continue
            if response.status in RETRIED and attempt < tries:
                wanted = retry_after(response.headers.get("retry-after"))
                if wanted is None or wanted <= LONGEST_PAUSE:
                    response.read()
                    self._wait(attempt, wanted, f"{urlsplit(url).netloc} answers {response.status}")
                    continue
            return response

    def _warn(self, url: str) -> None:
        """Say so when a password is about to cross a network in the clear."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self.credentials.is_plain and parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
            self.note(f"the password goes to {parts.netloc} unencrypted; use https where the server has it")

    def _wait(self, attempt: int, wanted: float | None, why: str) -> None:
        pause = wanted if wanted is not None else self.pause * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311
        self.note(f"{why}; trying again in {pause:.1f} s")
        time.sleep(pause)

    def _once(self, method: str, url: str, headers: dict[str, str], body: Body) -> Response:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = self._connected(url)
        sent = dict(headers)
        if (authorization := self.credentials.header(method, target)) is not None:
            sent["Authorization"] = authorization
        try:
            self._request(connection, method, target, sent, body)
            stream = connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            early = _early_answer(connection)
            if early is None:  # an idle connection that the server had closed meanwhile
                self.close()
                if not self._reached:
                    raise
                connection = self._connected(url)
                self._request(connection, method, target, sent, body)
                early = connection.getresponse()
            stream = early
        self._used = time.monotonic()
        found = {name.lower(): value for name, value in stream.getheaders()}
        return Response(stream.status, found, stream, url)

    @staticmethod
    def _request(
        connection: http.client.HTTPConnection, method: str, target: str, headers: dict[str, str], body: Body
    ) -> None:
        if isinstance(body, Path):
            with body.open("rb") as stream:
                size = {"Content-Length": str(body.stat().st_size)}
                connection.request(method, target, body=stream, headers=headers | size)
            return
        connection.request(method, target, body=body, headers=headers)

    def _connected(self, url: str) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        host = parts.hostname or ""
        old = self._connection
        fresh = time.monotonic() - self._used < LONGEST_IDLE
        self._used = time.monotonic()
        if old is not None and fresh and (old.host, old.port) == (host, parts.port or old.default_port):
            return old
        self.close()
        connection = (
            http.client.HTTPSConnection(host, parts.port, timeout=self.timeout)
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, parts.port, timeout=self.timeout)
        )
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        return connection


def _early_answer(connection: http.client.HTTPConnection) -> http.client.HTTPResponse | None:
    """What a server said before it stopped listening to a long body (413, 401), if it can still be read."""
    if connection.sock is None:
        return None
    try:
        return connection.getresponse()
    except (OSError, http.client.HTTPException):
        return None


def retry_after(text: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks for, which is a number or a date."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
