"""Events, agreements and situations: what the words of a clause announce, and who fills which role."""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501, SIM102

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.gazetteer import Entity, Gazetteer, Mention
from standoff.ingest.grammar import noun_phrase
from standoff.ingest.lexicon import load_toml
from standoff.ingest.numbers import NUMBER
from standoff.ingest.records import Role, Slot
from standoff.ingest.speakers import Actors, Resolved

if TYPE_CHECKING:
    from spacy.tokens import Token
else:
    Token = Any

__all__ = ["Scene", "Trigger", "find_triggers", "modality_of", "polarity_of", "roles_of", "weapons_in"]


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


@cache
def _modality() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
        for name, words in load_toml("events.toml")["modality"].items()
    }


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
        for m in _modality()[name].finditer(before):
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
        found = list(_modality()["negated"].finditer(text, max(low, trigger.start - 30), trigger.start))
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
                and node.lemma_.lower() not in _LIGHT | _HAPPENING
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


class Scene:
    """A paragraph with its names, for finding who does what in it."""

    def __init__(
        self, text: str, doc: Any, base: int, mentions: Iterable[Mention], actors: Actors, gazetteer: Gazetteer
    ) -> None:
        self.text = text
        self.doc = doc
        self.base = base
        self.mentions = [m for m in mentions if base <= m.start < base + len(text)]
        self.actors = actors
        self.gazetteer = gazetteer
        self.speaker: Entity | None = None
        self.dates: list[tuple[int, int]] = []

    def is_date(self, token: Token) -> bool:
        """Whether a token belongs to a date."""
        return any(s <= token.idx < e for s, e in self.dates)

    def inside(self, span: tuple[int, int]) -> list[Mention]:
        """The names inside a span, with offsets counted from the span's start."""
        low, high = span[0] + self.base, span[1] + self.base
        return [
            Mention(m.start - low, m.end - low, m.entity, m.role)
            for m in self.mentions
            if low <= m.start and m.end <= high
        ]

    def actor(self, token: Token) -> tuple[Resolved, tuple[int, int]] | None:
        """The actor that a noun phrase names, if it names one."""
        span = noun_phrase(token)
        phrase = self.text[span[0] : span[1]]
        counted = _COUNTED.match(phrase)
        if counted is not None and counted.end() < len(phrase):
            span = (span[0] + counted.end(), span[1])
            phrase = phrase[counted.end() :]
        low = phrase.lower()
        if self.speaker is not None and token.lemma_.lower() in _ARMS and re.match(r"(?:its|their|our)\s", low):
            return Resolved((self.speaker,), "Resolved", "arms-of-the-speaker"), span
        if self.is_date(token) or token.lemma_.lower() in _NO_ACTORS or re.search(r"\b(?:same|similar)\b", low):
            return None
        if low in ("it", "its") and self.speaker is not None and self.speaker.kind == "Person":
            found = self.actors.resolve("it", (), before=self.base + span[0])
            return (found, span) if found is not None and found.entity.kind != "Person" else None
        if low in ("it", "its", "they", "their", "we", "our", "he", "she", "us") and self.speaker is not None:
            return Resolved((self.speaker,), "Resolved", f"pronoun-{low}-is-speaker"), span
        if token.pos_ == "PRON" or low in ("which", "that", "who"):
            found = self.actors.resolve(phrase, (), before=self.base + span[0])
            if found is not None and low in ("he", "she", "him", "her") and found.entity.kind != "Person":
                return None
            return (found, span) if found is not None else None
        mentions = self.inside(span)
        if re.match(r"(?:its|their|his|her|our)\s", low) and not mentions:
            if Actors._kind(phrase) is None:
                return None
            owner = self.speaker
            if owner is None:
                before = self.actors.resolve("it", (), before=self.base + span[0])
                owner = before.entity if before is not None else None
            if owner is None:
                return None
            state = self.actors.state_of(owner)
            if state is not None and re.search(
                r"\b(?:forces|troops|army|soldiers|military|units|servicemen|positions)\b", low
            ):
                found = self.actors.resolve(
                    f"{state.label}'s {phrase.split(None, 1)[1]}",
                    self.gazetteer.find(f"{state.label}'s {phrase.split(None, 1)[1]}"),
                )
                if found is not None:
                    return Resolved(found.entities, "Resolved", "possessive-is-speaker"), span
            return Resolved(
                (owner,), "Resolved", "possessive-is-speaker" if owner is self.speaker else "possessive-is-subject"
            ), span
        named = [
            m
            for m in mentions
            if not self.gazetteer.is_place(m.entity)
            and m.entity.kind not in ("Office", "Side", "War", "Clash", "Conflict", "Ceasefire")
        ]
        if not named and not self._is_actor_like(token, phrase):
            capital = [m for m in mentions if self.actors.state_of(m.entity) is not None]
            if not (capital and token.pos_ == "PROPN"):
                return None
        found = self.actors.resolve(phrase, mentions, before=self.base + span[0])
        return (found, span) if found is not None else None

    def _is_actor_like(self, token: Token, phrase: str) -> bool:
        kind = Actors._kind(phrase)
        if kind is not None:
            return True
        return token.pos_ == "PROPN" and token.text[:1].isupper() and not self.gazetteer.find(phrase)

    def thing(self, token: Token) -> tuple[Entity, tuple[int, int], str] | None:
        """What was hit: a position, a base, a market; known, or new by its own noun phrase."""
        span = noun_phrase(token)
        phrase = self.text[span[0] : span[1]]
        for m in self.inside(span):
            if m.entity.kind in ("MilitaryPosition", "Infrastructure"):
                return m.entity, (span[0] + m.start, span[0] + m.end), "name"
        head = token.lemma_.lower()
        kind = "MilitaryPosition" if head in _POSITIONS else "Infrastructure" if head in _STRUCTURES else None
        if kind is None:
            return None
        stop = re.search(r"\s+(?:in|near|on|at|of|with|from|outside)\s", phrase)
        label = phrase[: stop.start()] if stop else phrase
        label = re.sub(r"^(?:the|an?|several|some|many|two|three|\d+)\s+", "", label, flags=re.IGNORECASE)
        owned = re.match(r"(?:its|their|our|his|her)\s+", label, re.IGNORECASE)
        if owned:
            owner = self.speaker
            label = label[owned.end() :]
            if owner is not None:
                state = self.actors.state_of(owner) or owner
                label = f"{label} of {state.label}"
        if len(label.split()) > 8:
            return None
        return self.actors.propose_place(label, kind), span, "new-thing"

    def place(self, token: Token) -> tuple[Entity, tuple[int, int], str] | None:
        """The place that a noun phrase names: known, or a new one with a capital letter."""
        if self.is_date(token):
            return None
        span = noun_phrase(token)
        phrase = self.text[span[0] : span[1]]
        for m in self.inside(span):
            if self.gazetteer.is_place(m.entity):
                return m.entity, (span[0] + m.start, span[0] + m.end), "name"
            if (
                m.role in ("name", "capital")
                and m.entity.is_state
                and m.end >= len(phrase.rstrip()) - 1
                and m.start >= 0
            ):
                if m.role == "capital":
                    entity = self.actors.propose_place(phrase[m.start : m.end], "City")
                    return entity, (span[0] + m.start, span[0] + m.end), "capital"
                known = self.gazetteer.territories.get(m.entity.iri)
                return (
                    known or self.actors.propose_place(f"Territory of {m.entity.label}", "StateTerritory"),
                    (span[0] + m.start, span[0] + m.end),
                    "territory-of-state",
                )
        if re.search(r"\bborder\b", phrase):
            states = [s for m in self.inside(span) if (s := self.actors.state_of(m.entity)) is not None]
            borders = [e for e in self.gazetteer.entities.values() if e.kind == "Border"]
            if len(borders) == 1:
                return borders[0], span, "the-border"
            if len(states) == 2:
                return (
                    self.actors.propose_place(f"{states[0].label}-{states[1].label} border", "Border"),
                    span,
                    "border-between",
                )
            return None
        name = re.search(r"((?:al-|el-)?[A-ZÀ-Þ][\w’'-]+(?:\s+(?:al-|el-|de\s+|of\s+)?[A-ZÀ-Þ][\w’'-]+)*)", phrase)
        if name and token.pos_ == "PROPN" and not self.inside(span):
            near = self.gazetteer.nearly(name[1])
            if near is not None and self.gazetteer.is_place(near):
                return near, (span[0] + name.start(1), span[0] + name.end(1)), "misspelt-name"
            if re.search(
                r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Twitter|Facebook|Telegram)\b",
                name[1],
            ):
                return None
            return (
                self.actors.propose_place(name[1], place_kind(self.text, span)),
                (span[0] + name.start(1), span[0] + name.end(1)),
                "new-place-name",
            )
        return None


