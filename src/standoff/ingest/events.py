"""Events, agreements and situations: the words that announce them, and the weapons they name."""

# A pattern or a message is clearer on one line.
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.lexicon import load_toml

if TYPE_CHECKING:
    from spacy.tokens import Token
else:
    Token = Any


__all__ = ["LIGHT", "Trigger", "find_triggers", "weapons_in"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """At `start`-`end` (in the paragraph) a word or phrase announces an event of a kind."""

    start: int
    end: int
    entry: dict[str, Any]
    token: Any
    rank: int

    @property
    def kind(self) -> str:
        """The class of the ontology."""
        return str(self.entry["kind"])


@cache
def _lexicon() -> tuple[
    list[dict[str, Any]], dict[str, list[int]], dict[str, list[int]], list[tuple[int, frozenset[str], re.Pattern[str]]]
]:
    entries: list[dict[str, Any]] = load_toml("events.toml")["event"]
    nouns: dict[str, list[int]] = {}
    verbs: dict[str, list[int]] = {}
    phrases: list[tuple[int, frozenset[str], re.Pattern[str]]] = []
    for n, entry in enumerate(entries):
        for noun in entry.get("nouns", ()):
            nouns.setdefault(noun, []).append(n)
        for verb in entry.get("verbs", ()):
            verbs.setdefault(verb, []).append(n)
        if entry.get("phrases"):
            whole = re.compile("|".join(f"(?:{p})" for p in entry["phrases"]), re.IGNORECASE)
            phrases.append((n, frozenset(h for p in entry["phrases"] for h in _hints(p)), whole))
    return entries, nouns, verbs, phrases


_WEAK: Final = frozenset(
    [
        "the",
        "its",
        "their",
        "has",
        "had",
        "have",
        "been",
        "with",
        "for",
        "and",
        "from",
        "into",
        "over",
        "under",
        "was",
        "were",
        "are",
        "that",
        "this",
        "him",
        "her",
    ]
)


def _hints(pattern: str) -> list[str]:
    """Letters of which a phrase has some, however it is matched: a text without any of them needs no search."""
    bare = re.sub(r"[a-z]\?", " ", re.sub(r"\\[a-zA-Z]", " ", pattern.lower()))
    runs = re.findall(r"[a-z]{3,}", bare)
    return [r for r in runs if r not in _WEAK] or runs


@cache
def _weapons() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE))
        for kind, words in load_toml("events.toml")["weapons"].items()
    )


