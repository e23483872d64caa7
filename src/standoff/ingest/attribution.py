"""Who says what: statements found over the dependency parse, one grammatical frame at a time.

Offsets here count from the paragraph's start. Frames and their verbs are data (`lexicon/reporting.toml`).
"""

# Patterns and messages hold typographic marks, and a pattern is clearer on one line.
# ruff: noqa: E501, SIM102

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.lexicon import load_toml
from standoff.ingest.quotes import Quote, find_quotes

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token
else:
    Doc = Span = Token = Any

__all__ = ["Said", "attributions"]

Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """At `cue` somebody (`speaker`, None when only the sentences before tell) is given `content`.

    `relays` are the spans of who passed it on, outermost last; `target` is who is blamed; `frame` is the name of
    the rule that found it. `intent` and `request` hold for contents that are meant or asked for, not asserted.
    """

    content: tuple[Piece, ...]
    speaker: Piece | None
    cue: Piece | None
    frame: str
    lemma: str = ""
    direct: bool = False
    denied: bool = False
    silent: bool = False
    modality: str = "Reported"
    speakers: tuple[Piece, ...] = ()
    relays: tuple[Piece, ...] = ()
    target: Piece | None = None
    reciprocal: bool = False
    running: bool = False
    lexicon: tuple[str, ...] = field(default=(), compare=False)

    @property
    def start(self) -> int:
        """Where its content begins."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """Where its content ends."""
        return self.content[-1][1]


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load_toml("reporting.toml")[name])


_CLAUSES: Final = frozenset({"ccomp", "xcomp"})
_DROPPED: Final = frozenset({"relcl", "appos", "acl", "cc", "conj", "advcl", "parataxis", "punct", "dep"})
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


_MEDIA = re.compile(
    r"\b(?:agency|agencies|media|newspapers?|television|TV|radio|daily|website|channel|broadcasters?|press|news|reports?|outlets?|Reuters|AFP|AP|TASS|Tass|Interfax|Xinhua|"
    r"BBC|CNN|NPR|Times|Post|Telegraph|Guardian|Journal|Insider|Politico|Bloomberg|magazine|paper)\b"
)


def attributions(doc: Doc, text: str) -> list[Said]:
    """The statements of one paragraph, by where their content begins; quotations without a cue included."""
    quotes = find_quotes(text)
    found: list[Said] = []
    for token in doc:
        found.extend(_of_token(token, doc, text, quotes))
    found.extend(_according_to(doc, text, quotes))
    found.extend(_at_the_end(doc, text, quotes, found))
    found.extend(_by_pattern(doc, text, quotes, found))
    found = _tidied(found, text, quotes)
    found.extend(_continued(doc, text, quotes, found))
    return sorted(found, key=lambda s: (s.start, -s.end))


# -- spans
def _span(tokens: Iterable[Token]) -> Piece | None:
    listed = [t for t in tokens if not t.is_space]
    if not listed:
        return None
    first = min(listed, key=lambda t: t.i)
    last = max(listed, key=lambda t: t.i)
    return first.idx, last.idx + len(last)


def noun_phrase(token: Token) -> Piece:
    """The noun phrase of a token, without relative clauses, appositions and coordinated others."""
    left, right = token.i, token.i
    for child in token.children:
        if (
            child.dep_ in _DROPPED
            or child.lower_ in ("said", "says", "added", "told")
            or (child.pos_ in ("VERB", "AUX") and child.dep_ not in ("compound", "amod", "nmod"))
        ):
            continue
        if child.dep_ == "prep" and child.lower_ not in ("of", "for", "in", "from", "at", "with"):
            if not (child.text[:1].isupper() and child.i > token.i):
                continue
        tokens = [t for t in child.subtree if not _cut_off(t, child)]
        if tokens:
            left, right = min(left, tokens[0].i), max(right, tokens[-1].i)
    doc = token.doc
    while left < right and (doc[left].is_punct or doc[left].is_space):
        left += 1
    for k in range(left, token.i):  # a dateline or a heading is no part of a name
        if doc[k].text in (":", "—", "–", "--", ",") and k < token.i and doc[k].text != ",":
            left = k + 1
    return doc[left].idx, doc[right].idx + len(doc[right])


def _cut_off(token: Token, top: Token) -> bool:
    """Whether a token hangs in a relative clause or the like somewhere below `top`."""
    while token.i != top.i:
        if token.dep_ in ("relcl", "acl", "advcl", "parataxis") or (token.dep_ == "punct" and token.text in "()—–"):
            return True
        token = token.head
    return False


def _subtree(token: Token, without: Iterable[Token] = ()) -> Piece | None:
    cut = [c for c in without if token.is_ancestor(c)]
    return _span(t for t in token.subtree if not any(c.i == t.i or c.is_ancestor(t) for c in cut))


def _subjects(verb: Token, depth: int = 0) -> list[Token]:
    found = [c for c in verb.children if c.dep_ in ("nsubj", "csubj")]
    passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if not found and passive:
        found = [x for c in verb.children if c.dep_ == "agent" for x in c.children if x.dep_ == "pobj"]
        if found:
            return found
        return []
    if found:
        subject = found[0]
        if subject.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
            return [verb.head]
        return found
    if depth > 4:
        return []
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return _subjects(verb.head, depth + 1)
    if verb.dep_ in ("xcomp", "advcl", "pcomp", "dep", "ROOT", "acl") and verb.head.i != verb.i:
        head = verb.head
        if verb.dep_ == "acl" and head.pos_ in ("NOUN", "PROPN"):
            if head.lemma_.lower() in _words("statement_nouns"):
                owner = _owner(head)
                if owner is not None:
                    return [owner]
                while head.dep_ not in ("ROOT",) and head.pos_ not in ("VERB", "AUX"):
                    head = head.head
                return _subjects(head, depth + 1) if head.pos_ in ("VERB", "AUX") else []
            if verb.tag_ != "VBG":
                return []
            above = head
            while above.dep_ in ("pobj", "prep") and above.head.i != above.i:
                above = above.head
                if above.lemma_.lower() in _words("statement_nouns"):
                    while above.pos_ not in ("VERB", "AUX") and above.head.i != above.i:
                        above = above.head
                    return _subjects(above, depth + 1) if above.pos_ in ("VERB", "AUX") else []
            return [head]
        while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
            head = head.head
        return _subjects(head, depth + 1) if head.pos_ in ("VERB", "AUX") else []
    return []


def _owner(noun: Token) -> Token | None:
    """Whose a statement is: "X's statement", "a statement by X", "a statement from X", "the X statement"."""
    for child in noun.children:
        if child.dep_ == "poss" and child.pos_ != "PRON":
            return child
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "of"):
            for x in child.children:
                if x.dep_ == "pobj":
                    return x
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "acl" and child.lower_ in ("issued", "released", "published", "made", "posted"):
            agents = [x for c in child.children if c.dep_ == "agent" for x in c.children if x.dep_ == "pobj"]
            if agents:
                return agents[0]
    return None


# -- frames
def _of_token(token: Token, doc: Doc, text: str, quotes: list[Quote]) -> Iterator[Said]:
    pos = token.pos_
    if pos in ("NOUN", "PROPN"):
        if token.lemma_.lower() in _words("statement_nouns"):
            yield from _nominal(token, text)
        return
    if pos in ("PUNCT", "ADP", "DET", "ADJ", "NUM", "PRON", "CCONJ", "PART", "SPACE", "SCONJ") and token.lower_ not in (
        "said",
        "says",
    ):
        return
    lemma = token.lemma_.lower()
    if token.pos_ not in ("VERB", "AUX") and not (
        token.tag_ in ("VBD", "VBZ", "VBG") or token.lower_ in ("said", "says")
    ):
        return
    if any(q.has(token.idx) and q.length > 20 for q in quotes):
        return
    if lemma in _words("quote"):
        made = list(_quoting(token, doc, text, quotes))
        if made:
            yield from made
            return
    if lemma in _words("blame"):
        made = list(_blaming(token, text))
        if made:
            yield from made
            return
    if token.dep_ == "xcomp" and token.head.lemma_.lower() in ("decline", "refuse"):
        return
    if lemma in ("ask", "request") and re.match(
        r"\s+not\s+to\s+be\s+(?:named|identified|quoted)", text[token.idx + len(token) :]
    ):
        return
    if lemma == "make" or lemma == "give" or lemma == "decline" or lemma == "refuse":
        made = list(_silences(token, text))
        if made:
            yield from made
            return
    if lemma in _words("describe"):
        made = list(_describing(token, text, quotes))
        if made:
            yield from made
            return
    says, believes = lemma in _words("say"), lemma in _words("believe")
    if lemma in _words("intend") and not any(c.dep_ == "ccomp" and c.i > token.i for c in token.children):
        made = list(_intending(token, text))
        if made:
            yield from made
            return
    if says or believes:
        made = list(_saying(token, doc, text, quotes, believes and not says))
        if made:
            yield from made
            return
    if lemma in _words("request"):
        made = list(_requesting(token, text))
        if made:
            yield from made
            return
    if lemma in _words("intend"):
        made = list(_intending(token, text))
        if made:
            yield from made
            return
    if lemma in _words("object"):
        yield from _with_object(token, text, quotes)


def _negated(verb: Token) -> bool:
    if any(c.dep_ == "neg" for c in verb.children):
        return True
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    return subject is not None and (
        subject.lower_ in ("nobody", "none")
        or any(c.lower_ in ("no", "neither") for c in subject.children if c.dep_ in ("det", "cc", "preconj"))
    )


def _speakers(verb: Token, doc: Doc, text: str) -> list[Token]:
    found = _subjects(verb)
    if found:
        return found
    following = verb.i + 1  # an inverted subject that the parse has lost: `…," said Jane Roe of …`
    while (
        following < len(doc)
        and doc[following].dep_ in ("advmod", "det", "amod", "compound", "poss", "case", "nmod")
        and following < verb.i + 8
    ):
        following += 1
    preceding = doc[verb.i - 1] if verb.i else None
    if (
        preceding is not None
        and preceding.text in (",", '"', "”", "''", "’")
        and following < len(doc)
        and doc[following].pos_ in ("NOUN", "PROPN", "PRON")
    ):
        return [doc[following]]
    if preceding is not None and preceding.pos_ in ("NOUN", "PROPN", "PRON") and verb.tag_ in ("VBD", "VBZ", "VBP"):
        return [preceding]
    return []


def _who(tokens: list[Token]) -> tuple[Piece | None, tuple[Piece, ...]]:
    if not tokens:
        return None, ()
    main = tokens[0]
    if main.dep_ == "expl":
        return None, ()
    if main.lemma_.lower() in _words("statement_nouns"):
        main = _through_statement(main)[0]
    named = _named_by_apposition(main)
    if named is not None:
        return named, ()
    others = tuple(
        noun_phrase(t) for t in main.conjuncts if t.pos_ in ("NOUN", "PROPN") and t.i > main.i and t.i - main.i < 15
    )
    return noun_phrase(main), others


def _named_by_apposition(token: Token) -> Piece | None:
    """“its spokesman, Jane Roe”: the name, with the words before it, where a name stands in apposition."""
    if token.pos_ == "PROPN" and token.dep_ != "compound":
        return None
    for child in token.children:
        if child.dep_ == "appos" and child.pos_ == "PROPN" and child.i > token.i:
            span = noun_phrase(child)
            words = token.doc.text[span[0] : span[1]]
            if re.match(
                r"(?:Dr\.?\s|Mr\.?\s|Colonel\s|General\s|Lt\.?\s|Maj\.?\s|Col\.?\s|Gen\.?\s)?[A-Z][\w’'.-]+(?:\s(?:al-|bin\s|de\s|van\s)?[A-Z][\w’'.-]+){0,4}$",
                words,
            ):
                return span
    return None


def _saying(verb: Token, doc: Doc, text: str, quotes: list[Quote], belief: bool) -> Iterator[Said]:
    lemma = verb.lemma_.lower()
    clauses = [c for c in verb.children if c.dep_ in ("ccomp",) and c.i != verb.i]
    if not clauses and lemma in ("say", "report") and any(c.dep_ == "auxpass" for c in verb.children):
        return
    if (
        verb.tag_ == "VBN"
        and verb.dep_ in ("advcl", "acl")
        and not any(c.dep_ in ("aux", "auxpass") for c in verb.children)
    ):
        return  # "asked whether …, she replied"
    # "…, the ministry said": the parse sometimes hangs the verb under its own content
    if (
        not clauses
        and lemma in _words("core")
        and verb.dep_ in ("parataxis", "ccomp", "advcl")
        and verb.head.pos_ in ("VERB", "AUX", "NOUN")
        and verb.head.i < verb.i
        and not (verb.dep_ == "ccomp" and verb.head.lemma_.lower() in _words("say") | _words("believe"))
    ):
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None and not belief and not any(c.dep_ in ("mark",) for c in verb.children):
            whole = _subtree(verb.head, [verb])
            own = _subtree(verb)
            sent = verb.sent
            if (
                whole is not None
                and own is not None
                and sent.end - verb.i < 22
                and verb.i - sent.start > 2
                and own[0] > whole[0]
            ):
                pieces = _without(whole, own)
                if pieces:
                    yield _said(verb, doc, text, quotes, pieces, "inverted")
                    return
    if not clauses:
        after = [c for c in verb.children if c.dep_ in ("acomp", "oprd", "attr") and c.i > verb.i]
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        piece = _adjacent_quote(verb, text, quotes) if lemma in _words("core") and not passive else None
        if piece is not None and not belief:
            yield _said(verb, doc, text, quotes, piece, "quotation")
            return
        if verb.lower_ in ("saying", "adding", "claiming", "stating", "announcing", "declaring") and verb.dep_ in (
            "acl",
            "advcl",
            "xcomp",
            "dep",
            "pcomp",
        ):
            rest = text[verb.idx + len(verb) : verb.sent.end_char]
            if len(rest) > 20:
                yield _said(verb, doc, text, quotes, ((verb.idx + len(verb), verb.sent.end_char),), "indirect")
                return
        if lemma in _words("core") and not belief and not passive:
            told = _after_medium(verb, doc, text)
            if told is not None:
                yield _said(verb, doc, text, quotes, (told,), "indirect")
                return
        if lemma in ("say", "tell", "add") and after:
            span = _span(t for c in after for t in c.subtree)
            if span:
                yield _said(verb, doc, text, quotes, (span,), "indirect")
        return
    if (
        lemma
        in (
            "ask",
            "wonder",
            "know",
            "see",
            "find",
            "learn",
            "understand",
            "recall",
            "determine",
            "judge",
            "point",
            "agree",
            "decide",
        )
        and not any(
            c.dep_ in ("mark", "advmod", "det")
            and c.lower_ in ("that", "whether", "if", "how", "why", "what", "when", "where")
            for k in clauses
            for c in k.children
        )
        and not any(k.i < verb.i for k in clauses)
        and not (lemma in ("find", "ask", "recall", "wonder") and quotes)
    ) and not any(c.tag_ in ("VBD", "VBZ", "VBP", "MD") or c.dep_ == "aux" for k in clauses for c in [k, *k.children]):
        return
    content = _clause_content(verb, clauses, text)
    if content:
        yield _said(verb, doc, text, quotes, content, "belief" if belief else "indirect")


def _after_medium(verb: Token, doc: Doc, text: str) -> Piece | None:
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
        if _begins_anew(token, verb):
            end = token.idx
            break
    return medium.end(), end


def _clause_content(verb: Token, clauses: list[Token], text: str) -> tuple[Piece, ...]:
    """The words of a verb's clauses, mended where the parse cut them short."""
    marked = [c for c in clauses if c.i > verb.i and any(g.lower_ == "that" and g.dep_ == "mark" for g in c.children)]
    if marked and any(c.i < verb.i for c in clauses):
        clauses = marked
    own = {verb.i}
    for child in verb.children:
        if child.dep_ in ("nsubj", "aux", "auxpass", "neg", "mark"):
            own.update(t.i for t in child.subtree)
    spans = [s for c in clauses if (s := _subtree(c, [verb])) is not None]
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
        return _without((start, end), (s0, s1))
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
            if _begins_anew(token, verb):
                break
            end = token.idx + len(token)
    return ((start, end),)


