"""A view: a built knowledge base seen through a lens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from standoff.rdf.terms import (
    DCTERMS,
    OA,
    OWL,
    PROV,
    RDF,
    SKOS,
    ST,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Term,
    Triple,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray
    from pyoxigraph import Store

    from standoff.building.builds import Build
    from standoff.model import Claim, Lens
    from standoff.reasoning.contradictions import Contradictions
    from standoff.reasoning.corroboration import Corroboration
    from standoff.reasoning.derivation import Derivation
    from standoff.reasoning.lenses import Lens as ReasoningLens
    from standoff.reasoning.periods import Period
    from standoff.reasoning.reasons import Reasons
    from standoff.reasoning.selection import Selection
    from standoff.reasoning.voices import Voices

__all__ = ["Built", "View"]

_DEFAULT = DefaultGraph()


@dataclass
class Built:
    """What a build holds, opened as it is asked for: store, derivation, claims' records."""

    build: Build
    _views: dict[Lens, View] = field(default_factory=dict)

    @cached_property
    def store(self) -> Store:
        """The store, read-only."""
        return self.build.store()

    @cached_property
    def derivation(self) -> Derivation:
        """The derivation graph, memory-mapped."""
        from standoff.reasoning.derivation import Derivation

        return Derivation.open(self.build.derivation)

    @cached_property
    def reasons(self) -> Reasons:
        """What can be asked of the derivation by propagation."""
        from standoff.reasoning.reasons import Reasons

        return Reasons(self.derivation)

    @cached_property
    def contradictions(self) -> Contradictions:
        """The contradictions among all trusted claims."""
        from standoff.reasoning.contradictions import Contradictions

        return Contradictions(self.reasons)

    @cached_property
    def voices(self) -> Voices:
        """Who speaks for whom, by the background alone."""
        from standoff.reasoning.voices import Voices

        return Voices(self.reasons)

    @cached_property
    def records(self) -> Mapping[NamedNode, Claim]:
        """Each claim's speaker, article and date, by IRI."""
        from standoff.building.indexing import claims_in_store

        return {claim.iri: claim for claim in claims_in_store(self.store)}

    @cached_property
    def links(self) -> Mapping[NamedNode, Triple]:
        """The identities, matches and differences that link judgements state, by the judgement's IRI."""
        from standoff.model.reading import Descriptions

        graph = NamedNode(f"{self.build.manifest['base']}links")
        said = Descriptions(self.store.quads_for_pattern(None, None, None, graph))
        found: dict[NamedNode, Triple] = {}
        for link in said.instances(ST["Link"]):
            entity, item = said.node(link, ST["entity"]), said.node(link, ST["item"])
            verdict = said.node(link, ST["verdict"])
            meant = {ST["Same"]: OWL["sameAs"], ST["Different"]: OWL["differentFrom"]}.get(verdict) if verdict else None
            if verdict == ST["Same"] and item in said.values(entity, SKOS["exactMatch"]):
                meant = SKOS["exactMatch"]  # one place in two gazetteers, but no identity for OWL to draw on
            if entity is not None and item is not None and meant is not None:
                found[link] = Triple(entity, meant, item)
        return found

    @cached_property
    def links_as_claims(self) -> Mapping[NamedNode, Claim]:
        """The link judgements as claims by their judges."""
        from standoff.model import Claim
        from standoff.model.reading import Descriptions

        graph = NamedNode(f"{self.build.manifest['base']}links")
        said = Descriptions(self.store.quads_for_pattern(None, None, None, graph))

        def claim(link: NamedNode, meant: Triple) -> Claim:
            ends = (meant.subject, meant.object)
            entity, item = (str(node).strip("<>").rstrip("/").rsplit("/", 1)[-1] for node in ends)
            verdict = "different" if meant.predicate == OWL["differentFrom"] else "the same"
            return Claim(
                link, said.node(link, PROV["wasAttributedTo"]), description=f"{entity} and {item} are judged {verdict}."
            )

        return {link: claim(link, meant) for link, meant in self.links.items()}

    @cached_property
    def with_links(self) -> Built:
        """The same build, reasoned over with each link judgement as a claim by its judge."""
        from standoff.reasoning.update import update

        linked = Built(self.build)
        linked.__dict__["store"] = self.store
        linked.__dict__["derivation"] = update(self.derivation, add_claims=list(self.links.items()))
        linked.__dict__["records"] = {**self.records, **self.links_as_claims}
        return linked

    def view(self, lens: Lens) -> View:
        """The knowledge base through a lens."""
        if lens not in self._views:
            self._views[lens] = View(self.with_links if lens.with_links else self, lens)
        return self._views[lens]


