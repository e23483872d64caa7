"""Each claim's anchor holds against the text, and the text itself is nowhere in the knowledge base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import unquote

from standoff.model.anchor import TextAnchor
from standoff.rdf.terms import OA, ST, Literal, NamedNode
from standoff.sources import Sources

LONGEST_QUOTATION = 5
"""Words in a row that a text of ours may share with the article."""


def anchors(sources: Sources) -> Iterator[tuple[str, TextAnchor]]:
    for claim in sources.claims.values():
        for anchor in claim.anchors:
            assert isinstance(anchor, TextAnchor)
            yield claim.iri.value, anchor


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def found(part: str, text: str, start: int = 0) -> int:
    """Where a browser finds a part of a text fragment: case aside, at word boundaries."""
    match = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)", re.IGNORECASE).search(text, start)
    return match.start() if match else -1


def test_every_anchor_lies_inside_the_article(sources: Sources) -> None:
    (article,) = sources.articles.values()
    assert article.length is not None
    for claim, anchor in anchors(sources):
        assert 0 <= anchor.start < anchor.end <= article.length, claim


def test_every_digest_is_that_of_the_slice(sources: Sources, text: str) -> None:
    for claim, anchor in anchors(sources):
        piece = text[anchor.start : anchor.end].encode()
        assert anchor.digest == f"sha256:{sha256(piece).hexdigest()}", claim


def test_no_anchor_cuts_a_word_or_begins_in_blanks(sources: Sources, text: str) -> None:
    for claim, anchor in anchors(sources):
        piece = text[anchor.start : anchor.end]
        assert piece == piece.strip(), claim
        assert not re.match(r"\w\w", text[anchor.start - 1 : anchor.start + 1]) or anchor.start == 0, claim
        assert not re.match(r"\w\w", text[anchor.end - 1 : anchor.end + 1]), claim


def test_every_text_fragment_leads_a_browser_to_the_anchor(sources: Sources, text: str) -> None:
    for claim, anchor in anchors(sources):
        assert anchor.fragment is not None
        assert anchor.fragment.startswith(":~:text="), claim
        parts = [unquote(part) for part in anchor.fragment.removeprefix(":~:text=").split(",")]
        assert len(parts) <= 2, claim
        assert found(parts[0], text) == anchor.start, claim
        if len(parts) == 2:
            assert found(parts[1], text, anchor.start + len(parts[0])) + len(parts[1]) == anchor.end, claim
        else:
            assert anchor.start + len(parts[0]) == anchor.end, claim


def test_a_text_fragment_keeps_a_few_words_and_escapes_what_it_must(sources: Sources) -> None:
    for claim, anchor in anchors(sources):
        assert anchor.fragment is not None
        value = anchor.fragment.removeprefix(":~:text=")
        assert not set(value) & set("- &#\"'"), claim
        for part in value.split(","):
            assert len(words(unquote(part))) <= LONGEST_QUOTATION + 1, claim


def test_nothing_that_we_write_repeats_the_article(sources: Sources, text: str) -> None:
    size = LONGEST_QUOTATION + 1
    said = words(text)
    runs = {tuple(said[i : i + size]) for i in range(len(said) - size + 1)}
    for role in ("reference", "articles", "claims"):
        for quad in sources.quads(role):
            if isinstance(quad.object, Literal):
                own = words(quad.object.value)
                copied = [own[i : i + size] for i in range(len(own) - size + 1) if tuple(own[i : i + size]) in runs]
                assert not copied, (quad.subject, copied)


def test_every_sentence_of_the_article_carries_a_claim_or_is_said_to_carry_none(sources: Sources, text: str) -> None:
    covered = [False] * len(text)
    for _, anchor in anchors(sources):
        covered[anchor.start : anchor.end] = [True] * (anchor.end - anchor.start)
    for start, end in uncovered(sources):
        covered[start:end] = [True] * (end - start)
    for paragraph in re.finditer(r"[^\n]+", text):
        for sentence in re.finditer(r".+?(?:[.!?]\"?(?= [A-Z\"])|$)", paragraph.group()):
            start, end = (paragraph.start() + at for at in sentence.span())
            assert any(covered[start:end]), text[start : start + 20]


def test_what_carries_no_claim_has_a_reason_and_a_place(sources: Sources, text: str) -> None:
    passages = sorted(uncovered(sources))
    assert [text[start:end] for start, end in passages] == ["Yerevan:", "Hostilities", "Local actions", "Ceasefire"]
    reasons = [quad for quad in sources.quads("articles") if quad.predicate == ST["uncoveredBecause"]]
    assert len(reasons) == len(passages)


def uncovered(sources: Sources) -> Iterator[tuple[int, int]]:
    said: dict[tuple[object, NamedNode], str] = {}
    for quad in sources.quads("articles"):
        if isinstance(quad.object, Literal):
            said[quad.subject, quad.predicate] = quad.object.value
    for (subject, predicate), value in said.items():
        if predicate == OA["start"]:
            yield int(value), int(said[subject, OA["end"]])
