"""Names for blank nodes that depend on what is said of them alone, never on a run or a machine.

A blank node mentioned once, in one graph, and on no cycle (the usual class expression) is named by the digest
of what it says and of the one place that mentions it, so a change elsewhere leaves its name alone. The others
take the names of RDF Dataset Canonicalization (https://www.w3.org/TR/rdf-canon/).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import CanonicalizationAlgorithm, Dataset

from standoff.rdf.terms import RDF, BlankNode, DefaultGraph, NamedNode, Quad, Term, Triple

__all__ = ["BlankNodes", "has_blank_node", "term_text"]

_FIRST, _REST, _NIL = RDF["first"].value, RDF["rest"].value, f"<{RDF['nil'].value}>"
_DEEPEST = 40


def has_blank_node(quad: Quad) -> bool:
    """Whether a blank node stands anywhere in a quad."""
    return (
        isinstance(quad.subject, BlankNode)
        or isinstance(quad.object, BlankNode)
        or isinstance(quad.graph_name, BlankNode)
        or (isinstance(quad.object, Triple) and bool(_inner(quad.object)))
    )


def _inner(term: Triple) -> list[BlankNode]:
    found = [part for part in (term.subject, term.object) if isinstance(part, BlankNode)]
    return found + (_inner(term.object) if isinstance(term.object, Triple) else [])


def term_text(term: Term) -> str:
    """A term as N-Triples writes it."""
    return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)


@dataclass(slots=True)
class _Node:
    """What is known of one blank node."""

    says: list[Quad] = field(default_factory=list)
    mentions: list[Quad] = field(default_factory=list)
    graphs: set[str] = field(default_factory=set)
    shared: bool = False


class BlankNodes:
    """The blank nodes of some quads: their lasting names, and which can be written in place."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = list(dict.fromkeys(quads))
        self._nodes: dict[BlankNode, _Node] = {}
        self.labels: dict[BlankNode, str] = {}
        self._find_shared()
        if any(known.shared for known in self._nodes.values()):
            self._quads = _canonical(self._quads)
            self._find_shared()
            self.labels = {node: node.value for node, known in self._nodes.items() if known.shared}
        self._name_trees()
        self._by_label = {f"_:{label}": node for node, label in self.labels.items()}

    def _note(self, quad: Quad) -> None:
        graph = str(quad.graph_name)
        if isinstance(quad.subject, BlankNode):
            self._node(quad.subject, graph).says.append(quad)
        if isinstance(quad.object, BlankNode):
            self._node(quad.object, graph).mentions.append(quad)
        if isinstance(quad.graph_name, BlankNode):
            self._node(quad.graph_name, graph).shared = True
        if isinstance(quad.object, Triple):
            for inner in _inner(quad.object):
                self._node(inner, graph).shared = True

    def _node(self, node: BlankNode, graph: str) -> _Node:
        known = self._nodes.setdefault(node, _Node())
        known.graphs.add(graph)
        return known

    def _find_shared(self) -> None:
        """Mark what cannot be written in place: mentioned twice, in two graphs, or on a cycle."""
        self._nodes = {}
        for quad in self._quads:
            self._note(quad)
        for known in self._nodes.values():
            known.shared |= len(known.mentions) > 1 or len(known.graphs) > 1
        rooted: set[BlankNode] = set()
        for start in self._nodes:
            path: dict[BlankNode, None] = {}
            node: BlankNode | None = start
            while node is not None and node not in rooted and node not in path:
                path[node] = None
                known = self._nodes[node]
                parent = known.mentions[0].subject if known.mentions and not known.shared else None
                node = parent if isinstance(parent, BlankNode) else None
            if node in path and node is not None:
                for member in list(path)[list(path).index(node) :]:
                    self._nodes[member].shared = True
            rooted.update(path)

    def _name_trees(self) -> None:
        trees = [node for node, known in self._nodes.items() if not known.shared]
        content: dict[BlankNode, str] = {}
        for root in trees:
            stack = [root]
            while stack:
                node = stack[-1]
                if node in content:
                    stack.pop()
                    continue
                waiting = [
                    quad.object
                    for quad in self._nodes[node].says
                    if isinstance(quad.object, BlankNode)
                    and quad.object not in content
                    and not self._nodes[quad.object].shared
                ]
                if waiting:
                    stack.extend(waiting)
                else:
                    content[stack.pop()] = self._content(node, content)
        taken: Counter[str] = Counter()
        ordered = sorted(trees, key=lambda node: content[node])
        for start in ordered:
            stack = [start]
            while stack:
                node = stack[-1]
                known = self._nodes[node]
                parent = known.mentions[0] if known.mentions else None
                if node in self.labels:
                    stack.pop()
                elif parent and isinstance(parent.subject, BlankNode) and parent.subject not in self.labels:
                    stack.append(parent.subject)
                else:
                    place = "" if parent is None else f"{self._text(parent.subject)} {parent.predicate}"
                    name = _digest(content[node], place, next(iter(known.graphs)))[:12]
                    taken[name] += 1
                    self.labels[stack.pop()] = f"b{name}" + (f"x{taken[name]}" if taken[name] > 1 else "")

    def _content(self, node: BlankNode, content: dict[BlankNode, str]) -> str:
        lines = []
        for quad in self._nodes[node].says:
            below = quad.object
            text = content[below] if isinstance(below, BlankNode) and below in content else self._text(below)
            lines.append(f"{quad.predicate} {text}")
        return _digest(*sorted(lines))

    def _text(self, term: Term) -> str:
        if isinstance(term, BlankNode):
            return f"_:{self.labels[term]}"
        if isinstance(term, Triple):
            return f"<<( {self._text(term.subject)} {term.predicate} {self._text(term.object)} )>>"
        return str(term)

    def named(self, quad: Quad) -> tuple[str, str, str, str]:
        """Graph ("" for the default one), subject, predicate and object as texts, blank nodes renamed."""
        graph = quad.graph_name
        name = "" if isinstance(graph, DefaultGraph) else self._name(graph)
        return name, self._name(quad.subject), quad.predicate.value, self._text(quad.object)

    def _name(self, term: NamedNode | BlankNode | Triple) -> str:
        text = self._text(term)
        return text[1:-1] if text.startswith("<") else text

    def quads(self) -> Iterable[Quad]:
        """The quads they stand in."""
        return self._quads

    def in_place(self, node: object) -> bool:
        """Whether a blank node is written where it is mentioned instead of by name."""
        if not isinstance(node, BlankNode):
            return False
        known = self._nodes[node]
        return not known.shared and bool(known.mentions) and self._depth(node) <= _DEEPEST

    def _depth(self, node: BlankNode) -> int:
        """How many brackets stand around a node; a list counts once."""
        depth = 0
        while True:
            mentions = self._nodes[node].mentions
            if self._nodes[node].shared or not mentions:
                return depth
            depth += mentions[0].predicate.value != _REST
            parent = mentions[0].subject
            if not isinstance(parent, BlankNode):
                return depth
            node = parent

    def says(self, label: str) -> list[tuple[str, str]] | None:
        """Predicate and object of what the node of this label says, if it is written in place."""
        node = self._by_label.get(label)
        if node is None or not self.in_place(node):
            return None
        return sorted({self.named(quad)[2:] for quad in self._nodes[node].says})

    def items(self, label: str) -> list[str] | None:
        """The members of the list that begins at a label, if all of it can be written in place as a list."""
        members: list[str] = []
        while label != _NIL:
            says = self.says(label)
            if says is None or [predicate for predicate, _ in says] != [_FIRST, _REST]:
                return None
            members.append(says[0][1])
            label = says[1][1]
        return members


def _canonical(quads: list[Quad]) -> list[Quad]:
    """The same quads with the canonical names of RDFC-1.0."""
    renamed = Dataset(quads)
    renamed.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(renamed)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
