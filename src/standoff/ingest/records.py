"""What the reading of an article finds: statements, and in them propositions; every slot with how it was read."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from standoff.ingest.casualties import Count
from standoff.ingest.dates import DateExpression
from standoff.ingest.gazetteer import Entity

__all__ = ["Proposition", "Reading", "Role", "Slot", "Statement", "between"]


@dataclass(frozen=True, slots=True)
class Slot:
    """The slot `name` was filled by `rule`: Stated (read off the words), Resolved, or Inferred.

    `start`-`end` are the words it was read from, in code points of the article, where there are such words.
    """

    name: str
    value: str
    reading: str
    rule: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """An event's `property` (a local name of the ontology) is `entity`."""

    property: str
    entity: Entity
    slot: Slot


@dataclass(frozen=True, slots=True)
class Statement:
    """SPEAKER says what stands at `content`; the speaker is None for the article's own voice.

    All offsets are code points of the article.
    """

    content: tuple[tuple[int, int], ...]
    speaker: Entity | None
    speaker_slot: Slot
    speaker_words: tuple[int, int] | None
    cue: tuple[int, int] | None
    speech: str
    frame: str
    polarity: str = "Affirmed"
    modality: str = "Reported"
    relays: tuple[tuple[Entity, Slot], ...] = ()
    target: Entity | None = None
    silent: bool = False
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposition:
    """One thing that a statement says: an event, an agreement, a count, a silence, an intention.

    `kind` is a class of the ontology; `start`-`end` the words that anchor it; `subject` the known entity it is
    about, when it is a known war or agreement. `cause` is the number of the proposition that it counts for, or, when
    `same` holds, whose event it is about.
    """

    kind: str
    family: str
    start: int
    end: int
    trigger: tuple[int, int]
    roles: tuple[Role, ...] = ()
    polarity: str = "Affirmed"
    modality: str = "Reported"
    count: Count | None = None
    date: DateExpression | None = None
    weapons: tuple[str, ...] = ()
    subject: Entity | None = None
    name: str = ""
    slots: tuple[Slot, ...] = ()
    lacks: tuple[str, ...] = ()
    confidence: float = 0.5
    cause: int | None = None
    same: bool = False
    about: str = ""


@dataclass(slots=True)
class Reading:
    """Everything that was read from one article, and what was not."""

    statements: list[Statement] = field(default_factory=list)
    propositions: list[tuple[Statement, Proposition]] = field(default_factory=list)
    dates: list[DateExpression] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    empty: list[tuple[int, int]] = field(default_factory=list)
    proposed: dict[Any, Entity] = field(default_factory=dict)
    parser: bool = True
    notes: list[str] = field(default_factory=list)


def between(dates: list[DateExpression], start: int, end: int) -> list[DateExpression]:
    """The dates, given in order, that lie inside two offsets."""
    first = bisect_left(dates, start, key=lambda d: d.start)
    found = []
    for k in range(first, len(dates)):
        if dates[k].start >= end:
            break
        if dates[k].end <= end:
            found.append(dates[k])
    return found
