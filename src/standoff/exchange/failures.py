"""What went wrong outside, told in one line: what, where, and what to do."""

from __future__ import annotations

import errno
import http.client
import re
import socket
import ssl
from html import unescape
from typing import Final
from urllib.error import URLError
from urllib.parse import urlsplit

from standoff.errors import OutsideError

__all__ = ["explain", "not_rdf", "refusal", "said"]

_HINTS: Final = {
    400: "the server did not understand it",
    401: "set STANDOFF_USER and STANDOFF_PASSWORD, or STANDOFF_TOKEN, or write a netrc entry",
    403: "these credentials may not do this",
    404: "check the URL; it must be a SPARQL service or the store it belongs to",
    405: "this URL takes no such request; check it",
    408: "the server gave up waiting; try again",
    413: "the server takes less at once; use a smaller --batch",
    414: "the server takes shorter URLs",
    415: "the server does not read this format; choose another with --via",
    429: "the server wants fewer requests; wait and try again",
    500: "see the server's log",
    501: "the server has no such function; choose another with --via",
    502: "the server behind this URL is not up",
    503: "the server is busy or going down; try again later",
    504: "the server took too long",
}
_NAMES: Final = {
    401: "asks for credentials for",
    403: "refuses",
    404: "has nothing there for",
    405: "does not allow",
    413: "says this is too large:",
    429: "has had too many requests:",
    500: "failed at",
    503: "is not available for",
}


def said(body: bytes, content_type: str = "") -> str:
    """The server's own words as one short line: the first that is not empty, without mark-up."""
    text = body[:20_000].decode("utf-8", "replace")
    if "html" in content_type or text.lstrip()[:1] == "<":
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        text = title[1] if title else re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", text)
        text = unescape(text)
    text = "".join(char if char.isprintable() or char in "\n\t" else " " for char in text)
    for line in text.splitlines():
        short = " ".join(line.split())
        if short:
            return short if len(short) <= 200 else short[:199] + "…"
    return ""


def refusal(status: int, url: str, body: bytes, content_type: str, what: str) -> OutsideError:
    """The error for a response that is no success."""
    words = said(body, content_type)
    host = urlsplit(url).netloc
    does = _NAMES.get(status, "refuses")
    message = f"{host} {does} {what} ({status}{': ' + words if words else ''})"
    if 300 <= status < 400:
        return OutsideError(f"{host} sends {what} elsewhere ({status})", hint="give the URL it moved to")
    return OutsideError(message, hint=_HINTS.get(status, _HINTS[500] if status >= 500 else _HINTS[400]))


def not_rdf(url: str, content_type: str, body: bytes, wanted: str) -> OutsideError:
    """The error for a success that is not what was asked for, such as an HTML page."""
    kind = "a web page" if "html" in content_type else content_type or "something without a content type"
    words = said(body, content_type)
    quoted = f" ({words!r})" if words else ""
    return OutsideError(
        f"{urlsplit(url).netloc} answers with {kind}{quoted} where {wanted} was asked for",
        hint="check that the URL is a SPARQL service",
    )


def explain(error: BaseException, url: str) -> OutsideError:
    """The error for a request that got no response."""
    host = urlsplit(url).netloc
    if isinstance(error, URLError) and isinstance(error.reason, BaseException):
        error = error.reason
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message or str(error)
        return OutsideError(
            f"the certificate of {host} is not to be trusted: {why.rstrip('.')}",
            hint="check the host's name, or add its authority to SSL_CERT_FILE",
        )
    if isinstance(error, ssl.SSLError):
        return OutsideError(f"no secure connection to {host}: {error.reason or error}", hint="is it https?")
    if isinstance(error, TimeoutError | socket.timeout):
        return OutsideError(f"{host} does not answer in time", hint="give it longer with --timeout")
    if isinstance(error, socket.gaierror):
        return OutsideError(f"no host is called {urlsplit(url).hostname}", hint="check the URL and the network")
    if isinstance(error, ConnectionRefusedError):
        return OutsideError(f"{host} refuses the connection", hint="is the server running, and is this its port?")
    if isinstance(error, ConnectionResetError | BrokenPipeError | http.client.RemoteDisconnected):
        return OutsideError(f"{host} closed the connection", hint="is the server still running?")
    if isinstance(error, http.client.IncompleteRead):
        return OutsideError(f"{host} broke off in the middle of its answer", hint="try again")
    if isinstance(error, http.client.HTTPException):
        return OutsideError(f"{host} does not speak HTTP as expected ({type(error).__name__})", hint="check the URL")
    if isinstance(error, OSError) and error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
        return OutsideError(f"{host} cannot be reached from here", hint="check the network")
    return OutsideError(f"{host}: {error}", hint="check the URL and the network")
