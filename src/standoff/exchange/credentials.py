"""Who we are to a server: from the environment or a netrc file, never from a command line or a URL.

`STANDOFF_TOKEN` is sent as a bearer token; `STANDOFF_USER` and `STANDOFF_PASSWORD`, or the netrc entry of the
host (`NETRC`, else `~/.netrc`), answer a Basic or Digest challenge (RFC 7617, RFC 7616).
"""

from __future__ import annotations

import base64
import hashlib
import netrc
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from standoff.errors import InputError, UsageError

__all__ = ["Credentials", "checked_url"]

_PAIR = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def checked_url(url: str) -> str:
    """A URL that may be asked: http or https, with a host, and without a password in it.

    Raises:
        UsageError: it is none, or carries credentials, which would stay in the shell's history.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"{url!r} is not the URL of a server", hint="write http://host:port/path or https://…")
    try:
        _ = parts.port
    except ValueError:
        raise UsageError(f"{url!r} has no valid port", hint="a port is a number up to 65535") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"the URL of {parts.hostname} has credentials in it, which would stay in the shell's history",
            hint="set STANDOFF_USER and STANDOFF_PASSWORD, or STANDOFF_TOKEN, or write a netrc entry",
        )
    return url


@dataclass
class Credentials:
    """A user's name and password, or a token; and what the server last asked for."""

    user: str | None = None
    password: str | None = None
    token: str | None = None
    _digest: dict[str, str] | None = field(default=None, repr=False)
    _basic: bool = field(default=False, repr=False)
    _count: int = field(default=0, repr=False)

    @classmethod
    def find(cls, url: str) -> Credentials:
        """What the environment, else the netrc file, says for the host of a URL.

        Raises:
            InputError: the netrc file cannot be read as one.
        """
        if token := os.environ.get("STANDOFF_TOKEN"):
            return cls(token=token)
        if user := os.environ.get("STANDOFF_USER"):
            return cls(user, os.environ.get("STANDOFF_PASSWORD", ""))
        path = Path(os.environ["NETRC"]) if "NETRC" in os.environ else Path.home() / ".netrc"
        if path.is_file():
            try:
                found = netrc.netrc(str(path)).authenticators(urlsplit(url).hostname or "")
            except netrc.NetrcParseError as error:
                raise InputError(
                    f"is no netrc file: {error.msg}", path=path, line=error.lineno, hint="mend that line"
                ) from None
            except OSError as error:
                raise InputError(f"cannot be read: {error.strerror}", path=path) from None
            if found is not None:
                return cls(found[0], found[2])
        return cls()

    @property
    def known(self) -> bool:
        """Whether there is anything to answer a challenge with."""
        return self.user is not None or self.token is not None

    @property
    def is_plain(self) -> bool:
        """Whether the password itself is sent (Basic)."""
        return self._basic

    def challenged(self, challenge: str) -> bool:
        """Take in a `WWW-Authenticate` header; whether a new answer can be given to it."""
        if self.user is None:
            return False
        digest = re.search(r"\bDigest\s+(.*)", challenge, re.IGNORECASE)
        if digest:
            asked = {found[1].lower(): found[2] or found[3] or "" for found in _PAIR.finditer(digest[1])}
            if asked.get("algorithm", "MD5").upper() not in _HASHES:
                return False
            stale = asked.get("stale", "").lower() == "true"
            new = self._digest is None or stale or asked.get("nonce") != self._digest.get("nonce")
            again = self._digest is not None and not stale and self._count <= 1
            self._digest, self._count = asked, 0
            return new and not again
        if re.search(r"\bBasic\b", challenge, re.IGNORECASE):
            new, self._basic = not self._basic, True
            return new
        return False

    def header(self, method: str, target: str) -> str | None:
        """The `Authorization` header of a request for `target` (path and query), if one is due."""
        if self.token is not None:
            return f"Bearer {self.token}"
        if self._digest is not None:
            return self._answer(method, target, self._digest)
        if self._basic:
            pair = f"{self.user}:{self.password}".encode()
            return f"Basic {base64.b64encode(pair).decode()}"
        return None

    def _answer(self, method: str, target: str, asked: dict[str, str]) -> str:
        algorithm = asked.get("algorithm", "MD5")

        def digest(text: str) -> str:
            return _HASHES[algorithm.upper()](text.encode(), usedforsecurity=False).hexdigest()

        self._count += 1
        realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
        first = digest(f"{self.user}:{realm}:{self.password}")
        second = digest(f"{method}:{target}")
        fields = {"username": self.user or "", "realm": realm, "nonce": nonce, "uri": target}
        plain = {"algorithm": algorithm}
        if "auth" in re.split(r"[\s,]+", asked.get("qop", "")):
            client, count = secrets.token_hex(8), f"{self._count:08x}"
            fields["response"] = digest(f"{first}:{nonce}:{count}:{client}:auth:{second}")
            fields["cnonce"] = client
            plain |= {"qop": "auth", "nc": count}
        else:
            fields["response"] = digest(f"{first}:{nonce}:{second}")
        if "opaque" in asked:
            fields["opaque"] = asked["opaque"]
        quoted = [f'{name}="{value}"' for name, value in fields.items()]
        return "Digest " + ", ".join(quoted + [f"{name}={value}" for name, value in plain.items()])
