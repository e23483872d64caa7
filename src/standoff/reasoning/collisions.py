"""Collisions: contradictions grouped by the question they are about, with the positions that compete.

A question is a rule with its axiom, asked of one subject: *openedBy is functional*, asked of an outbreak. A position
is one answer: a value, a class, a denial, a report. The minimal contradictions of a collision are made of supports of
positions that exclude each other. One question found by several rules, or by both directions of a symmetric one,
is one collision: a group all of whose contradictions are in another's is told with it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.rdf.terms import OWL, RDF
from standoff.reasoning.labels import STEPS, Label
from standoff.reasoning.supports import Supports, joint_supports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from standoff.rdf.terms import Term
    from standoff.reasoning.arrays import Mask, Numbers
    from standoff.reasoning.contradictions import Contradictions
    from standoff.reasoning.reasons import Reasons

__all__ = ["Collision", "Position", "Question", "collisions"]

_SETS: Final = 500
"""Contradictions per group that are compared when groups are told apart."""
_SUPPORTS: Final = 40
_CHOICES: Final = 3_000
_BY_SUBJECT: Final = frozenset({"st-bounds", "prp-key"})
_VALUES: Final = frozenset({"cls-maxc2", "cls-maxqc3", "cls-maxqc4"})


@dataclass(frozen=True, slots=True)
class Question:
    """A rule with the axiom it was made from, asked of a subject."""

    rule: str
    axioms: tuple[int, ...]
    subject: Term | None


@dataclass(frozen=True, slots=True)
class Position:
    """One answer to a question: the facts that state it, and the claims behind them."""

    facts: tuple[int, ...]
    supports: Supports

    @property
    def is_reference(self) -> bool:
        """Whether the background alone takes this position."""
        return frozenset() in self.supports.sets


@dataclass
class Collision:
    """Positions on one question that cannot all be true."""

    question: Question
    positions: tuple[Position, ...]
    rivals: tuple[tuple[int, ...], ...]
    """Which positions exclude each other: places in `positions`, nearly always two."""
    also: tuple[Question, ...] = ()
    """Other rules that find (some of) the same contradictions."""
    _contradictions: Contradictions | None = field(default=None, repr=False)

    def minimal_sets(self, rivals: tuple[int, ...]) -> Iterator[Label]:
        """The contradictions between some rivals, as far as the supports of their positions are known."""
        assert self._contradictions is not None
        for union in dict.fromkeys(
            frozenset[int]().union(*choice) for choice in product(*(self._contested[place] for place in rivals))
        ):
            if self._contradictions.is_minimal(union):
                yield union

    @cached_property
    def _contested(self) -> tuple[tuple[Label, ...], ...]:
        """Of each position: its supports that can be part of a minimal contradiction, all their claims contested."""
        assert self._contradictions is not None
        contested = self._contradictions.contested.claims
        return tuple(
            tuple(support for support in position.supports.sets if support <= contested) for position in self.positions
        )

    def pairs(self) -> Iterator[tuple[tuple[int, ...], Label]]:
        """Each group of rivals with one minimal contradiction between them; those with none are passed over."""
        for rivals in self.rivals:
            found = next(self.minimal_sets(rivals), None)
            if found is not None:
                yield rivals, found

    def sets(self, limit: int | None = None) -> Supports:
        """The minimal contradictions behind this question, each once, at most `limit`."""
        found: dict[Label, None] = {}
        for rivals in self.rivals:
            for contradiction in self.minimal_sets(rivals):
                if limit is not None and len(found) >= limit and contradiction not in found:
                    return Supports(_ordered(found), complete=False)
                found[contradiction] = None
        complete = all(position.supports.complete for position in self.positions)
        return Supports(_ordered(found), complete)

    @cached_property
    def known(self) -> Supports:
        """The first few hundred minimal contradictions."""
        return self.sets(_SETS)

    @property
    def against_reference(self) -> bool:
        """Whether one claim alone is enough, so that it contradicts the background."""
        return any(len(contradiction) <= 1 for contradiction in self.known.sets)


def _ordered(labels: dict[Label, None]) -> tuple[Label, ...]:
    return tuple(sorted(labels, key=lambda label: (len(label), sorted(label))))


def collisions(
    reasons: Reasons,
    contradictions: Contradictions,
    mask: Mask | None = None,
    *,
    supports: int = _SUPPORTS,
    steps: int = STEPS,
) -> tuple[Collision, ...]:
    """The collisions among the believed claims (all, when there is no mask), those against the reference first.

    At most `supports` supports are looked at for each position. Work: in proportion to the contradiction firings,
    and one bounded search (`steps`) for each position.
    """
    held = _Positions(reasons, contradictions, mask, supports, steps)
    found = []
    for question, group in _grouped(reasons, mask).items():
        places: dict[tuple[int, ...], int] = {}
        rivals: dict[tuple[int, ...], None] = {}
        for positions in group.firings:
            if all(held.is_contested(facts) for facts in positions):
                for facts in positions:
                    places.setdefault(facts, len(places))
                rivals[tuple(sorted(places[facts] for facts in positions))] = None
        for one, other in held.contested_pairs(group.pairs):
            first, second = places.setdefault((one,), len(places)), places.setdefault((other,), len(places))
            rivals[(first, second) if first < second else (second, first)] = None
        if rivals:
            collision = Collision(question, tuple(held.position(facts) for facts in places), tuple(rivals))
            collision._contradictions = contradictions
            if collision.known:
                found.append(collision)
    return tuple(_merged(found, reasons))


class _Positions:
    """The positions of contradiction firings with their supports, each worked out once."""

    def __init__(
        self, reasons: Reasons, contradictions: Contradictions, mask: Mask | None, limit: int, steps: int
    ) -> None:
        self._reasons = reasons
        self._contradictions = contradictions
        self._mask = mask
        self._limit = limit
        self._steps = steps
        self._made: dict[tuple[int, ...], Position] = {}

    def is_contested(self, facts: tuple[int, ...]) -> bool:
        """Whether some support of a position has only contested claims, as each part of a minimal contradiction."""
        contested = self._contradictions.contested.claims
        position = self.position(facts)
        return not position.supports.complete or any(support <= contested for support in position.supports.sets)

    def contested_pairs(self, pairs: Numbers) -> list[tuple[int, int]]:
        """Of pairs of facts, those that can both be part of a minimal contradiction."""
        facts, places = np.unique(pairs, return_inverse=True)
        contested = np.array([self.is_contested((fact,)) for fact in facts.tolist()], dtype=np.bool_)
        kept: list[tuple[int, int]] = pairs[contested[places.reshape(-1, 2)].all(axis=1)].tolist()
        return kept

    def position(self, facts: tuple[int, ...]) -> Position:
        """A position with its supports."""
        if facts not in self._made:
            self._made[facts] = Position(facts, self._known(facts) or self._searched(facts))
        return self._made[facts]

    def _known(self, facts: tuple[int, ...]) -> Supports | None:
        """From the supports that were found when looking for the contested claims."""
        chains: list[tuple[Label, ...]] = []
        for fact in facts:
            if self._reasons.core[fact]:
                continue
            labels = self._contradictions.supports_of(fact)
            if labels is None:
                return None
            if self._mask is not None:
                labels = tuple(label for label in labels if all(self._mask[claim] for claim in label))
            chains.append(labels)
        if prod(len(chain) for chain in chains) > _CHOICES:
            return None
        unions = {frozenset[int]().union(*choice) for choice in product(*chains)}
        minimal: list[Label] = []
        for union in sorted(unions, key=lambda label: (len(label), sorted(label))):
            if not any(known <= union for known in minimal):
                minimal.append(union)
        # Claims in contradictions come first, so that a cut leaves these.
        contested = self._contradictions.contested.claims
        minimal.sort(key=lambda label: not label <= contested)
        return Supports(tuple(minimal[: self._limit]), len(minimal) <= self._limit)

    def _searched(self, facts: tuple[int, ...]) -> Supports:
        return joint_supports(self._reasons, facts, self._limit, mask=self._mask, steps=self._steps)


@dataclass(slots=True)
class _Group:
    """The contradiction firings of one question: pairs of facts that exclude each other, and all others."""

    firings: dict[tuple[tuple[int, ...], ...], None] = field(default_factory=dict)
    pairs: Numbers = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))


def _grouped(reasons: Reasons, mask: Mask | None) -> dict[Question, _Group]:
    """The contradiction firings by question, each as the positions it sets against each other."""
    derivation = reasons.derivation
    firings, subjects = reasons.false_firings, np.asarray(derivation.false_subject)
    if mask is not None:
        alive = np.isin(firings, reasons.firing_false(reasons.project(mask)))
        firings, subjects = firings[alive], subjects[alive]
    groups: dict[Question, _Group] = defaultdict(_Group)
    splitter = _Splitter(reasons)
    plain = splitter.are_pairs(firings)
    for firing, subject in zip(firings[~plain].tolist(), subjects[~plain].tolist(), strict=True):
        groups[splitter.question(firing, subject)].firings[splitter.split(firing)] = None
    firings, subjects = firings[plain], subjects[plain]
    kinds = np.asarray(derivation.firing_rule)[firings].astype(np.int64) * (len(derivation.terms) + 1) + subjects
    order = np.argsort(kinds, kind="stable")
    starts = np.flatnonzero(np.diff(kinds[order], prepend=-2))
    pointers, members = reasons.bodies
    for some in np.split(order, starts[1:]) if len(order) else ():
        group = groups[splitter.question(int(firings[some[0]]), int(subjects[some[0]]))]
        at = pointers[firings[some]]
        group.pairs = np.concatenate((group.pairs, np.stack((members[at], members[at + 1]), axis=1)))
    return dict(groups)


class _Splitter:
    """Splits the body of a contradiction firing into the positions that compete in it."""

    def __init__(self, reasons: Reasons) -> None:
        self._reasons = reasons
        derivation = reasons.derivation
        self._subject, self._predicate, self._object = (
            derivation.subject,
            derivation.predicate,
            derivation.object,
        )
        find = derivation.terms.find
        self._different = find(OWL["differentFrom"])
        self._type = find(RDF["type"])
        self._denial = {
            find(OWL[name]) for name in ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue")
        } - {None}

    def question(self, firing: int, subject: int) -> Question:
        """What a firing is about."""
        derivation = self._reasons.derivation
        rule = derivation.rule(firing)
        return Question(rule.name, rule.axioms, derivation.terms.term(subject) if subject >= 0 else None)

    def are_pairs(self, firings: Numbers) -> NDArray[np.bool_]:
        """Which firings set just two facts against each other, neither of them said by the background."""
        pointers, members = self._reasons.bodies
        core, derivation = self._reasons.core, self._reasons.derivation
        pairs: NDArray[np.bool_] = pointers[firings + 1] - pointers[firings] == 2
        at = pointers[firings[pairs]]
        pairs[pairs] = ~(core[members[at]] | core[members[at + 1]])
        special = [
            rule.name in _BY_SUBJECT or rule.name in _VALUES or rule.name.startswith("prp-npa")
            for rule in derivation.rules
        ]
        return pairs & ~np.array(special, dtype=np.bool_)[np.asarray(derivation.firing_rule)[firings]]

    def split(self, firing: int) -> tuple[tuple[int, ...], ...]:
        """The positions, each as its facts; what the background says is a position only against a single other."""
        core = self._reasons.core
        rule = self._reasons.derivation.rule(firing).name
        premises = list(dict.fromkeys(self._reasons.body(firing)))
        groups: dict[object, list[int]] = defaultdict(list)
        for fact in premises:
            groups[self._answer(rule, fact, premises)].append(fact)
        positions = [tuple(sorted(facts)) for facts in groups.values()]
        said = [facts for facts in positions if not all(core[fact] for fact in facts)]
        if len(said) != 1:
            return tuple(sorted(said))
        given = [
            facts
            for facts in positions
            if facts not in said and any(self._predicate[fact] != self._different for fact in facts)
        ]
        return tuple(sorted(said + given))

    def _answer(self, rule: str, fact: int, premises: Sequence[int]) -> object:
        """What tells the position of a premise from the others: its own, or one it shares."""
        predicate = int(self._predicate[fact])
        if rule in _BY_SUBJECT:
            return int(self._subject[fact])
        if rule.startswith("prp-npa"):
            return "denied" if predicate in self._denial else "affirmed"
        if rule in _VALUES:
            values = {int(self._object[other]) for other in premises if self._predicate[other] != self._type}
            if predicate != self._type:
                return int(self._object[fact])
            if int(self._subject[fact]) in values:
                return int(self._subject[fact])
        return fact, None


def _merged(found: list[Collision], reasons: Reasons) -> list[Collision]:
    """The collisions, those told with another that has all their contradictions."""

    def rank(collision: Collision) -> tuple[object, ...]:
        facts = [fact for position in collision.positions for fact in position.facts]
        direct = sum(1 for fact in facts if reasons.claims_of(fact))
        subject = collision.question.subject
        return (
            -len(collision.known.sets),
            -direct / max(1, len(facts)),
            len(facts),
            collision.question.rule,
            str(subject),
            collision.question.axioms,
        )

    kept: list[Collision] = []
    holding: dict[Label, list[int]] = defaultdict(list)
    for collision in sorted(found, key=rank):
        sets = collision.known.sets
        hosts = set(holding[sets[0]]).intersection(*(holding[label] for label in sets[1:]))
        if hosts and (collision.known.complete or len(hosts) == 1):
            host = kept[min(hosts)]
            if collision.question != host.question:
                host.also = (*host.also, collision.question)
            continue
        for label in sets:
            holding[label].append(len(kept))
        kept.append(collision)
    return sorted(
        kept,
        key=lambda c: (not c.against_reference, str(c.question.subject), c.question.rule, c.question.axioms),
    )