def _begins_anew(token: Token, verb: Token) -> bool:
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
            if later.lemma_.lower() in _words("say") and later.tag_ in ("VBD", "VBZ", "VBP"):
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
        return head.dep_ == "conj" or head.lemma_.lower() in _words("say")
    return bool(head.head.i == verb.i and head.dep_ == "cc")


def _without(whole: Piece, cut: Piece) -> tuple[Piece, ...]:
    pieces = ((whole[0], min(cut[0], whole[1])), (max(cut[1], whole[0]), whole[1]))
    return tuple(p for p in pieces if p[1] - p[0] > 2)


def _adjacent_quote(verb: Token, text: str, quotes: list[Quote]) -> tuple[Piece, ...] | None:
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


def _said(verb: Token, doc: Doc, text: str, quotes: list[Quote], content: tuple[Piece, ...], frame: str) -> Said:
    lemma = verb.lemma_.lower()
    speaker, others = _who(_speakers(verb, doc, text))
    denied = lemma in _words("deny")
    negated = _negated(verb)
    modality = "Reported"
    if lemma == "threaten":
        modality = "Threatened"
    relays: tuple[Piece, ...] = ()
    citing = [
        c
        for c in doc[verb.sent.start : verb.sent.end]
        if c.lower_ in ("citing", "quoting") and (c.head.i == verb.i or abs(c.i - verb.i) < 14)
    ]
    for participle in citing:
        sources = [x for x in participle.children if x.dep_ == "dobj"]
        if sources and speaker is not None:
            relays = (speaker,)
            speaker, others = _who(_through_statement(sources[0]))
            break
    told = (
        [c for c in verb.children if c.dep_ in ("dobj", "dative") and c.pos_ in ("NOUN", "PROPN")]
        if lemma in ("tell", "inform", "brief")
        else []
    )
    return Said(content, speaker, (verb.idx, verb.idx + len(verb)), frame, lemma,
                denied=denied and not negated, silent=negated and lemma in ("say", "mention", "comment", "confirm", "specify", "report", "disclose", "give", "reveal", "elaborate", "explain"),
                modality=modality, speakers=others, relays=relays or tuple(noun_phrase(t) for t in told))  # fmt: skip


