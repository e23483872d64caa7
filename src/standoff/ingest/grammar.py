"""Noun phrases, subjects and owners: what the reading of statements asks of the dependency parse."""

# A pattern or a message is clearer on one line.
# ruff: noqa: SIM102

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.lexicon import load_toml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
else:
    Doc = Token = Any


__all__ = [
    "Piece",
    "Said",
    "behind_statement",
    "is_negated",
    "named_by_apposition",
    "noun_phrase",
    "owner_of",
    "span_of",
    "speakers_of",
    "subjects_of",
    "subtree_span",
    "who_says",
    "word_list",
]

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
def word_list(name: str) -> frozenset[str]:
    """A list of lemmas of the lexicon."""
    return frozenset(load_toml("reporting.toml")[name])


_DROPPED: Final = frozenset({"relcl", "appos", "acl", "cc", "conj", "advcl", "parataxis", "punct", "dep"})


# -- spans
def span_of(tokens: Iterable[Token]) -> Piece | None:
    """From the first of some tokens to the last."""
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


def subtree_span(token: Token, without: Iterable[Token] = ()) -> Piece | None:
    """All that hangs on a token, without what hangs on some others."""
    cut = [c for c in without if token.is_ancestor(c)]
    return span_of(t for t in token.subtree if not any(c.i == t.i or c.is_ancestor(t) for c in cut))


def subjects_of(verb: Token, depth: int = 0) -> list[Token]:
    """Who does what a verb tells: its own subject, or the one it inherits."""
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
    before = verb.doc[verb.i - 1] if verb.i else None
    if (
        verb.lower_ in ("said", "says")
        and before is not None
        and before.dep_ == "conj"
        and before.pos_ in ("NOUN", "PROPN")
    ):
        return [before]  # "lost a soldier and the United Nations said": the parse joins the two nouns
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return subjects_of(verb.head, depth + 1)
    if verb.dep_ in ("xcomp", "advcl", "pcomp", "dep", "ROOT", "acl") and verb.head.i != verb.i:
        head = verb.head
        if verb.dep_ == "acl" and head.pos_ in ("NOUN", "PROPN"):
            if head.lemma_.lower() in word_list("statement_nouns"):
                owner = owner_of(head)
                if owner is not None:
                    return [owner]
                while head.dep_ not in ("ROOT",) and head.pos_ not in ("VERB", "AUX"):
                    head = head.head
                return subjects_of(head, depth + 1) if head.pos_ in ("VERB", "AUX") else []
            if verb.tag_ != "VBG":
                return []
            above = head
            while above.dep_ in ("pobj", "prep") and above.head.i != above.i:
                above = above.head
                if above.lemma_.lower() in word_list("statement_nouns"):
                    while above.pos_ not in ("VERB", "AUX") and above.head.i != above.i:
                        above = above.head
                    return subjects_of(above, depth + 1) if above.pos_ in ("VERB", "AUX") else []
            return [head]
        while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
            head = head.head
        return subjects_of(head, depth + 1) if head.pos_ in ("VERB", "AUX") else []
    return []


def owner_of(noun: Token) -> Token | None:
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


def is_negated(verb: Token) -> bool:
    """Whether a verb is negated, by a particle or by its subject."""
    if any(c.dep_ == "neg" for c in verb.children):
        return True
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    return subject is not None and (
        subject.lower_ in ("nobody", "none")
        or any(c.lower_ in ("no", "neither") for c in subject.children if c.dep_ in ("det", "cc", "preconj"))
    )


def speakers_of(verb: Token, doc: Doc, text: str) -> list[Token]:
    """Who says it, also where the parse has lost an inverted subject."""
    found = subjects_of(verb)
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


def who_says(tokens: list[Token]) -> tuple[Piece | None, tuple[Piece, ...]]:
    """The noun phrases of a speaker and of those coordinated with it."""
    if not tokens:
        return None, ()
    main = tokens[0]
    if main.dep_ == "expl":
        return None, ()
    if main.lemma_.lower() in word_list("statement_nouns"):
        main = behind_statement(main)[0]
    named = named_by_apposition(main)
    if named is not None:
        return named, ()
    others = tuple(
        noun_phrase(t) for t in main.conjuncts if t.pos_ in ("NOUN", "PROPN") and t.i > main.i and t.i - main.i < 15
    )
    return noun_phrase(main), others


def named_by_apposition(token: Token) -> Piece | None:
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


def behind_statement(token: Token) -> list[Token]:
    """Behind a statement stands whoever made it."""
    if token.lemma_.lower() in word_list("statement_nouns"):
        owner = owner_of(token)
        if owner is not None:
            return [owner]
    return [token]
