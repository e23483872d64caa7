"""Suggesting, judging and undoing links: what `standoff link` does, as functions of the library."""

from __future__ import annotations

import datetime as dt
import getpass
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from standoff.errors import InputError, UsageError
from standoff.links.judgements import GEONAMES, WIKIDATA, Evidence, Judgement, link_iri, mapping_of
from standoff.links.linkset import FILES, Linkset, linkset_file
from standoff.links.matching import Match, automatic, rank
from standoff.links.subjects import Subjects
from standoff.links.things import Item, Subject
from standoff.rdf.terms import PROV, NamedNode
from standoff.sources import Sources

__all__ = ["ItemSource", "Links", "Suggestion", "judge_of"]

LEAST = 0.45
"""The least score of a candidate that is written down."""
RULE = "standoff-link-suggest"


class ItemSource(Protocol):
    """Where items come from: an API, a reconciliation service, a SPARQL endpoint."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def search(self, subject: Subject, limit: int = 10) -> list[Item]:
        """The items that may be what an entity is."""

    def items(self, names: Sequence[str], languages: Iterable[str] = ()) -> dict[str, Item | None]:
        """Items by their identifiers; None for those that are not there."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a service has for an entity: matches, best first, and the one that may be accepted without a person."""

    subject: Subject
    matches: tuple[Match, ...]
    accepted: Match | None = None


def judge_of(name: str | None, base: str) -> tuple[NamedNode, tuple[NamedNode, str]]:
    """The agent that stands for a person, with its class and label; None is whoever is logged in."""
    label = (name or "").strip()
    if not label:
        try:
            label = getpass.getuser()
        except (KeyError, OSError):
            raise UsageError("nobody knows who judges", hint="say who with --by NAME") from None
    local = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "somebody"
    return NamedNode(f"{base}agent/{local}"), (PROV["Agent"], label)


