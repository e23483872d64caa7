"""What a person decides about drafts: accepted ones become claims; each decision is kept, with person and time."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from standoff.errors import InputError
from standoff.ingest.gazetteer import slug
from standoff.ingest.pending import Pending, pending_in
from standoff.ingest.store import ArticleFolder, write_quads
from standoff.rdf.parsing import parse_file
from standoff.rdf.serialising import serialise
from standoff.rdf.terms import PROV, RDF, RDFS, ST, XSD, DefaultGraph, Literal, NamedNode, Quad
from standoff.sources import Sources

__all__ = ["Decision", "Desk", "decided", "person_named"]

_DEFAULT: Final = DefaultGraph()
_DROPPED: Final = frozenset({ST["confidence"], ST["proposes"], ST["likelyDuplicateOf"], ST["lacks"]})


@dataclass(frozen=True, slots=True)
class Decision:
    """PERSON decided at TIME that the draft is RULING, for a REASON."""

    draft: NamedNode
    ruling: str
    person: str
    time: dt.datetime
    reason: str = ""

    def quads(self, folder: ArticleFolder, base: str) -> Iterator[Quad]:
        """The decision as an activity."""
        name = self.draft.value.rsplit("/", 1)[-1]
        iri = NamedNode(f"{folder.iri.value}#decision-{name}")
        agent = NamedNode(f"{base}agent/{slug(self.person)}")
        stamp = self.time.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        yield Quad(iri, RDF["type"], ST["Decision"], _DEFAULT)
        yield Quad(iri, RDF["type"], PROV["Activity"], _DEFAULT)
        yield Quad(iri, ST["decides"], self.draft, _DEFAULT)
        yield Quad(iri, ST["ruling"], ST[self.ruling], _DEFAULT)
        yield Quad(iri, PROV["wasAssociatedWith"], agent, _DEFAULT)
        yield Quad(iri, PROV["endedAtTime"], Literal(stamp, datatype=XSD["dateTime"]), _DEFAULT)
        if self.reason:
            yield Quad(iri, ST["reason"], Literal(self.reason), _DEFAULT)
        yield Quad(agent, RDF["type"], PROV["Person"], _DEFAULT)
        yield Quad(agent, RDFS["label"], Literal(self.person), _DEFAULT)


def decided(folder: ArticleFolder) -> set[NamedNode]:
    """The drafts of an article that a decision has been made about."""
    if not folder.decisions.is_file():
        return set()
    return {
        q.object
        for q in parse_file(folder.decisions)
        if q.predicate == ST["decides"] and isinstance(q.object, NamedNode)
    }


def person_named(name: str | None) -> str:
    """Who decides: the name given, else git's, else the login name."""
    if name:
        return name
    try:
        found = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, timeout=5, check=False
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        found = ""
    if found:
        return found
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("USER", "unknown")