def _through_statement(token: Token) -> list[Token]:
    """Behind a statement stands whoever made it."""
    if token.lemma_.lower() in _words("statement_nouns"):
        owner = _owner(token)
        if owner is not None:
            return [owner]
    return [token]


def _quoting(verb: Token, doc: Doc, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """X quoted (a statement by) Y as saying Z; Y was quoted (by X) as saying Z."""
    passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    saying = [
        t for t in verb.subtree if t.lower_ in ("saying", "telling", "reporting", "claiming", "stating", "announcing")
    ]
    if not saying and verb.lemma_.lower() != "quote":
        return
    if not saying and not (
        objects and any(q.start > verb.idx or q.end <= verb.idx for q in quotes) and verb.tag_ != "VBG"
    ):
        return
    relay = None
    if passive:
        source = _through_statement(passive[0])
        agents = [
            x
            for c in verb.children
            if c.dep_ in ("agent", "prep") and c.lower_ == "by"
            for x in c.children
            if x.dep_ == "pobj"
        ]
        relay = agents[0] if agents else None
    elif objects:
        source = _through_statement(objects[0])
        if source[0].i == objects[0].i and objects[0].lemma_.lower() in _words("statement_nouns"):
            by = [t for t in doc[objects[0].i : verb.sent.end] if t.lower_ == "by"]
            pobj = [c for b in by[:1] for c in b.children if c.dep_ == "pobj"]
            source = pobj or source
        subjects = _subjects(verb)
        relay = subjects[0] if subjects else None
    else:
        return
    content: tuple[Piece, ...] | None = None
    if saying:
        clause = [c for c in saying[0].children if c.dep_ in ("ccomp", "dobj")]
        if clause:
            spans = [s for c in clause if (s := _subtree(c)) is not None]
            content = ((min(s[0] for s in spans), max(s[1] for s in spans)),)
    if content is None:
        content = _adjacent_quote(verb, text, quotes)
    if content is None and saying:
        clause = [c for c in verb.children if c.dep_ == "ccomp"]
        span = _subtree(clause[0], [verb]) if clause else None
        content = (span,) if span and span[1] <= verb.idx else None
    if content is None:
        return
    speaker, others = _who(source)
    yield Said(content, speaker, (verb.idx, verb.idx + len(verb)), "quoted-as-saying", "quote", speakers=others,
               relays=(noun_phrase(relay),) if relay is not None else ())  # fmt: skip


def _blaming(verb: Token, text: str) -> Iterator[Said]:
    """X accused Y of Z; X blamed Y for Z; X blamed Z on Y; Y was accused by X of Z."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    if not objects:
        return
    wanted = ("of", "for", "on", "over", "with")
    preps = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in wanted and c.i > verb.i]
    preps += [c for o in objects for c in o.children if c.dep_ == "prep" and c.lower_ in ("of", "for") and c.i > verb.i]
    lemma = verb.lemma_.lower()
    if not preps and lemma not in ("accuse", "blame"):
        return
    if lemma in ("charge", "hold", "suspect", "condemn", "denounce", "thank") and not any(
        p.lower_ in ("of", "for", "with") for p in preps
    ):
        return
    if lemma == "hold" and "responsible" not in verb.sent.text:
        return
    speaker, others = _who(_subjects(verb))
    if speaker is None and not any(c.dep_ == "auxpass" for c in verb.children):
        return
    target = objects[0]
    if lemma == "blame" and preps and preps[0].lower_ == "on":
        pobj = [c for c in preps[0].children if c.dep_ == "pobj"]
        target = pobj[0] if pobj else target
    start = min(objects[0].left_edge.idx, *(p.idx for p in preps)) if preps else objects[0].left_edge.idx
    if objects[0].dep_ == "nsubjpass":
        start = preps[0].idx if preps else objects[0].left_edge.idx
    ends = [p.right_edge for p in preps]
    if ends:
        last = max(ends, key=lambda t: t.i)
    else:
        stop = noun_phrase(objects[0])[1]
        last = next(t for t in verb.doc if t.idx + len(t) >= stop)
    end = last.idx + len(last)
    for comma in verb.doc[(preps[0].i if preps else last.i) : last.i]:
        if (
            comma.text == ","
            and comma.i + 1 < len(verb.doc)
            and verb.doc[comma.i + 1].lower_ in ("after", "when", "following", "saying", "but")
        ):
            last, end = comma, comma.idx
            break
    doc = verb.doc
    for token in doc[last.i + 1 : verb.sent.end]:
        if token.is_space:
            continue
        if (
            _begins_anew(token, verb)
            or not verb.is_ancestor(token)
            or (
                token.text in (",", ";")
                and token.i + 1 < len(doc)
                and doc[token.i + 1].lower_
                in (
                    "after",
                    "when",
                    "as",
                    "following",
                    "while",
                    "hours",
                    "days",
                    "but",
                    "and",
                    "saying",
                    "an",
                    "a",
                    "the",
                    "who",
                    "which",
                )
            )
            or token.lower_ in ("after", "when", "hours")
            or (token.text in (",", ";") and token.i + 1 < len(doc) and doc[token.i + 1].tag_ == "VBG")
        ):
            break
        end = token.idx + len(token)
    goal = noun_phrase(target)
    linked = re.search(r"\s(?:of|for)\s", text[goal[0] : goal[1]])
    if linked and preps and goal[0] + linked.start() + 1 == preps[0].idx:
        goal = (goal[0], goal[0] + linked.start())
    reciprocal = bool(re.match(r"(?:each|the)\s+other\b", text[objects[0].left_edge.idx :], re.IGNORECASE)) or bool(
        speaker and re.match(r"(?:each|both|either|the\s+two)\b", text[speaker[0] :], re.IGNORECASE)
    )
    frame = "blame" if lemma in ("accuse", "blame", "charge", "hold", "fault", "suspect", "implicate") else "judgement"
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), frame, lemma, speakers=others,
               target=goal, reciprocal=reciprocal, denied=False, silent=_negated(verb))  # fmt: skip


def _silences(verb: Token, text: str) -> Iterator[Said]:
    """X made no mention of Z; X gave no figures; X declined to comment."""
    lemma = verb.lemma_.lower()
    speaker, others = _who(_subjects(verb))
    if speaker is None:
        return
    if lemma in ("make", "give"):
        nouns = [
            c
            for c in verb.children
            if c.dep_ in ("dobj",)
            and c.lemma_.lower()
            in (
                "mention",
                "comment",
                "figure",
                "detail",
                "number",
                "statement",
                "toll",
                "reference",
                "word",
                "information",
            )
        ]
        if not nouns or not (any(g.lower_ == "no" for g in nouns[0].children) or _negated(verb)):
            return
        span = _subtree(nouns[0])
        if span:
            yield Said(
                ((verb.idx, span[1]),),
                speaker,
                (verb.idx, verb.idx + len(verb)),
                "no-mention",
                lemma,
                silent=True,
                speakers=others,
            )
        return
    clause = [
        c
        for c in verb.children
        if c.dep_ == "xcomp"
        and c.lemma_.lower()
        in ("comment", "say", "elaborate", "confirm", "discuss", "answer", "give", "disclose", "specify", "identify")
    ]
    if clause:
        span = _subtree(clause[0])
        if span:
            yield Said(
                ((verb.idx, span[1]),),
                speaker,
                (verb.idx, verb.idx + len(verb)),
                "declined-to-say",
                lemma,
                silent=True,
                speakers=others,
            )


def _describing(verb: Token, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """X called Y Z; X described Y as Z."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubj", "nsubjpass") and c.i > verb.i]
    lemma = verb.lemma_.lower()
    tail: list[Token] = [c for c in verb.children if c.dep_ in ("oprd", "attr", "acomp") and c.i > verb.i]
    if lemma in ("call", "brand", "label", "dub", "term", "name"):
        tail += [
            c
            for c in verb.children
            if c.dep_ in ("ccomp", "xcomp") and c.i > verb.i and c.pos_ in ("NOUN", "ADJ", "PROPN")
        ]
        for c in verb.children:
            if c.dep_ == "ccomp" and c.i > verb.i and c.pos_ in ("NOUN", "ADJ", "PROPN") and not objects:
                objects = [x for x in c.children if x.dep_ == "nsubj"]
    tail += [c for c in verb.children if c.dep_ == "prep" and c.lower_ == "as" and c.i > verb.i]
    for o in objects:
        tail += [c for c in o.children if c.dep_ == "prep" and c.lower_ == "as"]
    if not tail:
        return
    speaker, others = _who(_subjects(verb))
    if speaker is None:
        return
    spans = [s for t in (*objects, *tail) if (s := _subtree(t)) is not None]
    if not spans:
        return
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), "description", lemma, speakers=others,
               target=noun_phrase(objects[0]) if objects else None)  # fmt: skip


