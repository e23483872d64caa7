"""Slow and plainly right ways to compute what the reasoner computes, for small cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from checker import DIFFERENT, RULES, SAME, TYPE, Graph, Triple, distinct
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from pyoxigraph import Triple as PyTriple

from standoff.reasoning import derive
from standoff.reasoning.derivation import FALSE, Derivation, Rule
from standoff.reasoning.terms_table import TermTable

FALSEHOOD = ("false", "false", "false")


def firings(
    triples: Iterable[Triple], background: Graph
) -> tuple[set[Triple], set[tuple[str, Triple | None, frozenset[Triple]]]]:
    """The closure under the rule book, and every firing: rule, conclusion, premises.

    An identity between two individuals that differ by the background is a contradiction: it is not added, and one
    that is asserted merges nothing.
    """
    facts = set(triples)
    found: set[tuple[str, Triple | None, frozenset[Triple]]] = set()
    barred = {fact for fact in facts if fact[1] == SAME and distinct(background, fact[0], fact[2])}
    for fact in barred:
        found.add(("eq-diff1", None, frozenset((fact,)) | _evidence(background, fact[0], fact[2])))
    while True:
        graph = Graph(facts - barred, background.cells)
        before = len(found), len(facts)
        for name, rule in RULES.items():
            for head, body in rule(graph):
                if head is not None and (head in body or (head[1] == SAME and head[0] == head[2])):
                    continue
                if head is not None and head[1] == SAME and distinct(background, head[0], head[2]):
                    evidence = _evidence(background, head[0], head[2])
                    found.add((name, None, frozenset(body) | evidence))
                    continue
                found.add((name, head, frozenset(body)))
                if head is not None:
                    facts.add(head)
        if (len(found), len(facts)) == before:
            return facts, found


def _evidence(graph: Graph, one: str, two: str) -> frozenset[Triple]:
    """The triples that say that two individuals differ (those of one AllDifferent, or one differentFrom)."""
    for triple in ((one, DIFFERENT, two), (two, DIFFERENT, one)):
        if triple in graph.triples:
            return frozenset((triple,))
    for predicate in ("members", "distinctMembers"):
        for s, p, o in graph.match(None, f"<http://www.w3.org/2002/07/owl#{predicate}>", None):
            found = graph.members(o)
            if found is not None and one in found[0] and two in found[0]:
                kind = (s, TYPE, "<http://www.w3.org/2002/07/owl#AllDifferent>")
                return frozenset((kind, (s, p, o), *found[1]))
    return frozenset()


def closure(triples: Iterable[Triple], background: Graph) -> set[Triple]:
    """What follows, with FALSEHOOD among it when it is contradictory."""
    facts, found = firings(triples, background)
    return facts | ({FALSEHOOD} if any(head is None for _, head, _ in found) else set())


def settled(background: Iterable[Triple]) -> Graph:
    """The background and what follows from it alone."""
    given = Graph(background)
    return Graph(firings(given.triples, given)[0], given)


def to_term(text: str) -> NamedNode | Literal:
    """A term from its N-Triples form."""
    [quad] = parse(f"<x:s> <x:p> {text} .", RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, NamedNode | Literal)
    return quad.object


def slow_derive(background: Iterable[Triple], claims: Mapping[str, Iterable[Triple]]) -> Derivation:
    """A derivation by the rule book, in the reasoner's own layout."""
    asserted = set(background)
    said = {name: set(content) for name, content in claims.items()}
    facts, found = firings(asserted.union(*said.values()), settled(asserted))
    terms = TermTable()
    terms.encode(to_term(TYPE))
    ordered = sorted(facts)
    number = {fact: n for n, fact in enumerate(ordered)}
    columns = [[terms.encode(to_term(fact[place])) for fact in ordered] for place in range(3)]
    names = sorted({name for name, _, _ in found})
    return Derivation.from_arrays(
        terms,
        subject=columns[0],
        predicate=columns[1],
        object=columns[2],
        background=[fact in asserted for fact in ordered],
        claims=[NamedNode(name) for name in said],
        leaves=[(number[fact], c) for c, content in enumerate(said.values()) for fact in sorted(content)],
        rules=[Rule(name, ()) for name in names],
        firings=[
            (FALSE if head is None else number[head], names.index(name), sorted(number[fact] for fact in body))
            for name, head, body in sorted(found, key=repr)
        ],
    )


def to_triple(triple: Triple) -> PyTriple:
    """A triple as the reasoner takes it."""
    subject, predicate, value = map(to_term, triple)
    return PyTriple(subject, predicate, value)  # type: ignore[arg-type]


def real_derive(background: Iterable[Triple], claims: Mapping[str, Iterable[Triple]]) -> Derivation:
    """A derivation by the reasoner itself."""
    said = [(NamedNode(name), to_triple(triple)) for name, content in claims.items() for triple in content]
    return derive([to_triple(triple) for triple in background], said)


def numbered(derivation: Derivation) -> dict[Triple, int]:
    """The facts of a derivation and their numbers."""
    found: dict[Triple, int] = {}
    for fact in range(len(derivation.subject)):
        subject, predicate, value = map(str, derivation.spo(fact))
        found[subject, predicate, value] = fact
    return found


def subsets(items: Sequence[int]) -> list[frozenset[int]]:
    """All subsets, the smaller first."""
    return [frozenset(some) for size in range(len(items) + 1) for some in combinations(items, size)]


def minimal(sets: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    """Those that contain no other."""
    found: list[frozenset[int]] = []
    for candidate in sorted(set(sets), key=len):
        if not any(known <= candidate for known in found):
            found.append(candidate)
    return set(found)


class BruteForce:
    """The definitions of DESIGN.md 4.1, by trying every subset of the claims."""

    def __init__(self, background: Iterable[Triple], claims: Mapping[str, Iterable[Triple]]) -> None:
        self.background = set(background)
        self.contents = [set(content) for content in claims.values()]
        self.all = subsets(range(len(self.contents)))
        alone = settled(self.background)
        self.closures = {
            some: closure(alone.triples.union(*(self.contents[claim] for claim in some)), alone) for some in self.all
        }

    def supports(self, fact: Triple) -> set[frozenset[int]]:
        """The minimal sets of claims from which a fact follows."""
        return minimal(some for some in self.all if fact in self.closures[some])

    def contradictions(self) -> set[frozenset[int]]:
        """The minimal sets of claims that contradict themselves."""
        return self.supports(FALSEHOOD)

    def through(self, lens: frozenset[int]) -> set[Triple]:
        """The union of the closures of the lens's consistent subsets, and what the background says anyway."""
        facts = set(self.closures[frozenset()])
        for some in self.all:
            if some <= lens and FALSEHOOD not in self.closures[some]:
                facts |= self.closures[some]
        return facts - {FALSEHOOD}

    def undisputed(self) -> set[Triple]:
        """What follows without any claim that is in a contradiction."""
        contradictions = self.contradictions()
        if frozenset() in contradictions:
            return self.closures[frozenset()] - {FALSEHOOD}
        contested = frozenset[int]().union(*contradictions)
        return self.closures[frozenset(range(len(self.contents))) - contested] - {FALSEHOOD}


__all__ = [
    "FALSEHOOD",
    "BruteForce",
    "closure",
    "firings",
    "minimal",
    "numbered",
    "real_derive",
    "settled",
    "slow_derive",
    "subsets",
    "to_term",
    "to_triple",
]
