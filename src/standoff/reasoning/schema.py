"""Compiling the rule table: every rule instantiated with each of its axioms in the schema.

The schema is whatever facts speak its vocabulary; class expressions may be blank nodes and may refer to
themselves, since nothing here follows them further than one axiom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from standoff.reasoning.relations import TYPE, Relation
from standoff.reasoning.rules import COLLISION, Atom, Pattern, Row, make_atom, templates
from standoff.reasoning.vocabulary import known

__all__ = ["SCHEMA_RELATIONS", "Schema", "compile_rows"]

Edge = tuple[int, int, int]
"""Subject, object, and the number of the fact."""

_FIRST, _REST, _NIL = known("rdf:first"), known("rdf:rest"), known("rdf:nil")
_THING, _NOTHING = known("owl:Thing"), known("owl:Nothing")
_SAME = known("owl:sameAs")

COMPOSABLE = frozenset(
    known(name)
    for name in (
        "rdfs:subClassOf",
        "owl:equivalentClass",
        "rdfs:subPropertyOf",
        "owl:equivalentProperty",
        "rdfs:domain",
        "rdfs:range",
    )
)
"""Relations whose facts make no row when schema rules that compose are their only reason."""

_LIST_AXIOMS = (
    "owl:intersectionOf",
    "owl:unionOf",
    "owl:oneOf",
    "owl:propertyChainAxiom",
    "owl:hasKey",
    "owl:members",
    "owl:distinctMembers",
)
_LISTED_TYPES = ("owl:AllDifferent", "owl:AllDisjointClasses", "owl:AllDisjointProperties")


def _mentioned() -> frozenset[int]:
    relations = {known(name) for name in _LIST_AXIOMS} | {~known(name) for name in _LISTED_TYPES}
    relations |= {_FIRST, _REST, known("owl:assertionProperty"), *COMPOSABLE}
    for template in templates():
        for pattern in template.axioms:
            predicate, obj = pattern.predicate, pattern.object
            assert isinstance(predicate, int)
            relations.add(~obj if predicate == TYPE and isinstance(obj, int) else predicate)
    return frozenset(relations)


SCHEMA_RELATIONS = _mentioned()
"""Relations that the rule table is compiled from: when one of them grows, it is compiled again."""


@dataclass
class Schema:
    """The facts of the schema's relations, looked up by subject; `number_at` reads a literal's small number."""

    relation: Callable[[int], Relation]
    number_of: Callable[[int], int | None]
    composed: Callable[[int], bool] = lambda fact: False
    _edges: dict[int, list[Edge]] = field(default_factory=dict)
    _by_subject: dict[int, dict[int, list[Edge]]] = field(default_factory=dict)

    def edges(self, relation: int) -> list[Edge]:
        """The facts of a relation that can serve as axioms."""
        found = self._edges.get(relation)
        if found is None:
            rows = self.relation(relation)
            found = [
                (key >> 32, key & 0xFFFFFFFF, fact)
                for key, fact in zip(rows.keys.tolist(), rows.facts.tolist(), strict=True)
                if relation not in COMPOSABLE or not self.composed(fact)
            ]
            self._edges[relation] = found
        return found

    def of(self, relation: int, subject: int) -> list[Edge]:
        """The facts of a relation with this subject."""
        index = self._by_subject.get(relation)
        if index is None:
            index = self._by_subject[relation] = defaultdict(list)
            for edge in self.edges(relation):
                index[edge[0]].append(edge)
        return index.get(subject, [])

    def lists(self, head: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The members of the RDF list at `head` and the facts that say so; nothing for a broken or endless one."""
        members: list[int] = []
        facts: list[int] = []
        seen: set[int] = set()
        while head != _NIL:
            firsts, rests = self.of(_FIRST, head), self.of(_REST, head)
            if head in seen or not firsts or not rests:
                return
            seen.add(head)
            # Of a cell with several values (which only equality or a malformed file makes), the oldest is read: that
            # of the background, whatever claims were added since.
            first, rest = (min(edges, key=lambda edge: edge[2]) for edges in (firsts, rests))
            members.append(first[1])
            facts += [first[2], rest[2]]
            head = rest[1]
        yield tuple(members), tuple(facts)


def compile_rows(schema: Schema, *, tautologies: bool = False) -> list[Row]:
    """Every row of the rule table, each once.

    Rows that conclude membership of owl:Thing are left out unless `tautologies` are asked for.
    """
    rows: dict[Row, None] = {}
    for template in templates():
        for binding, axioms in _matches(schema, template.axioms):
            rows[template.row(binding, axioms)] = None
    for maker in (_classes, _chains, _keys, _all_disjoint, _all_different, _negative):
        rows.update(dict.fromkeys(maker(schema)))
    return [row for row in rows if _useful(row, tautologies)]


def _useful(row: Row, tautologies: bool) -> bool:
    if row.head is None:
        return True
    return row.head not in row.body and (tautologies or row.head.relation != ~_THING)


Binding = tuple[dict[str, int], tuple[int, ...]]
"""What variables of axioms stand for, and the facts that the axioms are."""