def _before_what_happened(verb: Token, start: int, end: int) -> int:
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


def _requesting(verb: Token, text: str) -> Iterator[Said]:
    """X urged Y to do Z; X called on Y to do Z; X called for Z; X demanded Z."""
    speaker, others = _who(_subjects(verb))
    lemma = verb.lemma_.lower()
    if speaker is None:
        return
    clauses = [
        c
        for c in verb.children
        if c.dep_ in ("xcomp", "ccomp", "advcl")
        and c.i > verb.i
        and (c.dep_ != "advcl" or any(g.lower_ == "to" for g in c.children))
    ]
    objects = [c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i > verb.i]
    preps = [
        c
        for c in verb.children
        if c.dep_ == "prep"
        and c.i > verb.i
        and c.lower_ in (("for", "on", "upon") if lemma == "call" else ("for", "to"))
    ]
    if lemma in ("call", "appeal", "press") and not preps:
        return
    if lemma not in ("call", "appeal", "press", "demand") and not clauses:
        if not (lemma in ("urge", "demand", "request", "order", "recommend", "ask") and (objects or preps)):
            return
    if (
        lemma in ("ask", "tell", "warn", "order", "advise", "invite", "instruct")
        and not any(any(g.lower_ == "to" and g.dep_ == "aux" for g in c.children) for c in clauses)
        and not (lemma == "ask" and preps)
    ):
        return
    parts = [*objects, *preps, *clauses]
    spans = [s for t in parts if (s := _subtree(t)) is not None]
    if not spans:
        return
    target = next((x for p in preps if p.lower_ in ("on", "upon", "to") for x in p.children if x.dep_ == "pobj"), None)
    if target is None and lemma in (
        "urge",
        "ask",
        "tell",
        "order",
        "warn",
        "advise",
        "invite",
        "instruct",
        "encourage",
        "press",
    ):
        target = objects[0] if objects else next((g for c in clauses for g in c.children if g.dep_ == "nsubj"), None)
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    end = _before_what_happened(verb, start, end)
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), "request", lemma,
               modality="Requested", speakers=others, target=noun_phrase(target) if target is not None else None, silent=_negated(verb))  # fmt: skip


