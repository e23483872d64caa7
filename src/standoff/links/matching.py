"""How likely an item is what an entity of ours is: a published formula (docs/links.md), with its reasons.

Pure functions over records: no network, no files. The score is the weighted mean of the components that our entity
has something for; where the item has nothing to compare, the component counts half. A contradiction (another kind,
another identifier, too far away, another time) caps the score.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from standoff.links import kinds
from standoff.links.judgements import Evidence
from standoff.links.things import Item, Subject
from standoff.names import fold
from standoff.rdf.terms import Literal, NamedNode

__all__ = ["CAP", "GAP", "THRESHOLD", "WEIGHTS", "Match", "automatic", "match", "rank"]

WEIGHTS: Final[Mapping[str, float]] = {
    "name": 0.40,
    "kind": 0.15,
    "place": 0.20,
    "neighbours": 0.15,
    "dates": 0.10,
    "identifier": 0.30,
}
"""The weight of each component."""
CAP: Final = 0.30
"""What a contradiction caps the score at."""
ABSENT: Final = 0.5
"""What a component counts that our entity has and the item lacks."""
THRESHOLD: Final = 0.80
"""The least score that --auto accepts."""
GAP: Final = 0.15
"""How far the next candidate must be behind for --auto to accept the first."""
NEARLY: Final = 0.85
"""The least likeness of two names that are not the same for them to count at all."""
PAST_STATE: Final = "Q3024240"
"""The class of countries that are no more; some lack the date of their end."""
TODAY: Final = 2000
"""From which year on a state that acts is taken to be one of today's."""


@dataclass(frozen=True, slots=True)
class Match:
    """ITEM is what our entity is with SCORE, by these components and on this evidence.

    `signals` are those grounds that tell one thing from others of its name or kind and that do not follow from each
    other; `against` are sentences on what contradicts it.
    """

    item: Item
    score: float
    components: Mapping[str, float]
    evidence: tuple[Evidence, ...] = ()
    signals: frozenset[str] = frozenset()
    against: tuple[str, ...] = ()

    def __str__(self) -> str:
        """ITEM LABEL SCORE: REASONS."""
        parts = ", ".join(f"{name} {value:.2f}" for name, value in self.components.items())
        return f"{self.item.name} {self.item.label} {self.score:.2f}: {parts}"


@dataclass
class _Found:
    components: dict[str, float] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    signals: set[str] = field(default_factory=set)
    against: list[str] = field(default_factory=list)


def match(subject: Subject, item: Item) -> Match:
    """How far an item answers to an entity of ours."""
    found = _Found()
    _names(subject, item, found)
    _kind(subject, item, found)
    _place(subject, item, found)
    _neighbours(subject, item, found)
    _dates(subject, item, found)
    _identifier(subject, item, found)
    weight = sum(WEIGHTS[name] for name in found.components)
    score = sum(WEIGHTS[name] * value for name, value in found.components.items()) / weight if weight else 0.0
    if found.against:
        score = min(score, CAP)
    return Match(
        item,
        round(score, 4),
        found.components,
        tuple(found.evidence),
        frozenset(found.signals),
        tuple(found.against),
    )


def rank(subject: Subject, items: Iterable[Item], *, least: float = 0.0) -> list[Match]:
    """The items that answer to an entity, best first; ties are broken by the items' numbers, smallest first."""
    found = {item.name: match(subject, item) for item in items}
    listed = [answer for answer in found.values() if answer.score >= least]
    return sorted(listed, key=lambda answer: (-answer.score, len(answer.item.name), answer.item.name))


def automatic(ranked: Sequence[Match], taken: Iterable[NamedNode] = ()) -> Match | None:
    """The match that may be accepted without a person: None unless two signals agree and no second is near.

    Its kind must be known and agree, and so must its time where ours is known: a state and its predecessor share
    name and capital.
    `taken` are items that are judged the same as another entity, or different from this one: never again.
    """
    if not ranked:
        return None
    best = ranked[0]
    near = any(best.score - other.score < GAP for other in ranked[1:])
    if best.score < THRESHOLD or near or best.against or len(best.signals) < 2:
        return None
    if best.components.get("kind", 0.0) < 1.0 or best.components.get("dates", 1.0) < 1.0:
        return None  # a namesake of another kind or time could not be told from it
    return None if best.item.iri in set(taken) else best


# ------------------------------------------------------------------- components


