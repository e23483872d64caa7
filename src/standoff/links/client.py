"""A client with manners: one request at a time, its name and a contact given, and every wait that is asked for kept.

Answers are kept on disk. Offline, only those are used. A failure is one line and exit code 3, never an empty answer.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from standoff import __version__
from standoff.errors import OutsideError, UsageError
from standoff.links.cache import Answer, Cache

__all__ = ["Client", "Raw", "Refused", "user_agent"]

LONG: Final = 1500
"""From how many characters on a request goes as POST."""
LONGEST_WAIT: Final = 120.0
"""Seconds that a server may ask us to wait; one that asks for more is told of instead."""
MAXLAG: Final = 5
_ONE_AT_A_TIME = threading.Lock()


def user_agent() -> str:
    """Who is asking, and whom to write to: STANDOFF_CONTACT in the environment adds an address."""
    contact = os.environ.get("STANDOFF_CONTACT", "").strip()
    where = "https://w3id.org/standoff"
    return f"standoff/{__version__} ({where}{'; ' + contact if contact else ''}) links"


@dataclass(frozen=True, slots=True)
class Raw:
    """A response as it came."""

    body: bytes
    content_type: str


class Refused(Exception):  # noqa: N818 - it is caught and retold, never shown
    """A server's refusal: a status that is not 2xx, or an error inside of an answer; `wait` is what it asks for."""

    def __init__(self, what: str, *, wait: float | None = None, again: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.wait = wait
        self.again = again


Transport = Callable[[], Raw]
Check = Callable[[Raw], None]


@dataclass
class Client:
    """Asks servers, politely; `now` is the reference time of the whole run."""

    folder: Path | None = None
    offline: bool = False
    timeout: float = 60.0
    tries: int = 4
    pause: float = 1.0
    note: Callable[[str], None] = lambda _: None
    sleep: Callable[[float], None] = time.sleep
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC).replace(microsecond=0))
    asked: int = 0
    """How many requests went out."""

    @property
    def cache(self) -> Cache:
        """Where answers are kept."""
        return Cache(self.folder, self.now)

    def json(self, url: str, parameters: Mapping[str, str], *, maxlag: bool = False) -> tuple[Any, Answer]:
        """The JSON that a service answers to some parameters; `maxlag` lets a Wikibase say that it is too busy.

        Raises:
            OutsideError: no answer, a refusal, an error inside the answer, or something that is not JSON.
        """
        sent = {**parameters, "maxlag": str(MAXLAG)} if maxlag else dict(parameters)
        answer = self.ask(
            url, sorted(parameters.items()), lambda: self._plain(url, sent, "application/json"), check_json
        )
        return json.loads(answer.body), answer

    def ask(self, url: str, asked: object, transport: Transport, check: Check) -> Answer:
        """The kept answer to a request, or the one that `transport` brings after `check` has found it whole.

        Raises:
            OutsideError: there is none.
        """
        key = self.cache.key(url, repr(asked))
        kept = self.cache.get(key, any_age=self.offline)
        if kept is not None:
            return kept
        host = host_of(url)
        if self.offline:
            raise OutsideError(
                f"offline, and this question to {host} has not been answered before",
                hint="leave out --offline once, with a network",
            )
        raw = self._persist(host, transport, check)
        answer = Answer(raw.body, raw.content_type, url, self.now)
        self.cache.put(key, answer)
        return answer

    def _persist(self, host: str, transport: Transport, check: Check) -> Raw:
        for attempt in range(1, self.tries + 1):
            try:
                with _ONE_AT_A_TIME:
                    self.asked += 1
                    raw = transport()
                check(raw)
                return raw
            except Refused as refused:
                wait = refused.wait if refused.wait is not None else self.pause * 2 ** (attempt - 1)
                if not refused.again or attempt == self.tries:
                    raise OutsideError(f"{host} {refused.what}", hint=_hint(refused)) from None
                if wait > LONGEST_WAIT:
                    raise OutsideError(
                        f"{host} {refused.what} and asks to wait {wait:.0f} seconds", hint="try again after that"
                    ) from None
                self.note(f"{host} {refused.what}; trying again in {wait:.0f} s")
                self.sleep(wait)
        raise AssertionError

    def _plain(self, url: str, parameters: Mapping[str, str], accept: str) -> Raw:
        host_of(url)  # refuses what is not http
        encoded = urlencode(sorted(parameters.items()))
        headers = {"User-Agent": user_agent(), "Accept": accept}
        if not encoded:
            request = urllib.request.Request(url, headers=headers)  # noqa: S310
        elif len(url) + len(encoded) >= LONG:
            request = urllib.request.Request(url, encoded.encode(), headers)  # noqa: S310
        else:
            address = f"{url}{'&' if '?' in url else '?'}{encoded}"
            request = urllib.request.Request(address, headers=headers)  # noqa: S310
        with telling(url), urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
            return Raw(response.read(), response.headers.get("content-type", ""))


class telling:  # noqa: N801 - reads as a statement: with telling(url)
    """Turns what the network raises inside of the block into `Refused`."""

    def __init__(self, url: str) -> None:
        host_of(url)

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Retell."""
        if isinstance(error, urllib.error.HTTPError):
            wait = retry_after(error.headers.get("Retry-After"))
            again = error.code in (429, 502, 503, 504)
            text = _first_line(error.read(500))
            raise Refused(f"answers {error.code}{': ' + text if text else ''}", wait=wait, again=again) from None
        if isinstance(error, TimeoutError):
            raise Refused("does not answer in time", again=True) from None
        if isinstance(error, urllib.error.URLError):
            if isinstance(error.reason, TimeoutError):
                raise Refused("does not answer in time", again=True) from None
            raise Refused(f"cannot be reached: {getattr(error.reason, 'strerror', None) or error.reason}") from None
        if isinstance(error, http.client.HTTPException | OSError):
            raise Refused("broke off in the middle of the answer", again=True) from None


def host_of(url: str) -> str:
    """The host of a URL.

    Raises:
        UsageError: it is no http URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no web address", hint="write http://... or https://...")
    return parts.netloc.rpartition("@")[2]


def check_json(raw: Raw) -> None:
    """Refuse what is not whole JSON, and a Wikibase's error, which comes with status 200.

    Raises:
        Refused: it is one of these.
    """
    if raw.content_type.startswith("text/html") or raw.body.lstrip()[:1] == b"<":
        raise Refused("answers with a web page instead of JSON")
    try:
        found = json.loads(raw.body)
    except ValueError:
        raise Refused("broke off in the middle of the answer, or it is no JSON", again=True) from None
    error = found.get("error") if isinstance(found, dict) else None
    if isinstance(error, dict):
        code, info = str(error.get("code", "")), " ".join(str(error.get("info", "")).split())
        if code in ("maxlag", "readonly", "ratelimited"):
            lag = error.get("lag")
            wait = max(float(lag), 5.0) if isinstance(lag, int | float) else 5.0
            raise Refused(f"is too busy ({code}: {info})", wait=wait, again=True)
        raise Refused(f"reports an error ({code}: {info})")


def retry_after(text: str | None) -> float | None:
    """The seconds that a Retry-After header asks for, which is a number or a date.

    >>> retry_after("17"), retry_after("soon"), retry_after(None)
    (17.0, None, None)
    """
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _first_line(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else " ".join(text.splitlines()[0].split())[:200] if text else ""


def _hint(refused: Refused) -> str:
    return "try again later" if refused.again else "check the address, or choose another service"