_NOT_EVENTS: Final = re.compile(
    r"\b(?:striking|hit\s+(?:out|back\s+at)|war\s+(?:crimes?|criminals?|monitor|correspondent|zone|room|games?)|targeted\s+sanctions|strike\s+a\s+deal|hunger\s+strike|on\s+strike|fire\s+(?:department|brigade|service)|talk\s+show|"
    r"post-?war|pre-?war|world\s+war|cold\s+war|warlord|attack\s+on\s+(?:his|her)\s+character|battle(?:ground|field)|fighting\s+(?:force|spirit))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4)
def _phrases_of(text: str) -> tuple[tuple[tuple[int, int, int], ...], tuple[tuple[int, int], ...]]:
    """Where the phrases of the word list stand in a paragraph, and where words stand that only look like events."""
    low = text.lower()
    found = tuple(
        (m.start(), m.end(), n)
        for n, hints, pattern in _lexicon()[3]
        if any(hint in low for hint in hints)
        for m in pattern.finditer(text)
    )
    return found, tuple(m.span() for m in _NOT_EVENTS.finditer(text))


def find_triggers(doc: Any, text: str, start: int, end: int) -> list[Trigger]:
    """The words that announce events between two offsets of a paragraph, none overlapping another."""
    entries, nouns, verbs, _ = _lexicon()
    found: list[Trigger] = []
    phrased, barred = _phrases_of(text)
    found += [Trigger(s, e, entries[n], None, n) for s, e, n in phrased if start <= s and e <= end]
    if doc is None:
        for m in re.finditer(r"[\w-]+", text[start:end]):
            low = m[0].lower()
            for form in {
                low,
                low.removesuffix("s"),
                low.removesuffix("es"),
                low.removesuffix("ed"),
                low.removesuffix("d"),
                low.removesuffix("ing"),
            }:
                for n in (*nouns.get(form, ()), *verbs.get(form, ())):
                    found.append(Trigger(start + m.start(), start + m.end(), entries[n], None, n))
    else:
        span = doc.char_span(start, end, alignment_mode="expand")
        for token in span if span is not None else doc:
            if token.idx < start or token.idx + len(token) > end:
                continue
            table = nouns if token.pos_ in ("NOUN", "PROPN") else verbs if token.pos_ in ("VERB", "AUX") else None
            if table is None:
                if token.pos_ == "ADJ" and token.lemma_.lower() in nouns:
                    table = nouns
                else:
                    continue
            lemma = token.lemma_.lower()
            hits = table.get(lemma) or table.get(token.lower_) or ()
            if not hits and token.pos_ == "NOUN" and token.tag_ in ("NN", "NNS"):
                hits = [n for n in verbs.get(lemma, ()) if token.lower_.endswith("ing")]
            for n in hits:
                if token.lemma_.lower() in ("hit", "target") and token.pos_ != "VERB":
                    continue
                if token.dep_ in ("compound", "nmod") and entries[n]["kind"] in (
                    "War",
                    "Conflict",
                    "Attack",
                    "Clash",
                    "Raid",
                    "Bombing",
                    "Offensive",
                ):
                    continue
                if entries[n]["kind"] == "War" and re.search(
                    r"\bstate\s*(?:-\s*)?of\s*(?:-\s*)?$", text[max(0, token.idx - 12) : token.idx]
                ):
                    continue
                found.append(Trigger(token.idx, token.idx + len(token), entries[n], token, n))
    found = [t for t in found if not any(s < t.end and t.start < e for s, e in barred)]
    found.sort(key=lambda t: (-(t.end - t.start), t.rank))
    kept: list[Trigger] = []
    for trigger in found:
        if not any(trigger.start < k.end and k.start < trigger.end for k in kept):
            kept.append(trigger)
    kept.sort(key=lambda t: t.start)
    if doc is None:
        return kept
    return [t if t.token is not None else Trigger(t.start, t.end, t.entry, _token_for(doc, t), t.rank) for t in kept]


def _token_for(doc: Any, trigger: Trigger) -> Any:
    inside = [t for t in doc if trigger.start <= t.idx < trigger.end and not t.is_space]
    if not inside:
        return None
    ids = {t.i for t in inside}
    tops = [t for t in inside if t.head.i not in ids or t.head.i == t.i]
    return next((t for t in tops if t.pos_ in ("VERB", "NOUN", "PROPN")), tops[0] if tops else inside[0])


def weapons_in(text: str) -> tuple[str, ...]:
    """The kinds of weapon that a stretch of text names, the more special first."""
    found: list[tuple[str, int, int]] = []
    for kind, pattern in _weapons():
        for m in pattern.finditer(text):
            found.append((kind, m.start(), m.end()))
    found.sort(key=lambda f: -(f[2] - f[1]))
    kept: list[tuple[str, int, int]] = []
    for item in found:
        if not any(item[1] < k[2] and k[1] < item[2] for k in kept):
            kept.append(item)
    return tuple(dict.fromkeys(k[0] for k in sorted(kept, key=lambda k: k[1])))


LIGHT: Final = frozenset(
    [
        "launch",
        "conduct",
        "carry",
        "begin",
        "start",
        "open",
        "stage",
        "mount",
        "wage",
        "hold",
        "fire",
        "engage",
        "make",
        "do",
        "unleash",
        "commit",
        "perform",
        "undertake",
        "resume",
        "lead",
        "continue",
        "suffer",
        "broker",
        "mediate",
        "sign",
        "reach",
        "announce",
        "deploy",
        "order",
        "execute",
        "have",
        "give",
        "cause",
        "deliver",
    ]
)