def _intending(verb: Token, text: str) -> Iterator[Said]:
    """X vowed to do Z; X plans to do Z."""
    clauses = [
        c
        for c in verb.children
        if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i and any(g.lower_ == "to" for g in c.children)
    ]
    if not clauses:
        return
    speaker, others = _who(_subjects(verb))
    if speaker is None:
        return
    span = _subtree(clauses[0])
    if span is None:
        return
    lemma = verb.lemma_.lower()
    span = (span[0], _before_what_happened(verb, *span))
    yield Said((span,), speaker, (verb.idx, verb.idx + len(verb)), "intention", lemma, speakers=others,
               modality="Threatened" if lemma == "threaten" else "Intended", silent=_negated(verb) or lemma in ("refuse", "decline"))  # fmt: skip


def _with_object(verb: Token, text: str, quotes: list[Quote]) -> Iterator[Said]:
    """X announced Z; X denied Z; X condemned Z."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "xcomp", "ccomp") and c.i > verb.i]
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    subjects = _subjects(verb)
    if passive:
        objects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if not objects or not subjects:
        return
    lemma = verb.lemma_.lower()
    if lemma in ("claim", "attack", "support", "back", "discuss", "cite") and re.match(
        r"(?:\S+\s+){0,4}(?:lives|victory|credit)\b", text[verb.idx + len(verb) :].lstrip()
    ):
        return
    if lemma in (
        "attack",
        "support",
        "back",
        "approve",
        "favor",
        "favour",
        "discuss",
        "oppose",
        "defend",
        "promise",
        "cite",
        "voice",
        "express",
    ) and not any(
        o.lemma_.lower() in _words("statement_nouns")
        or o.lemma_.lower()
        in (
            "plan",
            "decision",
            "policy",
            "concern",
            "view",
            "support",
            "deal",
            "agreement",
            "confidence",
            "willingness",
            "readiness",
            "outrage",
            "regret",
            "sympathy",
            "condolence",
            "alarm",
            "optimism",
            "doubt",
            "interest",
            "bill",
            "proposal",
            "idea",
            "move",
            "strike",
            "attack",
            "need",
            "evidence",
            "risk",
        )
        for o in objects
    ):
        return
    spans = [s for o in objects if (s := _subtree(o)) is not None]
    if not spans:
        return
    speaker, others = _who(subjects)
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    for o in objects:
        for relative in (t for t in o.subtree if t.dep_ == "relcl" and t.tag_ in ("VBD", "VBZ", "VBP")):
            edge = relative.left_edge
            if (
                edge.lower_ in ("that", "which", "who", "where")
                and edge.idx > start + 3
                and not any(q.has(edge.idx) for q in quotes)
            ):
                end = min(end, edge.idx)
    denied = lemma in _words("deny")
    yield Said(((start, end),), speaker, (verb.idx, verb.idx + len(verb)), "object", lemma, speakers=others, denied=denied and not _negated(verb),
               silent=_negated(verb), modality="Threatened" if lemma == "threaten" else "Reported")  # fmt: skip


def _nominal(noun: Token, text: str) -> Iterator[Said]:
    """X's claim that Z; a report by X that Z; the X's denial of Z."""
    clause = [
        c
        for c in noun.children
        if c.dep_ in ("acl", "ccomp", "relcl", "advcl")
        and c.i > noun.i
        and any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
    ]
    intent = []
    if not clause and noun.lemma_.lower() in (
        "plan",
        "promise",
        "pledge",
        "vow",
        "threat",
        "demand",
        "call",
        "proposal",
    ):
        intent = [
            c
            for c in noun.children
            if c.dep_ in ("acl", "xcomp")
            and c.i > noun.i
            and any(g.lower_ == "to" and g.dep_ == "aux" for g in c.children)
        ]
    parts = clause or intent
    if not parts:
        return
    owner = _owner(noun)
    if owner is None:
        head = noun.head
        if noun.dep_ in ("dobj", "pobj", "attr"):
            while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
                head = head.head
            subjects = (
                _subjects(head)
                if head.pos_ in ("VERB", "AUX")
                and head.lemma_.lower()
                in (
                    "make",
                    "issue",
                    "express",
                    "have",
                    "reject",
                    "repeat",
                    "voice",
                    "release",
                    "give",
                    "offer",
                    "raise",
                    "reiterate",
                    "send",
                    "show",
                    "receive",
                )
                else []
            )
            owner = subjects[0] if subjects and head.lemma_.lower() not in ("reject", "receive") else None
    if owner is None:
        return
    span = _subtree(parts[0])
    if span is None:
        return
    mark = next((g for g in parts[0].children if g.dep_ == "mark"), None)
    start = mark.idx + len(mark) if mark is not None else span[0]
    speaker, others = _who([owner])
    yield Said(((start, span[1]),), speaker, (noun.idx, noun.idx + len(noun)), "statement-noun", noun.lemma_.lower(), speakers=others,
               denied=noun.lemma_.lower() == "denial", modality="Intended" if intent else "Reported")  # fmt: skip


_ACCORDING = re.compile(r"\b(?:according\s+to|in\s+the\s+words\s+of|as\s+reported\s+by|as\s+per)\s+", re.IGNORECASE)


def _according_to(doc: Doc, text: str, quotes: list[Quote]) -> Iterator[Said]:
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
        sources = _through_statement(source)
        sent = last.sent
        span = _subtree(source)
        end = span[1] if span else source.idx + len(source)
        if end > m.end() + 160 or end > sent.end_char:
            end = noun_phrase(source)[1]
        follow = re.compile(r",|\.|;|\s-\s|\s[–—]").search(text, noun_phrase(source)[1])
        relays: tuple[Piece, ...] = ()
        speaker, others = _who(sources)
        quoting = next(
            (t for t in doc[source.i : sent.end] if t.lower_ in ("quoting", "citing") and t.i - source.i < 8), None
        )
        if quoting is not None and speaker is not None:
            cited = next((c for c in quoting.children if c.dep_ == "dobj"), None)
            if cited is not None:
                relays, (speaker, others) = (speaker,), _who(_through_statement(cited))
                inner = _subtree(cited)
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


def _at_the_end(doc: Doc, text: str, quotes: list[Quote], found: list[Said]) -> Iterator[Said]:
    """`…, residents and a local official said on Sunday.`: an attribution at a sentence's end that the parse has lost."""
    cues = {s.cue for s in found}
    for sent in doc.sents:
        tokens = [t for t in sent if not t.is_space]
        for verb in reversed(tokens[-14:]):
            cue = (verb.idx, verb.idx + len(verb))
            if (
                verb.lemma_.lower() not in _words("core")
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


def _by_pattern(doc: Doc, text: str, quotes: list[Quote], found: list[Said]) -> Iterator[Said]:
    """Quotations whose cue the parse has lost: `"…," X said`, `"…," said X`, `X said: "…"`."""
    for quote in quotes:
        if quote.length < 8 or any(_overlap(s.content, quote) > 0.5 for s in found):
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


def _overlap(content: tuple[Piece, ...], quote: Quote) -> float:
    shared = sum(max(0, min(e, quote.inner_end) - max(s, quote.inner_start)) for s, e in content)
    return shared / max(1, quote.length)


_EDGE = " \t\r\n\u00a0,;:"


def _trimmed(piece: Piece, text: str, quotes: list[Quote]) -> Piece | None:
    start, end = piece
    changed = True
    while changed and start < end:
        changed = False
        while start < end and text[start] in _EDGE + ".":
            start, changed = start + 1, True
        while end > start and text[end - 1] in _EDGE:
            end, changed = end - 1, True
        lead = re.match(r"(?:that|but|and)\s+(?=\S)", text[start:end], re.IGNORECASE)
        if lead and end - start > 12:
            start, changed = start + lead.end(), True
        # a mark whose partner lies outside the piece goes; a pair around the whole goes too
        if end - start > 1 and text[start] in '"“«':
            partner = next((q for q in quotes if q.start == start), None)
            if (
                partner is None
                or partner.end >= end
                or not partner.closed
                or text[partner.end : end].strip(" .,") == ""
            ):
                start, changed = start + 1, True
                if partner is not None and partner.end <= end and partner.closed:
                    end = partner.inner_end
                continue
        if end - start > 1 and text[end - 1] in '"”»':
            partner = next((q for q in quotes if q.end == end), None)
            if partner is None or partner.start < start:
                end, changed = end - 1, True
        if text[end - 1] == "." and not re.search(r"\b(?:[A-Z]|Mr|Dr|a\.m|p\.m|U\.S|U\.N)\.$", text[start:end]):
            end, changed = end - 1, True
    if end - start < 2:
        return None
    cut = next(
        (
            q
            for q in quotes
            if q.closed and start <= q.start and q.start < end < q.end and not text[end : q.inner_end].strip(" .,")
        ),
        None,
    )
    return start, cut.end if cut is not None and cut.start > start else end


def _tidied(found: list[Said], text: str, quotes: list[Quote]) -> list[Said]:
    """Spans trimmed to words, direct speech marked, doubles dropped, nested statements handed to their speaker."""
    cleaned: list[Said] = []
    for said in found:
        pieces = tuple(p for piece in said.content if (p := _trimmed(piece, text, quotes)) is not None)
        if said.cue is not None:
            pieces = tuple(
                p
                for piece in pieces
                for p in (_without(piece, said.cue) if piece[0] <= said.cue[0] < piece[1] else (piece,))
            )
            pieces = tuple(p for piece in pieces if (p := _trimmed(piece, text, quotes)) is not None)
        if not pieces:
            continue
        if len(pieces) > 1:
            pieces = (
                tuple(
                    p
                    for p in pieces
                    if text[p[0] : p[1]].lower() not in ("which", "who", "that", "said", "it", "and", "but")
                )
                or pieces
            )
        opening = next(
            (
                q
                for q in quotes
                if q.closed and q.length >= 8 and abs(q.inner_start - pieces[0][0]) <= 1 and q.inner_end < pieces[0][1]
            ),
            None,
        )
        if opening is not None and (text[opening.end - 2] in ",.!?" or text[opening.end : opening.end + 1] == ","):
            pieces = ((opening.inner_start, opening.inner_end), *pieces[1:])
        inside = [q for q in quotes if q.length >= 8 and all(q.start <= s and e <= q.end for s, e in pieces[:1])]
        if inside and said.frame in ("indirect", "quotation", "inverted", "quoted-as-saying") and said.cue is not None:
            q = inside[0]
            if (
                not q.has(said.cue[0])
                and pieces[0] != (q.inner_start, q.inner_end)
                and (text[q.end : said.cue[0]].count(".") == 0 if q.end <= said.cue[0] else True)
            ):
                pieces = ((q.inner_start, q.inner_end), *(p for p in pieces[1:] if p[0] >= q.end))
        if (
            inside
            and said.frame
            in (
                "indirect",
                "quotation",
                "inverted",
                "quoted-as-saying",
                "quotation-pattern",
                "belief",
            )
        ) or (len(pieces) > 1 and all(any(q.start <= s and e <= q.end for q in quotes) for s, e in pieces)):
            said = replace(said, direct=True)
        cleaned.append(replace(said, content=pieces))
    cleaned.sort(key=lambda s: (s.start, -(s.end - s.start)))
    kept: list[Said] = []
    for said in cleaned:
        twin = next((k for k in kept if k.cue == said.cue or (_same(k, said) and k.speaker == said.speaker)), None)
        if twin is None:
            kept.append(said)
    return _relayed(_split(_one_each(kept), text, quotes), text)


_RANK: Final = {"quoted-as-saying": 0, "blame": 1, "according-to": 2, "indirect": 3, "quotation": 4, "inverted": 5, "colon": 6,
                "quotation-pattern": 7, "colon-pattern": 8}  # fmt: skip


def _one_each(found: list[Said]) -> list[Said]:
    """Of two readings of the same words keep the one whose rule is the surer."""
    kept: list[Said] = []
    for said in sorted(found, key=lambda s: (_RANK.get(s.frame, 5), s.speaker is None)):
        size = sum(e - s for s, e in said.content)
        if any(
            _shared(k, said) > 0.8 * max(size, sum(e - s for s, e in k.content))
            for k in kept
            if k.frame in _RANK and said.frame in _RANK and not _nested(k, said) and not _nested(said, k)
        ):
            continue
        kept.append(said)
    return sorted(kept, key=lambda s: (s.start, -(s.end - s.start)))


def _nested(outer: Said, inner: Said) -> bool:
    return inner.cue is not None and any(s <= inner.cue[0] < e for s, e in outer.content)


def _shared(a: Said, b: Said) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a.content for t, f in b.content)


