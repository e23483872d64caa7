"""The text of an article as it stands in a file: plain, Markdown or a saved web page."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from standoff.errors import InputError

__all__ = ["LARGEST", "SourceText", "read_text"]

LARGEST: Final = 32 * 1024 * 1024
"""Bytes: a larger file is no article."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text to be read, with what the file itself says about it.

    `text` is what anchors count in: the file's exact bytes decoded as UTF-8 or, for a web page, the extracted main
    text (`extracted`), which has to be kept beside the page. `visible` is `text` with markup blanked out.
    """

    text: str
    visible: str
    path: Path | None
    format: str
    title: str | None = None
    issued: dt.date | None = None
    issued_rule: str = ""
    publisher: str | None = None
    url: str | None = None
    page_digest: str | None = None

    @property
    def extracted(self) -> bool:
        """Whether the text was taken out of a web page."""
        return self.format == "html"

    @property
    def digest(self) -> str:
        """`sha256:` and the digest of the text's UTF-8 bytes."""
        return "sha256:" + hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def read_text(path: Path, data: bytes | None = None) -> SourceText:
    """Read a file; what it is follows from its extension, and from its first bytes.

    Raises:
        InputError: it is missing, empty, binary, not UTF-8, too large, or a page without a main text.
    """
    if data is None:
        data = _bytes(path)
    if len(data) > LARGEST:
        raise InputError(
            f"is too large for an article ({len(data):,} bytes)", path=path, hint="give one article a file"
        )
    if not data.strip():
        raise InputError("is empty", path=path, hint="give a file with the article's text")
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm", ".xhtml") or _looks_like_html(data, suffix):
        return _web_page(path, data)
    if (
        suffix in _BINARY
        or b"\0" in data[:65536]
        or data[:4] in (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0")
    ):
        raise InputError("is not a text", path=path, hint="save the article as plain text, Markdown or HTML")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"is not UTF-8 (byte {error.start})", path=path, line=line, hint="save the file as UTF-8"
        ) from None
    strange = sum(1 for c in text[:20000] if ord(c) < 32 and c not in "\t\n\r\f") / max(1, min(len(text), 20000))
    if strange > 0.1:
        raise InputError("is not a text (mostly control characters)", path=path, hint="save the article as plain text")
    if not re.search(r"[^\W\d_]", text):
        raise InputError("has no words in it", path=path, hint="give a file with the article's text")
    if suffix in (".md", ".markdown"):
        return _markdown(path, text)
    issued = _first_line_date(text)
    return SourceText(text, text, path, "text", issued=issued, issued_rule="date-line" if issued else "")