class View:
    """What holds through one lens of one build."""

    def __init__(self, built: Built, lens: Lens) -> None:
        self.built = built
        self.lens = lens

    @cached_property
    def selection(self) -> Selection:
        """The claims that the lens chooses."""
        from standoff.reasoning.selection import select

        built = self.built
        found = select(self.lens, built.derivation.claims, built.records, built.voices)
        if self.lens.with_links:  # whoever asks for the links asks for all of them, whatever the accounts
            for number, claim in enumerate(built.derivation.claims):
                found.mask[number] |= claim in built.links
        return found

    @cached_property
    def reasoning(self) -> ReasoningLens:
        """The lens as the reasoner has it."""
        from standoff.reasoning.lenses import Lens as ReasoningLens

        return ReasoningLens(self.built.reasons, self.selection.mask, self.built.contradictions)

    @cached_property
    def facts(self) -> NDArray[np.bool_]:
        """Which facts hold through the lens; undecided ones do not."""
        reasoning = self.reasoning
        holds = reasoning.undisputed_facts if self.lens.undisputed else reasoning.through().holds
        if self.lens.corroborated > 1:
            holds = holds & self._corroborated.holds
        return holds

    @cached_property
    def _corroborated(self) -> Corroboration:
        from standoff.reasoning.corroboration import corroborated
        from standoff.reasoning.periods import period

        built = self.built
        speakers = [
            record.speaker if (record := built.records.get(claim)) is not None else None
            for claim in built.derivation.claims
        ]
        days: dict[NamedNode, set[Period | None]] = {}
        for record in built.records.values():
            if record.speaker is not None:
                days.setdefault(record.speaker, set()).add(period(record.issued))
        actors = {speaker: built.voices.actors_over(speaker, known) for speaker, known in days.items()}
        return corroborated(
            built.reasons, built.contradictions, self.selection.mask, speakers, actors, self.lens.corroborated
        )

    @property
    def undecided(self) -> int:
        """How many facts may hold, but the search for a support without contradiction was cut short."""
        found = 0 if self.lens.undisputed else int(self.reasoning.through().undecided.sum())
        return found + int(self._corroborated.undecided.sum()) if self.lens.corroborated > 1 else found

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know about this view, one sentence each."""
        found = list(self.selection.notes)
        if self.undecided:
            found.append(f"Undecided, and not shown as holding: {self.undecided:,} facts (the search was cut short).")
        return tuple(found)

    def number(self, quad: Quad | Triple) -> int | None:
        """The number of a triple among the facts; None when it is none (what is known about claims is not)."""
        return self.built.derivation.fact(quad.subject, quad.predicate, quad.object)

    def origin(self, quad: Quad | Triple) -> str:
        """Where a fact that holds comes from: `claimed`, `reference` (the background states it) or `inferred`."""
        fact = self.number(quad)
        if fact is None or self.built.derivation.background[fact]:
            return "reference"
        return "claimed" if self.built.reasons.claims_of(fact) else "inferred"

    def is_disputed(self, quad: Quad | Triple) -> bool:
        """Whether a fact holds, but each of its supports shares a claim with a contradiction."""
        fact = self.number(quad)
        return fact is not None and not bool(self.reasoning.undisputed_facts[fact])

    def quads(self) -> Iterator[Quad]:
        """The facts that hold through the lens, in the default graph."""
        import numpy as np

        from standoff.building.indexing import facts

        return facts(self.built.derivation, np.flatnonzero(self.facts))

    def claims(self) -> Iterator[NamedNode]:
        """The claims that the lens chooses."""
        mask = self.selection.mask
        return (claim for number, claim in enumerate(self.built.derivation.claims) if mask[number])

    def provenance(self) -> Iterator[Quad]:
        """What is known about the chosen claims, and about all articles."""
        store = self.built.store
        for quad in store.quads_for_pattern(None, RDF["type"], ST["Article"], _DEFAULT):
            yield from _described(store, quad.subject)
        for article_part in store.quads_for_pattern(None, ST["voiceOf"], None, _DEFAULT):
            yield from _described(store, article_part.subject)
        for claim in self.claims():
            yield from _described(store, claim, _PARTS)

    @cached_property
    def store(self) -> Store:
        """The view as a store of its own: facts in the default graph, the chosen claims' content in theirs."""
        if self.lens.is_default:
            return self.built.store
        from pyoxigraph import Store

        found = Store()
        found.bulk_extend(self.quads())
        found.bulk_extend(self.provenance())
        source = self.built.store
        for claim in self.claims():
            found.extend(source.quads_for_pattern(None, None, None, claim))
        links = NamedNode(f"{self.built.build.manifest['base']}links")
        found.extend(source.quads_for_pattern(None, None, None, links))
        return found


_PARTS = frozenset({OA["hasTarget"], OA["hasSelector"], ST["relay"], ST["slotReading"], DCTERMS["hasPart"]})
"""The properties that lead from a claim to the parts of its description."""


def _described(store: Store, subject: Any, parts: frozenset[NamedNode] = frozenset()) -> Iterator[Quad]:
    """The quads of a subject's description, those of its parts included."""
    todo: list[Term] = [subject]
    seen: set[Term] = set()
    while todo:
        node = todo.pop()
        if node in seen or isinstance(node, (Literal, Triple)):
            continue
        seen.add(node)
        for quad in store.quads_for_pattern(node, None, None, _DEFAULT):
            yield quad
            if quad.predicate in parts:
                todo.append(quad.object)