def _same(a: Said, b: Said) -> bool:
    return a.content == b.content


def _split(found: list[Said], text: str, quotes: list[Quote]) -> list[Said]:
    """`A said x and B said y`: what belongs to B is no part of what A said."""
    result = []
    for outer in found:
        pieces = outer.content
        for inner in found:
            if inner is outer or inner.speaker is None or inner.cue is None or outer.cue is None:
                continue
            start = inner.speaker[0]
            if outer.direct or not any(s < start < e for s, e in pieces) or outer.cue[0] > start or inner.start < start:
                continue
            lead = text[max(0, start - 14) : start]
            joint = re.search(r"(?:,|;)?\s*\b(?:and|but|while|whereas)\s+(?:the\s+)?$|;\s*$", lead)
            if joint:
                cut = start - (len(lead) - joint.start())
                pieces = tuple((s, min(e, cut)) for s, e in pieces if s < cut)
        trimmed = tuple(p for piece in pieces if (p := _trimmed(piece, text, quotes)) is not None)
        if trimmed:
            result.append(replace(outer, content=trimmed))
    return result


def _relayed(found: list[Said], text: str) -> list[Said]:
    """A medium's statement whose content is another's statement passes it on: its speaker becomes a relay."""
    result: list[Said] = []
    passing: list[tuple[Said, Said]] = []
    for said in found:
        if (
            said.frame not in ("indirect", "inverted", "quotation", "object", "quotation-pattern")
            or said.speaker is None
            or said.cue is None
        ):
            result.append(said)
            continue
        size = sum(e - s for s, e in said.content)
        inner = [
            other for other in found
            if other is not said and other.cue is not None and other.cue != said.cue and other.speaker is not None
            and other.speaker != said.speaker
            and any(s <= other.cue[0] < e for s, e in said.content) and any(s <= other.speaker[0] < e for s, e in said.content)
            and not any(s <= said.cue[0] < e for s, e in other.content)
            and not re.search(r":\s*[\"“]", text[said.cue[1] : other.cue[0]] if said.cue[1] < other.cue[0] else "")
        ]  # fmt: skip
        covering = [o for o in inner if sum(e - s for s, e in o.content) > 0.4 * size]
        medium = bool(_MEDIA.search(text[said.speaker[0] : said.speaker[1]]))
        if covering and (medium or said.frame == "inverted"):
            passing += [(said, o) for o in inner]
        else:
            result.append(said)
    for relay, other in passing:
        for k, said in enumerate(result):
            if said.cue == other.cue and relay.speaker is not None and relay.speaker not in said.relays:
                result[k] = replace(said, relays=(*said.relays, relay.speaker))
    return [s for s in result if not _own_words(s, result, text)]


