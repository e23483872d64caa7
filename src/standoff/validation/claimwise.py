"""Shapes claim by claim: what each claim breaks with the background, and what it takes several claims to break.

The meaning is plain, and tests hold it against running an engine once per claim:

* what the background breaks alone is a violation of the background;
* what the background with ONE claim breaks, and the background alone does not, is a violation of that claim;
* what all claims together break, and no claim alone, is a disagreement of the claims that it takes.

The work is done in few engine runs: the background; the background with all claims; one for the worlds (see
`worlds`) of claims that touch shapes whose results other claims can hide (a lasting result shows in the union
already); and for each result that only the union shows, worlds again, to find the claims behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import RdfFormat, serialize

from standoff.rdf.terms import OWL, RDF, RDFS, Literal, NamedNode, Quad, Term, Triple
from standoff.validation.dataset import Dataset
from standoff.validation.engines import Engine, Result
from standoff.validation.shapes import Mentions, Root, Shapes
from standoff.validation.structure import is_schema
from standoff.validation.worlds import Index, Overlay, World, affected, touched, validate_worlds

__all__ = ["Attributed", "Claimwise", "ntriples"]

_TYPE = RDF["type"]
MOST_CANDIDATES = 32
"""Claims tried out one by one when a result takes several; beyond, all that have a part in it are named."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """A result with the claims it takes: none for the background's own, several for a disagreement."""

    result: Result
    claims: tuple[NamedNode, ...] = ()