def _matches(schema: Schema, patterns: tuple[Pattern, ...]) -> Iterator[Binding]:
    def extend(at: int, binding: dict[str, int], facts: tuple[int, ...]) -> Iterator[Binding]:
        if at == len(patterns):
            yield binding, facts
            return
        pattern = patterns[at]
        subject, obj = pattern.subject, pattern.object
        assert isinstance(pattern.predicate, int) and isinstance(subject, str)
        relation = ~obj if pattern.predicate == TYPE and isinstance(obj, int) else pattern.predicate
        edges = schema.of(relation, binding[subject]) if subject in binding else schema.edges(relation)
        for s, o, fact in edges:
            grown = {**binding, subject: s}
            if isinstance(obj, int):
                if o != obj:
                    continue
            elif obj.startswith("="):
                if schema.number_of(o) != int(obj[1:]):
                    continue
            elif grown.setdefault(obj, o) != o:
                continue
            yield from extend(at + 1, grown, (*facts, fact))

    yield from extend(0, {}, ())


def _listed(schema: Schema, predicate: str) -> Iterator[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    """Each subject of a list-valued axiom, the list's members, and the facts that say so."""
    for subject, head, fact in schema.edges(known(predicate)):
        for members, facts in schema.lists(head):
            yield subject, members, (fact, *facts)


def _member(place: int, cls: int) -> Atom:
    return make_atom(place, TYPE, cls)


def _classes(schema: Schema) -> Iterator[Row]:
    sub_class = known("rdfs:subClassOf")
    x = COLLISION
    for c, members, axioms in _listed(schema, "owl:intersectionOf"):
        body = tuple(dict.fromkeys(_member(x, m) for m in members if m != _THING))
        if body:
            yield Row("cls-int1", axioms, body, _member(x, c))
        for member in members:
            yield Row("cls-int2", axioms, (_member(x, c),), _member(x, member))
            yield Row("scm-int", axioms, (), make_atom(c, sub_class, member))
    for c, members, axioms in _listed(schema, "owl:unionOf"):
        for member in members:
            yield Row("cls-uni", axioms, (_member(x, member),), _member(x, c))
            yield Row("scm-uni", axioms, (), make_atom(member, sub_class, c))
    for c, members, axioms in _listed(schema, "owl:oneOf"):
        for member in members:
            yield Row("cls-oo", axioms, (), _member(member, c))


def _chains(schema: Schema) -> Iterator[Row]:
    for p, members, axioms in _listed(schema, "owl:propertyChainAxiom"):
        body = tuple(make_atom(-1 - at, member, -2 - at) for at, member in enumerate(members))
        if body:
            yield Row("prp-spo2", axioms, body, make_atom(-1, p, -1 - len(members)))


def _keys(schema: Schema) -> Iterator[Row]:
    x, y = COLLISION, COLLISION - 1
    for c, members, axioms in _listed(schema, "owl:hasKey"):
        if members:
            shared = [(p, y - 1 - at) for at, p in enumerate(dict.fromkeys(members))]
            body = [make_atom(place, p, value) for p, value in shared for place in (x, y)]
            body += [_member(place, c) for place in (x, y) if c != _THING]
            yield Row("prp-key", axioms, tuple(body), make_atom(x, _SAME, y))


def _groups(schema: Schema, kind: str, predicate: str) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    for subject, _, typed in schema.edges(~known(kind)):
        for _, head, fact in schema.of(known(predicate), subject):
            for members, facts in schema.lists(head):
                yield members, (typed, fact, *facts)


def _all_disjoint(schema: Schema) -> Iterator[Row]:
    for members, axioms in _groups(schema, "owl:AllDisjointClasses", "owl:members"):
        for c, d in combinations(members, 2):
            yield Row("cax-adc", axioms, tuple(dict.fromkeys((_member(-1, c), _member(-1, d)))), None)
    for members, axioms in _groups(schema, "owl:AllDisjointProperties", "owl:members"):
        for p, q in combinations(members, 2):
            body = tuple(dict.fromkeys((make_atom(-1, p, -2), make_atom(-1, q, -2))))
            yield Row("prp-adp", axioms, body, None)


def _all_different(schema: Schema) -> Iterator[Row]:
    body = (make_atom(-1, _SAME, -2),)
    for name, predicate in (("eq-diff2", "owl:members"), ("eq-diff3", "owl:distinctMembers")):
        for members, axioms in _groups(schema, "owl:AllDifferent", predicate):
            yield Row(name, axioms, body, None, ("listed", -1, -2), frozenset(members))
            if len(set(members)) < len(members):  # one thing listed twice would differ from itself
                yield Row(name, axioms, (), None)


def _negative(schema: Schema) -> Iterator[Row]:
    """One row for each property that is denied of something: the denials themselves are data."""
    source, prop = known("owl:sourceIndividual"), known("owl:assertionProperty")
    for p in dict.fromkeys(obj for _, obj, _ in schema.edges(prop)):
        for name, target in (("prp-npa1", "owl:targetIndividual"), ("prp-npa2", "owl:targetValue")):
            body = (
                make_atom(-2, prop, p),
                make_atom(-2, source, -1),
                make_atom(-2, known(target), -3),
                make_atom(-1, p, -3),
            )
            yield Row(name, (), body, None)
