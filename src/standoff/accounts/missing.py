"""What is missing for a fact to follow: the rule that comes nearest to concluding it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.rdf.terms import OWL, BlankNode
from standoff.reasoning.literals import Literals
from standoff.reasoning.relations import TYPE, Relation
from standoff.reasoning.schema import Schema, compile_rows

if TYPE_CHECKING:
    from standoff.accounts.words import Spo
    from standoff.rdf.terms import Term
    from standoff.reasoning.lenses import Lens
    from standoff.reasoning.rules import Atom, Row

__all__ = ["Missing", "nearest"]

_MOST: Final = 2
"""Premises that may be missing."""
_MATCHES: Final = 60
"""Facts tried for one premise."""
_NODES: Final = 20_000
"""Partial matches tried in all."""
_CHAIN: Final = 3
"""Class expressions that are looked behind, one after the other."""

Bindings = dict[int, int]
Pattern = tuple["Term | None", "Term | None", "Term | None"]


@dataclass(frozen=True, slots=True)
class Missing:
    """By RULE the fact would follow from PRESENT, if only LACKING held as well; none stands for *something*."""

    rule: str
    axioms: tuple[Spo, ...]
    present: tuple[Spo, ...]
    lacking: tuple[Pattern, ...]
    then: tuple[str, ...] = ()
    """The rules by which the fact itself would follow from what this one concludes."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    row: Row
    facts: tuple[int, ...]
    lacking: tuple[Atom, ...]
    bindings: Bindings

    inferred: int
    """How many of the axioms are only inferred."""

    def rank(self) -> tuple[int, int, int, int]:
        """The fewest missing premises first, then the most present ones, the fewest unknowns, the plainest axioms."""
        unknown = sum(
            1
            for atom in self.lacking
            for place in (atom.subject, atom.object)
            if place < 0 and place not in self.bindings
        )
        return len(self.lacking), -len(self.facts), unknown, self.inferred


def nearest(lens: Lens, spo: Spo) -> Missing | None:
    """The firing with the fewest missing premises that would conclude a fact; none when no rule comes near.

    At most two premises may be missing, and one must be present unless the rule has only one. Work is bounded, so
    among very many ways of coming near the best may be passed over.
    """
    found = _nearest(lens, spo)
    for _ in range(_CHAIN):
        if found is None or len(found.lacking) != 1:
            return found
        subject, predicate, value = found.lacking[0]
        if subject is None or predicate is None or not isinstance(value, BlankNode):
            return found
        nearer = _nearest(lens, (subject, predicate, value))
        if nearer is None:
            return found
        found = replace(nearer, then=(*found.then, found.rule))
    return found


def _nearest(lens: Lens, spo: Spo) -> Missing | None:
    derivation = lens.reasons.derivation
    find = derivation.terms.find
    unknown = len(derivation.terms)
    subject, predicate, value = (find(term) for term in spo)
    if predicate is None:
        return None
    search = _Search(lens, unknown)
    goal_subject = unknown if subject is None else subject
    goal_value = unknown + 1 if value is None else value
    best: _Attempt | None = None
    number = find(OWL["Nothing"])
    nothing = None if number is None else ~number
    own = None if predicate != TYPE or value is None else ~value
    schema = Schema(derivation.relation, Literals(derivation.terms).small_number)
    for row in compile_rows(schema):
        bindings = _head_bindings(row, predicate, goal_subject, goal_value)
        if bindings is None or not row.body or any(atom.relation in (nothing, own) for atom in row.body):
            continue
        attempt = search.best(row, bindings)
        if attempt is not None and (best is None or attempt.rank() < best.rank()):
            best = attempt
    return None if best is None else search.told(best, spo)


def _head_bindings(row: Row, predicate: int, subject: int, value: int) -> Bindings | None:
    """The bindings under which a row concludes the goal."""
    head = row.head
    if head is None:
        return None
    wanted = ~value if predicate == TYPE and head.relation < 0 else predicate
    if head.relation != wanted:
        return None
    bindings: Bindings = {}
    for place, number in ((head.subject, subject), (head.object, value)):
        if place < 0:
            if bindings.setdefault(place, number) != number:
                return None
        elif place != number:
            return None
    return bindings


