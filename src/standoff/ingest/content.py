"""Where what somebody says begins and ends, mended where the parse cut it short."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from standoff.ingest.quotes import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
else:
    Doc = Token = Any

from standoff.ingest.grammar import Piece, subtree_span, word_list

__all__ = ["adjacent_quote", "after_medium", "begins_anew", "clause_content", "cut_out", "end_of_wish"]

_MEDIUM = re.compile(
    r"\s*,?\s*(?:(?:reporters|journalists|parliament|lawmakers|the\s+(?:BBC|CNN|media|press|agency|council|audience|crowd)|[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,3})\s+)?"
    r"(?:(?:in|on|via|through|during|at|by|to|from)\s+(?:an?|the|its|his|her|their|a\s+separate)?\s*(?:[\w'’-]+\s+){0,3}?"
    r"(?:statements?|interviews?|posts?|tweets?|briefings?|reports?|communiqu[eé]s?|messages?|letters?|address|speech|"
    r"conference|remarks|reporters|journalists|parliament|television|TV|radio|Twitter|Telegram|Facebook|telephone|phone|website|lawmakers|email|e-mail|comments|note|session|meeting)\b)"
    r"(?:\s+(?:on|late|early|late\s+on|early\s+on|published|issued|released|posted|carried|broadcast|made|in|by|after|following)\s+[\w'’ ]{3,30}?(?=\s+(?:that|the|an?|its|his|her|their|it|he|she|they|there|[A-Z])))?"
    r"\s*,?\s*(?:that\s+)?",
)


_ON_DAY = re.compile(
    r"\s*,?\s*(?:(?:late|early|later|earlier)\s+)?(?:on\s+)?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|yesterday|today)(?:\s+(?:morning|afternoon|evening|night))?\s*,?\s*(?:that\s+)?(?=\w|[\"“])"
)


def after_medium(verb: Token, doc: Doc, text: str) -> Piece | None:
    """“said in a statement that …”, where the parse hangs the clause on the statement."""
    at = verb.idx + len(verb)
    medium = _MEDIUM.match(text, at)
    if medium is None or medium.end() - at < 6:
        return None
    sent = verb.sent
    rest = [t for t in doc[verb.i : sent.end] if t.idx >= medium.end() and not t.is_space]
    if (
        len(rest) < 4
        or not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in rest)
        or (
            not text[medium.end() - 5 : medium.end()].strip().endswith(("that", ","))
            and not any(t.dep_ in ("acl", "relcl", "ccomp") for t in rest)
        )
    ):
        return None
    end = rest[-1].idx + len(rest[-1])
    for token in rest[2:]:
        if begins_anew(token, verb):
            end = token.idx
            break
    return medium.end(), end


def clause_content(verb: Token, clauses: list[Token], text: str) -> tuple[Piece, ...]:
    """The words of a verb's clauses, mended where the parse cut them short."""
    marked = [c for c in clauses if c.i > verb.i and any(g.lower_ == "that" and g.dep_ == "mark" for g in c.children)]
    if marked and any(c.i < verb.i for c in clauses):
        clauses = marked
    own = {verb.i}
    for child in verb.children:
        if child.dep_ in ("nsubj", "aux", "auxpass", "neg", "mark"):
            own.update(t.i for t in child.subtree)
    spans = [s for c in clauses if (s := subtree_span(c, [verb])) is not None]
    if not spans:
        return ()
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    doc = verb.doc
    sent = verb.sent
    if start < verb.idx < end:  # "A," he said, "B."
        subject = [doc[i] for i in sorted(own)]
        s0, s1 = subject[0].idx, subject[-1].idx + len(subject[-1])
        extra = _MEDIUM.match(text, s1)
        if extra and extra.end() - s1 > 3:
            s1 = extra.end()
        return cut_out((start, end), (s0, s1))
    if end <= verb.idx:  # the content comes first
        first = min(own)
        edge = doc[first].idx
        begin = start
        for token in doc[sent.start : sent.end]:
            if token.idx >= start:
                break
            if token.is_space or token.is_punct or token.dep_ == "cc":
                begin = start
                continue
            if token.i in own or not verb.is_ancestor(token):
                begin = start
                continue
            begin = min(begin, token.idx)
            break
        return ((begin, max(min(edge, len(text)), end)),)
    # the content comes after
    after = verb.idx + len(verb)
    medium = _MEDIUM.match(text, after)
    day = _ON_DAY.match(text, medium.end() if medium and medium.end() - after > 3 else after)
    if (
        day is not None
        and day.end() <= end - 6
        and not re.match(r"\s*,?\s*(?:that\s+)?(?:was|were|is|will|would|had|has)\b", text[day.end() :])
    ):
        medium = day
    if medium and medium.end() - after > 3 and medium.end() < end and (medium is day or medium.end() <= clauses[0].idx):
        start = min(start, medium.end()) if start <= medium.end() + 40 else start
        start = max(medium.end(), min(start, medium.end()))
    elif clauses[0].i > verb.i:
        between = text[after:start]
        if re.fullmatch(r"[\s,:;\"“]*(?:that)?[\s\"“]*", between):
            start = after + len(between)
        elif (
            verb.lemma_.lower()
            in ("say", "report", "announce", "claim", "state", "declare", "confirm", "add", "believe", "think")
            and re.match(r"\s+[\w(]", between)
            and not any(
                c.dep_ in ("dobj", "dative", "prep", "npadvmod", "advmod") and c.i > verb.i and c.idx < start
                for c in verb.children
            )
        ):
            start = after + 1
    last = next((t for t in reversed(doc[sent.start : sent.end]) if not t.is_space), None)
    token_end = next((t for t in doc[sent.start : sent.end] if t.idx + len(t) >= end), None)
    if last is not None and token_end is not None:
        for token in doc[token_end.i + 1 : last.i + 1]:
            if token.is_space:
                continue
            if begins_anew(token, verb):
                break
            end = token.idx + len(token)
    return ((start, end),)


