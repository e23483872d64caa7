"""The articles' texts, where the user holds them: found by digest, cut into sentences, shown with a place marked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.errors import InputError
from standoff.model import Article, TextAnchor

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Sentence", "Texts", "excerpt", "sentences"]

LARGEST: Final = 16 * 1024 * 1024
"""Bytes: a larger file is no article, and is passed over."""


class Texts:
    """A folder (or one file) of articles' texts, known by the SHA-256 of their bytes."""

    def __init__(self, place: Path) -> None:
        """Look into `place`, and the folders below it.

        Raises:
            InputError: there is no such file or folder.
        """
        if not place.exists():
            raise InputError("no such folder", path=place, hint="give the folder that holds the articles' texts")
        self.place = place

    @cached_property
    def _by_digest(self) -> Mapping[str, Path]:
        files = [self.place] if self.place.is_file() else sorted(self.place.rglob("*"))
        found: dict[str, Path] = {}
        for path in files:
            if path.is_file() and path.stat().st_size <= LARGEST:
                digest = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
                found.setdefault(digest, path)
        return found

    def path(self, article: Article) -> Path | None:
        """The file whose bytes have the article's digest."""
        return self._by_digest.get(article.digest or "")

    def text(self, article: Article) -> str | None:
        """The article's text, when it is here; only a text with the article's own digest is."""
        path = self.path(article)
        if path is None:
            return None
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise InputError("is not UTF-8", path=path, hint="save the file as UTF-8") from None


def excerpt(text: str, anchor: TextAnchor) -> tuple[str, str, str] | None:
    """The words at an anchor, with those before and after them in the paragraph; None when it is not in the text."""
    start, end = anchor.start, anchor.end
    if not 0 <= start < end <= len(text):
        return None
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first:start], text[start:end], text[end : last if last >= 0 else len(text)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: code points START to END, and its words."""

    start: int
    end: int
    words: str


_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Prof|St|No|vs|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|"
    r"Sept|Oct|Nov|Dec)|\b[A-Za-z]|(?:\b[A-Za-z]\.)+[A-Za-z]|\.\.)\.$"
)
_END: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9À-ÞА-Я])|\n\s*\n|\n")


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in order, without the white space around them.

    A full stop ends one when a capital or a quotation follows, unless it belongs to an abbreviation or an initial;
    the end of a line always does, since articles are written one paragraph a line.
    """
    start = 0
    for match in _END.finditer(text):
        if not match[0].startswith("\n") and _ABBREVIATION.search(text[start : match.start() + 1]):
            continue
        yield from _sentence(text, start, match.end())
        start = match.end()
    yield from _sentence(text, start, len(text))


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    words = text[start:end]
    bare = words.strip()
    if bare:
        first = start + len(words) - len(words.lstrip())
        yield Sentence(first, first + len(bare), bare)