class Desk:
    """Where the drafts of one article are decided about; every decision is written at once."""

    def __init__(self, sources: Sources, folder: ArticleFolder, person: str) -> None:
        self.sources = sources
        self.folder = folder
        self.person = person
        self.drafts: dict[NamedNode, Pending] = (
            {p.iri: p for p in pending_in(folder.drafts)} if folder.drafts.is_file() else {}
        )

    def in_order(self) -> list[Pending]:
        """The drafts, riskiest first."""
        return sorted(self.drafts.values(), key=lambda p: (-p.risk, p.start, p.iri.value))

    def accept(self, draft: Pending, *, reason: str = "", ruling: str = "Accepted") -> list[str]:
        """Make a claim of a draft; returns what the shapes have against it, and then nothing is done.

        Raises:
            InputError: the files cannot be written.
        """
        return self.accept_all([draft], reason=reason, ruling=ruling)[draft.iri]

    def accept_all(
        self, drafts: Iterable[Pending], *, reason: str = "", ruling: str = "Accepted"
    ) -> dict[NamedNode, list[str]]:
        """Make claims of several drafts at once; those that the shapes have something against stay drafts."""
        listed = list(drafts)
        claims = {d.iri: list(self._claim(d)) for d in listed}
        entities = {d.iri: list(self._entities(d)) for d in listed}
        against = self._check(claims, entities)
        good = [d for d in listed if not against[d.iri]]
        if good:
            self._append_entities([q for d in good for q in entities[d.iri]])
            self._append_claims([q for d in good for q in claims[d.iri]])
            for draft in good:
                self.drafts.pop(draft.iri, None)
            self._record([Decision(d.iri, ruling, self.person, _now(), reason) for d in good])
            self._save()
        return against

    def reject(self, draft: Pending, reason: str) -> None:
        """Take a draft away, with the reason."""
        self.drafts.pop(draft.iri, None)
        self._record([Decision(draft.iri, "Rejected", self.person, _now(), reason)])
        self._save()

    def replace(self, draft: Pending, others: list[Pending], ruling: str, reason: str = "") -> None:
        """Put other drafts in a draft's place: it was split, merged into another, or edited without being accepted."""
        self.drafts.pop(draft.iri, None)
        for other in others:
            self.drafts[other.iri] = other
        self._record([Decision(draft.iri, ruling, self.person, _now(), reason)])
        self._save()

    def merge(self, draft: Pending, into: Pending) -> Pending:
        """Add what a draft says to another of the same speaker; the first goes.

        Raises:
            InputError: the two are not the same speaker's.
        """
        if draft.speaker != into.speaker or draft.polarity != into.polarity:
            raise InputError(
                "only drafts of one speaker and one polarity can be merged", hint="reject one of them instead"
            )
        subject_from = next(iter(draft.subjects), None)
        subject_to = next(iter(into.subjects), None)

        def moved(quad: Quad) -> Quad:
            subject = subject_to if quad.subject == subject_from and subject_to is not None else quad.subject
            return Quad(subject, quad.predicate, quad.object, into.iri)

        merged = replace(
            into,
            content=tuple(dict.fromkeys((*into.content, *(moved(q) for q in draft.content)))),
            proposals={**draft.proposals, **into.proposals},
        )
        self.drafts[into.iri] = merged
        self.drafts.pop(draft.iri, None)
        self._record([Decision(draft.iri, "Merged", self.person, _now(), f"into {into.name}")])
        self._save()
        return merged

    # -- files
    def _claim(self, draft: Pending) -> Iterator[Quad]:
        yield from draft.content
        for quad in draft.about:
            if quad.subject == draft.iri and quad.predicate in _DROPPED:
                continue
            if quad.subject == draft.iri and quad.predicate == RDF["type"] and quad.object == ST["Draft"]:
                yield Quad(draft.iri, RDF["type"], ST["Claim"], _DEFAULT)
                continue
            yield quad

    def _entities(self, draft: Pending) -> Iterator[Quad]:
        known = set(self.sources.names)
        for entity, quads in draft.proposals.items():
            if entity in known:
                continue
            for quad in quads:
                if not (quad.predicate == RDF["type"] and quad.object == ST["Proposal"]):
                    yield quad

    def _check(
        self, claims: dict[NamedNode, list[Quad]], entities: dict[NamedNode, list[Quad]]
    ) -> dict[NamedNode, list[str]]:
        from standoff.ingest.checking import objections

        return objections(self.sources, claims, entities)

    def _append_claims(self, quads: list[Quad]) -> None:
        self._append(self.folder.claims, quads, f"# Accepted by {self.person} on {_now().date().isoformat()}")

    def _append_entities(self, quads: list[Quad]) -> None:
        if quads:
            self._append(self.sources.root / "kb" / "reference" / "accepted.ttl", quads, "# Named by accepted claims")

    def _append(self, path: Path, quads: list[Quad], comment: str) -> None:
        """Add to a file without touching a byte of what stands in it."""
        from standoff.atomic import replacing

        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        written_as = "trig" if path.suffix == ".trig" else "turtle"
        body = "".join(serialise(dict.fromkeys(quads), written_as, self.sources.config.prefixes))
        declared = set(re.findall(r"^@prefix\s+\S+\s+<[^>]*>\s*\.", text, re.MULTILINE))
        lines = [line for line in body.splitlines() if line not in declared]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror}", path=path.parent) from None
        with replacing(path) as stream:
            if text:
                stream.write(text.rstrip("\n") + "\n\n")
            stream.write(comment + "\n\n" + "\n".join(lines).strip("\n") + "\n")
        self.sources.forget([path])

    def _record(self, decisions: list[Decision]) -> None:
        before = list(parse_file(self.folder.decisions)) if self.folder.decisions.is_file() else []
        quads = [*before, *(q for d in decisions for q in d.quads(self.folder, self.sources.config.base))]
        write_quads(
            self.folder.decisions,
            dict.fromkeys(quads),
            self.sources,
            "# What was decided about the drafts, by whom and when.\n\n",
        )

    def _save(self) -> None:
        """Write the drafts that are left; the file goes when none is."""
        if not self.drafts:
            self.folder.drafts.unlink(missing_ok=True)
        else:
            needed = {e for d in self.drafts.values() for e in d.proposals}
            quads = [q for d in self.drafts.values() for q in (*d.content, *d.about)]
            quads += [q for d in self.drafts.values() for e, given in d.proposals.items() if e in needed for q in given]
            quads += [q for d in self.drafts.values() for q in d.activity]
            from standoff.ingest.ingesting import DRAFTS_HEADER

            write_quads(
                self.folder.drafts, dict.fromkeys(quads), self.sources, DRAFTS_HEADER.format(slug=self.folder.slug)
            )
        self.sources.forget([self.folder.drafts])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
