"""What is contested: each question with its competing positions, who holds each, and what cannot all be true."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from standoff.rdf.terms import ST, NamedNode
from standoff.reasoning.collisions import collisions
from standoff.reasoning.proofs import prove_contradiction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.accounts.why import Explainer, Step
    from standoff.accounts.words import Spo
    from standoff.model import Claim
    from standoff.rdf.terms import Term
    from standoff.reasoning.collisions import Collision

__all__ = ["Contest", "ContestedReport", "Stance", "contested"]

_PAIRS: Final = 20
_TIES: Final = (ST["onSide"], ST["outbreakOf"], ST["situationOf"], ST["reportsOn"])
"""What ties an entity to a question or a position that does not name it."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A position on a question, and the claims behind it (in sets, each enough by itself)."""

    sentence: str
    facts: tuple[Spo, ...]
    is_reference: bool
    supports: tuple[tuple[Claim, ...], ...]
    complete: bool
    """Whether `supports` are all there are."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One question on which positions exclude each other."""

    subject: Term | None
    name: str
    """The subject in words."""
    rule: str
    axiom: str
    stances: tuple[Stance, ...]
    contradictions: tuple[tuple[Claim, ...], ...]
    """Minimal contradictions: one for each pair of positions, or all that were asked for."""
    more: bool
    """Whether there are more contradictions than shown."""
    also: tuple[str, ...]
    """Further rules that find the same."""

    @property
    def against_reference(self) -> bool:
        """Whether a claim contradicts the reference here, with no other claim's help."""
        return any(len(claims) == 1 for claims in self.contradictions)


@dataclass(frozen=True, slots=True)
class ContestedReport:
    """The contests seen through a lens, and the claims in any contradiction."""

    contests: tuple[Contest, ...]
    against_reference: tuple[Claim, ...]
    """Claims that contradict the reference; no lens shows what rests on them."""
    claims: tuple[Claim, ...]
    """All claims in a contradiction (where `exact` is false, also some that may be)."""
    exact: bool
    background: Step | None
    """A proof that the reference contradicts itself, when it does; then nothing else is looked at."""


def contested(
    explainer: Explainer, about: Term | None = None, *, every: bool = False, limit: int = _PAIRS
) -> ContestedReport:
    """The contests through the explainer's lens, those against the reference first.

    `about` keeps those that concern an entity: the subject, one in a position or on its side, one who takes it.
    One minimal contradiction is given for each pair of positions, or with `every` each there is, at most `limit` for
    each question.
    """
    lens = explainer.lens
    contradictions = lens.contradictions
    if contradictions.background is not None:
        proof = prove_contradiction(lens.reasons, (), contradictions.background)
        step = None if proof is None else explainer.step(proof)
        return ContestedReport((), (), (), True, step)
    found = contradictions.contested_within(lens.mask)
    contests = [
        _contest(explainer, collision, every=every, limit=limit)
        for collision in collisions(lens.reasons, contradictions, None if lens.mask.all() else lens.mask)
        if about is None or _concerns(explainer, collision, about)
    ]
    concerned = found.claims
    if about is not None:
        stances = (stance for contest in contests for stance in contest.stances)
        shown = {claim.iri for stance in stances for support in stance.supports for claim in support}
        derivation = lens.reasons.derivation
        concerned = frozenset(claim for claim in found.claims if derivation.claims[claim] in shown)
    return ContestedReport(
        tuple(contests),
        explainer.records(found.alone & concerned),
        explainer.records(concerned),
        found.exact,
        None,
    )


def _concerns(explainer: Explainer, collision: Collision, entity: Term) -> bool:
    """Whether an entity is asked about, stands in a position or on a side that does, or speaks for a position."""
    derivation = explainer.lens.reasons.derivation
    facts = [derivation.spo(fact) for position in collision.positions for fact in position.facts]
    terms = {collision.question.subject, *(term for fact in facts for term in fact)}
    if entity in terms:
        return True
    nodes = [term for term in terms if isinstance(term, NamedNode)]
    if isinstance(entity, NamedNode) and any(
        derivation.fact(one, tie, other) is not None
        for node in nodes
        for tie in _TIES
        for one, other in ((entity, node), (node, entity))
    ):
        return True
    supports = (support for position in collision.positions for support in position.supports.sets)
    return any(claim.speaker == entity for support in supports for claim in explainer.records(support))


def _contest(explainer: Explainer, collision: Collision, *, every: bool, limit: int) -> Contest:
    derivation = explainer.lens.reasons.derivation
    question = collision.question
    stances = []
    for position in collision.positions:
        facts = tuple(derivation.spo(fact) for fact in position.facts)
        stances.append(
            Stance(
                explainer.words.facts(facts),
                facts,
                position.is_reference,
                tuple(explainer.records(support) for support in position.supports.sets),
                position.supports.complete,
            )
        )
    if every:
        known = collision.sets(limit)
        sets: Sequence[frozenset[int]] = known.sets
        more = not known.complete
    else:
        pairs = list(islice(collision.pairs(), limit + 1))
        sets = list(dict.fromkeys(label for _, label in pairs[:limit]))
        more = len(pairs) > limit or len(collision.known.sets) > len(sets) or not collision.known.complete
    axioms = [derivation.spo(axiom) for axiom in question.axioms]
    return Contest(
        question.subject,
        "" if question.subject is None else explainer.words.term(question.subject),
        question.rule,
        explainer.words.rule(question.rule, axioms),
        tuple(stances),
        tuple(explainer.records(label) for label in sets),
        more,
        tuple(dict.fromkeys(other.rule for other in collision.also)),
    )