class Links:
    """The links of a knowledge base: read from its files, changed one judgement at a time."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.base = sources.config.base

    @cached_property
    def sets(self) -> dict[str, Linkset]:
        """The linksets by the space of their items."""
        named = {path.name: path for path in self.sources.files("links")}
        return {
            space: Linkset.read(named.get(name) or linkset_file(self.sources.root, NamedNode(space)), self.base)
            for space, name in FILES.items()
        }

    @property
    def judgements(self) -> list[Judgement]:
        """All judgements, file by file."""
        return [judgement for linkset in self.sets.values() for judgement in linkset.judgements.values()]

    @cached_property
    def subjects(self) -> Subjects:
        """The entities that can be linked."""
        return Subjects(self.sources, self.judgements)

    def of(self, entity: NamedNode) -> list[Judgement]:
        """The judgements on an entity."""
        return [judgement for judgement in self.judgements if judgement.entity == entity]

    def entity(self, text: str) -> NamedNode:
        """The entity that a label, CURIE or IRI names.

        Raises:
            UsageError: nothing, or more than one thing, is called so.
        """
        listed = self.subjects.entities()
        found = self.sources.names.find(text, listed)
        if found not in listed:
            raise UsageError(
                f"{text!r} is not an entity that can be linked", hint="actors, places, offices, wars and agreements can"
            )
        return found

    def item(self, text: str) -> NamedNode:
        """The item that an identifier (Q39556), a CURIE, an IRI or geonames:174884 names.

        Raises:
            UsageError: it is neither an item of Wikidata nor a feature of GeoNames.
        """
        found = text.strip().strip("<>")
        if re.fullmatch(r"(wd:)?Q[1-9]\d*", found):
            return NamedNode(WIKIDATA + found.removeprefix("wd:"))
        if match := re.fullmatch(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q[1-9]\d*)", found):
            return NamedNode(WIKIDATA + match[1])
        if match := re.fullmatch(r"(?:geonames:|https?://(?:sws|www)\.geonames\.org/)([1-9]\d*)/?", found):
            return NamedNode(f"{GEONAMES}{match[1]}/")
        raise UsageError(f"{text!r} is no item", hint="write Q39556, or geonames:174884")

    # ---------------------------------------------------------------- judging

    def judge(
        self,
        entity: NamedNode,
        item: NamedNode,
        verdict: str,
        by: str | None = None,
        *,
        reason: str | None = None,
        near: bool = False,
        now: dt.datetime | None = None,
    ) -> Judgement:
        """Record a person's judgement on an entity and an item, in place of an earlier one on the two.

        `near` says of two that are different that they are close: a town and its district.

        Raises:
            UsageError: the entity is already judged the same as another item, or the item as another entity.
            InputError: the file cannot be written.
        """
        if verdict == "Same":
            self._refuse_second(entity, item)
        judge, agent = judge_of(by, self.base)
        iri = link_iri(self.base, entity, item)
        linkset = self._set_of(item)
        before = linkset.judgements.get(iri) or Judgement(
            iri, entity, item, verdict, judge, "", (Evidence("Source", note="a person's judgement"),)
        )
        made = before.decided(verdict, judge, _stamp(now), reason, near=near)
        linkset.put(made, agent)
        self._write(linkset)
        return made

    def _refuse_second(self, entity: NamedNode, item: NamedNode) -> None:
        space = WIKIDATA if item.value.startswith(WIKIDATA) else GEONAMES
        for other in self.judgements:
            if other.verdict != "Same" or not other.item.value.startswith(space):
                continue
            shorten = self.sources.config.prefixes.shorten
            if other.entity == entity and other.item != item:
                raise UsageError(
                    f"{shorten(entity)} is judged the same as {other.item_name} already",
                    hint=f"first: standoff link reject {shorten(entity)} {other.item_name}",
                )
            if other.item == item and other.entity != entity:
                raise UsageError(
                    f"{other.item_name} is judged the same as {shorten(other.entity)} already",
                    hint=f"first: standoff link reject {shorten(other.entity)} {other.item_name}",
                )

    def undo(self, entity: NamedNode, item: NamedNode) -> Judgement:
        """Take a judgement away, as if nobody had ever judged.

        Raises:
            UsageError: there is none on the two.
            InputError: the file cannot be written.
        """
        linkset = self._set_of(item)
        gone = linkset.remove(link_iri(self.base, entity, item))
        if gone is None:
            raise UsageError(
                f"nobody has judged {self.sources.config.prefixes.shorten(entity)} and {item.value.rsplit('/', 1)[-1]}",
                hint="standoff query wikidata-links lists the judgements",
            )
        self._write(linkset)
        return gone

    def only(self, entity: NamedNode, item: NamedNode | None) -> NamedNode:
        """The item meant: the one given, or the only one that is judged unsure or the same.

        Raises:
            UsageError: there is none, or more than one.
        """
        if item is not None:
            return item
        found = [judgement for judgement in self.of(entity) if judgement.item.value.startswith(WIKIDATA)]
        open_ = [j for j in found if j.verdict == "Unsure"] or [j for j in found if j.verdict == "Same"]
        if len(open_) == 1:
            return open_[0].item
        listed = ", ".join(judgement.item_name for judgement in open_)
        what = f"has more than one candidate: {listed}" if open_ else "has no candidate"
        raise UsageError(f"{self.sources.config.prefixes.shorten(entity)} {what}", hint="name the item: Q39556")

    # -------------------------------------------------------------- suggesting

    def suggest(
        self,
        entities: Iterable[NamedNode],
        source: ItemSource,
        *,
        auto: bool = False,
        write: bool = True,
        most: int = 5,
        now: dt.datetime | None = None,
        before: Callable[[NamedNode], None] = lambda _: None,
    ) -> Iterator[Suggestion]:
        """What a service has for each entity; with `write`, candidates are recorded as unsure, one entity at a time.

        With `auto`, a match that two independent signals agree on, and that has no second near, is accepted. What a
        person has judged stays.

        Raises:
            OutsideError: the service failed, or there is no network; what was recorded before stays.
        """
        for entity in entities:
            before(entity)
            subject = self.subjects.subject(entity)
            ranked = rank(subject, source.search(subject), least=LEAST)
            chosen = automatic(ranked, self._taken(entity)) if auto and not self._is_linked(entity) else None
            if write:
                self._record(subject, ranked[:most], chosen, source, now)
            yield Suggestion(subject, tuple(ranked[:most]), chosen)

    def _taken(self, entity: NamedNode) -> set[NamedNode]:
        """The items that are another entity's, and those that a judge has found different, or a person unsure."""
        found = set()
        for judgement in self.judgements:
            if judgement.verdict == "Same" and judgement.entity != entity:
                found.add(judgement.item)
            if judgement.entity == entity and (judgement.verdict == "Different" or self._by_person(judgement)):
                found.add(judgement.item)
        return found

    def _is_linked(self, entity: NamedNode) -> bool:
        return any(j.verdict == "Same" and j.item.value.startswith(WIKIDATA) for j in self.of(entity))

    def _by_person(self, judgement: Judgement) -> bool:
        known = self._set_of(judgement.item).agents.get(judgement.judge)
        return known is not None and known[0] != PROV["SoftwareAgent"]

    def _record(
        self,
        subject: Subject,
        ranked: Sequence[Match],
        chosen: Match | None,
        source: ItemSource,
        now: dt.datetime | None,
    ) -> None:
        linkset = self.sets[WIKIDATA]
        linked = self._is_linked(subject.iri)
        judge = NamedNode(f"{self.base}agent/standoff-link-suggest")
        changed = False
        for found in ranked:
            iri = link_iri(self.base, subject.iri, found.item.iri)
            known = linkset.judgements.get(iri)
            if known is None and linked:
                continue  # a linked entity needs no candidates
            if known is not None and (known.verdict != "Unsure" or self._by_person(known)):
                continue  # a judgement that was made stays
            if known is not None and known.rule != RULE and found is not chosen:
                continue  # so does what another rule knew of the candidate
            verdict = "Same" if found is chosen else "Unsure"
            evidence = (*found.evidence, Evidence("Source", note=f"found by {source.name}: {found.item.label}"))
            if known is not None and known.rule != RULE:
                evidence = tuple(dict.fromkeys((*known.evidence, *evidence)))
            made = Judgement(
                iri,
                subject.iri,
                found.item.iri,
                verdict,
                judge,
                _stamp(now),
                evidence,
                mapping_of(verdict, found.item.iri),
                RULE,
                f"{found.score:.2f}",
                "; ".join(found.against) or None,
            )
            if known is None or replace(known, judged_at="") != replace(made, judged_at=""):
                linkset.put(made, (PROV["SoftwareAgent"], "standoff link suggest"))
                changed = True
        if changed:
            self._write(linkset)

    # ----------------------------------------------------------------- writing

    def _set_of(self, item: NamedNode) -> Linkset:
        return self.sets[WIKIDATA if item.value.startswith(WIKIDATA) else GEONAMES]

    def _write(self, linkset: Linkset) -> None:
        if linkset.path.exists() and not self._is_ours(linkset):
            raise InputError(
                "holds more than judgements, which rewriting it would lose",
                path=linkset.path,
                hint="move the rest into a file of its own under kb/links",
            )
        linkset.write(self.sources.config.prefixes)
        self.sources.forget([linkset.path])
        self.__dict__.pop("subjects", None)

    def _is_ours(self, linkset: Linkset) -> bool:
        """Whether the file holds nothing that reading and writing would lose."""
        from standoff.rdf.parsing import parse_file

        on_disk = Linkset.read(linkset.path, self.base)
        return {str(quad) for quad in parse_file(linkset.path)} <= {str(quad) for quad in on_disk.quads()} | set(
            _counts(linkset)
        )


def _counts(linkset: Linkset) -> Iterator[str]:
    """The statements on the linkset itself, which are made anew at each writing."""
    from standoff.rdf.parsing import parse_file
    from standoff.rdf.terms import VOID

    for quad in parse_file(linkset.path):
        if quad.predicate == VOID["triples"]:
            yield str(quad)


def _stamp(now: dt.datetime | None) -> str:
    return (now or dt.datetime.now(dt.UTC)).replace(microsecond=0).isoformat().replace("+00:00", "Z")
