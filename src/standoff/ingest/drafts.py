"""From propositions to drafts: the same shape as a claim written by hand, and never trusted.

A draft's graph holds one proposition. Denied content is a negative property assertion, intentions and threats are
described as such, and nothing that was not affirmed is asserted as an event.
"""

# A pattern or a message is clearer on one line.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import quote

from standoff.ingest.dates import DateExpression
from standoff.ingest.gazetteer import Entity, slug
from standoff.ingest.reading import RULES_VERSION
from standoff.ingest.records import Proposition, Reading, Slot, Statement, between
from standoff.rdf.terms import DCTERMS, OA, OWL, PROV, RDF, RDFS, ST, XSD, DefaultGraph, Literal, NamedNode, Quad

__all__ = ["Draft", "DraftSet", "anchor_quads", "make_drafts", "slice_digest", "text_fragment"]

_DEFAULT: Final = DefaultGraph()
RDF_TYPE: Final = RDF["type"]
RDF_VALUE: Final = RDF["value"]
OA_START: Final = OA["start"]
OA_END: Final = OA["end"]


@cache
def _st(name: str) -> NamedNode:
    return ST[name]


@cache
def _oa(name: str) -> NamedNode:
    return OA[name]


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim that the reading proposes: its IRI, what it came from, and the quads that write it."""

    iri: NamedNode
    statement: Statement
    proposition: Proposition
    description: str
    content: tuple[Quad, ...]
    about: tuple[Quad, ...]
    proposes: tuple[Entity, ...]
    lacks: tuple[str, ...]


@dataclass(slots=True)
class DraftSet:
    """The drafts of one article, with the entities they propose and the reading's own provenance."""

    drafts: list[Draft] = field(default_factory=list)
    proposals: dict[NamedNode, Entity] = field(default_factory=dict)
    activity: tuple[Quad, ...] = ()

    def quads(self) -> Iterator[Quad]:
        """All quads of the drafts file."""
        yield from self.activity
        for draft in self.drafts:
            yield from draft.content
            yield from draft.about
        for entity in self.proposals.values():
            yield from proposal_quads(entity)


def proposal_quads(entity: Entity) -> Iterator[Quad]:
    """How an entity is proposed: its kind, its label, whose organ it is."""
    yield Quad(entity.iri, RDF_TYPE, _st("Proposal"), _DEFAULT)
    if entity.kind:  # what a claim tells of has a name only: that it was so, is for the claim to say
        yield Quad(entity.iri, RDF_TYPE, _st(_written_kind(entity.kind)), _DEFAULT)
    yield Quad(entity.iri, RDFS["label"], Literal(entity.label, language="en"), _DEFAULT)
    if entity.state is not None and entity.kind in ("Ministry", "Government", "ArmedForce", "Legislature", "Organ"):
        yield Quad(entity.iri, _st("organOf"), entity.state, _DEFAULT)


def _written_kind(kind: str) -> str:
    return {"Thing": "Actor"}.get(kind, kind)


def slice_digest(words: str) -> str:
    """`sha256:` and the digest of some words' UTF-8 bytes."""
    return "sha256:" + hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def text_fragment(words: str) -> str:
    """The text fragment of some words: the first two and, of longer ones, the last two."""
    parts = words.split()

    def encode(some: list[str]) -> str:
        return quote(" ".join(some), safe=":!$'()*;=@/?~").replace("-", "%2D")

    if len(parts) <= 4:
        return f":~:text={encode(parts)}"
    return f":~:text={encode(parts[:2])},{encode(parts[-2:])}"


def anchor_quads(claim: NamedNode, article: NamedNode, text: str, start: int, end: int) -> Iterator[Quad]:
    """A claim's anchor: offsets, digest of the slice, text fragment."""
    target, position, fragment = (NamedNode(f"{claim.value}#{name}") for name in ("target", "position", "fragment"))
    words = text[start:end]
    yield Quad(claim, _oa("hasTarget"), target, _DEFAULT)
    yield Quad(target, RDF_TYPE, _oa("SpecificResource"), _DEFAULT)
    yield Quad(target, _oa("hasSource"), article, _DEFAULT)
    yield Quad(target, _oa("hasSelector"), position, _DEFAULT)
    yield Quad(target, _oa("hasSelector"), fragment, _DEFAULT)
    yield Quad(position, RDF_TYPE, _oa("TextPositionSelector"), _DEFAULT)
    yield Quad(position, OA_START, Literal(start), _DEFAULT)
    yield Quad(position, OA_END, Literal(end), _DEFAULT)
    yield Quad(position, _st("sliceDigest"), Literal(slice_digest(words)), _DEFAULT)
    yield Quad(fragment, RDF_TYPE, _oa("FragmentSelector"), _DEFAULT)
    yield Quad(fragment, DCTERMS["conformsTo"], NamedNode("https://wicg.github.io/scroll-to-text-fragment/"), _DEFAULT)
    yield Quad(fragment, RDF_VALUE, Literal(text_fragment(words)), _DEFAULT)


