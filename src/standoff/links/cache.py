"""Answers kept on disk, so that nobody is asked twice, and so that there is something to work with offline."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from standoff.atomic import replacing_bytes

__all__ = ["Answer", "Cache"]

KEPT: Final = dt.timedelta(days=7)
JITTER: Final = 0.25
"""How far an answer's age limit strays either way, so that those of one run do not all go stale at once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, and when."""

    body: bytes
    content_type: str
    url: str
    retrieved: dt.datetime
    cached: bool = False

    @property
    def digest(self) -> str:
        """`sha256:` and the digest of the body: the anchor of what is taken from it."""
        return "sha256:" + hashlib.sha256(self.body).hexdigest()


@dataclass
class Cache:
    """A folder of answers by what was asked; `now` is the one time by which a whole run judges their age."""

    folder: Path | None
    now: dt.datetime

    def key(self, *asked: str) -> str:
        """What an answer is kept under."""
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()

    def age_limit(self, key: str) -> dt.timedelta:
        """How old an answer may be: a week, a quarter more or less, by its key."""
        stray = int(key[:8], 16) / 0xFFFFFFFF * 2 - 1
        return KEPT * (1 + JITTER * stray)

    def get(self, key: str, *, any_age: bool = False) -> Answer | None:
        """A kept answer that is fresh enough; None when there is none, or it cannot be read."""
        if self.folder is None:
            return None
        try:
            head, _, body = (self.folder / key[:2] / key).read_bytes().partition(b"\n")
            said = json.loads(head)
            retrieved = dt.datetime.fromisoformat(said["retrieved"])
            if hashlib.sha256(body).hexdigest() != said["sha256"]:
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not any_age and not (dt.timedelta(0) <= self.now - retrieved <= self.age_limit(key)):
            return None
        return Answer(body, said.get("content-type", ""), said.get("url", ""), retrieved, cached=True)

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; a folder that cannot be written to is passed over."""
        if self.folder is None:
            return
        head = {
            "url": answer.url,
            "content-type": answer.content_type,
            "retrieved": answer.retrieved.isoformat(),
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        }
        path = self.folder / key[:2] / key
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing_bytes(path) as out:
                out.write(json.dumps(head).encode() + b"\n" + answer.body)
        except OSError:
            return