def _own_words(said: Said, found: list[Said], text: str) -> bool:
    """Whether a wish, plan or belief only tells of itself inside what its own subject says ("said it would ask …")."""
    if said.cue is None or said.frame not in (
        "request",
        "intention",
        "object",
        "description",
        "belief",
        "judgement",
        "statement-noun",
    ):
        return False
    outer = [
        o for o in found if o is not said and o.cue is not None and any(s <= said.cue[0] < e for s, e in o.content)
    ]
    if not outer or said.speaker is None:
        return False
    who = text[said.speaker[0] : said.speaker[1]].lower()
    return who in ("it", "they", "he", "she", "we", "i", "who", "which") or not any(
        s <= said.speaker[0] < e for o in outer for s, e in o.content
    )


def _continued(doc: Doc, text: str, quotes: list[Quote], found: list[Said]) -> Iterator[Said]:
    """Quotations without a cue of their own go on with the last speaker's words."""
    for quote in quotes:
        if quote.length < 8 or any(_overlap(s.content, quote) > 0.3 for s in found):
            continue
        words = len(text[quote.inner_start : quote.inner_end].split())
        if words < 3 or (words < 5 and text[quote.inner_end - 1 : quote.inner_end] not in ".!?"):
            continue
        whole = re.search(r"(?:^|[.!?:;\"”]\s*)$", text[: quote.start]) is not None
        if not whole and quote.closed:
            continue
        piece = _trimmed((quote.inner_start, quote.inner_end), text, quotes)
        if piece is not None:
            yield Said((piece,), None, None, "continued-quotation", "", direct=True, running=not quote.closed)