_BINARY: Final = frozenset(
    {
        ".pdf",
        ".doc",
        ".docx",
        ".odt",
        ".rtf",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".zip",
        ".gz",
        ".xls",
        ".xlsx",
        ".epub",
        ".mp3",
        ".mp4",
    }
)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError("is a folder", path=path, hint="name a file, or give --folder to read every text in it")
        if path.stat().st_size > LARGEST:
            raise InputError(
                f"is too large for an article ({path.stat().st_size:,} bytes)",
                path=path,
                hint="give one article a file",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", path=path, hint="check the name") from None
    except PermissionError:
        raise InputError("permission denied", path=path, hint="make the file readable") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None


def _looks_like_html(data: bytes, suffix: str) -> bool:
    if suffix in (".txt", ".md", ".markdown", ".text"):
        return False
    head = data[:2048].lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html")) or b"<body" in head


def _first_line_date(text: str) -> dt.date | None:
    """A line of its own at the top that is nothing but a full date: "Sunday, September 15, 2019"."""
    from standoff.ingest.dates import find_dates

    for line in text.lstrip("\ufeff").splitlines()[:6]:
        stripped = line.strip()
        if not stripped or len(stripped) > 60:
            continue
        for date in find_dates(stripped):
            if date.precision == "ToTheDay" and date.reading == "Stated" and date.earliest is not None:
                rest = (stripped[: date.start] + stripped[date.end :]).strip(" ,.;:|-–—()")
                if len(rest) <= 24 and re.fullmatch(
                    r"(?:(?:Published|Updated|Posted|Issued|Date|By|on|at|GMT|UTC|Last|modified|\d{1,2}:\d\d|[ap]\.?m\.?|\W)\s*)*",
                    rest,
                    re.IGNORECASE,
                ):
                    return date.earliest
    return None


_FRONT = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*\n", re.DOTALL)
_BLANKED: Final = (
    re.compile(r"^(?:```|~~~).*?^(?:```|~~~)[^\n]*$", re.MULTILINE | re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$", re.MULTILINE),
    re.compile(r"^\s{0,3}>\s?", re.MULTILINE),
    re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE),
    re.compile(r"^\s*(?:[-*_]\s*){3,}$", re.MULTILINE),
    re.compile(r"!\[[^\]]*\]\([^)]*\)"),
    re.compile(r"(?<=\])\([^)\s]*(?:\s\"[^\"]*\")?\)"),
    re.compile(r"(?<=\])\[[^\]]*\]"),
    re.compile(r"^\s*\[[^\]]+\]:\s+\S+.*$", re.MULTILINE),
    re.compile(r"</?[A-Za-z][^>]*>"),
    re.compile(r"\*\*|__|~~|`"),
    re.compile(r"(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)"),
)


def _markdown(path: Path, text: str) -> SourceText:
    """Markdown is read in place: its markup becomes spaces, and every offset stays."""
    visible = text
    title = publisher = url = None
    issued = None
    front = _FRONT.match(text)
    if front:
        for line in front[1].splitlines():
            key, _, value = line.partition(":")
            value = value.strip().strip("\"'")
            key = key.strip().lower()
            if key == "title":
                title = value or None
            elif key in ("date", "published", "issued"):
                issued = _iso(value)
            elif key in ("publisher", "outlet", "source", "site"):
                publisher = value or None
            elif key in ("url", "link", "canonical"):
                url = value or None
        visible = _blank(visible, 0, front.end())
    heading = re.search(r"^\s{0,3}#\s+(.+?)\s*#*\s*$", text, re.MULTILINE)
    title = title or (heading[1] if heading else None)
    for pattern in _BLANKED:
        visible = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), visible)
    visible = re.sub(r"\[(?=[^\]\n]*\] )|(?<=\w)\](?=\s{3,})", " ", visible)
    rule = "front-matter" if issued else ""
    if issued is None:
        issued = _first_line_date(visible)
        rule = "date-line" if issued else ""
    return SourceText(text, visible, path, "markdown", title, issued, rule, publisher, url)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _iso(value: str) -> dt.date | None:
    from standoff.ingest.dates import find_dates

    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        found = find_dates(value)
        return found[0].earliest if found and found[0].precision == "ToTheDay" else None


def _web_page(path: Path, data: bytes) -> SourceText:
    """The main text of a saved page, and what its head says; scripts and styles are never read or run."""
    try:
        import trafilatura
        from trafilatura.metadata import extract_metadata
    except ImportError:
        raise InputError(
            "is a web page, and the extractor is not installed",
            path=path,
            hint="install standoff[ingest], or save the article as plain text",
        ) from None
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page: str | bytes = data
    try:
        page = data.decode("utf-8")
    except UnicodeDecodeError:
        page = data  # the extractor looks at the page's own declaration
    try:
        text = trafilatura.extract(
            page, include_comments=False, include_tables=False, favor_precision=True, deduplicate=False
        )
        if not text or len(text.split()) < 15:
            text = trafilatura.extract(page, include_comments=False, include_tables=False, favor_recall=True) or text
        head = extract_metadata(page)
    except Exception as error:  # the extractor is a large third party: whatever it raises, the page cannot be read
        raise InputError(
            f"the page cannot be read ({type(error).__name__})", path=path, hint="save the article as plain text"
        ) from None
    if not text or not re.search(r"[^\W\d_]", text):
        raise InputError("no main text is found in the page", path=path, hint="save the article as plain text")
    text = text.rstrip() + "\n"
    text = re.sub(r"(?<!\n)\n(?!\n)", "\n\n", text)
    issued = _iso(str(head.date)) if head is not None and getattr(head, "date", None) else None
    return SourceText(
        text, text, path, "html",
        title=_clean(getattr(head, "title", None)), issued=issued, issued_rule="page-metadata" if issued else "",
        publisher=_clean(getattr(head, "sitename", None)), url=_clean(getattr(head, "url", None)),
        page_digest="sha256:" + hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


def _clean(value: object) -> str | None:
    text = " ".join(str(value).split()) if value else ""
    return text or None