def make_drafts(reading: Reading, text: str, *, article: NamedNode, base: str, article_slug: str, sides: dict[NamedNode, NamedNode] | None = None,
                outbreak: NamedNode | None = None, now: dt.datetime | None = None, model: str = "") -> DraftSet:  # fmt: skip
    """The drafts of a reading.

    Args:
        reading: what was read.
        text: the article.
        article: its IRI.
        base: where IRIs begin.
        article_slug: its short name, which goes into the names of drafts and events.
        sides: the side that each actor is known to be on, for who opened fighting.
        outbreak: the outbreak that is asked about, where the knowledge base has just one.
        now: when the reading was done.
        model: the parser's model, for the provenance.
    """
    maker = _Maker(reading, text, article, base, article_slug, sides or {}, outbreak)
    return maker.make(now or dt.datetime.now(dt.UTC), model)


class _Maker:
    def __init__(
        self,
        reading: Reading,
        text: str,
        article: NamedNode,
        base: str,
        name: str,
        sides: dict[NamedNode, NamedNode],
        outbreak: NamedNode | None,
    ) -> None:
        self.reading = reading
        self.text = text
        self.article = article
        self.base = base
        self.name = name
        self.sides = sides
        self.outbreak = outbreak
        self.set = DraftSet()
        self.activity = NamedNode(f"{article.value}#reading")
        self._used: dict[str, int] = {}
        self._slot_nodes: dict[tuple[object, ...], NamedNode] = {}
        self._entity: dict[NamedNode, Entity] = dict(reading.proposed)

    def make(self, now: dt.datetime, model: str) -> DraftSet:
        """All drafts, in the order of the text."""
        agent = NamedNode(f"{self.base}agent/standoff-ingest")
        stamp = Literal(now.isoformat(timespec="seconds").replace("+00:00", "Z"), datatype=XSD["dateTime"])
        self.set.activity = (
            Quad(self.activity, RDF_TYPE, PROV["Activity"], _DEFAULT),
            Quad(self.activity, PROV["used"], self.article, _DEFAULT),
            Quad(self.activity, PROV["endedAtTime"], stamp, _DEFAULT),
            Quad(self.activity, PROV["wasAssociatedWith"], agent, _DEFAULT),
            Quad(self.activity, _st("ruleVersion"), Literal(RULES_VERSION), _DEFAULT),
            Quad(
                self.activity,
                DCTERMS["description"],
                Literal(
                    f"Read {'with the parser ' + model if model else 'by rule alone, without a parser'}.", language="en"
                ),
                _DEFAULT,
            ),
            Quad(agent, RDF_TYPE, PROV["SoftwareAgent"], _DEFAULT),
            Quad(agent, RDFS["label"], Literal("standoff ingest", language="en"), _DEFAULT),
        )
        events: dict[int, NamedNode] = {}
        order = sorted(range(len(self.reading.propositions)), key=lambda k: (self.reading.propositions[k][1].start, k))
        for k in order:
            statement, proposition = self.reading.propositions[k]
            events[k] = (
                events[proposition.cause]
                if proposition.same and proposition.cause in events
                else self._subject(proposition)
            )
        seen: set[object] = set()
        for k in order:
            statement, proposition = self.reading.propositions[k]
            draft = self._draft(
                statement,
                proposition,
                events[k],
                events.get(proposition.cause) if proposition.cause is not None else None,
                k,
            )
            key = (
                draft.proposition.kind,
                draft.proposition.start,
                draft.proposition.end,
                statement.speaker,
                proposition.roles,
                str(proposition.count),
                proposition.polarity,
                proposition.trigger,
            )
            if key in seen:
                continue
            seen.add(key)
            self.set.drafts.append(draft)
            for entity in draft.proposes:
                self.set.proposals[entity.iri] = entity
        return self.set

    # -- names
    def _fresh(self, space: str, local: str) -> NamedNode:
        key = f"{space}/{local}"
        n = self._used[key] = self._used.get(key, 0) + 1
        return NamedNode(f"{self.base}{key}" + (f"-{n}" if n > 1 else ""))

    def _subject(self, p: Proposition) -> NamedNode:
        if p.subject is not None and p.family in ("event", "agreement"):
            return p.subject.iri
        if p.family == "outbreak" and self.outbreak is not None:
            return self.outbreak
        space = {
            "count": "report",
            "damage": "report",
            "agreement": "agreement",
            "intention": "intention",
            "silence": "silence",
            "situation": "situation",
        }.get(p.family, "event")
        return self._fresh(space, f"{self.name}-{slug(re.sub(r'(?<=[a-z])(?=[A-Z])', '-', p.kind))}-{p.trigger[0]:04d}")

    # -- one draft
    def _draft(
        self, statement: Statement, p: Proposition, subject: NamedNode, cause: NamedNode | None, index: int
    ) -> Draft:
        iri = self._fresh("claim", f"{self.name}-d{p.start:04d}")
        proposes: dict[NamedNode, Entity] = {}
        lacks = list(p.lacks)
        content = list(self._content(statement, p, subject, cause, iri, lacks))
        for quad in content:
            for term in (quad.subject, quad.object):
                if isinstance(term, NamedNode):
                    entity = self._unknown(term, p, statement)
                    if entity is not None:
                        proposes[term] = entity
        if statement.speaker is not None and not statement.speaker.known:
            proposes[statement.speaker.iri] = statement.speaker
        for entity, _ in statement.relays:
            if not entity.known:
                proposes[entity.iri] = entity
        if not content:
            lacks.append("content: nothing that the ontology has a word for was recognised")
        description = self._describe(statement, p)
        for node in {q.subject for q in content if isinstance(q.subject, NamedNode)} | (
            {subject} if p.polarity == "Denied" else set()
        ):
            if node.value.startswith(self.base) and self.name in node.value and "#" not in node.value:
                named = self.set.proposals.get(node) or Entity(
                    node, description.rstrip(".").removeprefix("Denied: "), "", False
                )
                proposes.setdefault(node, named)
        about = tuple(self._about(iri, statement, p, description, tuple(proposes.values()), lacks))
        return Draft(
            iri,
            statement,
            p,
            description,
            tuple(Quad(q.subject, q.predicate, q.object, iri) for q in content),
            about,
            tuple(proposes.values()),
            tuple(lacks),
        )

    def _unknown(self, term: NamedNode, p: Proposition, statement: Statement) -> Entity | None:
        for role in p.roles:
            if role.entity.iri == term and not role.entity.known:
                return role.entity
        found = self._entity.get(term)
        return found if found is not None and not found.known else None

    def _about(
        self,
        iri: NamedNode,
        statement: Statement,
        p: Proposition,
        description: str,
        proposes: tuple[Entity, ...],
        lacks: list[str],
    ) -> Iterator[Quad]:
        def say(predicate: NamedNode, value: NamedNode | Literal) -> Quad:
            return Quad(iri, predicate, value, _DEFAULT)

        speaker = (
            statement.speaker.iri if statement.speaker is not None else NamedNode(f"{self.article.value}#narrator")
        )
        yield say(RDF_TYPE, _st("Draft"))
        yield say(DCTERMS["description"], Literal(description, language="en"))
        yield say(PROV["wasAttributedTo"], speaker)
        yield say(PROV["wasQuotedFrom"], self.article)
        yield say(PROV["wasGeneratedBy"], self.activity)
        yield say(_st("speech"), _st(statement.speech))
        yield say(_st("polarity"), _st(p.polarity))
        yield say(_st("modality"), _st(p.modality))
        yield say(_st("confidence"), Literal(f"{p.confidence:.2f}", datatype=XSD["decimal"]))
        yield say(DCTERMS["subject"], _st(p.kind))
        for position, (entity, _) in enumerate(statement.relays, 1):
            relay = NamedNode(f"{iri.value}#relay-{position}")
            yield say(_st("relayedBy"), entity.iri)
            yield say(_st("relay"), relay)
            yield Quad(relay, RDF_TYPE, _st("Relay"), _DEFAULT)
            yield Quad(relay, _st("position"), Literal(str(position), datatype=XSD["positiveInteger"]), _DEFAULT)
            yield Quad(relay, _st("passedOnBy"), entity.iri, _DEFAULT)
        if statement.target is not None and statement.frame == "blame" and statement.speaker is not None:
            yield say(_st("blames"), statement.target.iri)
        said_on = self._said_on(statement)
        if said_on is not None and said_on.earliest is not None and said_on.precision == "ToTheDay":
            yield say(_st("saidOn"), Literal(said_on.earliest.isoformat(), datatype=XSD["date"]))
        date = p.date or said_on
        if date is not None and date.resolved:
            yield say(_st("datePrecision"), _st(date.precision))
            yield say(_st("dateReading"), _st(date.reading))
        for entity in proposes:
            yield say(_st("proposes"), entity.iri)
        for sentence in lacks:
            yield say(_st("lacks"), Literal(sentence))
        yield from self._slots(iri, statement, p, said_on)
        yield from anchor_quads(iri, self.article, self.text, p.start, p.end)

    def _slots(
        self, iri: NamedNode, statement: Statement, p: Proposition, said_on: DateExpression | None
    ) -> Iterator[Quad]:
        slots: list[Slot] = [*statement.slots, *(s for _, s in statement.relays), *p.slots]
        slots.append(Slot("speech", statement.speech, "Stated", f"frame-{statement.frame}"))
        if not any(s.name == "modality" for s in slots):
            slots.append(
                Slot(
                    "modality",
                    p.modality,
                    "Stated" if p.modality != "Reported" else "Inferred",
                    f"frame-{statement.frame}",
                )
            )
        if said_on is not None:
            slots.append(Slot("saidOn", said_on.value, said_on.reading, said_on.rule, said_on.start, said_on.end))
        polarity = [s for s in slots if s.name == "polarity"]
        for slot in slots:
            if slot.name == "polarity" and slot is not polarity[-1]:
                continue
            key = (slot.name, slot.value, slot.reading, slot.rule, slot.start, slot.end)
            node = self._slot_nodes.get(key)
            if node is not None:  # drafts of one statement share how its speaker was read
                yield Quad(iri, _st("slotReading"), node, _DEFAULT)
                continue
            node = NamedNode(f"{self.article.value}#slot-{slug(slot.name)}-{len(self._slot_nodes) + 1}")
            self._slot_nodes[key] = node
            yield Quad(iri, _st("slotReading"), node, _DEFAULT)
            yield Quad(node, RDF_TYPE, _st("SlotReading"), _DEFAULT)
            yield Quad(node, _st("slot"), Literal(slot.name), _DEFAULT)
            yield Quad(node, _st("reading"), _st(slot.reading), _DEFAULT)
            yield Quad(node, _st("rule"), Literal(slot.rule), _DEFAULT)
            yield Quad(node, RDF_VALUE, Literal(slot.value), _DEFAULT)
            if slot.start is not None and slot.end is not None:
                yield Quad(node, OA_START, Literal(slot.start), _DEFAULT)
                yield Quad(node, OA_END, Literal(slot.end), _DEFAULT)

    def _said_on(self, statement: Statement) -> DateExpression | None:
        """A date in the statement's sentence that stands outside what is said: when it was said."""
        if statement.cue is None or statement.speaker is None:
            return None
        cue = statement.cue[0]
        at = bisect_right(self.reading.sentences, (cue, 1 << 60)) - 1
        if at < 0 or not self.reading.sentences[at][0] <= cue < self.reading.sentences[at][1]:
            return None
        near = [
            d
            for d in between(self.reading.dates, *self.reading.sentences[at])
            if d.resolved and abs(d.start - cue) < 110 and not any(s <= d.start < e for s, e in statement.content)
        ]
        return min(near, key=lambda d: abs(d.start - cue)) if near else None

    # -- content
    def _content(
        self,
        statement: Statement,
        p: Proposition,
        subject: NamedNode,
        cause: NamedNode | None,
        iri: NamedNode,
        lacks: list[str],
    ) -> Iterator[Quad]:
        def say(s: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
            return Quad(s, predicate, value, iri)

        if p.polarity == "Denied" and p.family not in ("silence",):
            yield from self._denial(statement, p, subject, iri, lacks)
            return
        if p.family == "count":
            yield from self._report(statement, p, subject, cause, iri)
            return
        if p.family == "silence":
            yield say(subject, RDF_TYPE, _st("Silence"))
            for role in p.roles:
                yield say(subject, _st(role.property), role.entity.iri)
            yield say(subject, _st("silentAbout"), _st(p.about or "UnspecifiedLosses"))
            return
        if p.family == "intention" or p.modality in ("Intended", "Threatened", "Requested", "Possible"):
            yield from self._intention(statement, p, iri)
            return
        if p.family == "outbreak":
            yield from self._outbreak(statement, p, subject, iri, lacks)
            return
        if p.family == "situation":
            yield say(subject, RDF_TYPE, _st("ControlSituation"))
            for role in p.roles:
                if role.property in ("occursAt", "changesControlOf", "directedAt"):
                    yield say(subject, _st("situationOf"), role.entity.iri)
            if not any(r.property in ("occursAt", "changesControlOf", "directedAt") for r in p.roles):
                lacks.append("the place whose control it is about")
            lacks.append("the side that holds it")
            return
        if p.family == "damage":
            yield say(subject, RDF_TYPE, _st("DamageReport"))
            named = [r for r in p.roles if r.property == "damaged"]
            for role in named:
                yield say(subject, _st("damaged"), role.entity.iri)
            if not named:
                lacks.append("what was damaged")
            return
        if p.subject is None or p.family == "agreement":
            yield say(
                subject,
                RDF_TYPE,
                _st(p.kind if p.subject is None else (p.subject.kind if p.subject.kind in _AGREEMENTS else p.kind)),
            )
        for role in p.roles:
            yield say(subject, _st(role.property), role.entity.iri)
        for weapon in p.weapons:
            yield say(subject, _st("weapon"), _st(weapon))
        yield from self._date(p.date, subject, iri, "signedOn" if p.family == "agreement" else "occurredOn")
        if p.subject is not None and not p.roles and p.date is None and p.family == "event":
            yield say(subject, RDF_TYPE, _st(p.kind))
        if p.family == "agreement" and not p.roles and p.date is None:
            lacks.append("its parties, its broker or its date")

    def _denial(
        self, statement: Statement, p: Proposition, subject: NamedNode, iri: NamedNode, lacks: list[str]
    ) -> Iterator[Quad]:
        """What is denied is never asserted: the one triple that is denied, as a negative property assertion."""
        node = NamedNode(f"{iri.value}#denial")
        yield Quad(node, RDF_TYPE, OWL["NegativePropertyAssertion"], iri)
        yield Quad(node, OWL["sourceIndividual"], subject, iri)
        if p.family == "count" and p.count is not None:
            least = 1
            if not p.count.none:
                least = next(
                    (n for n in (p.count.amount.exact, p.count.amount.minimum, p.count.amount.approximate) if n), 1
                )
            yield Quad(node, OWL["assertionProperty"], _st("minimumCount"), iri)
            yield Quad(node, OWL["targetValue"], Literal(str(least), datatype=XSD["nonNegativeInteger"]), iri)
            if p.count.none and statement.polarity != "Denied":
                yield Quad(subject, RDF_TYPE, _st(p.kind), iri)
                yield Quad(subject, _st("outcome"), _st(p.count.outcome), iri)
                for role in p.roles:
                    yield Quad(subject, _st(role.property), role.entity.iri, iri)
                zero = Literal("0", datatype=XSD["nonNegativeInteger"])
                yield Quad(subject, _st("exactCount"), zero, iri)
            return
        order = (
            "perpetrator",
            "gainedBy",
            "belligerent",
            "deployedBy",
            "participant",
            "target",
            "directedAt",
            "occursAt",
            "party",
            "brokeredBy",
        )
        ranked = sorted(p.roles, key=lambda r: order.index(r.property) if r.property in order else 99)
        chosen = ranked[0] if ranked else None
        if chosen is None and statement.speaker is not None:
            entity = statement.speaker
            yield Quad(
                node,
                OWL["assertionProperty"],
                _st("perpetrator" if p.family in ("event", "damage") else "participant"),
                iri,
            )
            yield Quad(node, OWL["targetIndividual"], entity.iri, iri)
            lacks.append("who or what exactly is denied: the speaker is assumed")
            return
        if chosen is None:
            yield Quad(node, OWL["assertionProperty"], _st("partOf"), iri)
            yield Quad(node, OWL["targetIndividual"], NamedNode(f"{subject.value}-whole"), iri)
            lacks.append("who or what exactly is denied")
            return
        yield Quad(node, OWL["assertionProperty"], _st(chosen.property), iri)
        yield Quad(node, OWL["targetIndividual"], chosen.entity.iri, iri)

    def _report(
        self, statement: Statement, p: Proposition, subject: NamedNode, cause: NamedNode | None, iri: NamedNode
    ) -> Iterator[Quad]:
        count = p.count
        assert count is not None
        yield Quad(subject, RDF_TYPE, _st(p.kind), iri)
        for role in p.roles:
            yield Quad(subject, _st(role.property), role.entity.iri, iri)
        yield Quad(subject, _st("outcome"), _st(count.outcome), iri)
        amount = count.amount
        for name, value in (
            ("exactCount", amount.exact),
            ("minimumCount", amount.minimum),
            ("maximumCount", amount.maximum),
            ("approximateCount", amount.approximate),
        ):
            if value is not None:
                yield Quad(subject, _st(name), Literal(str(value), datatype=XSD["nonNegativeInteger"]), iri)
        if not amount.given:
            yield Quad(subject, _st("countNotGiven"), Literal("true", datatype=XSD["boolean"]), iri)
        if cause is not None:
            yield Quad(subject, _st("reportsOn"), cause, iri)
        said_on = self._said_on(statement)
        date = p.date or said_on
        if date is not None and date.earliest is not None:
            literal = _literal(date)
            if literal is not None:
                yield Quad(subject, _st("asOf"), literal, iri)

    def _intention(self, statement: Statement, p: Proposition, iri: NamedNode) -> Iterator[Quad]:
        if p.family == "intention":
            node = self._fresh("intention", f"{self.name}-{slug(p.kind)}-{p.trigger[0]:04d}")
        else:
            node = self._fresh("intention", f"{self.name}-{p.modality.lower()}-{p.trigger[0]:04d}")
        yield Quad(node, RDF_TYPE, _st("Intention"), iri)
        agents = [
            r
            for r in p.roles
            if r.property
            in ("perpetrator", "participant", "belligerent", "gainedBy", "lostBy", "deployedBy", "party", "intendedBy")
        ]
        who = [r.entity.iri for r in agents]
        if p.modality == "Requested" and statement.speaker is not None:
            who = [statement.speaker.iri]
        if not who and statement.speaker is not None:
            who = [statement.speaker.iri]
        for iri_ in dict.fromkeys(who):
            yield Quad(node, _st("intendedBy"), iri_, iri)
        if p.kind == "Appeal" or statement.frame == "request":
            for role in p.roles:
                if role.property == "addressee":
                    yield Quad(node, _st("appealsTo"), role.entity.iri, iri)
            if statement.target is not None:
                yield Quad(node, _st("appealsTo"), statement.target.iri, iri)
        if p.subject is not None:
            yield Quad(
                node,
                _st("invokes" if re.search(r"invok", self.text[p.start : p.end]) else "intends"),
                p.subject.iri,
                iri,
            )

    def _outbreak(
        self, statement: Statement, p: Proposition, subject: NamedNode, iri: NamedNode, lacks: list[str]
    ) -> Iterator[Quad]:
        yield Quad(subject, RDF_TYPE, _st("Outbreak"), iri)
        blamed = [r.entity for r in p.roles if r.property in ("openedBy", "perpetrator")]
        for entity in blamed:
            side = (
                self.sides.get(entity.iri) or self.sides.get(entity.state)
                if entity.state
                else self.sides.get(entity.iri)
            )
            if side is None:
                side_entity = Entity(
                    NamedNode(f"{self.base}side/{slug(entity.label)}"),
                    f"{entity.label} and those on its side",
                    "Side",
                    False,
                )
                self._entity[side_entity.iri] = side_entity
                side = side_entity.iri
            yield Quad(subject, _st("openedBy"), side, iri)
        yield from self._date(p.date, subject, iri, "occurredOn")
        for role in p.roles:
            if role.property in ("occursAt", "occursNear"):
                yield Quad(subject, _st(role.property), role.entity.iri, iri)

    def _date(self, date: DateExpression | None, subject: NamedNode, iri: NamedNode, prop: str) -> Iterator[Quad]:
        if date is None or date.earliest is None or date.latest is None:
            return
        literal = _literal(date)
        if literal is not None:
            yield Quad(subject, _st(prop), literal, iri)
            return
        yield Quad(subject, _st("notBefore"), Literal(date.earliest.isoformat(), datatype=XSD["date"]), iri)
        yield Quad(subject, _st("notAfter"), Literal(date.latest.isoformat(), datatype=XSD["date"]), iri)

    # -- in words
    def _describe(self, statement: Statement, p: Proposition) -> str:
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", p.kind)
        kind = kind[:1] + kind[1:].lower()

        def names(*props: str) -> str:
            return _and([r.entity.label for r in p.roles if r.property in props])

        parts: list[str] = []
        if p.kind in ("Statement", "Intention") and p.lacks and statement.speaker is not None:
            return f"{statement.speaker.label} {'means to do something' if p.kind == 'Intention' else 'makes a statement'} that the word lists have no kind for."
        if p.family == "count" and p.count is not None:
            outcome = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", p.count.outcome).lower()
            amount = (
                "nobody"
                if p.count.none
                else (f"{p.count.amount}" if p.count.amount.given else "a number that is not given")
            )
            outcome = "lost" if outcome == "unspecified losses" else outcome
            parts.append(f"{amount} {outcome}")
            side = names("sufferedBy", "countedAmong")
            if side:
                parts[-1] += f": {side}" if not side.startswith("All sides") else ": all sides together"
        elif p.family == "silence":
            parts.append(f"nothing is said by {names('silentParty')} about {p.about or 'losses'}")
        else:
            parts.append(p.subject.label if p.subject is not None else kind)
            for props, words in ((("perpetrator", "gainedBy", "deployedBy", "intendedBy", "recognisedBy"), "by"), (("belligerent",), "between" if names("belligerent").count(" and ") else "with"), (("participant",), "with"), (("openedBy",), "opened by"),
                                 (("lostBy",), "lost by"), (("target",), "against"), (("directedAt",), "directed at"), (("changesControlOf",), "of"), (("occursAt",), "at"), (("occursNear",), "near"), (("disputedOver",), "over"), (("brokeredBy",), "brokered by"),
                                 (("party",), "between"), (("deployedTo",), "in"), (("displacedCommunity", "returning"), "of"), (("displacedFrom",), "from"), (("damaged",), "of"), (("addressee",), "to")):  # fmt: skip
                named = names(*props)
                if named:
                    parts.append(f"{words} {named}")
            if p.weapons:
                parts.append("with " + _and([re.sub(r"(?<=[a-z])(?=[A-Z])", " ", w).lower() for w in p.weapons]))
        if p.date is not None and p.date.resolved:
            parts.append(f"({p.date.value})")
        sentence = " ".join(parts)
        prefix = "Denied: " if p.polarity == "Denied" else "" if p.modality == "Reported" else f"{p.modality}: "
        text = f"{prefix}{sentence}"
        return text[:1].upper() + text[1:] + "."


_AGREEMENTS: Final = frozenset(
    {
        "Ceasefire",
        "PeaceTreaty",
        "Treaty",
        "Agreement",
        "CooperationAgreement",
        "MutualDefenceAgreement",
        "ProposedAgreement",
    }
)


def _and(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def _literal(date: DateExpression) -> Literal | None:
    """A date as a literal of its precision; None for weeks, seasons and decades, which need two bounds."""
    if date.earliest is None:
        return None
    if date.precision == "ToTheMinute" and date.time is not None:
        return Literal(f"{date.earliest.isoformat()}T{date.time}", datatype=XSD["dateTime"])
    if date.precision == "ToTheDay":
        return Literal(date.earliest.isoformat(), datatype=XSD["date"])
    if date.precision == "ToTheMonth":
        return Literal(f"{date.earliest.year:04d}-{date.earliest.month:02d}", datatype=XSD["gYearMonth"])
    if date.precision == "ToTheYear":
        return Literal(f"{date.earliest.year:04d}", datatype=XSD["gYear"])
    return None
