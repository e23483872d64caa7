"""Which facts hold through the default lens and through each named lens, and how the store is brought up to that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from standoff.building.indexing import Index, claimed, claims_in_store, facts, lens_graph, links_graph
from standoff.model.reading import read_claims
from standoff.rdf.terms import DCTERMS, RDF, DefaultGraph, Graph, Literal, NamedNode, Quad
from standoff.reasoning.derivation import Derivation

if TYPE_CHECKING:
    from standoff.building.builds import Build
    from standoff.building.differences import Difference
    from standoff.config import Config
    from standoff.model import Claim
    from standoff.model import Lens as ClaimsLens
    from standoff.reasoning.contradictions import Contradictions
    from standoff.reasoning.reasons import Reasons
    from standoff.reasoning.voices import Voices

__all__ = ["Closures"]

Mask = NDArray[np.bool_]


class Closures:
    """The facts through the lenses of one build.

    `facts`, `contested`, `undecided` and `disputed` are of the default lens.
    """

    def __init__(
        self,
        config: Config,
        reasons: Reasons,
        contradictions: Contradictions,
        index: Index,
        folder: Path,
        last: Build | None,
    ) -> None:
        self.config = config
        self.reasons = reasons
        self.contradictions = contradictions
        self.index = index
        self.folder = folder
        self.last = last
        self.facts = 0
        self.contested = 0
        self.undecided = 0
        self.disputed: list[str] = []

    @cached_property
    def _old(self) -> Derivation:
        """The derivation of the last build."""
        assert self.last is not None
        return Derivation.open(self.last.derivation)

    def write(self, found: Difference) -> None:
        """Bring the store up to date: claims and what is known of them, links, and the facts through each lens."""
        index, base = self.index, self.config.base
        links = links_graph(base)
        index.remove(found.content_gone)
        index.remove(_moved(found.links_gone, links))
        index.load(found.content, "claims")
        index.load(_moved(found.links, links), "links")
        index.load(found.provenance, "provenance")
        self._write_default(found)
        names = sorted(self.config.lenses)
        if names:
            self._write_named(names, found)

    def _write_default(self, found: Difference) -> None:
        from standoff.reasoning.lenses import Lens

        lens = Lens(self.reasons, None, self.contradictions)
        through = lens.through()
        self.facts = int(through.holds.sum())
        self.undecided = int(through.undecided.sum())
        self.contested = len(self.contradictions.contested.claims)
        self.disputed = self._words(through.holds & ~lens.undisputed_facts)
        index = self.index
        lost = self._exchange("all", through.holds, DefaultGraph())
        derivation = self.reasons.derivation
        for quad in (*found.provenance_gone, *lost):
            number = derivation.fact(quad.subject, quad.predicate, quad.object)
            if number is None or not through.holds[number]:
                index.store.remove(quad)

    def _words(self, holds: Mask) -> list[str]:
        """The properties of some facts, of rdf:type the classes: what a query must name to meet one of them."""
        derivation = self.reasons.derivation
        kind = derivation.terms.find(RDF["type"])
        chosen = np.flatnonzero(holds)
        predicates = derivation.predicate[chosen]
        classes = derivation.object[chosen[predicates == kind]]
        named = np.union1d(predicates[predicates != kind], classes)
        terms = (derivation.terms.term(int(number)) for number in named)
        return sorted(term.value for term in terms if isinstance(term, NamedNode))

    def _write_named(self, names: Iterable[str], found: Difference) -> None:
        from standoff.reasoning.lenses import Lens
        from standoff.reasoning.voices import Voices

        voices = Voices(self.reasons)
        kept = self._kept_claims(found)
        records = self._records(found) if kept else {c.iri: c for c in claims_in_store(self.index.store)}
        for name in names:
            lens = self.config.lens(name)
            mask = self._mask(name, lens, records, voices, kept)
            view = Lens(self.reasons, mask, self.contradictions)
            holds = view.undisputed_facts if lens.undisputed else view.through().holds
            graph = lens_graph(self.config.base, name)
            self.index.remove(self._exchange(name, holds, graph))

    def _kept_claims(self, found: Difference) -> int:
        """How many claims are, with their numbers, as they were in the last build: all of its claims, or none."""
        if self.last is None or found.content_gone or found.provenance_gone:
            return 0
        before, now = self._old.claims.numbers, self.reasons.derivation.claims.numbers
        same = len(before) <= len(now) and np.array_equal(now[: len(before)], before)
        return len(before) if same else 0

    def _records(self, found: Difference) -> dict[NamedNode, Claim]:
        """The records of the claims that have come."""
        claims = {claim for claim, _ in claimed(found.content)}
        articles = self.index.store.quads_for_pattern(None, DCTERMS["issued"], None, DefaultGraph())
        issued = {
            quad.subject: quad.object.value
            for quad in articles
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        }
        records = read_claims(found.provenance, issued=issued)
        return {record.iri: record for record in records if record.iri in claims}

    def _mask(self, name: str, lens: ClaimsLens, records: Mapping[NamedNode, Claim], voices: Voices, kept: int) -> Mask:
        """The claims of a lens; of those that the last build had, what it found."""
        from standoff.reasoning.selection import select

        claims = self.reasons.derivation.claims
        path = self.folder / f"mask-{name}.npy"
        old = self.last.folder / path.name if self.last is not None else path
        if kept and old.exists():
            new = select(lens, claims[kept:], records, voices).mask
            mask: Mask = np.concatenate([np.load(old), new])
        else:
            mask = select(lens, claims[:], records, voices).mask
        np.save(path, mask)
        return mask

    def _exchange(self, name: str, holds: Mask, graph: Graph) -> list[Quad]:
        """Load the facts that newly hold through a lens; give back those that no longer do."""
        np.save(self.folder / f"facts-{name}.npy", holds)
        before, lost = self._before(name, holds, graph)
        self.index.load(facts(self.reasons.derivation, np.flatnonzero(holds & ~before), graph), "facts")
        return lost

    def _before(self, name: str, holds: Mask, graph: Graph) -> tuple[Mask, list[Quad]]:
        """Which facts held in the last build, by their numbers now, and those that no longer hold."""
        nothing: tuple[Mask, list[Quad]] = (np.zeros_like(holds), [])
        if self.last is None:
            return nothing
        path = self.last.folder / f"facts-{name}.npy"
        if not path.exists():
            return nothing
        old = self._old
        held = np.flatnonzero(np.load(path))
        numbers = self.reasons.derivation.numbers_of(old, held)
        before = np.zeros_like(holds)
        before[numbers[numbers >= 0]] = True
        lost = held[(numbers < 0) | ~holds[np.maximum(numbers, 0)]] if len(holds) else held
        return before, list(facts(old, lost, graph))


def _moved(quads: Iterable[Quad], graph: Any) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
