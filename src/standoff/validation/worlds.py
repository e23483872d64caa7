"""Worlds: the background with one choice of claims, as far as some shapes can see from some focus nodes.

A claim must conform together with the background alone, and thousands of claims cannot each be a run of an engine.
So each claim's world is cut down to what the shapes can reach from the nodes that the claim touches, its nodes are
given names of its own, and all worlds go to the engine as one graph: since no two share a node, no claim can hide or
cause a result in another's world.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from standoff.rdf.terms import RDF, BlankNode, Literal, NamedNode, Quad, Term
from standoff.validation.engines import Engine, Result
from standoff.validation.shapes import Mentions, Shapes

__all__ = ["Index", "Overlay", "World", "affected", "touched", "validate_worlds"]

_TYPE: Final = RDF["type"]
_MARK: Final = re.compile(r"::world-(\d+)$")
BATCH: Final = 20_000
"""Worlds per engine run: bounds the memory that a run needs."""


class _Walk:
    """The nodes met on a walk, each visited once; literals and shared terms are not walked through."""

    def __init__(self, start: Iterable[Term], shared: Collection[Term]) -> None:
        self.met = set(start)
        self._todo = list(self.met)
        self._shared = shared

    def __iter__(self) -> Iterator[Term]:
        while self._todo:
            yield self._todo.pop()

    def meet(self, node: Term) -> None:
        """Visit a node later, unless it has been met."""
        if node not in self.met and not isinstance(node, Literal) and node not in self._shared:
            self.met.add(node)
            self._todo.append(node)


class Index:
    """Triples by subject and by object."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self.by_subject: dict[Term, list[Quad]] = {}
        self.by_object: dict[Term, list[Quad]] = {}
        for quad in quads:
            self.by_subject.setdefault(quad.subject, []).append(quad)
            if not isinstance(quad.object, Literal):
                self.by_object.setdefault(quad.object, []).append(quad)


@dataclass(frozen=True)
class Overlay:
    """The background with some claims' content laid over it."""

    layers: tuple[Index, ...]

    def about(self, node: Term) -> Iterable[Quad]:
        """The triples whose subject is `node`."""
        for layer in self.layers:
            yield from layer.by_subject.get(node, ())

    def to(self, node: Term) -> Iterable[Quad]:
        """The triples whose object is `node`."""
        for layer in self.layers:
            yield from layer.by_object.get(node, ())


@dataclass(frozen=True)
class World:
    """One choice of claims, and the focus nodes whose results are wanted in it."""

    data: Overlay
    focuses: frozenset[Term]
    mentions: Mentions
    shared: Collection[Term] = field(default=())
    """Terms of the vocabulary: the same in all worlds, and not walked through."""

    def reached(self) -> tuple[set[Quad], set[Term]]:
        """All that the shapes can see from the focus nodes: triples, and the nodes seen with all of theirs."""
        triples: set[Quad] = set()
        nodes = _Walk(self.focuses, self.shared)
        mentions = self.mentions
        for node in nodes:
            for quad in self.data.about(node):
                if mentions.everything or quad.predicate in mentions.forward:
                    triples.add(quad)
                    if quad.predicate != _TYPE:
                        nodes.meet(quad.object)
            if mentions.inverse or mentions.everything:
                for quad in self.data.to(node):
                    if mentions.everything or quad.predicate in mentions.inverse:
                        triples.add(quad)
                        nodes.meet(quad.subject)
        return triples, nodes.met


def touched(quads: Iterable[Quad], mentions: Mentions, classes: Collection[Term]) -> set[Term]:
    """The nodes of some triples at which shapes with these mentions can see a difference.

    `classes` are the classes that the shapes ask for and their subclasses: other types make no difference.
    """
    found: set[Term] = set()
    for quad in quads:
        predicate = quad.predicate
        if predicate == _TYPE and not mentions.everything:
            if predicate in mentions.forward and quad.object in classes:
                found.add(quad.subject)
            continue
        if mentions.everything or predicate in mentions.forward:
            found.add(quad.subject)
        if (mentions.everything or predicate in mentions.inverse) and not isinstance(quad.object, Literal):
            found.add(quad.object)
    return found


def affected(data: Overlay, changed: Iterable[Term], mentions: Mentions, shared: Collection[Term]) -> frozenset[Term]:
    """The nodes from which shapes can see one of the `changed` nodes, themselves included."""
    nodes = _Walk(changed, shared)
    for node in nodes:
        for quad in data.to(node):
            if (mentions.everything or quad.predicate in mentions.forward) and quad.predicate != _TYPE:
                nodes.meet(quad.subject)
        if mentions.inverse or mentions.everything:
            for quad in data.about(node):
                if mentions.everything or quad.predicate in mentions.inverse:
                    nodes.meet(quad.object)
    return frozenset(nodes.met)


def validate_worlds(
    worlds: Mapping[int, World], shapes: Shapes, roots: Iterable[NamedNode], vocabulary: str, engine: Engine
) -> dict[int, set[Result]]:
    """The results of each world at its focus nodes, by the world's number.

    `vocabulary` is what all worlds share, as N-Triples: the subclass relations and the vocabulary's own types.
    Shapes that look at how a node's IRI is spelt get a run per world, in which nodes keep their names.
    """
    chosen = frozenset(roots)
    found: dict[int, set[Result]] = {number: set() for number in worlds}
    apart = frozenset(root for root in chosen if shapes.roots[root].spelling)
    together = chosen - apart
    numbers = list(worlds)
    if together:
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            lines = [vocabulary]
            for number in batch:
                _write(worlds[number], f"::world-{number}>", lines)
            for result in engine.results(shapes.text(together), "".join(lines)):
                at, focus = _unmarked(result.focus)
                if at is not None and focus in worlds[at].focuses:
                    value = result.value
                    if value is not None:
                        value = _unmarked(value)[1]
                    found[at].add(Result(focus, result.shape, result.component, value))
    if apart:
        for number, world in worlds.items():
            lines = [vocabulary]
            _write(world, ">", lines)
            for result in engine.results(shapes.text(apart), "".join(lines)):
                if result.focus in world.focuses:
                    found[number].add(result)
    return found


def _write(world: World, mark: str, lines: list[str]) -> None:
    """Write a world's triples, with `mark` at the end of the name of each node that is not shared."""
    triples, _ = world.reached()
    shared = world.shared

    def spelt(term: Term) -> str:
        text = str(term)
        if isinstance(term, NamedNode) and term not in shared:
            return text[:-1] + mark
        return text

    for quad in triples:
        value = quad.object
        of_class = quad.predicate == _TYPE
        lines.append(f"{spelt(quad.subject)} {quad.predicate} {value if of_class else spelt(value)} .\n")


def _unmarked(term: Term) -> tuple[int | None, Term]:
    if isinstance(term, NamedNode):
        match = _MARK.search(term.value)
        if match:
            return int(match[1]), NamedNode(term.value[: match.start()])
    if isinstance(term, BlankNode):
        return None, term
    return None, term
