"""A paragraph with its names: which noun phrase is an actor, a place, or a thing that was hit."""

# A pattern or a message is clearer on one line.
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from standoff.ingest.gazetteer import Entity, Gazetteer, Mention
from standoff.ingest.grammar import noun_phrase
from standoff.ingest.lexicon import load_toml
from standoff.ingest.numbers import NUMBER
from standoff.ingest.speakers import Actors, Resolved

if TYPE_CHECKING:
    from spacy.tokens import Token
else:
    Token = Any


__all__ = ["Scene", "place_kind"]


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
