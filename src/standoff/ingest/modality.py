"""Whether what a clause tells of happened: meant, possible, asked for, hearsay; affirmed or negated."""

# A pattern or a message is clearer on one line.
from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.lexicon import load_toml

if TYPE_CHECKING:
    from spacy.tokens import Token
else:
    Token = Any

from standoff.ingest.events import LIGHT, Trigger

__all__ = ["modality_of", "polarity_of"]


@cache
def modal_words() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
        for name, words in load_toml("events.toml")["modality"].items()
    }


def modality_of(text: str, trigger: Trigger, low: int, high: int) -> tuple[str, str] | None:
    """Whether an event is meant, possible, threatened, asked for or hearsay, and the words that say so."""
    low = max(low, trigger.start - 80)
    cut = max(text.rfind(". ", low, trigger.start), text.rfind("; ", low, trigger.start))
    before = text[max(cut + 1, low) : trigger.start]
    token = trigger.token
    over = _auxiliary(token) if token is not None else None
    if over is not None:
        return over
    for name in ("threatened", "intended", "possible", "requested", "hearsay"):
        for m in modal_words()[name].finditer(before):
            if (
                name in ("intended", "possible", "requested")
                and token is not None
                and not _governs(token, max(cut + 1, low) + m.start(), m[0])
            ):
                continue
            if name == "possible" and m[0].lower().startswith("if "):
                continue
            return name.capitalize(), m[0]
    if (
        token is not None
        and token.pos_ == "VERB"
        and token.tag_ == "VB"
        and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children)
    ):
        head = token.head
        if token.dep_ in ("xcomp", "advcl") and head.lemma_.lower() in (
            "begin",
            "start",
            "continue",
            "manage",
            "appear",
            "help",
            "force",
            "lead",
            "fail",
            "come",
            "go",
        ):
            return None
        if token.dep_ in ("advcl", "acl", "relcl", "xcomp"):
            return "Intended", "to"
    return None


_AUXILIARIES: Final = {
    "will": "Intended",
    "would": "Intended",
    "'ll": "Intended",
    "shall": "Intended",
    "wo": "Intended",
    "'d": "Intended",
    "may": "Possible",
    "might": "Possible",
    "could": "Possible",
    "should": "Requested",
    "must": "Requested",
}


def _auxiliary(token: Token) -> tuple[str, str] | None:
    """The modal verb over a token, wherever it stands: "talks might resume", "would shell"."""
    node = token
    for _ in range(4):
        if node.pos_ in ("VERB", "AUX"):
            break
        if (
            node.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "pobj", "prep", "compound", "agent", "conj")
            and node.head.i != node.i
        ):
            if node.dep_ == "prep" and node.head.pos_ in ("NOUN", "PROPN"):
                return None
            node = node.head
        else:
            return None
    for child in node.children:
        if child.dep_ == "aux" and child.lower_ in _AUXILIARIES:
            if child.lower_ in ("would", "'d", "could", "might") and any(
                c.lemma_ == "have" and c.dep_ == "aux" for c in node.children
            ):
                return "Possible", child.text
            return _AUXILIARIES[child.lower_], child.text
    if node.dep_ == "conj" and node.head.pos_ in ("VERB", "AUX") and node.tag_ == "VB":
        for child in node.head.children:
            if child.dep_ == "aux" and child.lower_ in _AUXILIARIES:
                return _AUXILIARIES[child.lower_], child.text
    return None


def _governs(token: Token, at: int, word: str) -> bool:
    """Whether a modal at `at` stands over the token: it is an auxiliary of it or of a verb above it in its clause."""
    node = token
    for _ in range(6):
        for child in node.children:
            if child.idx == at or (child.idx <= at < child.idx + len(child)):
                return True
        if node.idx <= at < node.idx + len(node) or (node.idx >= at and node.idx < at + len(word)):
            return True
        if node.dep_ in ("ROOT", "relcl", "advcl") or node.head.i == node.i:
            return False
        if node.pos_ in ("VERB", "AUX") and node.dep_ == "ccomp":
            return False
        node = node.head
    return False


def polarity_of(text: str, trigger: Trigger, low: int) -> tuple[str, str] | None:
    """The words that negate an event, if any do."""
    token = trigger.token
    if token is None:
        found = list(modal_words()["negated"].finditer(text, max(low, trigger.start - 30), trigger.start))
        m = found[-1] if found else None
        if m is None and re.search(r"\bno\s+(?:\w+\s+)?$", text[max(low, trigger.start - 20) : trigger.start]):
            return "Denied", "no"
        return ("Denied", m[0]) if m is not None else None
    for child in token.children:
        if child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no"):
            return "Denied", child.text
    if _NO_EVIDENCE.search(text, max(low, trigger.start - 60), trigger.start):
        return "Denied", "no evidence"
    for child in token.children:
        if child.dep_ in ("nsubj", "nsubjpass") and _no_one(child):
            return "Denied", child.text
    node = token
    for _ in range(4):
        if (
            node.dep_
            in (
                "dobj",
                "pobj",
                "prep",
                "attr",
                "acomp",
                "xcomp",
                "nsubjpass",
                "nsubj",
                "oprd",
                "ccomp",
                "conj",
                "pcomp",
            )
            and node.head.i != node.i
        ):
            conj = node.dep_ == "conj"
            if node.dep_ in ("ccomp",):
                break
            node = node.head
            if conj and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children):
                break
            if (
                node.pos_ in ("VERB", "AUX")
                and token.pos_ in ("NOUN", "PROPN")
                and node.lemma_.lower() not in LIGHT | _HAPPENING
                and not (trigger.start <= node.idx < trigger.end)
            ):
                break
            for child in node.children:
                if child.dep_ == "neg" and node.pos_ in ("VERB", "AUX"):
                    return "Denied", child.text
                if child.dep_ in ("nsubj", "nsubjpass") and node.pos_ in ("VERB", "AUX") and _no_one(child):
                    return "Denied", child.text
            if node.pos_ == "ADP" and node.lower_ == "without":
                return "Denied", node.text
            if node.pos_ in ("VERB", "AUX"):
                break
        else:
            break
    return None


def _no_one(subject: Token) -> bool:
    """Whether a subject is nobody: "no soldier", "none of them", "not one tank"."""
    if subject.lower_ in ("nobody", "none", "neither"):
        return True
    return any(
        c.lower_ in ("no", "neither")
        or (c.lower_ == "not" and c.i < subject.i)
        or (c.dep_ == "nummod" and any(g.lower_ == "not" for g in c.children))
        for c in subject.children
    )


_HAPPENING: Final = frozenset(
    [
        "be",
        "occur",
        "happen",
        "take",
        "place",
        "involve",
        "participate",
        "plan",
        "see",
        "use",
        "target",
        "come",
        "launch",
        "bear",
        "know",
        "exist",
    ]
)


_NO_EVIDENCE: Final = re.compile(
    r"\bno\s+(?:\w+\s+)?(?:evidence|signs?|indications?|proof|intention|plans?|role|part|involvement|hand|connection|link)\b",
    re.IGNORECASE,
)