class Claimwise:
    """One run of the shapes over a dataset."""

    def __init__(self, data: Dataset, shapes: Shapes, engine: Engine) -> None:
        self.data = data
        self.shapes = shapes
        self.engine = engine
        self.roots = {iri: root for iri, root in shapes.roots.items() if not root.for_ontology}
        self.shared = {quad.subject for quad in data.vocabulary if isinstance(quad.subject, NamedNode)}
        self.shared |= {node for node in shapes.named() if node not in data.files_of}
        self.content = {claim: self._facts(quads) for claim, quads in data.content.items()}
        self.drafts = {draft: self._facts(quads) for draft, quads in data.drafts.items()}
        self._layers: dict[NamedNode, Index] = {}

    def _facts(self, quads: Iterable[Quad]) -> list[Quad]:
        """What a graph states of individuals; the schema axioms and identities in it are reported, not believed."""
        return [q for q in quads if q.subject not in self.shared and q.predicate != OWL["sameAs"] and not is_schema(q)]

    # what shapes see ---------------------------------------------------------------------

    @cached_property
    def _subclasses(self) -> dict[Term, set[Term]]:
        found: dict[Term, set[Term]] = {}
        for quad in self.data.vocabulary:
            if quad.predicate == RDFS["subClassOf"]:
                found.setdefault(quad.object, set()).add(quad.subject)
        return found

    @cached_property
    def _classes(self) -> dict[NamedNode, set[Term]]:
        """For each root shape the classes it asks for, with all their subclasses."""
        found: dict[NamedNode, set[Term]] = {}
        for iri, root in self.roots.items():
            classes: set[Term] = set(root.mentions.classes)
            todo = list(classes)
            while todo:
                for below in self._subclasses.get(todo.pop(), ()):
                    if below not in classes:
                        classes.add(below)
                        todo.append(below)
            found[iri] = classes
        return found

    @cached_property
    def _seers(self) -> tuple[dict[Term, set[NamedNode]], dict[Term, set[NamedNode]]]:
        """The root shapes that see a predicate, and those that see a type."""
        predicates: dict[Term, set[NamedNode]] = {}
        classes: dict[Term, set[NamedNode]] = {}
        for iri, root in self.roots.items():
            for predicate in root.mentions.forward | root.mentions.inverse:
                if predicate != _TYPE:
                    predicates.setdefault(predicate, set()).add(iri)
            for kind in self._classes[iri]:
                classes.setdefault(kind, set()).add(iri)
        return predicates, classes

    def _relevant(self, quads: Iterable[Quad]) -> set[NamedNode]:
        """The root shapes that some triples can make a difference to."""
        predicates, classes = self._seers
        found = {iri for iri, root in self.roots.items() if root.mentions.everything}
        for quad in quads:
            predicate = quad.predicate
            found |= classes.get(quad.object, _NONE) if predicate == _TYPE else predicates.get(predicate, _NONE)
        return found

    @cached_property
    def relevant(self) -> dict[NamedNode, set[NamedNode]]:
        """For each claim and draft the root shapes it can make a difference to."""
        return {graph: self._relevant(quads) for graph, quads in (*self.content.items(), *self.drafts.items())}

    def _mentions(self, roots: Iterable[NamedNode]) -> Mentions:
        merged = Mentions()
        for iri in roots:
            merged.add(self.roots[iri].mentions)
        return merged

    # data --------------------------------------------------------------------------------

    @cached_property
    def vocabulary(self) -> str:
        """What every run is given of the vocabulary: subclass relations, and what its own terms are."""
        sees_labels = {root.iri for root in self.roots.values() if root.mentions.sees(RDFS["label"])}
        wanted = {RDFS["subClassOf"], RDFS["subPropertyOf"], _TYPE, *([RDFS["label"]] if sees_labels else [])}
        return ntriples(
            quad
            for quad in self.data.vocabulary
            if quad.predicate in wanted and isinstance(quad.object, NamedNode | Literal)
        )

    @cached_property
    def background(self) -> Index:
        """The background's triples that some shape can see."""
        merged = self._mentions(self.roots)
        return Index(quad for quad in self.data.background if merged.sees(quad.predicate))

    def layer(self, claim: NamedNode) -> Index:
        """One claim's content."""
        if claim not in self._layers:
            quads = self.content.get(claim) or self.drafts.get(claim, [])
            self._layers[claim] = Index(quads)
        return self._layers[claim]

    def _with(self, claims: Iterable[NamedNode]) -> Overlay:
        return Overlay((self.background, *(self.layer(claim) for claim in claims)))

    @cached_property
    def union(self) -> Overlay:
        """The background with all claims."""
        everything = Index(q for quads in self.content.values() for q in quads)
        return Overlay((self.background, everything))

    # runs --------------------------------------------------------------------------------

    def run(self) -> Iterator[Attributed]:
        """Every result, with the claims behind it."""
        if not self.roots:
            return
        alone = self._of_background()
        yield from (Attributed(result) for result in alone)
        lasting = {iri for iri, root in self.roots.items() if root.lasting}
        claims = self.data.given_graphs if self.data.is_partial else set(self.content)
        own = self._of_claims({claim: self.relevant[claim] - lasting for claim in self.content if claim in claims})
        found: set[Result] = set()
        for claim, results in own.items():
            for result in results - alone:
                found.add(result)
                yield Attributed(result, (claim,))
        together = self._together(claims) - alone - found
        yield from self._attributed(together, lasting)
        drafts = {draft: self.relevant[draft] for draft in self.drafts}
        for draft, results in self._of_claims(drafts).items():
            yield from (Attributed(result, (draft,)) for result in results - alone)

    def _of_background(self) -> set[Result]:
        if self.data.is_partial:
            return self._around(Overlay((self.background,)), self._partial_focuses(Overlay((self.background,))))
        mentions = self._mentions(self.roots)
        text = ntriples(quad for quad in self.data.background if mentions.sees(quad.predicate))
        return self.engine.results(self.shapes.text(self.roots), self.vocabulary + text)

    def _partial_focuses(self, data: Overlay) -> frozenset[Term]:
        """The nodes that what was given can make a difference to."""
        merged = self._mentions(self.roots)
        changed: set[Term] = set(self.data.given_subjects)
        for claim in self.data.given_graphs:
            changed |= self._touched(claim, self.relevant.get(claim, ()))
        return affected(data, changed, merged, self.shared)

    def _around(self, data: Overlay, focuses: frozenset[Term]) -> set[Result]:
        """The results at some focus nodes."""
        world = World(data, focuses, self._mentions(self.roots), self.shared)
        return validate_worlds({0: world}, self.shapes, self.roots, self.vocabulary, self.engine)[0]

    def _touched(self, claim: NamedNode, roots: Iterable[NamedNode]) -> set[Term]:
        quads = self.content.get(claim) or self.drafts.get(claim, [])
        found: set[Term] = set()
        for iri in roots:
            found |= touched(quads, self.roots[iri].mentions, self._classes[iri])
        return found - self.shared

    def _of_claims(self, wanted: dict[NamedNode, set[NamedNode]]) -> dict[NamedNode, set[Result]]:
        """The results of each claim with the background, by the root shapes wanted of it."""
        numbered = [claim for claim, roots in wanted.items() if roots]
        worlds: dict[int, World] = {}
        for number, claim in enumerate(numbered):
            mentions = self._mentions(wanted[claim])
            data = self._with([claim])
            focuses = affected(data, self._touched(claim, wanted[claim]), mentions, self.shared)
            worlds[number] = World(data, focuses, mentions, self.shared)
        roots = {iri for claim in numbered for iri in wanted[claim]}
        found = validate_worlds(worlds, self.shapes, roots, self.vocabulary, self.engine)
        return {
            claim: {r for r in found[number] if not wanted[claim].isdisjoint(self.shapes.roots_of(r.shape))}
            for number, claim in enumerate(numbered)
        }

    def _together(self, claims: set[NamedNode]) -> set[Result]:
        """The results of all claims together, by the shapes that a claim can make a difference to."""
        if self.data.is_partial:
            return self._around(self.union, self._partial_focuses(self.union)) if claims else set()
        roots = {iri for claim in self.content for iri in self.relevant[claim]}
        if not roots:
            return set()
        mentions = self._mentions(roots)
        content = (q for quads in self.content.values() for q in quads)
        text = ntriples(
            quad for part in (self.data.background, content) for quad in part if mentions.sees(quad.predicate)
        )
        return self.engine.results(self.shapes.text(roots), self.vocabulary + text)

    # who is behind a result --------------------------------------------------------------

    def _attributed(self, results: set[Result], lasting: set[NamedNode]) -> Iterator[Attributed]:
        """The results that only the union shows: each claim that suffices for one, else a set that does."""
        ordered = sorted(results, key=lambda r: (str(r.focus), r.shape.value, str(r.value)))
        candidates = {result: self._candidates(result) for result in ordered}
        single: dict[Result, list[NamedNode]] = {result: [] for result in ordered}
        could = [(r, c) for r in ordered for c in candidates[r] if set(self.shapes.roots_of(r.shape)) & lasting]
        for (result, claim), shows in zip(could, self._show([(r, (c,)) for r, c in could]), strict=True):
            if shows:
                single[result].append(claim)
        open_ = [result for result in ordered if not single[result]]
        behind = self._reduced({result: candidates[result] for result in open_})
        for result in ordered:
            if single[result]:
                yield from (Attributed(result, (claim,)) for claim in single[result])
            else:
                yield Attributed(result, tuple(sorted(behind[result], key=lambda claim: claim.value)))

    @cached_property
    def _claims_at(self) -> dict[Term, list[NamedNode]]:
        """The claims that say something of a node, as subject or object."""
        found: dict[Term, list[NamedNode]] = {}
        for claim, quads in self.content.items():
            for node in {n for q in quads for n in (q.subject, q.object) if not isinstance(n, Literal)}:
                found.setdefault(node, []).append(claim)
        return found

    def _root_of(self, result: Result) -> Root:
        return self.roots[self.shapes.roots_of(result.shape)[0]]

    def _candidates(self, result: Result) -> list[NamedNode]:
        """The claims that have a part in what the shape sees from the focus node."""
        iri = self._root_of(result).iri
        world = World(self.union, frozenset([result.focus]), self.roots[iri].mentions, self.shared)
        _, nodes = world.reached()
        found: dict[NamedNode, None] = {}
        for node in nodes:
            for claim in self._claims_at.get(node, ()):
                if claim not in found and node in self._touched(claim, [iri]):
                    found[claim] = None
        return sorted(found, key=lambda claim: claim.value)

    def _show(self, questions: list[tuple[Result, tuple[NamedNode, ...]]]) -> list[bool]:
        """Whether each result shows with its choice of claims."""
        worlds: dict[int, World] = {}
        for number, (result, claims) in enumerate(questions):
            mentions = self._root_of(result).mentions
            worlds[number] = World(self._with(claims), frozenset([result.focus]), mentions, self.shared)
        roots = {self._root_of(result).iri for result, _ in questions}
        if not worlds:
            return []
        found = validate_worlds(worlds, self.shapes, roots, self.vocabulary, self.engine)
        return [result in found[number] for number, (result, _) in enumerate(questions)]

    def _reduced(self, candidates: dict[Result, list[NamedNode]]) -> dict[Result, list[NamedNode]]:
        """A set of claims with no redundant member for each result, found by leaving out one after the other."""
        kept = {result: list(claims) for result, claims in candidates.items()}
        tried = {r: list(claims) for r, claims in candidates.items() if 2 < len(claims) <= MOST_CANDIDATES}
        while tried:
            questions = []
            for result, left in list(tried.items()):
                if left:
                    without = left.pop()
                    questions.append((result, without, tuple(c for c in kept[result] if c != without)))
                else:
                    del tried[result]
            answers = self._show([(result, rest) for result, _, rest in questions])
            for (result, _, rest), shows in zip(questions, answers, strict=True):
                if shows:
                    kept[result] = list(rest)
        return kept


_NONE: frozenset[NamedNode] = frozenset()


def ntriples(quads: Iterable[Quad]) -> str:
    """Triples as N-Triples."""
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
