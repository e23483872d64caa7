"""Statements by their outward form, where the parse has lost them: "according to", quotations, sentence ends."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from standoff.ingest.quotes import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
else:
    Doc = Token = Any

from standoff.ingest.grammar import Piece, Said, behind_statement, noun_phrase, subtree_span, who_says, word_list

__all__ = ["according_to", "at_the_end", "by_pattern", "overlap"]

_ACCORDING = re.compile(r"\b(?:according\s+to|in\s+the\s+words\s+of|as\s+reported\s+by|as\s+per)\s+", re.IGNORECASE)


def according_to(doc: Doc, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """Statements that are handed over by "according to"."""
    for m in _ACCORDING.finditer(text):
        if any(q.has(m.start()) and q.length > 20 for q in quotes):
            continue
        last = next((t for t in doc if t.idx + len(t) >= m.end() - 1 and not t.is_space), None)
        if last is None:
            continue
        source = next((c for c in last.children if c.dep_ == "pobj"), None)
        if source is None:
            source = next(
                (
                    t
                    for t in doc[last.i + 1 : last.i + 9]
                    if t.pos_ in ("NOUN", "PROPN", "PRON")
                    and (t.i + 1 >= len(doc) or doc[t.i + 1].pos_ not in ("NOUN", "PROPN", "PART"))
                ),
                None,
            )
        if source is None:
            continue
        sources = behind_statement(source)
        sent = last.sent
        span = subtree_span(source)
        end = span[1] if span else source.idx + len(source)
        if end > m.end() + 160 or end > sent.end_char:
            end = noun_phrase(source)[1]
        follow = re.compile(r",|\.|;|\s-\s|\s[–—]").search(text, noun_phrase(source)[1])
        relays: tuple[Piece, ...] = ()
        speaker, others = who_says(sources)
        quoting = next(
            (t for t in doc[source.i : sent.end] if t.lower_ in ("quoting", "citing") and t.i - source.i < 8), None
        )
        if quoting is not None and speaker is not None:
            cited = next((c for c in quoting.children if c.dep_ == "dobj"), None)
            if cited is not None:
                relays, (speaker, others) = (speaker,), who_says(behind_statement(cited))
                inner = subtree_span(cited)
                end = max(end, inner[1] if inner else end)
        first = m.start()
        at_start = not text[sent.start_char : first].strip(' "“,') or text[sent.start_char : first].strip().lower() in (
            "but",
            "and",
            "however,",
            "also",
            "still,",
        )
        if at_start:
            comma = text.find(",", noun_phrase(source)[1] if relays == () else end)
            begin = comma + 1 if 0 <= comma < sent.end_char - 3 else end
            pieces: tuple[Piece, ...] = ((begin, sent.end_char),)
        else:
            semicolon = text.rfind("; ", sent.start_char, first)
            head = (semicolon + 2 if semicolon >= 0 else sent.start_char, first)
            tail_at = follow.end() if follow and follow.start() <= end + 2 and follow[0] == "," else None
            pieces = (head,)
            if tail_at is not None and sent.end_char - tail_at > 25 and text[first - 2 : first].rstrip().endswith(","):
                rest = text[tail_at : sent.end_char]
                if not re.match(r"\s*(?:who|which|citing|quoting|adding|but|and)\b", rest):
                    pieces = (head, (tail_at, sent.end_char))
        yield Said(
            pieces, speaker, (m.start(), m.end() - 1), "according-to", "according", speakers=others, relays=relays
        )


def at_the_end(doc: Doc, text: str, quotes: list[Quote], found: list[Said]) -> Iterator[Said]:
    """`…, residents and a local official said on Sunday.`: an attribution at a sentence's end that the parse has lost."""
    cues = {s.cue for s in found}
    for sent in doc.sents:
        tokens = [t for t in sent if not t.is_space]
        for verb in reversed(tokens[-14:]):
            cue = (verb.idx, verb.idx + len(verb))
            if (
                verb.lemma_.lower() not in word_list("core")
                or verb.tag_ not in ("VBD", "VBZ", "VBP")
                or cue in cues
                or any(q.has(verb.idx) for q in quotes)
            ):
                continue
            before = [t for t in tokens if t.i < verb.i]
            comma = next((t for t in reversed(before[-16:]) if t.text in (",", '"', "”")), None)
            if comma is None or comma.i + 1 >= verb.i or comma.idx - sent.start_char < 20:
                continue
            between = doc[comma.i + 1 : verb.i]
            rest = text[cue[1] : sent.end_char]
            if any(
                t.pos_ in ("VERB", "AUX", "SCONJ")
                or t.text in (",", ";", ":")
                or t.dep_ == "mark"
                or t.lower_ in ("who", "which", "that", "but")
                for t in between
            ) or between[0].lower_ in ("and", "but"):
                continue
            if not any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in between) or not re.fullmatch(
                r"(?:\s+(?:on|in|late|early|by|at|to|via|through|after|during|earlier|later|reporters|journalists)\b[^.;\"“]{0,70})?[\s.\"”]*",
                rest,
            ):
                continue
            start = sent.start_char
            joints = [t for t in between if t.lower_ == "and"]
            parts = [
                doc[a:b]
                for a, b in zip(
                    [between.start, *(t.i + 1 for t in joints)], [*(t.i for t in joints), between.end], strict=True
                )
            ]
            if any(not any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in part) for part in parts):
                parts = [between]
            spans = [(part[0].idx, part[-1].idx + len(part[-1])) for part in parts]
            yield Said(((start, comma.idx),), spans[0], cue, "inverted", verb.lemma_.lower(), speakers=tuple(spans[1:]))
            break


