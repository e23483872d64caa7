"""Which facts hold through the default lens and through each named lens, and how the store is brought up to that."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from standoff.building.indexing import Index, claims_in_store, in_graph, lens_graph, links_graph, triples
from standoff.rdf.terms import DefaultGraph, Graph, Quad, Triple

if TYPE_CHECKING:
    from standoff.building.builds import Build
    from standoff.building.differences import Difference
    from standoff.config import Config
    from standoff.reasoning.contradictions import Contradictions
    from standoff.reasoning.reasons import Reasons

__all__ = ["Closures"]

Mask = NDArray[np.bool_]


class Closures:
    """The facts through the lenses of one build; `facts`, `contested` and `undecided` count the default lens's."""

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
            self._write_named(names)

    def _write_default(self, found: Difference) -> None:
        from standoff.reasoning.lenses import Lens

        through = Lens(self.reasons, None, self.contradictions).through()
        self.facts = int(through.holds.sum())
        self.undecided = int(through.undecided.sum())
        self.contested = len(self.contradictions.contested.claims)
        lost = self._exchange("all", through.holds, DefaultGraph())
        gone = {quad.triple for quad in found.provenance_gone}
        derivation = self.reasons.derivation
        for triple in (*gone, *lost):
            number = derivation.fact(triple.subject, triple.predicate, triple.object)
            if number is None or not through.holds[number]:
                self.index.store.remove(Quad(triple.subject, triple.predicate, triple.object))

    def _write_named(self, names: Iterable[str]) -> None:
        from standoff.reasoning.lenses import Lens
        from standoff.reasoning.selection import select
        from standoff.reasoning.voices import Voices

        records = {claim.iri: claim for claim in claims_in_store(self.index.store)}
        voices = Voices(self.reasons)
        for name in names:
            lens = self.config.lens(name)
            chosen = select(lens, self.reasons.derivation.claims, records, voices)
            view = Lens(self.reasons, chosen.mask, self.contradictions)
            holds = view.undisputed_facts if lens.undisputed else view.through().holds
            graph = lens_graph(self.config.base, name)
            self.index.remove(in_graph(self._exchange(name, holds, graph), graph))

    def _exchange(self, name: str, holds: Mask, graph: Graph) -> list[Triple]:
        """Load the facts that newly hold through a lens; give back those that no longer do."""
        np.save(self.folder / f"facts-{name}.npy", holds)
        before = self._before(name, holds)
        self.index.load(in_graph(triples(self.reasons.derivation, np.flatnonzero(holds & ~before[0])), graph), "facts")
        return before[1]

    def _before(self, name: str, holds: Mask) -> tuple[Mask, list[Triple]]:
        """Which facts held in the last build, by their numbers now, and those that no longer hold."""
        nothing: tuple[Mask, list[Triple]] = (np.zeros_like(holds), [])
        if self.last is None:
            return nothing
        path = self.last.folder / f"facts-{name}.npy"
        if not path.exists():
            return nothing
        from standoff.reasoning.derivation import Derivation

        old = Derivation.open(self.last.derivation)
        held = np.flatnonzero(np.load(path))
        numbers = self.reasons.derivation.numbers_of(old, held)
        before = np.zeros_like(holds)
        before[numbers[numbers >= 0]] = True
        lost = held[(numbers < 0) | ~holds[np.maximum(numbers, 0)]] if len(holds) else held
        return before, list(triples(old, lost))


def _moved(quads: Iterable[Quad], graph: Any) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
