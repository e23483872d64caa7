"""Citations: the claims and speakers behind each row, and whether one account carries it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from standoff.rdf.terms import NamedNode, Term

if TYPE_CHECKING:
    from standoff.citing.grounds import Ground
    from standoff.citing.tracing import Tracer
    from standoff.reasoning.labels import Label
    from standoff.reasoning.lenses import Lens

__all__ = ["Citation", "Citer"]

_SUPPORTS: Final = 6
_STEPS: Final = 20_000
_JOINT: Final = 24
"""Joint supports are searched for so many facts; those of more are laid together fact by fact."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A row rests on CLAIMS; `also` are claims by which it would hold, too."""

    claims: tuple[NamedNode, ...]
    also: tuple[NamedNode, ...]
    facts: tuple[int, ...]
    """The facts that its patterns matched."""
    records: tuple[tuple[Term, Term, Term], ...] = ()
    """What its patterns matched of what is known about claims and articles."""
    mixed: bool = False
    """Mixed accounts: each joint support of its facts contains a contradiction."""
    undecided: bool = False
    """The search for a joint support without contradiction was cut short."""
    disputed: bool = False
    """Each of its grounds rests on a disputed fact, or on what a claim in a contradiction says."""
    notes: tuple[str, ...] = ()

    @property
    def consistent(self) -> bool:
        """Whether one joint support without contradiction is known."""
        return not (self.mixed or self.undecided)


class Citer:
    """Cites the rows of one query through one lens.

    A triple that is no fact of the reasoning belongs to what is known about claims and articles: about a claim, when
    its subject is one or is named after one (`<claim>#target`).
    """

    def __init__(self, lens: Lens, tracer: Tracer) -> None:
        self._lens = lens
        self._tracer = tracer
        self._numbers = {claim: number for number, claim in enumerate(lens.reasons.derivation.claims)}
        self._known: dict[frozenset[int], tuple[tuple[Label, ...], bool, bool]] = {}

    def cite(self, row: Mapping[str, Term | None]) -> Citation:
        """What a row rests on: the best of its grounds, one without contradiction before any other."""
        trace = self._tracer.trace(row)
        best: Citation | None = None
        every: dict[NamedNode, None] = {}
        disputed = True
        for ground in trace.grounds:
            cited = self._ground(ground, trace.notes)
            every.update(dict.fromkeys((*cited.claims, *cited.also)))
            disputed = disputed and cited.disputed
            if best is None or _rank(cited) < _rank(best):
                best = cited
        if best is None:
            return Citation((), (), (), notes=trace.notes)
        also = tuple(claim for claim in every if claim not in best.claims)
        return replace(best, also=also, disputed=disputed)

    def _ground(self, ground: Ground, notes: tuple[str, ...]) -> Citation:
        derivation = self._lens.reasons.derivation
        facts: set[int] = set()
        records: set[tuple[Term, Term, Term]] = set()
        asked = {graph for graph, _ in ground.said if graph in self._numbers}
        elsewhere = {spo for graph, spo in ground.said if graph not in self._numbers}
        for spo in ground.facts | elsewhere:
            fact = derivation.fact(*spo)
            if fact is not None:
                facts.add(fact)
                continue
            records.add(spo)
            if isinstance(spo[0], NamedNode):
                claim = NamedNode(spo[0].value.partition("#")[0])
                asked |= {node for node in (spo[0], claim) if node in self._numbers}
        supports, mixed, undecided = self._supports(frozenset(facts))
        given = frozenset(self._numbers[claim] for claim in asked if claim in self._numbers)
        joint = _smallest(support | given for support in supports)
        support = min(joint, key=lambda one: (len(one), sorted(one)), default=given)
        also = frozenset[int]().union(*joint) - support
        return Citation(
            self._named((*sorted(support),), asked),
            self._named(sorted(also), ()),
            tuple(sorted(facts)),
            tuple(sorted(records, key=str)),
            mixed,
            undecided,
            not (self._lens.undisputed(sorted(facts)) and given.isdisjoint(self._lens.contradictions.contested.claims)),
            notes,
        )

    def _named(self, numbers: Iterable[int], further: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        claims = self._lens.reasons.derivation.claims
        names = dict.fromkeys(claims[number] for number in numbers)
        names.update(dict.fromkeys(sorted((claim for claim in further if claim not in names), key=str)))
        return tuple(names)

    def _supports(self, facts: frozenset[int]) -> tuple[tuple[Label, ...], bool, bool]:
        """Some joint supports of facts, and whether they are of mixed accounts, or undecided."""
        if facts not in self._known:
            self._known[facts] = self._looked_up(sorted(facts))
        return self._known[facts]

    def _looked_up(self, facts: list[int]) -> tuple[tuple[Label, ...], bool, bool]:
        if not facts:
            return (frozenset(),), False, False
        if len(facts) > _JOINT:
            return self._together(facts)
        found = self._lens.supports(facts, _SUPPORTS, steps=_STEPS)
        if found:
            return found.sets, False, False
        from standoff.reasoning.supports import joint_supports

        broken = joint_supports(self._lens.reasons, facts, 1, mask=self._lens.mask, steps=_STEPS)
        return broken.sets, found.complete, not found.complete

    def _together(self, facts: list[int]) -> tuple[tuple[Label, ...], bool, bool]:
        """One support of each of many facts (a group that was counted), laid together.

        A search for joint supports of hundreds of facts has no end. If the union contains a contradiction, whether
        another choice of supports would not is left undecided.
        """
        union: frozenset[int] = frozenset()
        for fact in facts:
            one = self._supports(frozenset((fact,)))
            if one[1] or one[2]:
                return one
            union |= one[0][0]
        return (union,), False, self._lens.contradictions.contains(union)


def _smallest(supports: Iterable[Label]) -> list[Label]:
    """Those that have no other inside them."""
    found = set(supports)
    return [one for one in found if not any(other < one for other in found)]


def _rank(citation: Citation) -> tuple[bool, bool, int]:
    return citation.mixed, citation.undecided, len(citation.claims)