def likeness(ours: str, theirs: str) -> float:
    """How alike two names are: 1 for the same but for case and accents, 0 for what is not nearly so.

    >>> likeness("Daşkəsən", "daşkəsən"), likeness("Lachin", "Lachin District"), likeness("Goris", "Sotk")
    (1.0, 0.5, 0.0)
    """
    a, b = fold(ours), fold(theirs)
    if a == b:
        return 1.0
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return 0.0  # another year, another war
    one, other = set(re.findall(r"\w+", a)), set(re.findall(r"\w+", b))
    if one and other and (one < other or other < one):
        return len(one & other) / len(one | other)
    ratio = difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
    return 0.8 * ratio if ratio >= NEARLY else 0.0


def _names(subject: Subject, item: Item, found: _Found) -> None:
    best, shown = 0.0, None
    theirs = [(label, 1.0) for label in item.labels] + [(label, 0.9) for label in item.aliases]
    languages: dict[str, bool] = {}
    for ours in subject.names:
        for name, weight in theirs:
            value = likeness(ours.value, name.value) * weight
            together = ours.language == name.language
            if together and ours.language:
                languages[ours.language] = languages.get(ours.language, False) or value >= 0.9
            if value > best or (value == best and together and shown is not None and shown[0].language != shown[1]):
                best, shown = value, (name, ours.language)
    agreed = sum(languages.values()) / len(languages) if languages else best
    found.components["name"] = round(0.75 * best + 0.25 * agreed * (best > 0), 4)
    if shown is not None and best >= 0.9:
        found.evidence.append(Evidence("Label", label=shown[0]))
        found.signals.add("name")


def _kind(subject: Subject, item: Item, found: _Found) -> None:
    agreed, word = kinds.agreement(subject.kinds, item.classes)
    if agreed is None:
        return
    found.components["kind"] = agreed
    if agreed == 1.0:
        found.evidence.append(Evidence("Type", type=word))
    elif agreed == 0.0:
        found.against.append(f"it is no {word}")


def _place(subject: Subject, item: Item, found: _Found) -> None:
    if subject.place is None:
        return
    if item.place is None:
        found.components["place"] = ABSENT
        return
    distance = subject.place.kilometres_to(item.place)
    reach = kinds.reach(subject.kinds)
    found.components["place"] = round(max(0.0, 1.0 - distance / (2 * reach)), 4)
    if distance <= reach / 2:
        found.evidence.append(Evidence("Distance", kilometres=f"{distance:.2f}"))
        found.signals.add("position")
    elif distance > 3 * reach:
        found.against.append(f"it lies {distance:.0f} km away")


def _neighbours(subject: Subject, item: Item, found: _Found) -> None:
    if not subject.neighbours:
        return
    if not item.related:
        found.components["neighbours"] = ABSENT
        return
    shared = [near for near in subject.neighbours if near.item.value.rsplit("/", 1)[-1] in item.related]
    found.components["neighbours"] = round(len(shared) / len(subject.neighbours), 4)
    found.evidence.extend(Evidence("Neighbour", neighbour=near.entity) for near in shared)
    if any(near.telling for near in shared):
        found.signals.add("neighbours")


def _dates(subject: Subject, item: Item, found: _Found) -> None:
    if not subject.was.is_known:
        return
    today = (subject.was.last or subject.was.first or 0) >= TODAY
    if today and "State" in subject.kinds and PAST_STATE in item.classes and item.was.last is None:
        found.components["dates"] = 0.0
        found.against.append("it was at another time: a country of the past")
        return
    if not item.was.is_known:
        found.components["dates"] = ABSENT
        return
    agree = subject.was.meets(item.was)
    found.components["dates"] = float(agree)
    if not agree:
        found.against.append("it was at another time")
    elif None not in (subject.was.first, subject.was.last, item.was.first, item.was.last) and "Event" in subject.kinds:
        found.signals.add("dates")


def _identifier(subject: Subject, item: Item, found: _Found) -> None:
    for name in sorted(subject.identifiers):
        scheme = name.partition(" ")[0]
        theirs = {other for other in item.identifiers if other.partition(" ")[0] == scheme}
        if name in theirs:
            found.components["identifier"] = 1.0
            found.evidence.append(Evidence("Identifier", identifier=name))
            found.signals.add("position")  # coordinates are often copied along with the number
        elif theirs:
            found.components["identifier"] = 0.0
            found.against.append(f"it has another number in {scheme}")


def labels(texts: Mapping[str, str]) -> tuple[Literal, ...]:
    """Literals from texts by language."""
    return tuple(Literal(text, language=language) for language, text in sorted(texts.items()))