def begins_anew(token: Token, verb: Token) -> bool:
    """Whether the content of `verb` has ended before `token`: another statement, or a remark on this one, begins."""
    doc = token.doc
    if token.lower_ in (
        "according",
        "adding",
        "saying",
        "citing",
        "quoting",
        "noting",
        "warning",
        "stressing",
        "insisting",
        "claiming",
        "arguing",
        "denying",
        "accusing",
        "blaming",
        "calling",
        "describing",
        "urging",
        "without",
    ):
        return True
    if token.text in (",", ";", "—", "–", "-", '"', "”") or token.dep_ == "cc":
        for later in doc[token.i + 1 : token.i + 9]:
            if later.text in (",", ";"):
                break
            if later.lemma_.lower() in word_list("say") and later.tag_ in ("VBD", "VBZ", "VBP"):
                return True
            if later.lower_ in ("adding", "saying", "citing", "according", "quoting"):
                return True
    head = token
    while head.head.i != head.i and head.head.i != verb.i:
        head = head.head
    if (
        head.head.i == verb.i
        and head.i > verb.i
        and head.dep_ in ("conj", "advcl", "parataxis")
        and head.dep_ != "ccomp"
    ):
        return head.dep_ == "conj" or head.lemma_.lower() in word_list("say")
    return bool(head.head.i == verb.i and head.dep_ == "cc")


def cut_out(whole: Piece, cut: Piece) -> tuple[Piece, ...]:
    """What is left of a stretch without another."""
    pieces = ((whole[0], min(cut[0], whole[1])), (max(cut[1], whole[0]), whole[1]))
    return tuple(p for p in pieces if p[1] - p[0] > 2)


def adjacent_quote(verb: Token, text: str, quotes: list[Quote]) -> tuple[Piece, ...] | None:
    """The quotation that a verb of saying stands beside, in its sentence or next to it."""
    sent = verb.sent
    first, last = sent.start_char, sent.end_char
    before = [
        q for q in quotes if q.end <= verb.idx and verb.idx - q.end < 90 and (q.end > first or verb.idx - q.end < 60)
    ]
    after = [q for q in quotes if q.start >= verb.idx and q.start - verb.idx < 120]
    for quote in reversed(before):
        gap = text[quote.end : verb.idx]
        if (
            quote.length >= 8
            and not re.search(r"[.!?;]\s", gap)
            and not (quote.closed and text[quote.inner_end - 1] == ".")
        ):
            pieces = [(quote.inner_start, quote.inner_end)]
            if after and re.match(r"[^.;\"]{0,80},\s*[\"“]", text[verb.idx : after[0].start + 1]):
                pieces.append((after[0].inner_start, after[0].inner_end))
            return tuple(pieces)
    for quote in after:
        gap = text[verb.idx + len(verb) : quote.start]
        if (
            quote.length >= 8
            and re.fullmatch(r"(?:[^.!?;]*[:,]|\s*(?:that)?(?:\s+[\w’']+){0,2})\s*", gap)
            and quote.start < last + 2
        ):
            return ((quote.inner_start, quote.inner_end),)
        break
    return None


def end_of_wish(verb: Token, start: int, end: int) -> int:
    """Where a wish ends and what happened begins: "to resume the raids | after ten soldiers were killed"."""
    for token in verb.subtree:
        if (
            start + 8 < token.idx < end
            and token.dep_ in ("mark", "advmod", "prep")
            and token.lower_ in ("after", "when", "since", "because")
        ):
            clause = (
                token.head if token.dep_ != "prep" else next((c for c in token.children if c.dep_ == "pcomp"), token)
            )
            if clause.tag_ in ("VBD", "VBZ", "VBP", "VBN") or any(c.tag_ == "VBD" for c in clause.children):
                return token.idx
    return end