_AFTER_QUOTE = re.compile(
    r"\s*,?\s*((?:[^\"“”.;:!?]|(?<=\b[A-Z])\.|(?<=Mr)\.|(?<=Gen)\.|(?<=Dr)\.){2,90}?)\s+(said|says|added|told|wrote|tweeted|declared|announced|stated|insisted|warned|explained|noted|claimed|argued|stressed|continued|asked)\b"
)


_AFTER_QUOTE_INVERTED = re.compile(
    r"\s*,?\s*(said|says|added|declared|wrote|explained|warned|insisted|announced|noted|asked)\s+((?:[^\"“”.,;:!?]|(?<=\b[A-Z])\.){2,80})"
)


_COLON = re.compile(
    r"([A-Z][^\"“”.;!?:]{2,80}?)\s*(?:\b(said|says|added|told|wrote|tweeted|stated|declared|continued|read)\b[^\"“”.;!?:]{0,60})?:\s*$"
)


def by_pattern(doc: Doc, text: str, quotes: list[Quote], found: list[Said]) -> Iterator[Said]:
    """Quotations whose cue the parse has lost: `"…," X said`, `"…," said X`, `X said: "…"`."""
    for quote in quotes:
        if quote.length < 8 or any(overlap(s.content, quote) > 0.5 for s in found):
            continue
        ended = quote.closed and text[quote.inner_end - 1] == "."
        after = None if ended else _AFTER_QUOTE_INVERTED.match(text, quote.end) or _AFTER_QUOTE.match(text, quote.end)
        if after and any(s.cue and s.cue[0] <= after.end() and after.start() <= s.cue[0] for s in found):
            after = None
        if after:
            inverted = after.re is _AFTER_QUOTE_INVERTED
            who = after.span(2 if inverted else 1)
            cue = after.span(1 if inverted else 2)
            yield Said(((quote.inner_start, quote.inner_end),), who, cue, "quotation-pattern", "say", direct=True)
            continue
        line = text.rfind("\n", 0, quote.start) + 1
        colon = _COLON.search(text[max(line, quote.start - 160) : quote.start])
        if colon or text[line : quote.start].rstrip().endswith(":"):
            base = max(line, quote.start - 160)
            subject = _subject_before(doc, quote.start)
            if subject is not None:
                yield Said(
                    ((quote.inner_start, quote.inner_end),), noun_phrase(subject), None, "colon", "say", direct=True
                )
                continue
            if not colon:
                continue
            yield Said(
                ((quote.inner_start, quote.inner_end),),
                (base + colon.start(1), base + colon.end(1)),
                None,
                "colon-pattern",
                "say",
                direct=True,
            )


def _subject_before(doc: Doc, at: int) -> Token | None:
    """The subject of the sentence that leads to a colon at `at`."""
    before = [t for t in doc if t.idx < at]
    if not before:
        return None
    start = before[-1].sent.start if before[-1].sent.start_char < at - 3 else before[-1].i
    subjects = [
        t
        for t in doc[start : before[-1].i + 1]
        if t.dep_ == "nsubj" and t.head.dep_ in ("ROOT", "ccomp", "conj") and t.idx < at
    ]
    return subjects[0] if subjects else None


def overlap(content: tuple[Piece, ...], quote: Quote) -> float:
    """How much of a quotation some content covers."""
    shared = sum(max(0, min(e, quote.inner_end) - max(s, quote.inner_start)) for s, e in content)
    return shared / max(1, quote.length)