@cache
def _place_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE))
        for kind, words in load_toml("events.toml")["places"].items()
    )


def place_kind(text: str, span: tuple[int, int]) -> str:
    """The class of a new place, from the words around its name."""
    around = text[max(0, span[0] - 24) : min(len(text), span[1] + 14)]
    for kind, pattern in _place_words():
        if pattern.search(around):
            return kind
    return "Place"


_NO_ACTORS: Final = frozenset(
    [
        "strike",
        "attack",
        "raid",
        "airstrike",
        "shelling",
        "bomb",
        "missile",
        "rocket",
        "drone",
        "shell",
        "fire",
        "blast",
        "explosion",
        "gunfire",
        "war",
        "conflict",
        "fighting",
        "clash",
        "violence",
        "offensive",
        "operation",
        "bullet",
        "shrapnel",
        "mine",
        "mortar",
        "artillery",
    ]
)
_ARMS: Final = frozenset(
    [
        "jet",
        "drone",
        "warplane",
        "plane",
        "aircraft",
        "helicopter",
        "artillery",
        "missile",
        "rocket",
        "tank",
        "ship",
        "warship",
        "gunner",
        "gunboat",
        "submarine",
        "pilot",
    ]
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
_COUNTED: Final = re.compile(
    rf"(?:(?:at\s+least|more\s+than|about|some|around|nearly|up\s+to|over|almost|as\s+many\s+as|an\s+estimated|another|the|all)\s+)*(?:{NUMBER})\s+(?:(?:of\s+(?:its|their|the|our)|more|other)\s+)?(?=\w)",
    re.IGNORECASE,
)
_POSITIONS: Final = frozenset(
    [
        "position",
        "post",
        "outpost",
        "checkpoint",
        "trench",
        "stronghold",
        "base",
        "depot",
        "headquarters",
        "barracks",
        "garrison",
        "convoy",
        "camp",
        "bunker",
        "fortification",
        "shelter",
        "point",
        "hideout",
        "centre",
        "center",
        "airfield",
        "airbase",
    ]
)
_STRUCTURES: Final = frozenset(
    [
        "market",
        "hospital",
        "school",
        "bridge",
        "dam",
        "port",
        "airport",
        "refinery",
        "plant",
        "station",
        "mosque",
        "church",
        "house",
        "home",
        "building",
        "pipeline",
        "warehouse",
        "shelter",
        "infrastructure",
        "palace",
        "jail",
        "prison",
        "embassy",
        "factory",
        "oilfield",
        "facility",
        "facilities",
        "road",
        "railway",
        "vessel",
        "ship",
        "tanker",
        "vehicle",
        "tank",
        "truck",
        "bus",
        "car",
        "aircraft",
        "plane",
        "helicopter",
        "drone",
        "cathedral",
        "university",
        "hotel",
        "theatre",
        "clinic",
        "apartment",
        "block",
    ]
)
_LIGHT: Final = frozenset(
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
_PLACE_PREPS: Final = {"in": "occursAt", "at": "occursAt", "inside": "occursAt", "across": "occursAt", "within": "occursAt", "over": "occursAt", "around": "occursNear", "near": "occursNear", "outside": "occursNear", "close": "occursNear", "along": "occursAt", "on": "occursAt",
                       "toward": "directedAt", "towards": "directedAt", "against": "directedAt", "into": "directedAt"}  # fmt: skip


def roles_of(trigger: Trigger, scene: Scene) -> list[Role]:
    """Who does it, to whom, where: read off the grammar around a trigger."""
    token = trigger.token
    if token is None:
        return _roles_by_order(trigger, scene)
    entry = trigger.entry
    roles: list[Role] = []
    agent = entry.get("agent")
    patient = entry.get("patient")

    def add(prop: str | None, node: Token | None, rule: str) -> None:
        if prop is None or node is None:
            return
        for each in [node, *[c for c in node.conjuncts if c.i > node.i]]:
            if prop in (
                "changesControlOf",
                "directedAt",
                "occursAt",
                "occursNear",
                "deployedTo",
                "displacedFrom",
                "disputedOver",
                "returnedTo",
            ):
                place = scene.place(each)
                if place is not None:
                    entity, span, how = place
                    if any(r.property == prop and r.entity.iri == entity.iri for r in roles):
                        continue
                    roles.append(
                        Role(
                            prop,
                            entity,
                            _slot(
                                scene,
                                prop,
                                entity,
                                "Inferred" if how.startswith("new") else "Stated",
                                f"{rule}+{how}",
                                span,
                            ),
                        )
                    )
                continue
            if prop in ("target", "damaged"):
                thing = scene.thing(each)
                if thing is not None:
                    entity, span, how = thing
                    roles.append(
                        Role(
                            prop,
                            entity,
                            _slot(
                                scene,
                                prop,
                                entity,
                                "Inferred" if how.startswith("new") else "Stated",
                                f"{rule}+{how}",
                                span,
                            ),
                        )
                    )
                    continue
            found = scene.actor(each)
            if found is None and prop in ("target",):
                place = scene.place(each)
                if place is not None:
                    roles.append(
                        Role(
                            "directedAt",
                            place[0],
                            _slot(scene, "directedAt", place[0], "Stated", f"{rule}+{place[2]}", place[1]),
                        )
                    )
                continue
            if found is None:
                continue
            resolved, span = found
            for entity in resolved.entities:
                if any(r.property == prop and r.entity.iri == entity.iri for r in roles):
                    continue
                roles.append(
                    Role(prop, entity, _slot(scene, prop, entity, resolved.reading, f"{rule}+{resolved.rule}", span))
                )

    verb = token
    if token.pos_ in ("NOUN", "PROPN", "ADJ"):
        for child in token.children:
            if child.dep_ in ("poss", "amod", "nmod", "compound") and agent and child.idx != token.idx:
                _adjectival(child, agent, scene, roles)
            if child.dep_ in ("prep", "agent"):
                _prepositional(child, entry, add)
        above = token
        for _ in range(3):
            if (
                above.dep_ in ("dobj", "pobj", "prep", "attr", "nsubjpass", "conj", "compound", "amod", "nsubj")
                and above.head.i != above.i
            ):
                above = above.head
                if above.pos_ in ("VERB", "AUX"):
                    break
            else:
                break
        verb = above if above.pos_ in ("VERB", "AUX") else None
        if verb is not None:
            adjunct = any(
                t.dep_ == "prep" and t.lower_ not in ("in", "out", "under", "with") for t in _between(token, verb)
            )
            light = (
                (not adjunct and verb.lemma_.lower() in _LIGHT)
                or (not adjunct and verb.lemma_.lower() in ("come", "use", "be"))
                or trigger.start <= verb.idx < trigger.end
            )
            if light and token.dep_ != "nsubj":
                passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
                if verb.lemma_.lower() in ("come", "suffer", "be") and re.match(
                    r"under|came|come", scene.text[verb.idx : trigger.end].lower().replace("came ", "")
                ):
                    add(patient, next((c for c in verb.children if c.dep_ == "nsubj"), None), "under")
                elif not passive:
                    subject = _subject(verb)
                    add(agent, subject, "subject")
                for child in verb.children:
                    if child.dep_ == "agent":
                        add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
                    if child.dep_ == "prep":
                        _prepositional(child, entry, add)
            elif token.dep_ == "nsubjpass" or token.dep_ == "nsubj":
                for child in verb.children:
                    if child.dep_ == "agent":
                        add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
                    if child.dep_ == "prep":
                        _prepositional(child, entry, add)
                if token.dep_ == "nsubj" and verb.lemma_.lower() in (
                    "hit",
                    "strike",
                    "target",
                    "destroy",
                    "damage",
                    "kill",
                ):
                    add(patient, next((c for c in verb.children if c.dep_ == "dobj"), None), "object")
            else:
                for child in verb.children:
                    if (
                        child.dep_ == "prep"
                        and child.lower_ in ("in", "at", "near", "on", "along", "outside")
                        and child.i > verb.i
                    ):
                        _prepositional(child, entry, add)
                if (
                    verb.dep_ in ("relcl", "pcomp", "advcl", "acl")
                    and agent in ("perpetrator",)
                    and verb.lemma_.lower() in _LIGHT
                ):
                    add(agent, _subject(verb), "subject")
    else:
        acted_on = next((c for c in token.children if c.dep_ == "nsubjpass"), None)
        if acted_on is not None:
            add(patient, acted_on, "passive-subject")
            for child in verb.children:
                if child.dep_ == "agent":
                    add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
        elif re.search(r"\bunder\b", scene.text[trigger.start : trigger.end]):
            add(patient, _subject(verb), "under")
            for child in verb.children:
                if child.dep_ in ("agent", "prep") and child.lower_ == "by":
                    add(agent, next((c for c in child.children if c.dep_ == "pobj"), None), "by")
                    break
            for t in verb.subtree:
                if t.lower_ == "by" and t.dep_ in ("prep", "agent") and t.head.i != verb.i:
                    add(agent, next((c for c in t.children if c.dep_ == "pobj"), None), "by")
        elif entry["kind"] in ("Displacement", "Return") or agent:
            add(agent, _subject(verb), "subject")
            add(patient, next((c for c in verb.children if c.dep_ in ("dobj", "dative")), None), "object")
        for child in verb.children:
            if child.dep_ == "prep":
                _prepositional(child, entry, add)
            if child.dep_ == "dobj":
                for sub in child.children:
                    if sub.dep_ == "prep":
                        _prepositional(sub, entry, add)
    if entry.get("agreement"):
        _agreement(trigger, scene, roles)
    if entry["kind"] == "PeacekeepingDeployment":
        for m in scene.mentions:
            if (
                m.start - scene.base < trigger.end
                and m.end - scene.base >= trigger.start - 1
                and m.entity.kind == "ArmedForce"
            ):
                roles.append(
                    Role(
                        "peacekeeper",
                        m.entity,
                        _slot(
                            scene, "peacekeeper", m.entity, "Stated", "name", (m.start - scene.base, m.end - scene.base)
                        ),
                    )
                )
    return _sound(roles)


def _sound(roles: list[Role]) -> list[Role]:
    """No actor both does a thing and has it done to it, unless the words name two."""
    agents = {r.entity.iri for r in roles if r.property in ("perpetrator", "gainedBy", "belligerent")}
    kept = [r for r in roles if not (r.property in ("target", "lostBy") and r.entity.iri in agents)]
    unique: dict[tuple[str, str], Role] = {}
    for role in kept:
        unique.setdefault((role.property, role.entity.iri.value), role)
    return list(unique.values())


def _between(token: Token, above: Token) -> list[Token]:
    """The tokens on the way up from a token to one above it."""
    path = []
    node = token
    while node.i != above.i and node.head.i != node.i:
        path.append(node)
        node = node.head
    return path


def _slot(scene: Scene, name: str, entity: Entity, reading: str, rule: str, span: tuple[int, int]) -> Slot:
    return Slot(name, entity.label, reading, rule, scene.base + span[0], scene.base + span[1])


def _subject(verb: Token) -> Token | None:
    node = verb
    for _ in range(5):
        subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None:
            if subject.lower_ in ("who", "which", "that") and node.dep_ == "relcl":
                return node.head
            return subject
        if node.dep_ == "relcl" and node.head.pos_ in ("NOUN", "PROPN"):
            return None
        if node.dep_ == "acl" and node.head.pos_ in ("NOUN", "PROPN"):
            return node.head if node.tag_ == "VBG" else None
        if node.dep_ == "pcomp" and node.head.head.pos_ in ("VERB", "AUX"):
            prep, above = node.head, node.head.head
            if prep.lower_ in ("of", "for") and above.lemma_.lower() in (
                "accuse",
                "blame",
                "suspect",
                "charge",
                "condemn",
                "criticise",
                "criticize",
            ):
                return next((c for c in above.children if c.dep_ in ("dobj", "nsubjpass")), None)
            node = above
            continue
        if (
            node.dep_ in ("conj", "xcomp", "advcl", "ccomp")
            and node.head.pos_ in ("VERB", "AUX")
            and node.head.i != node.i
        ):
            if node.dep_ == "ccomp":
                return None
            if node.dep_ == "xcomp":
                obj = next((c for c in node.head.children if c.dep_ in ("dobj",)), None)
                if obj is not None and node.head.lemma_.lower() in (
                    "urge",
                    "ask",
                    "order",
                    "force",
                    "tell",
                    "allow",
                    "help",
                    "see",
                    "accuse",
                ):
                    return obj
            node = node.head
            continue
        return None
    return None


def _adjectival(child: Token, prop: str, scene: Scene, roles: list[Role]) -> None:
    low, high = child.left_edge.idx, child.idx + len(child)
    hyphen = scene.text[high : high + 1] == "-"
    for m in scene.inside((low, high)):
        entity = m.entity
        if scene.gazetteer.is_place(entity):
            continue
        if (
            entity.kind
            in (
                "State",
                "ArmedGroup",
                "ArmedForce",
                "InternationalOrganisation",
                "SecurityBloc",
                "Ministry",
                "Government",
                "Coalition",
            )
            and not hyphen
        ):
            roles.append(
                Role(
                    prop,
                    entity,
                    _slot(
                        scene,
                        prop,
                        entity,
                        "Resolved" if m.role == "adjective" else "Stated",
                        f"modifier-{m.role}",
                        (low + m.start, low + m.end),
                    ),
                )
            )


def _prepositional(prep: Token, entry: dict[str, Any], add: Any) -> None:
    word = prep.lower_
    if word in ("according", "due", "because", "thanks", "instead", "unlike", "despite"):
        return
    objects = [c for c in prep.children if c.dep_ == "pobj"]
    if not objects:
        inner = [c for c in prep.children if c.dep_ == "prep"]
        for p in inner:
            _prepositional(p, entry, add)
        return
    obj = objects[0]
    kind = entry["kind"]
    if word == "by":
        add(entry.get("agent"), obj, "by")
        return
    if word == "between" and entry.get("agent"):
        add(entry["agent"], obj, "between")
        return
    if word == "with" and entry.get("agent") in ("participant", "belligerent"):
        add(entry["agent"], obj, "with")
        return
    if word in ("against", "on", "at", "to", "of", "toward", "towards") and entry.get("patient") == "target":
        if word != "of" or kind in ("Killing", "Shelling", "Bombing", "Abduction"):
            add("target", obj, word)
    if word in ("in", "direction") and obj.lower_ == "direction":
        for p in obj.children:
            if p.dep_ == "prep" and p.lower_ == "of":
                _places(p, "directedAt", add)
        return
    if entry.get("conflict") and word == "over":
        add("disputedOver", obj, "over")
        return
    if kind in ("Capture", "Recapture", "Cession", "Withdrawal", "ControlSituation"):
        if word in ("of", "over", "from", "in"):
            add("changesControlOf", obj, word)
        elif word == "to" and kind == "Cession":
            add("gainedBy", obj, "to")
        return
    if kind == "Displacement":
        if word == "from":
            add("displacedFrom", obj, "from")
        return
    if kind == "Return" and word == "to":
        add("returnedTo", obj, "to")
        return
    if kind == "PeacekeepingDeployment" and word in ("in", "to", "along"):
        add("deployedTo", obj, word)
        return
    prop = _PLACE_PREPS.get(word)
    if prop is None or (word in ("of", "from", "on") and obj.pos_ != "PROPN" and "border" not in obj.text):
        if word in ("across", "near") and prop:
            add(prop, obj, word)
        return
    if prop == "directedAt" and not entry.get("towards"):
        prop = "occursAt" if word == "into" else None
    if prop:
        add(prop, obj, word)
        for p in obj.children:
            if p.dep_ == "prep" and p.lower_ == "of":
                _places(p, prop, add)


def _places(prep: Token, prop: str, add: Any) -> None:
    for obj in prep.children:
        if obj.dep_ == "pobj":
            add(prop, obj, prep.lower_)
            for p in obj.children:
                if p.dep_ == "prep" and p.lower_ == "of":
                    _places(p, prop, add)


_BROKERED = re.compile(
    r"((?:[A-Z][\w.]+[\s-])?[A-Z][\w.]+)[- ](?:brokered|mediated|led|sponsored|backed)\s+(?:[\w-]+\s+){0,2}$"
)


def _agreement(trigger: Trigger, scene: Scene, roles: list[Role]) -> None:
    low = max(0, trigger.start - 60)
    before = scene.text[low : trigger.start]
    m = _BROKERED.search(before)
    if m:
        span = (low + m.start(1), low + m.end(1))
        for mention in scene.gazetteer.find(m[1]):
            entity = scene.actors.state_of(mention.entity) or mention.entity
            roles.append(Role("brokeredBy", entity, _slot(scene, "brokeredBy", entity, "Resolved", "X-brokered", span)))
            break
    after = re.match(
        r"\s*(?:[\w-]+\s+){0,4}?(?:brokered|mediated|negotiated)\s+by\s+((?:the\s+)?[A-Z][\w.’'-]*(?:\s+(?:and\s+)?(?:the\s+)?[A-Z][\w.’'-]*)*)",
        scene.text[trigger.end : trigger.end + 90],
    )
    if after:
        base = trigger.end + after.start(1)
        for mention in scene.gazetteer.find(after[1]):
            entity = scene.actors.state_of(mention.entity) or mention.entity
            roles.append(
                Role(
                    "brokeredBy",
                    entity,
                    _slot(
                        scene, "brokeredBy", entity, "Stated", "brokered-by", (base + mention.start, base + mention.end)
                    ),
                )
            )
    parties = re.match(r"[^.;]{0,30}?\b(?:between|with)\s+", scene.text[trigger.end : trigger.end + 60])
    if parties:
        base = trigger.end + parties.end()
        end = re.search(r"[.;]|,\s(?!and)|\b(?:in|on|over|after|for|that|which|to)\b", scene.text[base:])
        stretch = scene.text[base : base + (end.start() if end else 60)]
        for mention in scene.gazetteer.find(stretch):
            party = scene.actors.state_of(mention.entity) or mention.entity
            if not scene.gazetteer.is_place(party):
                roles.append(
                    Role(
                        "party",
                        party,
                        _slot(scene, "party", party, "Stated", "between", (base + mention.start, base + mention.end)),
                    )
                )


def _roles_by_order(trigger: Trigger, scene: Scene) -> list[Role]:
    """Without a parse: the nearest actor before is the agent, or the one after "by"; places after "in", "near"."""
    entry = trigger.entry
    roles: list[Role] = []
    low = max(scene.text.rfind(". ", 0, trigger.start), scene.text.rfind(";", 0, trigger.start), trigger.start - 90, 0)
    before = [
        m
        for m in scene.mentions
        if low <= m.start - scene.base
        and m.end - scene.base <= trigger.start
        and not scene.gazetteer.is_place(m.entity)
        and m.entity.kind not in ("Office", "Side", "War", "NewsAgency")
    ]
    after = scene.text[trigger.end : trigger.end + 90]
    by = re.match(r"[^.;,]{0,50}?\bby\s+", after)
    agent = entry.get("agent")
    if agent and by:
        named = [m for m in scene.mentions if 0 <= m.start - scene.base - trigger.end - by.end() < 6]
        for m in named[:1]:
            roles.append(
                Role(
                    agent,
                    m.entity,
                    _slot(scene, agent, m.entity, "Inferred", "after-by", (m.start - scene.base, m.end - scene.base)),
                )
            )
    elif agent and before and trigger.start - (before[-1].end - scene.base) < 40:
        m = before[-1]
        roles.append(
            Role(
                agent,
                m.entity,
                _slot(scene, agent, m.entity, "Inferred", "nearest-before", (m.start - scene.base, m.end - scene.base)),
            )
        )
    for found in re.finditer(
        r"\b(in|at|near|on|against|towards?)\s+(?:the\s+)?(?:[a-z]+\s+(?:of\s+)?){0,3}(?=[A-Z])", after
    ):
        at = trigger.end + found.end()
        named = [m for m in scene.mentions if m.start - scene.base == at and scene.gazetteer.is_place(m.entity)]
        prop = _PLACE_PREPS.get(found[1].lower())
        if prop == "directedAt" and not entry.get("towards"):
            prop = "occursAt"
        if named and prop:
            roles.append(
                Role(
                    prop,
                    named[0].entity,
                    _slot(
                        scene,
                        prop,
                        named[0].entity,
                        "Inferred",
                        f"after-{found[1].lower()}",
                        (at, named[0].end - scene.base),
                    ),
                )
            )
    if entry.get("agreement"):
        _agreement(trigger, scene, roles)
    return _sound(roles)
