"""From a noun phrase to who it is: an actor of the knowledge base, one everybody knows, or a new one.

Nothing is created here: a new actor is a proposal, drafted from its own noun phrase.
"""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from standoff.ingest.gazetteer import Entity, Gazetteer, Mention, slug
from standoff.ingest.lexicon import load_toml
from standoff.rdf.terms import NamedNode

__all__ = ["Actors", "Resolved"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A noun phrase means `entities` (several for "both sides"), `reading` (Stated, Resolved, Inferred) by `rule`."""

    entities: tuple[Entity, ...]
    reading: str
    rule: str

    @property
    def entity(self) -> Entity:
        """The first, and mostly the only one."""
        return self.entities[0]


@cache
def _lexicon() -> tuple[dict[str, str], re.Pattern[str], frozenset[str], frozenset[str]]:
    data = load_toml("actors.toml")
    kinds = {word: kind for kind, words in data["kinds"].items() for word in words}
    titles = re.compile(
        rf"(?:^|(?<=\s))(?:{'|'.join(re.escape(t) for t in sorted(data['titles'], key=len, reverse=True))})\s+(?=\S)"
    )
    return kinds, titles, frozenset(data["both"]), frozenset(data["mouthpieces"])


_PERSONAL: Final = frozenset({"he", "she", "him", "her", "his"})
_NEUTRAL: Final = frozenset({"it", "its"})
_PLURAL: Final = frozenset({"they", "them", "their", "we", "i", "us", "who", "which", "that", "both"})
_DETERMINER = re.compile(
    r"^(?:the|an?|its|his|her|their|our|this|that|these|those|some|one|several|two|three|many|other|another|senior|top|local|unnamed|unidentified|anonymous|separate|both)\s+",
    re.IGNORECASE,
)
_NAME_WORD = r"(?:(?:al|el|ul|bin|ben|ibn|abu|de|da|di|van|von|der|del|la|le|du|dos|O)[-\s’'])?(?:[A-ZÀ-ÞŠŽĞİŞŁ][\w’'-]*\.?|al-[A-Z][\w’'-]+)"
_PERSON_NAME = re.compile(rf"^{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}$")
_NAME_TAIL = re.compile(rf"({_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}})$")


_DATE_WORD = re.compile(
    r"(?:(?:early|late|last|next|this)\s+)?(?:on\s+)?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|\d{1,2}\s+[A-Z][a-z]+|\d{4})(?:\s+(?:morning|afternoon|evening|night))?[\s,\d]*$"
)


class Actors:
    """Who is who in one article: what was named so far, and what would be new."""

    def __init__(self, gazetteer: Gazetteer, base: str, issued: str | None = None) -> None:
        self._gazetteer = gazetteer
        self._base = base
        self._issued = issued
        self._aliases: dict[str, Entity] = {}
        self._persons: dict[str, Entity] = {}
        self._titles: dict[NamedNode, set[str]] = {}
        self._organs: dict[tuple[NamedNode, str], Entity] = {}
        self._history: list[tuple[int, Entity]] = []
        self.proposed: dict[NamedNode, Entity] = {}
        self._states: dict[NamedNode, int] = {}

    # -- the article as a whole
    def read_article(self, text: str, mentions: Iterable[Mention]) -> None:
        """Count the states that an article names, and learn its abbreviations."""
        for mention in mentions:
            state = self.state_of(mention.entity)
            if state is not None:
                self._states[state.iri] = self._states.get(state.iri, 0) + 1
        for m in re.finditer(
            r"((?:[A-Z][\w’'-]+\s+)(?:(?:of|for|and|the|in)\s+|[A-Z][\w’'-]+\s+){0,6})\((?:the\s+)?([A-Z][A-Za-z]{1,7})\)",
            text,
        ):
            name, short = m[1].strip(), m[2]
            initials = "".join(w[0] for w in re.findall(r"[A-Za-z]+", name) if w[0].isupper())
            if short.upper() != short or (
                initials[-len(short) :].upper() != short.upper() and short.upper() not in initials.upper()
            ):
                continue
            words = name.split()
            while words and words[0].lower() in ("the", "of", "and", "for", "in"):
                words.pop(0)
            name = " ".join(words)
            entity = (
                self._gazetteer.named(name)
                or self._gazetteer.named(short)
                or self._propose(name, "actor", self._kind(name) or "Actor")
            )
            self._aliases.setdefault(short, entity)
            self._aliases.setdefault(name, entity)

    def state_of(self, entity: Entity) -> Entity | None:
        """The state that an entity is, is an organ of, or is the capital of."""
        if entity.is_state:
            return entity
        if entity.state is not None:
            return self._gazetteer.entities.get(entity.state)
        capital = self._gazetteer.capitals.get(entity.iri)
        return self._gazetteer.entities.get(capital) if capital is not None else None

    def main_states(self) -> tuple[Entity, ...]:
        """The two states that the article names most."""
        ranked = sorted(self._states.items(), key=lambda item: (-item[1], item[0].value))
        return tuple(self._gazetteer.entities[iri] for iri, _ in ranked[:2])

    def note(self, at: int, entity: Entity) -> None:
        """Remember that an actor was named or spoke at an offset, for the pronouns that follow."""
        self._history.append((at, entity))

    # -- one noun phrase
    def resolve(self, phrase: str, mentions: Iterable[Mention] = (), *, before: int | None = None) -> Resolved | None:
        """Who a noun phrase means; `mentions` are the names inside it, offsets counted from its start.

        None when it is a pronoun with nothing before it.
        """
        words = phrase.strip(' "“”,;:()[]')
        low = words.lower()
        if re.match(r"(?:no|neither|nobody|none|nothing)\b", low) or _DATE_WORD.match(words):
            return None
        if (
            re.fullmatch(
                r"(?:the|this|that|a|its|his|her|their)\s+(?:\w+\s+)?(?:statement|communiqu[eé]|message|announcement|letter|tweet|post)s?",
                low,
            )
            and self._history
        ):
            return Resolved((self._history[-1][1],), "Resolved", "the-statement")
        if low in _PERSONAL | _NEUTRAL | _PLURAL:
            return self._pronoun(low, before)
        if low in _lexicon()[2] or re.match(
            r"(?:each|both|either)\s+(?:side|countr|part|nation|state)|the\s+two\s+(?:sides|countries|neighbou?rs|nations|states)|leaders\s+of\s+both",
            low,
        ):
            states = self.main_states()
            return Resolved(states, "Resolved", "both-sides") if len(states) == 2 else None
        found = self._resolve(words, [m for m in mentions if m.end <= len(phrase)])
        return found

    def _pronoun(self, word: str, before: int | None) -> Resolved | None:
        for at, entity in reversed(self._history):
            if before is not None and at >= before:
                continue
            person = entity.kind == "Person"
            if (word in _PERSONAL and not person) or (word in _NEUTRAL and person):
                continue
            return Resolved((entity,), "Resolved", f"pronoun-{word}")
        for at, entity in reversed(self._history):
            if before is None or at < before:
                return Resolved((entity,), "Inferred", f"pronoun-{word}")
        return None

    def _resolve(self, phrase: str, mentions: list[Mention]) -> Resolved | None:
        kinds, _, _, mouthpieces = _lexicon()
        bare = _strip(phrase)
        if not bare:
            return None
        if bare in self._aliases:
            return Resolved((self._aliases[bare],), "Stated", "abbreviation")
        exact = self._gazetteer.named(bare)
        if exact is not None and exact.kind == "Office":
            holder = self._gazetteer.holder(exact.iri, self._issued)
            if holder is not None:
                return Resolved((holder,), "Resolved", "office-holder")
        elif exact is not None and not Gazetteer.is_place(exact):
            return Resolved((exact,), "Stated", "name")
        person = self._person(bare, mentions)
        if person is not None:
            return person
        head = _head(bare)
        # "a statement by X", "a spokesman for X", "officials in X"
        through = re.match(r"(?:[\w’'-]+\s+){0,3}?(\S+)\s+(?:by|from|of|for|at)\s+(?:the\s+)?(.+)$", bare)
        if through and through[1].lower() in mouthpieces:
            inner = self._resolve(through[2], self._inside(through[2]))
            if inner is not None:
                return replace(inner, reading="Resolved", rule=f"{through[1].lower()}-of")
        if head.lower() in mouthpieces and len(bare.split()) > 1:
            owner = re.sub(
                r"(?:[’']s?)?\s+(?:(?:official|written|joint|separate|chief|military|first|deputy|press|news|senior)\s+)*\S+$",
                "",
                bare,
            )
            if owner and owner != bare:
                inner = self._resolve(owner, self._inside(owner))
                if inner is not None:
                    return replace(inner, reading="Resolved", rule=f"{head.lower()}-of")
        nominal = [m for m in mentions if m.role in ("name", "office")]
        states = [s for m in mentions if (s := self.state_of(m.entity)) is not None]
        whole = _phrase_without(phrase)
        last = next((m for m in reversed(mentions) if m.end >= len(phrase.rstrip()) - 2), None)
        if (
            last is not None
            and last.role in ("name", "capital")
            and (last.start <= 4 or " of " not in phrase[: last.start])
            and _head_is(last, phrase, bare)
        ):
            entity = last.entity
            if Gazetteer.is_place(entity) or last.role == "capital":
                state = self.state_of(entity)
                if state is not None and bare.split()[-1][:1].isupper() and len(bare.split()) <= 2:
                    return Resolved((state,), "Resolved", "capital-for-state")
                if not Gazetteer.is_place(entity):
                    return Resolved((entity,), "Resolved", "capital-for-state")
            else:
                return Resolved((entity,), "Stated", "name")
        organ = _organ_key(bare, kinds)
        if states and organ is not None:
            return self._organ(states[0], organ, bare, kinds)
        if not states and organ is not None and re.match(r"(?:its|their|his|her)\s", phrase, re.IGNORECASE):
            before = next((s for _, e in reversed(self._history) if (s := self.state_of(e)) is not None), None)
            if before is not None:
                return replace(self._organ(before, organ, bare, kinds), rule="organ-of-the-one-before")
        if not states and organ is not None and phrase.lower().startswith(("the ", "its ", "their ", "this ", "that ")):
            known = self._definite(head, bare)
            if known is not None:
                return known
        if len(bare.split()) <= 2 and phrase.lower().startswith(("the ", "that ", "this ", "its ")):
            known = self._definite(head, bare)
            if known is not None:
                return known
        if states and head.lower() in ("side", "delegation", "representatives", "sources"):
            return Resolved((states[0],), "Resolved", "side-of-state")
        if last is not None and last.role == "adjective" and len(bare.split()) == 1:
            return Resolved((last.entity,), "Resolved", "demonym")
        others = [m for m in nominal if not Gazetteer.is_place(m.entity) and m.entity.kind not in ("Office",)]
        if others and head.lower() not in kinds and others[-1].end >= len(phrase) - 1:
            return Resolved((others[-1].entity,), "Stated", "name")
        near = self._gazetteer.nearly(bare)
        if near is not None and not Gazetteer.is_place(near) and near.kind != "Office":
            return Resolved((near,), "Inferred", "misspelt-name")
        kind = self._kind(bare) or ("Person" if _PERSON_NAME.match(bare) else "Actor")
        state = states[0] if states else None
        return Resolved((self._propose(whole, "actor", kind, state),), "Inferred", "new-noun-phrase")

    def _inside(self, phrase: str) -> list[Mention]:
        return self._gazetteer.find(phrase)

    def _person(self, bare: str, mentions: list[Mention]) -> Resolved | None:
        kinds, _titles, _, _ = _lexicon()
        for mention in mentions:
            if mention.entity.kind == "Person":
                return Resolved((mention.entity,), "Stated", "name")
        aside = re.search(
            rf",\s(?:(?:Dr|Mr|Mrs|Ms|Gen|Col|Lt|Maj|Capt|Sgt)\.?\s|(?:General|Colonel|Major|Captain|Brigadier|Lieutenant)\s)*({_NAME_WORD}(?:\s+{_NAME_WORD}){{1,3}}),?$",
            bare,
        )
        if aside is not None and not self._gazetteer.find(aside[1]) and aside[1].split()[-1].lower() not in kinds:
            person = self._new_person(aside[1])
            self._titles.setdefault(person.iri, set()).update(re.findall(r"[a-z]+", bare[: aside.start()].lower()))
            return Resolved((person,), "Stated", "name-in-apposition")
        whole = re.split(r",\s", bare)[0]
        shorter = re.sub(r"\s+of\s+(?:the\s+)?[A-Z].*$", "", whole)
        for core in dict.fromkeys((whole, shorter)):
            found = self._person_in(core, mentions if core == whole else self._gazetteer.find(core))
            if found is not None:
                return found
        return None

    def _person_in(self, core: str, mentions: list[Mention]) -> Resolved | None:
        kinds, titles, _, _ = _lexicon()
        low = core.lower()
        title = None
        for at in titles.finditer(low):
            title = at.end()
        tail = core[title:] if title else core
        name = _NAME_TAIL.search(tail)
        if name is None:
            surname = core.split()[-1] if core else ""
            return Resolved((self._persons[surname],), "Resolved", "surname") if surname in self._persons else None
        words = name[1]
        if title and words == tail:
            last = re.sub(r"[’']s$", "", words).split()[-1]
            if len(words.split()) == 1 and last in self._persons:
                return Resolved((self._persons[last],), "Resolved", "surname")
            if not self._gazetteer.named(words) and words.lower() not in kinds:
                person = self._new_person(words)
                self._titles.setdefault(person.iri, set()).update(re.findall(r"[a-z]+", low[:title]))
                return Resolved((person,), "Stated", "title-and-name")
        if words == core and " of " not in core:
            last = words.split()[-1]
            if len(words.split()) == 1:
                return Resolved((self._persons[last],), "Resolved", "surname") if last in self._persons else None
            head = last.lower()
            if (
                head in kinds
                or any(m.role in ("name", "capital", "adjective") for m in mentions)
                or re.search(r"\b(?:of|for|and|the)\b", words)
            ):
                possessive = re.match(r"^(.*?)[’']s\s+(.+)$", core)
                if possessive and _PERSON_NAME.match(possessive[2]) and possessive[2].split()[-1].lower() not in kinds:
                    return Resolved((self._new_person(possessive[2]),), "Stated", "name-after-possessive")
                return None
            return Resolved((self._new_person(words),), "Stated", "full-name")
        return None

    def _new_person(self, name: str) -> Entity:
        clean = re.sub(r"[’']s$", "", name).strip(" .,")
        last = clean.split()[-1]
        known = self._persons.get(last)
        if known is not None and (len(clean.split()) == 1 or known.label == clean):
            return known
        entity = self._gazetteer.named(clean) or self._propose(clean, "actor", "Person")
        self._persons.setdefault(last, entity)
        return entity

    def learn_persons(self, entities: Iterable[Entity]) -> None:
        """Persons known by their full name answer to their surname."""
        for entity in entities:
            if entity.kind == "Person":
                self._persons.setdefault(entity.label.split()[-1], entity)

    def _organ(self, state: Entity, key: str, bare: str, kinds: dict[str, str]) -> Resolved:
        kind = kinds[key.split()[-1]]
        found = self._organs.get((state.iri, key))
        if found is not None:
            return Resolved((found,), "Resolved", "organ-of-state")
        known = self._gazetteer.organs.get((state.iri, kind), [])
        if kind == "ArmedForce":
            known = [e for e in known if "peacekeep" not in e.label.lower()]
        want = {_organ_word(w) for w in key.split()} - {"ministry", "department"}
        matching = [e for e in known if want and want <= {_organ_word(w) for w in re.findall(r"\w+", e.label.lower())}]
        if (
            not matching
            and kind in ("ArmedForce", "Government")
            and len(known) == 1
            and len(key.split()) == 1
            and key not in ("police", "council", "embassy", "peacekeepers", "municipality")
        ):
            matching = known
        if matching:
            return Resolved((matching[0],), "Resolved", "organ-of-state")
        if kind == "ArmedForce" and key in (
            "forces",
            "troops",
            "soldiers",
            "army",
            "military",
            "armed forces",
            "force",
            "units",
            "servicemen",
        ):
            general = self._organs.get((state.iri, "armed forces"))
            if general is not None:
                return Resolved((general,), "Resolved", "organ-of-state")
            entity = self._propose(
                f"Armed forces of {state.label}", "actor", kind, state, f"{slug(state.label)}-armed-forces"
            )
            self._organs[(state.iri, "armed forces")] = entity
            return Resolved((entity,), "Resolved", "organ-of-state")
        label = f"{key[:1].upper()}{key[1:]} of {state.label}"
        entity = self._propose(label, "actor", kind, state, f"{slug(state.label)}-{slug(key)}")
        self._organs[(state.iri, key)] = entity
        return Resolved((entity,), "Resolved", "organ-of-state")

    def _definite(self, head: str, bare: str) -> Resolved | None:
        """“the ministry”, "the agency": the last one named whose name or kind has that head."""
        kinds = _lexicon()[0]
        low = head.lower()
        needed = {_organ_word(w) for w in re.findall(r"\w+", bare.lower())} - {
            _organ_word(low),
            low,
            "s",
            "regional",
            "local",
            "former",
            "country",
            "city",
            "town",
        }
        for _, entity in reversed(self._history):
            if needed and not needed <= {_organ_word(w) for w in re.findall(r"\w+", entity.label.lower())}:
                continue
            names = {_organ_word(w) for w in re.findall(r"\w+", entity.label.lower())}
            if _organ_word(low) in names or _organ_word(low.rstrip("s")) in names:
                return Resolved((entity,), "Resolved", f"the-{low}")
        for _, entity in reversed(self._history):
            if entity.kind == "Person" and low in self._titles.get(entity.iri, ()):
                return Resolved((entity,), "Resolved", f"the-{low}")
        kind = kinds.get(low)
        if (
            kind is None
            or kind == "Person"
            or needed
            or low
            not in (
                "ministry",
                "agency",
                "army",
                "military",
                "group",
                "movement",
                "parliament",
                "organisation",
                "organization",
                "rebels",
                "militants",
                "force",
                "police",
                "militia",
                "spokesman",
                "spokeswoman",
                "spokesperson",
                "minister",
                "president",
                "general",
                "official",
                "colonel",
                "commander",
                "governor",
                "mayor",
                "leader",
                "envoy",
                "chief",
                "doctor",
                "diplomat",
                "ambassador",
                "secretary",
            )
        ):
            return None
        for _, entity in reversed(self._history):
            if entity.kind == kind and kind in (
                "Ministry",
                "NewsAgency",
                "Legislature",
                "ArmedGroup",
                "Person",
                "Government",
                "ArmedForce",
                "InternationalOrganisation",
            ):
                return Resolved((entity,), "Resolved", f"the-{low}")
        return None

    @staticmethod
    def _kind(phrase: str) -> str | None:
        kinds = _lexicon()[0]
        words = re.findall(
            r"[\w’'-]+", re.split(r"\s+(?:of|for|in|from|at|by|with|on|who|that|which)\s+|,", phrase)[0].lower()
        )
        kind = kinds.get(words[-1]) if words else None
        return "Actor" if kind == "Person" else kind

    def _propose(
        self, label: str, space: str, kind: str, state: Entity | None = None, local: str | None = None
    ) -> Entity:
        name = label.strip(' "“”.,;:')
        iri = NamedNode(f"{self._base}{space}/{local or slug(name)[:60].strip('-')}")
        known = self._gazetteer.entities.get(iri) or self.proposed.get(iri)
        if known is not None:
            return known
        entity = Entity(iri, name, kind, False, state.iri if state is not None else None)
        self.proposed[iri] = entity
        return entity

    def propose_place(self, name: str, kind: str) -> Entity:
        """A place that nobody knows yet."""
        return self._propose(name, "place", kind)

    def victims(self, phrase: str, mentions: list[Mention]) -> Resolved:
        """Who is counted in "two Armenian soldiers", "12 civilians", "one of its servicemen"."""
        states = [s for m in mentions if (s := self.state_of(m.entity)) is not None]
        if states:
            return Resolved((states[0],), "Resolved", "nationality-of-victims")
        organisations = [
            m.entity for m in mentions if not Gazetteer.is_place(m.entity) and m.entity.kind not in ("Office", "Side")
        ]
        if organisations:
            return Resolved((organisations[0],), "Stated", "organisation-of-victims")
        label = _phrase_without(phrase)
        return Resolved((self._propose(label, "actor", "Community"),), "Inferred", "victims-noun-phrase")


def _strip(phrase: str) -> str:
    bare = phrase.strip(' "“”.,;:()')
    while True:
        shorter = _DETERMINER.sub("", bare)
        if shorter == bare:
            return bare
        bare = shorter


def _phrase_without(phrase: str) -> str:
    bare = re.sub(r"^(?:(?:both|the|an?)\s+)+", "", phrase.strip(' "“”.,;:()'), flags=re.IGNORECASE)
    return " ".join(bare.split())


def _head(bare: str) -> str:
    core = re.split(r"\s+(?:of|for|in|from|at|on|with|to|near|by)\s+", bare)[0]
    return re.sub(r"[’']s?$", "", core.split()[-1]) if core.split() else bare


def _head_is(mention: Mention, phrase: str, bare: str) -> bool:
    lead = phrase[: mention.start].strip().lower()
    return (
        lead in ("", "the", "a", "an", "both", "neighbouring", "neighboring")
        or mention.end - mention.start >= len(bare) - 4
        or not re.search(r"\b(?:in|of|from|for|near|to|with|at)$", lead)
    )


_PORTFOLIOS: Final = frozenset(
    [
        "foreign",
        "defence",
        "interior",
        "health",
        "internal",
        "home",
        "justice",
        "finance",
        "information",
        "education",
        "energy",
        "emergency",
        "emergencies",
        "state",
        "security",
        "intelligence",
        "transport",
        "culture",
        "tourism",
        "information",
        "trade",
        "labour",
    ]
) | {"foreign affairs", "internal affairs", "home affairs"}
_ORGAN_WORDS: Final = {
    "defense": "defence",
    "defence": "defence",
    "foreign": "foreign",
    "military": "army",
    "armed": "army",
    "forces": "army",
    "army": "army",
    "troops": "army",
}


def _organ_word(word: str) -> str:
    return _ORGAN_WORDS.get(word, word)


def _organ_key(bare: str, kinds: dict[str, str]) -> str | None:
    """“Armenia's defence ministry” and "the Ministry of Defense of Armenia": `defence ministry`."""
    low = bare.lower().replace("defense", "defence").replace("’", "'")
    of = re.search(
        r"\b(ministry|department)\s+(?:of|for)\s+(?!the\b)((?:foreign\s+affairs|internal\s+affairs|home\s+affairs|[a-z]+))",
        low,
    )
    if of and of[2] in _PORTFOLIOS:
        what = {"foreign affairs": "foreign", "internal affairs": "interior", "home affairs": "home"}.get(of[2], of[2])
        return f"{what} {of[1]}"
    core = re.split(r"\s+(?:of|for|in|from|at|near|on|to|with)\s+", low)[0].split()
    if not core:
        return None
    kind = kinds.get(core[-1])
    if kind not in ("Ministry", "Government", "ArmedForce", "Legislature"):
        return None
    if core[-1] in ("ministry", "department", "office") and len(core) > 1:
        return f"{core[-2]} {core[-1]}" if not core[-2].endswith("'s") else core[-1]
    if (
        core[-1] == "forces"
        and len(core) > 1
        and core[-2] in ("armed", "defence", "security", "special", "rebel", "government")
    ):
        return f"{core[-2]} forces"
    written = re.split(r"\s+(?:of|for|in|from|at|near|on|to|with)\s+", bare)[0].split()
    if (
        core[-1] in ("guard", "guards", "police", "force", "council", "staff", "defences", "command")
        and len(core) > 1
        and core[-2].isalpha()
        and (written[-2].islower() or written[-1][:1].isupper())
        and len(core) > 2
    ):
        return f"{core[-2]} {core[-1]}"
    return core[-1]
