"""Drafts as they stand in a file: read back, to be looked at and decided about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

from standoff.model.claim import Claim
from standoff.model.reading import read_claims
from standoff.rdf.parsing import parse_file
from standoff.rdf.terms import DCTERMS, PROV, RDF, RDFS, ST, DefaultGraph, Literal, NamedNode, Quad

__all__ = ["Pending", "pending_from", "pending_in"]


@dataclass(frozen=True)
class Pending:
    """A draft that waits for a decision: its content, what is known about it, and what it proposes as new."""

    iri: NamedNode
    claim: Claim
    content: tuple[Quad, ...]
    about: tuple[Quad, ...]
    proposals: Mapping[NamedNode, tuple[Quad, ...]]
    activity: tuple[Quad, ...] = ()

    @property
    def name(self) -> str:
        """Its short name."""
        return self.iri.value.rsplit("/", 1)[-1]

    @property
    def speaker(self) -> NamedNode | None:
        """Who says it."""
        return self.claim.speaker

    @property
    def polarity(self) -> NamedNode | None:
        """Whether it is affirmed or denied."""
        return self.claim.polarity

    @property
    def start(self) -> int:
        """Where its words begin."""
        return next((a.start for a in self.claim.anchors if hasattr(a, "start")), 0)

    @property
    def end(self) -> int:
        """Where its words end."""
        return next((a.end for a in self.claim.anchors if hasattr(a, "end")), 0)

    def _values(self, predicate: NamedNode) -> list[object]:
        return [q.object for q in self.about if q.subject == self.iri and q.predicate == predicate]

    @cached_property
    def confidence(self) -> float:
        """How sure the rules are, from 0 to 1."""
        for value in self._values(ST["confidence"]):
            if isinstance(value, Literal):
                try:
                    return float(Decimal(value.value))
                except InvalidOperation:
                    return 0.0
        return 0.0

    @cached_property
    def lacks(self) -> tuple[str, ...]:
        """What it still misses."""
        return tuple(v.value for v in self._values(ST["lacks"]) if isinstance(v, Literal))

    @cached_property
    def kind(self) -> str:
        """What kind of thing it tells of."""
        return next(
            (v.value.rpartition("#")[2] for v in self._values(DCTERMS["subject"]) if isinstance(v, NamedNode)), ""
        )

    @cached_property
    def duplicates(self) -> tuple[NamedNode, ...]:
        """Claims that likely say it already."""
        return tuple(v for v in self._values(ST["likelyDuplicateOf"]) if isinstance(v, NamedNode))

    @cached_property
    def slots(self) -> tuple[tuple[str, str, str, str], ...]:
        """Slot, value, reading and rule of each slot."""
        said: dict[NamedNode, dict[NamedNode, str]] = {}
        for quad in self.about:
            if isinstance(quad.subject, NamedNode) and quad.subject != self.iri:
                value = quad.object
                said.setdefault(quad.subject, {})[quad.predicate] = (
                    value.value.rpartition("#")[2] if isinstance(value, NamedNode) else str(getattr(value, "value", ""))
                )
        return tuple(
            (s.get(ST["slot"], ""), s.get(RDF["value"], ""), s.get(ST["reading"], ""), s.get(ST["rule"], ""))
            for _, s in sorted(said.items(), key=lambda item: item[0].value)
            if ST["slot"] in s
        )

    @property
    def risk(self) -> float:
        """What is likeliest wrong comes first: unsure, incomplete, denied, meant, perhaps said already."""
        risk = 1 - self.confidence + 0.2 * len(self.lacks)
        risk += 0.15 if self.polarity == ST["Denied"] else 0.0
        risk += 0.1 if self.claim.modality != ST["Reported"] else 0.0
        risk += 0.1 if self.duplicates else 0.0
        return risk

    @property
    def subjects(self) -> tuple[NamedNode, ...]:
        """What its content describes."""
        return tuple(
            dict.fromkeys(
                q.subject
                for q in self.content
                if isinstance(q.subject, NamedNode) and not q.subject.value.endswith("#denial")
            )
        )


def pending_in(path: Path) -> list[Pending]:
    """The drafts of a file.

    Raises:
        InputError: it cannot be read.
    """
    return pending_from(list(parse_file(path)), path)


def pending_from(quads: Iterable[Quad], path: Path | None = None) -> list[Pending]:
    """The drafts that some quads describe."""
    listed = list(quads)
    default = [q for q in listed if isinstance(q.graph_name, DefaultGraph)]
    content: dict[NamedNode, list[Quad]] = {}
    for quad in listed:
        if isinstance(quad.graph_name, NamedNode):
            content.setdefault(quad.graph_name, []).append(quad)
    by_subject: dict[NamedNode, list[Quad]] = {}
    for quad in default:
        if isinstance(quad.subject, NamedNode):
            by_subject.setdefault(quad.subject, []).append(quad)
    parts: dict[str, list[NamedNode]] = {}
    for subject in by_subject:
        head, hash_, _ = subject.value.partition("#")
        if hash_:
            parts.setdefault(head, []).append(subject)
    activities = [
        s
        for s, qs in by_subject.items()
        if any(q.predicate == RDF["type"] and q.object == PROV["Activity"] for q in qs)
    ]
    agents = {
        q.object
        for s in activities
        for q in by_subject[s]
        if q.predicate == PROV["wasAssociatedWith"] and isinstance(q.object, NamedNode)
    }
    activity = tuple(q for s in (*activities, *(a for a in agents if a in by_subject)) for q in by_subject[s])
    found = []
    for claim in read_claims(default, path=path, kind="Draft"):
        own = by_subject.get(claim.iri, [])
        slots = [q.object for q in own if q.predicate == ST["slotReading"] and isinstance(q.object, NamedNode)]
        about = [
            *own,
            *(q for part in parts.get(claim.iri.value, ()) for q in by_subject[part]),
            *(q for slot in slots for q in by_subject.get(slot, ())),
        ]
        proposed = [
            q.object
            for q in about
            if q.subject == claim.iri and q.predicate == ST["proposes"] and isinstance(q.object, NamedNode)
        ]
        found.append(
            Pending(
                claim.iri,
                claim,
                tuple(content.get(claim.iri, ())),
                tuple(about),
                {e: tuple(by_subject.get(e, ())) for e in proposed if e in by_subject},
                activity,
            )
        )
    return found


def label_of(quads: Iterable[Quad]) -> str:
    """The label among some quads."""
    return next((q.object.value for q in quads if q.predicate == RDFS["label"] and isinstance(q.object, Literal)), "")