class _Search:
    """Matches bodies against the facts that follow from a lens."""

    def __init__(self, lens: Lens, unknown: int) -> None:
        self._derivation = lens.reasons.derivation
        self._true = lens.possible
        self._unknown = unknown
        self._relations: dict[int, tuple[Relation, Relation]] = {}
        self._left = _NODES

    def best(self, row: Row, bindings: Bindings) -> _Attempt | None:
        """The best way to satisfy a row's body with at most two premises missing."""
        found: _Attempt | None = None
        for attempt in self._attempts(row, row.body, bindings, (), ()):
            near = attempt.facts or len(row.body) == 1
            if near and attempt.lacking and (found is None or attempt.rank() < found.rank()):
                found = attempt
        return found

    def _attempts(
        self, row: Row, left: tuple[Atom, ...], bindings: Bindings, facts: tuple[int, ...], lacking: tuple[Atom, ...]
    ) -> Iterator[_Attempt]:
        self._left -= 1
        if self._left < 0:
            return
        if not left:
            inferred = sum(not self._derivation.background[axiom] for axiom in row.axioms)
            yield _Attempt(row, facts, lacking, bindings, inferred)
            return
        atom = max(left, key=lambda one: sum(p >= 0 or p in bindings for p in (one.subject, one.object)))
        rest = tuple(one for one in left if one is not atom)
        for fact, grown in self._matches(atom, bindings):
            yield from self._attempts(row, rest, grown, (*facts, fact), lacking)
        if len(lacking) < _MOST:
            yield from self._attempts(row, rest, bindings, facts, (*lacking, atom))

    def _both_ways(self, number: int) -> tuple[Relation, Relation]:
        if number not in self._relations:
            relation = self._derivation.relation(number)
            self._relations[number] = relation, relation.inverted()
        return self._relations[number]

    def _matches(self, atom: Atom, bindings: Bindings) -> Iterator[tuple[int, Bindings]]:
        forward, backward = self._both_ways(atom.relation)
        subject = bindings.get(atom.subject, atom.subject)
        value = bindings.get(atom.object, atom.object)
        if subject >= 0:
            chosen, first, second = forward, subject, value
        elif value >= 0:
            chosen, first, second = backward, value, subject
        else:
            chosen, first, second = forward, -1, value
        low, high = (
            (0, len(chosen.keys))
            if first < 0
            else np.searchsorted(chosen.keys, np.array([first << 32, (first + 1) << 32])).tolist()
        )
        tried = 0
        for place in range(low, high):
            if tried >= _MATCHES:
                return
            key, fact = int(chosen.keys[place]), int(chosen.facts[place])
            one, other = key >> 32, key & 0xFFFFFFFF
            if second >= 0 and other != second:
                continue
            if not self._true[fact]:
                continue
            tried += 1
            subject_, value_ = (other, one) if chosen is backward else (one, other)
            grown = dict(bindings)
            if all(
                place_ >= 0 or grown.setdefault(place_, number) == number
                for place_, number in ((atom.subject, subject_), (atom.object, value_))
            ):
                yield fact, grown

    def told(self, attempt: _Attempt, spo: Spo) -> Missing:
        """An attempt with terms for numbers."""
        derivation = self._derivation
        names = {self._unknown: spo[0], self._unknown + 1: spo[2]}

        def term(place: int) -> Term | None:
            number = attempt.bindings.get(place, place)
            if number < 0:
                return None
            return names[number] if number in names else derivation.terms.term(number)

        def pattern(atom: Atom) -> Pattern:
            if atom.relation < 0:
                return term(atom.subject), derivation.terms.term(TYPE), derivation.terms.term(~atom.relation)
            return term(atom.subject), derivation.terms.term(atom.relation), term(atom.object)

        return Missing(
            attempt.row.name,
            tuple(derivation.spo(axiom) for axiom in attempt.row.axioms),
            tuple(derivation.spo(fact) for fact in attempt.facts),
            tuple(pattern(atom) for atom in attempt.lacking),
        )
